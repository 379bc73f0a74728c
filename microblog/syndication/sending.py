"""Doing what is planned on one account, one thing after the other, with a line of the ledger before each and one after.

A run that was cut off leaves a line `sending` without its end. The next one looks for what that may have sent before it
sends it again. A post's page is asked for first: what is not live yet is left for the next run.
"""

from collections.abc import Callable, Iterable, Iterator

from microblog.model.nouns import Post
from microblog.pictures.sizes import Size
from microblog.syndication.composing import Media, Part, Target
from microblog.syndication.ledger import Copies, Sent
from microblog.syndication.mastodon import text_digest
from microblog.syndication.network import GoneError, Job, Network, RefusedError, Stored
from microblog.syndication.planning import Action
from microblog.text.tuples import NamedTuple


class Outcome(NamedTuple):
    """What became of an action."""

    action: Action
    state: str  # as in the ledger, or `early`: its page is not live, or what it answers has no copy
    url: str = ""
    why: str = ""


class Site(NamedTuple):
    """What sending has to know of this site."""

    is_live: Callable[[Post], bool]
    files_of: Callable[[Media], tuple[Size, ...]]
    copy_of: Callable[[str], tuple[str, str] | None]  # (uri, url) of the last part of a post's copy on another account of the network
    at: str  # the moment that stands on each line


class Sender:
    """One run on one account."""

    def __init__(self, network: Network, copies: Copies, site: Site) -> None:
        self._network, self._copies, self._site = network, copies, site
        self._left: set[str] = set()  # posts whose other parts have no use any more

    def send(self, actions: Iterable[Action]) -> Iterator[Outcome]:
        """Yield what became of each action when it is done; raise Fault where the rest has no use."""
        for action in actions:
            yield self._one(action)

    def _one(self, action: Action) -> Outcome:
        if action.sent.post in self._left:
            return Outcome(action, "early", why="waits for the part before it")
        try:
            outcome = self._tried(action)
        except GoneError as fault:
            state = "deleted" if action.verb == "delete" else "gone" if action.verb == "edit" else "refused"
            outcome = self._noted(action, state, why="" if action.verb == "delete" else fault.what)
        except RefusedError as fault:
            outcome = self._noted(action, "refused" if action.verb == "send" else "sent", why=fault.what)
        if outcome.state not in {"sent", "deleted"}:
            self._left.add(action.sent.post)
        return outcome

    def _tried(self, action: Action) -> Outcome:
        if action.part is None or action.post is None:
            return self._deleted(action)
        if not self._site.is_live(action.post):
            return Outcome(action, "early", why="its page is not live yet")
        answered = self._answered(action, action.part)
        if answered is None:
            return Outcome(action, "early", why="what it answers has no copy there")
        job = Job(action.part, self._line(action, action.part), action.post.instant, answered=answered)
        if action.verb == "send" and action.sent.state == "sending" and (found := self._found(action, job)):
            return found
        job = job._replace(
            sent=job.sent._replace(uri=job.sent.uri or self._network.uri_of(job)),
            files=tuple((media, self._site.files_of(media)) for media in action.part.media),
        )
        self._copies.note(job.sent)
        stored = self._network.edit(job) if action.verb == "edit" else self._network.send(job)
        return self._done(action, job.sent, stored)

    def _found(self, action: Action, job: Job) -> Outcome | None:
        """Look for what a run that was cut off sent: it is there as it was then, and the next run sees whether it is still right."""
        known = frozenset(sent.uri for sent in self._copies.parts.values() if sent.uri)
        stored = self._network.find(job._replace(sent=action.sent), known)
        return self._done(action, action.sent, stored) if stored else None

    def _line(self, action: Action, part: Part) -> Sent:
        text = text_digest(part.rich.text, part.cw) if part.kind == "post" else ""
        was = action.sent.was if action.sent.state == "sending" else action.sent.state
        same = action.sent._replace(state="sending", digest=part.digest, text=text, kind=part.kind, at=self._site.at, was=was)
        return same if action.verb == "edit" or action.sent.state == "sending" else same._replace(url="", uri="")

    def _done(self, action: Action, sent: Sent, stored: Stored) -> Outcome:
        self._copies.note(sent._replace(state="sent", url=stored.url or sent.url, uri=stored.uri, at=self._site.at, was=""))
        return Outcome(action, "sent", stored.url)

    def _deleted(self, action: Action) -> Outcome:
        sent = action.sent
        if not sent.uri and sent.state == "sending":
            stored = self._network.find(Job(Part(sent.kind), sent, 0), frozenset(one.uri for one in self._copies.parts.values() if one.uri))
            sent = sent._replace(uri=stored.uri) if stored else sent
        if sent.uri:
            self._network.delete(sent)
        return self._noted(action, "deleted")

    def _noted(self, action: Action, state: str, why: str = "") -> Outcome:
        digest = action.part.digest if action.part and state in {"refused", "sent"} else action.sent.digest
        self._copies.note(action.sent._replace(state=state, digest=digest, at=self._site.at, was=""))
        return Outcome(action, state, action.sent.url, why)

    def _answered(self, action: Action, part: Part) -> str | None:
        """Return the uri of what a part answers, "" where it answers nothing, None where that is not there."""
        if action.sent.part:
            before = self._copies.parts.get((action.sent.post, action.sent.part - 1))
            return before.uri if before and before.state == "sent" else None
        if action.verb == "edit" or part.target is None:
            return ""
        return self._uri_of(part.target)

    def _uri_of(self, target: Target) -> str | None:
        if target.address:
            return self._network.find_address(target.address)
        own = [sent for sent in self._copies.of(target.post) if sent.state == "sent" and sent.kind == "post"]
        if own:
            return own[-1].uri
        other = self._site.copy_of(target.post)
        return self._network.find_address(other[1]) if other else None
