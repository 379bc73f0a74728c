"""What programs read: `site.json`, JSON Feeds with their archives, the days; each as its schema in docs/reference/api/ says."""

import json
from typing import Any

import pytest

from tests.conftest import ROOT, MakeSite
from tests.support.json_schemas import Draft202012Validator, validator
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

BASE = "https://example.org/x/"
SITE: dict[str, str | bytes] = {
    "config.yaml": f'title: Notes\ndescription: Of all kinds\nbase_url: {BASE}\ntag_authority: "example.org,2026"\nfeed_size: 2\n',
    "posts/ada/profile.md": "---\nname: Ada L\nlang: de\nfollowing: [bob]\n---\nA bio.",
    "posts/ada/2026-01-01-a.md": "#tea and #Tea",
    "posts/ada/2026-01-02-b.md": "---\ntitle: On b\nphoto: {file: cat.jpg, alt: A cat}\nlike_of: https://example.net/\n---\n#Rust @bob",
    "posts/ada/cat.jpg": plain(),
    "posts/ada/2026-01-03-secret.md": "---\ndraft: true\n---\n#secret",
    "posts/bob/2026-01-04-c.md": "---\nin_reply_to: ada/2026-01-01-a\ncw: Spiders\n---\nYes. #tea",
    "posts/eve/2026-01-05-d.md": "---\nunlisted: true\n---\n#hidden",
}


def schema(name: str) -> Draft202012Validator:
    return validator(json.loads((ROOT / "docs/reference/api" / name).read_text("utf-8")))


@pytest.fixture
def files(make_site: MakeSite) -> dict[str, bytes]:
    root = make_site(SITE)
    build(root)
    return tree(root / "public")


def addresses(value: Any) -> list[str]:
    """Return all addresses of this site within a value."""
    if isinstance(value, str) and value.startswith(BASE):
        return [value.removeprefix(BASE)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for part in parts for found in addresses(part)]


def test_every_file_is_as_its_schema_says(files: dict[str, bytes]) -> None:
    feeds = [path for path in files if path.endswith("feed.json") or ("feed/" in path and path.endswith(".json"))]
    assert {"feed/1.json", "feed.json", "@ada/home/feed.json"} < {*feeds}
    for path in feeds:
        schema("feed.json").validate(json.loads(files[path]))
    schema("site.json").validate(json.loads(files["site.json"]))
    schema("days.json").validate(json.loads(files["archive/days.json"]))


def test_site_names_its_authors_and_tags_with_what_readers_see_of_them(files: dict[str, bytes]) -> None:
    site = json.loads(files["site.json"])
    assert (site["title"], site["url"], site["id"], site["posts"]) == ("Notes", BASE, "tag:example.org,2026:feed/", 3)
    assert [(author["handle"], author["name"], author["posts"], author.get("language")) for author in site["authors"]] == [
        ("ada", "Ada L", 2, "de"),
        ("bob", "bob", 1, None),
        ("eve", "eve", 0, None),
    ]
    assert [(tag["tag"], tag["label"], tag["posts"]) for tag in site["tags"]] == [("rust", "Rust", 1), ("tea", "tea", 2)]


def test_every_address_in_it_leads_to_a_file(files: dict[str, bytes]) -> None:
    found = addresses(json.loads(files["site.json"]))
    assert len(found) > 25
    assert [path for path in found if (f"{path}index.html" if not path or path.endswith("/") else path) not in files] == []


def test_what_is_held_back_is_not_in_it(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if path.endswith(".json") and "/2026-01-05-d/" not in path:
            assert b"secret" not in data, path
            assert b"hidden" not in data, path


def test_site_without_posts_has_one_too(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": f"base_url: {BASE}\n"})
    build(root)
    site = json.loads((root / "public/site.json").read_text("utf-8"))
    schema("site.json").validate(site)
    assert (site["posts"], site["authors"], site["tags"]) == (0, [], [])
