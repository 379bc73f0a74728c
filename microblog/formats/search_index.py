"""The search index: posts' rows → the files of a segment, which `static/search-index.js` reads.

A *row* is what the index of the library keeps of a post: its day, its labels and its terms. A *label* (`from:ada`, `tag:tea`,
`lang:ja`, `has:photo`) is what a post is found by that is no word of it.

A file has a line for each term, in their order: a character that says how many letters the term shares with the one before, the
letters that follow, a space, and the *postings*: where the term stands. All is text, since hosts compress that; numbers are
characters from `!` to `~`:

- of a word, for each post: the gap to the post before it, and which word of the post it is, modulo 80, where it stands there once and
  counts as in most posts; else a character for what it counts and whether there are several places, their number, and the places;
- of a label: the gap, and how many posts in a row have it;
- of `on:`: by how many days the day differs from that of the post before, and for how many posts in a row it stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, cycle, groupby
from operator import sub
from typing import Any

from microblog.model.segments import LEVELS, Segment
from microblog.text.folding import fold, terms

DAYS = "on:"
PLACES = 80  # from which on they are counted anew
MOST_PLACES = 10  # of a term in a post
WEIGHTS = {"title": 4.0, "tag": 3.0, "warning": 2.0, "text": 1.0, "hidden": 0.5}
"""What a word counts by where it stands; `hidden` is behind a content warning."""
_HEAVIEST = 7
_USUAL = 4  # what a word counts that stands once in a note
_TYPICAL = 120  # words of a post
_BEGINNING = 3  # letters from which a search for a word finds longer ones, too
_SHORT = 2  # letters of words that are not forgiven a slip
_PAIRED_FROM = "\u0e00"  # of which one letter says as much as two elsewhere
_CHARACTERS = "".join(map(chr, range(33, 127)))
_HALF = len(_CHARACTERS) // 2
_PLACES = _CHARACTERS[:PLACES]
_TURNED = [_PLACES[start:] + _PLACES[:start] for start in range(PLACES)]


def make_row(day: int, labels: Iterable[str], texts: Iterable[tuple[str, str]]) -> str:
    """Return the row of a post: its day (counted from 1970), its labels, and its texts, each with a name of WEIGHTS."""
    return "\t".join((str(day), " ".join(labels), *(f"{where} {' '.join(terms(text))}" for where, text in texts)))


def make_label(kind: str, name: str) -> str:
    """Return a label; names are compared as words are."""
    return f"{kind}:{'-'.join(fold(name).split())}"


def number(value: int) -> str:
    """Return a whole number from 0 in as few characters as can be; the last one is of the lower half."""
    text = ""
    while value >= _HALF:
        text += _CHARACTERS[_HALF + value % _HALF]
        value //= _HALF
    return text + _CHARACTERS[value]


@lru_cache(maxsize=8192)
def _spread(beginning: str) -> int:
    """Return a number that is another for most beginnings of terms."""
    found = 7
    for character in beginning:
        found = (found * 31 + ord(character)) % 65521
    return found


@lru_cache(maxsize=65536)
def shard_of(term: str, shards: int) -> int:
    """Return in which shard a term is: that of all that a search for its beginning finds, which are three letters, or one of a pair."""
    if ":" not in term:
        term = term[: 1 if term >= _PAIRED_FROM else _BEGINNING]
    return _spread(term) % shards


def render_segment(rows: Sequence[str], segment: Segment) -> list[bytes]:
    """Return the files of a segment of these rows, as many as it has."""
    postings = _postings(rows)
    shards = LEVELS[segment.level].shards
    parts: list[list[str]] = [[] for _ in range(shards)]
    for term in sorted(postings):
        parts[shard_of(term, shards)].append(term)
    files = [_lines((term, f" {postings[term]}") for term in part) for part in parts[: segment.files]]
    if segment.files > shards:
        files.append(_lines((term, "") for term in sorted(postings) if _may_be_mistyped(term)))
    return files


def _may_be_mistyped(term: str) -> bool:
    return len(term) > _SHORT and term < _PAIRED_FROM and ":" not in term


def _postings(rows: Sequence[str]) -> dict[str, str]:
    """Return the postings of each term and label."""
    words: dict[str, list[Any]] = defaultdict(list)  # of each term: a post, what that says of it, the next post, …
    labelled: dict[str, list[int]] = defaultdict(list)
    days = []
    for at, row in enumerate(rows):
        day, labels, *fields = row.split("\t")
        days.append(int(day))
        for label in labels.split():
            labelled[label].append(at)
        _add_words(words, at, fields)
    postings = {term: _join(found[::2], found[1::2]) for term, found in words.items() if term}
    return postings | {label: _runs(positions) for label, positions in labelled.items()} | {DAYS: _days(days)}


def _join(posts: list[int], said: list[str]) -> str:
    gaps = map(_GAPS.__getitem__, map(sub, posts, (-1, *posts)))
    return "".join(chain.from_iterable(zip(gaps, said, strict=True)))


def _add_words(words: dict[str, list[Any]], at: int, fields: Sequence[str]) -> None:
    """Add the terms of a post to those so far. The loop is most of what the index costs, so that it calls nothing that it need not."""
    count = sum([field.count(" ") + 1 for field in fields])
    said, start = _said(count), 0
    for field in fields:
        found = field.split(" ")
        found[0] = ""  # its name, which has a place, so that no phrase spans two fields
        for word, place in zip(found, cycle(_TURNED[start])):
            known = words[word]
            if known and known[-2] == at:
                places = (_places(known[-1]) + place)[:MOST_PLACES]
                known[-1] = _say(len(places), places, count)
            else:
                known.append(at)
                known.append(said[place])
        start = (start + len(found)) % PLACES
    if len(fields) > 1 or fields[0][:5] != "text ":
        _weigh_anew(words, fields, count)


def _weigh_anew(words: dict[str, list[Any]], fields: Sequence[str], count: int) -> None:
    """Correct what a post says of the terms that stand elsewhere than in its text."""
    weights: dict[str, float] = {}
    for field in fields:
        where, *found = field.split(" ")
        if where != "text":
            for word in found:
                weights[word] = weights.get(word, 0) + WEIGHTS[where] - 1
    for word, weight in weights.items():
        places = _places(words[word][-1])
        words[word][-1] = _say(len(places) + weight, places, count)


@lru_cache(maxsize=512)
def _said(words: int) -> dict[str, str]:
    """Return what a post of so many words says of a term that stands once in it, in its text, by the term's place."""
    return {place: _say(1, place, words) for place in _PLACES}


def _say(weight: float, places: str, words: int) -> str:
    return _code(weight, len(places), words) + places


def _places(said: str) -> str:
    """Return the places of what `_say` says."""
    return said if said[0] in _PLACES else said[2:] if _CHARACTERS.index(said[0]) % 2 else said[1:]


@lru_cache(maxsize=8192)
def _code(weight: float, places: int, words: int) -> str:
    """Return what a post says of a term before its places: what it counts, which is more among few words, and how many places follow."""
    weighed = max(1, round(_HEAVIEST * weight / (weight + 0.5 + words / _TYPICAL)))
    if places == 1:
        return "" if weighed == _USUAL else _CHARACTERS[PLACES + 2 * weighed - 2]
    return _CHARACTERS[PLACES + 2 * weighed - 1] + _CHARACTERS[places]


class _Gaps(dict[int, str]):
    """How far a post is from the one before it, in characters."""

    def __missing__(self, gap: int) -> str:
        self[gap] = number(gap - 1)
        return self[gap]


_GAPS = _Gaps()


def _runs(positions: list[int]) -> str:
    """Return posts as the gaps between runs and their lengths."""
    text, end = "", 0
    for _, run in groupby(enumerate(positions), lambda pair: pair[1] - pair[0]):
        some = [position for _, position in run]
        text += number(some[0] - end) + number(len(some) - 1)
        end = some[-1] + 1
    return text


def _days(days: list[int]) -> str:
    text, before = "", 0
    for day, run in groupby(days):
        step = day - before
        text += number(2 * step if step >= 0 else -2 * step - 1) + number(len(list(run)) - 1)
        before = day
    return text


def _lines(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return a line for each term of a sorted list, with what stands behind it."""
    out, before = [], ""
    for term, rest in pairs:
        shared = _shared(before, term)
        out.append(_CHARACTERS[shared] + term[shared:] + rest)
        before = term
    return "\n".join(out).encode()


def _shared(before: str, term: str) -> int:
    """Count the letters with which both begin."""
    shared = 0
    for one, other in zip(before, term, strict=False):
        if one != other:
            break
        shared += 1
    return min(shared, PLACES - 1)
