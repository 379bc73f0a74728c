"""How Bluesky finds a page's record, as its AppView does it (atproto, packages/bsky/src/util/standard-site.ts, November 2026)."""

from typing import Any
from urllib.parse import quote, urlsplit


def is_record_of(address: str, publication: dict[str, Any], document: dict[str, Any]) -> bool:
    """Return whether a document's record, with its publication's, is taken for that of the page at an address that somebody shares."""
    joined = _canonical(_joined(publication["url"], document.get("path", "")))
    return joined is not None and joined == _canonical(address)


def _canonical(url: str) -> str | None:
    """Reduce an address to scheme, host in small letters and path without a slash at its end, as the browsers' `URL` writes them."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme] else ""
    path = quote(parts.path, safe="/%!$&'()*+,;=:@~[]|^\\`-._")
    return f"{parts.scheme}://{parts.hostname.lower()}{port}{path.removesuffix('/')}"


def _joined(base: str, path: str) -> str:
    return f"{base.removesuffix('/')}/{path.removeprefix('/')}" if path else base
