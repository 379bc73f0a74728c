"""Addresses, hashtags and mentions in running text (sole importer of `linkify_it`).

A hashtag is `#` and letters, digits, underscores and combining marks of any script, with at least one letter, not after
a word, a `/` or a `&`. A mention is `@` and a handle, not in an e-mail address, not `@name@host`, `@name.host` or
`@name/package`. A bare address starts with `http://`, `https://` or `www.`.
"""

import re
from functools import cache, lru_cache
from typing import Any
from unicodedata import category

from microblog.markup.html.addresses import encoded
from microblog.markup.html.characters import END_OF_ADDRESS
from microblog.markup.notes import Notes
from microblog.model import urls
from microblog.model.nouns import Tag
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

LONGEST_ADDRESS = 2048
"""Characters of a bare address, behind its scheme; a longer one is text. Else each of many could be looked for through all of a text."""

_LONGEST_HANDLE = 30
_JOINERS = "\u200c\u200d"
_ADDRESS = lazily(r"(?<![A-Za-z0-9_])(?:https?:(?=//)|(?<![/@.:-])www\.)", re.IGNORECASE)  # other scripts set no space before it
_END = lazily(f"[{END_OF_ADDRESS}]")
# Each part starts with its sign, so that the search leaps from one to the next; what must not stand before it is asked after that.
_NAME = lazily(r"#(?<![\w/]#)(?<!&amp;#)([^\s!-/:-@\[-^`{-~]+)|@(?<![\w@/+-]@)([A-Za-z0-9_-]++)(?![\w@]|[./:]\w)")


def link_words(text: str, notes: Notes) -> str:
    """Link what is an address, a hashtag or a mention in the (escaped) text between two tags."""
    if "://" not in text and "www." not in text:
        return _link_names(text, notes)
    plain = unescape(text)
    linked, done = [], 0
    for match in _ADDRESS.finditer(plain):
        length = _length(plain, match) if match.start() >= done else 0
        if length:
            linked.append(_link_names(_escape(plain[done : match.start()]), notes))
            done = match.end() + length
            linked.append(_bare(plain[match.start() : done]))
    linked.append(_link_names(_escape(plain[done:]), notes))
    return "".join(linked)


def address_at_start(text: str) -> str:
    """Return the address that a text begins with, as it would be linked; "" where it begins with none."""
    match = _ADDRESS.match(text)
    length = _length(text, match) if match else 0
    return text[: match.end() + length] if match and length else ""


def _length(text: str, match: re.Match[str]) -> int:
    """Return how many characters of an address stand behind its beginning."""
    behind = text[match.end() : match.end() + LONGEST_ADDRESS]
    cut = _END.search(behind)
    begins, ends = match[0].lower(), cut.start() if cut else len(behind)
    length: int = _linkify().test_schema_at(begins + behind[:ends], begins, len(begins))
    return length if length < LONGEST_ADDRESS else 0


def _bare(address: str) -> str:
    url = address if address[:4].lower() == "http" else f"https://{address}"
    return f'<a href="{escape(encoded(url))}">{_escape(address)}</a>'


def _escape(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _link_names(text: str, notes: Notes) -> str:
    if "#" not in text and "@" not in text:
        return text

    def link(match: re.Match[str]) -> str:
        return _hashtag(match[0], match[1], notes) if match[1] else _mention(match[0], match[2], notes)

    return _NAME.sub(link, text)


def _hashtag(written: str, run: str, notes: Notes) -> str:
    end = len(run) if run.isalnum() else next((at for at in range(len(run)) if not _is_of_tag(run, at)), len(run))
    found = _tag(run[:end], notes.context.base_path)
    if found is None:
        return written
    tag, link = found
    notes.tags.setdefault(tag.key, tag)
    return link + run[end:]


def _is_of_tag(run: str, at: int) -> bool:
    """Whether a character goes on with a hashtag: letters and their like, and what joins or parts two of them unseen."""
    character = run[at]
    if character in _JOINERS:
        return at > 0 and category(run[at - 1])[0] in "LM" and category(run[at + 1 : at + 2] or " ")[0] in "LM"
    return character == "_" or category(character)[0] in "LMN"


@lru_cache(maxsize=4096)
def _tag(label: str, base_path: str) -> tuple[Tag, str] | None:
    """Return a tag and the link to its page."""
    if not any(map(str.isalpha, label)):
        return None
    key = urls.tag_key(label)
    if urls.slug_fault(urls.slugify(key)):
        return None  # no folder of that name can be made everywhere
    href = escape(urls.href(base_path, urls.tag(key)))
    return Tag(key, label), f'<a class="hashtag" href="{href}" rel="tag">#{label}</a>'


def _mention(written: str, run: str, notes: Notes) -> str:
    name = run.rstrip("-")
    if not name or len(name) > _LONGEST_HANDLE:
        return written
    handle = name.lower()
    notes.mentions.setdefault(handle)
    return f'<a href="mention:{handle}">@{name}</a>{run[len(name) :]}'


@cache
def _linkify() -> Any:
    from linkify_it import LinkifyIt

    linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    tail = linkify.re["src_host_port_strict"] + linkify.re["src_path"]
    return linkify.add("www.", {"validate": re.compile(f"^{tail}", re.IGNORECASE)})
