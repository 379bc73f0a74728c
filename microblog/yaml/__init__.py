"""YAML with lines and without surprises (sole importer of PyYAML, which most posts do without).

Every scalar stays the text that was written: `no`, `0123` and `12:30` are text, and a value is *absent* only where
nothing or a bare `~` stands. What makes YAML dangerous or ambiguous is refused: anchors and aliases, merge keys, tags,
a key given twice, a second document, nesting deeper than 20. A `#` that silently swallows text is pointed out.
"""

from microblog.errors import Problem
from microblog.text.shortcuts import may_take
from microblog.yaml.short import read_simple
from microblog.yaml.values import Pairs

__all__ = ["MAX_HEAD", "parse_yaml"]

MAX_HEAD = 16  # KiB of front matter


def parse_yaml(text: str, path: str, first_line: int = 1, limit: int = MAX_HEAD) -> tuple[Pairs, list[Problem]]:
    """Read a mapping of at most `limit` KiB; where the text is broken, an empty one with the problems."""
    if may_take("yaml") and (simple := read_simple(text, first_line)):
        return simple, []
    from microblog.yaml.document import parse_document

    return parse_document(text, path, first_line, limit)
