"""What becomes of a colour profile: its colours stay, its words go."""

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from microblog.pictures import colour
from microblog.pictures.colour import plain_profile
from tests.support.pictures import SECRET, SRGB, profile, scene

PROFILES = {
    "sRGB": SRGB,
    "Display P3": profile(),
    "Display P3, version 2": profile(2),
    "grey": profile(space=b"GRAY"),
    "with tables": profile(2, is_table=True),
}


def shown(colours: bytes) -> bytes:
    """Return what a screen of usual colours shows of a picture with such a profile."""
    mode = "L" if colours[16:20] == b"GRAY" else "RGB"
    screen = ImageCms.createProfile("sRGB")
    image = ImageCms.profileToProfile(scene((64, 64)).convert(mode), ImageCms.ImageCmsProfile(BytesIO(colours)), screen, outputMode="RGB")
    assert isinstance(image, Image.Image)
    return image.tobytes()


@pytest.mark.parametrize("written", PROFILES.values(), ids=PROFILES)
def test_colours_stay_as_they_were(written: bytes) -> None:
    assert shown(plain_profile(written)) == shown(written)


def test_colours_are_those_of_the_profile_and_not_the_usual_ones() -> None:
    assert (
        len({shown(plain_profile(written)) for written in PROFILES.values()}) == len({shown(written) for written in PROFILES.values()}) == 4
    )


@pytest.mark.parametrize("written", PROFILES.values(), ids=PROFILES)
def test_no_word_and_no_date_of_a_profile_stays(written: bytes) -> None:
    plain = plain_profile(written)
    found = ImageCms.ImageCmsProfile(BytesIO(plain)).profile
    assert (found.profile_description, found.copyright, found.manufacturer, found.model) == ("-", "-", None, None)
    assert plain[24:36] == struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    assert not any(words in plain for words in (SECRET[:4], SECRET.decode()[:4].encode("utf-16-be"), b"sRGB", b"Can"))
    assert plain_profile(plain) == plain
    assert len(plain) == int.from_bytes(plain[:4], "big")


DAMAGED = [b"", bytes(128), bytes(132), SRGB[:300], bytes(128) + b"\xff" * 400, SRGB[:132] + b"wtpt" + bytes(8) + SRGB[144:400]]


@pytest.mark.parametrize("written", DAMAGED)
def test_damaged_profile_is_none(written: bytes) -> None:
    assert plain_profile(written) == b""


def test_no_more_parts_are_looked_at_than_there_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(colour, "_length", lambda *_: looked.append(1) or 0)
    plain_profile(bytes(128) + struct.pack(">I", 9000) + struct.pack(">4sII", b"A2B0", 132, 500) * 9000)
    assert len(looked) == 100


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.sampled_from([*PROFILES.values()]), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=5))
def test_any_bytes_are_a_profile_or_none(whole: bytes, changes: list[tuple[float, int]]) -> None:
    data = bytearray(whole)
    for at, value in changes:
        data[int(at * len(data))] = value
    plain = plain_profile(bytes(data))
    assert plain_profile(plain) == plain
