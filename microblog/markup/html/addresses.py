r"""Where links and pictures lead: each address that an author wrote, as it may stand on any page of the site.

Root-relative addresses gain the base path, `//host` becomes https, a relative name is a file beside the post.
Browsers drop tabs and line breaks from addresses and read `\` as `/`; so the former go and the latter is encoded
before anything is decided.
"""

import re
from urllib.parse import quote, unquote

from microblog.markup.html.allowed import SCHEMES
from microblog.markup.html.characters import restore_escaped
from microblog.markup.html.references import find_picture, is_bracketed, mark_file, mark_note, note_own
from microblog.markup.notes import Notes
from microblog.model import attachments, urls
from microblog.text.entities import unescape
from microblog.text.patterns import lazily

_IGNORED = lazily(r"[\t\n\r]+|^[\x00- ]+|[\x00- ]+$")
_SCHEME = lazily(r"([A-Za-z][A-Za-z0-9+.-]*):/*")
_USER = lazily(r"(?i)^(https?://)[^/?#]*@")
_HOST = lazily(r"https?://[^/?#]*")
_UNSAFE = lazily(r"""[\s"<>^`{|}\[\]]|%(?![0-9A-Fa-f]{2})""")
_NAME = lazily(r"[^?#]*")


def is_remote(address: str) -> bool:
    """Return whether a resolved address lies on another host."""
    return address.startswith(("http://", "https://"))


def remote(escaped: str, notes: Notes) -> str:
    """Return the address to link to where the value of an attribute names something on another host; else nothing."""
    written = _IGNORED.sub("", unescape(escaped))
    if not (written.startswith(("//", "\\\\")) or _SCHEME.match(written)):
        return ""
    address = resolve(escaped, notes)
    return address if address and is_remote(at_home(address, notes)) else ""


def at_home(address: str, notes: Notes) -> str:
    """Return a resolved address without its host where that is this site's."""
    path = urls.own_path(address, notes.context.base_url) if is_remote(address) and notes.context.base_url else None
    if path is None:
        return address
    below = path.lstrip("/\\")  # two slashes would begin a host
    return encoded(note_own(notes.context.base_path + below, below, notes))


def resolve(escaped: str, notes: Notes) -> str | None:
    """Turn the value of an attribute into the address to link to, or None where there is none; not escaped."""
    written = restore_escaped(unescape(escaped))
    address = _IGNORED.sub("", written).replace("\\", "%5C")
    base_path = notes.context.base_path
    if scheme := _SCHEME.match(address):
        return _absolute(address, scheme)
    if address.startswith("//"):
        host = address.lstrip("/")
        return encoded(f"https://{host}") if host else None
    if address.startswith("/"):
        below = address[1:].removeprefix(base_path[1:])
        return encoded(note_own(base_path + below, below, notes))
    if address.startswith("#"):
        return encoded(address)
    if not address or address.startswith("?"):
        return urls.href(base_path, notes.context.permalink) + encoded(address)
    return _attached(written, address, notes)


def _absolute(address: str, scheme: re.Match[str]) -> str | None:
    name = scheme[1].lower()
    if name not in SCHEMES:
        return None
    rest = address[scheme.end() :]
    if not rest:
        return None
    return f"mailto:{encoded(rest)}" if name == "mailto" else encoded(f"{name}://{rest}")


def _attached(written: str, address: str, notes: Notes) -> str | None:
    name = _NAME.match(address)
    path = unquote(name[0]) if name else ""
    context = notes.context
    if is_bracketed(address):
        return _bracketed(address, notes)
    if path.lower().endswith(".md"):
        return mark_file(path, address[len(name[0] if name else "") :], written, notes)
    found = attachments.resolve(path.replace("\\", "/"), context.source, context.permalink, notes.line_of(written))
    if isinstance(found, str):
        remedy = f"{attachments.REMEDY}; another site's address starts with https://"
        notes.warn(written, f"{notes.quoted(path)} {found}", remedy, "links name no file that can be published, so their words stand alone")
        return None
    return urls.href(context.base_path, notes.attach(found).path) + encoded(address[len(name[0] if name else "") :])


def _bracketed(address: str, notes: Notes) -> str | None:
    """Return where a link or picture in double brackets leads."""
    name = unquote(address)[2:-2].partition("#")[0]
    if not attachments.medium(name):
        return mark_note(address, notes)
    found = find_picture(address, notes)
    if isinstance(found, str):
        notes.warn(
            name, f"{notes.quoted(name)} {found}", "put the file there, or take its name out", "pictures in double brackets are not here"
        )
        return None
    return urls.href(notes.context.base_path, notes.attach(found).path)


def encoded(address: str) -> str:
    """Percent-encode what may not stand in an address (URL Standard), and drop a user's name and password before the host."""
    if "@" in address:
        address = _USER.sub(r"\1", address)
    if not _UNSAFE.search(address):
        return address
    host = _HOST.match(address)
    end = host.end() if host else 0
    return re.sub(r"\s", "%20", address[:end]) + _UNSAFE.sub(lambda match: quote(match[0], safe=""), address[end:])
