"""Ask a server of the AT Protocol for one thing (XRPC): a query is a GET, a procedure a POST, both speak JSON."""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from microblog.web import retrying
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault

Json = dict[str, Any]

_WORDS = {
    "AuthenticationRequired": "does not know this handle with this app password",
    "AuthFactorTokenRequired": "wants a second factor, since that is the account's own password; make an app password in its settings",
    "AccountTakedown": "has taken this account down",
    "AccountDeactivated": "says that this account is deactivated",
    "RepoDeactivated": "says that this account is deactivated",
    "RepoTakendown": "has taken this account down",
    "RepoNotFound": "has no such account",
    "ExpiredToken": "says that the session is over; sign in again",
    "InvalidToken": "does not take the session's token; sign in again",
    "InvalidSwap": "says that the record was changed by somebody else meanwhile; do it again",
    "RecordNotFound": "has no such record",
    "RateLimitExceeded": "wants fewer questions",
    "BlobTooLarge": "says that the file is too large",
    "MethodNotImplemented": "does not know this question, so it is no server of the AT Protocol that could answer it",
}
"""Error: what it means, in words that go on after the server's address."""


class Refusal(Fault):
    """A server answered, and did not do what it was asked."""

    def __init__(self, what: str, error: str, status: int, wait: float = 0) -> None:
        super().__init__(what, wait=wait)
        self.error = error  # its name, such as `InvalidSwap`; "" where the server gave none
        self.status = status


class Server:
    """One server, and what it must never be seen to say again."""

    def __init__(self, client: Client, url: str, secrets: Iterable[str] = ()) -> None:
        """Begin with its address, such as `https://bsky.social`."""
        self.client, self.url = client, url.rstrip("/")
        self.secrets = {secret for secret in secrets if secret}  # told by nobody, whatever a server answers

    def query(self, method: str, token: str = "", **parameters: str | int | list[str]) -> Json:
        """Ask for something, such as `com.atproto.repo.getRecord`; raise Fault where it cannot be had."""
        written = urlencode({name: value for name, value in parameters.items() if value != ""}, doseq=True)
        question = f"{self._address(method)}?{written}".rstrip("?")
        return self._understood(self.client.send("GET", question, _headers(token)))

    def procedure(self, method: str, body: Mapping[str, object] | None = None, token: str = "") -> Json:
        """Have something done; raise Fault where it was not, or where nobody knows."""
        given = {} if body is None else {"json": body}
        return self._understood(self.client.send("POST", self._address(method), _headers(token), **given))

    def upload(self, method: str, content: bytes, kind: str, token: str) -> Json:
        """Send a file of a media type."""
        headers = {**_headers(token), "Content-Type": kind}
        return self._understood(self.client.send("POST", self._address(method), headers, content=content))

    def _address(self, method: str) -> str:
        return f"{self.url}/xrpc/{method}"

    def _understood(self, answer: Answer) -> Json:
        said = _json_of(answer.body)
        if answer.status != 200:
            raise self._refusal(answer, said or {})
        if said is None and answer.body.strip():
            raise Fault("answers something that is no JSON object, so it is no server of the AT Protocol")
        return said or {}

    def _refusal(self, answer: Answer, said: Json) -> Refusal:
        error, reason = (str(said.get(name) or "") for name in ("error", "message"))
        error = "RateLimitExceeded" if answer.status == 429 else error
        words = _WORDS.get(error) or f"answers {answer.status}" + (f" ({self._told(error, reason)})" if error or reason else "")
        wait = _wait(answer)
        later = f"; ask again in {_minutes(wait)}" if wait else ""
        return Refusal(f"{words}{later}", error, answer.status, wait)

    def _told(self, error: str, reason: str) -> str:
        """Return what a server says, shortened, without what is secret."""
        words = f"{error}: {reason}".strip(": ")
        for secret in self.secrets:
            words = words.replace(secret, "…")
        return "".join(character if character.isprintable() else " " for character in words)[:300]


def _headers(token: str) -> dict[str, str]:
    return {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})


def _json_of(body: bytes) -> Json | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _wait(answer: Answer) -> float:
    """Return the seconds for which a server wants to be left alone: `Retry-After`, else when its limit starts anew."""
    now = time.time()
    if wait := retrying.seconds_of(answer.headers.get("retry-after", ""), now):
        return wait
    reset = answer.headers.get("ratelimit-reset", "")
    is_number = answer.status == 429 and reset.isascii() and reset.isdigit()
    return min(max(float(reset[:12]) - now, 0.0), retrying.LONGEST) if is_number else 0.0


def _minutes(seconds: float) -> str:
    minutes = int(seconds // 60) + 1
    return "a minute" if minutes == 1 else f"{minutes} minutes"
