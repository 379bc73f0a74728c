"""Where a post or a page stood before, and what else it is called: the values of `aliases` and of keys that say the same."""

import re
from urllib.parse import unquote

from microblog.model import urls
from microblog.model.nouns import Config
from microblog.model.pages import AUTHORS_FILES, OVERRIDABLE, OWNED, RESERVED
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report
from microblog.yaml.values import Text

_LONGEST = 1_000  # bytes of a path
_LONGEST_PART = 200  # bytes, as of a post's own URL
_PAGES = (".html", ".htm", ".php", ".xhtml")


class Written(NamedTuple):
    """What a head says of former addresses."""

    aliases: tuple[Text, ...] = ()
    addresses: tuple[Text, ...] = ()  # under other tools' keys


class Addresses(NamedTuple):
    """What a post or page says of where it stood, as fields of its noun."""

    aliases: tuple[str, ...]  # paths below the site's base
    names: tuple[str, ...]
    foreign_aliases: tuple[str, ...]  # of `aliases`, those that stand under other tools' keys alone


def sort_aliases(written: Written, permalink: str, config: Config, report: Report) -> Addresses:
    """Sort paths from names; what is neither is told and left out.

    What the site needs itself is an error under this program's key, and left out under those of others.
    """
    paths: dict[str, bool] = {}  # whether the key is another tool's
    names: dict[str, None] = {}
    for text in (*written.aliases, *written.addresses):
        path = _path(text.value, config)
        if path is None:
            names[text.value] = None
        elif path and _is_owned(path) and text in written.aliases:
            report.note(text.line, f"`aliases`: the site has a page of its own at `{text.value}`", "take it out")
        elif fault := _fault(path):
            what = f"`{text.value}` {fault}, so nothing leads on from there"
            report.note(
                text.line, what, "write a path of this site, as in /2013/07/hello/", is_warning=True, kind=f"an old address {fault}"
            )
        elif path != permalink:
            paths.setdefault(path, text not in written.aliases)
    return Addresses((*paths,), (*names,), tuple(path for path, is_foreign in paths.items() if is_foreign))


def _is_owned(path: str) -> bool:
    """Return whether a path lies where the site's own pages do, which have no names of files."""
    first, _, rest = urls.key(path).partition("/")
    if first.startswith("@"):
        return rest.partition("/")[0] in RESERVED | AUTHORS_FILES | {""}
    return first in OWNED and (path.endswith("/") or "." in first)


def _path(written: str, config: Config) -> str | None:
    """Return the path below the site's base; "" for an address of another site, None for a name."""
    if written.startswith("//") or re.match(r"[A-Za-z]:[\\/]", written):
        return ""
    if "://" in written:
        own = urls.own_path(written, config.base_url)
        return None if own is None and " " in written else _cleaned(own) if own is not None else ""
    if written.startswith("/"):
        below = written.removeprefix(config.base_path) if written.startswith(config.base_path) else written[1:]
        return _cleaned(below)
    is_path = "/" in written.rstrip("/") and " " not in written and written.isascii() and written == written.lower()
    return _cleaned(written) if is_path or written.endswith("/") or written.lower().endswith(_PAGES) else None


def _cleaned(path: str) -> str:
    """Return a path as the site's paths are: decoded, without the name of a folder's page, with a slash behind what is no file."""
    path = unquote(path.partition("#")[0].partition("?")[0]).lstrip("/")
    path = path[: -len("index.html")] if path == "index.html" or path.endswith("/index.html") else path
    last = path.rpartition("/")[2]
    return path if not last or "." in last else f"{path}/"


def _fault(path: str) -> str:
    """Say why no page can be written at a path, or return ""."""
    if not path:
        return "is no path of this site"
    if _is_owned(path) or path in OVERRIDABLE:
        return "is a page that the site has itself"
    if len(path.encode()) > _LONGEST:
        return f"is longer than {_LONGEST:,} bytes"
    if not all(map(_can_be, path.removesuffix("/").split("/"))):
        return "is no path that a file can have"
    if not path.endswith("/") and not path.lower().endswith(_PAGES):
        return "is no page"
    return ""


def _can_be(part: str) -> bool:
    """Return whether a file or folder can be called so; what is called as a folder's page would be in the way of one."""
    is_name = bool(part.strip(".")) and part.isprintable() and "\\" not in part
    return is_name and len(part.encode()) <= _LONGEST_PART and urls.key(part) != "index.html"
