"""What stands behind keys of other tools: a rule for each says what becomes of it.

A rule leaves a key that it does not understand as it is, under its own name, and stops no site.
"""

import re
from collections.abc import Callable, Iterator

from microblog.content.holding import DRAFT_WORDS, SHOWN_WORDS, UNLISTED_WORDS
from microblog.content.keys import POST_KEYS
from microblog.content.parsers import MAX_TAGS, Picture, is_tag, split_at_commas
from microblog.text import dates
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, is_false, url_fault
from microblog.yaml.values import Items, Pairs, Text, Value

OWN = frozenset(key.name for key in POST_KEYS)
_PLACES = ("file", "src", "url", "path", "image", "name", "feature", "resource")  # of a picture that is a mapping
_EMBEDDED = lazily(r"!?\[\[([^\]|]+)(?:\|[^\]]*)?\]\]")  # as Obsidian names files
_WORDS = ("alt", "alttext", "caption", "title", "description")


def fold(key: str) -> str:
    """Return what is compared of a key."""
    return re.sub(r"[\W_]", "", key).lower()


class Reading:
    """What was understood so far."""

    def __init__(self, pairs: Pairs, report: Report) -> None:
        self.given = pairs.values
        self.report = report
        self.values: dict[str, Value] = {key: value for key, value in pairs.values.items() if key in OWN}
        self.lists: dict[str, list[Value]] = {}
        self.dates: dict[str, Text] = {}
        self.due: Text | None = None
        self.ends: Text | None = None
        self.pictures: list[Picture] = []
        self.addresses: list[Text] = []

    def hold(self, how: str, key: str, value: Value, said: str = "") -> None:
        """Hold the post back, as its author did elsewhere."""
        self.values[how] = Text("true", value.line)
        said = said or (f"{key}: {value.value}" if isinstance(value, Text) else key)
        self.note(value.line, f"`{said}` is read as `{how}: true`", f"nothing is to be done if that is meant; else take `{key}` out")

    def wait_for(self, moment: Text) -> None:
        """Note a moment before which the post is not shown; the last of several counts."""
        before, found = (dates.parse_date(text.value, "UTC") if text else None for text in (self.due, moment))
        if not isinstance(before, dates.Date) or (isinstance(found, dates.Date) and found.instant > before.instant):
            self.due = moment

    def note(self, line: int, what: str, remedy: str, kind: str = "") -> None:
        """Warn of what many files may have in common."""
        self.report.note(line, what, remedy, is_warning=True, kind=kind or what)


Rule = Callable[[Reading, str, Value], bool | None]  # whether the key was left as it is


def items_of(value: Value) -> Iterator[Value]:
    """Yield what a list holds, lists in lists included, or the one value; nothing where nothing stands there."""
    if isinstance(value, Items):
        for item in value.items:
            yield from items_of(item)
    elif not (isinstance(value, Text) and value.is_absent):
        yield value


def texts_of(value: Value) -> list[Text]:
    """Return the texts of a list, or of a text with commas."""
    items = split_at_commas(value) if isinstance(value, Text) else items_of(value)
    return [item for item in items if isinstance(item, Text) and not item.is_absent]


def adds_to(name: str) -> Rule:
    """Make a rule that adds tags to a list; what can be no tag, and more than a post may have, is pointed out and left out."""

    def add(reading: Reading, key: str, value: Value) -> None:
        found = reading.lists.setdefault(name, [])
        for text in texts_of(value):
            if not is_tag(text.value):
                reading.note(text.line, f"`{key}` has what can be no tag: `{text.value}`", "write it in other words, or take it out")
            elif len(found) < MAX_TAGS // 2:
                found.append(text)
            else:
                reading.note(
                    text.line, f"`{key}` has so many tags that the others are left out", "keep those by which readers would look for it"
                )
                break

    return add


def read_taxonomies(reading: Reading, _: str, value: Value) -> bool | None:
    """Read Zola's table of tags and categories."""
    if not isinstance(value, Pairs):
        return True
    for key, inner in value.values.items():
        adds_to("tags")(reading, key, inner)
    return None


def gives(name: str) -> Rule:
    """Make a rule that takes a text, where the key of this program is not there."""

    def take(reading: Reading, _: str, value: Value) -> bool | None:
        if name in reading.given or not isinstance(value, Text):
            return True
        if not value.is_absent and value.value.strip():
            words = " ".join(value.value.split())
            reading.values.setdefault(name, value._replace(value=words[:2_000]))
        return None

    return take


def read_status(reading: Reading, key: str, value: Value) -> bool | None:
    """Read a word, or some, that say who may see the post; one that is known nowhere is pointed out."""
    words = {_word(word) for word in texts_of(value)} or {_word(value)}
    if words & DRAFT_WORDS:
        reading.hold("draft", key, value)
    elif words & UNLISTED_WORDS:
        reading.hold("unlisted", key, value)
    elif not words <= SHOWN_WORDS:
        what = f"`{key}: {value.value}`" if isinstance(value, Text) else f"`{key}`"
        nothing = "says nothing here, so it holds nothing back"
        reading.note(value.line, f"{what} {nothing}", "write `draft: true` if it should, or take it out", f"a `{key}` {nothing}")
    return None


def read_state(reading: Reading, key: str, value: Value) -> bool | None:
    """Read a key that may say who may see the post, and may be about anything else."""
    return read_status(reading, key, value) if {_word(word) for word in texts_of(value)} & (DRAFT_WORDS | UNLISTED_WORDS) else True


def read_visibility(reading: Reading, key: str, value: Value) -> bool | None:
    """Read who may see the post: readers of whom nothing is known here are fewer than all."""
    if (word := _word(value)) in SHOWN_WORDS or word in UNLISTED_WORDS:
        return read_status(reading, key, value)
    reading.hold("draft", key, value)
    return None


def _word(value: Value) -> str:
    return re.sub(r"[\W_]", "", value.value).lower() if isinstance(value, Text) else "?"


def read_exclusion(reading: Reading, key: str, value: Value) -> None:
    """Read from which of Eleventy's collections a post is taken: from all, or from some."""
    if any(map(_may_be_true, items_of(value))):
        reading.hold("unlisted", key, value, key)


def holds_if_true(how: str) -> Rule:
    """Make a rule for a key that hides a post where it is true: whatever is not surely false."""
    return lambda reading, key, value: reading.hold(how, key, value) if any(map(_may_be_true, items_of(value))) else None


def holds_if_false(how: str) -> Rule:
    """Make a rule for a key that hides a post where it is false."""
    return lambda reading, key, value: reading.hold(how, key, value) if any(map(_may_be_false, items_of(value))) else None


def _may_be_true(value: Value) -> bool:
    return not (is_false(value) or _word(value) in ("0", "n", "none", "null"))


def _may_be_false(value: Value) -> bool:
    return is_false(value) or _word(value) in ("0", "n", "never", "none", "null")


def holds_if_given(how: str) -> Rule:
    """Make a rule for a key that hides a post at times, or from some readers."""
    return lambda reading, key, value: reading.hold(how, key, value, key) if [*items_of(value)] else None


def read_build(reading: Reading, key: str, value: Value) -> bool | None:
    """Read Hugo's options of what is made of a page."""
    options = (
        {fold(name): inner.value.lower() for name, inner in value.values.items() if isinstance(inner, Text)}
        if isinstance(value, Pairs)
        else {}
    )
    if options.get("render") in ("never", "false", "link"):
        reading.hold("draft", key, value)
    elif options.get("list", "always") not in ("always", "true", "yes"):
        reading.hold("unlisted", key, value)
    return None


def read_permalink(reading: Reading, key: str, value: Value) -> bool | None:
    """Read where a post stood; Eleventy's `false` says that it stood nowhere."""
    if any(is_false(item) for item in items_of(value)):
        reading.hold("draft", key, value)
        return None
    found = [item for item in texts_of(value) if not re.search(r":[a-z]|\{", item.value.partition("://")[2] or item.value)]
    reading.addresses += found
    return None if found else True


def read_redirects(reading: Reading, _: str, value: Value) -> None:
    """Read addresses from which to lead on."""
    reading.addresses += [item for item in items_of(value) if isinstance(item, Text)]


def read_address(reading: Reading, _: str, value: Value) -> bool | None:
    """Read what the post is about, where that is an address."""
    if "bookmark_of" in reading.given or not isinstance(value, Text) or url_fault(value.value):
        return True
    reading.values.setdefault("bookmark_of", value)
    return None


def read_pictures(reading: Reading, _: str, value: Value) -> bool | None:
    """Read pictures as texts, or as mappings that name a file and perhaps its words."""
    if "photo" in reading.given:
        return True
    found = [picture for item in items_of(value) if (picture := _picture(item))]
    reading.pictures += found
    return None if found else True


def _picture(item: Value) -> Picture | None:
    if isinstance(item, Text):
        return Picture(_EMBEDDED.sub(r"\1", item.value), None, item.line, is_optional=True)
    inner = {fold(name): value for name, value in item.values.items() if isinstance(value, Text)} if isinstance(item, Pairs) else {}
    file = next((inner[name] for name in _PLACES if name in inner), None)
    alt = next((inner[name].value for name in _WORDS if name in inner), None)
    return Picture(file.value, alt, file.line, is_optional=True) if file else None


def read_author(reading: Reading, _: str, value: Value) -> bool | None:
    """Read whose the post is."""
    if "author" in reading.given:
        return True
    reading.values.setdefault("author", value)
    return None
