"""What browsers show nobody: elements that an author marked as `hidden`, or gave the style `display: none`.

The sanitiser drops both marks and would show the words, here and in feeds. So the elements go before it has the last word.
"""

from functools import cache

import nh3

from microblog.markup.html.allowed import ATTRIBUTES, SCHEMES, TAGS
from microblog.text.patterns import lazily

_MAYBE = lazily(r"(?i)<[^<>]*\b(?:hidden|display)\b")  # from the nearest sign on, so that many in a row cost no more
_TAG = lazily(r"(<[^>]*>)")
_NAME = lazily(r"</?([a-z0-9]+)")
_VALUE = lazily(r'="[^"]*"')
_NO_DISPLAY = lazily(r'(?i)\sstyle="(?:[^"]*;)?\s*display\s*:\s*none\b')
_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
_KEPT = {"class", "hidden", "id", "style"}  # of all elements: what hides them, and what the sanitiser decides on


def may_hide(html: str) -> bool:
    """Return whether something in a text may be hidden."""
    return _MAYBE.search(html) is not None


def without_hidden(html: str) -> str:
    """Take hidden elements out, with all that they hold."""
    kept, inside, depth = [], "", 0
    for part in _TAG.split(_cleaner().clean(html)):
        found = _NAME.match(part)
        name = found[1] if found else ""
        if inside:
            depth += (name == inside) * (-1 if part.startswith("</") else 1)
            inside = inside if depth else ""
        elif not found or not _is_hidden(part):
            kept.append(part)
        elif name not in _VOID:
            inside, depth = name, 1
    return "".join(kept)


def _is_hidden(tag: str) -> bool:
    return " hidden" in _VALUE.sub("", tag) or _NO_DISPLAY.search(tag) is not None


@cache
def _cleaner() -> nh3.Cleaner:
    """Return what closes every element, so that its end is found."""
    attributes = ATTRIBUTES | {"*": ATTRIBUTES["*"] | _KEPT}
    return nh3.Cleaner(tags=set(TAGS), attributes=attributes, url_schemes=set(SCHEMES), link_rel=None)
