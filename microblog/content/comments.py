"""What an author wrote for no reader: comments of other tools' templates, which go, and comments that never end, which are errors.

Jekyll and Hugo look for theirs before anything reads Markdown, so they may begin and end anywhere. In code they stay.
"""

import re

from microblog.content.split import Split
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report

_FENCE = lazily(r"[ \t>]*(```+|~~~+)")
_CODE = lazily(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SIGNS = (("<!--", "-->"), ("%%", "%%"))
_TEMPLATES = (  # (how a comment of templates begins, how it ends, what to write for that)
    (r"\{%-?\s*comment\s*-?%\}", r"\{%-?\s*endcomment\s*-?%\}", "{% endcomment %}"),  # Liquid
    (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}", "*/}}"),  # Hugo
    (r"\{\{[<%]-?\s*comment\s*-?[>%]\}\}", r"\{\{[<%]-?\s*/\s*comment\s*-?[>%]\}\}", "{{< /comment >}}"),  # Hugo's shortcode
    (r"\{::comment\}", r"\{:/(?:comment)?\}", "{:/comment}"),  # kramdown
)
_BEGINS = lazily("|".join(begin for begin, *_ in _TEMPLATES))
_PARTS = lazily(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*(?:\n(?![ \t>]*(?P=fence)).*)*(?:\n.*)?"
    r"|(?:\A|(?<=\n\n))(?P<indented>(?:(?: {4}|\t).*(?:\n|\Z))+)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)(?P=ticks)(?!`)"
    r"|(?P<comment>" + "|".join(rf"{begin}[\s\S]*?{end}" for begin, end, _ in _TEMPLATES) + ")"
    r"|(?P<unclosed>" + "|".join(begin for begin, *_ in _TEMPLATES) + ")",
    re.MULTILINE,
)
_BELOW_ITEM = lazily(r" {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\]]+\]:)[ \t]")


def take_comments(split: Split, report: Report) -> str:
    """Return a file's text without the comments of templates; its lines keep their numbers. Note comments without an end."""
    body = split.body
    if "{" in body and _BEGINS.search(body):
        body = _without(body, split, report)
    for begin, end in _SIGNS:
        if begin in body and (line := _unclosed(body, begin, end)):
            _note(split.body_line + line - 1, begin, end, report)
    return body


def _note(line: int, begin: str, end: str, report: Report) -> None:
    what = f"a comment begins here with `{begin}` and never ends, so what it hides would be published"
    report.note(line, what, f"write `{end}` behind it")


def _without(body: str, split: Split, report: Report) -> str:
    """Take out the comments of templates."""
    kept, at, start = [], 0, 0
    while part := _PARTS.search(body, start):
        start = part.end()
        if part["indented"] and _is_below_item(body[: part.start()]):
            start = part.start() + 1  # no code, and its comments are some
        elif part["comment"]:
            kept += [body[at : part.start()], "\n" * part[0].count("\n")]
            at = part.end()
        elif part["unclosed"]:
            end = next(end for begin, _, end in _TEMPLATES if re.match(begin, part[0]))
            _note(split.body_line + body.count("\n", 0, part.start()), part[0], end, report)
    return "".join([*kept, body[at:]])


def _is_below_item(before: str) -> bool:
    """Return whether indented lines go on with an item of a list or with a note, so that they are no code."""
    line = next((line for line in reversed(before.split("\n")) if line.strip() and not line.startswith(("    ", "\t"))), "")
    return _BELOW_ITEM.match(line) is not None


def _unclosed(body: str, begin: str, end: str) -> int:
    """Return the line, from 1, of a comment without an end; 0 where there is none."""
    fence, opened = "", 0
    for number, written in enumerate(body.split("\n"), 1):
        mark = None if opened else _FENCE.match(written)
        if mark and (not fence or (mark[1].startswith(fence) and not written.strip(" >`~"))):
            fence = "" if fence else mark[1]
        elif not fence:
            opened = _after(_CODE.sub("", written), begin, end, number, opened)
    return opened


def _after(line: str, begin: str, end: str, number: int, opened: int) -> int:
    """Return the line of the comment that is open behind a line; 0 where none is."""
    rest = line.lstrip(" \t>")
    if opened:
        return 0 if end in rest else opened
    if not rest.startswith(begin):
        return 0
    return 0 if end in rest[len(begin) :] else number
