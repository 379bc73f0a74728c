"""`config.yaml` → `Config`."""

import re
from urllib.parse import urlsplit

from microblog.content.blocking import absent
from microblog.content.frontmatter import decode
from microblog.content.profiles import parse_user
from microblog.errors import Problem, UsageError
from microblog.model import urls
from microblog.model.nouns import Author, Config
from microblog.text.dates import partial_date_fault
from microblog.text.patterns import lazily
from microblog.yaml import parse_yaml
from microblog.yaml.fields import Parser, Report, boolean, handle, handle_remedy, integer, language, read_fields, short_text, text, timezone
from microblog.yaml.values import Entries, Value

PATH = "config.yaml"
MAX_SIZE = 256  # KiB
MAX_USERS = 200  # each has a dozen pages, so that a line of this file would fill a disk otherwise

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*"
_BASE_URL = lazily(rf"https?://(?:{_HOST}|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?(?:/[\w.~%@:+,/-]*)?", re.IGNORECASE | re.ASCII)
_AUTHORITY = lazily(rf"(?:[a-z0-9._-]+@)?{_HOST},([0-9-]+)", re.IGNORECASE | re.ASCII)
_IMPROPER = lazily(r"//|/\.{1,2}(?:/|$)|%(?![0-9a-f]{2})", re.IGNORECASE)
_FOLDER = lazily(r"[a-z0-9_][a-z0-9._-]{0,60}(?:/[a-z0-9_][a-z0-9._-]{0,60}){0,5}", re.IGNORECASE | re.ASCII)
_TAKEN = frozenset({"docs", "microblog", "posts", "public", "static", "templates", "tests"})
_LONGEST = 255  # of addresses; the patterns take time that grows with the square of the length


def parse_config(data: bytes, base_url: str = "") -> tuple[Config, list[Problem]]:
    """Read the settings; `base_url`, where given, is used instead of the file's."""
    content, problems = decode(data, PATH)
    entries, found = parse_yaml(content, PATH, 1, MAX_SIZE)
    report = Report(PATH)
    values, extra, faulty = read_fields(entries, _SCHEMA, report, "site.extra")
    users = values.pop("users", None)
    if base_url:
        values["base_url"] = _given_base_url(base_url)
    config = Config(**values, extra=extra)
    if not (problems or found):
        _warn_of_absent(config, values.keys() | faulty, report)
    if users:
        config = config._replace(users=_users(users, config, report))
    return config, problems + found + report.problems


def base_url_fault(url: str) -> str:
    """Say why a site cannot live at a URL, or give ""."""
    if len(url) > _LONGEST or not _BASE_URL.fullmatch(url):
        return "is no address such as https://example.org/notes/, without ? and #"
    try:
        is_proper = urlsplit(url).port != 0
    except ValueError:
        is_proper = False
    return "" if is_proper and not _IMPROPER.search(url.partition("://")[2]) else "is no proper address"


def _given_base_url(url: str) -> str:
    if fault := base_url_fault(url):
        raise UsageError(f"--base-url {url} {fault}")
    return url.rstrip("/") + "/"


def _base_url(value: Value, report: Report) -> str | None:
    found = text(value, report)
    if found is None:
        return None
    if fault := base_url_fault(found):
        report.error(value.line, f"{fault}: `{found}`", "write where the site will live, as in https://example.org/notes/")
        return None
    return f"{found.rstrip('/')}/"


def _tag_authority(value: Value, report: Report) -> str | None:
    """Read a domain or mail address and a day on which it was its owner's (RFC 4151, section 2.1)."""
    found = text(value, report)
    if found is None:
        return None
    match = _AUTHORITY.fullmatch(found) if len(found) <= _LONGEST else None
    if match and not partial_date_fault(match[1]):
        return found
    report.error(value.line, f"is no domain and year: `{found}`", 'write, for example, "example.org,2026"')
    return None


def _remote(value: Value, report: Report) -> str | None:
    """Read the folder that keeps the feeds of other sites: one of its own, below the site folder."""
    found = text(value, report)
    if found is None:
        return None
    folder = found.removesuffix("/")
    if _FOLDER.fullmatch(folder) and folder.partition("/")[0].lower() not in _TAKEN:
        return folder
    report.error(value.line, f"is no folder that could keep feeds: `{found}`", "write the name of a folder of its own, as in remote: feeds")
    return None


def _mapping(value: Value, report: Report) -> Entries | None:
    if isinstance(value, Entries):
        return value
    report.error(value.line, "must be a mapping", "write each handle as a key: {ada: {name: Ada}}")
    return None


def _users(users: Entries, config: Config, report: Report) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    if len(users.entries) > MAX_USERS:
        line = [*users.entries.values()][MAX_USERS].line
        report.note(
            line, f"`users` has more than {MAX_USERS} authors", "give each of the others a file of their own, posts/HANDLE/profile.md"
        )
    for name, value in users.entries.items():
        report.key = f"users: {name}"
        if urls.HANDLE.fullmatch(name):
            authors[name] = parse_user(name, value, config, report)
        else:
            report.error(value.line, "has a key that is no handle", handle_remedy(name))
    report.key = ""
    return authors


def _warn_of_absent(config: Config, known: set[str], report: Report) -> None:
    host = urlsplit(config.base_url).hostname if config.base_url != Config().base_url else ""
    if "base_url" not in known:
        what, remedy = (
            "there is no `base_url`, so links in feeds lead nowhere",
            "write base_url: https://example.org/, where the site will live",
        )
        report.note(0, what, remedy, is_warning=True)
    if "tag_authority" not in known:
        what = "there is no `tag_authority`, so feeds will show every post as new once the site moves"
        remedy = f'write tag_authority: "{host or "example.org"},2026", with a domain that is yours and a year in which it was'
        report.note(0, what, remedy, is_warning=True)


_SCHEMA: dict[str, Parser] = {
    "title": short_text,
    "description": text,
    "base_url": _base_url,
    "lang": language,
    "timezone": timezone,
    "author": handle,
    "users": _mapping,
    "page_size": integer(1, 1000),
    "feed_size": integer(1, 1000),
    "home_size": integer(1, 1000),
    "tag_authority": _tag_authority,
    "search": boolean,
    "remote": _remote,
    "muted": absent,
    "blocked": absent,
}
