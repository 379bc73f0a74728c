"""A server of the AT Protocol on this machine: accounts, their repositories, and the directory that leads to it.

It keeps records in memory, takes compare-and-swap as the lexicons have it, and can be made to misbehave: an answer in
`instead`, by method, is given in place of the real one, once; of a method in `lost` the answer never comes, though it was done.
"""

import hashlib
import json
import re
import threading
from base64 import b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from microblog.atproto.identities import Hosts
from microblog.web.client import Client
from microblog.web.connections import Limits

Json = dict[str, Any]

DID = "did:plc:abcdefghijklmnopqrstuvwx"
HANDLE = "ada.example.org"
PASSWORD = "abcd-efgh-ijkl-mnop"  # noqa: S105 - of nobody
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]
"""Status, headers and body; or what sends whatever it likes."""


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than comes."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"uri": "at://')


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Go on until the other one leaves."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b" " * (1 << 16))


class Refused(Exception):  # noqa: N818 - not an error of the program
    def __init__(self, status: int, error: str, message: str = "") -> None:
        self.status, self.body = status, {"error": error, "message": message}


class Pds:
    """What the server knows; tests look into it and change it."""

    def __init__(self, place: str) -> None:
        self.place, self.url = place, f"http://{place}"
        self.hosts = Hosts(self.url, self.url)
        self.accounts: dict[str, Json] = {DID: {"handle": HANDLE, "password": PASSWORD, "server": self.url}}
        self.records: dict[tuple[str, str, str], Json] = {}  # DID, collection, key: cid and value
        self.blobs: list[bytes] = []
        self.asked: list[tuple[str, Json]] = []  # method, parameters or body
        self.instead: dict[str, list[Answer]] = {}
        self.lost: list[str] = []
        self.tokens: dict[str, str] = {}  # token: DID
        self.sessions = 0

    def client(self) -> Client:
        """Make a client that may ask here, and nowhere else."""
        return Client([self.place], Limits(seconds=60), resolve=lambda host, _: ["127.0.0.1"] if host == "127.0.0.1" else [])

    def written(self, collection: str, did: str = DID) -> dict[str, Json]:
        """Return the records of a collection by their keys."""
        return {key: record["value"] for (whose, kind, key), record in self.records.items() if (whose, kind) == (did, collection)}

    def writes(self) -> list[str]:
        """List what was done to records, in order: the methods that are no questions."""
        names = [method.rpartition(".")[2] for method, _ in self.asked]
        return [name for name in names if name in {"createRecord", "putRecord", "deleteRecord", "uploadBlob"}]

    def expire(self) -> None:
        """End all sessions, though not what renews them."""
        self.tokens = {token: did for token, did in self.tokens.items() if token.startswith("refresh")}

    def reply(self, method: str, given: Json, content: bytes, token: str) -> Answer | None:
        """Return what is sent; None where the answer is lost."""
        self.asked.append((method, given))
        if planned := self.instead.get(method):
            return planned.pop(0)
        try:
            said = self.answer(method, given, content, token)
        except Refused as refused:
            return refused.status, {}, json.dumps(refused.body).encode()
        if method in self.lost:
            self.lost.remove(method)
            return None
        return 200, {}, json.dumps(said).encode()

    def answer(self, method: str, given: Json, content: bytes, token: str) -> Json:
        if method in {"com.atproto.server.createSession", "com.atproto.server.refreshSession"}:
            return self._session(method, given, token)
        if method == "com.atproto.identity.resolveHandle":
            found = [did for did, account in self.accounts.items() if account["handle"] == given["handle"]]
            if not found:
                raise Refused(400, "InvalidRequest", "Unable to resolve handle")
            return {"did": found[0]}
        name = method.removeprefix("com.atproto.repo.")
        if name in {"getRecord", "listRecords"}:
            return self._get(given) if name == "getRecord" else self._list(given)
        did = self.tokens.get(token)
        if did is None:
            raise Refused(400, "ExpiredToken", "Token has expired")
        if name == "uploadBlob":
            self.blobs.append(content)
            return {"blob": {"$type": "blob", "ref": {"$link": _cid_of_bytes(content)}, "mimeType": given["kind"], "size": len(content)}}
        if given["repo"] != did:
            raise Refused(401, "AuthenticationRequired")
        return self._write(name, did, given)

    def _session(self, method: str, given: Json, token: str) -> Json:
        did = self.tokens.get(token) if method.endswith("refreshSession") else given["identifier"]
        if did not in self.accounts or ("password" in given and given["password"] != self.accounts[did]["password"]):
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        self.sessions += 1
        made = {"accessJwt": f"access-{self.sessions}", "refreshJwt": f"refresh-{self.sessions}"}
        self.tokens |= dict.fromkeys(made.values(), did)
        return {"did": did, "handle": self.accounts[did]["handle"], **made}

    def _get(self, given: Json) -> Json:
        found = self.records.get((given["repo"], given["collection"], given["rkey"]))
        if found is None:
            raise Refused(400, "RecordNotFound", f"Could not locate record: {given['rkey']}")
        return found

    def _list(self, given: Json) -> Json:
        keys = sorted((key for key in self.records if key[:2] == (given["repo"], given["collection"])), reverse=True)
        left = [key for key in keys if key[2] < given["cursor"]] if given.get("cursor") else keys
        page = left[: int(given["limit"])]
        return {"records": [self.records[key] for key in page]} | ({"cursor": page[-1][2]} if page else {})

    def _write(self, name: str, did: str, given: Json) -> Json:
        key = given.get("rkey") or f"3k{len(self.records):011}".translate(str.maketrans("0189", "abcd"))
        if name != "deleteRecord" and not _TID.fullmatch(key):
            raise Refused(400, "InvalidRequest", f"Invalid record key {key}")
        place = (did, given["collection"], key)
        found = self.records.get(place)
        if "swapRecord" in given and given["swapRecord"] != (found["cid"] if found else None):
            raise Refused(400, "InvalidSwap", f"Record was at {found}")
        if name == "deleteRecord":
            self.records.pop(place, None)
            return {}
        if given["record"].get("$type") != given["collection"]:
            raise Refused(400, "InvalidRequest", "Invalid $type")
        cid = _cid(json.dumps(given["record"], sort_keys=True).encode())
        self.records[place] = {"uri": "at://" + "/".join(place), "cid": cid, "value": given["record"]}
        return {"uri": "at://" + "/".join(place), "cid": cid}

    def document(self, did: str) -> Json | None:
        """Return what the directory has of an account."""
        if did not in self.accounts:
            return None
        account = self.accounts[did]
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": account["server"]}
        return {"id": did, "alsoKnownAs": [f"at://{account['handle']}"], "service": [service]}


def _cid_of_bytes(content: bytes) -> str:
    """Name a file as the protocol does, so that whoever knows its bytes knows its name."""
    return "b" + b32encode(b"\x01\x55\x12\x20" + hashlib.sha256(content).digest()).decode().lower().rstrip("=")


def _cid(content: bytes) -> str:
    return f"bafyrei{hashlib.sha256(content).hexdigest()[:52]}"


@contextmanager
def pds() -> Iterator[Pds]:
    """Serve until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path.startswith("/xrpc/"):
                given = {name: values[0] for name, values in parse_qs(parts.query).items()}
                return self._answered(parts.path.removeprefix("/xrpc/"), given, b"")
            self.close_connection = True
            found = server_state.document(parts.path[1:])
            return self._give(200 if found else 404, {}, json.dumps(found or {"message": "DID not registered"}).encode())

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind = self.headers.get("Content-Type", "")
            given = json.loads(content) if kind == "application/json" else {"kind": kind}
            self._answered(self.path.removeprefix("/xrpc/"), given, content)

        def _answered(self, method: str, given: Json, content: bytes) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.close_connection = True
            answer = server_state.reply(method, given, content, token)
            if isinstance(answer, tuple):
                self._give(*answer)
            elif answer:
                answer(self)

        def _give(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server_state = Pds(f"127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server_state
        server.shutdown()
        thread.join()
