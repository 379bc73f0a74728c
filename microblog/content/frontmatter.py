"""The head of a post → typed values: this program's keys, and those of others that say the same."""

import re
from typing import TYPE_CHECKING, Any

from microblog.content.holding import BY_WORD, IF_FALSE, IF_TRUE, SURE, names_of, regex_of
from microblog.content.keys import PAGE_KEYS, POST_KEYS, parsers_of, plain_keys
from microblog.content.parsers import Picture, Target
from microblog.content.split import Split
from microblog.errors import Problem
from microblog.model.nouns import RELATIONS
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml import parse_yaml
from microblog.yaml.fields import Report, read_fields
from microblog.yaml.values import Pairs, Text

if TYPE_CHECKING:
    from microblog.content.foreign import Foreign

_KEY_LINE = lazily(r"([a-z_]+):(?:[ \t]|\n|\Z)")
_HELD = lazily(
    rf"\s*(?:[a-z][\w-]*[ \t]*:[^\n]*\n){{0,20}}?("
    rf"{regex_of(names_of(IF_TRUE))}[ \t]*:[ \t]*(?:true|yes)|{regex_of(names_of(IF_FALSE))}[ \t]*:[ \t]*(?:false|no)"
    rf"|{regex_of(BY_WORD)}[ \t]*:[ \t]*{regex_of(SURE)})",
    re.IGNORECASE,
)
_PARSERS = parsers_of(POST_KEYS)
_PLAIN = frozenset(plain_keys(POST_KEYS))
_HOLDING = {
    key.name: key.if_empty for key in (*PAGE_KEYS, *POST_KEYS) if key.if_empty
}  # what holds something back → what to write behind it


class FrontMatter(NamedTuple):
    """The keys of a post's front matter, as far as they are given and right."""

    date: Text | None = None
    updated: Text | None = None
    author: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()
    lang: str = ""
    slug: Text | None = None
    id: Text | None = None
    targets: tuple[Target, ...] = ()  # in the order of RELATIONS
    photos: tuple[Picture, ...] = ()
    due: Text | None = None  # a moment before which the post is not shown
    ends: Text | None = None  # a moment from which it is not shown any more
    aliases: tuple[Text, ...] = ()
    addresses: tuple[Text, ...] = ()  # aliases of other tools' keys
    plain: dict[str, Any] = {}  # noqa: RUF012 - never mutated; the keys that a post takes as they are
    faulty: frozenset[str] = frozenset()  # keys that are given, but wrong
    extra: dict[str, Any] = {}  # noqa: RUF012 - never mutated


def parse_head(split: Split, path: str) -> tuple[Pairs, list[Problem]]:
    """Parse the front matter of any file: its keys, with what stands behind them."""
    if not split.front:
        return Pairs({}, 1), []
    if split.form == "yaml":
        return parse_yaml(split.front, path, split.front_line)
    from microblog.content.heads import PARSE  # few sites have such a head

    return PARSE[split.form](split.front, path, split.front_line)


def translated(pairs: Pairs, report: Report) -> "Foreign":
    """Read a head's keys under the names that they have here."""
    from microblog.content.foreign import translate  # most posts have keys of this program alone

    return translate(pairs, report)


def _forgotten(split: Split, path: str) -> list[Problem]:
    """Report text that begins as front matter does, but without its dashes."""
    if split.body_line == 1 and (found := _HELD.match(split.body)):
        what = f"the text begins with `{found[1]}`, which no lines of dashes make a head, so the post would be published"
        return [Problem(path, 1, what, "write lines of exactly `---` around the keys, or let the text begin otherwise")]
    found = _KEY_LINE.match(split.body) if split.body_line == 1 else None
    if found is None or found[1] not in _PARSERS:
        return []
    what = f"the text begins with `{found[1]}:`, which counts as text, and readers see it"
    remedy = "write lines of exactly `---` around the keys, or let the text begin otherwise"
    return [Problem(path, 1, what, remedy, is_warning=True)]


def parse_front_matter(split: Split, report: Report) -> FrontMatter:
    """Read a post's front matter."""
    if not split.front:
        report.problems += _forgotten(split, report.path)
        return FrontMatter()
    pairs, problems = parse_head(split, report.path)
    report.problems += problems
    if problems and not pairs.values:
        return FrontMatter(faulty=frozenset(_PARSERS))
    foreign = None
    if not pairs.values.keys() <= _PARSERS.keys():
        foreign = translated(pairs, report)
        pairs = foreign.pairs
    values, extra, faulty = read_fields(pairs, _PARSERS, report, "post.extra")
    if not _HOLDING.keys().isdisjoint(pairs.values):
        warn_of_nothing_held(pairs, report)
    if not values.keys().isdisjoint(RELATIONS):
        values["targets"] = tuple([target for relation in RELATIONS for target in values.pop(relation, ())])
    if "photo" in values:
        values["photos"] = values.pop("photo")
    if foreign:
        values |= {"due": foreign.due, "ends": foreign.ends, "addresses": foreign.addresses}
        values |= {"photos": foreign.pictures} if foreign.pictures else {}
    if not _PLAIN.isdisjoint(values):
        values["plain"] = {key: values.pop(key) for key in [*values] if key in _PLAIN}
    return FrontMatter(faulty=faulty, extra=extra, **values)


def warn_of_nothing_held(pairs: Pairs, report: Report) -> None:
    """Report keys that hold something back and have nothing behind them."""
    for key in sorted(_HOLDING.keys() & pairs.values.keys()):
        value = pairs.values[key]
        if isinstance(value, Text) and value.is_absent:
            report.note(value.line, f"`{key}` has nothing behind it, so it holds nothing back", f"write {_HOLDING[key]}", is_warning=True)
