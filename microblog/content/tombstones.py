"""Tombstones: the files `forgotten.jsonl` of posts that were taken back, one JSON object a line, as ledgers are.

A line has no word of the post: where it stood (`post`, as others refer to it, and `aliases`), its identity in feeds
(`id`) and when it was taken back (`at`). One in an author's folder speaks of that author's posts alone. A line that
cannot be used is a warning, since all that is lost with it is a page that says that there is nothing.
"""

from typing import Any

from microblog.content.aliases import Written, sort_aliases
from microblog.errors import Problem
from microblog.model import urls
from microblog.model.nouns import Config, Tombstone
from microblog.model.pages import AUTHORS_FILES, RESERVED
from microblog.sources.ledgers import dump_line, parse_ledger
from microblog.text.dates import Date, parse_date
from microblog.yaml.fields import Report
from microblog.yaml.values import Text

NAME = "forgotten.jsonl"
MAX_TOMBSTONES = 8 << 20  # bytes of a file; some 50,000 posts
_LONGEST = 1_000  # characters of an identity
_KIND = "lines of forgotten.jsonl cannot be used"


def is_tombstones(path: str) -> bool:
    """Return whether a file below `posts/` is one of tombstones: directly there, or in an author's folder."""
    return path.endswith(f"/{NAME}") and path.count("/") in {1, 2}


def parse_tombstones(path: str, data: bytes, config: Config) -> tuple[list[Tombstone], list[Problem]]:
    """Read the tombstones of a file, each post's last one, and say which lines cannot be used."""
    entries, problems = parse_ledger(path, data)
    found: dict[str, Tombstone] = {}
    report = Report(path)
    for entry in entries:
        stone = _tombstone(path, entry, config, report)
        if isinstance(stone, Tombstone):
            found[urls.key(stone.permalink)] = stone
        else:
            problems.append(Problem(path, 0, f"a line {stone}", "take it out, or write it as `forget` does", is_warning=True, kind=_KIND))
    warnings = [problem._replace(is_warning=True, kind=_KIND) for problem in (*problems, *report.problems)]
    return list(found.values()), warnings


def _tombstone(path: str, entry: dict[str, Any], config: Config, report: Report) -> Tombstone | str:
    """Return what a line says, or what is wrong with it."""
    ref, post_id, at, aliases = (entry.get(key, "") for key in ("post", "id", "at", "aliases"))
    handle, *parts = str(ref).split("/")
    folder = path.split("/")[1] if path.count("/") > 1 else handle
    if not urls.HANDLE.fullmatch(handle) or not parts or parts[0] in RESERVED | AUTHORS_FILES or any(map(_part_fault, parts)):
        return f"names no post: `{ref}`"
    if handle != folder:
        return f"names a post of another author: `{ref}`"
    moment = parse_date(at, "UTC") if isinstance(at, str) else ""
    if not isinstance(moment, Date):
        return f"has no moment in `at`: `{at}`"
    if not isinstance(post_id, str) or not 0 < len(post_id) <= _LONGEST or not post_id.isprintable():
        return f"has no identity in `id`: `{post_id}`"
    permalink = f"@{ref}/"
    written = [Text(alias, 0) for alias in aliases if isinstance(alias, str)] if isinstance(aliases, list) else []
    return Tombstone(
        post_id, handle, permalink, moment.text, moment.instant, sort_aliases(Written((*written,)), permalink, config, report).aliases
    )


def _part_fault(part: str) -> str:
    return urls.slug_fault(part) or ("" if urls.slugify(part) == part else "has other signs")


def dump_tombstone(stone: Tombstone) -> bytes:
    """Write a tombstone as a line of its file, without its end."""
    aliases = {"aliases": [f"/{path}" for path in stone.aliases]} if stone.aliases else {}
    return dump_line({"post": stone.ref, "id": stone.id, "at": stone.at, **aliases})
