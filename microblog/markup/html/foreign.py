"""HTML that strangers wrote, made fit to stand among posts of this site.

The sanitiser has the last word over it, with less allowed than authors have: no class, no id, nothing that a page or a
consumer of microformats could take for the engine's own. Links lead where they led from the page that the HTML comes
from. A picture, a sound or a film becomes a link to it, since a built site asks no other host for anything.

What comes out may go in again and comes out the same: it is cleaned when it is fetched, and again when it is read from
a file that anybody could have written.
"""

import re
from functools import cache
from posixpath import basename
from urllib.parse import unquote, urljoin, urlsplit

import nh3

from microblog.markup.html import elements, limits
from microblog.markup.html.addresses import encoded
from microblog.markup.html.allowed import ATTRIBUTES, TAGS
from microblog.markup.html.characters import without_forbidden, without_referred
from microblog.markup.html.content import plain_text
from microblog.markup.html.hidden import may_hide, without_hidden
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily
from microblog.yaml.fields import url_fault

_REL = "nofollow ugc noopener"
_FRAME = {"div": {"scroll"}}  # which stands around a table that was cleaned before
_MEDIA = frozenset({"audio", "img", "source", "track", "video"})
_ALLOWED = {name: values - {"class", "id"} for name, values in ATTRIBUTES.items()} | {
    "audio": {"src"},
    "img": {"alt", "src"},
    "source": {"src"},
    "track": set(),
    "video": {"src"},
}
_TAG = lazily(r"(<[^>]*>)")
_NAME = lazily(r"</?([a-z0-9]+)")
_HREF = lazily(r' href="([^"]*)"')
_ATTRIBUTE = {name: lazily(rf' {name}="([^"]*)"') for name in ("src", "alt")}
_WEB = lazily(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]")
_LONGEST = 2_000  # characters of an address
_LOOKS = 4  # of the sanitiser at one text; the last finds nothing to do, nearly always


def clean(html: str, base_url: str) -> str:
    """Keep of a stranger's HTML what may stand on a page; its relative addresses start from `base_url`."""
    html = without_forbidden(html)
    if limits.is_too_deep(html):
        return paragraphs(plain_text(html))
    if may_hide(html):
        html = without_hidden(html)
    return "".join(_Walk(base_url).steps(without_referred(_settled(html)))).strip()


def _settled(html: str) -> str:
    """Return what is allowed of HTML, so that it stays as it is when it is looked at once more.

    Where an element that is not allowed stood between two headings, say, these are in one another after it, as no parser leaves them.
    """
    for _ in range(_LOOKS):
        before, html = html, _cleaner().clean(html)
        if html == before:
            break
    return html


def paragraphs(text: str) -> str:
    """Return plain text as HTML: blank lines part paragraphs, and addresses become links."""
    text = without_forbidden(text).strip()
    parts = [_linked(part).replace("\n", "<br>\n") for part in re.split(r"\n[ \t]*\n\s*", text)]
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def words(html: str) -> str:
    """Return the words of a stranger's HTML on one line."""
    return plain_text(clean(html, ""))


def one_line(text: str) -> str:
    """Return plain text on one line, without what no document may hold."""
    return " ".join(without_forbidden(text).split())


def web_address(written: str, base_url: str = "") -> str:
    """Return an address on the web as it may stand in any document; "" where it is none."""
    try:
        url = encoded(urljoin(base_url, written.strip()).replace("\\", "%5C"))
    except ValueError:
        return ""
    return url if len(url) <= _LONGEST and not url_fault(url) and _stays(url) else ""


def _stays(url: str) -> bool:
    """Return whether the sanitiser, which reads hosts as browsers do, leaves it in a link."""
    return " href=" in _cleaner().clean(f'<a href="{escape(url)}">')


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=set(TAGS), attributes=_ALLOWED, url_schemes={"http", "https", "mailto"}, link_rel=_REL, allowed_classes=_FRAME)


def _linked(text: str) -> str:
    """Escape text, and let the addresses in it lead there."""
    parts, end = [], 0
    for match in _WEB.finditer(text):
        if url := web_address(match[0]):
            parts += [_escaped(text[end : match.start()]), _link(url, _escaped(match[0]))]
            end = match.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    """Return text as the sanitiser writes it, which has it go in again."""
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _link(url: str, label_html: str) -> str:
    return f'<a href="{escape(url)}" rel="{_REL}">{label_html}</a>'


class _Walk:
    """Goes over sanitised HTML tag by tag; there, every `<` starts a tag and every `>` ends one."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.links = 0  # how many are open here
        self.boxes: list[bool] = []  # of each `div` that is open, whether it is a frame

    def steps(self, html: str) -> list[str]:
        parts = _TAG.split(html)
        parts[1::2] = map(self._tag, parts[1::2])
        return parts

    def _tag(self, tag: str) -> str:
        match = _NAME.match(tag)
        name, is_end = match[1] if match else "", tag[1] == "/"
        if name in _MEDIA:
            return "" if is_end else self._medium(tag)
        if name in {"h1", "h2"}:  # those are the page's and the card's
            return f"</h3{tag[4:]}" if is_end else f"<h3{tag[3:]}"
        if name == "a":
            self.links += -1 if is_end else 1
            return tag if is_end else self._led(tag)
        if name == "div":
            return self._box(tag, is_end=is_end)
        if name in elements.WIDE:
            return elements.scrolling(name, "<pre>" if name == "pre" and not is_end else tag)
        return tag if is_end else elements.valid(tag)

    def _box(self, tag: str, *, is_end: bool) -> str:
        """Leave frames out: each table gets its own anew."""
        if not is_end:
            self.boxes.append(' class="scroll"' in tag)
        is_frame = self.boxes.pop() if is_end else self.boxes[-1]
        return "" if is_frame else tag if is_end else elements.valid(tag.replace(' class=""', ""))

    def _led(self, tag: str) -> str:
        def led(match: re.Match[str]) -> str:
            written = unescape(match[1])
            url = encoded(written) if written.lower().startswith("mailto:") else web_address(written, self.base_url)
            return f' href="{escape(url)}"' if url else ""

        return elements.valid(_HREF.sub(led, tag))

    def _medium(self, tag: str) -> str:
        values = {name: unescape(found[1]) if (found := pattern.search(tag)) else "" for name, pattern in _ATTRIBUTE.items()}
        url = web_address(values["src"], self.base_url) if values["src"] else ""
        label = _escaped(values["alt"].strip() or _file_name(url)) if url else _escaped(values["alt"])
        return _link(url, label) if url and not self.links else label


def _file_name(url: str) -> str:
    parts = urlsplit(url)
    return unquote(basename(parts.path)) or parts.netloc
