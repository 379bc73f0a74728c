"""One walk over sanitised HTML that makes of it a part of this site: links, pictures, hashtags, mentions, footnotes.

In the sanitiser's canonical output every `<` starts a tag and every `>` ends one, so that splitting at tags is exact.
Whatever this adds is the engine's own markup; what the author wrote stays escaped as the sanitiser left it.
"""

from microblog.markup.html import elements
from microblog.markup.html.autolinks import link_words
from microblog.markup.html.headings import Headings, Places
from microblog.markup.html.players import link_players
from microblog.markup.notes import Notes
from microblog.text.patterns import lazily

_TAG = lazily(r"(<[^>]*>)")
_NAME = lazily(r"</?([a-z0-9]+)")
_HREF = lazily(r' href="([^"]*)"')
_PLAIN = frozenset("<p> </p> <br> <strong> </strong> <em> </em> <li> </li> <ul> </ul> <del> </del> </sup> </span>".split())  # noqa: SIM905
_QUIET = frozenset({"a", "code", "kbd", "pre", "samp"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PLAYERS = frozenset({"audio", "source", "track", "video"})


def enrich(html: str, notes: Notes) -> str:
    """Link and complete the content, noting what is found on the way."""
    html = link_players(html, notes)
    return "".join(_Walk(html, notes).steps(html))


class _Walk:
    def __init__(self, html: str, notes: Notes) -> None:
        self.notes = notes
        self.footnotes = elements.Footnotes(html, notes.context.anchor)
        self.headings = Headings(notes.context.heading)
        self.places = Places(html, notes.context.anchor)
        self.links = 0  # how many links are open here
        self.quiet = 0  # how many elements in whose text nothing is linked

    def steps(self, html: str) -> list[str]:
        parts = _TAG.split(html)
        for at, part in enumerate(parts):
            if at & 1:
                if part not in _PLAIN:
                    parts[at] = self._tag(part)
            elif part and not self.quiet:
                parts[at] = link_words(part, self.notes)
        return parts

    def _tag(self, tag: str) -> str:
        match = _NAME.match(tag)
        name = match[1] if match else ""
        if name in _QUIET:
            step = -1 if tag[1] == "/" else 1
            self.quiet += step
            self.links += step if name == "a" else 0
        if name in _HEADINGS:
            tag = self.headings.place(tag)
            return tag if tag[1] == "/" else self.places.place(elements.valid(tag))
        if name in elements.WIDE:
            return elements.scrolling(name, tag)
        if tag[1] == "/" or (" " not in tag and name not in _PLAYERS):
            return tag
        return self._with_attributes(name, tag)

    def _with_attributes(self, name: str, tag: str) -> str:
        if name == "a":
            return self._link(tag)
        if name == "img":
            return elements.image(tag, self.notes, in_link=self.links > 0)
        if name in _PLAYERS:
            return elements.player(tag, self.notes)
        if " id=" in tag:
            return self.footnotes.place(tag)
        return tag if tag.startswith("<span class=") else elements.valid(tag)

    def _link(self, tag: str) -> str:
        href = _HREF.search(tag)
        return (href and self.footnotes.link(tag, href[1])) or self.places.link(elements.link(tag, self.notes))
