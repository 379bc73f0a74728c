"""Accounts of other networks, as keys name them."""

from microblog.model.records import is_did
from microblog.yaml.fields import Report, text
from microblog.yaml.values import Value


def did(value: Value, report: Report) -> str | None:
    """Read the identity of an account of the AT Protocol."""
    found = text(value, report)
    if found and not is_did(found):
        remedy = "write, for example, did:plc:abcdefghijklmnopqrstuvwx; docs/how-to/atmosphere.md says how to find yours"
        report.error(value.line, f"is no DID: `{found}`", remedy)
        return None
    return found
