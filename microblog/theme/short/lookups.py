"""How a compiled template asks for attributes and items of what may be a dictionary, or may not have them."""

from collections.abc import Callable
from typing import Any

from microblog.theme.short.undefined import Missing, Undefined


def attribute(value: Any, name: str) -> Any:
    """Return an attribute, or else an item."""
    try:
        return getattr(value, name)
    except AttributeError:
        return value[name]


def attribute_or_missing(value: Any, name: str) -> Any:
    """Return an attribute, or else an item, or else what stands for one that is missing."""
    try:
        return attribute(value, name)
    except (AttributeError, LookupError, TypeError):
        return Missing()


def has(value: object, name: str) -> bool:
    """Whether there is an attribute or an item of a name."""
    try:
        attribute(value, name)
    except (AttributeError, LookupError, TypeError):
        return False
    return True


def item(value: Any, key: str) -> Any:
    """Return an item, or else an attribute."""
    try:
        return value[key]
    except (AttributeError, LookupError, TypeError):
        return getattr(value, key)


def item_or_missing(value: Any, key: Any) -> Any:
    """Return an item, or else, by a text, an attribute, or else what stands for one that is missing."""
    try:
        return value[key]
    except (AttributeError, LookupError, TypeError):
        return getattr(value, str(key), Missing()) if isinstance(key, str) else Missing()


def getter(path: str | int | None, change: Callable[[Any], Any] = lambda value: value, default: Any = None) -> Callable[[Any], Any]:
    """Return what gets an item of an item (`author.name`, `0`) of a value; the value itself where there is no path."""
    keys: list[str | int] = [] if path is None else _keys(path)

    def get(value: Any) -> Any:
        for key in keys:
            value = item_or_missing(value, key)
            if default is not None and isinstance(value, Undefined):
                value = default
        return change(value)

    return get


def _keys(path: str | int) -> list[str | int]:
    return [int(key) if key.isdigit() else key for key in path.split(".")] if isinstance(path, str) else [path]
