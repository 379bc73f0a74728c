"""Who is who at the git host: `github` of a profile, and `roles` of config.yaml."""

from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, text
from microblog.yaml.values import Pairs, Value

ROLES = ("author", "editor", "admin")

_LOGIN = lazily(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")


def login_fault(name: str) -> str:
    """Say why a name is no login; "" where it is one."""
    return "" if _LOGIN.fullmatch(name) else "is no login"


def login(value: Value, report: Report) -> str | None:
    """Read the name by which a git host knows somebody."""
    found = text(value, report)
    name = (found or "").removeprefix("@")
    if found is None or _LOGIN.fullmatch(name):
        return name or None
    report.error(value.line, f"is no login: `{found}`", "write the name by which the git host knows them, as in github: ada-l")
    return None


def roles(value: Value, report: Report) -> dict[str, str] | None:
    """Read a mapping of logins to roles."""
    if not isinstance(value, Pairs):
        report.error(value.line, "must be a mapping", "write, for example, {ada-l: admin}")
        return None
    found = {}
    for name, role in value.values.items():
        said = (text(role, report) or "").lower()
        if not _LOGIN.fullmatch(name.removeprefix("@")) or said not in ROLES:
            report.error(role.line, f"has no role for a login: `{name}: {said}`", f"the roles are {', '.join(ROLES)}")
        found[name.removeprefix("@")] = said
    return found
