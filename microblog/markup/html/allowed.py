"""The HTML that authors may write, and the escaping of all else that looks like HTML.

The sanitiser drops what it does not allow, and with it text: `vector<int>` would become `vector`. So whatever is not
a comment or a well-formed tag of an allowed element is shown as text before the sanitiser sees it. Python-Markdown
itself escapes `<` everywhere but in HTML that the author wrote, so in its output each `<` is either its own or the author's.
"""

import re

from microblog.text.patterns import lazily

TAGS = frozenset(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "  # noqa: SIM905 - words read better
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small source span strong sub summary sup "
    "table tbody td tfoot th thead time tr track u ul var video wbr".split()
)
BLOCKS = frozenset(
    "audio blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 "  # noqa: SIM905 - as above
    "hr li ol p pre summary table tbody td tfoot th thead tr ul video".split()
)
SECTIONS = frozenset("address article aside center footer header hgroup main nav section".split())  # noqa: SIM905 - as above
"""Parts of pages: a block of a text that an author puts into one stands in a plain `div`, since the page has such parts of its own."""
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "audio": {"src"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "dfn": {"title"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "img": {"alt", "height", "src", "title", "width"},
    "li": {"id", "value"},  # an id only where it is a footnote's
    "ol": {"reversed", "start", "type"},
    "source": {"src", "type"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"abbr", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "track": {"kind", "label", "src", "srclang"},
    "video": {"height", "poster", "src", "width"},
}
CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "div": {"footnote"},
    "td": {"align-center", "align-left", "align-right"},
    "th": {"align-center", "align-left", "align-right"},
}
CODE_CLASS = "highlight"  # of a block of code that has colours
SCHEMES = frozenset({"http", "https", "mailto"})

_FLAGS = frozenset(
    "autoplay async controls default disabled hidden ismap loop muted nowrap open playsinline reversed".split()  # noqa: SIM905 - as above
)
_TAG = r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?>\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>=`][^\s"'<>`]*+))?)*+)\s*+/?>"""
_MARKUP = lazily(rf"{_TAG}|<")
_MARKUP_OR_COMMENT = lazily(rf"<!--.*?-->|{_TAG}|<", re.DOTALL)
_FLAG = lazily(r"""\s([^\s"'<>/=]+)(?!\s*=)(?=\s|$)""")
_VALUE = lazily(r""""[^"]*"|'[^']*'|=\s*[^\s"']+""")


def escape_others(html: str) -> str:
    """Show as text every `<` that starts neither a comment nor a tag of an allowed element; comments vanish."""
    end = html.rfind("-->") + 3 if "<!--" in html else 0
    # Behind the last `-->` nothing can close a comment, and looking for it each time would take quadratic time.
    opened: list[str] = []

    def kept(match: re.Match[str]) -> str:
        return _section(match, opened) or _kept(match)

    return _MARKUP_OR_COMMENT.sub(kept, html[:end]) + _MARKUP.sub(kept, html[end:])


def _section(match: re.Match[str], opened: list[str]) -> str:
    """Return the tag of the `div` that a part of a page becomes, where one begins a line or ends one that did; else ""."""
    name = match[2].lower() if match[2] else ""
    if name not in SECTIONS:
        return ""
    if match[1] and name in opened:
        opened.remove(name)
        return "</div>"
    begins_line = match.string[match.start() - 1 : match.start()] in {"", "\n"}
    if match[1] or not begins_line or not _are_attributes(match[3]):
        return ""
    opened.append(name)
    return "<div>"


def _kept(match: re.Match[str]) -> str:
    written = match[0]
    if match[2] and match[2].lower() in TAGS and (not match[3] or (not match[1] and _are_attributes(match[3]))):
        return written
    return "" if written.startswith("<!--") else written.replace("<", "&lt;")


def _are_attributes(written: str) -> bool:
    """Return whether this is attributes, not words: in `a <b and c> d` nothing has a value, and there are no such flags."""
    return all(flag.lower() in _FLAGS for flag in _FLAG.findall(_VALUE.sub("=", written)))
