"""From the site folder into the library: which files are different, what they say, what is wrong with them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from microblog.build.batches import MapBatches, cut
from microblog.build.key_lines import line_of
from microblog.build.parsing import TOGETHER, Item, Parsed, Parsing, Profile, blame, defaults_of, parse_batch, read_profiles
from microblog.build.rivals import check_rivals
from microblog.build.settings import Settings
from microblog.build.tombstones import take_in_tombstones
from microblog.errors import ContentError, Problem
from microblog.library import queries, schema, standing_pages
from microblog.library.answers import lost
from microblog.library.blocking import put_absent
from microblog.library.checks import avatar_keys, check_library, named_files
from microblog.library.derived import note_warnings
from microblog.library.fediverse import check_alias
from microblog.library.files import note_files
from microblog.library.index import Index
from microblog.library.menu import put_menu
from microblog.library.posts import PostRow
from microblog.library.records import column, dump, insert
from microblog.library.tombstones import touch_tombstones
from microblog.library.touched import Touched
from microblog.library.warnings import list_warnings
from microblog.model import urls
from microblog.model.attachments import is_image, is_picture, medium, sniff_fault
from microblog.model.nouns import Author
from microblog.model.timelines import timeline_path
from microblog.output.conflicts import static_fault
from microblog.pictures.intake import Encoder, Named, take_in_pictures
from microblog.recordings import REMEDY, strip_recording
from microblog.sources import listings, sourcefile
from microblog.sources.listings import Difference, by_kind
from microblog.text.tuples import NamedTuple

_TOO_LARGE = f"is larger than {sourcefile.MAX_ATTACHMENT >> 20} MiB, which file hosts refuse"


class Intake(NamedTuple):
    """What reading changed files brought."""

    touched: Touched
    static: list[str]  # static files that are new, changed or gone, by their path below `static/`
    read: int  # files whose bytes were read
    parsed: int  # posts and profiles that were parsed


def take_in(index: Index, settings: Settings, found: Difference, map_batches: MapBatches, encoder: Encoder) -> Intake:
    """Bring the index in line with the site folder; raise ContentError with all problems of all files."""
    db, notes = index.db, Notes(index.db, found.problems)
    new, gone = by_kind(found.suspects), by_kind(found.gone)
    if index.is_new:
        _take_in_config(index, settings, notes)
    parse_again = _take_in_authors(index, read_profiles(settings.root, settings.config, new.profiles), gone.profiles, notes)
    parse_again |= _posts_with(index, new.others, gone.others)
    _take_out_posts(index, gone.posts, notes)
    parsed = _parse(index, settings, {*new.posts}, parse_again.difference(found.gone), map_batches)
    signatures = _take_in_posts(index, parsed, found, notes)
    _take_in_others(index, new.others, gone.others, notes)
    for path, problems in take_in_tombstones(index, settings.root, settings.config, new.others, gone.others).items():
        notes.replace([path], problems)
    if new.pages or gone.pages:
        _take_in_pages(index, settings, new.pages, gone.pages, notes)
    if new.elsewhere or gone.elsewhere:
        _take_in_elsewhere(index, settings, (new.elsewhere, gone.elsewhere), notes, encoder)
    static = [path.removeprefix("static/") for path in (*new.elsewhere, *gone.elsewhere) if path.startswith("static/")]
    index.touch_paths({*static, *index.touched.page_paths})
    _note_files(db, sorted((path, size, b"") for path, size in found.suspects.items() if path not in signatures))
    db.executemany("DELETE FROM source WHERE path = ?", ((path,) for path in found.gone))
    touched = index.finish()
    for path, problems in lost(db, touched.answers):
        notes.replace([path], problems)
    touch_tombstones(index)
    problems = [
        *_static_faults(static, found),
        *check_rivals(index, settings, is_static_other=bool(static)),
        *check_alias(db, settings.config, partial(line_of, settings.root)),
        *check_library(index, settings.config.author, [*found.suspects, *found.gone], partial(line_of, settings.root)),
        *standing_pages.lost_files(db, touched.standing_files),
        *_file_faults(index, settings, [*new.others, *gone.others, *new.pages, *gone.pages], encoder),
    ]
    note_warnings(db, index.now, _paths_changed(index, static))
    notes.finish(problems, strict=settings.options.strict)
    index.fill()
    insert(db, "folder", [*listings.completed(found.listings, signatures)], verb="INSERT OR REPLACE")
    return Intake(touched, static, len(found.suspects), len(signatures))


def _no_posts(db: sqlite3.Connection) -> Iterator[Problem]:
    """Warn of a site without a single post, which may be one that lost them."""
    if not db.execute("SELECT 1 FROM post").fetchone():
        remedy = "write one with `new`; if there were some, bring them back first, as with `git submodule update --init`"
        yield Problem("posts", 0, "the site has no post", remedy, is_warning=True)


def _paths_changed(index: Index, static: list[str]) -> list[str]:
    """Return the paths at which something else than a post came or went; a new index asks for all in any case."""
    if index.is_new:
        return []
    touched, db = index.touched, index.db
    gone = [timeline_path(*membership) for membership in touched.timelines_gone.values()]
    come = [no for no, change in touched.timelines.items() if not (change.before and change.after)]
    come_paths = column(db, "SELECT path FROM timeline WHERE no IN (SELECT value FROM json_each(?))", dump((*come,)))
    files = "SELECT permalink FROM post WHERE no IN (SELECT value FROM json_each(?))"
    beside = column(db, files, dump((*touched.attachments,)))
    return [*static, *gone, *come_paths, *beside, *touched.page_paths, *map(urls.author, touched.comings)]


class Notes:
    """The problems found on the way: errors for this build, warnings for this one and the next."""

    def __init__(self, db: sqlite3.Connection, errors: Iterable[Problem]) -> None:
        """Start with the errors that are known already."""
        self.db = db
        self.errors = list(errors)

    def replace(self, paths: Iterable[str], problems: Iterable[Problem]) -> None:
        """Take what is wrong with some files now for what was wrong with them before."""
        self.db.execute("DELETE FROM warning WHERE path IN (SELECT value FROM json_each(?))", (dump((*paths,)),))
        warnings = []
        for problem in problems:
            if problem.is_warning:
                warnings.append((*problem[:4], problem.kind))
            else:
                self.errors.append(problem)
        self.db.executemany("INSERT INTO warning VALUES (?, ?, ?, ?, ?)", warnings)

    def finish(self, errors: Iterable[Problem], *, strict: bool) -> None:
        """Raise ContentError where any error was found, or any warning under --strict."""
        self.errors += errors
        self.replace(["posts"], () if self.errors else _no_posts(self.db))
        if (self.errors or strict) and (told := self.errors + list_warnings(self.db)):
            raise ContentError(told)


def _take_in_config(index: Index, settings: Settings, notes: Notes) -> None:
    """Take in what only the configuration says; an index that is not new has it."""
    for author in settings.config.users.values():
        index.put_author(author)
    put_menu(index.db, settings.config)
    put_absent(index.db, settings.config)
    notes.replace(["config.yaml"], settings.problems)


def _take_in_authors(index: Index, new: list[Profile], gone: list[str], notes: Notes) -> set[str]:
    """Take in profiles; return the posts to parse again, since their author's zone, language or name is another now."""
    again: set[str] = set()
    for path in gone:
        handle = path.split("/")[1]
        again |= _posts_of_changed(index, Author(handle, handle))
        index.remove_author(handle)
    for profile in new:
        if profile.author:
            again |= _posts_of_changed(index, profile.author)
            index.put_author(profile.author)
    notes.replace([*gone, *(profile.path for profile in new)], [problem for profile in new for problem in profile.problems])
    return again


def _posts_of_changed(index: Index, author: Author) -> set[str]:
    """Return the posts that are to be parsed again: all of an author's whose time zone or language is another now."""
    query = "SELECT timezone, lang, json_extract(value, '$[1]') FROM author WHERE handle = ?"
    timezone, lang, name = index.db.execute(query, (author.handle,)).fetchone() or ("", "", author.handle)
    again = set() if name == author.name else set(column(index.db, f"SELECT source FROM post WHERE {schema.WITHOUT_FOLDER}"))  # noqa: S608
    if (timezone, lang) != (author.timezone, author.lang):
        again.update(column(index.db, "SELECT source FROM post WHERE author = ?", author.handle))
    return again


def _posts_with(index: Index, new: Iterable[str], gone: Iterable[str]) -> set[str]:
    """Return the posts that would show a file which is there now, or did show one which is gone."""
    if index.is_new:
        return set()
    wished = "SELECT post.source FROM wish JOIN post ON no = post WHERE wish.source IN (SELECT value FROM json_each(?))"
    named = "SELECT post.source FROM attachment a JOIN post ON no = a.post WHERE a.source IN (SELECT value FROM json_each(?))"
    return {*column(index.db, wished, dump((*new,))), *column(index.db, named, dump((*gone,)))}


def _take_out_posts(index: Index, gone: list[str], notes: Notes) -> None:
    for path in gone:
        index.remove_post(path)
    notes.replace(gone, [])


def _parse(index: Index, settings: Settings, suspects: set[str], again: set[str], map_batches: MapBatches) -> Iterator[Parsed]:
    """Parse the posts that are different from what the index knows, and those to parse `again` in any case."""
    authors = index.db.execute("SELECT handle, timezone, lang, json_extract(value, '$[1]') FROM author WHERE is_declared ORDER BY handle")
    query = "SELECT path, digest FROM source WHERE path IN (SELECT value FROM json_each(?))"
    known = {} if index.is_new else dict(index.db.execute(query, (dump((*(suspects - again),)),)))
    posts: list[Item] = [(path, known.get(path, b"")) for path in sorted(suspects | again)]
    parsing = Parsing(settings.root, settings.config, defaults_of(authors))
    return map_batches(parse_batch, cut(posts, TOGETHER), parsing, lost=blame)


def _take_in_posts(index: Index, parsed: Iterable[Parsed], found: Difference, notes: Notes) -> dict[str, str]:
    """Take in what was parsed; return all files' signatures, "" of one that is gone."""
    signatures: dict[str, str] = {}
    for some in parsed:
        known = () if index.is_new else some.signatures  # of which there may be warnings
        notes.replace(known, chain.from_iterable(some.problems.values()))
        index.put_posts([*map(PostRow._make, some.rows)])
        signatures |= some.signatures | dict.fromkeys(some.gone, "")
        _note_files(index.db, [file for file in some.files if file[0] in found.suspects])
    return signatures


def _take_in_others(index: Index, new: list[str], gone: list[str], notes: Notes) -> None:
    note_files(index.db, new, gone)
    for path in (*new, *gone):
        index.touch_file(path)
    what = "is no post, as its name does not end in `.md`"
    misnamed = [path for path in new if path.lower().endswith((".md", ".markdown", ".mdown"))]
    notes.replace([*new, *gone], [Problem(path, 0, what, "rename it", is_warning=True) for path in misnamed])


def _take_in_pages(index: Index, settings: Settings, new: list[str], gone: list[str], notes: Notes) -> None:
    from microblog.build.standing_pages import take_in_pages

    for path, problems in take_in_pages(index, settings, new, gone).items():
        notes.replace([path], problems)


def _take_in_elsewhere(index: Index, settings: Settings, changes: tuple[list[str], list[str]], notes: Notes, encoder: Encoder) -> None:
    from microblog.build.elsewhere import take_in_elsewhere  # and all that reads HTML of strangers

    for path, problems in take_in_elsewhere(index, settings, *changes, encoder):
        notes.replace([path], problems)


def _note_files(db: sqlite3.Connection, files: Sequence[tuple[str, int, bytes]]) -> None:
    """Note path, size and fingerprint of files as they are now; one without a fingerprint keeps that which it has."""
    upsert = "ON CONFLICT (path) DO UPDATE SET size = excluded.size, digest = iif(excluded.digest = x'', digest, excluded.digest)"
    insert(db, "source", files, conflict=upsert)


def _static_faults(static: list[str], found: Difference) -> Iterator[Problem]:
    for path in static:
        size = found.suspects.get(f"static/{path}")
        if size is not None and (fault := static_fault(path)):
            yield Problem(f"static/{path}", 0, fault, "give it another name")
        elif size is not None and size > sourcefile.MAX_ATTACHMENT:
            yield Problem(f"static/{path}", 0, _TOO_LARGE, "make it smaller, or take it out")


def _file_faults(index: Index, settings: Settings, changed: list[str], encoder: Encoder) -> Iterator[Problem]:
    """Look into the files that posts and profiles name: whether each is what its name says, and not too large."""
    sound = []
    for name in _named_files(index, settings.root):
        head = sourcefile.read_head(settings.root, name.path)
        if isinstance(head, Problem):
            yield Problem(name.source, name.line, f"{name.path} {head.what}", head.remedy)
        elif head is not None and not (is_image(name.path) and is_picture(head)) and (fault := sniff_fault(name.path, head)):
            yield Problem(name.source, name.line, f"{name.path} {fault}", "put in a file that is what its name says")
        elif queries.file_size(index.db, name.path) > sourcefile.MAX_ATTACHMENT:
            yield Problem(name.source, name.line, f"{name.path} {_TOO_LARGE}", "make it smaller, or take its name out")
        elif head is not None and is_image(name.path):
            sound.append(name)
        elif head is not None and medium(name.path):
            yield from _recording_faults(settings.root, name)
    yield from take_in_pictures(index.db, sound, changed, encoder)


def _recording_faults(root: Path, name: Named) -> Iterator[Problem]:
    """Say where it cannot be made sure that a recording tells nothing but sound and picture."""
    try:
        strip_recording(sourcefile.read_whole(root, name.path))
    except ValueError as error:
        yield Problem(name.source, name.line, f"{name.path} {error}", REMEDY)


def _named_files(index: Index, root: Path) -> list[Named]:
    """Return the files that are named by what changed, or that changed themselves, and where they are named."""
    authors = (queries.author(index.db, handle) for handle in sorted(index.touched.authors))
    pictured = [author for author in authors if author and author.avatar]
    avatars = [Named(one.path, line_of(root, one.path, *avatar_keys(one)), one.avatar, is_avatar=True) for one in pictured]
    named = [*named_files(index.db), *standing_pages.named_files(index.db, index.touched.standing_files)]
    return [*(Named(*name, is_avatar=False) for name in named), *avatars]
