"""Words that readers see, in the language of the site: GNU gettext, with plurals and contexts.

English is the source language: a message without a translation is shown as it stands in the code. A message is always
formatted, by names (`%(name)s`), so that a percent sign of its own is written twice.

A catalog is a `.po` file and is read as it is. A compiled one (`.mo`) could be older than what translators wrote, and
would be bytes that nobody can review; the thousand lines of a catalog take a few milliseconds, in a site whose language
is not English. The standard library then has the rules of plurals.
"""

import re
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from microblog.text.hashing import blake2b
from microblog.text.patterns import lazily

_PO_LINE = lazily(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s*)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = lazily(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_MAGIC = 0x950412DE


def N_(message: str) -> str:  # noqa: N802 - what gettext's tools call it
    """Return a message of a table as it is; who shows it asks for its translation."""
    return message


class Words:
    """The words of one language."""

    def __init__(self, catalog: NullTranslations | None = None, state: str = "") -> None:
        """Take a catalog, and a text that tells one state of it from another; without them, the words are English."""
        self._catalog = catalog or NullTranslations()
        self.state = state
        self._dates: dict[str, str] = {}
        self._date = self._catalog.gettext(_DATE)
        self._months = _months_of_dates(self._catalog)

    def message(self, message: str, context: str = "") -> str:
        """Return a message in this language, not formatted."""
        return self._catalog.pgettext(context, message) if context else self._catalog.gettext(message)

    def plural(self, one: str, many: str, number: int) -> str:
        """Return that form of a message which goes with a number, not formatted."""
        return self._catalog.ngettext(one, many, number)

    def gettext(self, message: str, **values: object) -> str:
        """Return a message in this language, with values in it."""
        return self._catalog.gettext(message) % values

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """Return a message in the form that goes with a number, which is its value `num`."""
        return self.plural(one, many, number) % {"num": number, **values}

    def long_date(self, text: str) -> str:
        """Return the date of an RFC 3339 text as people read it: 23 November 2026."""
        day = text[:10]
        return self._dates.get(day) or self._long_date(day)

    def _long_date(self, day: str) -> str:
        values = {"day": int(day[8:]), "month": self._months[int(day[5:7]) - 1], "year": int(day[:4])}
        date = self._dates[day] = self._date % values
        return date

    def month_name(self, month: int) -> str:
        """Return the name of a month, as it stands alone."""
        return self._catalog.gettext(_MONTHS[month - 1])


# L10N: the date of a post
_DATE = N_("%(day)d %(month)s %(year)d")
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def _months_of_dates(catalog: NullTranslations) -> tuple[str, ...]:
    """Return the names of months as dates have them, which in many languages are other forms of the word."""
    pgettext = catalog.pgettext
    return (
        pgettext("in a date", "January"), pgettext("in a date", "February"), pgettext("in a date", "March"),
        pgettext("in a date", "April"), pgettext("in a date", "May"), pgettext("in a date", "June"),
        pgettext("in a date", "July"), pgettext("in a date", "August"), pgettext("in a date", "September"),
        pgettext("in a date", "October"), pgettext("in a date", "November"), pgettext("in a date", "December"),
    )  # fmt: skip


def parse_catalog(text: str) -> Words:
    """Return the words of a `.po` file; raise ValueError with the line that is none of such a file."""
    entries: dict[str, str] = {}
    for entry in re.split(r"\n[ \t\r]*\n", text):
        if not re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE) or '\nmsgid ""\nmsgstr ""\n' in f"\n{entry}":
            entries.update(_parse_entry(entry))
    entries[""] = f"{entries.get('', '')}\nContent-Type: text/plain; charset=utf-8\n"  # as it is compiled here
    return Words(GNUTranslations(BytesIO(_compile(entries))), blake2b(text.encode(), digest_size=16).hexdigest())


def _parse_entry(entry: str) -> dict[str, str]:
    """Return one message and its translation as gettext's compiled catalogs hold them; nothing where there is none yet."""
    parts: dict[str, str] = {}
    last = ""
    for line in entry.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = _PO_LINE.fullmatch(line)
        if not match or not (match[1] or last) or (match[1] and f"{match[1]}{match[2] or ''}" in parts):
            raise ValueError(f"no line of a catalog, or one too many before an empty line: {line}")
        last = f"{match[1]}{match[2] or ''}" if match[1] else last
        parts[last] = parts.get(last, "") + _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), match[3])
    forms = [text for name, text in parts.items() if name.startswith("msgstr")]
    if not all(forms) or "msgid" not in parts:
        return {}
    context = f"{parts['msgctxt']}\4" if "msgctxt" in parts else ""
    several = f"\0{parts['msgid_plural']}" if "msgid_plural" in parts else ""
    return {f"{context}{parts['msgid']}{several}": "\0".join(forms)}


def _compile(entries: dict[str, str]) -> bytes:
    """Return the entries in the form that the standard library reads (https://www.gnu.org/software/gettext/manual/, "MO Files")."""
    pairs = [(key.encode(), value.encode()) for key, value in sorted(entries.items())]
    texts = [*(key for key, _ in pairs), *(value for _, value in pairs)]
    offset = 28 + 8 * len(texts)
    table = []
    for text in texts:
        table += [len(text), offset]
        offset += len(text) + 1
    head = [_MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 8 * len(texts)]
    return b"".join(number.to_bytes(4, "little") for number in [*head, *table]) + b"".join(text + b"\0" for text in texts)
