"""Which files a post may name, and where they are published.

A post names a file by its path relative to the post's own file. The file must lie in the author's folder,
`posts/<handle>/`; a post directly in `posts/` is the site owner's and may name anything below `posts/`. It is published
below the post's own URL, under the name by which the post calls it without leading `..` parts. So is what a standing page
names, which may be anything below `pages/`.

Only kinds of files that no browser runs are published, since a host of static files can neither forbid scripts nor
keep a browser from guessing what a file is. SVG, HTML, XML (GPX is XML) and PDF are not among them. A *fault* here is a
phrase that goes on after the file's name: `cat.svg` "could run scripts …".
"""

import re
from unicodedata import normalize

from microblog.model import urls
from microblog.model.nouns import Attachment
from microblog.text.patterns import lazily

REMEDY = "name a picture, recording, film or document that lies in the author's folder by its relative path"

_IMAGES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
_TYPES = _IMAGES | {
    "csv": "text/csv",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "ics": "text/calendar",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "srt": "application/x-subrip",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webm": "video/webm",
    "zip": "application/zip",
}
_ACTIVE = frozenset({"atom", "gpx", "htm", "html", "js", "kml", "mathml", "mht", "mhtml", "mjs", "pdf", "rss", "shtml"}) | frozenset(
    {"svg", "svgz", "swf", "wasm", "xht", "xhtml", "xml", "xsl", "xslt"}
)
_CONTROL = lazily(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")  # and what turns text around

_MP4 = rb".{4}(?:ftyp|moov|mdat|wide|free|skip|pnot)"
_OGG = rb"OggS"
_ZIP = rb"PK(?:\x03\x04|\x05\x06)"
_SIGNATURES = {
    extension: lazily(signature, re.DOTALL)
    for extensions, signature in {
        "avif": rb".{4}ftyp.*avi[fs]",
        "gif": rb"GIF8[79]a",
        "heic heif": rb".{4}ftyp(?:he[iv][a-z]|m[is]f1)",
        "jpeg jpg": rb"\xff\xd8\xff",
        "png": rb"\x89PNG\r\n\x1a\n",
        "webp": rb"RIFF.{4}WEBP",
        "flac": rb"fLaC|ID3",
        "m4a m4v mov mp4": _MP4,
        "oga ogg opus": _OGG,
        "wav": rb"RIFF.{4}WAVE",
        "webm": rb"\x1a\x45\xdf\xa3",
        "epub zip": _ZIP,
    }.items()
    for extension in extensions.split()
}
# UTF-16 has the NULs; all blank hides the rest.
_MARKUP = lazily(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*(?:<\x00?[a-z!?/]|%PDF|$)", re.IGNORECASE)


def resolve(name: str, source: str, permalink: str, line: int = 0) -> Attachment | str:
    """Find the file that a post calls `name` (not percent-encoded), and where it goes; or say why it cannot be published."""
    if fault := _name_fault(name) or type_fault(name):
        return fault
    name = name if name.isascii() else normalize("NFC", name)
    folder = source.split("/")[:-1]
    is_shared = folder[0] == "pages" or (len(folder) > 1 and folder[1].isdigit())  # a year is nobody's folder
    home = folder[:1] if is_shared else folder[:2]
    parts = _joined(folder, name.split("/"))
    if parts is None or parts[: len(home)] != home:
        return f"leads outside {'/'.join(home)}/"
    published = [urls.slugify(part) for part in parts[_shared(folder, parts) :]]
    for part in published:
        if fault := urls.slug_fault(part):
            return fault
    return Attachment("/".join(parts), permalink + "/".join(published), line)


def type_fault(name: str) -> str:
    """Say why a file of that name is not published, or return ""."""
    extension = _extension(name)
    if extension in _ACTIVE:
        return f"could run scripts in a reader's browser, as every .{extension} file could"
    if extension not in _TYPES:
        return "is of a kind that is not published"
    return ""


def is_image(name: str) -> bool:
    """Return whether a file's name is that of a picture."""
    return _extension(name) in _IMAGES


def is_picture(head: bytes) -> bool:
    """Return whether a file that begins with these bytes (64 will do) is a picture of any kind that is published."""
    return any(_SIGNATURES[extension].match(head) for extension in _IMAGES)


def ending_of(name: str) -> str:
    """Return the ending of a picture's name, the same for all that mean one kind."""
    extension = _extension(name)
    return {"jpeg": "jpg", "heif": "heic"}.get(extension, extension)


def avatar_name(name: str) -> str:
    """Return the name of an avatar under which it is published: one that few browsers would show becomes a JPEG."""
    return f"{name.rpartition('.')[0]}.jpg" if ending_of(name) == "heic" else name


def medium(name: str) -> str:
    """Return `image`, `audio` or `video`, as a file's name says; "" for anything else."""
    kind = mime_type(name).partition("/")[0]
    return kind if kind in ("image", "audio", "video") else ""


def mime_type(name: str) -> str:
    """Return the media type of a file by its name."""
    return _TYPES.get(_extension(name), "application/octet-stream")


def sniff_fault(name: str, head: bytes) -> str:
    """Say why a file's first bytes (64 will do) are not what its name promises, or return ""."""
    extension = _extension(name)
    if not head:
        return "is empty"
    signature = _SIGNATURES.get(extension)
    if signature and not signature.match(head):
        holds = " but SVG or a web page, which could run scripts in a reader's browser" if _MARKUP.match(head) else ""
        return f"is not a .{extension} file{holds}, whatever its name says"
    return "starts as a web page does" if not signature and _MARKUP.match(head) else ""


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower() if "." in name else ""


def _name_fault(name: str) -> str:
    if not name or name.endswith("/"):
        return "names no file"
    if "\\" in name:
        return "has a backslash where a slash belongs"
    if name.startswith("/") or ":" in name.split("/", maxsplit=1)[0]:
        return "is not a relative path"
    return "has a control character" if _CONTROL.search(name) else ""


def _joined(folder: list[str], names: list[str]) -> list[str] | None:
    """Follow a relative path from a folder; None where it leads above the site folder."""
    parts = list(folder)
    for name in names:
        if name == "..":
            if not parts:
                return None
            parts.pop()
        elif name not in ("", "."):
            parts.append(name)
    return parts


def _shared(folder: list[str], parts: list[str]) -> int:
    """Count the folders that the post's file and the named one have in common."""
    count = 0
    while count < min(len(folder), len(parts) - 1) and folder[count] == parts[count]:
        count += 1
    return count
