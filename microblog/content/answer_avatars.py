"""Copies of the pictures of those who answered elsewhere, `answers/avatars/HASH.webp`: which file belongs to which address.

The name is a fingerprint of the picture's address, so that a person who takes another picture gets another file.
"""

from collections.abc import Collection

from microblog.content.answers import DONE, FACES, FOLDER, SAID, SHOWN
from microblog.model.remote import RemoteAnswer
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily

AVATARS = f"{FOLDER}/avatars"
_PATH = lazily(rf"{AVATARS}/([0-9a-f]{{32}})\.webp")


def avatar_name(address: str) -> str:
    """Return the name of the copy of the picture at an address."""
    return blake2b(address.encode(errors="replace"), digest_size=16).hexdigest()


def avatar_path(name: str) -> str:
    """Return the path of the file of that name."""
    return f"{AVATARS}/{name}.webp"


def name_at(path: str) -> str:
    """Return the name of the copy whose path that is; "" where it is that of none."""
    found = _PATH.fullmatch(path)
    return found[1] if found else ""


def pictured(answers: Collection[RemoteAnswer]) -> list[RemoteAnswer]:
    """Return those of the answers to a post whose authors its page has room to show."""
    said = [answer for answer in answers if answer.kind in SAID][:SHOWN]
    return said + [answer for kind in DONE for answer in [one for one in answers if one.kind == kind][:FACES]]
