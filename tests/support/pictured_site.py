"""A site with pictures."""

from pathlib import Path
from typing import Any

from tests.support.pictures import scene, telling
from tests.support.site_tree import build, tree

CONFIG = "base_url: https://example.org/blog/\ntag_authority: example.org,2026\npage_size: 2\n"

POST = "---\nphoto: {file: cat.jpg, alt: A cat}\n---\nLook."

CAT = "@ada/2026-11-01-a/cat.jpg"

SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "posts/ada/2026-11-01-a.md": POST,
    "posts/ada/2026-11-02-b.md": "Text.",
    "posts/ada/cat.jpg": telling("JPEG", scene((700, 400))),
}


def outcome(root: Path, **options: Any) -> dict[str, bytes]:
    build(root, **options)
    return tree(root / "public")


def card(files: dict[str, bytes], page: str = "@ada/2026-11-01-a/index.html") -> str:
    return files[page].decode().partition("<article")[2].partition("</article>")[0]
