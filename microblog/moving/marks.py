r"""Escaping: plain words in the form in which Markdown, as this program reads it, shows just these words.

A sign gets a backslash only where it could be a mark, so that people find their texts as they wrote them. What only
counts at the beginning of a line is escaped when lines are known (`escape_lines`). Comments of templates are looked
for before anything reads Markdown, so there the backslash goes between their signs.
"""

import re

from microblog.text.patterns import lazily

_ALWAYS = lazily(r"[\\`*\[~]|\](?=[(\[:]|$)")
_IN_LABEL = lazily(r"[\\`*\[\]~]")
_UNDERSCORE = lazily(r"(?<![^\W_])_|_(?![^\W_])")  # within a word it is none
_TAG = lazily(r"<(?=[A-Za-z/!?]|$)|&(?=#?[A-Za-z0-9]+;|$)")
_TEMPLATE = lazily(r"\{([%:])|\{\{(?=[-/<%\\])|%(?=%)|(?<=%)%")
_MENTION = lazily(r"(?<![\w@/+-])@(?=[A-Za-z0-9_-]|$)")
_HASHTAG = lazily(r"(?<![\w/&])#(?=[^\s!-/:-@\[-^`{-~]|$)")
_BARE = lazily(r"(?<![\w/@.:-])(?:https?://|www\.)(?:[A-Za-z0-9./:?#@!$'+,;=%_-]|~(?!~)|&(?!#?[A-Za-z0-9]+;))*", re.IGNORECASE)
_START = lazily(
    r"(?P<sign>[-+](?=\s|$)|\++(?=\s*$)|>|\#{1,6}(?=\s|$)|=+(?=\s*$)|[-|:](?=[-|:\s]*$))|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)"
)


def escape(text: str, *, in_label: bool = False, links_names: bool = True) -> str:
    """Escape words; bare addresses stay as they are, since their signs are no marks.

    Where `links_names`, a `#` or `@` that the source did not link is a mere sign. The label of a link ends at a bracket.
    """
    if in_label:
        return _escaped(_IN_LABEL.sub(r"\\\g<0>", text), links_names=links_names)
    parts, done = [], 0
    for match in _BARE.finditer(text):
        words = _ALWAYS.sub(r"\\\g<0>", text[done : match.start()])
        parts += [_escaped(words, links_names=links_names), match[0]]
        done = match.end()
    parts.append(_escaped(_ALWAYS.sub(r"\\\g<0>", text[done:]), links_names=links_names))
    return "".join(parts)


def _escaped(text: str, *, links_names: bool) -> str:
    if text.isalnum():
        return text
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _TAG.sub(r"\\\g<0>", text)
    text = _MENTION.sub(r"\\@", text)
    text = _HASHTAG.sub(r"\\#", text) if links_names else text
    return _TEMPLATE.sub(_in_two, text)


def _in_two(match: re.Match[str]) -> str:
    """Part signs that only together are a mark."""
    return "\\%" if match[0] == "%" else f"{{\\{match[1]}" if match[1] else "{\\{"


def escape_lines(text: str) -> str:
    """Escape what would be a mark at the beginning of a line."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    return "\n".join(_START.sub(_not_a_mark, line, count=1) if _START.match(line) else line for line in lines)


def _not_a_mark(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match["sign"] else f"{match['number']}\\{match['dot']}"
