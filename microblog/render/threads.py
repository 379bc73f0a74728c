"""The conversation around a post, as its own page shows it: what it answers, what answers it, who liked or reposted it.

Replies of an author to themselves, one to the other, are one *thread*: they stand together, and the replies of others
follow. All walks are loops over lists, however deep a conversation is; `library.threads` bounds them. What others said on
other sites stands among the replies in the order of time (`render.answers`), below the post itself alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter
from types import SimpleNamespace

from markupsafe import Markup

from microblog.content.blocking import blocked_by
from microblog.library import threads
from microblog.library.threads import Answer
from microblog.model.nouns import QUOTATION, Post
from microblog.render.answers import NOBODY, NOTHING, Outside, People, face_of, outside_item, outside_of, placed
from microblog.render.authors import byline, find_author
from microblog.render.citations import find_post
from microblog.render.context import Context, remembered
from microblog.render.views import post_view
from microblog.theme.runtime import trusted

_LEVELS = 5  # of nested replies; deeper ones stand at the last
_FACES = 50
_REACTIONS = {"like_of": "like", "repost_of": "repost", "bookmark_of": "bookmark", QUOTATION: "quote"}


def conversation_view(context: Context, post: Post, named: set[str], *, has_outside: bool = False) -> SimpleNamespace | None:
    """Return what a post's page shows beside a post that others name so; None where there is nothing."""
    answered = post.links and _parent(context, post.ref)
    if not (answered or named or has_outside):
        return None
    above = _above(context, post) if answered else []
    outside = outside_of(context, post) if has_outside else NOTHING
    thread, replies = _below(context, post, outside) if outside.kin or "in_reply_to" in named else ([], [])
    before = sum(item.is_joined for item in above)
    is_whole = not any(item.between for item in above) and not (thread and thread[-1].more_url)
    return SimpleNamespace(
        above=above,
        thread=thread,
        thread_place=before + 1,
        thread_size=before + 1 + len(thread) if is_whole else 0,
        is_thread=bool(thread) or any(item.is_joined for item in above),
        replies=replies,
        closes=[None] * (replies[-1].level - 1) if replies else [],
        reply_count=len(replies) + outside.left_out,
        copies=outside.copies,
        reactions=_reactions(context, post, outside) if outside.people or named - {"in_reply_to"} else [],
        has_drawings=bool(outside.kin or outside.people),
    )


def _above(context: Context, post: Post) -> list[SimpleNamespace]:
    """Return the posts that a post answers, directly or through others, the first one first."""
    refs = _chain(context, post.ref)
    hidden = 0
    if len(refs) > threads.ABOVE:
        first, depth = _root(context, post.ref)
        refs = [*refs[: threads.NEAREST], first]
        hidden = depth - len(refs)
    authors = [_author_of(ref) for ref in refs]
    joined = _joined(post.author, authors) if not hidden else _joined(post.author, authors[:-1])
    items = [SimpleNamespace(html=_reply(context, ref), is_joined=place < joined, between=0) for place, ref in enumerate(refs)]
    if hidden:
        items[-2].between = hidden
    return items[::-1]


def _joined(author: str, authors: list[str]) -> int:
    """Count the authors, from the nearest on, that are the post's own."""
    return next((place for place, other in enumerate(authors) if other != author), len(authors))


def _author_of(ref: str) -> str:
    return ref.partition("/")[0]


def _chain(context: Context, ref: str) -> list[str]:
    """Return the refs above a post, the nearest first, one more than pages show at most."""
    refs: list[str] = []
    while len(refs) <= threads.ABOVE and (ref := _parent(context, ref)):
        refs.append(ref)
    return refs


@remembered
def _parent(context: Context, ref: str) -> str:
    return threads.answered(context.db, ref)


@remembered
def _known_roots(_: Context, _all: None) -> dict[str, tuple[str, int]]:
    """Return the table in which `_root` keeps what it finds for all posts on its way."""
    return {}


def _root(context: Context, ref: str) -> tuple[str, int]:
    """Return the first post of a thread and how many posts stand above one; remembered for all on the way."""
    known, way = _known_roots(context, None), []
    while ref not in known and (parent := _parent(context, ref)):
        way.append(ref)
        ref = parent
    first, depth = known.setdefault(ref, (ref, 0))
    for place, below in enumerate(reversed(way), 1):
        known[below] = first, depth + place
    return known[way[0]] if way else (first, depth)


@remembered
def _reply(context: Context, ref: str) -> Markup:
    """Render a post as conversations show it, the same on every page."""
    post = find_post(context, ref)
    return trusted(context.templates.render("_reply.html", {"post": post_view(context, post)}) if post else "")


def _below(context: Context, post: Post, outside: Outside) -> tuple[list[SimpleNamespace], list[SimpleNamespace]]:
    """Return the rest of the author's own thread, and all other posts below a post."""
    found, is_whole = threads.answers(context.db, post.ref)
    present, absent = _present(context, post, found)
    more = set() if is_whole else _cut_off(context, present, absent)
    kin: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in present:
        kin[answer.parent].append(answer)
    thread = list(_thread(post, kin))
    own = {answer.ref for answer in thread}
    tops = [kid for part in [post.ref, *(part.ref for part in thread)] for kid in kin[part] if kid.ref not in own]
    if outside.kin:
        tops = sorted([*tops, *outside.kin[""]], key=attrgetter("instant"))
        kin |= outside.kin
    return (
        [SimpleNamespace(html=_reply(context, part.ref), more_url=_more_url(context, part.ref, more)) for part in thread],
        [
            outside_item(context, outside, answer.ref, levels) if not answer.no else _item(context, answer, levels, post.ref, more)
            for answer, levels in _nested(tops, kin)
        ],
    )


def _present(context: Context, post: Post, found: list[Answer]) -> tuple[list[Answer], dict[str, frozenset[str]]]:
    """Leave out answers below a post of somebody who blocks their author, with all that hangs on them."""
    absent = {post.ref: _blocked(context, post.author)}
    present = []
    for answer in found:
        if answer.parent in absent and answer.author not in absent[answer.parent]:
            absent[answer.ref] = absent[answer.parent] | _blocked(context, answer.author)
            present.append(answer)
    return present, absent


@remembered
def _blocked(context: Context, handle: str) -> frozenset[str]:
    author = find_author(context, handle)
    return blocked_by(author, context.config) if author else frozenset()


def _cut_off(context: Context, present: list[Answer], absent: dict[str, frozenset[str]]) -> set[str]:
    """Return the posts that have answers which the page has no room for."""
    shown = {answer.ref for answer in present}
    kids = threads.children(context.db, shown)
    return {parent for parent, ref, author in kids if ref not in shown and author not in absent[parent]}


def _thread(post: Post, kin: "dict[str, list[Answer]]") -> Iterator[Answer]:
    """Go from a post to the first answer of the same author, and on from there."""
    ref = post.ref
    while part := next((answer for answer in kin.get(ref, []) if answer.author == post.author), None):
        yield part
        ref = part.ref


def _nested(tops: list[Answer], kin: "dict[str, list[Answer]]") -> Iterator[tuple[Answer, tuple[int, int, bool]]]:
    """Return answers in the order of reading, with the level of the one before, their own, and whether it is as deep as their parent's."""
    before = 1
    stack = [(answer, 1, False) for answer in reversed(tops)]
    while stack:
        answer, level, is_flat = stack.pop()
        yield answer, (before, level, is_flat)
        before = level
        deeper = min(level + 1, _LEVELS)
        stack += [(kid, deeper, deeper == level) for kid in reversed(kin.get(answer.ref, []))]


def _item(context: Context, answer: "Answer", levels: tuple[int, int, bool], top: str, more: set[str]) -> SimpleNamespace:
    """Return what a page shows of one answer; one that does not stand right in its parent's list names the parent."""
    is_loose = levels[2] or (levels[1] == 1 and answer.parent != top)
    return SimpleNamespace(
        html=_reply(context, answer.ref),
        **placed(levels),
        answered_url=context.href(f"@{answer.parent}/") if is_loose else "",
        answered_name=byline(context, _author_of(answer.parent)).name if is_loose else "",
        more_url=_more_url(context, answer.ref, more),
    )


def _more_url(context: Context, ref: str, more: set[str]) -> str:
    return context.href(f"@{ref}/") if ref in more else ""


def _reactions(context: Context, post: Post, outside: Outside) -> list[SimpleNamespace]:
    """Return who liked, reposted and bookmarked a post, each once, the first one first, those on other sites behind those here."""
    blocked = _blocked(context, post.author)
    who: dict[str, dict[str, str]] = {relation: {} for relation in _REACTIONS}
    for relation, author, permalink in threads.reactions(context.db, post.ref):
        if author not in blocked:
            who[relation].setdefault(author, permalink)
    others = {relation: outside.people.get(kind, NOBODY) for relation, kind in _REACTIONS.items()}
    return [_reaction(context, relation, people, others[relation]) for relation, people in who.items() if people or others[relation].number]


def _reaction(context: Context, relation: str, people: dict[str, str], outside: People) -> SimpleNamespace:
    shown = list(people.items())[:_FACES]
    faces = [SimpleNamespace(**vars(byline(context, handle)), post_url=context.href(path), host="") for handle, path in shown]
    faces += [face_of(context, answer) for answer in outside.shown[: _FACES - len(faces)]]
    count = len(people) + outside.number
    return SimpleNamespace(kind=_REACTIONS[relation], relation=relation, count=count, others=count - len(faces), people=faces)
