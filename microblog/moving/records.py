"""`posts/HANDLE/imported.jsonl`: what was imported, so that a repeated run writes nothing twice and undoes nothing.

A line of a post has its address, its file and the hash of what was written there: a file of another hash was changed
by a person, and one that is gone was taken out by one. A line of an account has the addresses by which others mention it.
"""

import hashlib
from pathlib import Path
from typing import Any

from microblog.moving.values import text, texts
from microblog.sources.ledgers import dump_line, read_ledger
from microblog.text.files import replace_file
from microblog.text.tuples import NamedTuple

NAME = "imported.jsonl"


class Record(NamedTuple):
    """One post that was imported."""

    address: str
    file: str  # relative to the site folder
    hash: str
    others: tuple[str, ...] = ()  # addresses by which it is referred to as well


class Records:
    """What was imported for one author."""

    def __init__(self, root: Path, handle: str) -> None:
        self.path = f"posts/{handle}/{NAME}"
        self.root = root
        self.posts: dict[str, Record] = {}
        self.accounts: dict[str, None] = {}
        self._is_changed = False
        for entry in read_ledger(root, self.path):
            self._take(entry)

    def _take(self, entry: dict[str, Any]) -> None:
        if address := text(entry, "address"):
            self.posts[address] = Record(address, text(entry, "file"), text(entry, "hash"), tuple(texts(entry.get("others", []))))
        self.accounts.update(dict.fromkeys(texts(entry.get("accounts", []))))

    def add(self, record: Record) -> None:
        """Note a post."""
        self._is_changed = self._is_changed or self.posts.get(record.address) != record
        self.posts[record.address] = record

    def add_accounts(self, addresses: tuple[str, ...]) -> None:
        """Note an account."""
        self._is_changed = self._is_changed or not set(addresses) <= set(self.accounts)
        self.accounts.update(dict.fromkeys(addresses))

    def write(self) -> None:
        """Write the file, where that says anything new."""
        if not self._is_changed:
            return
        accounts = [{"accounts": sorted(self.accounts)}] if self.accounts else []
        posts = [
            {name: value for name, value in record._asdict().items() if value}
            for record in sorted(self.posts.values(), key=lambda one: one.file)
        ]
        replace_file(self.root / self.path, b"".join(dump_line(entry) + b"\n" for entry in [*accounts, *posts]))
        self._is_changed = False


def hash_of(data: bytes) -> str:
    """Return what tells whether a file is as it was written."""
    return hashlib.sha256(data).hexdigest()[:32]
