"""Jinja2's tests (`is even`) for compiled templates, without Jinja2."""

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType, NoneType, SimpleNamespace
from typing import Any

from microblog.theme.runtime import Encoded, View
from microblog.theme.short.undefined import Undefined

_NUMBERS = (int, float, complex)
_NO_NUMBERS = (str, list, tuple, dict, NoneType, View, SimpleNamespace, Undefined)


def is_defined(value: object) -> bool:
    """Whether a value is there."""
    return not isinstance(value, Undefined)


def _is_number(value: object) -> bool:
    """Whether a value is a number; of kinds that nobody gives to a template only Jinja2 can tell."""
    if not isinstance(value, _NUMBERS + _NO_NUMBERS):
        raise TypeError(value)
    return isinstance(value, _NUMBERS)


def _is_string(value: object) -> bool:
    return isinstance(value, str | Encoded)


def _is_iterable(value: Any) -> bool:
    try:
        iter(value)
    except TypeError:
        return type(value) is Encoded
    return True


def _is_sequence(value: Any) -> bool:
    try:
        len(value)
        value.__getitem__  # noqa: B018 - asks whether there is one
    except Exception:  # noqa: BLE001 - as in Jinja2
        return type(value) is Encoded
    return True


TESTS: Mapping[str, Callable[..., bool]] = MappingProxyType(
    {
        "==": operator.eq,
        "eq": operator.eq,
        "equalto": operator.eq,
        "!=": operator.ne,
        "ne": operator.ne,
        ">": operator.gt,
        "gt": operator.gt,
        "greaterthan": operator.gt,
        ">=": operator.ge,
        "ge": operator.ge,
        "<": operator.lt,
        "lt": operator.lt,
        "lessthan": operator.lt,
        "<=": operator.le,
        "le": operator.le,
        "boolean": lambda value: value is True or value is False,
        "defined": is_defined,
        "divisibleby": lambda value, num: value % num == 0,
        "escaped": lambda value: hasattr(value, "__html__"),
        "even": lambda value: value % 2 == 0,
        "false": lambda value: value is False,
        "float": lambda value: isinstance(value, float),
        "in": lambda value, seq: value in seq,
        "integer": lambda value: isinstance(value, int) and value is not True and value is not False,
        "iterable": _is_iterable,
        "lower": lambda value: str(value).islower(),
        "none": lambda value: value is None,
        "number": _is_number,
        "odd": lambda value: value % 2 == 1,
        "sameas": operator.is_,
        "sequence": _is_sequence,
        "string": _is_string,
        "true": lambda value: value is True,
        "undefined": lambda value: isinstance(value, Undefined),
        "upper": lambda value: str(value).isupper(),
    }
)
"""Not `mapping`, which would need the abstract classes of dictionaries, nor `filter` and `test`."""
