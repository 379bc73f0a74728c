"""Words that readers see, in one language: GNU gettext, with plurals and contexts.

English is the source language: a message without a translation is shown as it stands in the code. A message is always
formatted, by names (`%(name)s`), so that a percent sign of its own is written twice.
"""

from gettext import NullTranslations

from microblog.text.directions import NAMES, isolation


def N_(message: str) -> str:  # noqa: N802 - what gettext's tools call it
    """Return a message of a table as it is; who shows it asks for its translation."""
    return message


class Words:
    """The words of one language."""

    def __init__(self, catalog: NullTranslations | None = None, lang: str = "en", state: str = "") -> None:
        """Take a catalog, the language that it is of, and a text that tells one state of it from another; without them, all is English."""
        self._catalog = catalog or NullTranslations()
        self.lang = lang
        self.isolated = isolation(lang)
        self.state = state
        self._dates: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self._date = self._catalog.gettext(_DATE)
        self._months = _months_of_dates(self._catalog)

    def message(self, message: str, context: str = "") -> str:
        """Return a message in this language, not formatted."""
        return self._catalog.pgettext(context, message) if context else self._catalog.gettext(message)

    def plural(self, one: str, many: str, number: int) -> str:
        """Return that form of a message which goes with a number, not formatted."""
        return self._catalog.ngettext(one, many, number)

    def with_isolated(self, values: dict[str, object]) -> dict[str, object]:
        """Let the names among a message's values be pieces of their own, in place; return the values."""
        for name, value in values.items():
            if name in NAMES:
                values[name] = self.isolated(value)
        return values

    def gettext(self, message: str, **values: object) -> str:
        """Return a message in this language, with values in it."""
        return self._catalog.gettext(message) % self.with_isolated(values)

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """Return a message in the form that goes with a number, which is its value `num`."""
        return self.plural(one, many, number) % {"num": number, **self.with_isolated(values)}

    def long_date(self, text: str) -> str:
        """Return the date of an RFC 3339 text as people read it: 23 November 2026."""
        day = text[:10]
        return self._dates.get(day) or self._long_date(day)

    def _long_date(self, day: str) -> str:
        values = {"day": int(day[8:]), "month": self._months[int(day[5:7]) - 1], "year": int(day[:4])}
        date = self._dates[day] = self._date % values
        return date

    def clock_time(self, text: str) -> str:
        """Return the time of day of an RFC 3339 text as people read it: 14:05, 2:05 PM."""
        clock = text[11:16]
        return self._times.get(clock) or self._clock_time(clock)

    def _clock_time(self, clock: str) -> str:
        hour = int(clock[:2])
        period = self._catalog.pgettext("in a time", "AM") if hour < 12 else self._catalog.pgettext("in a time", "PM")
        values = {"hour": hour, "hour12": (hour - 1) % 12 + 1, "minute": int(clock[3:]), "period": period}
        time = self._times[clock] = self._catalog.gettext(TIME) % values
        return time

    def month_name(self, month: int) -> str:
        """Return the name of a month, as it stands alone."""
        return self._catalog.gettext(_MONTHS[month - 1])


# L10N: the date of a post
_DATE = N_("%(day)d %(month)s %(year)d")

# L10N: the time of a post; for twelve hours: %(hour12)d:%(minute)02d %(period)s
TIME = N_("%(hour)02d:%(minute)02d")
TIME_VALUES = (("hour12", "d"), ("period", "s"))
"""What the time of a post may have beside what the English one has."""

_MONTHS = (
    # L10N: a month that stands alone or begins a line, in lists and headings
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
