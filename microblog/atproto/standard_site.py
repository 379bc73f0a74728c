"""Records of standard.site (https://standard.site/docs/lexicons): publications, and the documents in them.

The lexicons count a text's bytes and what a person takes for letters (graphemes); a text of so many characters has no more
of those, and the bytes allow for ten of each.
"""

from typing import Any

from microblog.markup.html.content import in_sight, plain_text, shorten
from microblog.model import urls
from microblog.model.nouns import Author, Config, Post, StandingPage
from microblog.model.standard_site import Publication

Json = dict[str, Any]

OF_PUBLICATIONS = ("url", "name", "description", "icon")
OF_DOCUMENTS = ("site", "path", "title", "description", "publishedAt", "updatedAt", "tags", "textContent", "coverImage")
"""The properties that are ours; whatever else stands in a record, somebody else put there."""

_LONGEST_TITLE = 500
_LONGEST_DESCRIPTION = 3000
_LONGEST_TAG = 128
_LONGEST_TEXT = 100_000  # bytes in UTF-8: servers take a question of 150 kB


def publication_record(config: Config, publication: Publication, author: Author | None) -> Json:
    """Return the record of a publication: the site's, or an author's."""
    name, about = (author.name, author.bio_text) if author and publication.path else (config.title, config.description)
    record = {"url": _home(config, publication), "name": shorten(name, _LONGEST_TITLE), "description": shorten(about, _LONGEST_DESCRIPTION)}
    return _without_empty(record)


def document_record(config: Config, publication: Publication, page: Post | StandingPage, first_published: str) -> Json:
    """Return the record of a page; a page that names no day was published when its record was: `first_published`.

    What is folded under a content warning, or in the text itself, is left out, since nobody knows where it would be shown.
    """
    warning, tags = (page.cw, page.tags) if isinstance(page, Post) else ("", ())
    text = "" if warning else plain_text(in_sight(page.content_html))
    record = {
        "site": str(publication.address),
        "path": urls.absolute(config.base_url, page.permalink).removeprefix(_home(config, publication)),
        "title": shorten(page.title, _LONGEST_TITLE),
        "description": shorten(warning or page.summary or page.text, _LONGEST_DESCRIPTION),
        "publishedAt": page.published or first_published,
        "updatedAt": page.updated if page.updated != page.published else "",
        "tags": [tag.label for tag in tags if len(tag.label) <= _LONGEST_TAG],
        "textContent": text.encode()[:_LONGEST_TEXT].decode(errors="ignore"),
    }
    return _without_empty(record)


def _home(config: Config, publication: Publication) -> str:
    """Return a publication's address, without the slash that the lexicon asks to leave out."""
    return urls.absolute(config.base_url, publication.path).rstrip("/")


def _without_empty(record: Json) -> Json:
    return {name: value for name, value in record.items() if value}
