"""`config.yaml` → `Config`."""

from urllib.parse import urlsplit

from microblog.content.keys import CONFIG_KEYS, parsers_of
from microblog.content.parsers import base_url_fault
from microblog.content.profiles import parse_user
from microblog.content.repository import repository
from microblog.content.split import decode
from microblog.errors import Problem, UsageError
from microblog.model import urls
from microblog.model.nouns import Author, Config
from microblog.model.repositories import Repository
from microblog.yaml import parse_yaml
from microblog.yaml.fields import Report, handle_remedy, read_fields
from microblog.yaml.values import Pairs, Text

PATH = "config.yaml"
MAX_SIZE = 256  # KiB
MAX_USERS = 200  # each has a dozen pages, so that a line of this file would fill a disk otherwise

_PARSERS = parsers_of(CONFIG_KEYS)


def parse_config(data: bytes, base_url: str = "", repository_url: str = "") -> tuple[Config, list[Problem]]:
    """Read the settings; `base_url`, where given, is used instead of the file's, and `repository_url` where the file has none."""
    content, problems = decode(data, PATH)
    pairs, found = parse_yaml(content, PATH, 1, MAX_SIZE)
    report = Report(PATH)
    values, extra, faulty = read_fields(pairs, _PARSERS, report, "site.extra")
    users = values.pop("users", None)
    if base_url:
        values["base_url"] = _given_base_url(base_url)
    if repository_url and "repository" not in pairs.values:
        values["repository"] = _given_repository(repository_url)
    config = Config(**values, extra=extra)
    if not (problems or found):
        _warn_of_absent(config, values.keys() | faulty, report)
        _warn_of_path(config, report)
    if users:
        config = config._replace(users=_users(users, config, report))
    return config, problems + found + report.problems


def _given_base_url(url: str) -> str:
    if fault := base_url_fault(url):
        raise UsageError(f"--base-url {url} {fault}")
    return url.rstrip("/") + "/"


def _given_repository(url: str) -> Repository:
    report = Report(PATH)
    report.key = "--repository"
    found = repository(Text(url, 0), report)
    if found is None:
        raise UsageError("; ".join(f"{problem.what}; {problem.remedy}" for problem in report.problems))
    return found


def _users(users: Pairs, config: Config, report: Report) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    if len(users.values) > MAX_USERS:
        line = [*users.values.values()][MAX_USERS].line
        report.note(
            line, f"`users` has more than {MAX_USERS} authors", "give each of the others a file of their own, posts/HANDLE/profile.md"
        )
    for name, value in users.values.items():
        report.key = f"users: {name}"
        if urls.HANDLE.fullmatch(name):
            authors[name] = parse_user(name, value, config, report)
        else:
            report.error(value.line, "has a key that is no handle", handle_remedy(name))
    report.key = ""
    return authors


def _warn_of_path(config: Config, report: Report) -> None:
    """Say that a site in a folder of its host is no place for what others ask the host's root for."""
    if config.fediverse != "none" and config.base_path != "/":
        what = f"`fediverse: {config.fediverse}` does nothing for a site below {config.origin}{config.base_path}"
        report.note(0, what, "give the site a domain of its own, or take the line out", is_warning=True)


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
