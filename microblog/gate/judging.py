"""One pull request from end to end: what it changes, whether its author may, whether the site builds, what readers would notice."""

import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from microblog.build.dry_run import opened_site, rehearse
from microblog.build.options import Options
from microblog.build.settings import Settings
from microblog.errors import ContentError, Problem
from microblog.gate.changes import FileChange, find_base, list_file_changes, list_passing_changes, read_blob, size_of, tracked
from microblog.gate.claims import Claimant, claims_of, judge_claims
from microblog.gate.contents import LARGEST, look_through
from microblog.gate.feeds import Entry, compare, entries
from microblog.gate.members import Member, find_member
from microblog.gate.profiles import judge_profiles
from microblog.gate.rules import MOST, Finding, is_own, is_written, judge, judge_size
from microblog.library import exports, queries
from microblog.library.tombstones import stones_of
from microblog.model.nouns import Author, Config, Post
from microblog.render.context import Context
from microblog.repository.git import Git
from microblog.text.tuples import NamedTuple


class Verdict(NamedTuple):
    """What the gate found."""

    member: Member
    findings: list[Finding]
    posts: list[Post]  # that are new
    is_own: bool  # nothing but the member's own folder is touched

    @property
    def is_blocked(self) -> bool:
        """Whether it must not be merged as it is."""
        return any(finding.level == "error" for finding in self.findings)


class _State(NamedTuple):
    """A site at one commit."""

    config: Config
    authors: tuple[Author, ...]
    entries: dict[str, Entry]
    posts: dict[str, Post]  # by entry id
    claims: dict[tuple[str, str], str]  # as `claims_of` has them
    now: int


def judge_request(options: Options, ref: str, login: str, *, is_meant: bool = False) -> Verdict:
    """Judge what HEAD adds to the branch `ref`, by the login of who asks for it."""
    git = Git(options.root)
    base = find_base(git, ref)
    changes, passing = list_file_changes(git, base), list_passing_changes(git, base)
    before = _state_at(git, base, options)
    member = find_member(login, before.config, before.authors)
    findings = judge(changes, member, tracked(git), {author.handle for author in before.authors}, passing)
    findings += [finding for change in changes for finding in _contents(git, base, change)] + _passing_contents(git, base, changes, passing)
    size = size_of(git, (change.blob for change in {*changes, *passing}))
    findings += [] if member.is_admin else judge_size(size)
    if not (member.is_admin or all(is_written(change.path) for change in changes)):
        return Verdict(member, findings, [], is_own=False)  # templates are programs: those of a request that may not change them never run
    problems = rehearse(options).problems
    findings += [_finding(problem) for problem in problems]
    if any(not problem.is_warning for problem in problems):
        return Verdict(member, findings, [], is_own=False)
    with opened_site(options) as (settings, context):
        after = _state(settings, context)
    findings += judge_profiles(before.authors, after.authors, member) + judge_claims(before.claims, after.claims, member)
    feeds = compare(before.entries, after.entries, after.now)
    findings += [finding._replace(level="notice") for finding in feeds] if is_meant else feeds
    posts = [post for name, post in after.posts.items() if name not in before.entries]
    verdict = Verdict(member, findings, posts, is_own=False)
    return verdict._replace(is_own=not verdict.is_blocked and is_own(changes, member))


def _finding(problem: Problem) -> Finding:
    return Finding("warning" if problem.is_warning else "error", problem.path, problem.line, problem.what, problem.remedy)


def _contents(git: Git, base: str, change: FileChange) -> list[Finding]:
    if change.is_deleted or change.path.startswith("../"):
        return []
    data = read_blob(git, change.blob, LARGEST)
    if data is None:
        return [Finding("error", change.path, 0, f"has more than {LARGEST >> 20} MB", "make it smaller, or ask an admin")]
    before = b"" if change.is_new else read_blob(git, f"{base}:./{change.path}", LARGEST) or b""
    return look_through(change.path, data, before)


def _passing_contents(git: Git, base: str, changes: list[FileChange], passing: list[FileChange]) -> list[Finding]:
    """Look at what commits put in and later ones took out again, which the history keeps."""
    seen = {(change.path, change.blob) for change in changes}
    left = [change._replace(mode_before="") for change in passing if (change.path, change.blob) not in seen]
    found = {(one.path, one.what): one for change in left[:MOST] for one in _contents(git, base, change)}
    return [one._replace(line=0, what=f"{one.what}, in a commit on the way") for one in found.values()]


def _state_at(git: Git, commit: str, options: Options) -> _State:
    """Read the site as it is at a commit; one that does not build has nobody and nothing."""
    with _exported(git, commit) as root:
        try:
            with opened_site(options._replace(root=root, output=None)) as (settings, context):
                return _state(settings, context)
        except ContentError as error:
            raise ContentError([problem._replace(path=f"{commit[:12]}:{problem.path}") for problem in error.problems]) from None


def _state(settings: Settings, context: Context) -> _State:
    authors = [author for handle in queries.handles(context.db) if (author := queries.author(context.db, handle))]
    found = entries(context)
    numbers = [row[0] for row in context.db.execute("SELECT no FROM post WHERE is_visible ORDER BY no")]
    posts = queries.posts(context.db, numbers)
    by_source = {post.source: post for post in posts.values()}
    by_name = {name: by_source[entry.source] for name, entry in found.items()}
    handles = {author.handle for author in authors}
    claims = claims_of(_claimants(context, handles), context.authority, handles)
    return _State(settings.config, tuple(authors), found, by_name, claims, settings.now)


def _claimants(context: Context, handles: Iterable[str]) -> Iterator[Claimant]:
    """Yield what claims addresses and identities: hidden posts too, which may be seen later, and what is left of posts taken back."""
    for handle in handles:
        yield from (Claimant(post.author, post.source, post.id, post.aliases) for post in exports.posts_of(context.db, handle))
        yield from (Claimant(handle, source, post_id, (path,)) for source, post_id, path in stones_of(context.db, handle))


@contextmanager
def _exported(git: Git, commit: str) -> Iterator[Path]:
    """Put the site's files at a commit into a folder of their own, links left out."""
    with TemporaryDirectory(prefix="microblog-gate-") as folder:
        data = git.ask("archive", "--format=tar", commit, ".").data
        with tarfile.open(fileobj=BytesIO(data)) as archive:
            archive.extractall(folder, members=[one for one in archive if one.isfile() or one.isdir()], filter="data")
        yield Path(folder)
