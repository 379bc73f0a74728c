"""Where in a file a key stands: asked when something is wrong with its value that only other files show.

The index keeps no lines of keys; the file is read once more, which costs something only where there is a problem to tell.
"""

from pathlib import Path

from microblog.content.frontmatter import parse_head
from microblog.content.split import decode, split_front_matter
from microblog.errors import Problem
from microblog.sources.sourcefile import read_source
from microblog.yaml import parse_yaml
from microblog.yaml.values import Items, Pairs, Text, Value


def line_of(root: Path, path: str, *keys: str) -> int:
    """Return the line of a key in a file's front matter (or in config.yaml), or of a word in the list below it; 0 where it has none."""
    try:
        data = read_source(root, path)
    except FileNotFoundError:
        return 0
    if isinstance(data, Problem):
        return 0
    if not path.endswith(".md"):
        return _line_below(parse_yaml(decode(data, path)[0], path, 1, 256)[0], keys)
    split = split_front_matter(data, path)
    found = _line_below(parse_head(split, path)[0], keys)
    return found or _line_in(split.body, split.body_line, keys)


def _line_below(value: Value, keys: tuple[str, ...]) -> int:
    for key in keys:
        below = _below(value, key)
        if below is None:
            return 0
        value = below
    return value.line


def _below(value: Value, key: str) -> Value | None:
    if isinstance(value, Pairs):
        return value.values.get(key)
    words = value.items if isinstance(value, Items) else [value]
    return next(
        (word for word in words if isinstance(word, Text) and word.value.strip().removeprefix("#").casefold() == key.casefold()), None
    )


def _line_in(body: str, first: int, keys: tuple[str, ...]) -> int:
    """Return the line of a hashtag in a text."""
    at = body.casefold().find(f"#{keys[1].casefold()}") if keys[0] == "tags" and len(keys) > 1 else -1
    return first + body.count("\n", 0, at) if at >= 0 else 0
