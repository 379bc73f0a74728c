"""What `following:` may name: an author of this site, or a place elsewhere on the web.

| written | kept as | what it is |
|---|---|---|
| `ada`, `@ada` | `ada` | an author of this site |
| `@user@host`, `user@host`, `acct:user@host` | `@user@host` | an account elsewhere, found through WebFinger |
| `https://host/…` | the same, its host in small letters | a feed, a page that has or is one, or a twtxt file |

So a name holds an `@` or a `/` exactly where it leads off this site, and no handle has either.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from microblog.model import urls
from microblog.text.patterns import lazily
from microblog.yaml.fields import handle_remedy, url_fault

_ACCOUNT = lazily(r"(?:acct:|@)?([\w.+-]{1,64})@([\w-]+(?:\.[\w-]+)*(?::[0-9]{1,5})?)")
_BARE_SITE = lazily(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_SCHEME = lazily(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST = 1000  # characters of an address


def is_outside(target: str) -> bool:
    """Return whether what is followed lies elsewhere."""
    return "/" in target or "@" in target


def parse_followed(written: str) -> str:
    """Return what a text names, in the one form it is kept in; "" where it names nothing that can be followed."""
    handle = written.removeprefix("@")
    if urls.HANDLE.fullmatch(handle):
        return handle
    if account := _ACCOUNT.fullmatch(written):
        return f"@{account[1]}@{account[2].lower()}"
    return "" if url_fault(written) or _address_fault(written) else _canonical(written)


def followed_fault(written: str) -> tuple[str, str]:
    """Return why a text names nothing that can be followed, and what to write instead."""
    parts = [part.strip() for part in written.split(",")]
    if len(parts) > 1 and all(map(parse_followed, parts)):
        return f"names `{written}`, which is several", f"write a list: [{', '.join(map(_listed, parts))}]"
    fault = url_fault(written)
    if not fault:
        return f"names `{written}`, which {_address_fault(written)}", "write the address of the feed or site alone"
    return f"names `{written}`, which {_why_none(written, fault)}", _instead_of(written)


def _why_none(written: str, fault: str) -> str:
    if written.lower().startswith(("http:", "https:")):
        return fault
    if "@" in written.removeprefix("@"):
        return "is no account"
    return "is no address on the web" if _SCHEME.match(written) and not _BARE_SITE.fullmatch(written) else "is no handle"


def _instead_of(written: str) -> str:
    if _BARE_SITE.fullmatch(written):
        return f"write https://{written} for a site"
    if written.lower().startswith(("http:", "https:")):
        return "write the address of a feed or site, as in https://example.org/feed.xml"
    if "@" in written.removeprefix("@"):
        return "write it as @user@example.org"
    return "only http:// and https:// can be followed" if _SCHEME.match(written) else handle_remedy(written)


def _listed(written: str) -> str:
    """Return a name as YAML has it in a list: an @ may begin nothing there."""
    return f'"{written}"' if written.startswith("@") else written


def page_of(target: str) -> str:
    """Return the page that people would open for what is followed elsewhere, before anything is known of it."""
    if not target.startswith("@"):
        return target
    _, user, host = target.split("@")
    return f"https://{host}/@{user}"


def short(target: str) -> str:
    """Return what is followed elsewhere as a person would read it out."""
    return target if target.startswith("@") else target.partition("://")[2].removeprefix("www.").rstrip("/")


def _address_fault(url: str) -> str:
    if len(url) > _LONGEST:
        return f"is longer than {_LONGEST} characters"
    return "names a user or a password" if "@" in urlsplit(url).netloc else ""


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))
