"""Bluesky: how it counts, what a part is as a record, and writing it into the account's repository.

A record is named by its post's date and identity, so that the same part has the same name however often it is sent. The app
shows a post as it was when it came: an edit reaches the repository, and whoever reads that.
"""

import re
from collections.abc import Callable
from typing import Any

from microblog.atproto.identities import HOSTS, Hosts, find_identity
from microblog.atproto.sessions import Repository, Session, sign_in
from microblog.atproto.xrpc import Json, Refusal, Server
from microblog.model.records import make_tid, parse_record_address
from microblog.pictures.sizes import Size
from microblog.syndication.accounts import USUAL, Account, Allowance
from microblog.syndication.composing import Media, Part, Rules
from microblog.syndication.ledger import Sent
from microblog.syndication.network import GoneError, Job, RefusedError, Stored
from microblog.syndication.texts import Mark, Rich
from microblog.text.graphemes import count_graphemes
from microblog.text.hashing import blake2b
from microblog.web.client import Client
from microblog.web.documents import Fault

POST = "app.bsky.feed.post"
_COLLECTIONS = {"post": POST, "like": "app.bsky.feed.like", "repost": "app.bsky.feed.repost"}
_MOST_BYTES = 3000
_LARGEST = 1_000_000  # bytes of a picture
_LONGEST_ALT, _LONGEST_CARD = 2000, 300
_ADDRESS = re.compile(
    r"https://bsky\.app/profile/([^/?#]+)/post/([A-Za-z0-9._~:-]+)/?|at://([^/?#]+)/app\.bsky\.feed\.post/([A-Za-z0-9._~:-]+)"
)
_ACCOUNT = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.IGNORECASE)


def _fits(rich: Rich, _: str, limits: Allowance) -> bool:
    return count_graphemes(rich.text) <= limits.characters and len(rich.text.encode()) <= _MOST_BYTES


RULES = Rules(
    is_account=lambda name: bool(_ACCOUNT.fullmatch(name)), shows_addresses=False, fits=_fits, limits=USUAL["bluesky"], folds=False
)


def is_post(address: str) -> bool:
    """Return whether an address is that of a post on Bluesky."""
    return bool(_ADDRESS.fullmatch(address))


def key_of(instant: int, sent: Sent) -> str:
    """Return the name of a part's record: its post's second, then what follows from the post's identity and the part's number."""
    chance = int.from_bytes(blake2b(f"{sent.post}\0{sent.part}\0{sent.kind}".encode(), digest_size=8).digest(), "big")
    second = max(instant, 0) // 1_000_000 + sent.part
    return make_tid(second * 1_000_000 + chance // 1024 % 1_000_000, chance)


def facets_of(rich: Rich, did_of: Callable[[str], str]) -> list[Json]:
    """Return what of a text leads somewhere, by where that stands in its bytes; a name that is nobody's leads nowhere."""
    return [
        {"index": {"byteStart": _bytes(rich.text[: mark.start]), "byteEnd": _bytes(rich.text[: mark.end])}, "features": [feature]}
        for mark in rich.marks
        if (feature := _feature(mark, did_of))
    ]


def _bytes(text: str) -> int:
    return len(text.encode())


def _feature(mark: Mark, did_of: Callable[[str], str]) -> Json | None:
    if mark.kind == "link":
        return {"$type": "app.bsky.richtext.facet#link", "uri": mark.target}
    if mark.kind == "tag":
        return {"$type": "app.bsky.richtext.facet#tag", "tag": mark.target[:64]}
    did = did_of(mark.target)
    return {"$type": "app.bsky.richtext.facet#mention", "did": did} if did else None


def record_of(part: Part, did_of: Callable[[str], str]) -> Json:
    """Return what a part is as a record, save its pictures and what it answers."""
    record: Json = {"text": part.rich.text, "createdAt": part.published}
    if facets := facets_of(part.rich, did_of):
        record["facets"] = facets
    if part.lang:
        record["langs"] = [part.lang]
    if part.labels:
        values = [{"val": label} for label in part.labels]
        record["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": values}
    if part.card:
        card = {"uri": part.card.address, "title": part.card.title[:_LONGEST_CARD], "description": part.card.description[:_LONGEST_CARD]}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    return record


class Bluesky:
    """One account."""

    def __init__(self, client: Client, account: Account, password: str, hosts: Hosts = HOSTS) -> None:
        """Begin; the password goes to the account's own server and nowhere else."""
        self._client, self._account, self._password, self._hosts = client, account, password, hosts
        self._session: Session | None = None
        self._dids: dict[str, str] = {}

    @property
    def _own(self) -> Session:
        if self._session is None:
            raise RuntimeError("nobody has signed in")
        return self._session

    def sign_in(self) -> None:
        """Sign in with the app password."""
        self._session = sign_in(self._client, self._account.name, self._password, self._hosts)

    def limits(self) -> Allowance:
        """Return what every server takes."""
        return RULES.limits

    def find_address(self, address: str) -> str:
        """Return the at-uri of somebody's post."""
        found = _ADDRESS.fullmatch(address)
        if not found:
            raise RefusedError(f"has no post at {address:.200}")
        did = self._did_of(found[1] or found[3])
        if not did:
            raise RefusedError(f"knows nobody called {found[1] or found[3]}")
        return f"at://{did}/{POST}/{found[2] or found[4]}"

    def _did_of(self, name: str) -> str:
        if name.startswith("did:"):
            return name
        if name not in self._dids:
            try:
                self._dids[name] = find_identity(self._client, name, self._hosts).did
            except Fault:
                self._dids[name] = ""
        return self._dids[name]

    def find(self, job: Job, _: frozenset[str]) -> Stored | None:
        """Look for the record under the name that it has."""
        found = _told(lambda: self._own.get_record(_COLLECTIONS[job.sent.kind], self._key(job)))
        return self._stored(found.uri, job.sent.kind) if found else None

    def uri_of(self, job: Job) -> str:
        """Return the at-uri of the record, which is known before it is there."""
        return f"at://{self._own.did}/{_COLLECTIONS[job.sent.kind]}/{self._key(job)}"

    def _key(self, job: Job) -> str:
        address = parse_record_address(job.sent.uri)
        return address.key if address else key_of(job.instant, job.sent)

    def send(self, job: Job) -> Stored:
        """Write a record."""
        return self._put(job)

    def edit(self, job: Job) -> Stored:
        """Write a record over the former one; what it answers, it goes on answering."""
        return self._put(job)

    def _put(self, job: Job) -> Stored:
        kind = job.part.kind
        key = self._key(job)
        last = _told(lambda: self._own.get_record(_COLLECTIONS[kind], key))
        record: Json = {"subject": self._ref(job.answered), "createdAt": job.part.published} if kind != "post" else self._record(job)
        if last and "reply" in last.value and "reply" not in record:
            record["reply"] = last.value["reply"]
        if last and {name: value for name, value in last.value.items() if name != "$type"} == record:
            return self._stored(last.uri, kind)
        stored = _told(lambda: self._own.put_record(_COLLECTIONS[kind], key, record, last=last.cid if last else None))
        return self._stored(stored.uri, kind)

    def _record(self, job: Job) -> Json:
        record = record_of(job.part, self._did_of)
        if job.files:
            images = [self._image(media, files) for media, files in job.files]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        if job.answered:
            parent, value = self._read(job.answered)
            root = value.get("reply", {}).get("root") if isinstance(value.get("reply"), dict) else None
            record["reply"] = {"root": root if isinstance(root, dict) else parent, "parent": parent}
        return record

    def _image(self, media: Media, files: tuple[Size, ...]) -> Json:
        file = next((file for file in files if len(file.data) <= _LARGEST), None)
        if file is None:
            raise RefusedError(f"takes no picture of more than {_LARGEST:,} bytes, and {media.source} has no smaller size")
        blob = _told(lambda: self._own.upload_blob(file.data, file.kind))
        ratio = {"width": file.width, "height": file.height}
        return {"image": blob, "alt": media.alt[:_LONGEST_ALT], "aspectRatio": ratio}

    def _ref(self, uri: str) -> dict[str, str]:
        return self._read(uri)[0]

    def _read(self, uri: str) -> tuple[dict[str, str], dict[str, Any]]:
        """Read a record wherever it is, since who refers to one has to say what was in it."""
        address = parse_record_address(uri)
        if address is None:
            raise RefusedError(f"has no record at {uri:.200}")
        repository: Repository = self._own
        if address.did != self._own.did:
            identity = find_identity(self._client, address.did, self._hosts)
            repository = Repository(Server(self._client, identity.server), identity)
        found = _told(lambda: repository.get_record(address.collection, address.key))
        if found is None:
            raise RefusedError(f"has no record at {uri:.200}")
        return {"uri": found.uri, "cid": found.cid}, found.value

    def delete(self, sent: Sent) -> None:
        """Delete a record."""
        address = parse_record_address(sent.uri)
        if address is None or address.did != self._own.did:
            raise GoneError(f"has no record of ours at {sent.uri:.200}")
        _told(lambda: self._own.delete_record(address.collection, address.key))

    def _stored(self, uri: str, kind: str) -> Stored:
        key = uri.rpartition("/")[2]
        return Stored(f"https://bsky.app/profile/{self._own.did}/post/{key}" if kind == "post" else "", uri)


def _told(question: Callable[[], Any]) -> Any:
    """Ask, and raise what the server refuses for good as that."""
    try:
        return question()
    except Refusal as refusal:
        is_about_it = 400 <= refusal.status < 500 and refusal.status not in {401, 403, 408, 425, 429}
        if is_about_it and refusal.error not in {"InvalidSwap", "ExpiredToken", "InvalidToken", "AuthenticationRequired"}:
            raise RefusedError(refusal.what) from refusal
        raise
