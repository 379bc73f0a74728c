"""Polite absence: the lists `muted` and `blocked`, and whether they name somebody.

A list names an author of this site by handle, and others by address: a feed or page (`https://example.com/feed.xml`),
an account (`@ada@example.com`, or `did:plc:…` whatever it is called), or a host (`example.com`), which stands for all that
lies there and on hosts below it, and for accounts that are called so (`ada.bsky.social`).
"""

from collections import defaultdict
from collections.abc import Collection
from urllib.parse import urlsplit

from microblog.model import urls
from microblog.model.nouns import Author, Config
from microblog.model.remote import RemoteAnswer
from microblog.text.patterns import lazily
from microblog.yaml.fields import OneOrMany, Report, url_fault, written
from microblog.yaml.values import Value

_ACCOUNT = lazily(r"@?[\w.+-]+@((?:[\w-]+\.)+[\w-]+)")
_HOST = lazily(r"(?:[\w-]+\.)+[\w-]+")
_DID = lazily(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")


def is_absent(names: Collection[str], target: str) -> bool:
    """Return whether names as `away_from_home` returns them hold an author's handle, or an address or its host."""
    if not names or target in names:
        return target in names
    if urls.HANDLE.fullmatch(target):
        return False
    name = canonical(target)
    host = name.partition("/")[0].rpartition("@")[2]  # an address may have an @ in its path
    labels = host.split(".")
    return name in names or any(".".join(labels[start:]) in names for start in range(len(labels) - 1))  # a name without a dot is a handle


def is_about_absent(names: Collection[str], target: str) -> bool:
    """Return the same of what a link leads to: a post of this site (`ada/2026-11-23-hello`) or an address."""
    return is_absent(names, target if "://" in target else target.partition("/")[0])


def is_answer_absent(names: Collection[str], answer: RemoteAnswer) -> bool:
    """Return whether names as `blocked_by` returns them hold whoever wrote an answer elsewhere, or where it stands or comes from."""
    who = (answer.handle, answer.did, answer.author_url, answer.url)
    return bool(names) and any(is_absent(names, target) for target in who if target)


def without(answers: Collection[RemoteAnswer], absent: Collection[str]) -> list[RemoteAnswer]:
    """Leave out the answers of some ids, with all that hangs on them."""
    if not absent:
        return [*answers]
    kids: defaultdict[str, list[str]] = defaultdict(list)
    for answer in answers:
        kids[answer.parent].append(answer.id)
    gone = {*absent}
    left = [*absent]
    while left:
        more = [kid for kid in kids[left.pop()] if kid not in gone]
        gone.update(more)
        left += more
    return [answer for answer in answers if answer.id not in gone]


def away_from_home(author: Author, config: Config) -> frozenset[str]:
    """Return whom an author does not want to see at home: those who are muted or blocked, by the author or on the whole site."""
    return frozenset(name for name, _ in (*author.muted, *config.muted, *author.blocked, *config.blocked)) - {author.handle}


def blocked_by(author: Author, config: Config) -> frozenset[str]:
    """Return whose answers, likes and mentions an author does not want to see either."""
    return frozenset(name for name, _ in (*author.blocked, *config.blocked)) - {author.handle}


def canonical(text: str) -> str:
    """Return the form in which lists are compared: `ada`, `example.com`, `example.com/feed.xml`, `@ada@example.com`."""
    if text.startswith("did:"):
        return text
    if "://" in text:
        parts = urlsplit(text)
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.hostname}{parts.path.rstrip('/')}{query}"
    if _ACCOUNT.fullmatch(text):
        return f"@{text.removeprefix('@').lower()}"
    return text.removeprefix("@") if urls.HANDLE.fullmatch(text.removeprefix("@")) else text.lower()


def absent(value: Value, report: Report) -> tuple[tuple[str, int], ...]:
    """Read a list of whom to leave out, each with the line that says so."""
    found: dict[str, int] = {}
    for name, line in OneOrMany(_name)(value, report):
        found.setdefault(name, line)
    return tuple(found.items())


def _name(value: Value, report: Report) -> tuple[str, int] | None:
    found = written(value, report)
    if found is None:
        return None
    name = canonical(found.value) if "://" not in found.value or not url_fault(found.value) else ""
    if urls.HANDLE.fullmatch(name) or _ACCOUNT.fullmatch(name) or _HOST.fullmatch(name.partition("/")[0]) or _DID.fullmatch(name):
        return name, found.line
    remedy = "write a handle, an address with https://, an account such as @ada@example.com or did:plc:…, or a host"
    report.error(found.line, f"names `{found.value}`, which is neither a handle nor an address", remedy)
    return None
