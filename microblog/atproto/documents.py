"""Bring the records of articles and pages in repositories of the AT Protocol in line with the site.

Nothing is remembered: what is there is read, and compared with what should be. A record that differs is written over, in the
state in which it was read; one of ours whose page is gone is deleted. Ours are those that name our publication. What
somebody else put into a record, such as the post on Bluesky that tells of it, stays in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from microblog.atproto.blobs import Blob, Pictures, is_same
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
    blobs: Mapping[str, Blob] = MappingProxyType({})  # files that it refers to, by property, and that may not be there


def plan_changes(repository: Repository, config: Config, wanted: Wanted, pictures: Pictures, now: str) -> list[Change]:
    """List what is to be done, the publication first; raise Fault where what is there cannot be read."""
    address = wanted.publication.address
    last = repository.get_record(PUBLICATION, address.key)
    record = publication_record(config, wanted.publication, wanted.owner)
    icon = {"icon": pictures.icon_of(wanted.owner)}
    first = _written(Change("write", PUBLICATION, address.key, record["name"], last, _merged(record, OF_PUBLICATIONS, last)), icon)
    there = {found.key: found for found in repository.list_records(DOCUMENT)}
    return [*first, *_changed_documents(config, wanted, pictures, there, now)]


def plan_withdrawal(repository: Repository, publications: Iterable[RecordAddress]) -> list[Change]:
    """List all that a repository has of some publications, they themselves last; raise Fault where that cannot be read."""
    ours = {str(address): address for address in publications}
    documents = [found for found in repository.list_records(DOCUMENT) if found.value.get("site") in ours]
    last = [(address, repository.get_record(PUBLICATION, address.key)) for address in ours.values()]
    return [
        *(Change("delete", DOCUMENT, found.key, str(found.value.get("title")), found, {}) for found in documents),
        *(Change("delete", PUBLICATION, address.key, str(found.value.get("name")), found, {}) for address, found in last if found),
    ]


def _changed_documents(config: Config, wanted: Wanted, pictures: Pictures, there: Mapping[str, Record], now: str) -> Iterator[Change]:
    keys: set[str] = set()
    for page in wanted.pages:
        if address := document_of(config, wanted.publication, page):
            keys.add(address.key)
            last = there.get(address.key)
            first_published = str(last.value.get("publishedAt") or now) if last else now
            record = document_record(config, wanted.publication, page, first_published)
            change = Change("write", DOCUMENT, address.key, page.title, last, _merged(record, OF_DOCUMENTS, last))
            yield from _written(change, {"coverImage": pictures.cover_of(page)})
    for key, last in there.items():
        if key not in keys and last.value.get("site") == str(wanted.publication.address):
            yield Change("delete", DOCUMENT, key, str(last.value.get("title")), last, {})


def _merged(record: Json, ours: Iterable[str], last: Record | None) -> Json:
    """Return a record with what others put into it."""
    theirs = {name: value for name, value in last.value.items() if name not in {*ours, "$type"}} if last else {}
    return theirs | record


def _written(change: Change, files: Mapping[str, Blob | None]) -> Iterator[Change]:
    """Yield a change, with the files that the record is to refer to, where it changes anything."""
    before = change.last.value if change.last else {}
    blobs = {name: blob for name, blob in files.items() if blob}
    new = {name: blob for name, blob in blobs.items() if not is_same(blob.value, before.get(name))}
    record = change.record | {name: blob.value if name in new else before[name] for name, blob in blobs.items()}
    if before != {"$type": change.collection, **record}:
        yield change._replace(record=record, blobs=new)


def carry_out(session: Session, change: Change) -> None:
    """Change one record; raise Fault where that fails, or where it is no longer as it was read."""
    if change.verb == "delete":
        session.delete_record(change.collection, change.key, last=change.last.cid if change.last else "")
    else:
        blobs = {name: session.upload_blob(blob.read(), blob.kind) for name, blob in change.blobs.items()}
        session.put_record(change.collection, change.key, change.record | blobs, last=change.last.cid if change.last else None)
