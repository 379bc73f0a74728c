"""What concerns an author: posts that stand among their mentions, answers from other sites, and those who follow them.

Nobody hears of those whom they, or the site, block or mute.
"""

from collections.abc import Iterator

from microblog.content.blocking import away_from_home, is_absent, is_answer_absent
from microblog.library import mentions, queries
from microblog.model import urls
from microblog.model.nouns import Author, Post
from microblog.model.remote import RemoteAnswer
from microblog.model.timelines import TIMELINE_KINDS
from microblog.render.answers import newest_outside
from microblog.render.authors import find_author
from microblog.render.context import Context
from microblog.text.tuples import NamedTuple

FOLLOW = "follow"
_OUTSIDE = 500  # answers from other sites that are looked at


class Happening(NamedTuple):
    """One thing that somebody did."""

    thing: str  # what it is known by: `in_reply_to ada/2026-11-23-hello`, `follow grace`; never changes
    relation: str  # of RELATIONS, `quotation_of`, `follow`, or nothing for a mention
    name: str  # of who did it
    url: str  # where it can be seen
    words: str = ""  # how it begins


def find_happenings(context: Context, author: Author) -> list[Happening]:
    """List what concerns an author, the oldest first."""
    absent = away_from_home(author, context.config)
    posts = [found for found in _posts(context, author) if not is_absent(absent, found[1].author)]
    follows = [handle for handle in queries.followers(context.db, author.handle) if not is_absent(absent, handle)]
    answers = reversed(newest_outside(context, author, _OUTSIDE))
    outside = [_of_answer(context, post, answer) for post, answer in answers if not is_answer_absent(absent, answer)]
    return [*(_of_post(context, *found) for found in posts), *outside, *(_of_follower(context, handle) for handle in follows)]


def _posts(context: Context, author: Author) -> Iterator[tuple[str, Post]]:
    """Yield the posts that concern an author with what each does, the oldest first."""
    timeline = queries.timeline_at(context.db, TIMELINE_KINDS["mentions"].path(author.handle))
    if timeline is None or not timeline.posts:
        return
    every = range(timeline.posts)
    numbers = queries.post_numbers(context.db, timeline.no, every)
    done = mentions.relations(context.db, timeline.no, author.handle, every)
    posts = queries.posts(context.db, numbers)
    yield from ((relation, posts[no]) for relation, no in reversed([*zip(done, numbers, strict=True)]))


def _of_post(context: Context, relation: str, post: Post) -> Happening:
    thing = f"{relation or 'mention'} {post.id}"
    return Happening(thing, relation, _name(context, post.author), context.absolute(post.permalink), post.cw or post.title or post.text)


def _of_answer(context: Context, post: Post, answer: RemoteAnswer) -> Happening:
    """Return what somebody said on another site."""
    relation = "in_reply_to" if answer.kind == "reply" else ""
    name = f"{answer.author} ({answer.host})" if answer.author and answer.host else answer.author or answer.host
    return Happening(f"answer {answer.id}", relation, name, answer.url or context.absolute(post.permalink), answer.cw or answer.text)


def _of_follower(context: Context, handle: str) -> Happening:
    return Happening(f"{FOLLOW} {handle}", FOLLOW, _name(context, handle), context.absolute(urls.author(handle)))


def _name(context: Context, handle: str) -> str:
    author = find_author(context, handle)
    return f"{author.name} (@{handle})" if author and author.name != handle else f"@{handle}"
