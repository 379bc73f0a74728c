import json
import struct
import urllib.robotparser
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from microblog.formats.manifest import render_manifest, render_robots
from microblog.model.nouns import Config

STATIC = Path(__file__).resolve().parents[2] / "static"


def manifest(config: Config) -> Any:
    return json.loads(render_manifest(config, "Write"))


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_app_starts_at_and_stays_within_the_base_path() -> None:
    document = manifest(Config(base_url="https://someone.github.io/repo/"))
    assert (document["start_url"], document["scope"], document["id"]) == ("/repo/", "/repo/", "/repo/")
    assert all(icon["src"].startswith("/repo/icon") for icon in document["icons"])


def test_app_is_named_as_the_site() -> None:
    document = manifest(Config(title="Ada’s “notes” & more", description="What I think", lang="de"))
    assert (document["name"], document["short_name"]) == ("Ada’s “notes” & more", "Ada’s “notes” & more")
    assert (document["description"], document["lang"], document["display"]) == ("What I think", "de", "minimal-ui")


def test_site_without_description_has_none() -> None:
    assert "description" not in manifest(Config())


def test_icons_are_there_in_the_sizes_that_the_manifest_says() -> None:
    for icon in manifest(Config())["icons"]:
        path = STATIC / icon["src"].removeprefix("/")
        if icon["type"] == "image/png":
            assert icon["sizes"] == "{}x{}".format(*png_size(path))
        else:
            assert etree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_icons_are_offered_whole_and_for_masking() -> None:
    offered = {(icon["sizes"], icon["purpose"]) for icon in manifest(Config())["icons"]}
    assert offered == {("any", "any"), ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_apple_icon_has_apples_size() -> None:
    assert png_size(STATIC / "apple-touch-icon.png") == (180, 180)


def test_robots_may_read_everything_and_find_the_sitemap() -> None:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(render_robots(Config(base_url="https://example.org/blog/")).decode().splitlines())
    assert parser.can_fetch("*", "https://example.org/blog/@ada/")
    assert parser.site_maps() == ["https://example.org/blog/sitemap.xml"]


@given(st.text(st.characters()))
def test_any_title_stays_json_in_utf_8(title: str) -> None:
    assert json.loads(render_manifest(Config(title=title), title).decode("utf-8"))["scope"] == "/"
