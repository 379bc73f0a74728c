"""Keys as other tools write them → those of this one (docs/reference/front-matter.md, *Keys of other tools*).

What hides a post there hides it here, and what cannot be understood is kept under its own name and never stops a site. Keys
are compared without case, `-` and `_`: `publishDate`, `publish_date` and `Publish-Date` are one.
"""

import re
from collections.abc import Callable, Iterator

from microblog.content.keys import POST_KEYS
from microblog.content.parsers import Picture, split_at_commas
from microblog.text import dates
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, is_false, is_true, url_fault
from microblog.yaml.values import Items, Pairs, Text, Value

_HELD = frozenset({"draft", "drafts", "private", "direct", "followers", "followersonly", "pending", "trash", "skip", "wip", "inprogress"})
_UNLISTED = frozenset({"hidden", "unlisted"})
_SHOWN = frozenset({"", "public", "publish", "published", "visible", "true", "final", "done", "featured"})
_PLACES = ("file", "src", "url", "path", "image", "name", "feature", "resource")  # of a picture that is a mapping
_WORDS = ("alt", "alttext", "caption", "title", "description")


class Foreign(NamedTuple):
    """A head under this program's keys."""

    pairs: Pairs
    due: Text | None = None  # a moment before which the post is not shown, whatever its date is
    pictures: tuple[Picture, ...] = ()
    addresses: tuple[Text, ...] = ()  # where the post stood before


def fold(key: str) -> str:
    """Return what is compared of a key."""
    return key.replace("-", "").replace("_", "").lower()


class _Reading:
    """What was understood so far."""

    def __init__(self, pairs: Pairs, report: Report) -> None:
        self.given = pairs.values
        self.report = report
        self.values: dict[str, Value] = {key: value for key, value in pairs.values.items() if key in OWN}
        self.lists: dict[str, list[Value]] = {}
        self.dates: dict[str, Text] = {}
        self.due: Text | None = None
        self.pictures: list[Picture] = []
        self.addresses: list[Text] = []

    def hold(self, how: str, key: str, value: Value) -> None:
        """Hold the post back, as its author did elsewhere."""
        self.values[how] = Text("true", value.line)
        said = f"{key}: {value.value}" if isinstance(value, Text) else key
        self.note(value.line, f"`{said}` is read as `{how}: true`", f"nothing, if that is meant; else take `{key}` out")

    def note(self, line: int, what: str, remedy: str) -> None:
        self.report.note(line, what, remedy, is_warning=True, kind=what)


Rule = Callable[[_Reading, str, Value], bool | None]  # whether the key was left as it is


def translate(pairs: Pairs, report: Report) -> Foreign:
    """Read a head's keys under the names that they have here."""
    if pairs.values.keys() <= OWN:
        return Foreign(pairs)
    reading = _Reading(pairs, report)
    for key, value in pairs.values.items():
        if key not in OWN:
            _translate_one(reading, key, value)
    if "date" not in reading.values and reading.dates:
        reading.values["date"] = next(reading.dates[name] for name in _DATES if name in reading.dates)
    for name, found in reading.lists.items():
        _append(reading.values, name, found)
    return Foreign(Pairs(reading.values, pairs.line), reading.due, tuple(reading.pictures), tuple(reading.addresses))


def _translate_one(reading: _Reading, key: str, value: Value) -> None:
    folded = fold(key)
    if own := _OWN_FOLDED.get(folded):
        _under_own_name(reading, key, own, value)
    elif (rule := RULES.get(folded)) is None or rule(reading, key, value):
        reading.values[key] = value


def _under_own_name(reading: _Reading, key: str, own: str, value: Value) -> None:
    """Take a key in other writing; where both stand, what holds the post back counts."""
    known = reading.values.get(own)
    if known is None or (own in ("draft", "unlisted") and is_true(value)):
        reading.values[own] = value
    else:
        reading.note(value.line, f"`{key}` stands beside `{own}`, which counts", "keep one of the two")


def _append(values: dict[str, Value], name: str, more: list[Value]) -> None:
    known = values.get(name)
    first = _texts(known) if known is not None else []
    values[name] = Items((*first, *more), first[0].line if first else more[0].line)


def _items(value: Value) -> Iterator[Value]:
    """Yield what a list holds, lists in lists included, or the one value; nothing where nothing stands there."""
    if isinstance(value, Items):
        for item in value.items:
            yield from _items(item)
    elif not (isinstance(value, Text) and value.is_absent):
        yield value


def _texts(value: Value) -> list[Text]:
    if isinstance(value, Text):
        return split_at_commas(value)
    return [item for item in _items(value) if isinstance(item, Text)]


def _list(name: str) -> Rule:
    """Make a rule that adds texts to a list."""

    def add(reading: _Reading, _: str, value: Value) -> None:
        if texts := _texts(value):
            reading.lists.setdefault(name, []).extend(texts)

    return add


def _taxonomies(reading: _Reading, _: str, value: Value) -> bool | None:
    """Read Zola's table of tags and categories."""
    if not isinstance(value, Pairs):
        return True
    for inner in value.values.values():
        _list("tags")(reading, "", inner)
    return None


def _text_of(name: str) -> Rule:
    """Make a rule that takes a text, where the key of this program is not there."""

    def take(reading: _Reading, _: str, value: Value) -> bool | None:
        if name in reading.given or not isinstance(value, Text):
            return True
        if not value.is_absent and value.value.strip():
            words = " ".join(value.value.split())
            reading.values.setdefault(name, value._replace(value=words[:2_000]))
        return None

    return take


def _date(reading: _Reading, key: str, value: Value) -> bool | None:
    if not isinstance(value, Text) or value.is_absent:
        return None if isinstance(value, Text) else True
    if isinstance(found := dates.parse_date(value.value, "UTC"), str):
        reading.note(value.line, f"`{key}` is no date that is understood here", "write it as `date: 2026-11-23T14:05:00+01:00`")
        return True
    reading.dates.setdefault(fold(key), value)
    if fold(key) == "publishdate":
        reading.due = value
    return None if found else True


def _published(reading: _Reading, key: str, value: Value) -> bool | None:
    """Read `published`, which is a date in some tools and a truth in others."""
    if is_false(value):
        reading.hold("draft", key, value)
        return None
    return None if is_true(value) else _date(reading, key, value)


def _updated(reading: _Reading, key: str, value: Value) -> bool | None:
    if not isinstance(value, Text) or "updated" in reading.given:
        return True
    if value.is_absent:
        return None
    if isinstance(dates.parse_date(value.value, "UTC"), str):
        reading.note(value.line, f"`{key}` is no date that is understood here", "write it as `updated: 2026-11-23T14:05:00+01:00`")
        return True
    reading.values.setdefault("updated", value)
    return None


def _status(reading: _Reading, key: str, value: Value) -> bool | None:
    word = fold(value.value) if isinstance(value, Text) else "?"
    if word in _HELD:
        reading.hold("draft", key, value)
    elif word in _UNLISTED:
        reading.hold("unlisted", key, value)
    elif word not in _SHOWN:
        said = f"{key}: {value.value}" if isinstance(value, Text) else key
        reading.note(
            value.line, f"`{said}` says nothing here, so it holds nothing back", "write `draft: true` if it should, or take it out"
        )
        return True
    return None


def _if_true(how: str) -> Rule:
    """Make a rule for a key that hides a post where it is true."""
    return lambda reading, key, value: reading.hold(how, key, value) if is_true(value) else None


def _if_false(how: str) -> Rule:
    """Make a rule for a key that hides a post where it is false."""
    return lambda reading, key, value: reading.hold(how, key, value) if is_false(value) else None


def _if_given(how: str) -> Rule:
    """Make a rule for a key that hides a post at times, or from some readers."""
    return lambda reading, key, value: reading.hold(how, key, value) if [*_items(value)] else None


def _build(reading: _Reading, key: str, value: Value) -> bool | None:
    """Read Hugo's options of what is made of a page."""
    options = (
        {fold(name): inner.value.lower() for name, inner in value.values.items() if isinstance(inner, Text)}
        if isinstance(value, Pairs)
        else {}
    )
    if options.get("render") in ("never", "false", "link"):
        reading.hold("draft", key, value)
    elif options.get("list") in ("never", "false"):
        reading.hold("unlisted", key, value)
    return None


def _permalink(reading: _Reading, key: str, value: Value) -> bool | None:
    """Read where a post stood; Eleventy's `false` says that it stood nowhere."""
    if is_false(value):
        reading.hold("draft", key, value)
        return None
    found = [item for item in _texts(value) if not re.search(r":[a-z]|\{", item.value.partition("://")[2] or item.value)]
    reading.addresses += found
    return None if found else True


def _redirects(reading: _Reading, _: str, value: Value) -> None:
    reading.addresses += [item for item in _items(value) if isinstance(item, Text)]


def _address(reading: _Reading, _: str, value: Value) -> bool | None:
    if "bookmark_of" in reading.given or not isinstance(value, Text) or url_fault(value.value):
        return True
    reading.values.setdefault("bookmark_of", value)
    return None


def _pictures(reading: _Reading, _: str, value: Value) -> bool | None:
    """Read pictures as texts, or as mappings that name a file and perhaps its words."""
    if "photo" in reading.given:
        return True
    found = [picture for item in _items(value) if (picture := _picture(item))]
    reading.pictures += found
    return None if found else True


def _picture(item: Value) -> Picture | None:
    if isinstance(item, Text):
        return Picture(item.value, None, item.line, is_optional=True)
    inner = {fold(name): value for name, value in item.values.items() if isinstance(value, Text)} if isinstance(item, Pairs) else {}
    file = next((inner[name] for name in _PLACES if name in inner), None)
    alt = next((inner[name].value for name in _WORDS if name in inner), None)
    return Picture(file.value, alt, file.line, is_optional=True) if file else None


def _author(reading: _Reading, _: str, value: Value) -> bool | None:
    if "author" in reading.given:
        return True
    reading.values.setdefault("author", value)
    return None


_DATES = ("publishdate", "pubdate", "published", "datepublished", "publishedat", "created", "createdat", "datecreated", "createdon")
OWN = frozenset(key.name for key in POST_KEYS)
_OWN_FOLDED = {fold(name): name for name in OWN}
RULES: dict[str, Rule] = {
    **dict.fromkeys(_DATES, _date),
    "published": _published,
    **dict.fromkeys(
        ("lastmod", "modified", "lastmodified", "lastmodifiedat", "updatedat", "edited", "lastupdated", "datemodified"), _updated
    ),
    "status": _status,
    "visibility": _status,
    "hidden": _if_true("unlisted"),
    "eleventyexcludefromcollections": _if_true("unlisted"),
    "private": _if_true("draft"),
    "isdraft": _if_true("draft"),
    "headless": _if_true("draft"),
    "publish": _if_false("draft"),
    "dgpublish": _if_false("draft"),
    "password": _if_given("draft"),
    "expirydate": _if_given("draft"),
    "unpublishdate": _if_given("draft"),
    "build": _build,
    **dict.fromkeys(("tag", "category", "categories", "keywords"), _list("tags")),
    "taxonomies": _taxonomies,
    **dict.fromkeys(("description", "excerpt", "abstract"), _text_of("summary")),
    **dict.fromkeys(("contentwarning", "spoiler", "spoilertext"), _text_of("cw")),
    **dict.fromkeys(("redirectfrom", "alias"), _redirects),
    **dict.fromkeys(("permalink", "url"), _permalink),
    **dict.fromkeys(("link", "externalurl", "bookmark"), _address),
    **dict.fromkeys(("photos", "image", "images", "cover", "coverimage", "thumbnail", "featuredimage", "featureimage"), _pictures),
    "authors": _author,
}
"""How each foreign key is read, by what is compared of it."""
