"""Make a new, complete site folder from the files in `site/` beside this module, and the workflows beside it."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from microblog.build.options import parse_now
from microblog.content.parsers import base_url_fault
from microblog.content.schemas import schema_files
from microblog.errors import UsageError
from microblog.formats.post_file import quote
from microblog.model import urls
from microblog.scaffold.engine import MISSING
from microblog.text.dates import is_zone
from microblog.text.tuples import NamedTuple

_HERE = Path(__file__).parent
_LOCAL = "http://127.0.0.1:5000/"
_PLACES = {
    "config.yaml": "config.yaml",
    "profile.md": "posts/{author}/profile.md",
    "first-post.md": "posts/{author}/{day}-hello.md",
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
}
"""File below `site/` → where it goes in the new site."""

_BIO = "\nA few words about yourself: this is `posts/{author}/profile.md`.\n"


class Named(NamedTuple):
    """What a new site says beside its title and address."""

    name: str = ""  # of the author; the handle where there is none
    description: str = ""
    lang: str = "en"
    timezone: str = "UTC"
    links: tuple[str, ...] = ()  # of the author, elsewhere
    menu: str = ""  # as it stands in config.yaml
    has_posts: bool = False  # whether it needs no first post to begin with
    engine: str = ""  # the line of requirements.txt; "" where nobody knows


_PLAIN = Named()


def write_site(folder: Path, *, title: str, author: str, base_url: str, now: str, engine: str = "") -> None:
    """Write a new site into a folder that is new or empty (a `.git` may be there)."""
    check_empty(folder)
    named = Named(timezone=zone_of_machine(), engine=engine)
    write_texts(folder, site_texts(title=title, author=author, base_url=base_url, now=now, named=named))


def stub_profile(author: str) -> bytes:
    """Return the profile that a new site begins with, in which nobody wrote yet."""
    values = {"name": quote(author), "links": _links(()), "bio": _BIO.format(author=author)}
    return _fill("profile.md", values).encode()


def check_empty(folder: Path) -> None:
    """Raise UsageError where a new site would lie among other files, by whatever path they are named."""
    try:
        place = folder.resolve()
    except RuntimeError:
        raise UsageError(f"{folder} leads in a circle; name another folder") from None
    if hidden := [name for name in (".git", ".microblog") if name in place.parts]:
        raise UsageError(f"{folder} lies in {hidden[0]}/, which is no place for a site; name another folder")
    if os.path.lexists(place) and (not place.is_dir() or any(path.name != ".git" for path in place.iterdir())):
        raise UsageError(f"{folder} is there and not empty; name a new folder")


def write_texts(folder: Path, texts: dict[str, str]) -> None:
    """Write files into the folder: path → text."""
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def site_texts(*, title: str, author: str, base_url: str, now: str, named: Named = _PLAIN) -> dict[str, str]:
    """Return all files of a new site: path → text."""
    if not urls.HANDLE.fullmatch(author):
        raise UsageError(f"{author} cannot be a handle; use 1 to 30 of a-z 0-9 _ -")
    date = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=parse_now(now))
    if base_url and (fault := base_url_fault(base_url)):
        raise UsageError(f"--base-url {base_url} {fault}")
    values = {
        "title": quote(title),
        "plain_title": " ".join(title.split()),
        "author": author,
        "quoted_author": quote(author),  # a handle such as `no` or `007` is something else to YAML
        "base_url": quote(f"{base_url.rstrip('/')}/" if base_url else _LOCAL),
        "authority": quote(tag_authority(base_url, date.year)),
        "date": date.isoformat(timespec="seconds"),
        "requirement": named.engine or MISSING,
        "name": quote(named.name or author),
        "description": quote(named.description),
        "lang": named.lang,
        "timezone": named.timezone,
        "menu": named.menu,
        "links": _links(named.links),
        "bio": "" if named.has_posts else _BIO.format(author=author),
    }
    places = {name: place for name, place in _PLACES.items() if not (named.has_posts and name == "first-post.md")}
    files = {place.format(author=author, day=date.date()): _fill(name, values) for name, place in places.items()}
    schemas = {f"schemas/{name}": text for name, text in schema_files().items()}
    return files | schemas | {f".github/workflows/{name}": text for name, text in workflow_texts().items()}


def zone_of_machine() -> str:
    """Return the name of the time zone that this machine is set to; UTC where it does not say."""
    link = Path("/etc/localtime")
    written = os.environ.get("TZ", "").removeprefix(":") or (str(link.readlink()) if link.is_symlink() else "")
    name = written.rpartition("/zoneinfo/")[2].removeprefix("posix/") if "/zoneinfo/" in written else written
    return name if is_zone(name) else "UTC"


def workflow_texts() -> dict[str, str]:
    """Return the workflow files of a site that was made by `init`: file name → text."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("*.yml"))}


def tag_authority(base_url: str, year: int) -> str:
    """Return the fixed part of feed ids: the site's host, or a name that nobody else has (RFC 4151, RFC 6761)."""
    host = urlsplit(base_url).hostname or ""
    is_name = "." in host and not host.replace(".", "").isdigit()
    return f"{host if is_name else f'microblog-{secrets.token_hex(4)}.invalid'},{year}"


def _links(links: tuple[str, ...]) -> str:
    """Return the links of a profile as YAML, or how they would be written."""
    if not links:
        return "# links:\n#   - https://example.org/"
    return "\n".join(["links:", *(f"  - {quote(link)}" for link in links)])


def _fill(name: str, values: dict[str, str]) -> str:
    return Template((_HERE / "site" / name).read_text(encoding="utf-8")).substitute(values)
