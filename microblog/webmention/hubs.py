"""Letting a hub know which feeds are different (WebSub, W3C), so that it can tell those who read them.

A hub asks for the feed itself, so it is asked first whether the feed is live as it was built; where it is not, the next run
sees again. Of each feed a hash of the bytes that the hub was told of last is kept, so that it hears of a change once.
A site's first run only notes what its feeds say: nobody can have subscribed by way of the hub yet.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from microblog.errors import ContentError, Problem
from microblog.sources.sourcefile import read_source
from microblog.text.files import replace_file
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

STATE = "sent/feeds.json"
_LONGEST = 300.0  # seconds; what was not begun by then is told by the next run
_MAX_STATE = 16 << 20  # bytes


class Heard(NamedTuple):
    """What a hub knows of a site's feeds."""

    hub: str
    feeds: Mapping[str, str]  # the feed's URL → a hash of its bytes


class Pinged(NamedTuple):
    """What became of one feed."""

    url: str
    fault: str = ""  # why the hub does not know of its change yet, in words that go on after its address


def read_heard(root: Path, hub: str) -> Heard | None:
    """Read what a hub knows; None where it was never told of anything. Raise ContentError where the file cannot be read."""
    try:
        data = read_source(root, STATE, _MAX_STATE)
    except FileNotFoundError:
        return None
    if isinstance(data, Problem):
        raise ContentError([data])
    found: Any
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("feeds"), dict):
        raise ContentError([Problem(STATE, 1, "is no JSON of `ping`", "delete it: `ping` then begins anew, and notes what feeds say")])
    return Heard(hub, {str(url): str(digest) for url, digest in found["feeds"].items()}) if found.get("hub") == hub else None


def write_heard(root: Path, heard: Heard) -> None:
    """Keep what a hub knows, one feed a line, so that two people's changes can be merged."""
    text = json.dumps({"hub": heard.hub, "feeds": heard.feeds}, ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(root / STATE, f"{text}\n".encode())


def digest_of(data: bytes) -> str:
    """Return the hash of a feed's bytes that is kept."""
    return blake2b(data, digest_size=12).hexdigest()


def plan_pings(feeds: Mapping[str, str], heard: Heard) -> list[str]:
    """List the feeds that are different, or new: those of the site and of authors before those of tags."""
    return sorted((url for url, digest in feeds.items() if heard.feeds.get(url) != digest), key=lambda url: (url.count("/"), url))


def ping(
    client: Client, hub: str, feeds: Mapping[str, str], changed: Iterable[str], clock: Callable[[], float] = time.monotonic
) -> Iterator[Pinged]:
    """Let the hub know of some feeds; yield what became of each. Raise Fault where hub or site cannot be reached or is out of order."""
    end = clock() + _LONGEST
    for url in changed:
        if clock() > end:
            return
        answer = client.read(url)
        if answer.status != 200 or digest_of(answer.body) != feeds[url]:
            yield Pinged(url, "is not live as it was built; the next run sees again")
            continue
        # `hub.url` is what hubs have taken from publishers since PubSubHubbub, `hub.topic` what some call it since WebSub.
        said = client.send("POST", hub, data={"hub.mode": "publish", "hub.url": url, "hub.topic": url})
        if said.status >= 500 or said.status == 429:
            raise Fault(f"{hub} answers {said.status}")
        yield Pinged(url, "" if 200 <= said.status < 300 else f"is refused by {hub}, which answers {said.status}")
