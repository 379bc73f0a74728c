"""What pages and feeds do to rendered content: name its mentions, make its links absolute, rename its ids, read its words.

All of them work on tags alone and leave text as it is: in HTML that came from the sanitiser every `<` starts a tag.
"""

import re
from collections.abc import Callable

from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_MENTION = lazily(r'<a href="mention:([a-z0-9_-]+)">(@[A-Za-z0-9_-]+)</a>')
_TO_POST = lazily(r'<a((?: [a-z-]+="[^"]*")*?) href="post:([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_TAG = lazily(r"""<[a-zA-Z][^\s"'>]*\s(?:[^"'>]+|"[^"]*"|'[^']*')*+>""")  # that has attributes
_ADDRESS = lazily(r'="(?:(?<= href=")|(?<= src=")|(?<= poster="))(#|/(?!/))')
_BLOCK = lazily(
    r"</?(?:address|article|aside|audio|blockquote|br|caption|d[dlt]|details|div|fig(?:caption|ure)|h[1-6]|hr|img|li|[ou]l|p|pre"
    r"|section|summary|table|t[dhr]|tbody|thead|tfoot|video)\b[^>]*>"
)
_FOLD = lazily(r"<(/?)(details|summary)\b[^>]*>")
_ANY_TAG = lazily(r"<[^>]*>")


def resolve_mentions(html: str, url_of: Callable[[str], str | None]) -> str:
    """Turn each `@name` into a link to `url_of(handle)`, or into plain text where that is None."""

    def resolve(match: re.Match[str]) -> str:
        url = url_of(match[1])
        return match[2] if url is None else f'<a class="mention" href="{escape(url)}">{match[2]}</a>'

    return _MENTION.sub(resolve, html)


def resolve_posts(html: str, url_of: Callable[[str], str | None]) -> str:
    """Let each link to a post by another name lead to `url_of(reference)`; where that is None, its words stay alone."""

    def resolve(match: re.Match[str]) -> str:
        url = url_of(unescape(match[2]))
        return match[4] if url is None else f'<a{match[1]} href="{escape(url)}"{match[3]}>{match[4]}</a>'

    return _TO_POST.sub(resolve, html)


def absolutise(html: str, origin: str, permalink_url: str) -> str:
    """Put the origin in front of every root-relative address in a tag, and the post's address in front of every `#fragment`."""
    if '="/' not in html and '="#' not in html:
        return html
    before = {"/": f'="{escape(origin)}/', "#": f'="{escape(permalink_url)}#'}
    parts = html.split("<")
    for at in range(1, len(parts)):
        tag, end, text = parts[at].partition(">")
        if '="/' in tag or '="#' in tag:
            parts[at] = f"{_ADDRESS.sub(lambda match: before[match[1]], tag)}{end}{text}"
    return "<".join(parts)


def rename_ids(html: str, start: str, before: str) -> str:
    """Put something before every id that starts so, and into every tag that names such an id."""
    start = escape(start)
    name = re.compile(rf'( (?:id|aria-labelledby|aria-describedby)="|href="#){re.escape(start)}(?=["-])')
    return _TAG.sub(lambda tag: name.sub(rf"\1{before}{start}", tag[0]), html)


def with_plain_places(html: str, anchor: str) -> str:
    """Return content as it stands on its own page: there the ids of its headings are what the author called them."""
    start = f"{escape(anchor)}-h-"
    if start not in html:
        return html
    name = re.compile(rf'( id="|href="#){re.escape(start)}(?!main")')  # which the page has itself
    return _TAG.sub(lambda tag: name.sub(r"\1", tag[0]), html)


def in_sight(html: str) -> str:
    """Leave out what a reader has to unfold: of each `<details>`, all but its summary."""
    if "<details" not in html:
        return html
    parts, depth, is_summary, done = [], 0, False, 0
    for tag in _FOLD.finditer(html):
        if depth == 0 or (depth == 1 and is_summary):
            parts.append(html[done : tag.start()])
        done, step = tag.end(), -1 if tag[1] else 1
        if tag[2] == "details":
            depth = max(0, depth + step)
            parts.append(" ")
        elif depth == 1:
            is_summary = step == 1
    return "".join([*parts, html[done:] if depth == 0 else ""])


def plain_text(html: str) -> str:
    """Return the words of HTML on one line."""
    if "<" in html:
        html = _ANY_TAG.sub("", _BLOCK.sub(" ", html))
    return " ".join(unescape(html).split())


def shorten(text: str, length: int) -> str:
    """Cut text at a word, so that it and the `…` after it have at most `length` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and text[length - 1] != " " else cut).rstrip() + "…"
