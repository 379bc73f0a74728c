"""Sitemaps (https://www.sitemaps.org/protocol.html): a list of URLs, and the index of several such lists."""

from collections.abc import Iterable

from microblog.text.entities import escape
from microblog.text.xml import DECLARATION, encode

MAX_URLS = 50_000
"""How many URLs one document may list. (It may also have 50 MB; at this many, that is a thousand bytes for each.)"""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def render_urlset(urls: Iterable[tuple[str, str]]) -> bytes:
    """Render a list of pages, each an absolute URL and when it last changed (RFC 3339, or "" where nobody knows)."""
    return _document("urlset", [_item("url", loc, lastmod) for loc, lastmod in urls])


def render_index(locs: Iterable[str]) -> bytes:
    """Render the index of sitemaps, each given by its absolute URL."""
    return _document("sitemapindex", [_item("sitemap", loc, "") for loc in locs])


def _document(root: str, items: list[str]) -> bytes:
    if len(items) > MAX_URLS:
        raise ValueError(f"a sitemap lists at most {MAX_URLS} URLs, not {len(items)}")
    return encode(f'{DECLARATION}<{root} xmlns="{_NAMESPACE}">\n{"".join(items)}</{root}>\n')


def _item(element: str, loc: str, lastmod: str) -> str:
    changed = f"<lastmod>{escape(lastmod)}</lastmod>" if lastmod else ""
    return f"<{element}><loc>{escape(loc)}</loc>{changed}</{element}>\n"
