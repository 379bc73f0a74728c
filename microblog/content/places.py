"""Where a post stands: whose it is, and its URL; both follow from the file's path and what its head says of them."""

import re
from collections.abc import Mapping
from unicodedata import normalize

from microblog.content.frontmatter import FrontMatter
from microblog.model import urls
from microblog.model.nouns import AuthorDefaults, Config
from microblog.model.pages import AUTHORS_FILES, RESERVED
from microblog.text.tuples import NamedTuple
from microblog.yaml.fields import Report, handle_remedy
from microblog.yaml.values import Text

_IN_THE_WAY = RESERVED | AUTHORS_FILES
_PARTS = frozenset({"page", "feed", "feed.atom", "feed.json", "opml.xml"})  # of timelines; what else lies below one is nobody's
_NUMBERED = re.compile(r"[0-9]+(?:\.(?:atom|json))?")  # pages and archives of the author's first timeline, `page/2/` and `feed/1.atom`


class Place(NamedTuple):
    """A post's file below its author's folder."""

    handle: str  # the author's folder, "" where the file lies in none
    folders: tuple[str, ...]  # below it
    name: str  # of the file without `.md`; of a folder for its `index.md`


def place_of(path: str) -> Place:
    """Return where a file of `posts/` lies. A folder of digits is a year, and nobody's account; so is what lies in it."""
    parts = path.removesuffix(".md").split("/")[1:]
    handle = parts[0] if len(parts) > 1 and not parts[0].isdigit() else ""
    *folders, name = parts[1:] if handle else parts
    if name == "index" and folders:
        *folders, name = folders
    return Place(handle, tuple(folders), name)


def find_author(place: Place, front: FrontMatter, config: Config, known: Mapping[str, AuthorDefaults], report: Report) -> str:
    """Return whose a post is; note what contradicts that."""
    if not place.handle:
        return _author_of_none(front, config, known, report)
    if not urls.HANDLE.fullmatch(place.handle):
        report.note(0, f"the folder posts/{place.handle}/ is nobody's account", handle_remedy(place.handle, "rename the folder to"))
        return place.handle
    return place.handle


def claims_of(place: Place, front: FrontMatter) -> tuple[tuple[str, int], ...]:
    """Return whom the head of a post names, with the lines, where that is somebody else than the folder's handle."""
    if not place.handle:
        return ()
    return tuple([(said, name.line) for name in front.author if (said := name.value.removeprefix("@")) != place.handle])


def _author_of_none(front: FrontMatter, config: Config, known: Mapping[str, AuthorDefaults], report: Report) -> str:
    """Return the author of a post that lies in nobody's folder: whom its head names, or else the site's."""
    if not front.author:
        if not config.author and "author" not in front.faulty:
            report.note(1, "the post has no author", "add `author: handle`, here or to config.yaml, or put the file into posts/handle/")
        return config.author
    said = front.author[0]
    named = [handle for handle, author in known.items() if author.name == said.value]
    handle = said.value.removeprefix("@")
    if len(named) == 1 and handle not in known:
        return named[0]
    if not urls.HANDLE.fullmatch(handle):
        report.note(said.line, f"`author` is no handle: `{said.value}`", handle_remedy(said.value))
        return config.author
    return handle


def permalink_of(place: Place, front: FrontMatter, author: str, report: Report) -> str:
    """Return the path of a post's page."""
    slugs = [_folder_slug(folder, report) for folder in place.folders] if place.folders else []
    slug = urls.slugify(front.slug.value if front.slug else place.name)
    fault = urls.slug_fault(slug)
    if front.slug and (fault or slug != normalize("NFC", front.slug.value)):
        fault = fault or "has a character other than letters, digits, `.`, `_` and `-`"
        report.note(front.slug.line, f"`slug: {front.slug.value}` {fault}", f"write slug: {_proposal(slug)}")
    elif fault:
        report.note(0, f"the file's name {fault}, so it cannot stand in a URL", "rename the file, or add a `slug:`")
    slugs.append(slug)
    if _is_in_the_way(*map(urls.key, slugs)):
        _refuse_reserved(slugs, place.folders[0] if place.folders else "", author, front.slug, report)
    return f"{urls.author(author)}{'/'.join(slugs)}/"


def _is_in_the_way(first: str, second: str = "", *_: str) -> bool:
    """Return whether a post would stand where its author's own pages do, or below one of their files."""
    if not second or first in AUTHORS_FILES:
        return first in _IN_THE_WAY
    return first in RESERVED and (second in _PARTS or (first in _PARTS and _NUMBERED.fullmatch(second) is not None))


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
