"""A site of notes by Ada."""

from pathlib import Path

from tests.support.site_tree import tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"

ADA = {"config.yaml": CONFIG, "posts/ada/profile.md": "---\nname: Ada\n---\nHello."}


def note(day: int, text: str = "Hello.") -> dict[str, str]:
    return {f"posts/ada/2026-{1 + day // 28:02}-{1 + day % 28:02}-note.md": text}


def notes(count: int) -> dict[str, str]:
    return {path: text for day in range(count) for path, text in note(day).items()}


def public(root: Path) -> dict[str, bytes]:
    return tree(root / "public")
