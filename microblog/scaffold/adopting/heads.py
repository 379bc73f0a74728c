"""The head of a post: what it says under this program's keys, and lines that are put into a copy of it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from microblog.content.foreign import translate
from microblog.content.foreign_values import fold
from microblog.content.frontmatter import parse_head
from microblog.content.head_lines import insert_lines
from microblog.content.split import split_front_matter
from microblog.scaffold.adopting.configurations import plain
from microblog.text import dates
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, is_true
from microblog.yaml.values import Items, Pairs, Text

_DRAFT = (("draft", "true"), ("published", "false"), ("status", '"draft"'), ("visibility", '"draft"'))
_ALIASES = ("aliases", "redirect_from", "alias")


class Head(NamedTuple):
    """What a file says of itself."""

    values: Mapping[str, Any]  # as written, under folded keys
    names: frozenset[str] = frozenset()  # its keys, as written
    body: str = ""
    date: datetime | None = None
    is_draft: bool = False
    addresses: tuple[str, ...] = ()  # where it stood, as it says itself
    form: str = ""  # yaml, toml, json, lines; "" without a head

    def text(self, *names: str) -> str:
        """Return the first of some keys that is a text."""
        return next((found.strip() for name in names if isinstance(found := self.values.get(name), str) and found.strip()), "")

    def texts(self, *names: str) -> list[str]:
        """Return the texts behind some keys, lists and what commas part among them."""
        found: list[str] = []
        for value in (self.values.get(name) for name in names):
            items = value if isinstance(value, list) else str(value).strip("[]").split(",") if value else []
            found += [str(item).strip() for item in items if str(item).strip()]
        return found


def read_head(data: bytes, path: str, zone: str) -> Head:
    """Read a file's head; of one that is broken, what a build says of it is enough."""
    split = split_front_matter(data, path)
    pairs, _ = parse_head(split, path)
    foreign = translate(pairs, Report(path))
    known = foreign.pairs.values
    return Head(
        values={fold(key): plain(value) for key, value in pairs.values.items()},
        names=frozenset(pairs.values),
        body=split.body,
        date=_date(known.get("date"), path, zone),
        is_draft="draft" in known and is_true(known["draft"]),
        addresses=(*(text.value for text in foreign.addresses), *_texts(known.get("aliases"))),
        form=split.form if split.front else "",
    )


def _texts(value: object) -> list[str]:
    items = value.items if isinstance(value, Items) else (value,)
    return [item.value for item in items if isinstance(item, Text)]


def _date(value: object, path: str, zone: str) -> datetime | None:
    if isinstance(value, Text) and not value.is_absent:
        found = dates.parse_date(value.value, zone)
    elif isinstance(value, Pairs | Items):
        return None
    else:
        *folders, name = path.rpartition(".")[0].split("/")
        if name == "index" and folders:
            *folders, name = folders
        found = dates.date_of_path(folders, name, zone) or ""
    return None if isinstance(found, str) else datetime.fromisoformat(found.text)


def join_head(head: bytes, text: bytes) -> bytes | None:
    """Return a text below its head, which was a file of its own; None where that is no head."""
    lines = b"".join(line + b"\n" for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip())
    split = split_front_matter(lines, "")
    return lines + b"\n" + text if split.front and not split.body.strip() and not split.problems else None


def add_to_head(data: bytes, head: Head, *, alias: str = "", is_draft: bool = False, said: Mapping[str, Any] = {}) -> bytes | None:
    """Return a file with more in its head, and nothing else changed; None where that cannot be said in it."""
    lines: list[tuple[str, str]] = []
    taken = {fold(name) for name in head.names}
    if is_draft:
        free = [(name, value) for name, value in _DRAFT if name not in taken]
        if not free:
            return None
        lines += free[:1]
    if alias:
        free = [(name, json.dumps([alias], ensure_ascii=False)) for name in _ALIASES if fold(name) not in taken]
        if not free:
            return None
        lines += free[:1]
    lines += [(name, json.dumps(value, ensure_ascii=False)) for name, value in said.items() if fold(name) not in taken]
    return insert_lines(data, head.form, lines) if lines else data
