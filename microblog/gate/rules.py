"""Who may change what. Pure: changes and a member in, findings out.

An author may change what lies in their own folder, and the answers to their own posts; an editor everything that people
write, and the pictures of people elsewhere; an admin everything. What no site needs and every attack likes (links, submodules,
hidden files, names that only look like others) is refused from everybody. Paths are compared byte by byte, after names that
differ from another only in case or Unicode form were refused: no file system decides what is whose.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from microblog.content.answer_avatars import AVATARS
from microblog.gate.changes import LINK, PROGRAM, SUBMODULE, FileChange
from microblog.gate.members import Member
from microblog.model import urls
from microblog.text.tuples import NamedTuple

MOST = 299  # files of one pull request of somebody who is no admin; of two commits the host compares no more than 300
_LARGEST = 100 << 20  # bytes of all of them; hosts want a repository, which keeps them for ever, to stay below some gigabytes
_WRITTEN = ("posts", "pages", "answers")  # the folders that hold what people write
_NOT_ON_WINDOWS = re.compile(r"(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?|.*[<>:\"|?*].*|.*[. ]|git~[0-9]")


_FORGEABLE = ("says what others answered, in words that whoever asks has brought", "compare it with what stands where it comes from")


class Finding(NamedTuple):
    """One thing that the gate found."""

    level: str  # `error` blocks, `warning` is to be looked at, `notice` is to be known
    path: str
    line: int
    what: str
    remedy: str


def judge(
    changes: Collection[FileChange],
    member: Member,
    present: Collection[str],
    handles: Collection[str],
    passing: Collection[FileChange] = (),
) -> list[Finding]:
    """List what a member may not change.

    `present` are all paths that are there afterwards, `handles` the accounts that were there before: who is no member may ask for
    one that was not. `passing` is what single commits change, and what another one takes back: it comes into the history all the same.
    """
    wished = "" if member.role else _wished(changes, present, handles)
    found: list[Finding] = []
    if max(len(changes), len(passing)) > MOST and not member.is_admin:
        what = f"the pull request changes {max(len(changes), len(passing)):,} files, more than the {MOST} that anybody looks through"
        found.append(Finding("error", "", 0, what, "make several of it, or ask an admin"))
    for change in changes:
        found += [Finding("error", change.path, 0, *fault) for fault in _faults(change, member, wished)]
    if not member.is_editor:
        found += [Finding("warning", change.path, 0, *_FORGEABLE) for change in changes if _is_answer(change)]
    found += _on_the_way(passing, member, wished, {finding.path for finding in found if finding.level == "error"})
    if wished and not found:
        found.append(
            Finding("notice", f"posts/{wished}/profile.md", 1, f"@{member.login} asks to become @{wished}", "merge it if they may")
        )
    return found + _twins(changes, present)


def judge_size(size: int) -> list[Finding]:
    """Refuse what would let the repository grow too much at once; `size` is that of all files, also of those taken out again."""
    if size <= _LARGEST:
        return []
    what = f"the pull request brings {size >> 20:,} MB, and the repository keeps them for ever"
    return [Finding("error", "", 0, what, "make the files smaller, or ask an admin")]


def _is_answer(change: FileChange) -> bool:
    return change.path.startswith("answers/") and not change.is_deleted


def _on_the_way(passing: Collection[FileChange], member: Member, wished: str, told: Collection[str]) -> Iterator[Finding]:
    """Find what commits change that is not theirs to change, though nothing of it is left in the end.

    A commit of somebody else that is taken in and undone would count as merged from then on, and never come in again.
    """
    found = {change.path: fault for change in passing for fault in _faults(change, member, wished)}
    for path, (what, _) in found.items():
        if path not in told:
            yield Finding("error", path, 0, f"{what}, in a commit on the way", "make the branch anew, from the newest state, without it")


def _wished(changes: Collection[FileChange], present: Iterable[str], handles: Collection[str]) -> str:
    """Return the one new account in whose folder all changes are; "" where there is none. A year is nobody's account."""
    folders = {"/".join(PurePosixPath(change.path).parts[:2]) for change in changes}
    handle = min(folders).removeprefix("posts/") if len(folders) == 1 else ""
    if not urls.HANDLE.fullmatch(handle) or handle.isdigit() or handle in handles:
        return ""
    new = {change.path for change in changes if change.is_new}
    return handle if len(new) == len(changes) and all(path in new for path in present if path.startswith(f"posts/{handle}/")) else ""


def _faults(change: FileChange, member: Member, wished: str) -> Iterator[tuple[str, str]]:
    if fault := _strange(change):
        yield fault
    elif not (wished and change.path.startswith(f"posts/{wished}/")) and not is_whose(change.path, member):
        yield _refusal(change.path, member)


def _strange(change: FileChange) -> tuple[str, str] | None:
    """Say what is wrong with a path or a kind of file whoever changes it; None where nothing is."""
    parts = change.path.removeprefix("../").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(unicodedata.category(sign)[0] == "C" or sign == "\\" for sign in change.path):
        return "its path has parts that no file needs", "give it another name"
    if SUBMODULE in (change.mode, change.mode_before):
        return "is a submodule", "put in the files themselves"
    return None if change.is_deleted else _strange_file(change, parts)


def _strange_file(change: FileChange, parts: list[str]) -> tuple[str, str] | None:
    if any(map(_NOT_ON_WINDOWS.fullmatch, parts)):
        return "has a name that Windows does not allow, so nobody there could work with the site", "give it another name"
    if change.mode == LINK:
        return "is a symbolic link", "put in the file itself"
    if parts[0] in _WRITTEN and any(part.startswith(".") for part in parts):
        return "is a hidden file among what people write", "take it out"
    if parts[0] in _WRITTEN and change.mode == PROGRAM:
        return "is marked as a program", f"git update-index --chmod=-x {change.path}"
    return None


def is_written(path: str) -> bool:
    """Return whether a path is in a folder that holds what people write, and nothing that runs."""
    return path.partition("/")[0] in _WRITTEN


def is_whose(path: str, member: Member) -> bool:
    """Return whether a path is one that a member may change."""
    if member.is_admin:
        return True
    parts = path.split("/")
    if len(parts) < 2 or parts[0] not in _WRITTEN or any(part in ("", ".", "..") for part in parts):
        return False
    if member.is_editor:
        return True
    if path.startswith(f"{AVATARS}/"):  # of people elsewhere; a handle may be called so as well
        return False
    return len(parts) > 2 and parts[0] in ("posts", "answers") and parts[1] in member.handles


def _refusal(path: str, member: Member) -> tuple[str, str]:
    who = f"@{member.login}"
    if not member.role:
        return f"{who} is no member, by the base branch", "an editor or admin has to approve it; `github:` in a profile makes a member"
    if path.partition("/")[0] in ("posts", "answers") and not member.is_editor:
        own = " and ".join(f"posts/{handle}/" for handle in member.handles) or "no folder"
        return f"is not in the folder of {who}, which is {own}", "move it there, or ask an editor"
    return f"{who} may not change it, being no {'admin' if member.is_editor else 'editor or admin'}", "ask an admin"


def _twins(changes: Iterable[FileChange], present: Iterable[str]) -> list[Finding]:
    """Find new paths that differ from others only in case or Unicode form, also in one of their folders."""
    spellings: dict[str, set[str]] = {}
    for path in present:
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            spelled = "/".join(parts[:end])
            spellings.setdefault(urls.key(spelled), set()).add(spelled)
    found = []
    for change in changes:
        if not change.is_new or change.is_deleted:
            continue
        parts = change.path.split("/")
        for end in range(1, len(parts) + 1):
            spelled = "/".join(parts[:end])
            others = spellings.get(urls.key(spelled), set()) - {spelled}
            if others:
                what = f"differs from {min(others)} in nothing but case or the form of letters"
                found.append(Finding("error", change.path, 0, what, "use the same name"))
                break
    return found


def is_own(changes: Collection[FileChange], member: Member) -> bool:
    """Return whether a pull request stays in a member's own folder, so that it may be merged without anybody looking at it."""
    author = member._replace(role="author")
    return bool(changes) and bool(member.role) and all(is_whose(change.path, author) for change in changes)
