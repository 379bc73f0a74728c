"""The setting `repository`: an address, or a mapping of `url`, `kind`, `branch` and `folder`."""

import re
from urllib.parse import urlsplit

from microblog.content.parsers import matching
from microblog.model.repositories import HOSTS, KINDS, Kind, Repository
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, read_fields, text
from microblog.yaml.values import Pairs, Value

_URL = lazily(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[\w.~-]+){2,20}", re.IGNORECASE | re.ASCII)
_BRANCH = lazily(r"(?!.*(?:\.\.|//|@\{|\.lock$))[\w.+@#-][\w./+@#-]{0,199}(?<![./])", re.ASCII)
_FOLDER = lazily(r"/?(?!\.{1,2}(?:/|$))[\w.-]+(?:/(?!\.{1,2}(?:/|$))[\w.-]+){0,9}/?")
_REMEDY = "write, for example, https://github.com/ada/notes"
_branch = matching(_BRANCH, "is no name of a branch", "write, for example, main")
_folder = matching(_FOLDER, "is no folder of the repository", "write, for example, site")


def repository(value: Value, report: Report) -> Repository | None:
    """Read where the site folder is kept; the kind of host is known of a few, and must be said of all others."""
    schema = {"url": _url, "kind": _kind, "branch": _branch, "folder": _folder}
    if isinstance(value, Pairs):
        values, _, faulty = read_fields(value, schema, report, "")
    else:
        values, faulty = {"url": _url(value, report)}, frozenset()
    url = values.get("url")
    if url is None and isinstance(value, Pairs) and "url" not in faulty:
        report.error(value.line, "has no `url`", _REMEDY)
    if url is None or faulty:
        return None
    kind = values.get("kind") or HOSTS.get(urlsplit(url).hostname or "")
    if kind is None:
        what = f"has a host of which nobody knows what it is: `{urlsplit(url).hostname}`"
        report.error(value.line, what, f"write {{url: {url}, kind: gitea}}; the kinds are {', '.join(KINDS)}")
        return None
    return Repository(**(values | {"kind": kind, "folder": (values.get("folder") or "").strip("/")}))


def _url(value: Value, report: Report) -> str | None:
    found = text(value, report)
    url = (found or "").removesuffix("/").removesuffix(".git")
    if found is None or (_URL.fullmatch(url) and "/../" not in f"{url}/" and "/./" not in f"{url}/"):
        return url or None
    report.error(value.line, f"is no address of a repository: `{found}`", _REMEDY)
    return None


def _kind(value: Value, report: Report) -> Kind | None:
    found = (text(value, report) or "").lower()
    for kind in KINDS:
        if kind == found:
            return kind
    report.error(value.line, f"is no kind of git host: `{found}`", f"the kinds are {', '.join(KINDS)}")
    return None
