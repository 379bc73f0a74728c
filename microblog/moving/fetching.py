"""Asking the web for pictures and films that an archive only names.

A blob of a Bluesky account (`at-blob://did/cid`) is asked of the server that its identity document names.
"""

from collections.abc import Callable

from microblog.moving.values import parse_json, tables, text
from microblog.sources.sourcefile import MAX_ATTACHMENT
from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Fault

BLOB = "at-blob://"
DIRECTORY = "https://plc.directory"
_SECONDS = 60.0


class Fetcher:
    """Fetches files, one after the other."""

    def __init__(self, client: Callable[[Limits], Client], directory: str = DIRECTORY) -> None:
        self._client = client(Limits()._replace(size=MAX_ATTACHMENT, seconds=_SECONDS))
        self._directory = directory
        self._servers: dict[str, str] = {}

    def fetch(self, url: str) -> bytes:
        """Return a file; raise Fault where it cannot be had."""
        if url.startswith(BLOB):
            did, _, cid = url.removeprefix(BLOB).partition("/")
            url = f"{self._server(did)}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}"
        body: bytes = self._client.get(url, {"Accept": "*/*"}).body
        return body

    def _server(self, did: str) -> str:
        """Return the server that holds an account's data."""
        if did not in self._servers:
            is_web = did.startswith("did:web:")
            url = f"https://{did.removeprefix('did:web:')}/.well-known/did.json" if is_web else f"{self._directory}/{did}"
            document = parse_json(self._client.get(url, {"Accept": "application/json"}).body, url)
            services = (text(one, "serviceEndpoint") for one in tables(document, "service") if text(one, "id").endswith("#atproto_pds"))
            self._servers[did] = next(services, "").rstrip("/")
        if not self._servers[did]:
            raise Fault("names no server of that account")
        return self._servers[did]
