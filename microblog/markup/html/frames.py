"""What authors embed from elsewhere, and what lies on their own disk alone: links and words in the place of both.

It works on what Markdown made of a text, before the sanitiser has the last word.
"""

import re

from microblog.markup.notes import Notes
from microblog.text.entities import escape, unescape
from microblog.text.patterns import lazily

_FRAME = lazily(r"""<iframe((?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*+)\s*/?>(?:[^<]*</iframe\s*>)?""", re.IGNORECASE)
_VALUE = r"""(?is)\s%s\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))"""
_SRC, _TITLE = lazily(_VALUE % "src"), lazily(_VALUE % "title")
_NAMED = lazily(
    r"""(?is)<(a|img|audio|video|source|embed)\s(?:[^<>]*?\s)?(?:src|href)\s*=\s*["']?"""
    r"""((?:file:|data:|[a-z]:[\\/]|\\\\|(?-i:/home|/Users|/Volumes|/mnt/[a-z])/[^/"'<>]+/|~/)[^"'<>]*)"""
)
_TEMPORARY = lazily(r"(?i)[\\/]te?mp[\\/]|/var/folders/")  # what is there today is nobody's any more
_WITHIN = "pictures within texts are no files and are not shown"
_LOST = "pictures lay in folders for temporary files, so their words stand in their place"
_HOST = lazily(r"(?:[a-z]+:)?//([\w.-]+)", re.IGNORECASE)
_LONGEST = 60  # characters of an address that are shown


def link_frames(html: str, notes: Notes) -> str:
    """Put a link in the place of each frame that shows another page: a built site asks no other host for anything."""
    return _FRAME.sub(lambda frame: _linked(frame, notes), html) if "<iframe" in html or "<IFRAME" in html else html


def _linked(frame: re.Match[str], notes: Notes) -> str:
    address, title = _value(_SRC, frame[1]), _value(_TITLE, frame[1])
    if not address:
        return frame[0]
    what, remedy = f"the frame of {notes.quoted(address)} is not shown but linked", "link to the page: [words](address)"
    found = _HOST.match(address)
    host = found[1] if found else "other hosts"
    notes.warn(address, what, remedy, f"frames of `{host}` are not shown but linked")
    label = title or address.removeprefix("https:").removeprefix("http:").lstrip("/")
    return f'<a href="{escape(address)}">{escape(label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…")}</a>'


def _value(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return unescape(next(filter(None, found.groups()), "")).strip() if found else ""


def note_private(html: str, notes: Notes) -> None:
    """Refuse pictures, sound and film that lie on the author's disk alone; warn of links there, and of pictures within the text."""
    for name, escaped in _NAMED.findall(html):
        written = unescape(escaped)
        shown = notes.quoted(written).replace("\\\\", "\\")
        if written[:5].lower() == "data:":
            if name.lower() != "a":
                notes.warn(
                    written, f"{notes.quoted(written[:24] + '…')} is no file and is not shown", "save it as a file beside the post", _WITHIN
                )
        elif name.lower() == "a":
            what = f"the link to {shown} leads to your own disk, so its words stand in its place"
            notes.warn(written, what, "put the file beside the post and link to that")
        elif _TEMPORARY.search(written):
            what = f"{shown} lay in a folder for temporary files, so its words stand in its place"
            notes.warn(written, what, "put the file beside the post and name it, or take its name out", _LOST)
        else:
            notes.refuse(written, f"{shown} lies on your disk only", "put the file beside the post and name it: ![…](name.jpg)")
