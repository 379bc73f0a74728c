"""Reads a site as Bridgy Fed does (its web.py, granary's atom.py and mf2util, November 2026), from the files of a build.

Only what decides whether and how something is bridged stands here: who the site is, which feed is polled, what an item and a
page become.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import mf2py
from lxml import etree

Json = dict[str, Any]

ATOM = "{http://www.w3.org/2005/Atom}"
_FEED_TYPES = {"application/atom+xml": "atom", "application/rss+xml": "rss", "application/xml": "xml", "text/xml": "xml"}
_MOST = 10  # items of a feed that one poll takes


class Site:
    """A built site at the root of its host."""

    def __init__(self, public: Path, base_url: str = "https://example.org/") -> None:
        self.public, self.base_url = public, base_url

    def file(self, url: str) -> Path:
        path = urlsplit(url).path.lstrip("/")
        return self.public / (f"{path}index.html" if not path or path.endswith("/") else path)

    def parsed(self, url: str) -> Json:
        found: Json = mf2py.parse(doc=self.file(url).read_text(encoding="utf-8"), url=url)
        return found

    @property
    def owns_webfinger(self) -> bool:
        """Whether the site answers for accounts itself, so that it is refused."""
        return any(self.file(urljoin(self.base_url, f"/.well-known/{name}")).exists() for name in ("host-meta", "webfinger"))

    @property
    def profile(self) -> Json | None:
        """The representative h-card of the home page."""
        page = self.parsed(self.base_url)
        cards = [item for item in _all(page["items"]) if "h-card" in item["type"]]
        for card in cards:
            if self.base_url in _values(card, "uid") and self.base_url in _values(card, "url"):
                return card
        for card in cards:
            if set(_values(card, "url")) & set(page["rels"].get("me", [])):
                return card
        alone = [card for card in cards if self.base_url in _values(card, "url")]
        return alone[0] if len(alone) == 1 else None

    @property
    def feed_url(self) -> str:
        """The feed that is polled: the first that the home page names of a kind that it knows."""
        for url, said in self.parsed(self.base_url)["rel-urls"].items():
            if "alternate" in said["rels"] and said.get("type", "").split(";")[0] in _FEED_TYPES:
                return str(url)
        return ""

    def poll(self) -> list[Json]:
        """Return what a poll would bridge: each item with id, title, words, and pictures."""
        root = etree.fromstring(self.file(self.feed_url).read_bytes())
        return [self._item(entry) for entry in root.findall(f"{ATOM}entry")[:_MOST]]

    def _item(self, entry: Any) -> Json:
        url = next(link.attrib["href"] for link in entry.findall(f"{ATOM}link") if link.attrib.get("rel", "alternate") == "alternate")
        title = entry.findtext(f"{ATOM}title") or ""
        words = " ".join("".join(entry.find(f"{ATOM}content").itertext()).split())
        images = [image for image in self._images_of(url) if image not in self._images_of_profile()]
        return {"id": url, "is_article": bool(title), "title": title, "words": words, "images": images}

    def _images_of(self, url: str) -> list[str]:
        """Return the pictures of a page, of its h-entry or else of its metadata for previews (metaformats)."""
        found = [_value(value) for value in _values(self.page(url), "photo")]
        html = self.file(url).read_text(encoding="utf-8")
        marker = '<meta property="og:image" content="'
        return found or ([html.split(marker)[1].split('"')[0]] if marker in html else [])

    def _images_of_profile(self) -> list[str]:
        return [_value(value) for value in _values(self.profile or {}, "photo")]

    def page(self, url: str, *, check_backlink: bool = False) -> Json:
        """Return the h-entry of a page, as a webmention has it read; raise ValueError where there is none."""
        parsed = self.parsed(url)
        if check_backlink and not any(link.startswith("https://fed.brid.gy") for link in _links(self.file(url))):
            raise ValueError("Couldn't find link to https://fed.brid.gy")
        entry = next((item for item in _all(parsed["items"]) if "h-entry" in item["type"]), None)
        if entry is None:
            raise ValueError("No microformats2 h-entry found")
        entry["properties"].pop("uid", None)
        return entry


def _all(items: list[Any]) -> Iterator[Json]:
    """Yield all items, those in properties and below others too, in the order of the page."""
    for item in items:
        if isinstance(item, dict) and "type" in item:
            yield item
            yield from _all([value for values in item["properties"].values() for value in values])
            yield from _all(item.get("children", []))


def _values(item: Json, name: str) -> list[Any]:
    found: list[Any] = item.get("properties", {}).get(name, [])
    return found


def _value(value: Any) -> str:
    return str(value["value"] if isinstance(value, dict) else value)


def _links(path: Path) -> list[str]:
    return [part.split('"')[0] for part in path.read_text(encoding="utf-8").split('href="')[1:]]
