"""twtxt (https://twtxt.readthedocs.io) and what Yarn adds to it: one post a line, a moment and a tab before it."""

import hashlib
import re

from microblog.content.stored_feeds import MAX_ENTRIES
from microblog.follow.found import Found
from microblog.markup.html import foreign
from microblog.model.remote import RemoteEntry
from microblog.web.documents import Answer

_LINE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)\t(.*)")
_KNOWN = re.compile(r"#\s*([a-z_]+)\s*=\s*(.+)")
_MENTION = re.compile(r"@<(?:(\S+) )?(https?://[^>\s]+)>")
_SUBJECT = re.compile(r"\(#(?:<\S+ [^>]*>|[a-z0-9]+)\)\s*")


def parse_twtxt(answer: Answer) -> Found | None:
    """Read a twtxt file; None where no line of it is a post."""
    lines = _joined(answer.body)
    posts = [match for line in lines if (match := _LINE.fullmatch(line))]
    if not posts:
        return None
    known: dict[str, str] = {}
    for line in lines:
        if match := _KNOWN.fullmatch(line.strip()):
            known.setdefault(match[1], match[2].strip())
    said = {"title": known.get("nick", ""), "home_url": answer.url, "author": known.get("nick", ""), "author_url": answer.url}
    newest = sorted(posts, key=lambda match: match[1])[-5 * MAX_ENTRIES :]
    entries = [(_entry(match[1], match[2], answer.url), answer.url) for match in newest]
    return Found("twtxt", said | {"lang": known.get("lang", "")}, entries, last_open="" if lines[-1] == "" else posts[-1][1])


def _joined(body: bytes) -> list[str]:
    """Return the lines; U+2028 breaks a line within a post, so `splitlines` would not do."""
    return body.decode(errors="replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _entry(moment: str, written: str, url: str) -> RemoteEntry:
    """Make an entry of a line; it has no page, so its address is that of the file with the line's fingerprint."""
    text = _MENTION.sub(lambda match: f"@{match[1] or match[2]}", _SUBJECT.sub("", written, count=1)).replace("\u2028", "\n")
    fingerprint = hashlib.blake2b(f"{moment} {written}".encode(), digest_size=6).hexdigest()
    place = f"{url.partition('#')[0]}#{fingerprint}"
    return RemoteEntry(place, place, "", moment, moment, content_html=foreign.paragraphs(text))
