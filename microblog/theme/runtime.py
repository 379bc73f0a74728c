"""What rendering needs of the theme beside its templates: text that is HTML already, and the theme's own filters."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from microblog.text.words import TIME, Words

trusted: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Says of text that it is HTML already: what the sanitiser or an escaping template gave. As Markup(), without asking what it is."""


class View:
    """What templates see of a post, say: a dictionary's items as attributes.

    As a `SimpleNamespace`, whose attributes take Python five times as long, since it cannot keep in the code where they are;
    so it is for what is asked for on each post's page and card, and the plainer one for all else.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        """Take the dictionary, without a copy."""
        self.__dict__ = values

    def __eq__(self, other: object) -> bool:
        """Whether all items are the same."""
        return type(other) is View and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # as of all that can change

    def __repr__(self) -> str:
        """Show the items to whoever has a template show all of it."""
        return f"View({vars(self)!r})"

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


class Encoded:
    """HTML as its file will hold it, in UTF-8, so that no page on which it stands has to decode and encode it again.

    Compiled templates can show it, and ask for its text. To all else that they do with a card it is no text, so that Jinja2 renders
    them, which is given Markup.
    """

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        """Take the bytes."""
        self.data = data

    def encode(self) -> bytes:  # by what compiled templates show anything
        """Return the bytes."""
        return self.data

    def __html__(self) -> Markup:
        """Return the text."""
        return trusted(self.data.decode())

    __str__ = __html__

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.data != b""

    def __eq__(self, other: object) -> bool:
        """Whether the text is the same."""
        return self.data == other.data if type(other) is Encoded else str(self) == other

    __hash__ = None  # type: ignore[assignment]  # equal to text, whose hash takes the text


def with_text(value: object) -> object:
    """Return what a template is given, with Markup in the place of cards that are kept as bytes."""
    if type(value) is list:
        return [with_text(part) for part in value]
    return value.__html__() if type(value) is Encoded else value


def clock_time(text: str) -> str:
    """Return the time of day of an RFC 3339 text: 14:05."""
    return text[11:16]


OWN_FILTERS = frozenset({"date", "time", "month_name"})


def own_filters(words: Words) -> dict[str, Callable[..., str]]:
    """Return the filters that Jinja2 does not have, in a language."""
    time = clock_time if words.message(TIME) == TIME else words.clock_time  # a slice is all that most languages need
    return {"date": words.long_date, "time": time, "month_name": words.month_name}
