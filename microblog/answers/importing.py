"""What was said below posts on the site that an author left, into the files of answers: as a run of `answers` would keep it.

What a person took out of a file stays out, and a repeated run changes nothing. Nobody is asked.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from microblog.answers.found import Found
from microblog.answers.merging import merge
from microblog.answers.storing import read_kept, write_kept
from microblog.build.parsing import read_profiles
from microblog.build.settings import Settings
from microblog.content.answers import FOLDER, mark, path_of
from microblog.content.blocking import blocked_by
from microblog.errors import ContentError, Problem
from microblog.model.nouns import Author
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from microblog.sources.sourcefile import check_folders
from microblog.text.budget import Overspent, bounded, spend
from microblog.text.tuples import NamedTuple

Said = Mapping[str, Collection[RemoteAnswer]]  # by the ref of the post


class Kept(NamedTuple):
    """What became of it."""

    new: int
    files: int  # that are new or changed
    left: "Counter[str]"  # why some is not kept


def keep_said(settings: Settings, said: Said, *, is_dry: bool) -> Kept:
    """Keep what was said to some posts; raise ContentError, when all else is kept, where files of answers cannot be read."""
    root, refs = settings.root, sorted(said)
    folders = {folder.as_posix() for ref in refs for folder in Path(path_of(ref)).parents} - {"."}
    check_folders(root, FOLDER, *folders)
    blocked = _blocked(settings, {ref.partition("/")[0] for ref in refs})
    done, problems = Kept(0, 0, Counter()), list[Problem]()
    for ref in refs:
        try:
            before = read_kept(root, ref)
        except ContentError as error:
            problems += error.problems
            continue
        after = _merged(before, said[ref], blocked[ref.partition("/")[0]], settings.now)
        done = _counted(done, before, after, said[ref])
        if after != before and not is_dry:
            write_kept(root, after)
    if problems:
        raise ContentError(problems)
    return done


def _blocked(settings: Settings, handles: Collection[str]) -> dict[str, frozenset[str]]:
    """Return whom each author does not want to hear."""
    read = read_profiles(settings.root, settings.config, [f"posts/{handle}/profile.md" for handle in sorted(handles)])
    authors = settings.config.users | {profile.author.handle: profile.author for profile in read if profile.author}
    return {handle: blocked_by(authors.get(handle) or Author(handle, handle), settings.config) for handle in handles}


def _merged(before: RemoteAnswers, said: Collection[RemoteAnswer], blocked: Collection[str], now: int) -> RemoteAnswers:
    """Return what is kept from now on; the same as before where reading it takes too long."""
    found = Found("", "", "wordpress:", tuple(said), is_whole=False)
    try:
        with bounded():
            return spend(merge, before, [found], (), blocked, now)
    except Overspent:
        return before


def _counted(done: Kept, before: RemoteAnswers, after: RemoteAnswers, said: Collection[RemoteAnswer]) -> Kept:
    known, now = {answer.id for answer in before.answers}, {answer.id for answer in after.answers}
    taken_out = set(before.seen) - {mark(answer_id) for answer_id in known}
    lost = [answer for answer in said if answer.id not in now]
    out = sum(mark(answer.id) in taken_out for answer in lost)
    left = done.left + Counter({"comments that say nothing, of people who are blocked, or beyond what a post may have": len(lost) - out})
    left += Counter({"comments that you took out": out})
    return Kept(done.new + len(now - known), done.files + (after != before), left)
