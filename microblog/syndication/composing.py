"""What a post becomes on a network: one part or several, each of which is one post there.

A note is sent whole: as one part, as a thread where it is too long, or shortened with a link to its page, as its author
sets. An article is its title, its summary and the link. Where something cannot be sent (a table, a recording, a picture
too many), the link stands at the end. A like or a repost of a post that is there becomes one; of anything else, nothing.
"""

import json
from collections.abc import Callable

from microblog.model.attachments import medium
from microblog.model.nouns import Link, Post
from microblog.syndication.accounts import Account, Allowance
from microblog.syndication.texts import Rich, Words, link, read_html, tags
from microblog.syndication.threads import cut, shorten
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple

MOST_PARTS = 25


class Media(NamedTuple):
    """A picture that goes along."""

    source: str  # its file, relative to the site folder
    size: int  # of that, in bytes
    alt: str
    focus: str = ""  # what must stay in sight: `0.5,-0.2` from the middle, to the right and up


class Card(NamedTuple):
    """A page that a part leads to, as a network shows it."""

    address: str
    title: str
    description: str


class Target(NamedTuple):
    """What a part answers, likes or reposts: a post of this site by its copy, or one of the network by its address."""

    post: str = ""  # the identity of the post here
    address: str = ""


class Part(NamedTuple):
    """One post on a network, or what is done to one."""

    kind: str  # post, like or repost
    rich: Rich = Rich()
    cw: str = ""
    lang: str = ""
    visibility: str = ""
    media: tuple[Media, ...] = ()
    card: Card | None = None
    target: Target | None = None
    published: str = ""  # RFC 3339
    labels: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells it from any other; who sees it there counts for nothing, since no edit changes that."""
        return blake2b(json.dumps(self._replace(visibility=""), ensure_ascii=False).encode("utf-8", "replace"), digest_size=12).hexdigest()


class Rules(NamedTuple):
    """What a network takes."""

    is_account: Callable[[str], bool]
    shows_addresses: bool
    fits: Callable[[Rich, str, Allowance], bool]  # a text, with a content warning
    limits: Allowance
    folds: bool  # whether it folds a text under its content warning


class Around(NamedTuple):
    """What composing has to know of the rest of the site."""

    address_of: Callable[[str], str]  # where a link in a post's HTML leads
    account_of: Callable[[str], str]  # of an author, as others mention it on the network
    files_of: Callable[[Post], dict[str, Media]]  # a post's pictures that are there, by how its HTML and `photo` name them
    target_of: Callable[[Link], Target | None]  # what a post refers to, where that is on the network
    page_of: Callable[[Post], str]


def compose(post: Post, account: Account, rules: Rules, around: Around) -> list[Part]:
    """Return what a post becomes; nothing where it has nothing to say there."""
    first = post.links[0] if post.links else None
    target = around.target_of(first) if first and first.relation != "bookmark_of" else None
    if first and first.relation in {"like_of", "repost_of"}:
        kind = first.relation.removesuffix("_of")
        return [Part(kind, target=target, published=post.published)] if target else []
    is_asked_for = account.network in post.syndicate
    if first and first.relation == "in_reply_to" and not target and not is_asked_for:
        return []
    return _Composing(post, account, rules, around).parts(first if not target else None, target)


class _Composing:
    def __init__(self, post: Post, account: Account, rules: Rules, around: Around) -> None:
        self.post, self.account, self.rules, self.around = post, account, rules, around
        self.page = around.page_of(post)
        self.limits = rules.limits._replace(characters=account.limit or rules.limits.characters)
        words = Words(rules.shows_addresses, rules.is_account, around.address_of, around.account_of)
        self.reading = read_html(post.content_html, words)
        self.media, self.has_all_media = self._media()
        self.cw = post.cw if rules.folds else ""

    def parts(self, named: Link | None, target: Target | None) -> list[Part]:
        """Return the parts; what is `named` and not on the network is linked."""
        texts, card = self._texts(named)
        lang, visibility = self.post.lang, self.account.visibility
        labels = labels_of(self.post.cw, has_media=bool(self.media))
        whole = Part("post", cw=self.cw, lang=lang, visibility=visibility, published=self.post.published, labels=labels)
        parts = [whole._replace(rich=rich) for rich in texts[:MOST_PARTS]] or [whole]
        parts[0] = parts[0]._replace(media=self.media, target=target)
        if card and not self.media:
            parts[-1] = parts[-1]._replace(card=card)
        return parts

    def _texts(self, named: Link | None) -> tuple[list[Rich], Card | None]:
        page = link(self.page)
        if self.post.cw and not self.rules.folds:
            return [self._shortened(Rich(self.post.cw), page)], self._card()
        if self.post.title:
            return [self._shortened(self._of_article(), page)], self._card()
        rich, card = self.reading.rich, None
        if named:
            rich = rich.then(link(named.target if not named.is_local else self.around.address_of(f"quote:{named.target}")), "\n\n")
            card = Card(named.target, named.title or named.target, "") if not named.is_local else None
        rich = rich.then(self._tags(), "\n\n")
        is_whole = self.reading.is_whole and self.has_all_media
        if not is_whole or not (rich.text or self.media):
            rich, card = rich.then(page, "\n\n"), self._card()
        if self._fits(rich):
            return ([rich] if rich.text else []), card
        if self.account.long == "link":
            return [self._shortened(self.reading.rich, page)], self._card()
        parts = cut(rich, self._fits)
        return (parts, card) if len(parts) <= MOST_PARTS else ([self._shortened(self.reading.rich, page)], self._card())

    def _fits(self, rich: Rich) -> bool:
        return self.rules.fits(rich, self.cw, self.limits)

    def _shortened(self, rich: Rich, page: Rich) -> Rich:
        with_page = rich.then(page, "\n\n")
        return with_page if self._fits(with_page) else shorten(rich, page, self._fits)

    def _of_article(self) -> Rich:
        summary = self.post.summary or self.post.text
        return Rich(self.post.title).then(Rich(summary), "\n\n")

    def _card(self) -> Card:
        title = self.post.title or self.post.cw or self.post.summary or self.post.text[:100] or self.page
        hidden = self.post.cw and self.post.cw != title
        return Card(self.page, title, "" if self.post.cw or hidden else self.post.summary or self.post.text)

    def _tags(self) -> Rich:
        said = {mark.target.casefold() for mark in self.reading.rich.marks if mark.kind == "tag"}
        return tags(tag.label for tag in self.post.tags if tag.label.casefold() not in said)

    def _media(self) -> tuple[tuple[Media, ...], bool]:
        """Return the pictures that go along, and whether these are all that the post shows."""
        files = self.around.files_of(self.post)
        focus = {files[photo.path].source: photo.focus for photo in self.post.photos if photo.path in files}
        named = [*((photo.path, photo.alt) for photo in self.post.photos), *self.reading.pictures]
        found: dict[str, Media] = {}
        for media, alt in ((files[name], alt) for name, alt in named if name in files):
            before = found.get(media.source, media)
            found[media.source] = before._replace(alt=before.alt or alt, focus=focus.get(media.source, ""))
        are_all = len(found) <= self.limits.media and all(medium(photo.path) == "image" for photo in self.post.photos)
        return tuple(found.values())[: self.limits.media], are_all


_LABELS = {
    "porn": ("porn", "nsfw", "explicit"),
    "sexual": ("sexual", "sex", "lewd", "erotic"),
    "nudity": ("nudity", "nude", "naked"),
    "graphic-media": ("gore", "blood", "violence", "violent", "graphic", "injury", "death", "dead"),
}


def labels_of(cw: str, *, has_media: bool) -> tuple[str, ...]:
    """Return the labels that say what a content warning warns of; pictures are always behind one."""
    words = {word.strip(".,:;!?()/").casefold() for word in cw.replace("/", " ").split()}
    found = tuple(label for label, known in _LABELS.items() if words & {*known})
    return found or (("graphic-media",) if cw and has_media else ())
