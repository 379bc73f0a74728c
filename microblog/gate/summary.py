"""What the gate says: annotations at lines, and a summary with each new post as a reader would see it, in plain text.

Nothing of it is obeyed by whoever shows it: workflow commands are escaped as GitHub's own toolkit does, and what people wrote
stands in the summary as a block of code whose fence is longer than any in it.
"""

import re
from collections.abc import Iterable, Sequence

from microblog.errors import printable
from microblog.gate.members import Member
from microblog.gate.rules import Finding
from microblog.model.nouns import Post

_LONGEST = 2_000  # characters of a post
_MOST = 50  # posts, and findings
_LEVELS = {"error": "Blocked", "warning": "To be looked at", "notice": "To be known"}


def annotation(finding: Finding) -> str:
    """Return the workflow command that shows a finding at its line."""
    place = f" file={_property(finding.path)},line={finding.line or 1}" if finding.path else ""
    return f"::{finding.level}{place}::{_data(f'{finding.what}; {finding.remedy}')}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summarise(member: Member, findings: Sequence[Finding], posts: Sequence[Post], *, is_own: bool) -> str:
    """Return the summary as Markdown for GitHub."""
    is_blocked = any(finding.level == "error" for finding in findings)
    verdict = "Blocked" if is_blocked else "May be merged without anybody looking at it" if is_own else "Waits for an editor"
    who = f"`{member.login}` is {member.role}" if member.role else f"`{member.login}` is no member"
    folders = "".join(f", `posts/{handle}/`" for handle in member.handles)
    lines = [f"## {verdict}", "", f"{who}{folders}.", ""]
    for level, title in _LEVELS.items():
        some = [finding for finding in findings if finding.level == level]
        lines += [f"### {title}", "", *_listed(some), ""] if some else []
    if posts:
        lines += [f"### New posts ({len(posts)})", ""]
        for post in posts[:_MOST]:
            lines += [code(f"@{post.author} · {post.published[:16]}"), "", _fenced(_words_of(post)), ""]
    return "\n".join(lines)


def _listed(findings: Sequence[Finding]) -> Iterable[str]:
    for finding in findings[:_MOST]:
        place = f"{code(f'{finding.path}:{finding.line or 1}')}: " if finding.path else ""
        yield f"- {place}{_escaped(finding.what)}; {_escaped(finding.remedy)}"
    if len(findings) > _MOST:
        yield f"- and {len(findings) - _MOST} more"


def _words_of(post: Post) -> str:
    parts = [
        post.title,
        f"[{post.cw}]" if post.cw else "",
        post.text,
        *(f"[photo: {photo.alt or 'no description'}]" for photo in post.photos),
    ]
    text = "\n".join(filter(None, parts))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _fenced(text: str) -> str:
    text = "\n".join(map(printable, text.splitlines()))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def code(text: str) -> str:
    """Return a line of anybody's as code: a mention in it reaches nobody, and a link leads nowhere."""
    text = printable(text)
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _escaped(text: str) -> str:
    """Return plain words for Markdown; code between backticks stays what it is. A mention would reach people in spite of a backslash."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        parts = ["'".join(parts)]
    return "`".join(
        part if at % 2 else re.sub(r"([\\*_\[\]<>#|~!&])", r"\\\1", part).replace("@", "@\u2060") for at, part in enumerate(parts)
    )
