"""Addresses of other networks, in the form in which they are compared, and the index of what is here of them."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import url_fault


class Place(NamedTuple):
    """Where a post of another network is on this site."""

    ref: str  # `ada/2026-11-23-hello`
    is_unlisted: bool = False


def folded(address: str) -> str:
    """Return an address without what makes no other one of it: scheme, `www.`, a slash at the end, case of the host."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    if parts.scheme not in ("http", "https"):
        return address.strip()
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    host = {"twitter.com": "x.com"}.get(host, host)
    path = parts.path.rstrip("/")
    if host == "x.com":  # people change their names there
        status = re.search(r"/status(?:es)?/([0-9]+)", path)
        path = f"/status/{status[1]}" if status else path.lower()
    return f"{host}{path}{'?' if parts.query else ''}{parts.query}"


def host_of(address: str) -> str:
    """Return an address's host; "" where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def path_of(address: str) -> str:
    """Return an address's path; "" where it has none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Return whether an address can stand where the head of a post names another."""
    return not url_fault(address)


class Index:
    """Who and what of other networks is here."""

    def __init__(self) -> None:
        self._handles: dict[str, str] = {}
        self._places: dict[str, Place] = {}
        self._pages: dict[str, str] = {}

    def add_account(self, handle: str, addresses: Iterable[str]) -> None:
        """Note by which addresses somebody of this site was mentioned."""
        self._handles.update((folded(address), handle) for address in addresses)

    def add_post(self, addresses: Iterable[str], place: Place) -> None:
        """Note by which addresses a post was referred to."""
        self._places.update((folded(address), place) for address in addresses if address)

    def add_page(self, addresses: Iterable[str], path: str) -> None:
        """Note by which addresses a page was linked that stands by itself; its path here has no slash before it."""
        self._pages.update((folded(address), path) for address in addresses if address and path)

    def handle_of(self, address: str) -> str:
        """Return the handle of an account; "" for nobody of this site."""
        return self._handles.get(folded(address), "")

    def place_of(self, address: str) -> Place | None:
        """Return where a post is; None where it is not here."""
        return self._places.get(folded(address))

    def link_of(self, url: str) -> str:
        """Return where a link leads now."""
        place = self.place_of(url)
        path = f"@{place.ref}/" if place else self._pages.get(folded(url), "")
        return f"/{path}" if path else url
