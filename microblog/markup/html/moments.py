"""What `<time datetime>` may hold: dates, times, weeks, durations (HTML Standard, "The time element")."""

import re
from datetime import date

_YEAR = r"(?!0000)[0-9]{4}"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,3})?)?"
_ZONE = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
_MOMENT = re.compile(
    rf"(?P<day>{_YEAR}-{_MONTH}-{_DAY})(?:[T ]{_CLOCK}{_ZONE}?)?|{_YEAR}(?:-{_MONTH})?|{_MONTH}-{_DAY}|{_CLOCK}|{_ZONE}"
    r"|(?!0000)[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-2])|P(?=.)(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]{1,3})?S)?)?"
)


def is_moment(text: str) -> bool:
    """Return whether a text is a time as machines read it."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return False
    try:
        return match["day"] is None or date.fromisoformat(match["day"]) is not None
    except ValueError:  # the thirtieth of February
        return False
