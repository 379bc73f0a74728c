"""What URLs are made of, and the paths that many places need; `timelines` and `pages` have those of each kind.

A *path* here is a URL's path below the site's base, not percent-encoded and without a slash in front:
`` (the front page), `@ada/`, `tags/python/page/3/`. One that ends in a slash is a page, and its file is
`index.html` in the folder of that name. `href` and `absolute` turn paths into what may stand in a document.
"""

import unicodedata
from functools import lru_cache
from urllib.parse import quote

from microblog.text.patterns import lazily

DAYS = "archive/days.json"
"""Path of how many posts each day has, which `days.js` reads."""

SITE_JSON = "site.json"
"""Path of what programs are told of the site: its authors, its tags, its feeds."""

HANDLE = lazily(r"[a-z0-9_-]{1,30}")

COMPOSE = "compose/"
COMPOSE_NAMES = "compose/names.json"
COMPOSE_MANIFEST = "compose/manifest.webmanifest"
"""The page to write on, the file of the names that it completes, and what makes an app of it."""

_PLAIN = lazily(r"[A-Za-z0-9._-]*")
_SURE = lazily(r"[0-9][A-Za-z0-9_-]{0,199}")  # as most files are called, after their date; nothing below is
_OF_URIS = "/@:!$&()*+,;=~"
_SAFE = lazily(rf"[A-Za-z0-9_.{_OF_URIS}-]*")
_RENDITION = lazily(r"(?i).*\.(?:avif|gif|jpe?g|png|webp)\.[0-9]+\.(?:avif|gif|jpg|png|webp)")
_DEVICES = lazily(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def slugify(text: str) -> str:
    """Map every character other than a letter, a digit, `.`, `_` and `-` to `-`; letters of any script stay (NFC)."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(c if c in "._-" or unicodedata.category(c)[0] in "LMN" else "-" for c in unicodedata.normalize("NFC", text))


def slug_fault(slug: str) -> str:
    """Say why a URL part cannot stand on every file system, or return "" where it can."""
    return "" if _SURE.fullmatch(slug) else _unusual_slug_fault(slug)


def _unusual_slug_fault(slug: str) -> str:
    if not slug.strip(".-_"):
        return "has no letter or digit"
    if slug.lower() == "index.html":
        return "is what web servers call the page of a folder"
    if slug.startswith(".") or slug.endswith("."):
        return "starts or ends with a dot"
    if _DEVICES.fullmatch(slug):
        return "is a device's name on Windows"
    if "." in slug and _RENDITION.fullmatch(slug):
        return "is what the sizes of a picture are called"
    return "is longer than 200 bytes" if len(slug.encode()) > 200 else ""


def is_rendition(path: str) -> bool:
    """Return whether a path is what a size of a picture may be called."""
    return bool(_RENDITION.fullmatch(path))


def tag_key(label: str) -> str:
    """Return the key that tags share which differ in case, Unicode form, or signs that no URL has: what they are called in it."""
    return slugify(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold()))


def note_key(name: str) -> str:
    """Return the form in which links in double brackets are compared with what notes are called."""
    return key(name.strip().rpartition("/")[2].strip())


def note_key_of(source: str) -> str:
    """Return it of a post's file, which is called as its folder is where that is `index.md`."""
    return note_key(source.removesuffix(".md").removesuffix("/index"))


def heading_id(words: str) -> str:
    """Return the id of a heading of these words, as GitHub makes it."""
    return "".join(c for c in words.strip().lower().replace(" ", "-") if c in "-_" or unicodedata.category(c)[0] in "LMN")


def key(path: str) -> str:
    """Return the form in which two paths are compared: many file systems see no difference of case or Unicode form."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def author(handle: str) -> str:
    """Path of an author's profile and timeline."""
    return f"@{handle}/"


def home(handle: str) -> str:
    """Path of an author's home timeline."""
    return f"@{handle}/home/"


def following(handle: str) -> str:
    """Path of the list of those whom an author follows."""
    return f"@{handle}/following/"


def followers(handle: str) -> str:
    """Path of the list of those who follow an author."""
    return f"@{handle}/followers/"


def opml(handle: str) -> str:
    """Path of the list of all that an author follows, as feed readers import it."""
    return f"@{handle}/following/opml.xml"


def accounts(handle: str) -> str:
    """Path of the list of the accounts of the fediverse that an author follows, as Mastodon imports it."""
    return f"@{handle}/following/following_accounts.csv"


def avatar(handle: str) -> str:
    """Path of the picture that is drawn for an author who has none."""
    return f"@{handle}/avatar.svg"


def answer_avatar(name: str) -> str:
    """Path of the copy of a picture of somebody who answered elsewhere."""
    return f"avatars/{name}.webp"


def author_card(handle: str) -> str:
    """Path of what a page shows beside a link to an author."""
    return f"@{handle}/card.html"


def rendition_suffix(width: int, extension: str) -> str:
    """Return what stands behind a picture's path in that of a smaller one: `.480.webp`. Nothing else may have such a name."""
    return f".{width}.{extension}"


@lru_cache(maxsize=4096)
def tag(tag_key: str) -> str:
    """Path of a tag's timeline."""
    return f"tags/{tag_key}/"


def page(timeline: str, number: int) -> str:
    """Path of a timeline's page, counted from the oldest post, from 1."""
    return f"{timeline}page/{number}/"


def atom(timeline: str) -> str:
    """Path of a timeline's Atom feed."""
    return f"{timeline}feed.atom"


def json_feed(timeline: str) -> str:
    """Path of a timeline's JSON Feed."""
    return f"{timeline}feed.json"


def feed_archive(timeline: str, number: int) -> str:
    """Path of a sealed archive document of a timeline's Atom feed (RFC 5005, section 4), counted from the oldest."""
    return f"{timeline}feed/{number}.atom"


def json_archive(timeline: str, number: int) -> str:
    """Path of an archive of a timeline's JSON Feed, counted from the oldest; other posts than in the Atom archive of that number."""
    return f"{timeline}feed/{number}.json"


def digest(kind: str) -> str:
    """Path of the digests of all weeks or months."""
    return f"digest/{kind}.atom"


def digest_archive(kind: str, year: int) -> str:
    """Path of the sealed document of the digests of a year."""
    return f"digest/{kind}/{year}.atom"


def sitemap(name: str) -> str:
    """Path of one part of the sitemap."""
    return f"sitemaps/{name}.xml"


def href(base_path: str, path: str) -> str:
    """Return the link to a path that works on every page of the site: root-relative, percent-encoded."""
    return base_path + (path if path.isascii() and " " not in path and "%" not in path else quote(path, safe="/@:!$&'()*+,;=~"))


def absolute(base_url: str, path: str) -> str:
    """Return the absolute URL of a path, percent-encoded."""
    return href(base_url, path)


def own_path(url: str, base_url: str) -> str | None:
    """Return the path, as written, of an absolute address that lies on this site; None where it lies elsewhere.

    Neither the scheme nor the case of the host makes it another address, nor does the name of a folder's page.
    """
    (scheme, _, rest), (_, _, base) = url.partition("://"), base_url.partition("://")
    (host, _, path), (own_host, _, own_path) = rest.partition("/"), base.partition("/")
    if scheme.lower() not in ("http", "https") or host.lower() != own_host.lower() or not path.startswith(own_path):
        return None
    return path.removeprefix(own_path).removesuffix("index.html")


def file_of(path: str) -> str:
    """Return the output file that a path is served from."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def tag_uri(authority: str, post_id: str) -> str:
    """Return a post's identity in feeds: a tag URI (RFC 4151) that depends on neither base URL nor title.

    A post that came from another site brings its own.
    """
    if post_id.startswith("tag:"):
        return post_id
    return f"tag:{authority}:{post_id if _SAFE.fullmatch(post_id) else quote(post_id, safe=_OF_URIS)}"
