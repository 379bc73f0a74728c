"""Classes of named tuples, made in a quarter of the time that `typing.NamedTuple` takes: it compiles a constructor for each.

Here those of as many fields share a constructor's code, each with the names of its own. Annotations are not looked at, and
fields have no docstrings. All else is what the standard library's classes do.
"""

from collections.abc import Iterable
from operator import itemgetter
from types import CodeType, FunctionType
from typing import Any, ClassVar, Self

try:
    from _collections import _tuplegetter as attribute  # type: ignore[import-not-found]  # the standard library's; other Pythons have none
except ImportError:

    def attribute(index: int, _doc: str | None) -> property:
        """Return what reads a field of a tuple."""
        return property(itemgetter(index))


_new = tuple.__new__

_CONSTRUCTORS = (
    lambda _cls: _new(_cls, ()),
    lambda _cls, a: _new(_cls, (a,)),
    lambda _cls, a, b: _new(_cls, (a, b)),
    lambda _cls, a, b, c: _new(_cls, (a, b, c)),
    lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
    lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
    lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
    lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
    lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
    lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q)),
    lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r)),
)  # fmt: skip
"""By the number of fields, so that Python keeps them compiled."""


class _Base(tuple[Any, ...]):
    """What all of them can."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _field_defaults: ClassVar[dict[str, Any]] = {}

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        made = _new(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes: Any) -> Self:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {[*changes]!r}")
        return made

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


class _Maker(type):
    """What `class Name(NamedTuple)` calls."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
        if not bases:
            return super().__new__(cls, name, bases, body)
        fields = (*body.get("__annotations__", ()),)
        defaults = {field: body.pop(field) for field in fields if field in body}
        if [*defaults] != [*fields[len(fields) - len(defaults) :]]:
            raise TypeError(f"{name}: a field without a default follows one with a default")
        constructor = FunctionType(_constructor(fields), {"_new": _new}, "__new__", (*defaults.values(),))
        getters = {field: attribute(index, None) for index, field in enumerate(fields)}
        about = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__new__": constructor}
        return type(name, (_Base,), {**about, **getters, **body})


def _constructor(fields: tuple[str, ...]) -> CodeType:
    """Return the code of the constructor of so many fields, with these as the names of its parameters."""
    if len(fields) < len(_CONSTRUCTORS):
        return _CONSTRUCTORS[len(fields)].__code__.replace(co_varnames=("_cls", *fields))
    names = ", ".join(fields)
    code: CodeType = eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__  # noqa: S307 - names of our own classes
    return code


class NamedTuple(metaclass=_Maker):
    """What a class inherits from as from `typing.NamedTuple`."""
