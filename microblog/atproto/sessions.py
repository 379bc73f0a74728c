"""Sign in to an account with an app password; read, write and delete its records.

The password comes from whoever calls, who has it from the environment, and goes to the account's own server alone.
Neither it nor a token is ever in an error's words. A session that ends while it is used is renewed once.
"""

from collections.abc import Callable, Iterator

from microblog.atproto.identities import HOSTS, Hosts, Identity, find_identity
from microblog.atproto.xrpc import Json, Refusal, Server
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

_MOST_PAGES = 1000  # of 100 records each


class Record(NamedTuple):
    """A record as its repository has it."""

    uri: str  # at://…
    cid: str  # the hash of what is in it
    value: Json

    @property
    def key(self) -> str:
        """The last part of its address."""
        return self.uri.rpartition("/")[2]


class Stored(NamedTuple):
    """What a repository says of a record that was written: with both, others refer to it."""

    uri: str
    cid: str


class Repository:
    """The records of an account, for reading: that needs no password."""

    def __init__(self, server: Server, identity: Identity) -> None:
        self.server, self.identity = server, identity

    @property
    def did(self) -> str:
        """Whose it is."""
        return self.identity.did

    def get_record(self, collection: str, key: str) -> Record | None:
        """Read one record; None where there is none."""
        try:
            return _record(self.server.query("com.atproto.repo.getRecord", repo=self.did, collection=collection, rkey=key))
        except Refusal as refusal:
            if refusal.error == "RecordNotFound":
                return None
            raise

    def list_records(self, collection: str) -> Iterator[Record]:
        """Yield all records of a collection."""
        cursor, last = "", ""
        for _ in range(_MOST_PAGES):
            page = self.server.query("com.atproto.repo.listRecords", repo=self.did, collection=collection, limit=100, cursor=cursor)
            records = page.get("records")
            if not isinstance(records, list):
                raise Fault("lists no records, though it was asked for them")
            yield from map(_record, records)
            cursor, last = str(page.get("cursor") or ""), cursor
            if not cursor or not records:
                return
            if cursor == last:
                break
        raise Fault("lists its records in a circle")


def open_repository(client: Client, account: str, hosts: Hosts = HOSTS) -> Repository:
    """Find an account's records by its handle or DID."""
    identity = find_identity(client, account, hosts)
    return Repository(Server(client, identity.server), identity)


class Session(Repository):
    """An account that we are signed in to."""

    def __init__(self, server: Server, identity: Identity, tokens: Json) -> None:
        super().__init__(server, identity)
        self._access, self._refresh = "", ""
        self._keep(tokens)

    def _keep(self, tokens: Json) -> None:
        if tokens.get("did") != self.did:
            raise Fault(f"signs in to {tokens.get('did')!s:.100}, not to {self.did}")
        self._access, self._refresh = str(tokens.get("accessJwt") or ""), str(tokens.get("refreshJwt") or "")
        if not self._access:
            raise Fault("signs in without a token, so it is no server of the AT Protocol")
        self.server.secrets |= {self._access, self._refresh} - {""}

    def put_record(self, collection: str, key: str, record: Json, *, last: str | None) -> Stored:
        """Write a record, only over the `last` state that we know by its CID; None where there must be none yet."""
        body = {"rkey": key, "record": _typed(collection, record), "swapRecord": last}
        return self._write("com.atproto.repo.putRecord", collection, body)

    def delete_record(self, collection: str, key: str, *, last: str = "") -> None:
        """Delete a record, whether or not it is there; with `last`, only in the state that has this CID."""
        body = {"rkey": key} | ({"swapRecord": last} if last else {})
        self._ask(lambda token: self.server.procedure("com.atproto.repo.deleteRecord", self._of(collection) | body, token))

    def upload_blob(self, content: bytes, kind: str) -> Json:
        """Send a file; return what a record says to refer to it. The server forgets a file that no record refers to."""
        said = self._ask(lambda token: self.server.upload("com.atproto.repo.uploadBlob", content, kind, token))
        blob = said.get("blob")
        if not isinstance(blob, dict):
            raise Fault("took a file and does not say how to refer to it")
        return blob

    def _write(self, method: str, collection: str, body: Json) -> Stored:
        said = self._ask(lambda token: self.server.procedure(method, self._of(collection) | body, token))
        return Stored(_text(said, "uri"), _text(said, "cid"))

    def _of(self, collection: str) -> Json:
        return {"repo": self.did, "collection": collection}

    def _ask(self, question: Callable[[str], Json]) -> Json:
        try:
            return question(self._access)
        except Refusal as refusal:
            if refusal.error != "ExpiredToken" or not self._refresh:
                raise
        self._keep(self.server.procedure("com.atproto.server.refreshSession", token=self._refresh))
        return question(self._access)


def sign_in(client: Client, account: str, password: str, hosts: Hosts = HOSTS) -> Session:
    """Sign in with an account's handle or DID and an app password; raise Fault where that is refused."""
    identity = find_identity(client, account, hosts)
    server = Server(client, identity.server, [password])
    body = {"identifier": identity.did, "password": password}
    return Session(server, identity, server.procedure("com.atproto.server.createSession", body))


def _typed(collection: str, record: Json) -> Json:
    return {"$type": collection, **record}


def _record(said: object) -> Record:
    value = said.get("value") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(value, dict):
        raise Fault("shows a record that is none")
    return Record(_text(said, "uri"), _text(said, "cid"), value)


def _text(said: Json, name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise Fault(f"does not say the record's {name}")
    return value
