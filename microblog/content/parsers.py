"""Values of single keys that only this program knows: each parser takes what stands behind a key, and notes what is wrong with it.

Those of any program, text and languages and addresses, are in `yaml.fields`; `keys` says which key has which.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from microblog.content.following import followed_fault, parse_followed
from microblog.model import urls
from microblog.model.focus import focus_of
from microblog.text.dates import partial_date_fault
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import OneOrMany, Report, address, is_mail, read_fields, text, url_fault, written
from microblog.yaml.values import Items, Pairs, Text, Value

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_BASE_URL = lazily(rf"https?://(?:{_HOST}|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?(?:/[\w.~%@:+,/-]*)?", re.IGNORECASE | re.ASCII)
_AUTHORITY = lazily(rf"(?:[a-z0-9._-]+@)?{_HOST},([0-9-]+)", re.IGNORECASE | re.ASCII)
_IMPROPER = lazily(r"//|/\.{1,2}(?:/|$)|%(?![0-9a-f]{2})", re.IGNORECASE)
_FOLDER = lazily(r"[a-z0-9_][a-z0-9._-]{0,60}(?:/[a-z0-9_][a-z0-9._-]{0,60}){0,5}", re.IGNORECASE | re.ASCII)
_TAKEN = frozenset({"answers", "docs", "microblog", "pages", "posts", "public", "sent", "static", "templates", "tests"})
_DOMAIN = lazily(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_NUMBER = lazily(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_AT = lazily(r"at://[^\s<>\"]{1,500}")
MAX_VALUES = 50  # of most lists
MAX_TAGS = 50  # each has a timeline, which shows them all
_LONGEST_COPY = 2_000
_LONGEST = 255  # of addresses; the patterns take time that grows with the square of the length


class Target(NamedTuple):
    """What one of the RELATIONS names, as written."""

    relation: str
    target: str
    title: str
    line: int


class Picture(NamedTuple):
    """A file of `photo:`, as written."""

    file: str
    alt: str | None  # None where the file has no word about it
    line: int
    is_optional: bool = False  # whether the post does without, where there is no such file
    focus: str = ""  # the point that stays in sight where it is cut


def target(value: Value, report: Report) -> Target | None:
    """Read an address or a post of this site, alone or as `url` beside a `title`."""
    relation, title = report.key, ""
    if isinstance(value, Pairs):
        values = read_fields(value, {"url": written, "title": text}, report, "").values
        if "url" not in values:
            if not any(problem.line == value.line and not problem.is_warning for problem in report.problems):
                report.error(value.line, "has no `url`", "write what it refers to as `url:`, its title as `title:`")
            return None
        found, title = values["url"], values.get("title", "")
    else:
        found = written(value, report)
    return Target(relation, found.value, title, found.line) if found else None


def picture(value: Value, report: Report) -> Picture | None:
    """Read a file's name, alone or as `file` beside an `alt` and a `focus`; other tools call the file `url` or `value`."""
    if not isinstance(value, Pairs):
        found = written(value, report)
        return Picture(found.value, None, found.line) if found else None
    named = next((name for name in ("url", "src", "value", "path") if name in value.values and "file" not in value.values), "file")
    renamed = Pairs({"file" if name == named else name: inner for name, inner in value.values.items()}, value.line)
    values = read_fields(renamed, {"file": written, "alt": text, "focus": focus}, report, "").values
    if "file" not in values:
        report.error(value.line, "has no `file`", "write the picture's file as `file:`, what it shows as `alt:`")
        return None
    return Picture(values["file"].value, values.get("alt"), values["file"].line, focus=values.get("focus", ""))


def focus(value: Value, report: Report) -> str:
    """Read a point of a picture: two numbers, in a list or with a comma between them."""
    items = value.items if isinstance(value, Items) else split_at_commas(value) if isinstance(value, Text) else ()
    numbers = [float(item.value) for item in items if isinstance(item, Text) and _NUMBER.fullmatch(item.value.strip())]
    if len(items) != 2 or len(numbers) != 2 or max(map(abs, numbers)) > 1:
        remedy = "write how far it is from the middle, to the right and up, as two numbers between -1 and 1: [0.3, -0.5]"
        report.warn(value.line, "is no point of a picture", remedy)
        return ""
    return focus_of(*numbers)


def split_at_commas(value: Text) -> list[Text]:
    """Return the words of a text that stands for a list."""
    return [value._replace(value=part.strip()) for part in value.value.split(",") if part.strip()] if "," in value.value else [value]


def is_tag(written: str) -> bool:
    """Return whether a text could be a tag's name: whether a page can be called so."""
    return not urls.slug_fault(urls.tag_key(written.removeprefix("#").strip()))


def tags(value: Value, report: Report) -> tuple[Text, ...] | None:
    """Read a list of tags, or a text with commas between them; an empty item of a list, as editors leave it, is none."""
    found = _all_tags(_without_empty(value), report)
    return tuple(split_at_commas(found[0])) if isinstance(value, Text) and found else found


_all_tags: Callable[[Value, Report], tuple[Text, ...]] = OneOrMany(written, MAX_TAGS)


def _without_empty(value: Value) -> Value:
    if not isinstance(value, Items):
        return value
    return Items(tuple([item for item in value.items if not (isinstance(item, Text) and item.is_absent)]), value.line)


def aliases(value: Value, report: Report) -> tuple[Text, ...]:
    """Read a list of addresses or names."""
    found: tuple[Text, ...] = OneOrMany(written, MAX_VALUES)(_without_empty(value), report)
    return found


def author(value: Value, report: Report) -> tuple[Text, ...]:
    """Read an author's handle or name, alone, in a list or as `name` of a mapping; whose it is, others know."""
    if isinstance(value, Text):
        return (name,) if not value.is_absent and (name := written(value, report)) else ()
    items = value.items if isinstance(value, Items) else (value,)
    names = [item.values.get("name") if isinstance(item, Pairs) else item for item in items]
    return tuple([name for item in names if isinstance(item, Text) and not item.is_absent and (name := written(item, report))])


def copies(value: Value, report: Report) -> tuple[str, ...]:
    """Read the addresses of copies of the post, on the web or in the ATmosphere; what is none is left out."""
    if isinstance(value, Items | Pairs):
        inner = value.items if isinstance(value, Items) else value.values.values()
        all_found = tuple([found for item in inner for found in copies(item, report)])
        if len(all_found) > MAX_VALUES:
            place = value.items[MAX_VALUES] if isinstance(value, Items) and len(value.items) > MAX_VALUES else value
            report.error(place.line, f"has more than {MAX_VALUES} values", "take some out")
        return all_found[:MAX_VALUES]
    if value.is_absent:
        return ()
    found = value.value.strip()
    if len(found) <= _LONGEST_COPY and (_AT.fullmatch(found) or not url_fault(found)):
        return (found,)
    report.warn(value.line, f"has what is no address: `{found}`", "write an address that starts with https:// or at://")
    return ()


def links(value: Value, report: Report) -> tuple[tuple[str, str], ...]:
    """Read a list whose items are addresses, alone or each below its name; a mapping of names to addresses will do."""
    found: list[tuple[str, str]] = []
    for item in value.items if isinstance(value, Items) else (value,):
        if isinstance(item, Pairs):
            for name, inner in item.values.items():
                if (url := address(inner, report)) is not None:
                    found.append((name, url))
        elif (url := address(item, report)) is not None:
            found.append((_short(url), url))
    return tuple(found)


def _short(url: str) -> str:
    """Return an address as a person would read it out."""
    if url.lower().startswith("mailto:"):
        return url[7:]
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2].removeprefix('www.')}{parts.path}".rstrip("/")


def _followed(value: Value, report: Report) -> tuple[str, int] | None:
    found = written(value, report)
    if found is None:
        return None
    if target := parse_followed(found.value):
        return target, found.line
    report.error(found.line, *followed_fault(found.value))
    return None


def following(value: Value, report: Report) -> tuple[tuple[str, int], ...]:
    """Read whom an author follows, each once."""
    found: dict[str, int] = {}
    for name, line in OneOrMany(_followed)(value, report):
        if name in found:
            report.warn(line, f"names `{name}` twice, first in line {found[name]}", "keep one of the two")
        found.setdefault(name, line)
    return tuple(found.items())


def mail(value: Value, report: Report) -> str | None:
    """Read a mail address, with or without `mailto:`."""
    found = text(value, report)
    plain = (found or "").removeprefix("mailto:")
    if found is None or (len(plain) <= _LONGEST and is_mail(f"mailto:{plain}")):
        return plain or None
    report.error(value.line, f"is no mail address: `{found}`", "write, for example, ada@example.org")
    return None


def new_home(value: Value, report: Report) -> str | None:
    """Read the address at which an author writes now."""
    found = text(value, report)
    if not found or not url_fault(found):
        return found
    report.error(value.line, f"is no address on the web: `{found}`", "write, for example, https://example.org/@ada/")
    return None


def joined(value: Value, report: Report) -> str | None:
    """Read a day, a month or a year."""
    found = text(value, report)
    if found and (fault := partial_date_fault(found)):
        report.error(value.line, f"is no day, month or year: {fault}", "write 2026-11-23, 2026-11 or 2026")
        return None
    return found


def base_url_fault(url: str) -> str:
    """Return why a site cannot live at a URL, or ""."""
    if len(url) > _LONGEST or not _BASE_URL.fullmatch(url):
        return "is no address such as https://example.org/notes/, without ? and #"
    try:
        is_proper = urlsplit(url).port != 0
    except ValueError:
        is_proper = False
    return "" if is_proper and not _IMPROPER.search(url.partition("://")[2]) else "is no proper address"


def base_url(value: Value, report: Report) -> str | None:
    """Read the address of a site; it ends in a slash."""
    found = text(value, report)
    if found is None:
        return None
    if fault := base_url_fault(found):
        report.error(value.line, f"{fault}: `{found}`", "write where the site will live, as in https://example.org/notes/")
        return None
    return f"{found.rstrip('/')}/"


def tag_authority(value: Value, report: Report) -> str | None:
    """Read a domain or mail address and a day on which it was its owner's (RFC 4151, section 2.1)."""
    found = text(value, report)
    if found is None:
        return None
    match = _AUTHORITY.fullmatch(found) if len(found) <= _LONGEST else None
    if match and not partial_date_fault(match[1]):
        return found
    report.error(value.line, f"is no domain and year: `{found}`", 'write, for example, "example.org,2026"')
    return None


def feeds_folder(value: Value, report: Report) -> str | None:
    """Read the folder that keeps the feeds of other sites: one of its own, below the site folder."""
    found = text(value, report)
    if found is None:
        return None
    folder = found.removesuffix("/")
    if _FOLDER.fullmatch(folder) and folder.partition("/")[0].lower() not in _TAKEN:
        return folder
    report.error(value.line, f"is no folder that could keep feeds: `{found}`", "write the name of a folder of its own, as in remote: feeds")
    return None


def matching(pattern: re.Pattern[str], what: str, remedy: str) -> Callable[[Value, Report], str | None]:
    """Return a parser of a text that is as a pattern says."""

    def parse(value: Value, report: Report) -> str | None:
        found = text(value, report)
        if found is None or pattern.fullmatch(found):
            return found
        report.error(value.line, f"{what}: `{found}`", remedy)
        return None

    return parse


def domain(value: Value, report: Report) -> str | None:
    """Read the name of a domain: `example.org`."""
    found = text(value, report)
    if found is None or _DOMAIN.fullmatch(found):
        return found and found.lower()
    report.error(value.line, f"is no domain: `{found}`", "write it as in example.org, without https:// and without a path")
    return None


def authors(value: Value, report: Report) -> Pairs | None:
    """Read a mapping whose keys are handles."""
    if isinstance(value, Pairs):
        return value
    report.error(value.line, "must be a mapping", "write each handle as a key: {ada: {name: Ada}}")
    return None
