"""What stands for a value that is not there, as in Jinja2 with its `StrictUndefined`.

It can be passed on and asked whether it is defined; whatever else is done with it raises, and then Jinja2 renders the page.
"""

from typing import Any, NoReturn


class UndefinedError(Exception):
    """A value that is not there was used; of a kind that nobody takes for an attribute or an item that is not there."""


def _fail(*_: object, **__: object) -> NoReturn:
    raise UndefinedError


class Undefined:
    """What an inline `if` without `else` is where it does not hold: empty text."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedError(name)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pos__ = __neg__ = __pow__ = __rpow__ = _fail
    __call__ = __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __complex__ = _fail

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return id(type(self))

    def __str__(self) -> str:
        return ""

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Any:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "Undefined"


class Missing(Undefined):
    """What a name, an attribute or an item is that is not there; each is one of its own, since Python takes a value for equal to itself."""

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = _fail


NOTHING = Undefined()
NOT_GIVEN = object()  # what a macro's parameter is that has a default
