"""Planned posts → files of the site.

A file that a person changed is never written again, and one that is as it was written only where it would say
something else now, as when the archive of somebody whom it answers came later.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from microblog.content.parsers import MAX_TAGS
from microblog.formats.post_file import clean, quote, render_head, render_post_file
from microblog.model import urls
from microblog.moving import pages
from microblog.moving.addresses import is_web
from microblog.moving.marks import escape, escape_lines
from microblog.moving.media import Media
from microblog.moving.members import Member
from microblog.moving.nouns import Archive, Entry, Medium
from microblog.moving.planning import CHANGED, GONE, NEW, TAKEN, Plan, Planned
from microblog.moving.records import Record, hash_of
from microblog.moving.texts import Names, to_markdown
from microblog.text.files import replace_file
from microblog.yaml.fields import MAX_SHORT, is_language, url_fault

HEAD = (
    ("date", "plain"),
    ("updated", "plain"),
    *((key, "text") for key in ("title", "summary")),
    ("tags", "list"),
    *((key, "text") for key in ("lang", "cw", "in_reply_to", "repost_of", "like_of", "bookmark_of")),
    ("photo", "pictures"),
    *((key, "flag") for key in ("pinned", "draft", "unlisted")),
    *((key, "list") for key in ("syndication", "aliases")),
)
"""The keys that are written, as `formats.post_file` writes them."""

_HASHTAG = re.compile(r"(?<![\w/&\\])#(\w+)")
_SAVED = 500  # posts after which it is noted what was done


class Writer:
    """Writes what was planned."""

    def __init__(self, root: Path, plan: Plan, archives: Iterable[Archive], media: list[Media], *, is_dry: bool) -> None:
        self.root, self.plan, self.archives, self.media, self.is_dry = root, plan, list(archives), media, is_dry
        self.done: Counter[str] = Counter()
        self.pages: Counter[str] = Counter()
        self.by_handle: Counter[str] = Counter()

    def write(self, planned: Planned) -> None:
        """Write one post or page, where that is to be."""
        done = self.pages if planned.entry.page else self.done
        if planned.state in (CHANGED, GONE, TAKEN):
            done[planned.state] += 1
            return
        data = self._render(planned)
        path = self.root / planned.file
        if planned.state != NEW and path.read_bytes() == data:
            done["same"] += 1
        else:
            done["new" if planned.state == NEW else "updated"] += 1
            self.by_handle[planned.handle] += 1
            if not self.is_dry:
                replace_file(path, data)
        entry = planned.entry
        self.plan.records[planned.handle].add(Record(entry.address, planned.file, hash_of(data), entry.others))
        if sum(done.values()) % _SAVED == 0:
            self.save()

    def save(self) -> None:
        """Note what was done."""
        if not self.is_dry:
            for records in self.plan.records.values():
                records.write()

    def _render(self, planned: Planned) -> bytes:
        entry, stem = planned.entry, planned.file.removesuffix(".md")
        media = self.media[planned.archive]
        shown: dict[str, str] = {}  # files of the text, by address

        def file_of(url: str, alt: str) -> str:
            if url not in shown:
                name = media.locate(url)
                medium = Medium(name, url if "://" in url else "", alt)
                shown[url] = media.place(medium, f"{stem}-{len(shown) + len(entry.media) + 1}") or url
            return shown[url]

        names = Names(self.plan.places.handle_of, self.plan.places.link_of, file_of, self.archives[planned.archive].links_names)
        text = _without_many_tags(clean(to_markdown(entry.html, names)))
        photos = [(media.place(medium, f"{stem}-{number}"), medium) for number, medium in enumerate(entry.media, 1)]
        lost = [medium for file, medium in photos if not file]
        parts = [text, _poll(entry), *(_lost(medium) for medium in lost), self._quote(entry, text)]
        if entry.page:
            above = [f"![{escape(_line(medium.alt), in_label=True)}]({file})" for file, medium in photos if file]
            text = "\n\n".join(filter(None, [*above, *parts]))
            return render_post_file(self._page_head(planned), text, pages.HEAD).encode("utf-8", "replace")
        head = self._head(planned, text) | {"photo": [(file, medium.alt or None, medium.focus) for file, medium in photos if file]}
        return render_post_file(head, "\n\n".join(filter(None, parts)), HEAD).encode("utf-8", "replace")

    def _head(self, planned: Planned, text: str) -> dict[str, Any]:
        entry = planned.entry
        values = {key: self._reference(address, entry) for key in _RELATIONS if (address := getattr(entry, key))}
        return {
            "date": planned.date,
            "updated": _updated(entry),
            **{key: _line(getattr(entry, key)) for key in ("title", "summary", "cw")},
            "tags": _tags(entry.tags, text),
            "lang": entry.lang.replace("_", "-") if is_language(entry.lang.replace("_", "-")) else "",
            **values,
            "pinned": entry.is_pinned,
            "draft": bool(entry.held),
            "unlisted": entry.is_unlisted,
            "syndication": [entry.address] if _is_address(entry.address) else [],
            "aliases": self._aliases(entry),
        }

    def _page_head(self, planned: Planned) -> dict[str, Any]:
        entry, path = planned.entry, f"/{planned.file.removeprefix('pages/').removesuffix('.md')}/"
        return {
            **{key: value for key, value in self._head(planned, "").items() if key in ("date", "updated", "summary", "lang", "draft")},
            "title": _line(entry.title)[:MAX_SHORT],
            "aliases": [alias for alias in self._aliases(entry) if unquote(alias) != path],
        }

    def _aliases(self, entry: Entry) -> list[str]:
        path = entry.path if _is_of(entry.address, self.plan.hosts) and not entry.held else ""
        return [path if "." in posixpath.basename(path) else f"{path.rstrip('/')}/"] if len(path) > 1 else []

    def _reference(self, address: str, entry: Entry) -> str:
        """Return what a post refers to: a post of this site, unless that is unlisted and this one is not, else its address."""
        place = self.plan.places.place_of(address)
        is_shown = place is not None and (entry.is_unlisted or bool(entry.held) or not place.is_unlisted)
        return place.ref if place and is_shown else address if is_web(address) else ""

    def _quote(self, entry: Entry, text: str) -> str:
        if not entry.quote_of:
            return ""
        found = self._reference(entry.quote_of, entry)
        line = found if "://" in found else f"/@{found}/" if found else escape(entry.quote_of)
        return "" if line in text else line


_RELATIONS = ("in_reply_to", "repost_of", "like_of", "bookmark_of")


def _updated(entry: Entry) -> str:
    return entry.updated if entry.updated and entry.updated != entry.published else ""


def _is_of(address: str, hosts: frozenset[str]) -> bool:
    return any(address.startswith((f"https://{host}/", f"http://{host}/", f"https://{host}:", f"http://{host}:")) for host in hosts if host)


def _is_address(address: str) -> bool:
    return address.startswith("at://") or not url_fault(address)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _poll(entry: Entry) -> str:
    """Return a poll as a list of answers, with how many chose each."""
    return "\n".join(f"- {escape_lines(escape(_line(answer)))} ({votes:,})" for answer, votes in entry.poll)


def _lost(medium: Medium) -> str:
    """Return what stands in place of a picture that is not here: a link to it, or the words that say what it shows."""
    words = escape(_line(medium.alt), in_label=True)
    return f"[{words or escape(medium.url, in_label=True)}](<{medium.url}>)" if "://" in medium.url and not url_fault(medium.url) else words


def _tags(tags: Iterable[str], text: str) -> list[str]:
    """Return the tags that are not hashtags of the text as well."""
    there = {urls.tag_key(found) for found in _HASHTAG.findall(text)}
    more = {key: tag for tag in tags if (key := urls.tag_key(_line(tag))) and key not in there and not urls.slug_fault(urls.slugify(key))}
    return [_line(tag) for tag in more.values()][: max(0, MAX_TAGS - len(there))]


def _without_many_tags(text: str) -> str:
    """Let hashtags beyond those that a post may have be words."""
    seen: set[str] = set()

    def kept(match: re.Match[str]) -> str:
        key = urls.tag_key(match[1])
        if len(seen) < MAX_TAGS:
            seen.add(key)
        return match[0] if key in seen else f"\\{match[0]}"

    return _HASHTAG.sub(kept, text) if text.count("#") > MAX_TAGS else text


def write_profile(root: Path, member: Member, archive: Archive, media: Media, plan: Plan, *, stub: bytes, is_dry: bool) -> bool:
    """Write the profile of an author who has none, or a stub in which nobody wrote yet; return whether that is so."""
    account, file = member.account, f"posts/{member.handle}/profile.md"
    if (root / file).exists() and (root / file).read_bytes() != stub:
        return False
    names = Names(plan.places.handle_of, plan.places.link_of, lambda url, _: url, archive.links_names)
    avatar = media.place(account.avatar, f"posts/{member.handle}/avatar") if account.avatar else ""
    links = list(dict.fromkeys((_line(name) or url, url) for name, url in account.links if not url_fault(url)))
    values = {"name": _line(account.name), "avatar": avatar, "joined": account.joined}
    lines = [f"{key}: {quote(value)}" for key, value in values.items() if value]
    lines += ["links:", *(f"  - {{{quote(name)}: {quote(url)}}}" for name, url in links)] if links else []
    text = render_head({}).replace("---\n---", "\n".join(["---", *lines, "---"]))
    if not is_dry:
        replace_file(root / file, f"{text}\n{clean(to_markdown(account.bio_html, names))}\n".encode("utf-8", "replace"))
    return True
