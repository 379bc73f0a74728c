"""One post's file → a `Post`: a function of its bytes, the configuration, and its author's zone and language.

All that is wrong is reported at once. What only other files can tell (whether the
author, an answered post or a picture exists, whether two posts want one URL) is the library's to check.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar
from unicodedata import normalize
from urllib.parse import unquote

from microblog.content.aliases import Written, sort_aliases
from microblog.content.comments import take_comments
from microblog.content.folders import is_of_folder, parse_folder
from microblog.content.frontmatter import FrontMatter, parse_front_matter
from microblog.content.parsers import MAX_TAGS, Target
from microblog.content.photos import NO_PHOTOS, Photos, sort_photos
from microblog.content.places import Place, claims_of, find_author, permalink_of, place_of
from microblog.content.split import Split, split_front_matter
from microblog.errors import Problem
from microblog.markup import Context, Rendered, render
from microblog.markup.html.content import unlink_hashtags
from microblog.model import urls
from microblog.model.nouns import AuthorDefaults, Config, Link, Post, Tag
from microblog.text import dates
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, url_fault
from microblog.yaml.values import Text

T = TypeVar("T")

_KINDS = {"repost_of": "repost", "like_of": "like", "bookmark_of": "bookmark", "in_reply_to": "reply"}
CONFLICT = lazily(
    r"(?i)[^/]*(?:\.sync-conflict-|\bconflicted copy\b|\(case conflict|\(conflict \d|_conf\(\d+\)|-conflict-\d|in konflikt stehende)[^/]*$"
)
_TAG_URI = lazily(r"tag:[a-z0-9][a-z0-9.@_-]*,[0-9]{4}(?:-[0-9]{2}){0,2}:[A-Za-z0-9._~:@!$&()*+,;=%/-]+")  # RFC 4151
_ID = lazily(r"(?!\.{1,2}(?:/|$))[\w.-]+(?:/(?!\.{1,2}(?:/|$))[\w.-]+)*")
_NO_DATE = dates.Date(0, "1970-01-01T00:00:00+00:00")
_NO_DEFAULTS = AuthorDefaults("", "")
_KEY, _PLACES = itemgetter(0), itemgetter(0, 1)  # of tags and of attachments: what no two of a post share
_MAX_NAMED = 100  # people, whose mentions all show the post
_CITED = 2_000  # characters that a quote, a photo or a relation becomes, about
_ROOM = (1_000_000, 100)  # characters that all copies of a post in timelines of tags and mentions may have, and more for each of its text
_LOCAL = lazily(r"/?@?([a-z0-9_-]{1,30}(?:/[^\s/?#]+)+)/?")


class _Around(NamedTuple):
    """What a post's file is read with."""

    config: Config
    defaults: Mapping[str, AuthorDefaults]
    is_there: Callable[[str], bool]


def parse_post(
    path: str, data: bytes, config: Config, defaults: Mapping[str, AuthorDefaults], is_there: Callable[[str], bool] = lambda _: True
) -> tuple[Post | None, list[Problem]]:
    """Read a post's file, `posts/ada/hello.md`; `is_there` says of a path whether the site folder has a file there.

    Of a file with errors the post has what can be read, so that it can be checked against other files in the same run;
    None where that is too little.
    """
    if ("onfli" in path or "_conf" in path) and CONFLICT.search(path):
        what, remedy = "is a copy that a synchroniser made of a conflict, so it is not published", "keep what you want of it, and delete it"
        return None, [Problem(path, 0, what, remedy, is_warning=True)]
    if is_of_folder(path):
        return None, parse_folder(path, data)
    split = split_front_matter(data, path)
    if not split.front and not all(problem.is_warning for problem in split.problems):
        return None, split.problems
    report = Report(path)
    front = parse_front_matter(split, report)
    if "_drafts/" in path.lower():  # of Jekyll and Hexo
        front = front._replace(plain=front.plain | {"draft": True})
    post = _post(split, front, _Around(config, defaults, is_there), report)
    problems = split.problems + report.problems
    if not (problems or post.content_html or post.title or post.links or post.photos):
        problems = [Problem(path, 1, "the post is empty", "write something, add a photo, or delete the file", is_warning=True)]
    return (post if post.author else None), problems


def _post(split: Split, front: FrontMatter, around: _Around, report: Report) -> Post:
    config, defaults, is_there = around
    place = place_of(report.path)
    author = find_author(place, front, config, defaults, report)
    zone, lang, _ = defaults.get(author, _NO_DEFAULTS)
    zone = zone or config.timezone
    permalink = permalink_of(place, front, author, report)
    links = _links(front.targets, config, report) if front.targets else ()
    photos = sort_photos(front.photos, permalink, is_there, report) if front.photos else NO_PHOTOS
    kind = _kind(front, links, photos)
    rendered = _render(split, photos, (permalink, kind), around, report)
    if front.plain.get("unlisted"):  # no timeline of a tag holds it, and perhaps there is none
        rendered = rendered._replace(html=unlink_hashtags(rendered.html), tags=())
    published = _published(front, place, zone, report) or _NO_DATE
    return Post(  # in the order of the fields: to pass all of them by name would take three times as long
        _id(front, config, report),
        report.path,
        author,
        permalink,
        kind,
        published.instant,
        published.text,
        published.has_time,
        _updated(front.updated, published, zone, report).text if front.updated else published.text,
        front.lang or lang or config.lang,
        _all_tags(split, front, rendered, len(links) + len(photos.photos), report),
        links,
        photos.photos,
        _each_once(photos.files + rendered.attachments, _PLACES),
        rendered.mentions,
        rendered.html,
        rendered.text,
        front.extra,
        rendered.quotes,
        references=rendered.references,
        wishes=photos.wishes + rendered.wishes,
        is_undated=published is _NO_DATE and "date" not in front.faulty,
        claims=claims_of(place, front) if front.author else (),
        **_of_few(front, permalink, zone, config, report),
    )


def _kind(front: FrontMatter, links: tuple[Link, ...], photos: Photos) -> str:
    if links:
        return _KINDS[links[0].relation]
    return "article" if front.plain.get("title") else "photo" if photos.photos else "note"


def _of_few(front: FrontMatter, permalink: str, zone: str, config: Config, report: Report) -> dict[str, Any]:
    """Return the fields that few posts have."""
    found = front.plain
    if front.due or front.ends:
        found = found | {"due": _instant(front.due, zone), "ends": _instant(front.ends, zone)}
    if front.aliases or front.addresses:
        found = found | sort_aliases(Written(front.aliases, front.addresses), permalink, config, report)._asdict()
    return found


def _render(split: Split, photos: Photos, post: tuple[str, str], around: _Around, report: Report) -> Rendered:
    (permalink, kind), (config, _, is_there) = post, around
    anchor = permalink[1:-1].replace("/", ":")
    heading = 2 if kind == "article" else 3  # the whole of an article stands on its own page alone, below the page's `h1`
    context = Context(report.path, permalink, config.base_path, split.body_line, anchor, config.base_url, heading, is_there)
    rendered = render(take_comments(split, report) + photos.elsewhere, context)
    report.problems += rendered.problems
    return rendered


def _all_tags(split: Split, front: FrontMatter, rendered: Rendered, shown: int, report: Report) -> tuple[Tag, ...]:
    tags = _each_once(_tags(front.tags, report) + rendered.tags, _KEY) if not front.plain.get("unlisted") else ()
    if tags or rendered.mentions:
        _check_amounts(split, tags, rendered, shown, report)
    return tags


def _check_amounts(split: Split, tags: tuple[Tag, ...], rendered: Rendered, shown: int, report: Report) -> None:
    """Refuse a post that would fill a disk: each tag and each name has a timeline that shows the post with all of them."""
    named = len(tags) + len(rendered.mentions)
    if len(tags) > MAX_TAGS:
        line = _line_of(f"#{tags[MAX_TAGS].label}", split)
        report.note(line, f"the post has more than {MAX_TAGS} tags, hashtags counted", "keep those by which readers would look for it")
    if len(rendered.mentions) > _MAX_NAMED:
        line = _line_of(f"@{rendered.mentions[_MAX_NAMED]}", split)
        report.note(line, f"the post mentions more than {_MAX_NAMED} people", "split it into several posts")
    size = (len(rendered.html) + _CITED * (shown + (rendered.html.count('<a href="quote:') if rendered.quotes else 0))) * named
    if size > _ROOM[0] + _ROOM[1] * len(split.body):
        what = f"the post would stand in {named} timelines of tags and mentions, with {size // 1000:,} KB in all"
        report.note(split.body_line, what, "give it fewer tags and mentions, or split it into several posts")


def _line_of(written: str, split: Split) -> int:
    """Return the line where a hashtag or a mention stands."""
    found = re.search(re.escape(written) + r"(?![\w-])", split.body, re.IGNORECASE)
    return split.body_line + split.body.count("\n", 0, found.start() if found else 0)


def _instant(moment: Text | None, zone: str) -> int:
    """Return from or until when a post is shown, whatever its date is."""
    found = dates.parse_date(moment.value, zone) if moment else None
    return found.instant if isinstance(found, dates.Date) else 0


def _updated(written: Text, published: dates.Date, zone: str, report: Report) -> dates.Date:
    found = dates.parse_date(written.value, zone)
    if isinstance(found, str):
        report.note(written.line, f"`updated`: {found}", "write it as 2026-11-23T14:05:00+01:00")
        return published
    if found.instant < published.instant:
        what = "`updated` is earlier than the post itself"
        report.note(written.line, what, "correct one of the two dates", is_warning=True, kind=what)
        return published
    return found


def _published(front: FrontMatter, place: Place, zone: str, report: Report) -> dates.Date | None:
    """Return when the post was published; None where nothing says that, or something says what cannot be."""
    if front.date:
        found: dates.Date | str | None = dates.parse_date(front.date.value, zone)
        if isinstance(found, str):
            report.note(front.date.line, f"`date`: {found}", "write it as 2026-11-23T14:05:00+01:00")
    elif "date" in front.faulty:
        found = None
    else:
        found = dates.date_of_path(place.folders, place.name, zone)
        if found is None and not front.plain.get("draft"):
            what = "the post has no date, so it is not shown"
            remedy = "add `date: 2026-11-23`, or begin the file's name with it: 2026-11-23-hello.md"
            report.note(1, what, remedy, is_warning=True, kind="posts without a date are not shown")
        elif isinstance(found, str):
            report.note(0, f"the file's name starts with a date, but {found}", "rename the file, or add a `date:`")
    return found if isinstance(found, dates.Date) else None


def _id(front: FrontMatter, config: Config, report: Report) -> str:
    if not front.id:
        return normalize("NFC", report.path.removeprefix("posts/").removesuffix(".md"))
    if _TAG_URI.fullmatch(front.id.value):  # of a post that came from another site
        rest = front.id.value.removeprefix(f"tag:{config.tag_authority}:")
        return rest if rest == front.id.value else unquote(rest)
    if not _ID.fullmatch(front.id.value):
        remedy = "write letters, digits, `.`, `_`, `-` and single slashes between"
        report.note(front.id.line, f"`id: {front.id.value}` cannot be an identity", remedy)
    return front.id.value


def _links(targets: tuple[Target, ...], config: Config, report: Report) -> tuple[Link, ...]:
    return tuple([link for target in targets if (link := _link(target, config, report))])


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


def _tags(labels: tuple[Text, ...], report: Report) -> tuple[Tag, ...]:
    tags = []
    for written in labels:
        tag, what, remedy = _tag(written.value)
        if what:
            report.note(written.line, what, remedy, is_warning=tag is not None)
        if tag:
            tags.append(tag)
    return (*tags,)


@lru_cache(maxsize=4096)
def _tag(written: str) -> tuple[Tag | None, str, str]:
    """Read one item of `tags`; return as well what is wrong with it, and the remedy."""
    label = written.removeprefix("#").strip()
    key = urls.tag_key(label)
    if not label:
        return None, "`tags` has an empty tag", "fill it in, or take it out"
    if fault := urls.slug_fault(urls.slugify(key)):
        return None, f"the tag `{label}` {fault}, so it can have no page", "write it in other words"
    parts = re.split(r"\s+#", label)
    if len(parts) > 1:
        return Tag(key, label), f"`tags`: YAML sees one tag, `{label}`", f"write a list: [{', '.join(parts)}]"
    return Tag(key, label), "", ""


def _each_once(values: tuple[T, ...], key: Callable[[T], object]) -> tuple[T, ...]:
    """Return the values of keys, each key's first, in order."""
    if len(values) < 2:
        return values
    found: dict[object, T] = {}
    for value in values:
        found.setdefault(key(value), value)
    return tuple(found.values())
