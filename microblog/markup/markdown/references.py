"""Addresses that links name: lines such as `[1]: https://example.org/ "Title"` at the start of a paragraph (CommonMark 4.7).

Only what can lead somewhere is an address: a line `[Update]: done` is text.
"""

import re

_LABEL = r"\[(?=[^\]]*[^\s\]])(?P<{}>(?:[^\[\]\\]|\\.){{1,999}})\]:[ \n]*"
_ADDRESS = r"(?=<[^<>\n]*>|\#|\?\S|\S*/|\S*\w\.[A-Za-z]|[A-Za-z][\w+.-]*:[^\s:])(?P<{}><[^<>\n]*>|[^\s<]\S*)"
_TITLE = r"""(?:[ \n]+(?P<title>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?"""
_END = r" *(?:\n|$)"
_DEFINITION = re.compile(
    _LABEL.format("label") + _ADDRESS.format("address") + _TITLE + _END + "|" + _LABEL.format("named") + _ADDRESS.format("alone") + _END,
    re.DOTALL,
)

References = dict[str, tuple[str, str]]


def key(label: str) -> str:
    """Return the label by which a link finds an address."""
    return " ".join(label.split()).lower()


def take_references(text: str, references: References) -> str:
    """Note the definitions at the start of a paragraph, the first of each label, and return what follows them."""
    while text.startswith("[") and (match := _DEFINITION.match(text)):
        address = match["address"] or match["alone"]
        title = match["title"] or ""
        references.setdefault(key(match["label"] or match["named"]), (address[1:-1] if address[0] == "<" else address, title[1:-1]))
        text = text[match.end() :]
    return text
