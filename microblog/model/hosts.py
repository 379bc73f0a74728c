"""What hosts of static files allow, a row each: names are what `deploy: {host: …}` says; and when a site that grows is full.

Figures are those that the hosts publish, as of November 2026, of the plan that costs nothing.
"""

from datetime import date, timedelta
from urllib.parse import urlsplit

from microblog.text.tuples import NamedTuple

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000
MIB = 1 << 20
_YEAR = 365
_NEVER = 100 * _YEAR  # days from which on nobody needs a date
NEARLY_FULL = 0.8  # of what a host allows: from here on there is a warning


class Host(NamedTuple):
    """What a host allows."""

    name: str  # as people say it
    size: int = 0  # bytes of a site; 0 where no limit is known
    files: int = 0  # of a site
    file_size: int = 0  # bytes of one file
    folder: int = 0  # files in one folder
    domains: tuple[str, ...] = ()  # below which it gives its sites their addresses


HOSTS = {
    "github": Host("GitHub Pages", size=GB, domains=("github.io",)),
    "cloudflare": Host("Cloudflare Pages", files=20_000, file_size=25 * MIB, domains=("pages.dev",)),
    "cloudflare-paid": Host("Cloudflare Pages (paid)", files=100_000, file_size=25 * MIB),
    "netlify": Host("Netlify", folder=54_000, domains=("netlify.app",)),
    "gitlab": Host("GitLab Pages", size=GB, files=200_000, domains=("gitlab.io",)),
    "codeberg": Host("Codeberg Pages", size=100 * MIB, domains=("codeberg.page",)),
    "azure": Host("Azure Static Web Apps", size=500 * MIB, domains=("azurestaticapps.net",)),
}


class Weight(NamedTuple):
    """How large a site is."""

    files: int
    size: int  # bytes
    largest: tuple[str, int] = ("", 0)  # its largest file, and the bytes of that
    fullest: tuple[str, int] = ("", 0)  # the folder with most files, and their number


def find_host(named: str, base_url: str) -> Host | None:
    """Return the host that the configuration names, or else the one that the base URL shows."""
    if named:
        return HOSTS.get(named)
    name = (urlsplit(base_url).hostname or "").lower()
    return next((host for host in HOSTS.values() if any(name.endswith(f".{domain}") for domain in host.domains)), None)


class Limit(NamedTuple):
    """One limit of a host, and how far a site is."""

    what: str
    used: int
    allowed: int
    posts_left: float  # at what a post takes on average; below zero where it is exceeded

    @property
    def share(self) -> float:
        """How much of it is used: 1.0 is all."""
        return self.used / self.allowed


def limits_of(host: Host, weight: Weight, posts: int) -> list[Limit]:
    """Return what a host limits and posts fill, each with how many more posts fit."""
    kinds = (("bytes", weight.size, host.size), ("files", weight.files, host.files))
    return [Limit(what, used, allowed, (allowed - used) * posts / used) for what, used, allowed in kinds if allowed and used]


def full_on(limit: Limit, posts_a_year: int, day: date) -> date | None:
    """Return the day on which a limit is reached at so many posts a year; None where that is further than anybody looks."""
    if posts_a_year <= 0:
        return None
    days = max(0.0, limit.posts_left) * _YEAR / posts_a_year
    return day + timedelta(days=int(days)) if days < _NEVER else None


def excesses(host: Host, weight: Weight) -> list[str]:
    """Say which single file or folder a host would refuse."""
    found = []
    if host.file_size and weight.largest[1] > host.file_size:
        found.append(f"{weight.largest[0]} has {told_size(weight.largest[1])}, and {host.name} takes files of {told_size(host.file_size)}")
    if host.folder and weight.fullest[1] > host.folder:
        found.append(f"{weight.fullest[0]}/ has {weight.fullest[1]:,} files, and {host.name} takes {host.folder:,} in a folder")
    return found


def told_size(size: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, name in ((GB, "GB"), (MB, "MB"), (KB, "KB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}".replace(".0 ", " ")
    return f"{size:,} bytes"
