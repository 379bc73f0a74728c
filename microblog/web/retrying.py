"""When a feed that failed is asked again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST = 30 * 60  # seconds after the first failure; twice as long after each further one
LONGEST = 7 * 24 * 3600
GONE = 30 * 24 * 3600  # for a feed that says that it will never be again


def seconds_of(retry_after: str, now: float) -> float:
    """Read the header `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3); 0 where it says nothing."""
    written = retry_after.strip()
    if written.isascii() and written.isdigit():
        return float(min(int(written[:9]), LONGEST))
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.fromtimestamp(now, UTC)).total_seconds(), 0.0), LONGEST)


def pause(failures: int, wait: float, *, is_gone: bool) -> int:
    """Return the seconds to leave a feed alone after so many failures in a row, at least those that its server asked for."""
    usual = GONE if is_gone else min(FIRST * 2 ** min(max(failures - 1, 0), 20), LONGEST)
    return int(max(usual, wait))


def is_early(until: float, now: float) -> bool:
    """Whether it is too early to ask again; a moment that is further off than anything is ever left alone, a clock that was wrong noted."""
    return now < until <= now + GONE
