"""The plain file that keeps what others answered to a post, and what makes answers of what they say.

One file for each post, `answers/ada/2026-11-23-hello.json`: a person reviews, edits and commits it, so it has one line for
each thing that may change. It may as well come from a pull request that anybody could have written, so nothing in it is
believed: what is not what it should be makes the file invalid, all HTML is sanitised once more, an id counts for the first
that has it, and a chain of answers that ends nowhere hangs on the post itself.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from microblog.markup.html import foreign
from microblog.markup.html.content import in_sight, plain_text, shorten
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from microblog.text.dates import parse_date
from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily
from microblog.yaml.fields import is_language

FOLDER = "answers"
MAX_STORED = 4 << 20  # bytes of a file
MAX_SAID = 500  # replies and mentions of one post
MAX_DONE = 1_000  # likes, reposts and bookmarks
MAX_CONTENT = 64 << 10  # characters of one answer's HTML
MAX_ALL_CONTENT = 1 << 20  # of all answers to a post
SAID, DONE = ("reply", "mention"), ("like", "repost", "bookmark")
KINDS = (*SAID, *DONE)
SOURCES = ("mastodon", "bluesky", "webmention", "wordpress")

SHOWN = 100  # replies and mentions on a post's page
FACES = 20  # there, of likes, of reposts and of bookmarks

_FORM = "microblog answers 1"  # what a file says that it is
_TEXT = 300  # characters of an answer's beginning
_SHORT = 200  # of names and content warnings
_ID = 500
_MOST = 1_000_000_000  # people of whom a server may say that they like something
_REF = lazily(r"[a-z0-9_-]{1,30}(?:/[^/\\\x00-\x1f]{1,200}){1,20}")
_MARK = lazily(r"[0-9a-f]{16}")
_DID = lazily(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:%-]{1,200}")
_NAMED = lazily(r"@?[\w.+-]{1,100}@(?:[\w-]+\.)+[\w-]+|(?:[\w-]+\.)+[\w-]+")
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
"""Characters that turn the direction of what comes after them, also beyond a name: in a page, and in a review."""


def ref_of(path: str) -> str:
    """Return the post whose answers a file keeps; "" where its path is that of none."""
    ref = path.removeprefix(f"{FOLDER}/").removesuffix(".json")
    return ref if path == path_of(ref) and _REF.fullmatch(ref) else ""


def path_of(ref: str) -> str:
    """Return the path of the file that keeps the answers to a post."""
    return f"{FOLDER}/{ref}.json"


def mark(answer_id: str) -> str:
    """Return by what an answer is remembered that is kept no more."""
    return blake2b(answer_id.encode(errors="replace"), digest_size=8).hexdigest()


def dump_answers(found: RemoteAnswers) -> bytes:
    """Write answers as the text of their file, the same for equal ones."""
    values: dict[str, Any] = {"form": _FORM, "post": found.post, "answers": [_filled(answer) for answer in found.answers]}
    if found.more:
        values["more"] = [{"copy": url, "kind": kind, "count": count} for url, kind, count in found.more]
    values["seen"] = [*found.seen]
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode(errors="ignore")


def _filled(answer: RemoteAnswer) -> dict[str, Any]:
    author = {"name": answer.author, "url": answer.author_url, "handle": answer.handle, "did": answer.did, "avatar": answer.avatar}
    values = {name: value for name, value in answer._asdict().items() if value and name not in _ELSEWHERE}
    return {**values, "author": {name: value for name, value in author.items() if value}}


_ELSEWHERE = frozenset({"author", "author_url", "handle", "did", "avatar", "text", "host"})  # of the author, or made of the others


def parse_answers(path: str, data: bytes) -> RemoteAnswers | str:
    """Read the file of that path; or say why it keeps no answers."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(values, dict) or values.get("form") != _FORM:
        return "keeps no answers"
    ref = ref_of(path)
    if not ref or values.get("post") != ref:
        return "has not the name of the post in it"
    try:
        read = [_answer(item) for item in _list(values, "answers")[: MAX_SAID + MAX_DONE]]
        more = [_more(item) for item in _list(values, "more")[:50]]
        seen = [_mark(item) for item in _list(values, "seen")[: 4 * (MAX_SAID + MAX_DONE)]]
    except (KeyError, TypeError, ValueError) as error:
        return f"keeps a damaged answer ({error})"
    return with_answers(RemoteAnswers(ref, more=tuple(more), seen=tuple(seen)), read)


def _list(values: dict[str, Any], name: str) -> list[Any]:
    found = values.get(name, [])
    if not isinstance(found, list):
        raise TypeError(f"{name} is no list")
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _mark(value: object) -> str:
    if not _MARK.fullmatch(_text(value)):
        raise ValueError("seen")
    return str(value)


def _more(item: Any) -> tuple[str, str, int]:
    url, kind, count = foreign.web_address(_text(item["copy"])), item["kind"], item["count"]
    if kind not in KINDS or type(count) is not int or not 0 <= count <= _MOST:
        raise ValueError("more")
    return url, kind, count


def _answer(item: Any) -> RemoteAnswer:
    if not isinstance(item, dict) or not isinstance(item["author"], dict):
        raise TypeError("an answer is no object")
    texts = {name: _text(item.get(name, "")) for name in _OF_FILE}
    author = {name: _text(item["author"].get(name, "")) for name in ("name", "url", "handle", "did", "avatar")}
    who = {"author": author.pop("name"), "author_url": author.pop("url"), **author}
    return make_answer(RemoteAnswer(**texts, **who), "")


_OF_FILE = ("id", "kind", "via", "url", "published", "updated", "parent", "cw", "lang", "content_html")


def make_answer(raw: RemoteAnswer, base_url: str) -> RemoteAnswer:
    """Make an answer of what somebody else says, so that all of it may stand in documents of this site.

    Raise ValueError where it is none: it says nothing, or nobody could tell it from others.
    """
    if raw.kind not in KINDS or raw.via not in SOURCES or not raw.id.startswith(f"{raw.via}:") or len(raw.id) > _ID:
        raise ValueError("id, kind or via")
    addresses = (raw.url, raw.author_url, raw.avatar)
    url, author_url, avatar = (foreign.web_address(text, base_url) if text else "" for text in addresses)
    content = foreign.clean(raw.content_html, base_url) if raw.kind in SAID and len(raw.content_html) <= MAX_CONTENT else ""
    text = shorten(plain_text(in_sight(content)), _TEXT)
    if (raw.kind in SAID and not (text or content)) or not (url or author_url):
        raise ValueError("says nothing")
    published, updated = _dates(raw)
    if raw.kind in SAID and not published:
        raise ValueError("has no date")
    handle = raw.handle.strip().lower()
    return RemoteAnswer(
        id=foreign.one_line(raw.id),
        kind=raw.kind,
        via=raw.via,
        url=url,
        author=name_of(raw.author) or handle or host_of(author_url or url),
        author_url=author_url,
        handle=handle if _NAMED.fullmatch(handle) else "",
        did=raw.did if _DID.fullmatch(raw.did) else "",
        avatar=avatar,
        host=host_of(url or author_url),
        published=published,
        updated=updated,
        parent=foreign.one_line(raw.parent)[:_ID] if raw.kind in SAID else "",
        cw=shorten(_straight(raw.cw), _SHORT),
        lang=raw.lang if is_language(raw.lang) else "",
        content_html=content,
        text=text,
    )


def name_of(written: str) -> str:
    """Return a name as it may stand among other words, on one line and in their direction."""
    return shorten(_straight(written), _SHORT)


def _straight(text: str) -> str:
    return foreign.one_line(text.translate(_TURNING))


def host_of(url: str) -> str:
    """Return the host of an address, as readers are told it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _dates(raw: RemoteAnswer) -> tuple[str, str]:
    """Return when an answer was published and updated, as RFC 3339; "" where nobody says, and never updated before."""
    dates = [parse_date(text.strip(), "UTC") if text else "" for text in (raw.published, raw.updated)]
    found = [date for date in dates if not isinstance(date, str) and date.instant >= 0]
    if not found:
        return "", ""
    return found[0].text, max(found[0], found[-1]).text


def instant_of(answer: RemoteAnswer) -> int:
    """Return the moment of an answer, in microseconds since 1970 UTC; 0 where nobody says."""
    date = parse_date(answer.published, "UTC") if answer.published else ""
    return 0 if isinstance(date, str) else date.instant


def with_answers(kept: RemoteAnswers, found: Iterable[RemoteAnswer]) -> RemoteAnswers:
    """Put answers to a post in place of those that it has: each once, in order, as far as there is room."""
    answers: dict[str, RemoteAnswer] = {}
    left = {**dict.fromkeys(SAID, MAX_SAID), **dict.fromkeys(DONE, MAX_DONE)}
    room = MAX_ALL_CONTENT
    for answer in sorted(found, key=lambda answer: (instant_of(answer), answer.id)):
        room -= len(answer.content_html)
        if answer.id not in answers and left[answer.kind] > 0 and room >= 0:
            answers[answer.id] = answer
            left[answer.kind] -= 1
    return kept._replace(answers=tuple(_rooted(answers)))


def _rooted(answers: dict[str, RemoteAnswer]) -> list[RemoteAnswer]:
    """Let what answers something that is not here, or in a circle itself, answer the post."""
    ends = {answer_id for answer_id, answer in answers.items() if answer.parent not in answers}
    for start in answers:
        way: dict[str, None] = {}
        here = start
        while here not in ends and here not in way:
            way[here] = None
            here = answers[here].parent
        if here in ends:
            ends.update(way)
    return [answer if answer.id in ends and answer.parent in answers else answer._replace(parent="") for answer in answers.values()]
