"""What should not become public, though its author may not have noticed: places in photos, secrets, addresses, telephone numbers.

A repository keeps for ever what was pushed once, so this is said before a pull request is merged. Only what is added is looked at.
A secret is an error; the rest is for people to judge.
"""

import re
from collections.abc import Iterator

from microblog.gate.rules import Finding
from microblog.model.attachments import is_image, is_picture, medium
from microblog.pictures.places import says_place
from microblog.recordings import strip_recording
from microblog.text.patterns import lazily

LARGEST = 20 << 20  # bytes of a file that is looked at

_SECRETS = lazily(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}"
    r"|AIza[\w-]{35}|npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,})|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
)
"""Tokens, by the beginnings that their makers gave them so that they can be found, private keys, and JSON Web Tokens."""
_MAIL = lazily(r"\b[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_PHONE = lazily(
    r"(?:(?<![\w./:=-])00|(?<![\w./=-])\+)[1-9](?:[ ()./-]{0,2}\d){7,13}(?![\w/-])|\btel:\+?\d(?:[ ()./-]{0,2}\d){4,14}(?!\d)",
    re.IGNORECASE,
)
"""Of those that the whole world dials; one without the country's number looks as dates and sums do, save in a link."""
_PLACES = (b"\xa9xyz", b"loci", b"location.ISO6709")  # of films: QuickTime's user data, 3GPP's, Apple's keys
_EXAMPLES = (".example", "@example.com", "@example.org", "@example.net", ".invalid", ".test")


def look_through(path: str, data: bytes, before: bytes = b"") -> list[Finding]:
    """List what of a new or changed file should not become public, save what stood in it before."""
    if is_image(path) or is_picture(data[:64]):
        return [_place(path)] if says_place(data) and not (before and says_place(before)) else []
    if medium(path):
        return [_place(path)] if _has_place(data) and not _has_place(before) else []
    text = _text(data)
    if "\0" in text:
        return []
    known = {*_text(before).splitlines()}
    lines = text.splitlines()
    return [finding for number, line in enumerate(lines, 1) if line not in known for finding in _in_line(path, number, line)]


def _text(data: bytes) -> str:
    """Return what a file says, also as Windows writes it in UTF-16."""
    return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")


def _has_place(data: bytes) -> bool:
    """Return whether a recording notes a place where one does: those bytes may stand by chance among its pictures, which stay."""
    marks = [mark for mark in _PLACES if mark in data]
    try:
        left = strip_recording(data) if marks else b""
    except ValueError:
        return True  # it is not published either, since nobody can say what is in it
    return any(mark not in left for mark in marks)


def _place(path: str) -> Finding:
    remedy = "take the place out of the file itself (exiftool -gps:all= FILE), since the repository keeps the original"
    return Finding("warning", path, 0, "says where it was taken", remedy)


def _in_line(path: str, number: int, line: str) -> Iterator[Finding]:
    if _SECRETS.search(line):
        remedy = "withdraw it where it was made, since it may have been read already, and take it out of all commits"
        yield Finding("error", path, number, "holds what looks like a secret", remedy)
    mails = [match[0] for match in _MAIL.finditer(line) if not match[0].lower().endswith(_EXAMPLES) and not _is_account(line, match)]
    if mails:
        yield Finding("warning", path, number, "holds a mail address", "take it out unless all the world may have it")
    if _PHONE.search(line):
        yield Finding("warning", path, number, "holds what looks like a telephone number", "take it out unless all the world may have it")


def _is_account(line: str, match: "re.Match[str]") -> bool:
    """Return whether an address is one of the fediverse, `@ada@example.org`."""
    return line[match.start() - 1 : match.start()] == "@"
