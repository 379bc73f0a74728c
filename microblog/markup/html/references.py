"""Addresses that name notes and files of this site by other names than their URLs: `2026-01-01-foo.md`, `[[Note]]`, `[[x.png]]`.

Where a note stands only the whole site knows, so its address becomes a mark, `post:` and a reference, that rendering turns into a link
(`content.resolve_posts`); nobody else can write one, since the sanitiser drops that scheme. The same references are rows of the
index: when a post comes, goes or moves, those that refer to it are rendered again.
"""

import re
from posixpath import normpath
from unicodedata import normalize
from urllib.parse import quote, unquote

from microblog.markup.notes import Notes
from microblog.model import attachments, urls
from microblog.model.nouns import Attachment
from microblog.text.entities import escape, unescape

_FOLDERS = ("", "attachments", "assets", "images", "img", "media", "files", "_attachments", "_resources", "Attachments", "Assets", "Files")


def is_bracketed(address: str) -> bool:
    """Return whether an address is that of a link in double brackets."""
    return address.startswith("%5B%5B") and address.endswith("%5D%5D")


def mark_note(address: str, notes: Notes) -> str:
    """Return the mark for a note in double brackets; one that names only a place leads there."""
    name, _, place = unquote(address)[2:-2].partition("#")
    place = place.rpartition("#")[2]
    if not name.strip():
        return f"#{urls.heading_id(place)}"
    return _mark(f"note:{_handle(notes)}/{urls.note_key(name.removesuffix('.md'))}", place, name, notes)


def mark_file(path: str, fragment: str, written: str, notes: Notes) -> str:
    """Return the mark for a post that is named by its file."""
    folder = notes.context.source.rpartition("/")[0]
    target = normalize("NFC", normpath(f"{folder}/{path}"))
    return _mark(f"file:{target}", unquote(fragment.removeprefix("#")), written, notes)


def _mark(reference: str, place: str, written: str, notes: Notes) -> str:
    notes.references.setdefault(reference, notes.line_of(written))
    return f"post:{quote(reference)}" + (f"#{quote(place)}" if place else "")


def _handle(notes: Notes) -> str:
    """Return whose notes are meant: those of the post's author, or of all authors in a text that is nobody's."""
    permalink = notes.context.permalink
    return permalink[1:].partition("/")[0] if permalink.startswith("@") else ""


def note_own(address: str, below: str, notes: Notes) -> str:
    """Note that the text leads to a path below this site's base, and return the address."""
    path = unquote(below.partition("#")[0].partition("?")[0]).removesuffix("index.html")
    notes.references.setdefault(f"path:{path}", notes.line_of(below))
    return address


def note_absolute(html: str, notes: Notes) -> str:
    """Do that with addresses that begin with this site's own, in HTML that is done."""
    base_url = notes.context.base_url

    def noted(href: re.Match[str]) -> str:
        address = unescape(href[1])
        return f' href="{escape(note_own(address, address.removeprefix(base_url), notes))}"'

    return re.sub(rf' href="({re.escape(escape(base_url))}[^"]*)"', noted, html)


def find_picture(address: str, notes: Notes) -> Attachment | str:
    """Find the file of a picture in double brackets: beside the post, in the author's folder, or where people keep attachments."""
    name = unquote(address)[2:-2].partition("#")[0].strip()
    context = notes.context
    own = context.source.split("/")[1:-1]
    for up in range(len(own)):
        for folder in _FOLDERS:
            path = "/".join([*[".."] * up, *([folder] if folder else []), name])
            found = attachments.resolve(path, context.source, context.permalink, notes.line_of(name))
            if not isinstance(found, Attachment):
                continue
            if context.is_there(found.source):
                return found
            notes.wishes.setdefault(found.source)
    return "is not in the author's folder"
