"""Pictures as pages and feeds show them: several sizes, of which a browser takes the one that fits.

What a card says of a picture comes from the index alone; the picture's files are opened only to be published.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from os.path import isfile
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from microblog.errors import ContentError, Problem
from microblog.library import pictures
from microblog.library.files import files_of
from microblog.library.served import has_file
from microblog.markup.html.content import readdressed, without_lost
from microblog.model.attachments import medium
from microblog.model.focus import focus_classes
from microblog.model.nouns import Attachment, Photo, Picture, Post, Rendition
from microblog.model.pages import SITE_PATHS, is_kept
from microblog.pictures.intake import Encoding, published_files
from microblog.recordings import REMEDY, strip_recording
from microblog.render.context import Context, Files
from microblog.sources.sourcefile import read_whole
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily
from microblog.text.tuples import NamedTuple

SIZES = "auto, (min-width: 44rem) 36.25rem, 100vw"
"""How wide the theme shows a picture; browsers that know `auto` look for themselves."""

_MARK = ' loading="lazy">'
"""How a picture of the text ends; no author can write that."""
_IMAGE = lazily(rf"<img [^>]*{_MARK}")
_SRC = lazily(r' src="([^"]*)"')
_SIZE = lazily(r' (?:width|height)="[^"]*"')
_FEED_WIDTH = 2048

Pictures = dict[str, Picture]  # by URL path


class Named(NamedTuple):
    """What became of the files that a post names, each under the URL path that its name gives."""

    sources: dict[str, str]  # the file itself, relative to the site folder; "" of one that is not there
    pictures: Pictures

    def path_of(self, path: str) -> str:
        """Return the URL path of the file itself: that of a picture has the ending of what it is."""
        picture = self.pictures.get(path)
        return path + picture.suffix if picture else path


_NOTHING = Named({}, {})


def named_by(context: Context, files: Sequence[Attachment]) -> Named:
    """Find the files that a post or a page names."""
    if not files:
        return _NOTHING
    found = files_of(context.db, [file.source for file in files])
    sources = {file.path: found[file.source] for file in files}
    seen = ((path, pictures.picture(context.db, source)) for path, source in sources.items() if source and medium(path) == "image")
    return Named(sources, {path: picture for path, picture in seen if picture})


def with_files(context: Context, html: str, named: Named) -> str:
    """Let a text lead to the files that it names where they are published, and have words in the place of those that are not there."""
    moved = {context.href(path): context.href(path + one.suffix) for path, one in named.pictures.items() if one.suffix}
    if moved:
        html = readdressed(html, moved)
    lost = {context.href(path): path.rpartition("/")[2] for path, source in named.sources.items() if not source}
    return without_lost(html, lost) if lost else html


def without_missing(context: Context, html: str) -> str:
    """Let a text have words in the place of pictures and recordings that it names by paths of this site at which there is nothing."""
    base = context.base_path
    named = {unescape(address).partition("?")[0].partition("#")[0] for address in _SRC.findall(html)}
    lost = {
        address: address.rpartition("/")[2] for address in named if address.startswith(base) and _is_missing(context, address[len(base) :])
    }
    return without_lost(html, lost) if lost else html


def _is_missing(context: Context, address: str) -> bool:
    """Return whether there is nothing at a path; what is the site's own (`@ada/`, `icon.svg`) comes and goes by other ways."""
    path = normalize("NFC", unquote(address))
    parts = path.split("/")
    if is_kept(parts[0]) or path in SITE_PATHS or ".." in parts or has_file(context.db, path):
        return False
    return not any(isfile(f"{folder}/{path}") for folder in context.theme.foreign)  # noqa: PTH113 - a Path raises where a name is too long


def photo_view(context: Context, photo: Photo, named: Named, *, is_first: bool = True) -> SimpleNamespace:
    """Return what templates show of one file of `photo:`; `is_first` where it is among those that timelines show."""
    sizes, path = _sizes(context, photo.path, named.pictures.get(photo.path)), named.path_of(photo.path)
    about = {"kind": medium(photo.path), "alt": photo.alt, "focus": focus_classes(photo.focus)}
    return SimpleNamespace(is_first=is_first, path=path, url=context.href(path), **about, **sizes)


def _sizes(context: Context, path: str, picture: Picture | None) -> dict[str, Any]:
    if picture is None:
        return {"small_url": context.href(path), "width": 0, "height": 0, "srcset": "", "webp_srcset": "", "sizes": ""}
    whole = picture.renditions[0]
    is_webp = (path + whole.suffix).lower().endswith(".webp")
    webp = [one for one in picture.renditions[1:] if one.suffix.endswith(".webp") and not is_webp]
    own = [one for one in picture.renditions if one not in webp]
    return {
        "small_url": context.href(path + min(picture.renditions, key=lambda one: one.width).suffix),
        "width": whole.width,
        "height": whole.height,
        "srcset": _srcset(context, path, own) if len(own) > 1 else "",
        "webp_srcset": _srcset(context, path, webp),
        "sizes": SIZES,
    }


def _srcset(context: Context, path: str, renditions: Iterable[Rendition]) -> str:
    ordered = sorted(renditions, key=lambda one: one.width)
    return ", ".join(f"{context.href(path + one.suffix)} {one.width}w" for one in ordered)


def first_picture(context: Context, post: Post) -> SimpleNamespace | None:
    """Return the first picture of `photo:`, by which others show a post; None where there is none."""
    photo = next((photo for photo in post.photos if medium(photo.path) == "image"), None)
    if photo is None:
        return None
    view = photo_view(context, photo, named_by(context, post.attachments))
    return SimpleNamespace(url=view.url, small_url=view.small_url, alt=view.alt, width=view.width, height=view.height)


def with_sizes(context: Context, html: str, named: Named) -> str:
    """Let each picture in a text be there in all its sizes."""
    html, known = with_files(context, html, named), named.pictures
    return _replaced(context, html, known, lambda tag, path: _picture_html(tag, _sizes(context, path, known[path])))


def for_feeds(context: Context, html: str, named: Named) -> str:
    """Let each picture in a text say its size, and be of a moderate one."""
    html, known = with_files(context, html, named), named.pictures
    return _replaced(context, html, known, lambda tag, path: _feed_tag(tag, _feed_image(context, path, known[path])))


def _feed_tag(tag: str, attributes: str) -> str:
    if _SIZE.search(tag):
        attributes = _SIZE.sub("", attributes)
    return _SRC.sub("", tag).replace("<img", f"<img{attributes}", 1)


def _replaced(context: Context, html: str, known: Pictures, replace: Callable[[str, str], str]) -> str:
    if _MARK not in html:
        return html
    paths = {escape(context.href(path + picture.suffix)): path for path, picture in known.items()}

    def replaced(match: re.Match[str]) -> str:
        src = _SRC.search(match[0])
        path = paths.get(src[1]) if src else None
        return replace(match[0], path) if path else match[0]

    return _IMAGE.sub(replaced, html)


def _picture_html(tag: str, sizes: dict[str, Any]) -> str:
    added = "" if _SIZE.search(tag) else f' width="{sizes["width"]}" height="{sizes["height"]}"'
    if sizes["srcset"]:
        added += f' srcset="{escape(sizes["srcset"])}" sizes="{sizes["sizes"]}"'
    image = f'{tag.removesuffix(_MARK)}{added} decoding="async"{_MARK}'
    if not sizes["webp_srcset"]:
        return image
    source = f'<source type="image/webp" srcset="{escape(sizes["webp_srcset"])}" sizes="{sizes["sizes"]}">'
    return f"<picture>{source}{image}</picture>"


def _feed_image(context: Context, path: str, picture: Picture) -> str:
    """Return the attributes of a picture in a feed: itself, or a smaller one where it is wider than a reader's window may be."""
    whole, *smaller = picture.renditions
    best = whole if whole.width <= _FEED_WIDTH else max(smaller, key=lambda one: one.width, default=whole)
    return f' src="{escape(context.href(path + best.suffix))}" width="{best.width}" height="{best.height}"'


def feed_html(context: Context, photo: Photo, named: Named) -> str:
    """Show one file of `photo:` in a feed."""
    kind, url, alt = medium(photo.path), escape(context.href(photo.path)), escape(photo.alt)
    if kind in ("audio", "video"):
        return f'<p><{kind} src="{url}" controls preload="metadata"></{kind}></p>' + (f"<p>{alt}</p>" if alt else "")
    picture = named.pictures.get(photo.path)
    source = _feed_image(context, photo.path, picture) if picture else f' src="{url}"'
    return f'<p><img{source} alt="{alt}"></p>'


def published(context: Context, path: str, source: str, *, is_avatar: bool = False) -> Files:
    """Return the files that a file of an author's is published as: a picture in all its sizes, a recording stripped, any other as it is."""
    picture = pictures.picture(context.db, source, is_avatar=is_avatar)
    if picture is None:
        return [(path, _published(source, read_whole(context.root, source)))]
    how = Encoding(context.root, context.config.photo_max, reuses=False, keeps=True)
    files = published_files(how, source, picture, is_avatar=is_avatar)
    return [(path + one.suffix, data) for one, data in zip(picture.renditions, files, strict=True)]


def _published(source: str, data: bytes) -> bytes:
    kind = medium(source)
    if kind == "image":  # it was not there when pictures were looked into, and none is ever published as it is
        raise ContentError([Problem(source, 0, "has changed during the build", "build again")])
    if not kind:
        return data
    try:
        return strip_recording(data)
    except ValueError as error:  # it was another file when it was looked into
        raise ContentError([Problem(source, 0, str(error), REMEDY)]) from None
