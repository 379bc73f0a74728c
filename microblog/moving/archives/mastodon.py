"""Mastodon: `actor.json`, `outbox.json` and media, as its `BackupService` writes them (ActivityStreams).

`to` and `cc` say who may read a post: Public in `to` is public, Public in `cc` is unlisted, the followers alone are
followers-only, and all else is a direct message. Pleroma, Akkoma and GoToSocial hand out the same form.
"""

import re
from typing import Any

from microblog.model.focus import focus_of
from microblog.moving.addresses import path_of
from microblog.moving.nouns import SENSITIVE, Account, Archive, Entry, Medium
from microblog.moving.opening import Files
from microblog.moving.trees import parse_html
from microblog.moving.values import moment, number, read_json, table, tables, text, texts

_INLINE_QUOTE = re.compile(r'<(p|span) class="quote-inline">.*?</\1>', re.DOTALL)
_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}


def is_here(files: Files) -> bool:
    """Whether these are the files of such an archive."""
    return bool(files.find("outbox.json") and files.find("actor.json"))


def read(files: Files) -> Archive:
    """Read the archive."""
    outbox = files.find("outbox.json")
    base = outbox.removesuffix("outbox.json")
    actor = read_json(files, f"{base}actor.json")
    account = _account(actor, files, base)
    entries, others = [], 0
    for activity in tables(read_json(files, outbox), "orderedItems"):
        entry = _entry(activity, account, files, base)
        entries += [entry] if entry else []
        others += not entry
    liked, kept = (_count(files, f"{base}{name}.json") for name in ("likes", "bookmarks"))
    left = (("likes, which have no date", liked), ("bookmarks, which were private", kept), ("activities that are no posts", others))
    return Archive("Mastodon", (account,), tuple(entries), left)


def _count(files: Files, name: str) -> int:
    found = read_json(files, name) if name in files.names else {}
    items = found.get("orderedItems") if isinstance(found, dict) else None
    return len(items) if isinstance(items, list) else 0


def _account(actor: Any, files: Files, base: str) -> Account:
    address, page = text(actor, "id"), text(actor, "url")
    icon = text(table(actor, "icon"), "url")
    return Account(
        key=address or page,
        handle=text(actor, "preferredUsername"),
        addresses=tuple(filter(None, dict.fromkeys((address, page)))),
        name=text(actor, "name"),
        bio_html=text(actor, "summary"),
        avatar=Medium(_found(icon, files, base), icon) if icon else None,
        links=tuple(filter(None, map(_link, tables(actor, "attachment")))),
        joined=moment(text(actor, "published"))[:10],
    )


def _link(field: dict[str, Any]) -> tuple[str, str] | None:
    link = next(parse_html(text(field, "value")).elements("a"), None)
    return (text(field, "name"), link.attributes.get("href", "")) if link else None


def _entry(activity: dict[str, Any], account: Account, files: Files, base: str) -> Entry | None:
    kind, target = text(activity, "type"), activity.get("object")
    published = moment(text(activity, "published"))
    if kind == "Announce":
        address = text(activity, "id").removesuffix("/activity")
        repost = target if isinstance(target, str) else text(target, "id", "url")
        return Entry(address, account.key, published, repost_of=repost, **_audience(activity)) if repost else None
    if kind != "Create" or not isinstance(target, dict):
        return None
    note, summary = target, text(target, "summary")
    is_sensitive = note.get("sensitive") is True and bool(note.get("attachment"))
    page = text(note, "url")
    return Entry(
        address=page or text(note, "id"),
        account=account.key,
        published=moment(text(note, "published")) or published,
        html=_content(note),
        others=tuple(dict.fromkeys(filter(None, (text(note, "id"), text(note, "atomUri"))))),
        updated=moment(text(note, "updated")),
        title=text(note, "name") if text(note, "type") in ("Article", "Page") else "",
        lang=_language(note),
        cw=summary or (SENSITIVE if is_sensitive else ""),
        tags=tuple(text(tag, "name").lstrip("#") for tag in tables(note, "tag") if text(tag, "type") == "Hashtag"),
        media=tuple(_medium(file, files, base) for file in tables(note, "attachment") if text(file, "url")),
        poll=tuple((text(option, "name"), number(table(option, "replies").get("totalItems"))) for option in _options(note)),
        in_reply_to=text(note, "inReplyTo"),
        quote_of=text(note, "quote", "quoteUri", "quoteUrl", "_misskey_quote"),
        path=path_of(page),
        **_audience(note),
    )


def _content(note: dict[str, Any]) -> str:
    """Return the text, without the line for programs that show no quotes."""
    return _INLINE_QUOTE.sub("", text(note, "content"), count=1)


def _options(note: dict[str, Any]) -> list[dict[str, Any]]:
    return tables(note, "oneOf") or tables(note, "anyOf")


def _language(note: dict[str, Any]) -> str:
    languages = list(table(note, "contentMap"))
    return languages[0] if len(languages) == 1 else ""


def _audience(item: dict[str, Any]) -> dict[str, Any]:
    to, cc = set(texts(item.get("to"))), set(texts(item.get("cc")))
    if to & _PUBLIC:
        return {}
    if cc & _PUBLIC:
        return {"is_unlisted": True}
    is_direct = not any(address.endswith("/followers") for address in to | cc)
    return {"held": "direct messages" if is_direct else "posts for followers alone"}


def _medium(file: dict[str, Any], files: Files, base: str) -> Medium:
    url = text(file, "url")
    kind = text(file, "mediaType").partition("/")[2].replace("jpeg", "jpg")
    address, ending = url if "://" in url else "", f".{kind}" if kind.isalnum() else ""
    return Medium(_found(url, files, base), address, text(file, "name").strip(), ending, _focus(file))


def _focus(file: dict[str, Any]) -> str:
    """Return the point that stays in sight where a picture is cut."""
    point = file.get("focalPoint")
    if not isinstance(point, list) or len(point) != 2 or any(type(part) not in {int, float} for part in point):
        return ""
    return focus_of(*point)


def _found(url: str, files: Files, base: str) -> str:
    """Find a file by its address, of which archives of various years have kept more or less."""
    path = path_of(url).lstrip("/")
    ends = [path, *(path.partition(f"{start}/")[2] for start in ("system", "media_attachments") if f"{start}/" in path)]
    tries = [f"{base}{end}" for end in (*ends, f"media_attachments/{ends[-1]}")]
    return next((name for name in tries if name in files.names), "")
