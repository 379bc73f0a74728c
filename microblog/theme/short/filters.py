"""Jinja2's filters for compiled templates, with its names and arguments, without Jinja2, as they are where everything is escaped."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import ceil, floor
from types import MappingProxyType, SimpleNamespace
from typing import Any

from markupsafe import Markup, escape, soft_str

from microblog.theme.runtime import View
from microblog.theme.short.lookups import getter, item_or_missing
from microblog.theme.short.tests import TESTS
from microblog.theme.short.undefined import Missing, Undefined

_LEEWAY = 5  # characters by which a text may be longer than `truncate` asks for, where it does not say so


def _capitalize(s: object) -> str:
    return soft_str(s).capitalize()


def _default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    return default_value if isinstance(value, Undefined) or (boolean and not value) else value


def _first(seq: Iterable[Any]) -> Any:
    return next(iter(seq), Missing())


def _float(value: Any, default: Any = 0.0) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def _int(value: Any, default: Any = 0, base: int = 10) -> Any:
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        try:
            return int(float(value))
        except (TypeError, ValueError, OverflowError):
            return default


def _join(value: Iterable[Any], d: Any = "", attribute: str | int | None = None) -> str:
    values = list(value if attribute is None else map(getter(attribute), value))
    if hasattr(d, "__html__"):
        return soft_str(d).join(map(soft_str, values))
    texts = [part if hasattr(part, "__html__") else str(part) for part in values]
    return (escape(d) if any(hasattr(text, "__html__") for text in texts) else str(d)).join(texts)


def _last(seq: Any) -> Any:
    return next(iter(reversed(seq)), Missing())


def _lower(s: object) -> str:
    return soft_str(s).lower()


def _map(value: Iterable[Any], name: str = "", *args: Any, attribute: str | int | None = None, default: Any = None) -> Iterator[Any]:
    if (attribute is None) == (not name):
        raise TypeError(name)
    get = getter(attribute, default=default)
    return map(partial(_filtered, FILTERS[name], args) if name else get, value or ())


def _filtered(function: Callable[..., Any], args: tuple[Any, ...], value: Any) -> Any:
    return function(value, *args)


def _min_or_max(choose: Callable[..., Any], value: Iterable[Any], case_sensitive: Any = False, attribute: str | int | None = None) -> Any:
    values = list(value)
    return choose(values, key=getter(attribute, _same if case_sensitive else _folded)) if values else Missing()


def _replace(s: Any, old: Any, new: Any, count: int | None = None) -> str:
    is_html = hasattr(old, "__html__") or (hasattr(new, "__html__") and not hasattr(s, "__html__"))
    return (escape(s) if is_html else soft_str(s)).replace(soft_str(old), soft_str(new), -1 if count is None else count)


def _reverse(value: Any) -> Any:
    if isinstance(value, str):
        return value[::-1]
    try:
        return reversed(value)
    except TypeError:
        return list(value)[::-1]


def _round(value: Any, precision: int = 0, method: str = "common") -> Any:
    if method == "common":
        return round(value, precision)
    return {"ceil": ceil, "floor": floor}[method](value * (10**precision)) / (10**precision)


def _safe(value: Any) -> Markup:
    return Markup(value)  # noqa: S704 - as the template says


_VIEWS = (View, SimpleNamespace)


def _selectattr(values: Iterable[Any], name: str, test: str = "", *args: Any) -> Iterator[Any]:
    if not test and "." not in name:  # the usual question, asked without calls
        return (value for value in values or () if (vars(value)[name] if type(value) in _VIEWS else item_or_missing(value, name)))
    get, holds = getter(name), TESTS[test] if test else bool
    return (value for value in values or () if holds(get(value), *args))


def _rejectattr(values: Iterable[Any], name: str, test: str = "", *args: Any) -> Iterator[Any]:
    get, holds = getter(name), TESTS[test] if test else bool
    return (value for value in values or () if not holds(get(value), *args))


def _select(values: Iterable[Any], test: str = "", *args: Any) -> Iterator[Any]:
    holds = TESTS[test] if test else bool
    return (value for value in values or () if holds(value, *args))


def _reject(values: Iterable[Any], test: str = "", *args: Any) -> Iterator[Any]:
    holds = TESTS[test] if test else bool
    return (value for value in values or () if not holds(value, *args))


def _same(value: Any) -> Any:
    return value


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _sort(value: Iterable[Any], reverse: Any = False, case_sensitive: Any = False, attribute: str | int | None = None) -> list[Any]:
    paths = attribute.split(",") if isinstance(attribute, str) else [attribute]
    getters = [getter(path, _same if case_sensitive else _folded) for path in paths]
    return sorted(value, key=lambda part: [get(part) for get in getters], reverse=reverse)


def _sum(iterable: Iterable[Any], attribute: str | int | None = None, start: Any = 0) -> Any:
    return sum(iterable if attribute is None else map(getter(attribute), iterable), start)


def _trim(value: object, chars: str | None = None) -> str:
    return soft_str(value).strip(chars)


def _truncate(s: Any, length: int = 255, killwords: Any = False, end: str = "...", leeway: int | None = None) -> Any:
    leeway = _LEEWAY if leeway is None else leeway
    if length < len(end) or leeway < 0:
        raise ValueError(length)
    if len(s) <= length + leeway:
        return s
    kept = s[: length - len(end)]
    return (kept if killwords else kept.rsplit(" ", 1)[0]) + end


def _unique(value: Iterable[Any], case_sensitive: Any = False, attribute: str | int | None = None) -> Iterator[Any]:
    get = getter(attribute, _same if case_sensitive else _folded)
    seen = set()
    for part in value:
        if (key := get(part)) not in seen:
            seen.add(key)
            yield part


def _striptags(value: Any) -> str:
    return Markup(str(value.__html__() if hasattr(value, "__html__") else value)).striptags()  # noqa: S704 - to be taken apart


def _dictsort(value: dict[Any, Any], case_sensitive: Any = False, by: str = "key", reverse: Any = False) -> list[tuple[Any, Any]]:
    place, change = {"key": 0, "value": 1}[by], _same if case_sensitive else _folded
    return sorted(value.items(), key=lambda pair: change(pair[place]), reverse=reverse)


def _upper(s: object) -> str:
    return soft_str(s).upper()


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "abs": abs,
        "capitalize": _capitalize,
        "count": len,
        "d": _default,
        "default": _default,
        "dictsort": _dictsort,
        "e": escape,
        "escape": escape,
        "first": _first,
        "float": _float,
        "int": _int,
        "join": _join,
        "last": _last,
        "length": len,
        "list": list,
        "lower": _lower,
        "map": _map,
        "max": partial(_min_or_max, max),
        "min": partial(_min_or_max, min),
        "reject": _reject,
        "rejectattr": _rejectattr,
        "replace": _replace,
        "reverse": _reverse,
        "round": _round,
        "safe": _safe,
        "select": _select,
        "selectattr": _selectattr,
        "sort": _sort,
        "string": soft_str,
        "striptags": _striptags,
        "sum": _sum,
        "trim": _trim,
        "truncate": _truncate,
        "unique": _unique,
        "upper": _upper,
    }
)
