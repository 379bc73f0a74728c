"""What the engine does to single tags of the sanitiser's canonical output: links, pictures, footnotes.

Each function takes a tag as written there and gives what stands in its place. Text and attribute values are escaped
in that output, so searching a tag for ` href="` cannot find anything but an attribute.
"""

import re
from posixpath import basename
from urllib.parse import unquote, urlsplit

from microblog.markup.html.addresses import at_home, is_remote, resolve
from microblog.markup.html.references import is_bracketed
from microblog.markup.notes import Notes
from microblog.model import attachments
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_HREF = lazily(r' href="([^"]*)"')
_SRC = lazily(r' src="([^"]*)"')
_POSTER = lazily(r' poster="([^"]*)"')
_ALT = lazily(r' alt="([^"]*)"')
_TITLE = lazily(r' title="[^"]*"')
_EMPTY = lazily(r' class=""')
_CHECKED = lazily(r' (colspan|dir|height|lang|rowspan|scope|span|srclang|start|type|value|width)="([^"]*)"')
_NUMBER = lazily(r"[1-9][0-9]{0,3}")
_LANG = lazily(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_VALUES = {
    "dir": lazily(r"ltr|rtl|auto"),
    "lang": _LANG,
    "srclang": _LANG,
    "scope": lazily(r"(row|col)(group)?"),
    "start": lazily(r"-?[0-9]{1,9}"),
    "value": lazily(r"-?[0-9]{1,9}"),
    "type": lazily(r"[1aAiI]|(audio|video)/[\w.+-]+"),
}
_HOST = lazily(r"(?:[a-z]+:)?//([\w.-]+)", re.IGNORECASE)
WIDE = frozenset({"pre", "table"})
"""What may be wider than its place."""

_REMEDY = "save the file beside the post and name it, since a built site asks no other host for anything"


def valid(tag: str) -> str:
    """Drop attributes whose value their element does not know."""

    def checked(match: re.Match[str]) -> str:
        return match[0] if _VALUES.get(match[1], _NUMBER).fullmatch(match[2]) else ""

    return _EMPTY.sub("", _CHECKED.sub(checked, tag))


def scrolling(name: str, tag: str) -> str:
    """Let what may be wider than its place scroll by itself, with the keyboard too, since not every reader has a mouse.

    A table stays one only where it is not itself what scrolls: `overflow` needs a block, and that takes its role away.
    """
    if name == "pre":
        return tag if tag[1] == "/" else f'{tag[:-1]} tabindex="0">'
    return f"{tag}</div>" if tag[1] == "/" else f'<div class="scroll" tabindex="0">{valid(tag)}'


def link(tag: str, notes: Notes) -> str:
    """Let a link lead where it shall from any page."""

    def led(match: re.Match[str]) -> str:
        address = resolve(match[1], notes)
        return "" if address is None else f' href="{escape(address)}"'

    return valid(_HREF.sub(led, tag))


def image(tag: str, notes: Notes, in_link: bool) -> str:
    """Show a picture of this site, or link to one that lies elsewhere."""
    alt = found[1] if (found := _ALT.search(tag)) else ""
    src = _SRC.search(tag)
    address = resolve(src[1], notes) if src else None
    if src is None or address is None:
        return alt
    address = at_home(address, notes)
    if is_remote(address):
        return link_elsewhere(src[1], alt, notes, in_link=in_link)
    if not alt:
        _warn_silent(src[1], notes)
    kind = attachments.medium(urlsplit(address).path)
    if kind in ("audio", "video"):
        return _embedded(kind, address, alt, in_link)
    shown = _SRC.sub(lambda _: f' src="{escape(address)}"', valid(tag))
    return shown[:-1] + ("" if found else ' alt=""') + ' loading="lazy">'


def link_elsewhere(escaped: str, label: str, notes: Notes, *, in_link: bool = False) -> str:
    """Link to a picture, a sound or a film that lies on another host, and warn of that."""
    _warn_remote(escaped, notes)
    address = resolve(escaped, notes) or ""
    label = label or _file_name(address)
    return label if in_link else f'<a href="{escape(address)}">{label}</a>'


def _embedded(kind: str, address: str, alt: str, in_link: bool) -> str:
    """Play a sound or film that is written as a picture."""
    if in_link:
        return alt or _file_name(address)
    label = f' aria-label="{alt}"' if alt else ""
    return f'<{kind} src="{escape(address)}" controls preload="metadata"{label}></{kind}>'


def player(tag: str, notes: Notes) -> str:
    """Play a sound or film of this site; an address elsewhere, of one among several or of a poster, is lost."""

    def local(match: re.Match[str]) -> str:
        found = resolve(match[1], notes)
        address = None if found is None else at_home(found, notes)
        if address is not None and not is_remote(address):
            return f'{match[0][: match[0].index("=")]}="{escape(address)}"'
        if address is not None:
            _warn_remote(match[1], notes)
        return ""

    played = valid(_POSTER.sub(local, _SRC.sub(local, tag)))
    if tag.startswith(("<audio", "<video")):
        return played[:-1] + ' controls preload="metadata">'
    return played if ' src="' in played else ""


def _warn_remote(escaped: str, notes: Notes) -> None:
    written = unescape(escaped)
    found = _HOST.match(written)
    host = found[1] if found else "other hosts"
    notes.warn(
        written,
        f"{notes.quoted(written)} lies on another host and is not shown",
        _REMEDY,
        f"pictures on `{host}` are not shown, only linked",
    )


def _warn_silent(escaped: str, notes: Notes) -> None:
    """Ask for words on a picture, save where HTML says on purpose that there are none."""
    if notes.has_empty_alt:
        return
    written = unescape(escaped)
    remedy = f'say what it shows: ![…]({written}); one that is mere decoration is written <img src="{written}" alt="">'
    if is_bracketed(written):
        written = unquote(written)[2:-2]
        remedy = f"say what it shows: ![[{written}|…]]"
    notes.warn(
        written, f"the picture {notes.quoted(written)} has no words in its brackets", remedy, "pictures have no words in their brackets"
    )


def _file_name(address: str) -> str:
    parts = urlsplit(address)
    return escape(unquote(basename(parts.path)) or parts.netloc)


class Footnotes:
    """The ids of one post's footnotes, made unlike those of any other post on the page."""

    _ID = lazily(r' id="([^"]*)"')
    _LABEL = lazily(r"(fn|fnref)([0-9]*):(.*)", re.DOTALL)
    _DEFINED = lazily(r'<li id="fn:([^"]*)">')

    def __init__(self, html: str, anchor: str) -> None:
        self.anchor = anchor
        self.seen: set[str] = set()
        self.numbers: dict[str, int] = {}
        if 'id="fn' in html:
            for label in self._DEFINED.findall(html):
                self.numbers.setdefault(label, len(self.numbers) + 1)

    def place(self, tag: str) -> str:
        """Rename the id of a footnote or of a reference to one; no other id, and none twice, may stay."""

        def renamed(match: re.Match[str]) -> str:
            name = self._name(match[1])
            if not name or name in self.seen:
                return ""
            self.seen.add(name)
            return f' id="{name}"'

        return valid(self._ID.sub(renamed, tag))

    def link(self, tag: str, href: str) -> str | None:
        """Let a link to a footnote, or back from one, follow the renaming; None where it is another link."""
        name = self._name(href[1:]) if href.startswith("#fn") else None
        if not name:
            return None
        led = tag.replace(f' href="{href}"', f' href="#{name}"')
        return _TITLE.sub("", led)[:-1] + (' role="doc-backlink">' if "footnote-backref" in tag else ' role="doc-noteref">')

    def _name(self, written: str) -> str | None:
        match = self._LABEL.fullmatch(written)
        number = self.numbers.get(match[3]) if match else None
        if match is None or number is None:
            return None
        return f"{self.anchor}-{match[1]}{number}" + (f"-{match[2]}" if match[2] else "")
