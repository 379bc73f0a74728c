"""What others said to a post on other sites, as its page and its author's mentions show it: marked as theirs, and linked.

Whoever the post's author or the site blocks is left out, with all that hangs on what they said. A page shows so many of them
and no more, however many there are; the copies, which show all, are linked.
"""

from collections import defaultdict
from collections.abc import Collection
from itertools import islice
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from microblog.content.answer_avatars import avatar_name, avatar_path
from microblog.content.answers import DONE, FACES, SAID, SHOWN
from microblog.content.blocking import blocked_by, is_answer_absent, without
from microblog.formats.avatars import render_avatar
from microblog.formats.feeds import Entry, FeedAuthor
from microblog.library import answers, pictures
from microblog.library.threads import Answer
from microblog.model import urls
from microblog.model.nouns import Author, Post
from microblog.model.pages import PageKey
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from microblog.render.authors import find_author
from microblog.render.citations import find_post
from microblog.render.context import Context, Files, remembered
from microblog.render.pictures import published
from microblog.text.dates import in_zone, parse_date
from microblog.text.directions import direction
from microblog.text.entities import escape
from microblog.text.hashing import blake2b
from microblog.text.tuples import NamedTuple
from microblog.theme.runtime import trusted


class People(NamedTuple):
    """Who did something with a post."""

    number: int
    shown: tuple[RemoteAnswer, ...]


NOBODY = People(0, ())


class Outside(NamedTuple):
    """What a page shows of what others said and did on other sites."""

    said: dict[str, RemoteAnswer]  # by id
    kin: dict[str, list[Answer]]  # what answers each of them, or the post itself ("")
    people: dict[str, People]  # by kind
    left_out: int  # replies for which there is no room
    copies: list[SimpleNamespace]  # where those are


NOTHING = Outside({}, {}, {}, 0, [])


def outside_of(context: Context, post: Post) -> Outside:
    """Return what a post's page shows."""
    author = find_author(context, post.author) or Author(post.author, post.author)
    found = answers.answers_to(context.db, post.ref)
    present = _present(found, blocked_by(author, context.config))
    said = [answer for answer in present if answer.kind in SAID]
    shown = _with_parents(said[:SHOWN])
    kin: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in shown.values():
        kin[answer.parent].append(Answer(0, answer.id, answer.parent, "", instant_of(answer)))
    left_out = len(said) - len(shown) + _told(found, "reply")
    people = {kind: _people(present, found, kind) for kind in DONE}
    people = {kind: some for kind, some in people.items() if some.number}
    return Outside(shown, dict(kin), people, left_out, _copies(post, found) if left_out else [])


def _told(found: RemoteAnswers, kind: str) -> int:
    """Count those of a kind that are not kept, as the servers of the copies say."""
    return sum(count for _, other, count in found.more if other == kind)


def _present(found: RemoteAnswers, blocked: Collection[str]) -> list[RemoteAnswer]:
    """Leave out what the blocked said or did, with all that hangs on it."""
    return without(found.answers, {answer.id for answer in found.answers if is_answer_absent(blocked, answer)})


def _with_parents(said: list[RemoteAnswer]) -> dict[str, RemoteAnswer]:
    """Return answers by id, without those that answer one which is not among them."""
    known = {answer.id: answer for answer in said}
    while lost := [answer.id for answer in known.values() if answer.parent and answer.parent not in known]:
        for answer_id in lost:
            del known[answer_id]
    return known


def _people(present: list[RemoteAnswer], found: RemoteAnswers, kind: str) -> People:
    who = [answer for answer in present if answer.kind == kind]
    return People(len(who) + _told(found, kind), tuple(who[:FACES]))


def _copies(post: Post, found: RemoteAnswers) -> list[SimpleNamespace]:
    """Return the copies of a post that have more replies, or else all on the web."""
    urls = [url for url, kind, _ in found.more if kind == "reply"] or [url for url in post.syndication if url.startswith("http")]
    return [SimpleNamespace(url=url, host=urlsplit(url).hostname or url) for url in urls]


def instant_of(answer: RemoteAnswer) -> int:
    """Return the moment of an answer, in microseconds since 1970 UTC."""
    date = parse_date(answer.published, "UTC")
    return 0 if isinstance(date, str) else date.instant


def placed(levels: tuple[int, int, bool]) -> dict[str, object]:
    """Return how the list of replies opens and closes around one."""
    before, level, _ = levels
    return {"level": level, "opens": level > before, "closes": [None] * (before - level)}


def outside_item(context: Context, outside: Outside, answer_id: str, levels: tuple[int, int, bool]) -> SimpleNamespace:
    """Return what a page shows of one answer among the replies; one that stands as deep as its parent names it."""
    answer = outside.said[answer_id]
    parent = outside.said.get(answer.parent) if levels[2] else None
    named = {"answered_url": parent.url if parent else "", "answered_name": parent.author if parent else ""}
    return SimpleNamespace(html=render_outside(context, answer), **placed(levels), **named, more_url="")


def render_outside(context: Context, answer: RemoteAnswer) -> Markup:
    """Render an answer as conversations and mentions show it."""
    return trusted(context.templates.render("_outside.html", {"answer": answer_view(context, answer)}))


def answer_view(context: Context, answer: RemoteAnswer) -> SimpleNamespace:
    """Return what templates see of an answer from another site."""
    return SimpleNamespace(
        kind=answer.kind,
        url=answer.url,
        host=answer.host,
        author=face_of(context, answer),
        handle=answer.handle,
        published=answer.published,
        shown=in_zone(answer.published, context.config.timezone),
        updated=answer.updated,
        is_updated=answer.updated[:10] != answer.published[:10],
        cw=answer.cw,
        lang=answer.lang,
        dir=direction(answer.lang),
        content_html=trusted(answer.content_html),  # sanitised when its file was read
    )


def face_of(context: Context, answer: RemoteAnswer) -> SimpleNamespace:
    """Return what is shown of whoever wrote an answer, or did something with a post."""
    return SimpleNamespace(
        name=answer.author,
        url=answer.author_url,
        avatar_url=_copied_avatar(context, answer) or _drawn_avatar(answer),
        avatar_srcset="",
        post_url=answer.url,
        host=answer.host,
    )


def _drawn_avatar(answer: RemoteAnswer) -> str:
    drawn = render_avatar(answer.did or answer.author_url or answer.handle or answer.author)
    return f"data:image/svg+xml,{quote(drawn)}"


def _copied_avatar(context: Context, answer: RemoteAnswer) -> str:
    """Return the link to the copy of a picture; "" where there is none, as on a site that did not opt in."""
    name = avatar_name(answer.avatar) if context.config.answer_avatars and answer.avatar else ""
    is_there = name and pictures.picture(context.db, avatar_path(name), is_avatar=True)
    return context.href(urls.answer_avatar(name)) if is_there else ""


def render_answer_avatar(context: Context, key: PageKey) -> Files:
    """Return the copy of a picture in its small size, where the page of any post shows it."""
    source = avatar_path(key.subject)
    if not pictures.picture(context.db, source, is_avatar=True):
        return []
    if not any(key.subject in _avatars_on(context, ref) for ref in answers.naming(context.db, key.subject)):
        return []
    return [(key.path, published(context, key.path, source, is_avatar=True)[-1][1])]


@remembered
def _avatars_on(context: Context, ref: str) -> frozenset[str]:
    """Return the names of the pictures that a post's page may show."""
    post = answers.answered_post(context.db, ref)
    outside = outside_of(context, post) if post else NOTHING
    shown = [*outside.said.values(), *(one for people in outside.people.values() for one in people.shown)]
    return frozenset(avatar_name(one.avatar) for one in shown if one.avatar)


def newest_outside(context: Context, author: Author, limit: int) -> list[tuple[Post, RemoteAnswer]]:
    """Return the newest that others said to an author's posts on other sites, each with the post, newest first."""
    blocked = blocked_by(author, context.config)
    found = (row for row in answers.newest(context.db, author.handle) if not is_answer_absent(blocked, row[1]))
    rows = [(find_post(context, ref), answer) for ref, answer in islice(found, limit)]
    return [(post, _as_on_page(context, post, answer)) for post, answer in rows if post]


def _as_on_page(context: Context, post: Post, answer: RemoteAnswer) -> RemoteAnswer:
    """Return an answer without its picture where its post's page has no room for it, since nothing else publishes that."""
    has_picture = context.config.answer_avatars and answer.avatar and avatar_name(answer.avatar) in _avatars_on(context, post.ref)
    return answer if has_picture else answer._replace(avatar="")


def outside_entry(context: Context, post: Post, answer: RemoteAnswer) -> Entry:
    """Return an answer as the feed of its author's mentions has it, in which it has a name of this site's."""
    name = blake2b(answer.id.encode(errors="replace"), digest_size=10).hexdigest()
    post_url, label = context.absolute(post.permalink), escape(post.title or context.words.gettext("@%(name)s’s post", name=post.author))
    link = trusted(f'<a href="{escape(post_url)}">{label}</a>')
    sentence = context.templates.render("_relation.html", {"form": "feed", "relation": "in_reply_to", "target": link})
    content = answer.content_html
    if answer.cw:
        warning = context.words.gettext("Content warning: %(warning)s", warning=escape(answer.cw))
        content = f"<details><summary>{warning}</summary>{content}</details>"
    return Entry(
        uri=urls.tag_uri(context.authority, f"answers/{name}"),
        url=answer.url or answer.author_url,
        title="",
        published=answer.published,
        updated=answer.updated,
        author=FeedAuthor(answer.author, answer.author_url, ""),
        content_html=f"<p>{sentence}</p>{content}",
        summary=answer.cw,
        text=answer.text,
        lang=answer.lang,
        tags=(),
        relations=(("in_reply_to", post_url, urls.tag_uri(context.authority, post.id)),),
        enclosures=(),
    )
