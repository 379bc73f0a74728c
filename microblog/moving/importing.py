"""Moving in: archives → files of the site, all of one run resolved against one another."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from microblog.content.config import PATH
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.model.remote import RemoteAnswer
from microblog.moving import pages
from microblog.moving.kinds import read_archive
from microblog.moving.media import Fetch, Media
from microblog.moving.members import choose_handles
from microblog.moving.nouns import Archive
from microblog.moving.opening import opened
from microblog.moving.planning import NEW, Plan, plan_import
from microblog.moving.records import NAME, Records
from microblog.moving.writing import Writer, write_profile
from microblog.sources.sourcefile import check_folders
from microblog.text.files import replace_file
from microblog.text.tuples import NamedTuple

Listener = Callable[[str, int, int], None]


class Asked(NamedTuple):
    """What the command line says."""

    paths: Sequence[Path]
    author: str = ""
    is_dry: bool = False
    with_held: bool = False  # posts that not everybody could read come in as drafts
    stub_of: Callable[[str], bytes] = lambda _: b""  # the profile of a handle that a new site begins with, in which nobody wrote yet


class Imported(NamedTuple):
    """What became of archives."""

    networks: tuple[str, ...]
    handles: tuple[str, ...]
    done: "Counter[str]"  # posts: new, updated, same, changed, gone
    pages: "Counter[str]"  # those that stand by themselves: the same, and taken
    menu: int  # of them, those that were put into the menu
    by_handle: "Counter[str]"  # of them written, by author
    held: int  # drafts among the posts
    unlisted: int
    files: int  # pictures, recordings and films
    profiles: int  # that were written
    kept: tuple[str, ...]  # handles of those whose profile was here, and stays as it is
    left: "Counter[str]"
    said: dict[str, tuple[RemoteAnswer, ...]]  # what others said to posts, by their refs


def import_archives(root: Path, config: Config, asked: Asked, fetch: Fetch | None = None, listen: Listener | None = None) -> Imported:
    """Read archives, and write what they hold into the site folder; nothing where the run is dry."""
    with ExitStack() as stack:
        files = [stack.enter_context(opened(path)) for path in asked.paths]
        archives = [read_archive(one) for one in files]
        earlier = {path.parent.name: Records(root, path.parent.name) for path in sorted(root.glob(f"posts/*/{NAME}"))}
        members = choose_handles(archives, asked.author, _known(root, config), _usual(root, config), earlier)
        # this reads each member's records, and so goes through no link in place of a folder
        plan = plan_import((root, config), archives, members, earlier, with_held=asked.with_held)
        check_folders(root, *_page_folders(plan))
        media = [Media(root, one, fetch, is_dry=asked.is_dry) for one in files]
        profiles = _write_profiles((root, config), asked, archives, plan, media)
        writer = Writer(root, plan, archives, media, is_dry=asked.is_dry)
        try:
            for number, planned in enumerate(plan.posts):
                if listen:
                    listen("import", number, len(plan.posts))
                writer.write(planned)
        finally:
            writer.save()
        left = plan.left + sum((one.left for one in media), Counter())
        return Imported(
            networks=_networks(archives),
            handles=tuple(dict.fromkeys(member.handle for member in members)),
            done=writer.done,
            pages=writer.pages,
            menu=_write_menu(root, config, plan, is_dry=asked.is_dry),
            by_handle=writer.by_handle,
            held=sum(bool(planned.entry.held) for planned in plan.posts),
            unlisted=sum(planned.entry.is_unlisted for planned in plan.posts),
            files=sum(one.written for one in media),
            profiles=sum(profiles.values()),
            kept=tuple(handle for handle, is_written in profiles.items() if not is_written),
            left=left,
            said=plan.said,
        )


def _write_profiles(
    site: tuple[Path, Config], asked: Asked, archives: Sequence[Archive], plan: Plan, media: Sequence[Media]
) -> dict[str, bool]:
    """Note the accounts, and write profiles; return by handle whether one was written."""
    root, config = site
    profiles: dict[str, bool] = {}
    for member in plan.members:
        plan.records[member.handle].add_accounts(member.account.addresses)
        if member.handle not in config.users and member.handle not in profiles:
            archive, files, stub = archives[member.archive], media[member.archive], asked.stub_of(member.handle)
            profiles[member.handle] = write_profile(root, member, archive, files, plan, stub=stub, is_dry=asked.is_dry)
    return profiles


def _page_folders(plan: Plan) -> set[str]:
    """Return the folders that pages are written into."""
    parents = (PurePosixPath(planned.file).parents for planned in plan.posts if planned.entry.page)
    return {folder.as_posix() for folders in parents for folder in folders} - {"."}


def _write_menu(root: Path, config: Config, plan: Plan, *, is_dry: bool) -> int:
    """Keep the order of new pages that are seen, in the menu of a site that has none of its own; return how many pages stand in it."""
    seen = [one for one in plan.posts if one.entry.page and one.state == NEW and not one.entry.held and one.file.count("/") == 1]
    named = {one.file: (one.entry.place_in_menu, one.entry.title.strip() or one.entry.page) for one in seen}
    lines = pages.menu_lines(root, config, named)
    if lines and not is_dry:
        replace_file(root / PATH, (root / PATH).read_bytes() + lines)
    return len(named) if lines else 0


def _networks(archives: Sequence[Archive]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(archive.network for archive in archives))


def _known(root: Path, config: Config) -> frozenset[str]:
    """Return the handles of those who are here."""
    folders = {path.name for path in root.glob("posts/*/") if not path.name.isdigit() and urls.HANDLE.fullmatch(path.name)}
    return frozenset(folders | config.users.keys())


def _usual(root: Path, config: Config) -> str:
    """Return the author of the site, where it has one."""
    known = _known(root, config)
    return config.author or (next(iter(known)) if len(known) == 1 else "")
