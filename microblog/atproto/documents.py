"""Bring the records of articles and pages in repositories of the AT Protocol in line with the site.

Nothing is remembered: what is there is read, and compared with what should be. A record that differs is written over, in the
state in which it was read; one of ours whose page is gone is deleted. Ours are those that name our publication. What
somebody else put into a record, such as the post on Bluesky that tells of it, stays in it.
"""

from collections.abc import Iterable, Iterator, Mapping

from microblog.atproto.sessions import Record, Repository, Session
from microblog.atproto.standard_site import OF_DOCUMENTS, OF_PUBLICATIONS, document_record, publication_record
from microblog.atproto.xrpc import Json
from microblog.library.publications import Wanted
from microblog.model.nouns import Config
from microblog.model.records import RecordAddress
from microblog.model.standard_site import DOCUMENT, PUBLICATION, document_of
from microblog.text.tuples import NamedTuple


class Change(NamedTuple):
    """What is to be done to one record."""

    verb: str  # write or delete
    collection: str
    key: str
    title: str
    last: Record | None  # as it is now
    record: Json  # as it should be


def plan_changes(repository: Repository, config: Config, wanted: Wanted, now: str) -> list[Change]:
    """List what is to be done, the publication first; raise Fault where what is there cannot be read."""
    address = wanted.publication.address
    last = repository.get_record(PUBLICATION, address.key)
    record = publication_record(config, wanted.publication, wanted.owner)
    first = _written(PUBLICATION, address.key, record["name"], last, _merged(record, OF_PUBLICATIONS, last))
    there = {found.key: found for found in repository.list_records(DOCUMENT)}
    return [*first, *_changed_documents(config, wanted, there, now)]


def plan_withdrawal(repository: Repository, publications: Iterable[RecordAddress]) -> list[Change]:
    """List all that a repository has of some publications, they themselves last; raise Fault where that cannot be read."""
    ours = {str(address): address for address in publications}
    documents = [found for found in repository.list_records(DOCUMENT) if found.value.get("site") in ours]
    last = [(address, repository.get_record(PUBLICATION, address.key)) for address in ours.values()]
    return [
        *(Change("delete", DOCUMENT, found.key, str(found.value.get("title")), found, {}) for found in documents),
        *(Change("delete", PUBLICATION, address.key, str(found.value.get("name")), found, {}) for address, found in last if found),
    ]


def _changed_documents(config: Config, wanted: Wanted, there: Mapping[str, Record], now: str) -> Iterator[Change]:
    keys: set[str] = set()
    for page in wanted.pages:
        if address := document_of(config, wanted.publication, page):
            keys.add(address.key)
            last = there.get(address.key)
            first_published = str(last.value.get("publishedAt") or now) if last else now
            record = document_record(config, wanted.publication, page, first_published)
            yield from _written(DOCUMENT, address.key, page.title, last, _merged(record, OF_DOCUMENTS, last))
    for key, last in there.items():
        if key not in keys and last.value.get("site") == str(wanted.publication.address):
            yield Change("delete", DOCUMENT, key, str(last.value.get("title")), last, {})


def _merged(record: Json, ours: Iterable[str], last: Record | None) -> Json:
    """Return a record with what others put into it."""
    theirs = {name: value for name, value in last.value.items() if name not in {*ours, "$type"}} if last else {}
    return theirs | record


def _written(collection: str, key: str, title: str, last: Record | None, record: Json) -> Iterator[Change]:
    if last is None or last.value != {"$type": collection, **record}:
        yield Change("write", collection, key, title, last, record)


def carry_out(session: Session, change: Change) -> None:
    """Change one record; raise Fault where that fails, or where it is no longer as it was read."""
    if change.verb == "delete":
        session.delete_record(change.collection, change.key, last=change.last.cid if change.last else "")
    else:
        session.put_record(change.collection, change.key, change.record, last=change.last.cid if change.last else None)
