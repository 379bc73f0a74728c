"""Telling sites that a post links to them, or does so no more: by Webmention (W3C), once, and only when the page is live so.

A receiver asks for the post's page and looks for the link. So that page is asked for first: where it does not show what
is to be told, nothing is sent, and the next run sees again. An endpoint that is out of order is asked again later; one
that refuses is not. A line of the ledger is written before an endpoint is asked and one after.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from re import compile as pattern
from urllib.parse import urlsplit

from microblog.text.tuples import NamedTuple
from microblog.web import retrying
from microblog.web.charsets import page_text
from microblog.web.client import Client
from microblog.web.documents import Answer, Fault, joined
from microblog.webmention.discovery import discover
from microblog.webmention.ledger import Ledger, Told
from microblog.webmention.planning import Mention, sources_of

_AT_ONCE = 8
_LONGEST = 300.0  # seconds; what was not begun by then is told by the next run
_MOST_FAILURES = 6  # in a row, which takes a day; then that site is left alone
_HOPS = 3
_LINK = pattern(r"""\b(?:href|src)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})  # and all from 500


class Outcome(NamedTuple):
    """What became of one mention."""

    told: Told
    why: str = ""  # in words that go on after the address; "" where all is well


class Sender:
    """One run."""

    def __init__(self, client: Client, ledger: Ledger, now: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin; `now` is in microseconds since 1970."""
        self._client, self._ledger, self._now, self._clock = client, ledger, now, clock
        self._end = clock() + _LONGEST
        self._busy: set[str] = set()  # hosts that asked to be left alone

    def send(self, mentions: list[Mention]) -> list[Outcome]:
        """Send to the sites; raise Fault where this site itself cannot be reached."""
        pages = {url: self._page(url) for url in sources_of(mentions)}
        live = [mention for mention in mentions if pages[mention.told.url].shows(mention)]
        early = [Outcome(one.told, pages[one.told.url].why(one)) for one in mentions if not pages[one.told.url].shows(one)]
        groups: dict[str, list[Mention]] = defaultdict(list)
        for mention in live:
            groups[_host(mention.told.target)].append(mention)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return [*(one for group in threads.map(self._row, groups.values()) for one in group), *early]

    def _page(self, url: str) -> "_Page":
        try:
            answer = self._client.read(url)
        except Fault as fault:
            raise Fault(f"{url} {fault.what}") from None
        found = (unescape(next(filter(None, groups), "")) for groups in _LINK.findall(page_text(answer)))
        return _Page(answer.status, frozenset(found))

    def _row(self, mentions: Iterable[Mention]) -> list[Outcome]:
        """Send to one host, one thing after the other."""
        return [self._one(mention) for mention in mentions]

    def _one(self, mention: Mention) -> Outcome:
        if self._clock() > self._end:
            return Outcome(mention.told, "was left for the next run, as this one took long")
        if _host(mention.told.target) in self._busy:
            return Outcome(mention.told, "was left for the next run, as its host asked for a pause")
        try:
            return self._tell(mention)
        except Fault as fault:
            return self._failed(mention, fault)

    def _tell(self, mention: Mention) -> Outcome:
        """Find where to tell it, and tell it; raise Fault where that does not work."""
        told = mention.told
        found = discover(told.target, self._client.read)
        if found.status >= 500 or found.status in _LATER:
            raise Fault(f"answers {found.status}")
        endpoint = found.endpoint or (told.endpoint if mention.is_gone else "")
        if not endpoint:
            return self._note(told, "deleted" if mention.is_gone else "none", "takes no webmentions")
        told = self._note(told._replace(endpoint=endpoint), "deleting" if mention.is_gone else "sending").told
        answer = self._post(endpoint, {"source": told.url, "target": told.target})
        if answer.status >= 500 or answer.status in _LATER:
            raise Fault(
                f"answers {answer.status} at {endpoint}", wait=retrying.seconds_of(answer.headers.get("retry-after", ""), self._now / 1e6)
            )
        if mention.is_gone:
            return self._note(told, "deleted")
        if 200 <= answer.status < 300:
            return self._note(told, "sent")
        return self._note(told, "failed", f"refuses it with {answer.status} at {endpoint}")

    def _post(self, endpoint: str, form: dict[str, str]) -> Answer:
        """Send the form, and again where it is to be sent to; nothing in it is secret."""
        for _ in range(_HOPS):
            answer = self._client.send("POST", endpoint, data=form)
            location = answer.headers.get("location", "")
            if answer.status not in {301, 302, 307, 308} or not location:
                break
            further = joined(endpoint, location)
            if not further or urlsplit(endpoint).scheme == "https" != urlsplit(further).scheme:
                break
            endpoint = further
        return answer

    def _failed(self, mention: Mention, fault: Fault) -> Outcome:
        told = mention.told
        if fault.is_refused or told.failures + 1 >= _MOST_FAILURES:
            return self._note(told, "deleted" if mention.is_gone else "failed", fault.what)
        if fault.wait:
            self._busy.add(_host(told.target))
        pause = retrying.pause(told.failures + 1, fault.wait, is_gone=False)
        told = told._replace(failures=told.failures + 1, until=self._now + pause * 1_000_000)
        return self._note(told, "waiting", f"{fault.what}; it is asked again later")

    def _note(self, told: Told, state: str, why: str = "") -> Outcome:
        told = told._replace(state=state) if state == "waiting" else told._replace(state=state, failures=0, until=0)
        self._ledger.add(told)
        return Outcome(told, why)


class _Page(NamedTuple):
    """A page of this site, as it is live."""

    status: int
    links: frozenset[str]

    def shows(self, mention: Mention) -> bool:
        """Whether a receiver would find what is to be told."""
        has_link = mention.told.target in self.links and self.status == 200
        return (self.status in _GONE or (self.status == 200 and not has_link)) if mention.is_gone else has_link

    def why(self, mention: Mention) -> str:
        """Say why it does not show that."""
        if self.status != 200:
            return f"is told later: {mention.told.url} answers {self.status}"
        return f"is told later: {mention.told.url} {'still has' if mention.is_gone else 'does not have'} the link"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
