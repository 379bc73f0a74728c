"""Mastodon: how it counts, and the questions that its servers answer."""

import json
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from microblog.pictures.sizes import Size
from microblog.syndication.accounts import USUAL, Account, Allowance
from microblog.syndication.composing import Media, Part, Rules
from microblog.syndication.ledger import Sent
from microblog.syndication.network import GoneError, Job, RefusedError, Stored
from microblog.syndication.texts import Rich
from microblog.text.graphemes import count_graphemes
from microblog.text.hashing import blake2b
from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_NAME = re.compile(r"(?<![\w/=])(@\w[\w.-]*)@[\w.-]+\w")
_POST = re.compile(r"https://[^/?#]+/(?:@[^/?#]+/|users/[^/?#]+/statuses/|notice/|notes/|objects/|p/[^/?#]+/)[0-9A-Za-z-]+/?")
_MOST_PAGES, _PAGE = 5, 40
_LONGEST_ALT, _LARGEST = 1500, 16 << 20  # where the server does not say: characters, and bytes of a picture
_MOST = 1 << 30  # of whatever a server says that it takes
_NOT_ALLOWED = (
    "This action is not allowed"  # to anybody: to repost what is for followers alone, say; a missing scope is told in other words
)
_RIGHTS = "read:accounts, read:search, read:statuses, write:statuses, write:media and write:favourites"
_TRIES, _PAUSE = 20, 2.0  # until a picture that was sent can be used


def count(rich: Rich, address: int = USUAL["mastodon"].address) -> int:
    """Count a text as Mastodon does: an address is always as many characters, and a name is its part before the server."""
    return count_graphemes(_NAME.sub(r"\1", _URL.sub("x" * address, rich.text)))


def _fits(rich: Rich, cw: str, limits: Allowance) -> bool:
    return count(rich, limits.address) + count_graphemes(cw) <= limits.characters


RULES = Rules(is_account=lambda name: "@" in name, shows_addresses=True, fits=_fits, limits=USUAL["mastodon"], folds=True)


def is_post(address: str) -> bool:
    """Return whether an address looks like that of a post in the fediverse, which a server can look up."""
    return bool(_POST.fullmatch(address))


def text_digest(text: str, cw: str) -> str:
    """Return what tells the text of a status from others, as its server gives it back."""
    return blake2b(f"{text.strip()}\0{cw.strip()}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def status_of(part: Part) -> dict[str, Any]:
    """Return what a part is as a status, save its pictures and what it answers."""
    status: dict[str, Any] = {"status": part.rich.text, "spoiler_text": part.cw, "sensitive": bool(part.cw)}
    return status | ({"language": part.lang.lower().partition("-")[0]} if part.lang else {})


class Mastodon:
    """One account."""

    def __init__(self, client: Client, account: Account, token: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """Begin; the token goes into one header and nowhere else."""
        self._client, self._account, self._token, self._sleep = client, account, token, sleep
        self._server = f"{urlsplit(account.name).scheme}://{urlsplit(account.name).netloc}"
        self._id = ""
        self._configuration: dict[str, Any] | None = None

    def limits(self) -> Allowance:
        """Ask the server what it takes of one post; what it does not say is as usual."""
        said, usual = self._configured("statuses"), RULES.limits
        return Allowance(
            _number(said.get("max_characters"), usual.characters),
            _number(said.get("max_media_attachments"), usual.media),
            _number(said.get("characters_reserved_per_url"), usual.address),
        )

    def _configured(self, part: str) -> dict[str, Any]:
        """Return a part of what the server tells of itself, nothing where it does not know the question."""
        if self._configuration is None:
            try:
                said = self._ask("GET", "/api/v2/instance").get("configuration")
            except (GoneError, RefusedError):
                said = None
            self._configuration = said if isinstance(said, dict) else {}
        found = self._configuration.get(part)
        return found if isinstance(found, dict) else {}

    def sign_in(self) -> None:
        """Ask whose token it is."""
        said = self._ask("GET", "/api/v1/accounts/verify_credentials")
        url, name = str(said.get("url", "")), str(said.get("username", ""))
        if self._account.name.lower() not in {url.lower(), f"{self._server}/@{name}".lower()}:
            raise Fault(f"says that the token in {self._account.variable} is that of {url or 'nobody'}, not of {self._account.name}")
        self._id = str(said.get("id", ""))

    def find_address(self, address: str) -> str:
        """Let the server fetch somebody's post."""
        query = urlencode({"q": address, "resolve": "true", "type": "statuses", "limit": 1})
        found = self._ask("GET", f"/api/v2/search?{query}").get("statuses")
        first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
        if not first.get("id") or address.rstrip("/") not in {str(first.get(name)).rstrip("/") for name in ("url", "uri")}:
            raise RefusedError(f"finds no post at {address:.200}")
        return str(first["id"])

    def find(self, job: Job, known: frozenset[str]) -> Stored | None:
        """Look through the newest statuses of the account for one with the very text that was sent."""
        if job.sent.kind != "post":
            return None
        oldest = ""
        for _ in range(_MOST_PAGES):
            query = urlencode({"limit": _PAGE} | ({"max_id": oldest} if oldest else {}))
            page = self._ask_list(f"/api/v1/accounts/{quote(self._id)}/statuses?{query}")
            for status in page:
                oldest = str(status.get("id", ""))
                if str(status.get("created_at", ""))[:10] < _day_before(job.sent.at):
                    return None
                if oldest not in known and not status.get("reblog") and self._text_of(oldest) == job.sent.text:
                    return _stored(status)
            if len(page) < _PAGE:
                return None
        return None

    def _text_of(self, uri: str) -> str:
        source = self._ask("GET", f"/api/v1/statuses/{quote(uri)}/source")
        return text_digest(str(source.get("text", "")), str(source.get("spoiler_text", "")))

    def uri_of(self, job: Job) -> str:
        """Return the number of what is liked or reposted."""
        return job.answered if job.part.kind != "post" else ""

    def send(self, job: Job) -> Stored:
        """Send a status under a key by which the server knows it again, or like or repost one."""
        if job.part.kind != "post":
            verb = "favourite" if job.part.kind == "like" else "reblog"
            self._ask("POST", f"/api/v1/statuses/{quote(job.answered)}/{verb}")
            return Stored("", job.answered)
        status = status_of(job.part) | {"visibility": job.part.visibility, "media_ids": self._uploaded(job)}
        status |= {"in_reply_to_id": job.answered} if job.answered else {}
        key = blake2b(f"{job.sent.post}\0{job.sent.part}\0{job.sent.digest}\0{job.sent.was}".encode(), digest_size=16).hexdigest()
        return self._put(job, "POST", "/api/v1/statuses", status, {"Idempotency-Key": key})

    def edit(self, job: Job) -> Stored:
        """Edit a status."""
        status = status_of(job.part) | {"media_ids": self._uploaded(job)}
        return self._put(job, "PUT", f"/api/v1/statuses/{quote(job.sent.uri)}", status)

    def _put(self, job: Job, method: str, path: str, status: dict[str, Any], headers: dict[str, str] | None = None) -> Stored:
        """Send or edit a status; a refusal says what to do where the text is longer than the server takes, maybe since lately."""
        try:
            return _stored(self._ask(method, path, headers, json=status))
        except RefusedError as fault:
            raise RefusedError(fault.what + self._excess(job.part)) from None

    def _excess(self, part: Part) -> str:
        """Return by how much a text is too long, and what to do; "" where it is not, or the server does not say."""
        try:
            limits = self.limits()
        except Fault:
            return ""
        if _fits(part.rich, part.cw, limits):
            return ""
        has, takes = count(part.rich, limits.address) + count_graphemes(part.cw), limits.characters
        remedy = f"shorten it, or write `limit: {takes}` below `mastodon` of the profile, which cuts all longer copies anew"
        return f"; it has {has:,} characters, and its server takes {takes:,}: {remedy}"

    def delete(self, sent: Sent) -> None:
        """Delete a status, or take a like or repost back."""
        verb = {"like": "/unfavourite", "repost": "/unreblog"}.get(sent.kind, "")
        self._ask("POST" if verb else "DELETE", f"/api/v1/statuses/{quote(sent.uri)}{verb}")

    def _uploaded(self, job: Job) -> list[str]:
        return [self._upload(media, self._fitting(media, files)) for media, files in job.files]

    def _fitting(self, media: Media, files: tuple[Size, ...]) -> Size:
        """Return the largest size of a picture that the server takes."""
        said = self._configured("media_attachments")
        most, kinds = _number(said.get("image_size_limit"), _LARGEST), said.get("supported_mime_types")
        known = [file for file in files if not isinstance(kinds, list) or file.kind in kinds]
        found = next((file for file in known if len(file.data) <= most), None)
        if found is None:
            raise RefusedError(f"takes no picture of the kind and size of {media.source}, in none of its sizes")
        return found

    def _upload(self, media: Media, file: Size) -> str:
        name = f"picture.{file.kind.rpartition('/')[2]}"
        longest = _number(self._configured("media_attachments").get("description_limit"), _LONGEST_ALT)
        fields = {"description": media.alt[:longest]} | ({"focus": media.focus} if media.focus else {})
        said = self._ask("POST", "/api/v2/media", files={"file": (name, file.data, file.kind)}, data=fields)
        number = str(said.get("id", ""))
        for _ in range(_TRIES):
            if said.get("url"):
                return number
            self._sleep(_PAUSE)
            said = self._ask("GET", f"/api/v1/media/{quote(number)}")
        raise RefusedError("takes long to read a picture")

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        said = self._answer(method, path, headers, **body)
        if not isinstance(said, dict):
            raise Fault("answers something that is no server of Mastodon's")
        return said

    def _ask_list(self, path: str) -> list[dict[str, Any]]:
        said = self._answer("GET", path)
        return [item for item in said if isinstance(item, dict)] if isinstance(said, list) else []

    def _answer(self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any) -> Any:
        asked = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(headers or {})}
        answer = self._client.send(method, f"{self._server}{path}", asked, **body)
        if answer.status not in {200, 202, 206}:
            raise self._fault(answer)
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Fault("answers something that is no JSON, so it is no server of Mastodon's") from None

    def _fault(self, answer: Answer) -> Fault:
        told = self._told(answer)
        if answer.status == 401:
            return Fault(f"does not take the token in {self._account.variable}{told}")
        if answer.status == 403 and _NOT_ALLOWED not in told:
            return Fault(f"does not let the token in {self._account.variable} do this{told}; it needs {_RIGHTS}")
        if answer.status in {404, 410}:
            return GoneError(f"has it no more{told}")
        if 400 <= answer.status < 500 and answer.status not in {408, 425, 429}:
            return RefusedError(f"refuses it{told}")
        wait = retrying.seconds_of(answer.headers.get("retry-after", ""), time.time())
        return Fault(f"answers {answer.status}{told}", wait=wait)

    def _told(self, answer: Answer) -> str:
        """Return what a server says, shortened, without what is secret."""
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            return ""
        words = said.get("error") if isinstance(said, dict) else None
        return f" ({unescape(words).replace(self._token, '…')[:200]})" if isinstance(words, str) else ""


def _number(said: Any, usual: int) -> int:
    return said if type(said) is int and 0 < said <= _MOST else usual


def _stored(status: dict[str, Any]) -> Stored:
    uri, url = status.get("id"), status.get("url") or status.get("uri")
    if not isinstance(uri, str) or not uri:
        raise Fault("took it and does not say what it is called")
    return Stored(url if isinstance(url, str) else "", uri)


def _day_before(at: str) -> str:
    return (datetime.fromisoformat(at) - timedelta(days=1)).date().isoformat()
