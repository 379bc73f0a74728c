"""Text that turns the direction of what follows it (U+202E, say) does so within itself alone.

A name or title stands among other words: on pages, in feeds, mails and the titles of windows, where no markup could keep it apart. So
each mark that opens a turn gets the one that closes it, and a mark that closes nothing goes (UAX 9, section 3.1).
"""

from microblog.text.patterns import lazily

_MARK = lazily("[\u202a-\u202e\u2066-\u2069]")
_CLOSING = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


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
