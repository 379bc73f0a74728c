"""Archives of accounts as networks hand them out, made of dictionaries; shared by the tests of `moving`."""

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import libipld
import mf2py
from PIL import Image

from microblog.build.builder import build
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.markup.html.content import plain_text
from microblog.moving.importing import Asked, Imported, import_archives
from microblog.moving.packing import Content, write_archive

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def tarred(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return path


def archive_bytes(files: Mapping[str, Content], about: Mapping[str, Any]) -> bytes:
    """Return an export as its file is written."""
    with TemporaryDirectory() as folder:
        write_archive(Path(folder, "x.zip"), files, about)
        return Path(folder, "x.zip").read_bytes()


class Mastodon:
    """One account's archive, as app/services/backup_service.rb and the serializers of mastodon/mastodon write it."""

    def __init__(self, name: str, host: str = "old.example") -> None:
        self.name, self.host = name, host
        self.actor_url = f"https://{host}/users/{name}"
        self.items: list[dict[str, Any]] = []
        self.files: dict[str, str | bytes] = {}

    def note(self, number: int, html: str, *, at: str = "2022-11-05T10:00:00Z", to: str = "public", **more: Any) -> str:
        """Add a post, and return its ActivityPub id."""
        address, followers = f"{self.actor_url}/statuses/{number}", f"{self.actor_url}/followers"
        audience = {
            "public": ([PUBLIC], [followers]),
            "unlisted": ([followers], [PUBLIC]),
            "private": ([followers], []),
            "direct": (["https://old.example/users/bob"], []),
        }
        to_list, cc = audience[to]
        note = {
            "id": address,
            "type": "Note",
            "summary": None,
            "inReplyTo": None,
            "published": at,
            "url": f"https://{self.host}/@{self.name}/{number}",
            "attributedTo": self.actor_url,
            "to": to_list,
            "cc": cc,
            "sensitive": False,
            "atomUri": address,
            "content": html,
            "contentMap": {"en": html},
            "attachment": [],
            "tag": [],
            **more,
        }
        head = {"id": f"{address}/activity", "type": "Create", "actor": self.actor_url, "published": at, "to": to_list, "cc": cc}
        self.items.append({**head, "object": note})
        return address

    def boost(self, number: int, target: str, at: str = "2022-11-06T10:00:00Z") -> None:
        address = f"{self.actor_url}/statuses/{number}/activity"
        head = {"id": address, "type": "Announce", "actor": self.actor_url, "published": at, "to": [PUBLIC], "cc": [target]}
        self.items.append({**head, "object": target})

    def all_files(self, **actor: Any) -> dict[str, str | bytes]:
        told = {
            "id": self.actor_url,
            "type": "Person",
            "preferredUsername": self.name,
            "name": self.name.title(),
            "summary": "<p>Tea &amp; rain</p>",
            "url": f"https://{self.host}/@{self.name}",
            "published": "2017-04-05T00:00:00Z",
            "attachment": [],
            **actor,
        }
        box = {"id": "outbox.json", "type": "OrderedCollection", "totalItems": len(self.items), "orderedItems": self.items}
        likes = {"id": "likes.json", "type": "OrderedCollection", "totalItems": 1, "orderedItems": ["https://far.example/1"]}
        return {"actor.json": json.dumps(told), "outbox.json": json.dumps(box), "likes.json": json.dumps(likes), **self.files}


def tiny_picture(colour: str = "red") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(data, "JPEG")
    return data.getvalue()


def script(name: str, rows: list[Any]) -> str:
    """Return a file of X's archive: an assignment in JavaScript."""
    return f"window.YTD.{name}.part0 = {json.dumps(rows, indent=2)}"


def car(did: str, records: Mapping[str, dict[str, Any]]) -> bytes:
    """Make a repository as https://atproto.com/specs/repository has it: a commit, a tree of one node, records."""
    blocks: list[tuple[bytes, bytes]] = []

    def add(value: Any) -> bytes:
        data = libipld.encode_dag_cbor(value)
        cid = bytes([1, 0x71, 0x12, 0x20]) + hashlib.sha256(data).digest()
        blocks.append((cid, data))
        return cid

    entries = [{"p": 0, "k": path.encode(), "v": add(record), "t": None} for path, record in sorted(records.items())]
    root = add({"did": did, "version": 3, "rev": "3kaaaaaaaaa2a", "prev": None, "sig": b"", "data": add({"l": None, "e": entries})})
    head = libipld.encode_dag_cbor({"version": 1, "roots": [root]})
    parts = [head, *(cid + data for cid, data in blocks)]
    return b"".join(_length(len(part)) + part for part in parts)


def blob_ref(data: bytes) -> bytes:
    return bytes([1, 0x55, 0x12, 0x20]) + hashlib.sha256(data).digest()


def _length(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def move_in(root: Path, *archives: Path, **asked: Any) -> Imported:
    """Import into a site folder, which is made where there is none."""
    root.mkdir(exist_ok=True)
    if not (root / "config.yaml").exists():
        (root / "config.yaml").write_text("base_url: https://new.example/\ntag_authority: new.example,2026\n", encoding="utf-8")
    fetch = asked.pop("fetch", None)
    config = read_settings(Options(root=root)).config
    return import_archives(root, config, Asked(archives, **asked), fetch)


def posts_of(root: Path, handle: str) -> dict[str, str]:
    """Return the files of an author's posts, by name."""
    paths = sorted((root / "posts" / handle).glob("*.md"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths if path.name != "profile.md"}


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return what all files hold, and when each was written."""
    return {path.as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def built(root: Path) -> Path:
    """Build the site, and return its output."""
    build(Options(root=root, now="2027-01-01T00:00:00Z"))
    return root / "public"


def shown_words(output: Path, handle: str, stem: str) -> list[str]:
    """Return the words that a post's page shows as its content."""
    page = (output / f"@{handle}" / stem / "index.html").read_text(encoding="utf-8")
    entry = next(item for item in mf2py.parse(page)["items"] if item["type"] == ["h-entry"])
    return plain_text(entry["properties"]["content"][0]["html"]).split()


def words(html: str) -> list[str]:
    return plain_text(html).split()
