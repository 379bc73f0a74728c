"""OPML 2.0 (http://opml.org/spec2.opml): a list of feeds, as feed readers import it."""

from collections.abc import Iterable

from microblog.text.entities import escape
from microblog.text.tuples import NamedTuple
from microblog.text.xml import DECLARATION, encode


class Outline(NamedTuple):
    """One feed of the list."""

    title: str
    feed_url: str  # "" where it is not known yet
    url: str  # the page that it belongs to


def render_opml(title: str, owner: str, owner_url: str, outlines: Iterable[Outline]) -> bytes:
    """Render a list; what has no feed is a link in it. It says nothing of the moment at which it was made."""
    head = f"<title>{escape(title)}</title>\n<ownerName>{escape(owner)}</ownerName>\n<ownerId>{escape(owner_url)}</ownerId>\n"
    body = "".join(map(_outline, outlines))
    return encode(f'{DECLARATION}<opml version="2.0">\n<head>\n{head}</head>\n<body>\n{body}</body>\n</opml>\n')


def _outline(outline: Outline) -> str:
    text = f'text="{escape(outline.title)}"'
    if not outline.feed_url:
        return f'<outline type="link" {text} url="{escape(outline.url)}"/>\n'
    feed = f'title="{escape(outline.title)}" xmlUrl="{escape(outline.feed_url)}" htmlUrl="{escape(outline.url)}"'
    return f'<outline type="rss" {text} {feed}/>\n'
