"""Decide what is sent to a host, and in which order, so that whoever reads the site meanwhile finds all that a page leads to.

What pages show goes first, then pages that nothing leads to yet, then those that changed: single ones, fronts of timelines, and
at last feeds, the map for search engines and the search index. What is gone is removed when no page leads to it any more.
"""

from collections.abc import Mapping

from microblog.deploying.folder import File
from microblog.deploying.manifest import NAME, Manifest
from microblog.deploying.report import Deployed
from microblog.errors import UsageError
from microblog.text.tuples import NamedTuple

_LAST = ("search/", "sitemaps/", "sitemap.xml", "site.json", "digest/", "archive/days.json", "compose/names.json")
_FEEDS = ("feed.atom", "feed.json", "opml.xml")
_ROUNDS = 6


class Plan(NamedTuple):
    """What a deployment is to do."""

    rounds: tuple[tuple[str, ...], ...]  # each is sent when the one before it is there
    removals: tuple[str, ...]
    kept: int  # files that the host has already
    strange: tuple[str, ...]  # files of the host that no deployment put there
    in_the_way: tuple[str, ...]  # of those, where files of the site belong

    @property
    def sent(self) -> tuple[str, ...]:
        """All files that are sent."""
        return tuple([path for some in self.rounds for path in some])


def plan_deployment(wanted: Mapping[str, File], present: Mapping[str, int], known: Manifest) -> Plan:
    """Compare the folder with what the host lists (path → size) and with what the last deployment left there."""
    fronts = {path.rpartition("/")[0] for path in wanted if path.endswith(("/feed.atom", "/page/1/index.html"))} | {""}
    rounds: list[list[str]] = [[] for _ in range(_ROUNDS)]
    for path, file in wanted.items():
        if not (present.get(path) == file.size and known.holds(path, file)):
            rounds[_round_of(path, fronts, is_new=path not in present)].append(path)
    removals = [path for path in present if path not in wanted and path != NAME and known.knows(path)]
    strange = [path for path in present if path != NAME and not known.knows(path)]
    kept = len(wanted) - sum(map(len, rounds))
    return Plan(
        tuple([tuple(some) for some in rounds if some]),
        tuple(removals),
        kept,
        tuple(strange),
        tuple([path for path in strange if path in wanted]),
    )


def check_removals(done: Deployed, told: str, *, deletes: bool) -> None:
    """Raise UsageError where most of the site at a place would be removed, and nobody asked for that."""
    if done.removes_most and not deletes:
        what = f"{done.removed:,} of the {done.there:,} files of the site at {told} would be removed, so nothing was sent"
        raise UsageError(f"{what}; look whether all posts are there; if that is meant, --delete lets it")


def _round_of(path: str, fronts: set[str], *, is_new: bool) -> int:
    folder, _, name = path.rpartition("/")
    is_front = name in _FEEDS or (name == "index.html" and folder.removesuffix("/page/1") in fronts)
    if path.startswith(_LAST) or path in ("index.html", *_FEEDS):
        return 5
    is_archive = f"/{folder}".endswith("/feed")
    if not (name.endswith(".html") or name in _FEEDS or is_archive):
        return 0
    if is_new:
        return 2 if is_front else 1
    return 5 if name in _FEEDS else 4 if is_front else 3
