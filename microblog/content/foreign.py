"""Keys as other tools write them → those of this one (docs/reference/front-matter.md, *Keys of other tools*).

What hides a post there hides it here, and what cannot be understood is kept under its own name and never stops a site. Keys
are compared without case, `-` and `_`: `publishDate`, `publish_date` and `Publish-Date` are one.
"""

from operator import itemgetter

from microblog.content.foreign_dates import read_date, read_end, read_published, read_updated
from microblog.content.foreign_values import (
    OWN,
    Reading,
    Rule,
    adds_to,
    fold,
    gives,
    holds_if_false,
    holds_if_given,
    holds_if_true,
    read_address,
    read_author,
    read_build,
    read_exclusion,
    read_permalink,
    read_pictures,
    read_redirects,
    read_state,
    read_status,
    read_taxonomies,
    read_visibility,
    texts_of,
)
from microblog.content.holding import ENDS, IF_FALSE, IF_GIVEN, IF_TRUE, PERHAPS_BY_WORD
from microblog.content.parsers import Picture
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, is_false
from microblog.yaml.values import Items, Pairs, Text, Value

_DATES = ("publishdate", "pubdate", "published", "datepublished", "publishedat", "created", "createdat", "datecreated", "createdon")
_OWN_FOLDED = {fold(name): name for name in OWN}
RULES: dict[str, Rule] = {
    **{fold(name): holds_if_true(how) for how, names in IF_TRUE.items() for name in names},
    **{fold(name): holds_if_false(how) for how, names in IF_FALSE.items() for name in names},
    **{fold(name): holds_if_given("draft") for name in IF_GIVEN},
    **{fold(name): read_end for name in ENDS},
    **{fold(name): read_state for name in PERHAPS_BY_WORD},
    **dict.fromkeys(_DATES, read_date),
    "published": read_published,
    **dict.fromkeys(
        ("lastmod", "modified", "lastmodified", "lastmodifiedat", "updatedat", "edited", "lastupdated", "datemodified"), read_updated
    ),
    "status": read_status,
    "visibility": read_visibility,
    "eleventyexcludefromcollections": read_exclusion,
    "build": read_build,
    **dict.fromkeys(("tag", "category", "categories", "keywords"), adds_to("tags")),
    "taxonomies": read_taxonomies,
    **dict.fromkeys(("description", "excerpt", "abstract"), gives("summary")),
    **dict.fromkeys(("contentwarning", "spoiler", "spoilertext"), gives("cw")),
    **dict.fromkeys(("redirectfrom", "alias"), read_redirects),
    **dict.fromkeys(("permalink", "url"), read_permalink),
    **dict.fromkeys(("link", "externalurl", "bookmark"), read_address),
    **dict.fromkeys(
        ("photos", "image", "images", "cover", "coverimage", "coverphoto", "thumbnail", "featuredimage", "featureimage"), read_pictures
    ),
    "authors": read_author,
}
"""How each foreign key is read, by what is compared of it."""


class Foreign(NamedTuple):
    """A head under this program's keys."""

    pairs: Pairs
    due: Text | None = None  # a moment before which the post is not shown, whatever its date is
    ends: Text | None = None  # a moment from which it is not shown any more
    pictures: tuple[Picture, ...] = ()
    addresses: tuple[Text, ...] = ()  # where the post stood before


def translate(pairs: Pairs, report: Report) -> Foreign:
    """Read a head's keys under the names that they have here."""
    if pairs.values.keys() <= OWN:
        return Foreign(pairs)
    reading = Reading(pairs, report)
    for key, value in pairs.values.items():
        if key not in OWN:
            _translate_one(reading, key, value)
    if reading.dates and not _is_given(reading.values.get("date")):
        reading.values["date"] = next(reading.dates[name] for name in _DATES if name in reading.dates)
    for name, found in filter(itemgetter(1), reading.lists.items()):
        _append(reading.values, name, found)
    return Foreign(Pairs(reading.values, pairs.line), reading.due, reading.ends, tuple(reading.pictures), tuple(reading.addresses))


def _translate_one(reading: Reading, key: str, value: Value) -> None:
    folded = fold(key)
    if own := _OWN_FOLDED.get(folded):
        _under_own_name(reading, key, own, value)
    elif (rule := RULES.get(folded)) is None or rule(reading, key, value):
        reading.values[key] = value


def _under_own_name(reading: Reading, key: str, own: str, value: Value) -> None:
    """Take a key in other writing; where both stand, what holds the post back counts."""
    known = reading.values.get(own)
    if not _is_given(known) or (own in ("draft", "unlisted") and not is_false(value)):
        reading.values[own] = value
    elif own == "date" and isinstance(value, Text) and not value.is_absent:
        reading.wait_for(value)
    else:
        reading.note(value.line, f"`{key}` stands beside `{own}`, which counts", "keep one of the two")


def _is_given(value: Value | None) -> bool:
    return value is not None and not (isinstance(value, Text) and value.is_absent)


def _append(values: dict[str, Value], name: str, more: list[Value]) -> None:
    known = values.get(name)
    first = texts_of(known) if known is not None else []
    values[name] = Items((*first, *more), first[0].line if first else more[0].line)
