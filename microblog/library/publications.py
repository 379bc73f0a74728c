"""What belongs into repositories of the AT Protocol: the site's publications, and the pages in each."""

import sqlite3

from microblog.library import queries, standing_pages
from microblog.model.nouns import Author, Config, Post, StandingPage
from microblog.model.standard_site import Publication, is_document, publication_of
from microblog.text.tuples import NamedTuple


class Wanted(NamedTuple):
    """What a publication should be, and what should be in it."""

    publication: Publication
    owner: Author | None  # None for the site
    pages: tuple[Post | StandingPage, ...]


def wanted_publications(db: sqlite3.Connection, config: Config) -> list[Wanted]:
    """List the site's publications: its own first, then those of authors by their handles."""
    authors = {handle: queries.author(db, handle) for handle in queries.handles(db)}
    pages: dict[Publication, list[Post | StandingPage]] = {}
    owners: dict[Publication, Author | None] = {}
    if site := publication_of(config):
        pages[site], owners[site] = [*standing_pages.visible_pages(db)], None
    for author in authors.values():
        if (own := publication_of(config, author)) and own != site:
            pages[own], owners[own] = [], author
    for post in queries.visible_posts(db):
        publication = publication_of(config, authors.get(post.author)) if is_document(post) else None
        if publication:
            pages[publication].append(post)
    return [Wanted(publication, owners[publication], tuple(found)) for publication, found in pages.items()]
