"""How many posts each day has: a file that a script finds posts with.

A month's timeline is cut into pages from its oldest post on, so that the counts of its days say on which page a post is, and
the file grows with the days that have posts, not with the posts. An example, a site's second and third day of November 2026:

    {"page_size": 20, "months": {"2026-11": "0 3 1"}}
"""

import json
from collections.abc import Mapping


def render_counts(page_size: int, months: Mapping[str, str]) -> bytes:
    """Render the counts: of each month with posts, those of its days, with spaces between."""
    return json.dumps({"page_size": page_size, "months": months}, separators=(",", ":")).encode()
