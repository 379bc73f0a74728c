"""Which posts of archives come in, under which names, and where each is then: decided before anything is written.

A post that was imported before keeps its file. One whose file a person changed or took out is left alone. What
others refer to is what readers of this site will see: a post that is held back or gone is referred to by its old address.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.formats.post_file import clean, stem_of
from microblog.model.nouns import Config
from microblog.model.remote import RemoteAnswer
from microblog.moving import pages
from microblog.moving.addresses import Index, Place, host_of, is_web
from microblog.moving.loops import first_in_circles
from microblog.moving.members import Member
from microblog.moving.nouns import Archive, Entry
from microblog.moving.records import Record, Records, hash_of
from microblog.moving.reposts import Said
from microblog.moving.trees import parse_html
from microblog.text.dates import in_zone
from microblog.text.tuples import NamedTuple

NEW, OURS, CHANGED, GONE, TAKEN = "new", "ours", "changed", "gone", "taken"
_SHARED = frozenset({"bsky.app", "x.com"})  # whose people are no community
_LONGEST = 190_000  # characters of a text; the build reads 200,000 of Markdown


class Planned(NamedTuple):
    """One post and its file."""

    entry: Entry
    archive: int
    handle: str
    date: str  # RFC 3339, in the author's zone
    file: str  # relative to the site folder
    state: str  # NEW, OURS (as it was written), CHANGED or GONE by a person's hand; of a page also TAKEN: somebody else's file lies there


class Plan(NamedTuple):
    """What is to be done."""

    members: list[Member]
    posts: list[Planned]
    places: Index
    records: dict[str, Records]  # by handle
    left: "Counter[str]"  # what stays behind
    hosts: frozenset[str]  # of which old addresses lead on
    said: dict[str, tuple[RemoteAnswer, ...]]  # what others said, by the ref of the post that readers find


def plan_import(
    site: tuple[Path, Config], archives: Sequence[Archive], members: list[Member], earlier: Mapping[str, Records], *, with_held: bool
) -> Plan:
    """Decide what becomes of each post; `earlier` is what was imported before, by handle."""
    root, config = site
    records = {**earlier, **{member.handle: Records(root, member.handle) for member in members if member.handle not in earlier}}
    plan = Plan(members, [], Index(), records, Counter(), _hosts(config, members, records), {})
    for archive in archives:
        plan.left.update(dict(archive.left))
    for handle, known in records.items():
        plan.places.add_account(handle, known.accounts)
    for member in members:
        plan.places.add_account(member.handle, member.account.addresses)
    for planned in _planned(root, config, archives, plan, with_held=with_held):
        plan.posts.append(planned)
        _add(root, config, planned, plan)
    _add_earlier(root, config, plan)
    for number in [*first_in_circles([planned.entry for planned in plan.posts], plan.places)]:
        plan.posts[number] = plan.posts[number]._replace(entry=plan.posts[number].entry._replace(in_reply_to=""))
        plan.left["answers that go round in a circle"] += 1
    comments = sum(len(entry.comments) for archive in archives for entry in archive.entries)
    plan.left["comments of what is not here, or of pages"] += comments - sum(map(len, plan.said.values()))
    return plan


def _add(root: Path, config: Config, planned: Planned, plan: Plan) -> None:
    """Note where readers find a post or page."""
    entry = planned.entry
    if entry.page:
        plan.places.add_page((entry.address, *entry.others), _page_path(root, config, planned))
    elif place := _place(root, config, planned):
        plan.places.add_post((entry.address, *entry.others), place)
        if entry.comments:
            plan.said[place.ref] = entry.comments


def _hosts(config: Config, members: Iterable[Member], records: Mapping[str, Records]) -> frozenset[str]:
    """Return the hosts whose old addresses lead on: the site's own, and one from which several people came."""
    came = {(host_of(address), member.handle) for member in members for address in member.account.addresses}
    came |= {(host_of(address), handle) for handle, known in records.items() for address in known.accounts}
    hosts = Counter(host for host, _ in came if host and host not in _SHARED)
    return frozenset({host for host, number in hosts.items() if number > 1} | {host_of(config.base_url)})


def _planned(root: Path, config: Config, archives: Sequence[Archive], plan: Plan, *, with_held: bool) -> Iterator[Planned]:
    by_key = {(member.archive, member.account.key): member.handle for member in plan.members}
    zones = {handle: _zone(root, config, handle) for handle in sorted({*by_key.values()})}
    taken = {record.file for known in plan.records.values() for record in known.posts.values()}
    seen: set[str] = set()
    said = Said(archives)
    entries = [(said.resolved(entry), number) for number, archive in enumerate(archives) for entry in archive.entries]
    for entry, number in sorted(entries, key=lambda one: (one[0].published, one[0].address)):
        handle = by_key.get((number, entry.account), "")
        if reason := _reason(entry, seen, with_held=with_held) if handle else "posts of somebody else":
            plan.left[reason] += 1
            continue
        seen.add(entry.address)
        date = in_zone(entry.published, zones[handle]) if entry.published else ""
        record = plan.records[handle].posts.get(entry.address)
        file = record.file if record else _new_file(root, handle, date, entry, taken)
        taken.add(file)
        yield Planned(entry, number, handle, date, file, _state(root, file, record, is_page=bool(entry.page)))


def _reason(entry: Entry, seen: set[str], *, with_held: bool) -> str:
    """Say why a post stays behind; "" where it comes in."""
    escaped = len(entry.html) + sum(map(entry.html.count, "\\`*_[]~<&{#@"))  # each may get a backslash
    reasons = (
        (entry.address in seen, "posts that an archive holds twice"),
        (entry.held and (not with_held or entry.held == "direct messages"), entry.held),
        (entry.repeats[0] and not entry.repost_of, "retweets, of which the archive does not say what they repeat"),
        (pages.is_in_the_way(entry.page), "pages at addresses that the site needs itself"),
        (not (entry.published or entry.page), "posts without a date"),
        (escaped > _LONGEST, f"posts with more than {_LONGEST:,} characters"),
    )
    return next((reason for is_so, reason in reasons if is_so), "") or ("" if _says_anything(entry) else "posts with nothing in them")


def _says_anything(entry: Entry) -> bool:
    has_more = entry.title or entry.media or entry.poll or entry.quote_of or any(map(is_web, _deeds(entry)))
    return bool(has_more or parse_html(entry.html).words() or "<img" in entry.html)


def _deeds(entry: Entry) -> tuple[str, ...]:
    return entry.repost_of, entry.like_of, entry.bookmark_of


def _zone(root: Path, config: Config, handle: str) -> str:
    path = root / "posts" / handle / "profile.md"
    profile = config.users.get(handle)
    if not profile and path.is_file():
        profile, _ = parse_profile(handle, f"posts/{handle}/profile.md", path.read_bytes(), config)
    return (profile and profile.timezone) or config.timezone


def _new_file(root: Path, handle: str, date: str, entry: Entry, taken: Collection[str]) -> str:
    return pages.file_of(entry.page, taken) if entry.page else _free_name(root, handle, date, entry, taken)


def _free_name(root: Path, handle: str, date: str, entry: Entry, taken: Collection[str]) -> str:
    """Return a name that nobody has; a file that says that it is this very post was written by a run that was killed."""
    words = clean(entry.title or " ".join(parse_html(entry.html).words()))
    stem, number = f"posts/{handle}/{stem_of(datetime.fromisoformat(date), words)}", 1
    while True:
        file = f"{stem}{f'-{number}' if number > 1 else ''}.md"
        path = root / file
        if file not in taken and (not path.exists() or entry.address.encode() in path.read_bytes()):
            return file
        number += 1


def _state(root: Path, file: str, record: Record | None, *, is_page: bool) -> str:
    path = root / file
    if record is None:
        return (TAKEN if is_page else OURS) if path.exists() else NEW
    if not path.is_file():
        return GONE
    return OURS if hash_of(path.read_bytes()) == record.hash else CHANGED


def _page_path(root: Path, config: Config, planned: Planned) -> str:
    """Return where readers find a page, whoever wrote what stands there; "" where they do not."""
    if planned.state in (NEW, OURS):
        return "" if planned.entry.held else f"{planned.file.removeprefix('pages/').removesuffix('.md')}/"
    return "" if planned.state == GONE else pages.path_of(root, config, planned.file)


def _place(root: Path, config: Config, planned: Planned) -> Place | None:
    """Return where readers find a post; None where they do not."""
    if planned.state in (NEW, OURS):
        return None if planned.entry.held else Place(_ref(planned.file), planned.entry.is_unlisted)
    return _place_of(root, config, planned.file) if planned.state == CHANGED else None


def _place_of(root: Path, config: Config, file: str) -> Place | None:
    post, _ = parse_post(file, (root / file).read_bytes(), config, {})
    return Place(post.ref, post.unlisted) if post and not post.held else None


def _ref(file: str) -> str:
    return file.removeprefix("posts/").removesuffix(".md")


def _add_earlier(root: Path, config: Config, plan: Plan) -> None:
    """Add what earlier runs brought in, and this one does not."""
    now = {(planned.handle, planned.entry.address) for planned in plan.posts}
    for handle, known in plan.records.items():
        for record in known.posts.values():
            if (handle, record.address) not in now and (root / record.file).is_file():
                _add_record(root, config, record, plan)


def _add_record(root: Path, config: Config, record: Record, plan: Plan) -> None:
    addresses = (record.address, *record.others)
    if record.file.startswith(f"{pages.FOLDER}/"):
        plan.places.add_page(addresses, pages.path_of(root, config, record.file))
    elif place := _place_of(root, config, record.file):
        plan.places.add_post(addresses, place)
