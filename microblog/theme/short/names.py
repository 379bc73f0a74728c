"""What the code of a compiled template finds: escaping, and what Jinja2 brings along.

Each returns what Jinja2 would, or raises where it cannot tell: then Jinja2 itself renders the template.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, soft_str
from markupsafe import _escape_inner as escape_str  # type: ignore[attr-defined]  # what `escape` calls, without a Markup around its outcome

from microblog.text.words import Words
from microblog.theme.languages import functions
from microblog.theme.runtime import Encoded, own_filters, trusted
from microblog.theme.short.filters import FILTERS
from microblog.theme.short.lookups import attribute, attribute_or_missing, has, item, item_or_missing
from microblog.theme.short.tests import TESTS
from microblog.theme.short.undefined import NOT_GIVEN, NOTHING, Missing


def escape(value: object) -> str | Encoded:
    """Escape whatever a template shows, save what says that it is HTML."""
    if type(value) is Encoded or isinstance(value, Markup):
        return value
    if hasattr(value, "__html__"):
        raise TypeError(value)
    text: str = escape_str(str(value))
    return text


def digits(number: Any) -> str:
    """Return a whole number as a message has it (`%(num)d`)."""
    return "%d" % number  # noqa: UP031 - as Jinja2 does


def plain(text: str) -> str:
    """Return text as it is, and nothing else: what the outcome of a filter around a part of a template has to be."""
    if not isinstance(text, str):
        raise TypeError(text)
    return text


def concat(*values: object) -> str:
    """Put values together as `~` does: escaped where one of them is HTML."""
    texts = [soft_str(value) for value in values]
    return Markup("").join(texts) if any(isinstance(text, Markup) for text in texts) else "".join(texts)


class Namespace:
    """What a template can set attributes of, also from within a loop."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        vars(self).update(dict(*args, **attributes))

    def __repr__(self) -> str:
        return f"<Namespace {vars(self)!r}>"


NAMES: dict[str, Any] = {
    "Markup": Markup,
    "Missing": Missing,
    "NOTHING": NOTHING,
    "NOT_GIVEN": NOT_GIVEN,
    "Namespace": Namespace,
    "attribute": attribute,
    "attribute_or_missing": attribute_or_missing,
    "concat": concat,
    "digits": digits,
    "escape": escape,
    "escape_str": escape_str,
    "has": has,
    "item": item,
    "item_or_missing": item_or_missing,
    "plain": plain,
    "trusted": trusted,
    **{f"filter_{name}": function for name, function in FILTERS.items()},
    **{f"test_{name}": function for name, function in TESTS.items()},
}
"""What the code of a compiled template finds, beside what belongs to the site."""


def given_names(words: Words, site: object, url: Callable[[str], str]) -> dict[str, Any]:
    """Return all that the code of a compiled template finds."""
    filters = {f"filter_{name}": function for name, function in own_filters(words).items()}
    return {**NAMES, **filters, **functions(words), "isolated": words.isolated, "site": site, "url": url}
