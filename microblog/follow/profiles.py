"""`following:` of a profile, edited in the file's own text: comments, layout, line endings and order stay.

The text is changed at the places that the YAML parser names, and then read again: where the new text does not say
exactly the old profile with the one change, the file stays as it was and its owner is asked to edit it.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from microblog.content.following import followed_fault, is_outside, parse_followed
from microblog.content.profiles import parse_profile
from microblog.errors import Problem, UsageError
from microblog.model import urls
from microblog.model.nouns import Author, Config
from microblog.sources import sourcefile
from microblog.text.files import replace_file
from microblog.yaml.spans import Item, Located, Span, locate

_FRONT = re.compile(r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_END = re.compile(r"(?:(?<=\n)|(?<=\r))---[ \t]*(?=\r|\n|\Z)")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/+=%-]*|https?://[A-Za-z0-9._~/+=%?&;:-]*[A-Za-z0-9/_]")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_BY_HAND = "edit `following` there yourself"


def follow(root: Path, config: Config, handle: str, written: str) -> str | None:
    """Let an author follow one more; give the changed file's path, or None where that is the case already."""
    target = _target(written)
    if not is_outside(target):
        _check_author(root, config, target, handle)
    path, changed = _change(root, config, handle, [target], is_added=True)
    return path if changed else None


def follow_all(root: Path, config: Config, handle: str, targets: Sequence[str], *, is_dry: bool = False) -> tuple[str, list[str]]:
    """Let an author follow several more, as `parse_followed` gives them; return the profile's path, and who was not followed yet."""
    return _change(root, config, handle, targets, is_added=True, is_dry=is_dry)


def unfollow(root: Path, config: Config, handle: str, written: str) -> str | None:
    """Let an author follow one less; give the changed file's path, or None where that is the case already."""
    path, changed = _change(root, config, handle, [_target(written)], is_added=False)
    return path if changed else None


def _target(written: str) -> str:
    if target := parse_followed(written):
        return target
    raise UsageError("; ".join(followed_fault(written)).replace("names ", "", 1))


def _check_author(root: Path, config: Config, target: str, handle: str) -> None:
    if target == handle:
        raise UsageError(f"{handle} sees their own posts without following themself")
    if not is_author(root, config, target):
        raise UsageError(f"{target} is nobody here; for somebody elsewhere write an address, or @user@example.org")


def is_author(root: Path, config: Config, handle: str) -> bool:
    """Return whether somebody of this site has a handle."""
    return (root / "posts" / handle).is_dir() or handle in config.users


def _change(
    root: Path, config: Config, handle: str, targets: Sequence[str], *, is_added: bool, is_dry: bool = False
) -> tuple[str, list[str]]:
    path = f"posts/{handle}/profile.md"
    if handle in config.users:
        raise UsageError(f"{handle} is defined in config.yaml; {_BY_HAND}")
    data = _read(root, path)
    before, problems = parse_profile(handle, path, data, config)
    if any(not problem.is_warning for problem in problems):
        raise UsageError(f"{path} has problems, which `check` tells; mend them first")
    known = dict(before.following)
    changed = [target for target in targets if (target in known) != is_added]
    if changed and not is_dry:
        replace_file(root / path, _edited(path, data, before, changed, config, is_added=is_added))
    return path, changed


def _edited(path: str, data: bytes, before: Author, targets: Sequence[str], config: Config, *, is_added: bool) -> bytes:
    """Return a profile's new text; raise UsageError where that would say anything else than it should."""
    changed = edit(data, targets, is_added=is_added)
    after, problems = parse_profile(before.handle, path, changed, config)
    if any(not problem.is_warning for problem in problems) or not _is_just(before, after, targets, is_added=is_added):
        raise UsageError(f"{path} cannot be edited without harm; {_BY_HAND}")
    return changed


def _read(root: Path, path: str) -> bytes:
    handle = path.split("/")[1]
    if not urls.HANDLE.fullmatch(handle) or not (root / "posts" / handle).is_dir():
        raise UsageError(f"nobody here is called {handle}; for a new author, make the folder posts/{handle}/ first")
    try:
        data = sourcefile.read_source(root, path)
    except FileNotFoundError:
        return b""
    if isinstance(data, Problem):
        raise UsageError(str(data))
    return data


def _is_just(before: Author, after: Author, targets: Sequence[str], *, is_added: bool) -> bool:
    """Whether a profile says what it said, with the change alone."""
    old, new = [name for name, _ in before.following], [name for name, _ in after.following]
    wanted = [*old, *targets] if is_added else [name for name in old if name not in targets]
    return new == wanted and before._replace(following=()) == after._replace(following=())


def edit(data: bytes, targets: Sequence[str], *, is_added: bool) -> bytes:
    """Change `following` in a profile's text, by several that come or one that goes; raise UsageError where the text gives no hold."""
    try:
        text = data.decode()
        start = _FRONT.match(text)
        end = _END.search(text, start.end()) if start else None
        if not start or not end:
            return (_with_front(text, targets) if is_added else text).encode()
        front = text[start.end() : end.start()]
        located = locate(front, "following")
        edited = _added(front, located, targets, _line_end(text)) if is_added else _taken(front, located, targets[0])
        return f"{text[: start.end()]}{edited}{text[end.start() :]}".encode()
    except ValueError as error:
        raise UsageError(f"the profile cannot be edited ({error}); {_BY_HAND}") from error


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"


def _with_front(text: str, targets: Sequence[str]) -> str:
    line_end, mark = _line_end(text), "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    lines = ["---", "following:", *(f"  - {_quoted(target)}" for target in targets), "---", *([""] if body else [])]
    return mark + line_end.join(lines) + line_end + body


def _added(front: str, located: Located | None, targets: Sequence[str], line_end: str) -> str:
    if located is None:
        return f"{front}following:{line_end}" + "".join(f"  - {_quoted(target)}{line_end}" for target in targets)
    if located.kind == "block":
        return _with_lines(front, located, targets, line_end)
    named = ", ".join(_quoted(target, is_flow=True) for target in targets)
    if located.kind == "flow" and located.items:
        return _put(front, Span(located.items[-1].span.end, located.items[-1].span.end), f", {named}")
    words = [front[item.span.start : item.span.end] for item in located.items] if located.kind == "scalar" else []
    if located.kind == "empty" and located.span.start == located.span.end:
        return _put(front, Span(located.key_end + 1, located.key_end + 1), f" [{named}]")
    return _put(front, located.span, f"[{', '.join([*words, named])}]")


def _with_lines(front: str, located: Located, targets: Sequence[str], line_end: str) -> str:
    """Put lines below the last of a list, with a dash where the last one has it."""
    last = located.items[-1].span
    begin = max(front.rfind("\n", 0, last.start), front.rfind("\r", 0, last.start)) + 1
    head = front[begin : last.start]
    if head.strip() != "-":
        raise ValueError("its last item stands on no line of its own")
    stop = _line_stop(front, last.end)
    return front[:stop] + "".join(f"{head}{_quoted(target)}{line_end}" for target in targets) + front[stop:]


def _taken(front: str, located: Located | None, target: str) -> str:
    at = next((at for at, item in enumerate(located.items) if parse_followed(item.value) == target), None) if located else None
    if located is None or at is None:
        raise ValueError("it is not there")
    items = located.items
    if located.kind == "block":
        return _without_line(front, items[at])
    if located.kind == "scalar":
        return front[: located.key_end + 1] + front[items[at].span.end :]
    if at + 1 < len(items):
        gap = Span(items[at].span.start, items[at + 1].span.start)
    else:
        gap = Span(items[at - 1].span.end if at else items[at].span.start, items[at].span.end)
    if "#" in front[gap.start : items[at].span.start] + front[items[at].span.end : gap.end]:
        raise ValueError("a comment stands beside it")
    return _put(front, gap, "")


def _without_line(front: str, item: Item) -> str:
    begin = max(front.rfind("\n", 0, item.span.start), front.rfind("\r", 0, item.span.start)) + 1
    if front[begin : item.span.start].strip() != "-":
        raise ValueError("it stands on no line of its own")
    return front[:begin] + front[_line_stop(front, item.span.end) :]


def _line_stop(text: str, at: int) -> int:
    """Return the position behind the line break that follows."""
    match = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)").match(text, at)
    return match.end() if match else len(text)


def _put(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def _quoted(target: str, *, is_flow: bool = False) -> str:
    """Write a target so that YAML reads it as it is; in brackets, an address always in quotes."""
    is_plain = _PLAIN.fullmatch(target) and target.lower() not in _WORDS and not (is_flow and is_outside(target))
    return target if is_plain else json.dumps(target, ensure_ascii=False)
