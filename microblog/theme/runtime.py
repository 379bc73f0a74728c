"""What a compiled template calls: escaping and a few filters.

Each returns what Jinja2 would, or raises where it cannot tell: then Jinja2 itself renders the template.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from markupsafe import Markup
from markupsafe import _escape_inner as escape_str  # type: ignore[attr-defined]  # what `escape` calls, without a Markup around its outcome

from microblog.text.words import Words
from microblog.theme.languages import functions

trusted: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Says of text that it is HTML already: what the sanitiser or an escaping template gave. As Markup(), without asking what it is."""

_LEEWAY = 5  # characters by which a text may be longer than `truncate` asks for


def escape(value: object) -> str:
    """Escape whatever a template shows, save what says that it is HTML."""
    if isinstance(value, Markup):
        return value
    if hasattr(value, "__html__"):
        raise TypeError(value)
    text: str = escape_str(str(value))
    return text


def attribute(value: Any, name: str) -> Any:
    """Return an attribute, or else an item."""
    try:
        return getattr(value, name)
    except AttributeError:
        return value[name]


def has(value: object, name: str) -> bool:
    """Whether there is an attribute or an item of a name."""
    try:
        attribute(value, name)
    except (AttributeError, LookupError, TypeError):
        return False
    return True


def clock_time(text: str) -> str:
    """Return the time of day of an RFC 3339 text: 14:05."""
    return text[11:16]


def digits(number: Any) -> str:
    """Return a whole number as a message has it (`%(num)d`)."""
    return "%d" % number  # noqa: UP031 - as Jinja2 does


def _plain(text: object) -> str:
    if type(text) is not str:
        raise TypeError(text)
    return text


def _int(value: Any) -> int:
    return int(value)


def _join(texts: Iterable[str], separator: str) -> str:
    return (separator if isinstance(separator, Markup) else _plain(separator)).join(map(_plain, texts))


def _replace(text: str, old: str, new: str) -> str:
    return _plain(text).replace(_plain(old), _plain(new))


def _selectattr(values: Iterable[object], name: str) -> Iterator[object]:
    return (value for value in values if vars(value)[name])


def _truncate(text: str, length: int, *, end: str) -> str:
    if len(_plain(text)) <= length + _LEEWAY:
        return text
    if len(_plain(end)) > length:
        raise ValueError(end)
    return text[: length - len(end)].rsplit(" ", 1)[0] + end


OWN_FILTERS = frozenset({"date", "time", "month_name"})
FILTERS: dict[str, Callable[..., Any]] = {
    "int": _int,
    "join": _join,
    "length": len,
    "list": list,
    "replace": _replace,
    "selectattr": _selectattr,
    "truncate": _truncate,
}
NAMES: dict[str, Any] = {
    "Markup": Markup,
    "attribute": attribute,
    "digits": digits,
    "escape": escape,
    "escape_str": escape_str,
    "has": has,
    "trusted": trusted,
    **{f"filter_{name}": function for name, function in FILTERS.items()},
}
"""What the code of a compiled template finds, beside what belongs to the site."""


def own_filters(words: Words) -> dict[str, Callable[..., str]]:
    """Return the filters that Jinja2 does not have, in a language."""
    return {"date": words.long_date, "time": clock_time, "month_name": words.month_name}


def given_names(words: Words, site: object, url: Callable[[str], str]) -> dict[str, Any]:
    """Return all that the code of a compiled template finds."""
    filters = {f"filter_{name}": function for name, function in own_filters(words).items()}
    return {**NAMES, **filters, **functions(words), "site": site, "url": url}
