"""Text that turns the direction of what follows it (U+202E, say) does so within itself alone.

A name or title stands among other words: on pages, in feeds, mails and the titles of windows, where no markup could keep it apart. So
each mark that opens a turn gets the one that closes it, and a mark that closes nothing goes (UAX 9, section 3.1).
"""

from microblog.text.patterns import lazily

_MARK = lazily("[\u202a-\u202e\u2066-\u2069]")
_CLOSING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


_FROM_THE_RIGHT = lazily("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
NAMES = frozenset({"name", "names", "people", "post", "site", "tag", "text", "title"})
"""What messages call the values that somebody chose: names, titles, or HTML that shows them."""


def isolated(text: str) -> str:
    """Return a name as it stands within a sentence: one with letters that are written from the right turns nothing around it.

    Sentences stand in attributes and titles too, where no `<bdi>` can be, so that it is the marks for plain text (FSI, PDI).
    """
    if text.isascii() or not _FROM_THE_RIGHT.search(text):
        return text
    return "\u2068" + text + "\u2069"  # not formatted, which would make text of HTML


def with_isolated(values: dict[str, object]) -> dict[str, object]:
    """Return a message's values, the names among them isolated."""
    return {name: isolated(value) if name in NAMES and isinstance(value, str) else value for name, value in values.items()}


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
