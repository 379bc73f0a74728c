"""Who may change what. Pure: changes and a member in, findings out.

An author may change what lies in their own folder, and the answers to their own posts; an editor everything that people
write, and the pictures of people elsewhere; an admin everything. What no site needs and every attack likes (links, submodules,
hidden files, names that only look like others) is refused from everybody. Paths are compared byte by byte, after names that
differ from another only in case or Unicode form were refused: no file system decides what is whose.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from microblog.content.answer_avatars import AVATARS
from microblog.gate.changes import LINK, PROGRAM, SUBMODULE, FileChange
from microblog.gate.members import Member
from microblog.model import urls
from microblog.model.nouns import Author, Post
from microblog.text.tuples import NamedTuple

MOST = 300  # files of one pull request of somebody who is no admin; the host lists no more than 3,000
_WRITTEN = ("posts", "pages", "answers")  # the folders that hold what people write
_LARGEST = 20 << 20  # bytes of one file


class Finding(NamedTuple):
    """One thing that the gate found."""

    level: str  # `error` blocks, `warning` is to be looked at, `notice` is to be known
    path: str
    line: int
    what: str
    remedy: str


def judge(changes: Collection[FileChange], member: Member, present: Iterable[str], handles: Collection[str]) -> list[Finding]:
    """List what a member may not change.

    `present` are all paths that are there afterwards, `handles` the accounts that were there before: who is no member may ask for
    one that was not.
    """
    wished = "" if member.role else _wished(changes, handles)
    found: list[Finding] = []
    if len(changes) > MOST and not member.is_admin:
        what = f"the pull request changes {len(changes):,} files, more than the {MOST} that anybody looks through"
        found.append(Finding("error", "", 0, what, "make several of it, or ask an admin"))
    for change in changes:
        found += [Finding("error", change.path, 0, *fault) for fault in _faults(change, member, wished)]
    if wished and not found:
        found.append(
            Finding("notice", f"posts/{wished}/profile.md", 1, f"@{member.login} asks to become @{wished}", "merge it if they may")
        )
    return found + _twins(changes, present)


def _wished(changes: Iterable[FileChange], handles: Collection[str]) -> str:
    """Return the one new account in whose folder all changes are; "" where there is none."""
    folders = {"/".join(PurePosixPath(change.path).parts[:2]) for change in changes}
    handle = min(folders).removeprefix("posts/") if len(folders) == 1 else ""
    return handle if urls.HANDLE.fullmatch(handle) and handle not in handles else ""


def _faults(change: FileChange, member: Member, wished: str) -> Iterator[tuple[str, str]]:
    if fault := _strange(change):
        yield fault
    elif not wished and not is_whose(change.path, member):
        yield _refusal(change.path, member)


def _strange(change: FileChange) -> tuple[str, str] | None:
    """Say what is wrong with a path or a kind of file whoever changes it; None where nothing is."""
    parts = change.path.split("/")
    if change.path.startswith("../"):
        parts = parts[1:]
    if any(part in ("", ".", "..") for part in parts) or any(unicodedata.category(sign)[0] == "C" or sign == "\\" for sign in change.path):
        return "its path has parts that no file needs", "give it another name"
    if change.mode == LINK:
        return "is a symbolic link", "put in the file itself"
    if SUBMODULE in (change.mode, change.mode_before):
        return "is a submodule", "put in the files themselves"
    is_hidden = any(part.startswith(".") for part in parts)
    if is_hidden and parts[0] in _WRITTEN and not change.is_deleted:
        return "is a hidden file among what people write", "take it out"
    if change.mode == PROGRAM and parts[0] in _WRITTEN:
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


def judge_profiles(before: Iterable[Author], after: Iterable[Author], member: Member) -> list[Finding]:
    """List the accounts that would be somebody else's than before; only an admin may say so, or whoever becomes a member."""
    if member.is_admin:
        return []
    logins = {author.handle: author.github.lower() for author in before}
    owners = {login: handle for handle, login in logins.items() if login}
    found = []
    for author in after:
        login = author.github.lower()
        if login == logins.get(author.handle, ""):
            continue
        if author.handle in logins or login in owners or login != member.login.lower():
            what = f"`github` would make @{author.handle} an account of {author.github or 'nobody'}"
            found.append(Finding("error", author.path, 1, what, "leave it as it was, or ask an admin"))
    return found


def claims_of(posts: Iterable[Post], authority: str, handles: Collection[str]) -> dict[tuple[str, str], str]:
    """Find what posts claim that looks like another author's: addresses below `/@somebody/`, and identities of somebody's posts.

    Return the files, by the post's author and what is claimed.
    """
    found: dict[tuple[str, str], str] = {}
    for post in posts:
        addresses = [f"/{path}" for path in post.aliases if _is_of_another(urls.key(unquote(path)), "@", post.author)]
        identity = urls.tag_uri(authority, post.id)
        below = identity.removeprefix(f"tag:{authority}:")
        is_taken = below != identity and urls.key(below).partition("/")[0] in handles and _is_of_another(urls.key(below), "", post.author)
        found |= {(post.author, claimed): post.source for claimed in [*addresses, *([identity] if is_taken else [])]}
    return found


def _is_of_another(path: str, mark: str, author: str) -> bool:
    first, slash, _ = path.partition("/")
    return bool(slash) and first.startswith(mark) and first != f"{mark}{author}"


def judge_claims(before: Collection[tuple[str, str]], after: Mapping[tuple[str, str], str], member: Member) -> list[Finding]:
    """List what posts newly claim of other authors; only an editor or admin may let them."""
    if member.is_editor:
        return []
    remedy = "take it out, or ask an editor"
    new = [(source, claimed) for (author, claimed), source in after.items() if (author, claimed) not in before]
    return [Finding("error", source, 0, f"claims `{claimed}`, which is another author's", remedy) for source, claimed in new]


def is_own(changes: Collection[FileChange], member: Member) -> bool:
    """Return whether a pull request stays in a member's own folder, so that it may be merged without anybody looking at it."""
    author = member._replace(role="author")
    return bool(changes) and bool(member.role) and all(is_whose(change.path, author) for change in changes)
