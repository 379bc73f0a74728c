"""Answers that go round in a circle: somebody forged their archive, and a site with such answers is not built."""

from collections.abc import Iterator, Mapping, Sequence

from microblog.moving.addresses import Index
from microblog.moving.nouns import Entry


def first_in_circles(entries: Sequence[Entry], places: Index) -> Iterator[int]:
    """Yield of each circle the number of the post that was there first; `entries` are in the order of their dates."""
    refs = {number: place.ref for number, entry in enumerate(entries) if (place := places.place_of(entry.address))}
    numbers = {ref: number for number, ref in refs.items()}
    targets = {number: places.place_of(entries[number].in_reply_to) for number in refs if entries[number].in_reply_to}
    answered = {number: numbers[place.ref] for number, place in targets.items() if place and place.ref in numbers}
    seen: set[int] = set()
    for number in answered:
        path = list(_way(number, answered, seen))
        end = answered.get(path[-1]) if path else None
        if end is not None and end in path:
            yield min(path[path.index(end) :])


def _way(number: int, answered: Mapping[int, int], seen: set[int]) -> Iterator[int]:
    """Yield a post, what it answers, and so on, up to what was seen before."""
    at: int | None = number
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = answered.get(at)
