"""The photos that somebody dragged into a form: fetched from the git host alone, scaled, and rid of what is behind them.

The host puts them into the text as Markdown or as HTML, with words for who cannot see them in both.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from microblog.errors import UsageError
from microblog.model import urls
from microblog.pictures.decoding import Fault as Damage
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import form_of
from microblog.scaffold.posts import Photo
from microblog.text.entities import unescape
from microblog.text.tuples import NamedTuple
from microblog.web.documents import Fault

MOST = 10
_SAYS_NOTHING = ("", "image")  # the second is what the host writes itself

_KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n": ".png", b"GIF8": ".gif", b"RIFF": ".webp"}

_SHOWN = re.compile(
    r"!\[(?P<alt>[^\]\n]{0,1500})\]\((?P<url>https?://[^\s()<>\"]{1,500})\)"
    r"|<img\s(?=[^<>]{0,3000}?\bsrc=\"(?P<source>https?://[^\s\"<>]{1,500})\")(?:[^<>]{0,3000}?\balt=\"(?P<words>[^\"<>]{0,1500})\")?[^<>]{0,3000}>"
)


class Dragged(NamedTuple):
    """A photo in a text."""

    url: str
    alt: str


def cut_out(text: str) -> tuple[str, list[Dragged]]:
    """Return a text without its photos, and the photos."""
    found = [Dragged(unescape(one["url"] or one["source"]), unescape(one["alt"] or one["words"] or "")) for one in _SHOWN.finditer(text)]
    return _SHOWN.sub("", text).strip(), found


def fetch_photos(dragged: list[Dragged], get: Callable[[str], bytes], host: str, longest: int) -> Iterator[Photo]:
    """Fetch photos, each written anew; raise UsageError with what its writer can do about it."""
    if len(dragged) > MOST:
        raise UsageError(f"there are more than {MOST} photos; take some out")
    for photo in dragged:
        yield _photo(photo, get, host, longest)


def _photo(photo: Dragged, get: Callable[[str], bytes], host: str, longest: int) -> Photo:
    where = urlsplit(photo.url).hostname or ""
    if where != host and not where.endswith(f".{host}"):
        raise UsageError(f"the photo at {where} lies elsewhere; drag the file itself into the form")
    try:
        data = get(photo.url)
    except Fault as fault:
        raise UsageError(f"a photo {fault.what}; drag it into the form once more") from None
    ending = next((ending for start, ending in _KINDS.items() if data.startswith(start)), ".heic" if data[4:8] == b"ftyp" else "")
    if not ending:
        raise UsageError("a file is no photo (JPEG, PNG, WebP, GIF or HEIC); take it out")
    try:
        file = encode_picture(data, form_of(f"x{ending}", longest, is_avatar=False)).files[0]
    except Damage as damage:
        raise UsageError(f"a photo {damage.what}; {damage.remedy}") from None
    alt = None if photo.alt.strip().lower() in _SAYS_NOTHING else photo.alt
    return Photo(urls.slugify((alt or "").lower()[:40]).strip("-._") or "photo", file.suffix or ending, file.data, alt)
