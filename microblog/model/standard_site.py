"""Which pages are documents of standard.site, and in whose repository each one's record is.

An author with a `did` has a publication of their own, `/@ada/`, with their articles in it. The configuration's `did` is the
site's: its publication has the standing pages, and the articles of authors without one. A publication's address and a
document's path, one behind the other, are the page's address: by that, Bluesky finds the record to a page.
"""

from collections.abc import Iterable

from microblog.model import urls
from microblog.model.nouns import Author, Config, Post, StandingPage
from microblog.model.records import RecordAddress, record_key
from microblog.text.tuples import NamedTuple

PUBLICATION = "site.standard.publication"
DOCUMENT = "site.standard.document"
WELL_KNOWN = f".well-known/{PUBLICATION}"
"""Where a site at the root of its host names its publication."""


class Publication(NamedTuple):
    """What documents belong to."""

    address: RecordAddress
    path: str  # of its home below the site's base: "" for the site's, else `@ada/`


def publication_of(config: Config, author: Author | None = None) -> Publication | None:
    """Return the publication that an author's articles belong to, or, without an author, standing pages; None for none."""
    if author and author.did and author.did != config.did:
        path = urls.author(author.handle)
        return Publication(RecordAddress(author.did, PUBLICATION, _key(config, 0, path)), path)
    return Publication(RecordAddress(config.did, PUBLICATION, _key(config, 0, "")), "") if config.did else None


def possible_publications(config: Config, authors: Iterable[Author], did: str) -> list[Publication]:
    """List the publications of this site that an account may have, or have had: the site's, and each author's."""
    of_authors = [publication_of(config._replace(did=""), author._replace(did=did)) for author in authors]
    return [found for found in (publication_of(config._replace(did=did)), *of_authors) if found]


def is_document(page: Post | StandingPage) -> bool:
    """Return whether a page that readers see is one of those that have a record: a note has no title, which a record must have."""
    if isinstance(page, StandingPage):
        return not (page.unlisted or page.draft)
    return page.kind == "article" and not (page.unlisted or page.held)


def document_of(config: Config, publication: Publication | None, page: Post | StandingPage) -> RecordAddress | None:
    """Return where the record of a page is; None where it has none."""
    if publication is None or not is_document(page):
        return None
    identity = page.source if isinstance(page, StandingPage) else page.id
    return RecordAddress(publication.address.did, DOCUMENT, _key(config, page.instant, identity))


def _key(config: Config, instant: int, identity: str) -> str:
    """Return a record's key; the same account may have records of several sites."""
    return record_key(instant, f"{config.tag_authority}:{identity}")
