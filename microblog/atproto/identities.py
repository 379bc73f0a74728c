"""Find out who an account is, and which server keeps its records.

A handle is a name that leads to a DID, which stays when the name or the server changes; the DID's document names the
server (PDS). A handle counts only where the document names it as well, since anybody may let a name lead to any DID.
The name's entry in the DNS is not looked up here: the site below it is asked, or else a server that asks the DNS for us.
"""

import json
import re
from urllib.parse import urlsplit

from microblog.atproto.xrpc import Json, Server
from microblog.model.records import is_did
from microblog.text.tuples import NamedTuple
from microblog.web.client import Client
from microblog.web.documents import Fault

_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Hosts(NamedTuple):
    """Whom to ask."""

    resolver: str = "https://public.api.bsky.app"  # which DID a handle leads to
    directory: str = "https://plc.directory"  # the documents of all `did:plc:`


HOSTS = Hosts()


class Identity(NamedTuple):
    """An account, whoever keeps it."""

    did: str
    handle: str  # "" where its document names none
    server: str  # the address of its PDS


def find_identity(client: Client, account: str, hosts: Hosts = HOSTS) -> Identity:
    """Find an account by its handle or DID; raise Fault, with words that go on after the account's name, where that fails."""
    name = account.strip().removeprefix("@").lower() if not account.startswith("did:") else account
    if not is_did(name) and not _HANDLE.fullmatch(name):
        raise Fault("is neither a handle such as ada.example.org nor a DID", is_refused=True)
    did = name if is_did(name) else _did_of(client, name, hosts)
    found = _identity(did, _document(client, did, hosts))
    if name not in {did, found.handle}:
        raise Fault(f"leads to {did}, whose document calls itself {found.handle or 'nothing'}, so it is somebody else's")
    _check_server(client, found)
    return found


def _did_of(client: Client, handle: str, hosts: Hosts) -> str:
    """Ask the site below a handle, as the specification has it, else a server that looks into the DNS."""
    try:
        said = client.read(f"https://{handle}/.well-known/atproto-did")
        written = said.body[:3000].decode("ascii", errors="replace").strip() if said.status == 200 else ""
    except Fault:
        written = ""
    if is_did(written):
        return written
    try:
        did = str(Server(client, hosts.resolver).query("com.atproto.identity.resolveHandle", handle=handle).get("did"))
    except Fault as fault:
        raise Fault(f"could not be looked up: {hosts.resolver} {fault.what}", wait=fault.wait) from fault
    if not is_did(did):
        raise Fault(f"could not be looked up: {hosts.resolver} names no DID")
    return did


def _document(client: Client, did: str, hosts: Hosts) -> Json:
    url = f"{hosts.directory}/{did}" if did.startswith("did:plc:") else f"https://{did.removeprefix('did:web:')}/.well-known/did.json"
    try:
        said = json.loads(client.get(url).body)
    except Fault as fault:
        raise Fault(f"could not be looked up: {url} {fault.what}", wait=fault.wait) from fault
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("id") != did:
        raise Fault(f"could not be looked up: {url} is not the document of {did}")
    return said


def _identity(did: str, document: Json) -> Identity:
    names = [name.removeprefix("at://").lower() for name in _texts(document.get("alsoKnownAs")) if name.startswith("at://")]
    services = [service for service in document.get("service") or [] if isinstance(service, dict)]
    servers = [
        service.get("serviceEndpoint")
        for service in services
        if str(service.get("id")).endswith("#atproto_pds") and service.get("type") == "AtprotoPersonalDataServer"
    ]
    if not servers or not isinstance(servers[0], str):
        raise Fault(f"has no server: the document of {did} names none")
    return Identity(did, names[0] if names else "", servers[0].rstrip("/"))


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _check_server(client: Client, found: Identity) -> None:
    """Raise Fault where a server is one to which no password may go."""
    parts = urlsplit(found.server)
    if parts.path or (parts.scheme != "https" and parts.netloc not in client.way.allowed):
        raise Fault(f"has its server at {found.server:.200}, which is no address of one (https://…)")
