"""XML of archives as a tree, without entities of its own, external ones or depths beyond reason.

Names are `{namespace}local`, as ElementTree has them. A document type is let through only where it defines nothing.
"""

from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from microblog.errors import UsageError

_DEEPEST = 100
_CHUNK = 1 << 20


def parse_xml(data: bytes, where: str) -> Element:
    """Read a document; raise UsageError where it is none, or wants to define entities."""
    reading = _Reading(where)
    try:
        root: Element = reading.read(data)
    except expat.ExpatError as error:
        raise UsageError(f"{where}:{error.lineno}: is no well-formed XML ({expat.errors.messages[error.code]}); export it again") from None
    except (ValueError, LookupError, AssertionError) as error:
        raise UsageError(f"{where}: cannot be read ({error}); export it again") from None
    return root


class _Reading:
    def __init__(self, where: str) -> None:
        self.where = where
        self.depth = 0
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def read(self, data: bytes) -> Any:
        for at in range(0, len(data), _CHUNK):
            self.parser.Parse(data[at : at + _CHUNK], False)
        self.parser.Parse(b"", True)
        return self.builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UsageError(f"{self.where}: elements lie more than {_DEEPEST} deep; this is no export of a site")
        self.builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_named(name))

    def _refuse(self, *_: object) -> NoReturn:
        raise UsageError(f"{self.where}: defines entities, which no export of a site does; it is not read")


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def content(element: Element | None, *names: str) -> str:
    """Return the text of the first child of some names."""
    for name in names:
        found = element.find(name) if element is not None else None
        if found is not None and (found.text or "").strip():
            return (found.text or "").strip()
    return ""
