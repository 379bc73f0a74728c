"""Addresses that links name: lines such as `[1]: https://example.org/ "Title"` at the start of a paragraph (CommonMark 4.7).

Only what can lead somewhere is an address: a line `[Update]: done` is text.
"""

import re

_LABEL = r"\[(?=[^\]]*[^\s\]])((?:[^\[\]\\]|\\.){1,999})\]:[ \n]*"
_ADDRESS = r"(?=<[^<>\n]*>|\#|\?\S|\S*/|\S*\w\.[A-Za-z]|[A-Za-z][\w+.-]*:[^\s:])(<[^<>\n]*>|[^\s<]\S*)"
_TITLE = r"""(?:[ \n]+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?"""
_DEFINITION = re.compile(rf"{_LABEL}{_ADDRESS}(?:{_TITLE}) *(?:\n|$)|{_LABEL}{_ADDRESS} *(?:\n|$)", re.DOTALL)

References = dict[str, tuple[str, str | None]]


def key(label: str) -> str:
    """Return the label by which a link finds an address."""
    return " ".join(label.split()).lower()


def take_references(text: str, references: References) -> str:
    """Note the definitions at the start of a paragraph, the first of each label, and return what follows them."""
    while text.startswith("[") and (match := _DEFINITION.match(text)):
        label, address, title = match.group(1, 2, 3) if match[1] else (*match.group(4, 5), None)
        address = address[1:-1] if address[0] == "<" else address
        references.setdefault(key(label), (address, title[1:-1] if title else None))
        text = text[match.end() :]
    return text
