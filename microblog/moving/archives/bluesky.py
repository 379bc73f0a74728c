"""Bluesky: the repository of an account, one CAR file of signed records.

Records hang in a Merkle search tree below the commit. Of pictures and films it has the hashes alone: they are *blobs*,
which the account's server gives out while the account is there. Facets count bytes of UTF-8.
"""

from collections.abc import Iterator
from typing import Any

from microblog.errors import UsageError
from microblog.moving.archives.car import encode_cid, read_car
from microblog.moving.fetching import BLOB
from microblog.moving.nouns import Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.texts import plain_html
from microblog.moving.values import moment, table, tables, text, texts
from microblog.text.entities import escape

_POST, _REPOST, _LIKE, _PROFILE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like", "app.bsky.actor.profile"
_FACET = "app.bsky.richtext.facet"
_SITE = "https://bsky.app"
_LABELS = frozenset({"graphic-media", "nudity", "porn", "sexual"})


def is_here(files: Files) -> bool:
    """Whether these are the files of such an archive."""
    return bool(files.ending(".car"))


def read(files: Files) -> Archive:
    """Read the repository."""
    name = files.ending(".car")[0]
    try:
        roots, blocks = read_car(files.read(name))
        commit = blocks[roots[0]]
        did, records = commit["did"], dict(_walk(blocks, commit["data"], set()))
    except KeyError:
        raise UsageError(f"{files.path}: {name} is damaged, or was cut off (a block is missing); download it again") from None
    except (ValueError, IndexError, TypeError, RecursionError) as error:
        raise UsageError(f"{files.path}: {name} is damaged, or was cut off ({error}); download it again") from None
    profile = records.get(f"{_PROFILE}/self", {})
    account = _account(did, profile, name)
    pinned = text(table(profile, "pinnedPost"), "uri")
    entries = [entry for path, record in records.items() if (entry := _entry(path, record, did, pinned))]
    likes = sum(path.startswith(f"{_LIKE}/") for path in records)
    return Archive("Bluesky", (account,), tuple(entries), (("likes of others' posts", likes),))


def _walk(blocks: dict[bytes, Any], node: bytes, seen: set[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and record of what hangs below a node, in the order of paths."""
    if node in seen:
        raise ValueError("its tree has a branch twice")
    seen.add(node)
    tree = blocks[node]
    if tree["l"]:
        yield from _walk(blocks, tree["l"], seen)
    path = b""
    for item in tree["e"]:
        path = path[: item["p"]] + item["k"]
        record = blocks[item["v"]]
        if isinstance(record, dict):
            yield path.decode(), record
        if item["t"]:
            yield from _walk(blocks, item["t"], seen)


def _account(did: str, profile: dict[str, Any], name: str) -> Account:
    stem = name.rpartition("/")[2].removesuffix(".car")
    return Account(
        key=f"{_SITE}/profile/{did}",
        handle=stem.partition(".")[0] if "." in stem else "",  # nothing in the repository says it, but some programs call the file after it
        addresses=(f"{_SITE}/profile/{did}", did, *((f"{_SITE}/profile/{stem}",) if "." in stem else ())),
        name=text(profile, "displayName"),
        bio_html=plain_html(text(profile, "description")),
        avatar=_blob(did, table(profile, "avatar"), ""),
        joined=moment(text(profile, "createdAt"))[:10],
    )


def _blob(did: str, blob: dict[str, Any], alt: str) -> Medium | None:
    ref = blob.get("ref")
    if not isinstance(ref, bytes):
        return None
    kind = text(blob, "mimeType").partition("/")[2].replace("jpeg", "jpg")
    return Medium("", f"{BLOB}{did}/{encode_cid(ref)}", alt.strip(), f".{kind}" if kind.isalnum() else "")


def _entry(path: str, record: dict[str, Any], did: str, pinned: str) -> Entry | None:
    collection, _, key = path.partition("/")
    address, account = f"at://{did}/{path}", f"{_SITE}/profile/{did}"
    published = moment(text(record, "createdAt"))
    if collection == _REPOST:
        subject = text(table(record, "subject"), "uri")
        return Entry(address, account, published, repost_of=_page(subject)) if subject else None
    if collection != _POST:
        return None
    embed = table(record, "embed")
    record_embed, media_embed = (table(embed, "record"), table(embed, "media")) if "media" in embed else (embed, embed)
    quoted = text(table(record_embed, "record"), "uri") or text(record_embed, "uri")
    cards = [card for card in (table(media_embed, "external"),) if text(card, "uri")]
    labels = [text(label, "val") for label in tables(table(record, "labels"), "values")]
    answered = text(table(table(record, "reply"), "parent"), "uri")
    return Entry(
        address=address,
        account=account,
        published=published,
        html=_html(record) + "".join(_card(card, record) for card in cards),
        others=(f"{_SITE}/profile/{did}/post/{key}",),
        lang=next(iter(texts(record.get("langs"))), ""),
        cw=", ".join(label for label in labels if label in _LABELS),
        tags=tuple(texts(record.get("tags") or [])),
        media=tuple(_media(did, media_embed)),
        in_reply_to=_page(answered),
        quote_of=_page(quoted),
        is_pinned=address == pinned,
    )


def _page(uri: str) -> str:
    """Return the address of a post's page, which people can open; others than posts keep their own."""
    did, _, path = uri.removeprefix("at://").partition("/")
    collection, _, key = path.partition("/")
    return f"{_SITE}/profile/{did}/post/{key}" if collection == _POST else uri


def _media(did: str, embed: dict[str, Any]) -> Iterator[Medium]:
    for image in tables(embed, "images"):
        if medium := _blob(did, table(image, "image"), text(image, "alt")):
            yield medium
    if medium := _blob(did, table(embed, "video"), text(embed, "alt")):
        yield medium


def _card(card: dict[str, Any], record: dict[str, Any]) -> str:
    """Return the link of a card below the text, where the text does not have it."""
    uri, title = text(card, "uri"), text(card, "title") or text(card, "uri")
    links = (text(feature, "uri") for facet in tables(record, "facets") for feature in tables(facet, "features"))
    return "" if uri in links else f'<p><a href="{escape(uri)}">{escape(title)}</a></p>'


def _html(record: dict[str, Any]) -> str:
    """Return the text with the links of its facets, which are put in from the last to the first."""
    data = text(record, "text").encode()
    marks: list[tuple[str, str]] = []
    end = len(data)
    facets = sorted(tables(record, "facets"), key=lambda facet: -_place(facet, "byteStart"))
    for facet in facets:
        first, last = _place(facet, "byteStart"), _place(facet, "byteEnd")
        if not 0 <= first < last <= end or not (start := _tag(facet)):
            continue
        mark = f"\ue000{len(marks)}\ue001"
        marks.append((mark, f"{start}{escape(data[first:last].decode('utf-8', 'replace'))}</a>"))
        data, end = data[:first] + mark.encode() + data[last:], first
    html = plain_html(data.decode("utf-8", "replace"))
    for mark, link in marks:
        html = html.replace(mark, link)
    return html


def _place(facet: dict[str, Any], name: str) -> int:
    found = table(facet, "index").get(name)
    return found if isinstance(found, int) else -1


def _tag(facet: dict[str, Any]) -> str:
    for feature in tables(facet, "features"):
        kind = text(feature, "$type")
        if kind == f"{_FACET}#link":
            return f'<a href="{escape(text(feature, "uri"))}">'
        if kind == f"{_FACET}#mention":
            return f'<a class="mention" href="{_SITE}/profile/{escape(text(feature, "did"))}">'
        if kind == f"{_FACET}#tag":
            return f'<a class="hashtag" href="{_SITE}/hashtag/{escape(text(feature, "tag"))}">'
    return ""
