"""Comments in texts that never end: other tools hide all that follows, which would be published here."""

from microblog.content.split import Split
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report

_FENCE = lazily(r"[ \t>]*(```+|~~~+)")
_CODE = lazily(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SIGNS = (("<!--", "-->"), ("%%", "%%"))


def note_unclosed(split: Split, report: Report) -> None:
    """Report a comment that begins a line of a text, outside of code, and has no end."""
    for begin, end in _SIGNS:
        if begin in split.body and (line := _unclosed(split.body, begin, end)):
            what = f"a comment begins here with `{begin}` and never ends, so what it hides would be published"
            report.note(split.body_line + line - 1, what, f"write `{end}` behind it")


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
