"""What profiles say that is more than the author's own matter: whose account it is, whom the site writes to, where secrets go. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator

from microblog.gate.members import Member
from microblog.gate.rules import Finding
from microblog.model.nouns import Author
from microblog.model.variables import variable_of

_LEADING = ("mastodon", "bluesky", "did")
"""Keys by which a secret of the author's in the environment is sent somewhere."""
_SEEN_AS = str.maketrans("01i5", "olls")
_LATIN = str.maketrans("авеһіјкӏмнорԛсѕтухԁԝαβεζηικμνορτυχ", "abehijklmhopqcstyxdwabezhikmnoptyx")
"""Cyrillic and Greek letters, small or large, that a reader takes for Latin ones."""


def judge_profiles(before: Iterable[Author], after: Iterable[Author], member: Member) -> list[Finding]:
    """List what profiles say anew that their authors alone may not say; an admin may say all of it."""
    if member.is_admin:
        return []
    known = {author.handle: author for author in before}
    owners = {author.github.lower(): author.handle for author in known.values() if author.github}
    return [finding for author in after for finding in _judge(author, known, owners, member)]


def _place(author: Author) -> str:
    """Return the file of an author's profile; where it is gone, the one that it was, or would be."""
    return author.path or f"posts/{author.handle}/profile.md"


def _judge(author: Author, known: dict[str, Author], owners: dict[str, str], member: Member) -> Iterator[Finding]:
    was = known.get(author.handle)
    login = author.github.lower()
    if login != (was.github.lower() if was else "") and (was or login in owners or login != member.login.lower()):
        what = f"`github` would make @{author.handle} an account of {author.github or 'nobody'}"
        yield Finding("error", _place(author), 1, what, "leave it as it was, or ask an admin")
    if was is None:
        yield from _sharing(author, known)
        yield from _looking_alike(author, known)
    elif author.handle not in member.handles:
        yield from _leading_elsewhere(author, was)
    if (was is None or author.name != was.name) and not member.is_editor:
        yield from _of_one_name(author, known.values(), "error" if member.role else "warning")
    if author.notify and author.email and not (was and was.notify and was.email == author.email) and not member.is_editor:
        what = f"would let the site write to {author.email} (`notify`), and nobody knows whether that is the author's"
        yield Finding("error" if member.role else "warning", _place(author), 1, what, "ask an editor, or take `notify` out")


def _sharing(author: Author, known: Iterable[str]) -> Iterator[Finding]:
    """Find who would share the variables with a new account in which their secrets are."""
    for handle in known:
        if variable_of("", handle) == variable_of("", author.handle):
            what = f"@{author.handle} would be taken for @{handle}, by readers and where secrets are given (`-` and `_` are one there)"
            yield Finding("error", _place(author), 1, what, "choose another handle")


def _leading_elsewhere(author: Author, was: Author) -> Iterator[Finding]:
    for key in _LEADING:
        if getattr(author, key) != getattr(was, key):
            what = f"`{key}` would send what @{author.handle} keeps secret to another account"
            yield Finding("error", _place(author), 1, what, f"let @{author.handle} change it, or ask an admin")


def _looking_alike(author: Author, known: Iterable[str]) -> Iterator[Finding]:
    for handle in known:
        if _seen(handle) == _seen(author.handle):
            yield Finding(
                "warning", _place(author), 1, f"@{author.handle} looks much like @{handle}", "ask for another, unless nobody minds"
            )


def _seen(handle: str) -> str:
    """Return what of a handle a hasty reader sees."""
    return handle.replace("-", "").replace("_", "").replace("rn", "m").replace("vv", "w").translate(_SEEN_AS)


def _of_one_name(author: Author, others: Iterable[Author], level: str) -> Iterator[Finding]:
    name = _spoken(author.name)
    for other in others:
        if author.handle not in (other.handle, author.name) and name and name == _spoken(other.name):
            what = f"has the name of @{other.handle}, so readers would take one for the other"
            yield Finding(level, _place(author), 1, what, "add something to it, or ask an editor")


def _spoken(name: str) -> str:
    """Return the letters and digits of a name, by which people know it: marks on them are easily overlooked."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if sign.isalnum()).translate(_LATIN)
