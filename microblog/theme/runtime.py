"""What rendering needs of the theme beside its templates: text that is HTML already, and the theme's own filters."""

from collections.abc import Callable
from functools import partial

from markupsafe import Markup

from microblog.text.words import TIME, Words

trusted: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Says of text that it is HTML already: what the sanitiser or an escaping template gave. As Markup(), without asking what it is."""


class Encoded(Markup):
    """HTML that is kept as its file will hold it, in UTF-8, so that no page on which it stands has to encode it again."""

    __slots__ = ("data",)
    data: bytes

    def __new__(cls, data: bytes | str) -> Markup:  # type: ignore[misc]  # filters make more of the same class
        """Take what is HTML already; text is that of a changed one, of which there are no bytes."""
        if isinstance(data, str):
            return trusted(data)
        made = str.__new__(cls, data.decode())
        made.data = data
        return made

    def encode(self, *_: object) -> bytes:  # by what compiled templates show anything
        """Return the bytes."""
        return self.data


def clock_time(text: str) -> str:
    """Return the time of day of an RFC 3339 text: 14:05."""
    return text[11:16]


OWN_FILTERS = frozenset({"date", "time", "month_name"})


def own_filters(words: Words) -> dict[str, Callable[..., str]]:
    """Return the filters that Jinja2 does not have, in a language."""
    time = clock_time if words.message(TIME) == TIME else words.clock_time  # a slice is all that most languages need
    return {"date": words.long_date, "time": time, "month_name": words.month_name}
