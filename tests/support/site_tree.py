"""Reading a built site as a browser or a feed reader would: its files, and every link in them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from microblog.build import builder
from microblog.build.options import Options
from microblog.build.report import Report

NOW = "2026-11-24T12:00:00Z"


def build(root: Path, **options: object) -> Report:
    """Build a site in this process, at a fixed moment."""
    return builder.build(Options(root=root)._replace(**{"now": NOW, "jobs": 1} | options))  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.links += [values[name] for name in ("href", "src", "poster") if name in values]
        self.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]
        if tag == "meta" and values.get("property") in {"og:url", "og:image"}:
            self.links.append(values["content"])
        if "id" in values:
            self.ids.append(values["id"])


def links_of(html: str) -> tuple[list[str], list[str]]:
    """Return the links and the ids of a page."""
    parser = _Links()
    parser.feed(html)
    return parser.links, parser.ids


def url_of(base_url: str, path: str) -> str:
    """Return the URL that a plain file server shows an output file at."""
    return base_url + path.removesuffix("index.html")


def broken_links(files: dict[str, bytes], base_url: str) -> Iterator[str]:
    """List every link of any page or feed that stays on the site and leads nowhere."""
    ids = {path: set(links_of(data.decode())[1]) for path, data in files.items() if path.endswith(".html")}
    for path, data in files.items():
        for link in links_in(path, data.decode(errors="replace")):
            url = urlsplit(urljoin(url_of(base_url, path), link))
            origin = urlsplit(base_url)
            if (url.scheme, url.netloc) != (origin.scheme, origin.netloc):
                continue
            target = file_at(unquote(url.path), origin.path)
            if target not in files:
                yield f"{path}: {link}"
            elif url.fragment and target.endswith(".html") and unquote(url.fragment) not in ids[target]:
                yield f"{path}: {link} (no such id)"


def file_at(path: str, base_path: str) -> str:
    """Return the output file that a plain file server sends for a path."""
    if not path.startswith(base_path):
        return "outside the base path"
    inside = path.removeprefix(base_path)
    return f"{inside}index.html" if not inside or inside.endswith("/") else inside


def links_in(path: str, text: str) -> list[str]:
    """Return the links of a page, a style sheet, a feed or another file of the output."""
    if path.endswith(".html"):
        return links_of(text)[0]
    if path.endswith(".css"):
        return re.findall(r"url\([\"']?([^)\"']+)", text)
    if path.endswith((".atom", ".xml")):
        return re.findall(r'(?:href|scheme)="([^"]+)"', text) + re.findall(r"<(?:loc|icon|uri)>([^<]+)<", text)
    if path.endswith((".json", ".webmanifest")):
        # `"url": "url"` is no link: it names what a phone hands over when it shares
        return re.findall(r'"(?:url|home_page_url|feed_url|avatar|icon|src|start_url)": ?"(?!url")([^"]+)"', text)
    return []
