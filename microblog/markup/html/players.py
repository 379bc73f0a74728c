"""Sound and film that lie elsewhere: a link in the place of a player that could play nothing.

It works on sanitised HTML of sound structure, in which no player holds another.
"""

from microblog.markup.html.addresses import remote
from microblog.markup.html.elements import link_elsewhere
from microblog.markup.notes import Notes
from microblog.text.patterns import lazily

_TAG = lazily(r"(<[^>]*>)")
_NAME = lazily(r"<(/?)([a-z0-9]+)")
_SRC = lazily(r' src="([^"]*)"')
_ROOMS = frozenset({"", "blockquote", "details", "div"})  # where a link needs a paragraph of its own
_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})


def link_players(html: str, notes: Notes) -> str:
    """Put a link in the place of each player all of whose addresses lie on other hosts."""
    if "<video" not in html and "<audio" not in html:
        return html
    parts, opened = _TAG.split(html), [""]
    for at in range(1, len(parts), 2):
        match = _NAME.match(parts[at])
        name = match[2] if match else ""
        if not match or name in _VOID:
            continue
        if match[1]:
            opened.pop()
        elif name not in ("audio", "video") or not _link(parts, at, name, notes, in_room=opened[-1] in _ROOMS):
            opened.append(name)
    return "".join(parts)


def _link(parts: list[str], at: int, name: str, notes: Notes, *, in_room: bool) -> bool:
    """Put a link in the place of the player that begins there, where it plays nothing of this site."""
    end = parts.index(f"</{name}>", at)
    sources = [found[1] for tag in parts[at:end:2] if tag.startswith((f"<{name}", "<source")) and (found := _SRC.search(tag))]
    if not sources or not all(remote(source, notes) for source in sources):
        return False
    link = link_elsewhere(sources[0], "", notes)
    parts[at : end + 1] = [f"<p>{link}</p>" if in_room else link] + [""] * (end - at)
    return True
