"""Asking the web for pictures and films that an archive only names.

A blob of a Bluesky account (`at-blob://did/cid`) is asked of the server that its identity document names. A server that
wants to be left alone for a while is waited for, once; one that fails again and again is not asked any more.
"""

import json
import time
from collections import Counter
from collections.abc import Callable

from microblog.moving.addresses import host_of
from microblog.moving.values import tables, text
from microblog.sources.sourcefile import MAX_ATTACHMENT
from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Fault

BLOB = "at-blob://"
DIRECTORY = "https://plc.directory"
_SECONDS = 60.0
_LONGEST_WAIT = 300.0  # seconds, which is Bluesky's own
_FAILURES = 5  # of one host in a row

Sleep = Callable[[float], None]


class Fetcher:
    """Fetches files, one after the other."""

    def __init__(self, client: Callable[[Limits], Client], directory: str = DIRECTORY, sleep: Sleep = time.sleep) -> None:
        self._client = client(Limits()._replace(size=MAX_ATTACHMENT, seconds=_SECONDS))
        self._directory = directory
        self._sleep = sleep
        self._servers: dict[str, str] = {}
        self._failures: Counter[str] = Counter()

    def fetch(self, url: str) -> bytes:
        """Return a file; raise Fault where it cannot be had."""
        if url.startswith(BLOB):
            did, _, cid = url.removeprefix(BLOB).partition("/")
            url = f"{self._server(did)}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}"
        return self._body(url)

    def _body(self, url: str) -> bytes:
        host = host_of(url)
        if self._failures[host] >= _FAILURES:
            raise Fault("failed too often, so it was not asked any more")
        try:
            body = self._patiently(url)
        except Fault as fault:
            self._failures[host] += not fault.is_gone
            raise
        self._failures[host] = 0
        return body

    def _patiently(self, url: str) -> bytes:
        try:
            body: bytes = self._client.get(url, {"Accept": "*/*"}).body
        except Fault as fault:
            if not 0 < fault.wait <= _LONGEST_WAIT:
                raise
            self._sleep(fault.wait)
            body = self._client.get(url, {"Accept": "*/*"}).body
        return body

    def _server(self, did: str) -> str:
        """Return the server that holds an account's data."""
        if did not in self._servers:
            is_web = did.startswith("did:web:")
            url = f"https://{did.removeprefix('did:web:')}/.well-known/did.json" if is_web else f"{self._directory}/{did}"
            self._servers[did] = _named_server(self._body(url))
        if not self._servers[did]:
            raise Fault("names no place of that account's pictures")
        return self._servers[did]


def _named_server(document: bytes) -> str:
    """Return the server that an identity document names; "" where it names none."""
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return ""
    services = (text(one, "serviceEndpoint") for one in tables(found, "service") if text(one, "id").endswith("#atproto_pds"))
    return next(services, "").rstrip("/")
