"""Reposts of which an archive only has the words: found among what others of the same run said.

The words may be cut off at their end. Where they fit several posts, or are too few to tell them apart, none is taken.
"""

from collections.abc import Sequence
from functools import cached_property

from microblog.moving.nouns import Archive, Entry
from microblog.moving.trees import parse_html

_FEWEST = 20  # characters that tell a post whose words are cut off


class Said:
    """What everybody of one run said."""

    def __init__(self, archives: Sequence[Archive]) -> None:
        self._archives = archives

    @cached_property
    def _words(self) -> dict[str, list[tuple[str, str]]]:
        """Words and address of all that was posted in the open, by who posted it."""
        found: dict[str, list[tuple[str, str]]] = {}
        for archive in self._archives:
            names = {account.key: account.handle.lower() for account in archive.accounts}
            for entry in archive.entries:
                if not entry.held and not entry.repeats[0]:
                    found.setdefault(names.get(entry.account, ""), []).append((_plain(parse_html(entry.html).text()), entry.address))
        return found

    def resolved(self, entry: Entry) -> Entry:
        """Return an entry with the address of what it repeats, where that can be found."""
        name, words = entry.repeats
        if entry.repost_of or not name:
            return entry
        start, is_cut = _plain(words).removesuffix("…").strip(), words.rstrip().endswith("…")
        fits = {address for text, address in self._words.get(name.lower(), ()) if _fits(text, start, is_cut=is_cut)}
        return entry._replace(repost_of=fits.pop()) if len(fits) == 1 else entry


def _fits(text: str, start: str, *, is_cut: bool) -> bool:
    return text == start or (is_cut and len(start) >= _FEWEST and text.startswith(start))


def _plain(text: str) -> str:
    return " ".join(text.split())
