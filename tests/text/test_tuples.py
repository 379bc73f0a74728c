"""Named tuples: the short way makes what `typing.NamedTuple` makes."""

import pickle
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from microblog.text import short_tuples


class Ours(short_tuples.NamedTuple):
    """Some fields."""

    a: int
    b: "str | None" = None
    c: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        return self.a


class Theirs(NamedTuple):
    """Some fields."""

    a: int
    b: "str | None" = None
    c: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        return self.a


PLACES: list[Callable[[Any], Any]] = [
    lambda made: made(1),
    lambda made: made(1, "x", (2,)),
    lambda made: made(b="x", a=1),
    lambda made: made(1)._replace(b="y"),
    lambda made: made(1)._replace(d="y"),
    lambda made: made._make([1, 2, 3]),
    lambda made: made._make([1, 2]),
    lambda made: made(),
    lambda made: made(1, 2, 3, 4),
    lambda made: made(1, a=2),
    lambda made: made(1, d=2),
    lambda made: made(1)._asdict(),
    lambda made: repr(made(1, "x")).removeprefix(made.__name__),
    lambda made: (made._fields, made._field_defaults, made.__match_args__, made.__doc__, made.__slots__, made.__bases__ != ()),
    lambda made: (made(1).first, made(1).b, [*made(2)], made(1) == (1, None, ()), made(1) < made(2), hash(made(1)) == hash((1, None, ()))),
    lambda made: [kind.__name__ for kind in (type(made(1)), type(made(1)._replace(a=2)))] == [made.__name__] * 2,
    lambda made: setattr(made(1), "a", 2),
    lambda made: setattr(made(1), "z", 2),
]


def outcome(step: Callable[[Any], Any], made: Any) -> Any:
    """Return what a step gives, or the kind of what it raises."""
    try:
        return step(made)
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)


@pytest.mark.parametrize("step", PLACES)
def test_a_class_does_what_the_standard_librarys_does(step: Callable[[Any], Any]) -> None:
    assert outcome(step, Ours) == outcome(step, Theirs)


def test_a_value_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Ours(1, "x"))) == Ours(1, "x")  # noqa: S301 - our own
    assert type(pickle.loads(pickle.dumps(Ours(1)))) is Ours  # noqa: S301 - our own


@pytest.mark.parametrize("count", [0, 1, 2, 15, 16, 17, 18, 40])
def test_there_may_be_any_number_of_fields(count: int) -> None:
    names = [f"field_{number}" for number in range(count)]
    body = {"__annotations__": dict.fromkeys(names, int), "__module__": __name__}
    made: Any = type(short_tuples.NamedTuple)("Many", (short_tuples.NamedTuple,), body)
    value = made(*range(count))
    assert [getattr(value, name) for name in names] == [*range(count)] == [*made(**dict(zip(names, range(count), strict=True)))]


def test_a_field_without_a_default_cannot_follow_one_with_a_default() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class _Wrong(short_tuples.NamedTuple):
            a: int = 0
            b: int  # type: ignore[misc]


def test_it_is_what_the_engine_has() -> None:
    assert "microblog.text.short_tuples" in sys.modules
