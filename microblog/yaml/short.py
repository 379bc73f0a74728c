"""The short way through YAML: what is only words, lists of them and one level of keys below a key needs no parser.

It takes `key: words`, `key: "words"`, `key: [word, word]`, and lists and mappings of these below a key; where a character
could mean anything else, it takes nothing. `document` gives the same of whatever is taken here, in more time.
"""

from microblog.text.patterns import lazily
from microblog.yaml.values import Items, Pairs, Text, Value

_LONGEST = 4096  # characters
_BELOW = frozenset({"", " ", "-"})  # what a line starts with that belongs to the key above
_WORD = r"[A-Za-z0-9][^:#]*+(?::(?=[\w/])[^:#]*+)*+(?<! )"  # a space and `#` would begin a comment, and `: ` a mapping
_ITEM = r" *[A-Za-z0-9](?:[\w .+/-]*)"
_QUOTED = r"\"((?:[^\"\\]++|\\[\"\\])*+)\"|'([^']*+)'"
_SIMPLE_LINE = lazily(rf"([A-Za-z_]++):(?: +(?:({_WORD})|\[({_ITEM}(?:,{_ITEM})*)\]|{_QUOTED}))? *")
_ESCAPE = lazily(r"\\(.)")


def read_simple(text: str, first_line: int) -> Pairs | None:
    """Read lines of which no character means anything else to YAML; None where a parser has to be asked."""
    if len(text) > _LONGEST or not text.replace("\n", "").isprintable():
        return None
    pairs: dict[str, Value] = {}
    below: dict[str, list[tuple[int, str]]] = {}
    key = ""
    for line, written in enumerate(text.removesuffix("\n").split("\n"), first_line):
        if written[:1] in _BELOW:
            below.setdefault(key, []).append((line, written))
            continue
        found = _simple_line(written, line)
        if found is None or found[0] in pairs:
            return None
        key, pairs[key] = found
    for key, lines in below.items():
        value = _simple_block(pairs.get(key), [(line, written) for line, written in lines if written])
        if value is None:
            return None
        pairs[key] = value
    return Pairs(pairs, first_line)


def _simple_line(written: str, line: int) -> tuple[str, Value] | None:
    """Read a key and what stands behind it."""
    match = _SIMPLE_LINE.fullmatch(written)
    if match is None:
        return None
    key, word, items, quoted, in_single_quotes = match.groups()
    if items:
        return key, Items(tuple([Text(item.strip(), line) for item in items.split(",")]), line)
    if quoted:
        return key, Text(_ESCAPE.sub(r"\1", quoted), line)
    return key, Text(word or in_single_quotes or "", line, match.lastindex == 1)


def _simple_block(key: Value | None, lines: list[tuple[int, str]]) -> Value | None:
    """Read what stands below a key: a list of words, or a mapping to words; None where it is not surely that."""
    if not lines:
        return key
    margins = {len(written) - len(written.lstrip(" ")) for _, written in lines}
    if not isinstance(key, Text) or not key.is_absent or len(margins) > 1:
        return None
    margin = margins.pop()
    if all(written.startswith("- ", margin) for _, written in lines):
        return _simple_items([(line, written[margin + 1 :]) for line, written in lines], key.line)
    pairs = dict(filter(None, (_simple_line(written[margin:], line) for line, written in lines)))
    return Pairs(pairs, key.line) if len(pairs) == len(lines) else None


def _simple_items(lines: list[tuple[int, str]], line: int) -> Items | None:
    found = [_simple_line(f"item:{written}", at) for at, written in lines]
    items = [entry[1] for entry in found if entry and not (isinstance(entry[1], Text) and entry[1].is_absent)]
    return Items(tuple(items), line) if len(items) == len(lines) else None
