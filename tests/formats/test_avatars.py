import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from microblog.formats.avatars import PALETTES, render_avatar

LIGHT_PAGE, DARK_PAGE = "#fbfaf7", "#15181b"
SVG = {"s": "http://www.w3.org/2000/svg"}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_picture_of_a_handle_is_the_same_on_every_machine_and_for_ever() -> None:
    assert hashlib.sha256(render_avatar("ada")).hexdigest() == "68de590015415ec76f44ed4dda7a7649708e55769db444f5231427dbfd38f9a7"


def test_picture_is_an_image_named_after_its_author() -> None:
    root = etree.fromstring(render_avatar("ada"))
    assert (root.get("role"), root.findtext("s:title", "", SVG)) == ("img", "@ada")


def test_picture_needs_no_font_no_script_and_nothing_from_elsewhere() -> None:
    root = etree.fromstring(render_avatar("grace"))
    assert {etree.QName(element).localname for element in root.iter()} == {"svg", "title", "path", "g"}
    assert b"url(" not in render_avatar("grace")
    assert b"href" not in render_avatar("grace")


def test_opposite_tiles_are_the_same_turned_halfway_round() -> None:
    paths = etree.fromstring(render_avatar("grace")).findall("s:g/s:path", SVG)
    places = [re.findall(r"\d+", path.get("transform", "")) for path in paths]
    for (x, y, turn, *_), (other_x, other_y, other_turn, *_) in (places[:2], places[2:]):
        assert (int(x) + int(other_x), int(y) + int(other_y), abs(int(turn) - int(other_turn))) == (32, 32, 180)


def test_handles_seldom_share_a_picture() -> None:
    pictures = {re.sub(rb"<title>.*</title>", b"", render_avatar(f"user{number}")) for number in range(200)}
    assert len(pictures) > 190


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_stand_out_from_each_other_and_from_light_and_dark_pages(palette: tuple[str, ...]) -> None:
    ground, light, accent, dark = palette
    assert min(contrast(ground, page) for page in (LIGHT_PAGE, DARK_PAGE)) >= 3
    assert min(contrast(ground, light), contrast(ground, accent)) >= 3
    assert contrast(ground, dark) >= 2.5
    assert contrast(light, dark) >= 7


@given(st.text(st.characters()))
def test_any_handle_gives_a_well_formed_picture(handle: str) -> None:
    assert len(etree.fromstring(render_avatar(handle)).findall("s:g/s:path", SVG)) == 4
