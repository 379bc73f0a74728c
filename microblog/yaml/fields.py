"""Typed fields: what a YAML value must be, and what it then is.

A *schema* maps each key to a parser: a function of the value and a `Report`, which returns the typed value, or None
after it has reported what is wrong. So one look at a file finds all of its problems. Keys that no schema knows are
warnings and are kept as `extra`, as plain strings, lists and dictionaries.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from microblog.errors import Problem
from microblog.model import urls
from microblog.text import dates, directions
from microblog.text.closeness import closest, slip_of
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml.values import Items, Pairs, Text, Value

Parser: TypeAlias = Callable[[Value, "Report"], Any]

_YES, _NO = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_WHOLE = lazily(r"[+-]?[0-9]{1,18}")
LANGUAGE_TAG = (
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?"
)
_LANGUAGE = lazily(LANGUAGE_TAG, re.IGNORECASE | re.ASCII)
_OFFSET = lazily(r"(?:GMT|UTC)?\s*([+-])\s*([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_NOWHERE = r"\s<>\"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # is in no address, and much of it in no document
_WEB = lazily(rf"https?://[^/?#{_NOWHERE}]++[^{_NOWHERE}]*+", re.IGNORECASE)
_NO_HOST = r"/?#\[\]:@%^|\\\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # as browsers see it (URL Standard, 3.2)
_HOST = lazily(rf"https?://(?:[^/?#\[\]]*@)?+(?:\[[0-9a-f:.]++\]|[^{_NO_HOST}]++)(?::[0-9]*+)?(?![^/?#])", re.IGNORECASE)
MAX_LINE = 2_000  # characters of one line of text
MAX_SHORT = 200  # of one that stands on many pages, such as a name
_MAIL = lazily(rf"mailto:[^@{_NOWHERE}]++@[^@{_NOWHERE}]++", re.IGNORECASE)


class Report:
    """Collects the problems of one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.key = ""  # the field that is being read
        self.problems: list[Problem] = []

    def note(self, line: int, what: str, remedy: str, *, is_warning: bool = False, kind: str = "") -> None:
        """Report a problem of the file; `kind` is what many files may have in common."""
        self.problems.append(Problem(self.path, line, what, remedy, is_warning, kind))

    def error(self, line: int, what: str, remedy: str) -> None:
        """Report that the field's value cannot be used; `what` goes on after the field's name."""
        self.note(line, f"`{self.key}` {what}", remedy)

    def warn(self, line: int, what: str, remedy: str) -> None:
        """Report that the field's value may not be meant so."""
        self.note(line, f"`{self.key}` {what}", remedy, is_warning=True)


class Fields(NamedTuple):
    """What a mapping says."""

    values: dict[str, Any]  # of known keys, where they have a value and it is right
    extra: dict[str, Any]  # of unknown keys, as plain Python
    faulty: frozenset[str]  # known keys whose value is not right


def read_fields(pairs: Pairs, schema: Mapping[str, Parser], report: Report, place: str) -> Fields:
    """Read a mapping by its schema; `place` is what templates call the unknown keys, "" where nothing keeps them."""
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    faulty: set[str] = set()
    outer = report.key
    for key, value in pairs.values.items():
        parser = schema.get(key)
        if parser is None:
            _note_unknown(key, value, schema, report, place)
            extra[key] = plain(value)
        elif not (isinstance(value, Text) and value.is_absent):
            report.key = f"{outer}: {key}" if outer else key
            parsed = parser(value, report)
            if parsed is None:
                faulty.add(key)
            else:
                values[key] = parsed
            report.key = outer
    return Fields(values, extra, frozenset(faulty))


def _note_unknown(key: str, value: Value, schema: Mapping[str, Parser], report: Report, place: str) -> None:
    close = slip_of(key.replace("-", "_").lower(), sorted(schema))
    if close and schema[close](value, Report(report.path)) is None:  # what stands there is nothing that the other key takes
        close = ""
    remedy = f"take it out, unless a template uses it as `{place}.{key}`" if place else f"the keys here are {', '.join(sorted(schema))}"
    what = f"unknown key '{key}'" + (f" in `{report.key}`" if report.key else "")
    report.note(value.line, what, f"did you mean '{close}'?" if close else remedy, is_warning=True, kind=what)


@lru_cache(maxsize=256)
def suggest(word: str, known: tuple[str, ...]) -> str:
    """Return the known word that is most like another, or ""."""
    return closest(word, known)


def plain(value: Value) -> Any:
    """Return a value as plain strings, lists and dictionaries."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Items):
        return [plain(item) for item in value.items]
    return {key: plain(inner) for key, inner in value.values.items()}


def written(value: Value, report: Report) -> Text | None:
    """Read one line of text, together with where it stands."""
    if not isinstance(value, Text):
        kind = "a list" if isinstance(value, Items) else "a mapping"
        report.error(value.line, f"must be text, not {kind}", 'put text that has a colon or starts with a bracket in "quotes"')
        return None
    if value.is_absent:
        report.error(value.line, "has an empty item", "fill it in, or take it out")
        return None
    value_text = value.value
    if len(value_text) > MAX_LINE:
        _refuse_long(value.line, MAX_LINE, report)
        return None
    if "\n" in value_text or "\t" in value_text or value_text[:1] == " " or value_text[-1:] == " ":
        return value._replace(value=" ".join(value_text.split()))
    return value


def _refuse_long(line: int, most: int, report: Report) -> None:
    report.error(line, f"is longer than {most:,} characters", "shorten it")


def text(value: Value, report: Report) -> str | None:
    """Read one line of text."""
    found = written(value, report)
    return directions.closed(found.value) if found else None


def short_text(value: Value, report: Report) -> str | None:
    """Read a few words, which stand on many pages."""
    found = text(value, report)
    if found is None or len(found) <= MAX_SHORT:
        return found
    _refuse_long(value.line, MAX_SHORT, report)
    return None


def markdown(value: Value, report: Report) -> Text | None:
    """Read text of any number of lines."""
    return value if isinstance(value, Text) else written(value, report)


def boolean(value: Value, report: Report) -> bool | None:
    """Read true or false."""
    found = text(value, report)
    if found is None:
        return None
    if found.lower() in _YES or found.lower() in _NO:
        return found.lower() in _YES
    report.error(value.line, f"is neither true nor false, but `{found}`", "write true or false")
    return None


def is_true(value: Value) -> bool:
    """Return whether a value says yes."""
    return isinstance(value, Text) and value.value.strip().lower() in _YES


def is_false(value: Value) -> bool:
    """Return whether a value says no."""
    return isinstance(value, Text) and value.value.strip().lower() in _NO


class WholeNumber:
    """A parser of whole numbers within bounds."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, value: Value, report: Report) -> int | None:
        """Read a whole number."""
        found = text(value, report)
        if found is None:
            return None
        if _WHOLE.fullmatch(found) and self.low <= int(found) <= self.high:
            return int(found)
        example = min(max(20, self.low), self.high)
        report.error(value.line, f"must be a whole number from {self.low} to {self.high}, not `{found}`", f"write, for example, {example}")
        return None


def is_language(text: str) -> bool:
    """Return whether a text has the shape of a language tag (BCP 47)."""
    return bool(_LANGUAGE.fullmatch(text))


def language(value: Value, report: Report) -> str | None:
    """Read a language tag, by its shape (BCP 47)."""
    found = text(value, report)
    if found is None or _LANGUAGE.fullmatch(found):
        return found
    remedy = (
        f"write {found.replace('_', '-')}" if _LANGUAGE.fullmatch(found.replace("_", "-")) else "write one such as en, pt-BR or zh-Hant"
    )
    report.error(value.line, f"is no language tag: `{found}`", remedy)
    return None


def timezone(value: Value, report: Report) -> str | None:
    """Read the name of a time zone."""
    found = text(value, report)
    if found is None or dates.is_zone(found):
        return found
    report.error(value.line, f"is no time zone: `{found}`", _zone_remedy(found))
    return None


def _zone_remedy(found: str) -> str:
    if offset := _OFFSET.fullmatch(found):
        sign = "-" if offset[1] == "+" else "+"
        turned = "" if int(offset[3] or 0) else f", or Etc/GMT{sign}{int(offset[2])}: its sign is turned around"
        return f"write the zone of a place, such as Europe/Berlin, which knows of summer time{turned}"
    names = tuple(sorted(dates.zone_names()))
    wanted = found.lower().replace(" ", "_")
    same = next((name for name in names if wanted in {name.lower(), name.lower().rpartition("/")[2]}), "")
    close = same or suggest(found, names)
    return f"did you mean {close}?" if close else "write a name such as UTC or Europe/Berlin"


def handle(value: Value, report: Report) -> str | None:
    """Read an author's handle; an @ before it does no harm."""
    found = text(value, report)
    if found is None:
        return None
    if urls.HANDLE.fullmatch(found.removeprefix("@")):
        return found.removeprefix("@")
    report.error(value.line, f"is no handle: `{found}`", handle_remedy(found))
    return None


def handle_remedy(name: str, verb: str = "write") -> str:
    """Return what to write instead of a handle that is none."""
    close = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:30]
    rule = "a handle is 1 to 30 of a-z, 0-9, _ and -"
    return f"{verb} {close}: {rule}" if close else rule


def web_address(value: Value, report: Report) -> str | None:
    """Read an absolute address on the web."""
    return _address(value, report, url_fault)


def address(value: Value, report: Report) -> str | None:
    """Read an absolute address on the web, or a mail address with `mailto:`."""
    return _address(value, report, lambda found: "" if is_mail(found) else url_fault(found))


def is_mail(text: str) -> bool:
    """Return whether a text is a mail address with `mailto:` before it."""
    return bool(_MAIL.fullmatch(text))


def _address(value: Value, report: Report, fault_of: Callable[[str], str]) -> str | None:
    found = text(value, report)
    if found is not None and (fault := fault_of(found)):
        report.error(value.line, f"{fault}: `{found}`", "write an address that starts with https://")
        return None
    return found


def url_fault(url: str) -> str:
    """Return why a text is no absolute address on the web, or ""."""
    if not _WEB.fullmatch(url):
        return "has a space or a sign that no address has" if re.match("https?://[^/]", url, re.IGNORECASE) else "is no address on the web"
    try:
        return "" if urlsplit(url).port != 0 and _HOST.match(url) else "has no proper host"
    except ValueError:
        return "has no proper host"


class OneOrMany:
    """A parser of one value or a list of them, at `most` so many."""

    def __init__(self, parser: Parser, most: int | None = None) -> None:
        self.parser, self.most = parser, most

    def __call__(self, value: Value, report: Report) -> tuple[Any, ...]:
        """Read each item; those that are right are in the tuple."""
        items = value.items if isinstance(value, Items) else (value,)
        if self.most and len(items) > self.most:
            report.error(items[self.most].line, f"has more than {self.most} values", "take some out, or make several posts of this one")
            items = items[: self.most]
        return tuple([parsed for item in items if (parsed := self.parser(item, report)) is not None])
