"""All that is one author's, ready to be packed.

Below `posts/HANDLE/` lie the author's files as the site has them, drafts, scheduled and unlisted posts among them, save that each post
says its identity and the profile its time zone and language (`heads`), so that they are the same posts wherever they are put.
Posts of the author's that lie directly in `posts/` lie there too, with the files that they name.
Beside them are documents of what readers see, for other programs: feeds with every post, and an outbox. Neither has a draft, nor what
is scheduled or unlisted.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from microblog.build.dry_run import opened_site
from microblog.build.options import Options
from microblog.errors import ContentError, Problem, UsageError
from microblog.formats import activitystreams, atom, jsonfeed
from microblog.library import exports, queries
from microblog.model import urls
from microblog.model.nouns import Author, Post
from microblog.moving.heads import Home, portable_post, portable_profile, refusal
from microblog.moving.outbox import actor_of, deed_of
from microblog.moving.packing import Content
from microblog.moving.users import user_as_profile
from microblog.render.context import Context
from microblog.render.feeds import make_entry, make_feed
from microblog.sources.sourcefile import read_whole
from microblog.text.tuples import NamedTuple

_README = """\
This is all that %(name)s wrote and put into %(url)s: made by `microblog export`.

posts/%(handle)s/   the profile, the posts and their files, as their author wrote them, drafts among them; the photos are the originals
feed.atom, feed.json   every post that readers see, for feed readers and other programs
outbox.json, actor.json   the same as ActivityStreams, as archives of Mastodon have it
export.json   the list of the files, with their SHA-256

To bring it to another site made with microblog, copy posts/%(handle)s/ into the folder posts/ there.
"""


class Export(NamedTuple):
    """What an archive will hold."""

    files: dict[str, Content]  # by their paths in the archive
    about: dict[str, Any]  # what its list says beside them
    posts: int
    unseen: int  # of them, those that readers do not see
    abroad: tuple[str, ...]  # files whose text leads to posts of others by paths of this site


def export_author(options: Options, handle: str) -> Export:
    """Gather what is an author's; raise ContentError where the site has errors, or a file that cannot be taken along."""
    with opened_site(options) as (_, context):
        author = queries.author(context.db, handle)
        if author is None:
            known = ", ".join(queries.handles(context.db)) or "nobody"
            raise UsageError(f"--author {handle}: nobody has this handle; authors are {known}")
        posts = exports.posts_of(context.db, handle)
        files = _files(context, author, posts)
        shown = exports.posts_shown(context.db, handle)
        url = context.absolute(urls.author(handle))
        documents = _documents(context, author, shown, files)
        readme = _README % {"name": author.name, "url": url, "handle": handle}
        about = {"handle": handle, "name": author.name, "url": url}
        abroad = tuple(post.source for post in posts if _leads_abroad(post))
        return Export({**files, **documents, "README.txt": readme.encode()}, about, len(posts), len(posts) - len(shown), abroad)


def _files(context: Context, author: Author, posts: Iterable[Post]) -> dict[str, Content]:
    """Return the author's own files, each post and the profile made fit for other sites."""
    sources = {path: path for path in exports.files_of(context.db, author.handle)}
    places = dict(sources)
    for post in posts:
        if post.source not in sources:
            _add_loose(places, post, author.handle)
    files: dict[str, Content] = {path: partial(read_whole, context.root, source) for path, source in places.items()}
    home = Home(context.config, context.authority, author, frozenset(places))
    problems: list[Problem] = []
    path_of = {source: path for path, source in places.items()}
    for post in posts:
        path = path_of[post.source]
        try:
            files[path] = portable_post(home, post, read_whole(context.root, post.source), path)
        except LookupError as error:
            problems.append(refusal(post.source, error))
    try:
        files[f"posts/{author.handle}/profile.md"] = _profile(context, home)
    except LookupError as error:
        problems.append(refusal(author.path, error))
    if problems:
        raise ContentError(problems)
    return files


def _add_loose(places: dict[str, str], post: Post, handle: str) -> None:
    """Find for a post that lies in no author's folder a place in its author's, and the files that it names one beside it."""
    for source in (post.source, *(file.source for file in post.attachments)):
        path = f"posts/{handle}/{source.removeprefix('posts/')}"
        if places.setdefault(path, source) != source:
            what = f"lies where the archive puts {source}"
            raise ContentError([Problem(places[path], 0, what, "rename one of the two, and give it its former address by `aliases`")])


def _profile(context: Context, home: Home) -> bytes:
    author = home.author
    data = b""
    if author.path == "config.yaml":
        data = user_as_profile(read_whole(context.root, author.path), author.handle)
    elif author.path:
        data = read_whole(context.root, author.path)
    return portable_profile(home, data, f"posts/{author.handle}/profile.md", queries.handles(context.db))


def _documents(context: Context, author: Author, shown: list[Post], files: dict[str, Content]) -> dict[str, bytes]:
    """Return what other programs read of the posts that readers see."""
    entries = [make_entry(context, post) for post in shown]
    feed = make_feed(context, urls.author(author.handle), author.name, author.bio_text, author)
    actor = actor_of(context, author)
    deeds = [deed_of(context, post, entry, files) for post, entry in zip(shown, entries, strict=True)]
    return {
        "feed.atom": atom.render_atom(feed, [atom.render_entry(entry) for entry in entries]),
        "feed.json": jsonfeed.render_json_feed(feed, [jsonfeed.render_item(entry) for entry in entries]),
        "actor.json": activitystreams.render_actor(actor),
        "outbox.json": activitystreams.render_outbox(actor, deeds),
    }


def _leads_abroad(post: Post) -> bool:
    """Return whether a post's text leads to what others wrote here."""
    own = (f"path:@{post.author}/", f"file:posts/{post.author}/")
    leads = any(target.startswith(("path:@", "file:posts/")) and not target.startswith(own) for target, _ in post.references)
    return leads or any(not quote.target.startswith(f"{post.author}/") for quote in post.quotes)


def default_target(handle: str) -> Path:
    """Return what an archive is called where nobody says."""
    return Path(f"{handle}.zip")
