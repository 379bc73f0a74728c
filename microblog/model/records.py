"""Records of the AT Protocol: how they are named, so that an address is known before the record is there.

A TID, which names a record, is a number of 64 bits: a zero, 53 bits of microseconds since 1970, 10 bits that tell
apart what came at once; written as 13 letters and digits that sort as the numbers do. A post's is made of its date, to
the second, and a hash of its id, so that it is the same at each build. Two posts of one second have the same with a
chance of one in a thousand million.
"""

import re

from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"  # base32-sortable: in the order of ASCII
_SECOND = 1_000_000
_CLOCK_IDS = 1 << 10
_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_RECORD = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._~:-]{1,512})")


class RecordAddress(NamedTuple):
    """Where a record is."""

    did: str  # of whom the repository is
    collection: str  # the kind of record, as a name of its lexicon: `app.bsky.feed.post`
    key: str

    def __str__(self) -> str:
        """Return it as it is written: `at://did:plc:…/app.bsky.feed.post/3k…`."""
        return f"at://{self.did}/{self.collection}/{self.key}"


def parse_record_address(text: str) -> RecordAddress | None:
    """Read an address of a record, whose repository is named by DID; None for what is none."""
    found = _RECORD.fullmatch(text)
    return RecordAddress(*found.groups()) if found else None


def is_did(text: str) -> bool:
    """Return whether a text is a DID of one of the two methods that the AT Protocol has."""
    return len(text) <= 2048 and _DID.fullmatch(text) is not None


def make_tid(microseconds: int, clock_id: int) -> str:
    """Write a moment since 1970 as a TID."""
    number = (microseconds << 10 | clock_id % _CLOCK_IDS) & ((1 << 63) - 1)
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -5, -5))


def record_key(instant: int, post_id: str) -> str:
    """Return the key of a post's record, by its date in microseconds and its id.

    Without a date, or with one before 1970 that a TID cannot hold, the id alone makes a moment of 1970 or 1971.
    """
    chance = int.from_bytes(blake2b(post_id.encode(), digest_size=8).digest(), "big")
    clock_id, rest = chance % _CLOCK_IDS, chance // _CLOCK_IDS
    second = instant - instant % _SECOND if instant > 0 else rest // _SECOND % (1 << 26) * _SECOND
    return make_tid(second + rest % _SECOND, clock_id)
