"""Archives of accounts as networks hand them out, made of dictionaries; shared by the tests of `moving`."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
