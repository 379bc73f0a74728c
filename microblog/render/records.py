"""What pages say of their records in the ATmosphere."""

from microblog.library.records import Timeline
from microblog.model.nouns import Author, Post, StandingPage
from microblog.model.standard_site import document_of, is_document, publication_of
from microblog.render.authors import find_author
from microblog.render.context import Context


def records_of(context: Context, page: Post | StandingPage, author: Author | None = None) -> dict[str, str]:
    """Return the addresses of a page's record and of the publication that it belongs to, for `render_html`; none where it has none."""
    if not is_document(page):
        return {}
    publication = publication_of(context.config, author)
    address = document_of(context.config, publication, page)
    return {"page_record": str(address), "page_publication": str(publication.address)} if publication and address else {}


def home_of(context: Context, timeline: Timeline) -> dict[str, str]:
    """Return the address of the publication whose home a timeline's front is, for `render_html`."""
    author = find_author(context, timeline.name) if timeline.kind == "author" else None
    publication = publication_of(context.config, author)
    return {"page_publication": str(publication.address)} if publication and publication.path == timeline.path else {}
