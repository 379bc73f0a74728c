"""Text that turns the direction of what follows it (U+202E, say) does so within itself alone.

A name or title stands among other words: on pages, in feeds, mails and the titles of windows, where no markup could keep it apart. So
each mark that opens a turn gets the one that closes it, and a mark that closes nothing goes (UAX 9, section 3.1).
"""

from collections.abc import Callable
from functools import lru_cache

from microblog.text.patterns import lazily

_MARK = lazily("[\u202a-\u202e\u2066-\u2069]")
_CLOSING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


_FROM_THE_RIGHT = lazily("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
NAMES = frozenset(
    {
        *("address", "host", "lang", "link", "name", "names", "path", "people", "post", "said", "site", "tag", "text", "title", "warning"),
        "words",
    }
)
"""What messages call the values that somebody chose: names, titles, addresses, or HTML that shows them."""

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = ("-arab", "-hebr", "-thaa", "-syrc", "-nkoo", "-adlm", "-rohg")


@lru_cache(maxsize=256)
def direction(lang: str) -> str:
    """Return the writing direction of a language tag; `auto` asks the text, since not everybody says what they write in."""
    lowered = lang.lower()
    if "-latn" in lowered or "-cyrl" in lowered:
        return "auto"
    return "rtl" if lowered.split("-")[0] in _RTL or any(script in lowered for script in _RTL_SCRIPTS) else "auto"


def page_direction(lang: str) -> str:
    """Return the writing direction of a page in a language, which no text can be asked for."""
    return "rtl" if direction(lang) == "rtl" else "ltr"


def isolation(lang: str) -> Callable[[object], object]:
    """Return what makes of a name a piece of its own in sentences of a language; what is no text, or empty, stays as it is.

    Sentences stand in attributes and titles too, where no `<bdi>` can be, so that it is the marks for plain text (FSI, PDI).
    In a sentence that is written from the left, only letters that are not turn anything. In one from the right, each name may:
    `C++` would become `++C`, and a sentence that begins with a Latin name is laid out from the left where nothing else says how.
    """
    return _isolated if page_direction(lang) == "rtl" else _isolated_if_turned


def _isolated(value: object) -> object:
    return "\u2068" + value + "\u2069" if isinstance(value, str) and value else value  # not formatted, which would make text of HTML


def _isolated_if_turned(value: object) -> object:
    if not isinstance(value, str) or value.removesuffix("…").isascii() or not _FROM_THE_RIGHT.search(value):
        return value
    return _isolated(value)


def closed(text: str) -> str:
    """Return a line of text in which every turn of direction ends."""
    if text.isascii() or not _MARK.search(text):
        return text
    out: list[str] = []
    due: list[str] = []
    for character in text:
        if character in _CLOSING:
            due.append(_CLOSING[character])
        elif character in "\u202c\u2069":
            if not due or due[-1] != character:
                continue
            due.pop()
        out.append(character)
    return "".join([*out, *reversed(due)])
