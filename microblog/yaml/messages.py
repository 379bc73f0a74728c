"""What is wrong with YAML text, in words for people who do not know YAML."""

from typing import Any

from microblog.errors import Problem
from microblog.text.patterns import lazily

QUOTE = 'put the whole value in "quotes"'
_ALIGN = "start all keys of a level, and all `-` of a list, below each other"

# What PyYAML says, what a person should read, and what to do; the first that fits counts.
_SYNTAX = (
    ("found character '\\t'", "a tab stands where YAML wants spaces", "write spaces instead"),
    ("mapping values are not allowed", "YAML sees a second `key:` in a value, or a key that is indented too far", QUOTE),
    ("scanning a quoted scalar", "the quotation mark that opens here is never closed", "close it, or take it away"),
    ("escape", "after a backslash in double quotes YAML wants one of its escapes", "use 'single quotes', or write each backslash twice"),
    (
        "parsing a flow",
        "the bracket that opens here is not closed as it should be",
        "close it, and put what holds one of # : , [ ] { } in quotes",
    ),
    ("scanning a simple key", "this is not `key: value`", "write a space after the colon, and indent what goes on from the line above"),
    ("scanning a block scalar", "a value cannot start with `>` or `|`", QUOTE),
    ("cannot start any token", "a value or key cannot start with this sign", QUOTE),
    ("expected the node content", "a value cannot start with this sign", QUOTE),
    ("scanning an a", "a value cannot start with `&` or `*`", QUOTE),
    ("ing a tag", "a value cannot start with `!`", QUOTE),
    ("sequence entries are not allowed", "a value cannot start with `-` and a space", f"{QUOTE}, or begin the list on the next line"),
    ("mapping keys are not allowed", "a value cannot start with `?`", QUOTE),
    ("block end", "this does not fit the lines above", _ALIGN),
    ("document start", "this does not fit the lines above", _ALIGN),
)
_NO_SPACE = lazily(r"[\w-]+:\S")
_KEY_VALUE = lazily(r"(?:- +)*([\w-]+): +(.*)")


def syntax_problem(error: Any, lines: list[str], path: str, first_line: int) -> Problem:
    """Return in plain words what PyYAML says of a syntax error in some lines; the file's line of the first one is `first_line`."""
    said = f"{error.context or ''}; {error.problem or ''}"
    is_opened = said.startswith(("while scanning a quoted", "while scanning a simple key", "while parsing a flow"))
    mark = error.context_mark if is_opened else error.problem_mark or error.context_mark
    index = min(mark.line, len(lines) - 1) if mark else 0
    if index and _NO_SPACE.match(lines[index - 1]) and "not allowed" in said:
        return Problem(path, first_line + index - 1, "no space follows the colon", "write `key: value`, with a space")
    what, remedy = next((row[1:] for row in _SYNTAX if row[0] in said), ("this is not YAML", "write one `key: value` to a line"))
    written = _KEY_VALUE.match(lines[index].strip())
    if written and remedy == _ALIGN and written[2].startswith(('"', "'", "[", "{")):
        what, remedy = "text stands after the quotation mark or bracket that closes the value", QUOTE
    if written and remedy.startswith(QUOTE):
        remedy += f": {written[1]}: {quoted(written[2])}"
    return Problem(path, first_line + index, what, remedy)


def quoted(text: str) -> str:
    """Write a value so that YAML reads it as it stands."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return f"'{text.replace(chr(39), chr(39) * 2)}'" if '"' in text or "\\" in text else f'"{text}"'
