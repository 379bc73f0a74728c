"""A menu of another tool → lines of `config.yaml`."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from microblog.formats.post_file import quote
from microblog.model import urls
from microblog.model.nouns import Config
from microblog.yaml.fields import url_fault

_HERE = frozenset({"tags/", "archive/", "users/"})
_OTHER_NAMES = {"archives/": "archive/", "tag/": "tags/", "archive.html": "archive/", "archives.html": "archive/", "tags.html": "tags/"}


def menu_lines(entries: Iterable[tuple[str, str]], pages: Mapping[str, str], config: Config) -> tuple[str, list[str]]:
    """Return `menu:` as YAML, "" for no menu, and the entries that lead to nothing; `pages` are URL paths with their files."""
    lines, lost = [], []
    for label, address in entries:
        target = _target(address.strip(), pages, config)
        if target:
            lines.append(f"  - {quote(label)}: {quote(target)}\n")
        elif target is None:
            lost.append(f"{label} ({address})")
    return f"\nmenu:\n{''.join(lines)}" if lines else "", lost


def _target(address: str, pages: Mapping[str, str], config: Config) -> str | None:
    """Return what an entry says here; "" for the front page and feeds, which are linked in any case, None where there is no such thing."""
    own = urls.own_path(address, config.base_url) if "://" in address else address
    if own is None:
        return None if url_fault(address) else address
    if ":" in own:
        return None
    path = unquote(own.partition("#")[0].partition("?")[0]).removeprefix(config.base_path).strip("/")
    path = path if path.endswith(".html") else f"{path}/"
    if path in ("/", "index.html") or path.endswith((".xml/", ".rss/", ".json/", ".atom/")):
        return ""
    path = _OTHER_NAMES.get(path, path)
    page = path.removesuffix("index.html") if path.endswith("/index.html") else f"{path.removesuffix('.html').strip('/')}/"
    return pages.get(page) or (f"/{page}" if page in _HERE else None)
