"""What pages and feeds do to rendered content: name its mentions, let its links and files lead somewhere, rename its ids, read it.

All of them work on tags alone and leave text as it is: in HTML that came from the sanitiser every `<` starts a tag.
"""

import re
from collections.abc import Callable, Mapping

from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_MENTION = lazily(r'<a href="mention:([a-z0-9_-]+)">(@[A-Za-z0-9_-]+)</a>')
_TO_POST = lazily(r'<a((?: [a-z-]+="[^"]*")*?) href="post:([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_HASHTAG = lazily(r'<a class="hashtag[^>]*>(#[^<]*)</a>')
_TAG = lazily(r"""<[a-zA-Z][^\s"'>]*\s(?:[^"'>]+|"[^"]*"|'[^']*')*+>""")  # that has attributes
_ADDRESS = lazily(r'="(?:(?<= href=")|(?<= src=")|(?<= poster="))(#|/(?!/))')
_LINK_HERE = lazily(r'(<a(?: class="[a-z]+")? href=")/(?!/)')
_BLOCK = lazily(
    r"</?(?:address|article|aside|audio|blockquote|br|caption|d[dlt]|details|div|fig(?:caption|ure)|h[1-6]|hr|img|li|[ou]l|p|pre"
    r"|section|summary|table|t[dhr]|tbody|thead|tfoot|video)\b[^>]*>"
)
_FOLD = lazily(r"<(/?)(details|summary)\b[^>]*>")
_ANY_TAG = lazily(r"<[^>]*>")
_FILE = lazily(r' (href|src|poster)="([^"#?]*)[^"]*"')
_LABEL = lazily(r' (?:alt|aria-label)="([^"]*)"')
_LINK = lazily(r"<a( [^>]*)>(.*?)</a>", re.DOTALL)
_IMAGE = lazily(r"<img( [^>]*)>")
_PLAYER = lazily(r"<(audio|video)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_PART = lazily(r"<(?:source|track)( [^>]*)>")

Names = Mapping[str, str]  # of files, by the address by which the text names them; both escaped


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


def unlink_hashtags(html: str) -> str:
    """Turn each link of a `#hashtag` into plain text: a tag that no timeline has, has no page."""
    return _HASHTAG.sub(r"\1", html)


def absolutise(html: str, origin: str, permalink_url: str) -> str:
    """Put the origin in front of every root-relative address in a tag, and the post's address in front of every `#fragment`."""
    if '="/' not in html and '="#' not in html:
        return html
    html = _LINK_HERE.sub(lambda start: f"{start[1]}{escape(origin)}/", html)  # most addresses that there are, in one step
    if '="/' not in html and '="#' not in html:
        return html
    before = {"/": f'="{escape(origin)}/', "#": f'="{escape(permalink_url)}#'}
    parts = html.split("<")
    for at in range(1, len(parts)):
        tag, end, text = parts[at].partition(">")
        if '="/' in tag or '="#' in tag:
            parts[at] = f"{_ADDRESS.sub(lambda match: before[match[1]], tag)}{end}{text}"
    return "<".join(parts)


def readdressed(html: str, addresses: Mapping[str, str]) -> str:
    """Put the address where a file is published in place of the one by which a text names it."""
    known = {escape(old): escape(new) for old, new in addresses.items()}

    def led(match: re.Match[str]) -> str:
        old = match[2]
        return match[0].replace(old, known[old], 1) if old in known else match[0]

    return _TAG.sub(lambda tag: _FILE.sub(led, tag[0]), html)


def without_lost(html: str, lost: Mapping[str, str]) -> str:
    """Put words in the place of files that are not there: the author's own, or else the file's name; `lost` has that by address."""
    names = {escape(address): escape(name) for address, name in lost.items()}
    html = _LINK.sub(lambda link: link[2] if _lost_in(link[1], names) else link[0], html)
    html = _PLAYER.sub(lambda player: _played(player, names), html)
    return _IMAGE.sub(lambda image: _words(image[1], name) if (name := _lost_in(image[1], names)) else image[0], html)


def _lost_in(attributes: str, names: Names) -> str:
    """Return the name of a file that a tag names and that is not there, or nothing."""
    return next((names[address] for _, address in _FILE.findall(attributes) if address in names), "")


def _words(attributes: str, name: str) -> str:
    label = _LABEL.search(attributes)
    return (label and label[1]) or name


def _played(player: re.Match[str], names: Names) -> str:
    """Return a player of what is there, or words where nothing is."""
    attributes, inner = player[2], player[3]
    name = _lost_in(f"{attributes} {inner}", names)
    if not name:
        return player[0]
    left = _FILE.sub(lambda one: "" if one[2] in names else one[0], attributes)
    inner = _PART.sub(lambda part: "" if _lost_in(part[1], names) else part[0], inner)
    if ' src="' in left or "<source" in inner:
        return f"<{player[1]}{left}>{inner}</{player[1]}>"
    return inner.strip() or _words(attributes, name)


def with_plain_places(html: str, anchor: str) -> str:
    """Return content as it stands on its own page: there the ids of its headings are what the author called them."""
    if "-h-" not in html or (start := f"{escape(anchor)}-h-") not in html:
        return html
    name = re.compile(rf'( id="|href="#){re.escape(start)}(?!main")')  # which the page has itself
    return _TAG.sub(lambda tag: name.sub(r"\1", tag[0]), html)


def labels(html: str) -> list[str]:
    """List the descriptions of pictures and recordings."""
    return [unescape(label) for label in _LABEL.findall(html)]


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
