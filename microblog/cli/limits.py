"""How large the site is, what its host allows, and when that is full at the rate at which its authors write."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from microblog.build.dry_run import Growth
from microblog.deploying.folder import weigh
from microblog.errors import ContentError, Problem
from microblog.model.hosts import NEARLY_FULL, Host, Limit, Weight, excesses, find_host, full_on, limits_of, told_size
from microblog.model.nouns import Config
from microblog.output.writer import is_ours
from microblog.text.tuples import NamedTuple

_REMEDY = "make pictures smaller with photo_max, or deploy to a host that takes more: a server by rsync, or an S3 store"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Outlook(NamedTuple):
    """What is said of it."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]  # errors where the host would refuse the site


def outlook_on_limits(output: Path, growth: Growth) -> Outlook:
    """Weigh the output of the last build against what the host allows; say nothing where there is none."""
    if not (weight := _weight(output)):
        return Outlook((), ())
    host = find_host(growth.config.deploy.host, growth.config.base_url)
    size = f"The last build left {weight.files:,} files, {told_size(weight.size)}"
    if not host:
        return Outlook((f"{size}; to see what its host allows, write deploy: {{host: …}} into config.yaml",), ())
    limits = limits_of(host, weight, growth.posts)
    told = [_told(limit, growth) for limit in limits]
    return Outlook(
        (f"{size}; {host.name} {_allows(host)}{''.join(f'; {line}' for line in told)}",),
        (*_warnings(host, limits, growth), *_errors(host, weight)),
    )


def check_limits(output: Path, config: Config) -> None:
    """Raise ContentError where the host that the configuration names would refuse the output, or serve it no more."""
    host, weight = find_host(config.deploy.host, config.base_url), _weight(output)
    if host and weight and (errors := [*_errors(host, weight)]):
        raise ContentError(errors)


def _weight(output: Path) -> Weight | None:
    """Weigh the output of the last build; return None where there is none."""
    try:
        return weigh(output) if is_ours(output) else None
    except OSError:  # a build replaces it just now
        return None


def _allows(host: Host) -> str:
    parts = [
        told_size(host.size) if host.size else "",
        f"{host.files:,} files" if host.files else "",
        f"{told_size(host.file_size)} a file" if host.file_size else "",
        f"{host.folder:,} files in a folder" if host.folder else "",
    ]
    return f"allows {', '.join(filter(None, parts))}"


def _used(limit: Limit) -> str:
    return f"{limit.share * 100:.0f} % of the {limit.what} used"


def _told(limit: Limit, growth: Growth) -> str:
    """Say how much of a limit is used, and when all of it will be."""
    used = _used(limit)
    if limit.share >= 1:
        return used
    day = (_EPOCH + timedelta(microseconds=growth.now)).date()
    full = full_on(limit, growth.last_year, day)
    rate = f"{growth.last_year:,} post{'s' * (growth.last_year != 1)} a year"
    return f"{used}, at {rate} full {f'in {full:%Y-%m}' if full else 'not within a hundred years'}"


def _warnings(host: Host, limits: list[Limit], growth: Growth) -> Iterator[Problem]:
    for limit in limits:
        if NEARLY_FULL <= limit.share < 1:
            what = f"the site is nearly all that {host.name} allows: {_told(limit, growth)}"
            yield Problem("config.yaml", 0, what, _REMEDY, is_warning=True)


def _errors(host: Host, weight: Weight) -> Iterator[Problem]:
    for limit in limits_of(host, weight, 0):
        if limit.share >= 1:
            state = "is all that" if limit.share == 1 else "is more than"
            yield Problem("config.yaml", 0, f"the site {state} {host.name} allows: {_used(limit)}", _REMEDY)
    for excess in excesses(host, weight):
        yield Problem("config.yaml", 0, excess, _REMEDY)
