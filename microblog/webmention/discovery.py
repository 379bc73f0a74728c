"""Where a page takes webmentions (Webmention, section 3.1.2).

The address is that of the page after all redirects, so one that is relative is relative to it. The HTTP header counts
before the HTML, and of several links the first one. Whatever is in its query string stays there.
"""

from typing import Protocol
from urllib.parse import urldefrag, urlsplit

from microblog.text.tuples import NamedTuple
from microblog.web.documents import Answer, joined
from microblog.webmention.links import header_links, page_link_apart

_RELATION = "webmention"


class Reads(Protocol):
    """What asks for a document: `Client.read`."""

    def __call__(self, url: str, /) -> Answer:
        """Return whatever the server answers; raise Fault where it does not."""


class Found(NamedTuple):
    """What a page says of webmentions."""

    status: int  # of HTTP
    endpoint: str  # absolute; "" for none


def discover(target: str, read: Reads) -> Found:
    """Ask for a page and find where it takes webmentions; raise Fault where it cannot be had."""
    answer = read(urldefrag(target).url)
    return Found(answer.status, _endpoint(answer._replace(url=urldefrag(answer.url).url)))


def _endpoint(answer: Answer) -> str:
    try:
        named = next(header_links(answer.headers.get("link", ""), _RELATION), None)
        found = page_link_apart(answer, _RELATION) if named is None else joined(answer.url, named)
        return found if found and urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:  # an address that is none
        return ""
