"""One post's file → a `Post`: a function of its bytes, the configuration, and its author's zone and language.

All that is wrong is reported at once. What only other files can tell (whether the
author, an answered post or a picture exists, whether two posts want one URL) is the library's to check.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar
from unicodedata import normalize
from urllib.parse import unquote

from microblog.content.frontmatter import FrontMatter, Split, parse_front_matter, split_front_matter
from microblog.content.keys import MAX_TAGS
from microblog.content.parsers import Picture, Target
from microblog.errors import Problem
from microblog.markup import Context, Rendered, render
from microblog.model import attachments, urls
from microblog.model.nouns import Attachment, AuthorDefaults, Config, Link, Photo, Post, Tag
from microblog.model.pages import AUTHORS_FILES, RESERVED
from microblog.text import dates
from microblog.text.patterns import lazily
from microblog.yaml.fields import Report, handle_remedy, url_fault
from microblog.yaml.values import Text

T = TypeVar("T")

_KINDS = {"repost_of": "repost", "like_of": "like", "bookmark_of": "bookmark", "in_reply_to": "reply"}
_IN_THE_WAY = RESERVED | AUTHORS_FILES
_ID = lazily(r"(?!\.{1,2}(?:/|$))[\w.-]+(?:/(?!\.{1,2}(?:/|$))[\w.-]+)*")
_NO_DATE = dates.Date(0, "1970-01-01T00:00:00+00:00")
_NO_DEFAULTS = AuthorDefaults("", "")
_KEY, _PLACES = itemgetter(0), itemgetter(0, 1)  # of tags and of attachments: what no two of a post share
_MAX_NAMED = 100  # people, whose mentions all show the post
_CITED = 2_000  # characters that a quote, a photo or a relation becomes, about
_ROOM = (1_000_000, 100)  # characters that all copies of a post in timelines of tags and mentions may have, and more for each of its text
_LOCAL = lazily(r"/?@?([a-z0-9_-]{1,30}(?:/[^\s/?#]+)+)/?")


def parse_post(path: str, data: bytes, config: Config, defaults: Mapping[str, AuthorDefaults]) -> tuple[Post | None, list[Problem]]:
    """Read a post's file, `posts/ada/hello.md`.

    Of a file with errors the post has what can be read, so that it can be checked against other files in the same run;
    None where that is too little.
    """
    split = split_front_matter(data, path)
    if split.problems and not split.front:
        return None, split.problems
    front, found = parse_front_matter(split, path)
    report = Report(path)
    post = _post(split, front, config, defaults, report)
    problems = split.problems + found + report.problems
    if not (problems or post.content_html or post.title or post.links or post.photos):
        problems = [Problem(path, 1, "the post is empty", "write something, add a photo, or delete the file", is_warning=True)]
    return (post if post.author else None), problems


def _post(split: Split, front: FrontMatter, config: Config, defaults: Mapping[str, AuthorDefaults], report: Report) -> Post:
    author = _author(front, config, report)
    zone, lang = defaults.get(author, _NO_DEFAULTS)
    permalink = _permalink(front, author, report)
    published, updated = _dates(front, zone or config.timezone, report)
    links = tuple([link for target in front.targets if (link := _link(target, config, report))]) if front.targets else ()
    pictures = [found for photo in front.photos if (found := _picture(photo, permalink, report))] if front.photos else []
    labels = _tags(front.tags, report)
    kind = _KINDS[links[0].relation] if links else "article" if front.plain.get("title") else "photo" if pictures else "note"
    rendered = _render(split, permalink, kind, config, report)
    tags = _each_once([*labels, *rendered.tags], _KEY)
    if tags or rendered.mentions:
        _check_amounts(split, tags, rendered, len(links) + len(pictures), report)
    return Post(
        id=_id(front, report),
        source=report.path,
        author=author,
        permalink=permalink,
        kind=kind,
        instant=published.instant,
        published=published.text,
        has_time=published.has_time,
        updated=updated.text,
        lang=front.lang or lang or config.lang,
        tags=tags,
        links=links,
        photos=tuple([photo for photo, _ in pictures]),
        attachments=_each_once([*[file for _, file in pictures], *rendered.attachments], _PLACES),
        mentions=rendered.mentions,
        content_html=rendered.html,
        text=rendered.text,
        extra=front.extra,
        quotes=rendered.quotes,
        **front.plain,
    )


def _render(split: Split, permalink: str, kind: str, config: Config, report: Report) -> Rendered:
    anchor = permalink[1:-1].replace("/", ":")
    heading = 2 if kind == "article" else 3  # the whole of an article stands on its own page alone, below the page's `h1`
    context = Context(report.path, permalink, config.base_path, split.body_line, anchor, config.base_url, heading)
    rendered = render(split.body, context)
    report.problems += rendered.problems
    return rendered


def _check_amounts(split: Split, tags: tuple[Tag, ...], rendered: Rendered, shown: int, report: Report) -> None:
    """Refuse a post that would fill a disk: each tag and each name has a timeline that shows the post with all of them."""
    named = len(tags) + len(rendered.mentions)
    if len(tags) > MAX_TAGS:
        line = _line_of(f"#{tags[MAX_TAGS].label}", split)
        report.note(line, f"the post has more than {MAX_TAGS} tags, hashtags counted", "keep those by which readers would look for it")
    if len(rendered.mentions) > _MAX_NAMED:
        line = _line_of(f"@{rendered.mentions[_MAX_NAMED]}", split)
        report.note(line, f"the post mentions more than {_MAX_NAMED} people", "split it into several posts")
    size = (len(rendered.html) + _CITED * (shown + rendered.html.count('<a href="quote:'))) * named
    if size > _ROOM[0] + _ROOM[1] * len(split.body):
        what = f"the post would stand in {named} timelines of tags and mentions, with {size // 1000:,} KB in all"
        report.note(split.body_line, what, "give it fewer tags and mentions, or split it into several posts")


def _line_of(written: str, split: Split) -> int:
    """Return the line where a hashtag or a mention stands."""
    found = re.search(re.escape(written) + r"(?![\w-])", split.body, re.IGNORECASE)
    return split.body_line + split.body.count("\n", 0, found.start() if found else 0)


def _author(front: FrontMatter, config: Config, report: Report) -> str:
    parts = report.path.split("/")
    folder = parts[1] if len(parts) > 2 else ""
    if not folder:
        author = front.author or config.author
        if not author and "author" not in front.faulty:
            report.note(1, "the post has no author", "add `author: handle`, here or to config.yaml, or put the file into posts/handle/")
        return author
    if not urls.HANDLE.fullmatch(folder):
        report.note(0, f"the folder posts/{folder}/ is nobody's account", handle_remedy(folder, "rename the folder to"))
    elif front.author and front.author != folder:
        what = f"`author: {front.author}` contradicts the folder posts/{folder}/"
        report.note(front.author_line, what, f"take the line out, or move the file to posts/{front.author}/")
    return folder


def _permalink(front: FrontMatter, author: str, report: Report) -> str:
    parts = report.path.removesuffix(".md").split("/")
    *folders, name = parts[2 if len(parts) > 2 else 1 :]
    slugs = [_folder_slug(folder, report) for folder in folders] if folders else []
    slug = urls.slugify(front.slug.value if front.slug else name)
    fault = urls.slug_fault(slug)
    if front.slug and (fault or slug != normalize("NFC", front.slug.value)):
        fault = fault or "has a character other than letters, digits, `.`, `_` and `-`"
        report.note(front.slug.line, f"`slug: {front.slug.value}` {fault}", f"write slug: {_proposal(slug)}")
    elif fault:
        report.note(0, f"the file's name {fault}, so it cannot stand in a URL", "rename the file, or add a `slug:`")
    slugs.append(slug)
    if urls.key(slugs[0]) in _IN_THE_WAY:
        _refuse_reserved(slugs, folders[0] if folders else "", author, front.slug, report)
    return f"{urls.author(author)}{'/'.join(slugs)}/"


def _folder_slug(folder: str, report: Report) -> str:
    slug = urls.slugify(folder)
    if fault := urls.slug_fault(slug):
        report.note(0, f"the folder's name `{folder}` {fault}, so it cannot stand in a URL", "rename the folder")
    return slug


def _proposal(slug: str) -> str:
    proposal = re.sub("-+", "-", slug).strip("-._")[:60]
    return f"{proposal}-post" if urls.slug_fault(proposal) and proposal else proposal or "hello"


def _refuse_reserved(slugs: list[str], folder: str, author: str, slug: Text | None, report: Report) -> None:
    """Refuse a post that would be in the way of its author's own pages."""
    first = urls.key(slugs[0])
    own = urls.author(author) + (first if first in AUTHORS_FILES else f"{first}/")
    what = f"the post's URL /{urls.author(author)}{'/'.join(slugs)}/ is in the way of the author's own /{own}"
    remedy = f"rename the folder {folder}" if folder else f"write, for example, slug: {first.partition('.')[0]}-post"
    report.note(slug.line if slug and not folder else 1, what, remedy)


def _dates(front: FrontMatter, zone: str, report: Report) -> tuple[dates.Date, dates.Date]:
    published = _published(front, zone, report)
    if not front.updated:
        return published, published
    updated = dates.parse_date(front.updated.value, zone)
    if isinstance(updated, str):
        report.note(front.updated.line, f"`updated`: {updated}", "write it as 2026-11-23T14:05:00+01:00")
        return published, published
    if updated.instant < published.instant:
        what = "`updated` is earlier than the post itself"
        report.note(front.updated.line, what, "correct one of the two dates", is_warning=True)
        return published, published
    return published, updated


def _published(front: FrontMatter, zone: str, report: Report) -> dates.Date:
    if front.date:
        found: dates.Date | str | None = dates.parse_date(front.date.value, zone)
        if isinstance(found, str):
            report.note(front.date.line, f"`date`: {found}", "write it as 2026-11-23T14:05:00+01:00")
    elif "date" in front.faulty:
        found = None
    else:
        found = dates.date_of_stem(report.path.rpartition("/")[2].removesuffix(".md"), zone)
        if found is None:
            report.note(1, "the post has no date", "add `date: 2026-11-23`, or begin the file's name with it: 2026-11-23-hello.md")
        elif isinstance(found, str):
            report.note(0, f"the file's name starts with a date, but {found}", "rename the file, or add a `date:`")
    return found if isinstance(found, dates.Date) else _NO_DATE


def _id(front: FrontMatter, report: Report) -> str:
    if not front.id:
        return normalize("NFC", report.path.removeprefix("posts/").removesuffix(".md"))
    if not _ID.fullmatch(front.id.value):
        remedy = "write letters, digits, `.`, `_`, `-` and single slashes between"
        report.note(front.id.line, f"`id: {front.id.value}` cannot be an identity", remedy)
    return front.id.value


def _link(target: Target, config: Config, report: Report) -> Link | None:
    """Return what a key names, a post of this site or an address elsewhere; None where it is neither."""
    written = target.target
    path = urls.own_path(written.partition("#")[0].partition("?")[0], config.base_url) or ""
    if path.startswith("@"):
        written = unquote(path)
    if local := _LOCAL.fullmatch(written):
        ref = "/".join(urls.slugify(part) for part in local[1].split("/"))
        return Link(target.relation, ref, target.title, target.line)
    if fault := url_fault(target.target):
        remedy = "write a post of this site as ada/2026-11-23-hello, anything else as https://…"
        report.note(target.line, f"`{target.relation}` {fault}: `{target.target}`", remedy)
        return None
    return Link(target.relation, target.target, target.title, target.line)


def _picture(picture: Picture, permalink: str, report: Report) -> tuple[Photo, Attachment] | None:
    found = attachments.resolve(picture.file, report.path, permalink, picture.line)
    if isinstance(found, Attachment) and not attachments.medium(picture.file):
        found = "is no picture, recording or film"
    if isinstance(found, str):
        remedy = "name a picture in the author's folder by its relative path; one from elsewhere must be downloaded first"
        report.note(picture.line, f"`photo`: {picture.file!r} {found}", remedy)
        return None
    if picture.alt is None:
        what, remedy = f"the photo {picture.file} has no `alt`", f'say what it shows: {{file: {picture.file}, alt: "…"}}'
        report.note(picture.line, what, remedy, is_warning=True)
    return Photo(found.path, picture.alt or ""), found._replace(is_photo=True)


def _tags(labels: tuple[Text, ...], report: Report) -> list[Tag]:
    tags = []
    for written in labels:
        tag, what, remedy = _tag(written.value)
        if what:
            report.note(written.line, what, remedy, is_warning=tag is not None)
        if tag:
            tags.append(tag)
    return tags


@lru_cache(maxsize=4096)
def _tag(written: str) -> tuple[Tag | None, str, str]:
    """Read one item of `tags`; return as well what is wrong with it, and the remedy."""
    label = written.removeprefix("#").strip()
    key = urls.tag_key(label)
    if not label:
        return None, "`tags` has an empty tag", "fill it in, or take it out"
    if fault := urls.slug_fault(urls.slugify(key)):
        return None, f"the tag `{label}` {fault}, so it can have no page", "write it in other words"
    parts = re.split(r"\s*,\s*|\s+#", label)
    if len(parts) > 1:
        return Tag(key, label), f"`tags`: YAML sees one tag, `{label}`", f"write a list: [{', '.join(parts)}]"
    return Tag(key, label), "", ""


def _each_once(values: list[T], key: Callable[[T], object]) -> tuple[T, ...]:
    """Return the values of keys, each key's first, in order."""
    if len(values) < 2:
        return tuple(values)
    found: dict[object, T] = {}
    for value in values:
        found.setdefault(key(value), value)
    return tuple(found.values())
