"""What a pull request changes, as git says it: every path by itself, so that a rename is a deletion and an addition."""

from collections.abc import Iterable

from microblog.errors import UsageError
from microblog.repository.git import Git
from microblog.text.tuples import NamedTuple

LINK, SUBMODULE, PROGRAM = "120000", "160000", "100755"
_NOTHING = "000000"


class FileChange(NamedTuple):
    """One file that a pull request adds, changes or deletes."""

    path: str  # below the site folder; what lies beside it begins with `../`
    mode: str  # git's, of what is there afterwards; "000000" where nothing is
    mode_before: str
    blob: str  # its object, of what is there afterwards

    @property
    def is_deleted(self) -> bool:
        """Whether the file is gone afterwards."""
        return self.mode == _NOTHING

    @property
    def is_new(self) -> bool:
        """Whether there was none before."""
        return self.mode_before == _NOTHING


def find_base(git: Git, ref: str) -> str:
    """Return the commit at which a pull request left the branch that it is for; raise UsageError where there is none."""
    if not git.line("rev-parse", "--is-inside-work-tree"):
        raise UsageError("the site is in no git repository, so there is nothing to compare")
    base = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    found = git.line("merge-base", "--all", base, "HEAD") if base else ""
    if "\n" in found:  # what is undone of one of them could look as if it had never been
        raise UsageError(f"HEAD and {ref} have more than one newest commit in common; make the branch anew, or merge {ref} into it")
    if not found:
        remedy = "fetch it first, with its history (actions/checkout: fetch-depth: 0)"
        raise UsageError(f"git knows no common commit of HEAD and {ref}; {remedy}")
    return found


def list_file_changes(git: Git, base: str, head: str = "HEAD") -> list[FileChange]:
    """List the files that differ between two commits, by path."""
    prefix = git.line("rev-parse", "--show-prefix")
    answer = git.ask("diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", "--end-of-options", base, head)
    if answer.status:
        raise UsageError(f"git cannot say what the pull request changes: {answer.reason}")
    fields = answer.text.split("\0")
    return sorted(_change(row, path, prefix) for row, path in zip(fields[0::2], fields[1::2], strict=False) if path)


def list_passing_changes(git: Git, base: str, head: str = "HEAD") -> list[FileChange]:
    """List what single commits between two change, by path: also what another of them takes back. Of a merge, what neither side had."""
    commits = git.ask("rev-list", "--end-of-options", f"{base}..{head}")
    options = ("--stdin", "--root", "-c", "-r", "-z", "--raw", "--no-commit-id", "--no-renames", "--full-index")
    answer = git.ask("diff-tree", *options, given=commits.text)
    if commits.status or answer.status:
        raise UsageError(f"git cannot say what the commits change: {commits.reason if commits.status else answer.reason}")
    prefix = git.line("rev-parse", "--show-prefix")
    fields = answer.text.split("\0")
    return sorted({_change(row, path, prefix) for row, path in zip(fields[0::2], fields[1::2], strict=False) if path})


def _change(row: str, path: str, prefix: str) -> FileChange:
    """Read `:100644 100644 BLOB BLOB M`, or, of a merge, `::` with one more mode and blob for each more parent."""
    words = row.lstrip(":").split(" ")
    parents = len(row) - len(row.lstrip(":"))
    below = path.removeprefix(prefix) if path.startswith(prefix) else f"../{path}"
    return FileChange(below, words[parents], words[0], words[2 * parents + 1])


def size_of(git: Git, blobs: Iterable[str]) -> int:
    """Return how many bytes some objects have in all."""
    names = sorted({*blobs} - {"0" * 40, "0" * 64})
    answer = git.ask("cat-file", "--batch-check=%(objectsize)", given="".join(f"{name}\n" for name in names))
    return sum(int(size) for size in answer.text.split() if size.isdigit())


def read_blob(git: Git, blob: str, limit: int) -> bytes | None:
    """Return what a file holds; None where it is larger than the limit, or nothing."""
    size = git.line("cat-file", "-s", blob)
    if not size.isdigit() or int(size) > limit:
        return None
    return git.ask("cat-file", "blob", blob).data


def tracked(git: Git, commit: str = "HEAD") -> list[str]:
    """List all paths of a commit below the site folder."""
    return list(filter(None, git.ask("ls-tree", "-r", "-z", "--name-only", "--end-of-options", commit, ".").text.split("\0")))
