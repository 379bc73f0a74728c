"""What readers of the feeds would notice: entries whose id changes or vanishes, and old posts that would come again.

A reader knows an entry by its id alone. Where a post gets another, all who read the feed get it a second time.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from microblog.gate.rules import Finding
from microblog.library.records import load_post
from microblog.model import urls
from microblog.render.context import Context
from microblog.text.tuples import NamedTuple

MOST_UPDATED = 5  # old posts that may say at once that they were updated
_OLD = 30 * 86_400 * 1_000_000  # microseconds
_TOLD = 20
_MEANT = "where that is meant, give the pull request the label `feeds-meant`"


class Entry(NamedTuple):
    """What a feed says of a post, as far as readers tell one from another by it."""

    source: str
    permalink: str
    author: str
    instant: int
    updated: str
    text: str


def entries(context: Context) -> dict[str, Entry]:
    """Return what the feeds of a site hold, by id."""
    rows = context.db.execute("SELECT source, permalink, author, instant, updated, value FROM post WHERE is_visible")
    found = {}
    for source, permalink, author, instant, updated, value in rows:
        post = load_post(value, "")
        found[urls.tag_uri(context.authority, post.id)] = Entry(source, permalink, author, instant, updated, post.text)
    return found


def compare(before: Mapping[str, Entry], after: Mapping[str, Entry], now: int) -> list[Finding]:
    """List what readers would notice of a change beside new posts."""
    new = {name: entry for name, entry in after.items() if name not in before}
    twins = {_likeness(entry): entry for entry in new.values()}
    found: list[Finding] = []
    for name, entry in before.items():
        if name in after:
            continue
        twin = twins.get(_likeness(entry))
        if twin:
            what, remedy = f"has another id in feeds than {entry.source} had, so readers get the post again", _keep(name, twin)
            found.append(Finding("error", twin.source, 1, what, f"{remedy}; {_MEANT}"))
        else:
            found.append(Finding("error", entry.source, 0, "vanishes from the feeds", f"leave it, or use `forget`; {_MEANT}"))
    return _few(found) + _updated(before, after, now)


def _likeness(entry: Entry) -> tuple[str, int, str]:
    return entry.author, entry.instant, entry.text


def _keep(name: str, entry: Entry) -> str:
    return f"write `id: {name.rpartition(':')[2]}` into the head of {entry.source}"


def _updated(before: Mapping[str, Entry], after: Mapping[str, Entry], now: int) -> list[Finding]:
    old = [name for name, entry in before.items() if name in after and after[name].updated != entry.updated and now - entry.instant > _OLD]
    if len(old) <= MOST_UPDATED:
        return []
    what = f"is one of {len(old)} posts older than a month that would say that they were updated, which many readers show again"
    return [Finding("error", after[old[0]].source, 1, what, f"leave `updated` as it was; {_MEANT}")]


def _few(found: Iterable[Finding]) -> list[Finding]:
    found = list(found)
    if len(found) <= _TOLD:
        return found
    rest = Finding("error", "", 0, f"and {len(found) - _TOLD} more entries change their id or vanish", _MEANT)
    return [*islice(found, _TOLD), rest]
