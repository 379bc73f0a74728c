"""The setting `deploy`: a place, or a mapping of `to`, `host`, `endpoint` and `region`."""

import re

from microblog.content.parsers import matching
from microblog.model.deployments import Deployment, place_fault
from microblog.model.hosts import HOSTS
from microblog.text.closeness import closest
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, read_fields, text
from microblog.yaml.values import Pairs, Value

_ENDPOINT = lazily(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?/?", re.IGNORECASE | re.ASCII)
_REGION = lazily(r"[a-z0-9-]{1,40}", re.ASCII)
_endpoint = matching(_ENDPOINT, "is no address of a store", "write, for example, https://s3.example.org")
_region = matching(_REGION, "is no region", "write, for example, eu-central-1")


def deployment(value: Value, report: Report) -> Deployment | None:
    """Read where the built site goes, and which host's limits count for it."""
    if not isinstance(value, Pairs):
        to = _place(value, report)
        return Deployment(to) if to else None
    values, _, faulty = read_fields(value, {"to": _place, "host": _host, "endpoint": _endpoint, "region": _region}, report, "")
    return None if faulty else Deployment(**values)


def _place(value: Value, report: Report) -> str | None:
    found = text(value, report)
    if found is None:
        return None
    fault, remedy = place_fault(found)
    if fault:
        report.error(value.line, fault, remedy)
        return None
    return found


def _host(value: Value, report: Report) -> str | None:
    found = (text(value, report) or "").lower()
    if not found or found in HOSTS:
        return found or None
    close = closest(found, sorted(HOSTS))
    report.error(
        value.line,
        f"is no host whose limits are known: `{found}`",
        f"did you mean {close}?" if close else f"write one of {', '.join(HOSTS)}",
    )
    return None
