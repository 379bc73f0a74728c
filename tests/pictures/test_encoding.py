"""What becomes of a picture's bytes."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from microblog.pictures import encoding
from microblog.pictures.colour import plain_profile
from microblog.pictures.decoding import Fault
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import File, Form
from tests.support.pictures import SECRET, SRGB, exif, opened, plain, profile, save, scene, telling

KINDS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
UNDONE_BY = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what undoes each orientation's turn, as numbers of Transpose
SMALL = {kind: telling(kind, scene((24, 16))) for kind in KINDS}


def encode(data: bytes, *, is_avatar: bool = False, longest: int = 2048) -> list[File]:
    """Encode a picture whose name has the ending of what it is."""
    return [*encode_picture(data, Form(ending(data), longest, is_avatar)).files]


def ending(data: bytes) -> str:
    with suppress(Exception):
        kind = str(Image.open(BytesIO(data)).format).lower()
        return {"jpeg": "jpg", "mpo": "jpg"}.get(kind, kind)
    return "jpg"


def sizes(files: list[File]) -> list[tuple[str, int, int]]:
    return [file[:3] for file in files]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (2000, ["", ".480.webp", ".1200.webp"]),
        (1300, ["", ".480.webp", ".1200.webp"]),
        (1000, ["", ".480.webp", ".1000.webp"]),
        (300, ["", ".300.webp"]),
    ],
)
def test_photo_has_smaller_sizes_and_webp_and_is_never_enlarged(width: int, expected: list[str]) -> None:
    assert [file.suffix for file in encode(save(scene((width, width // 2))))] == expected


@pytest.mark.parametrize("is_avatar", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_what_its_name_says_and_has_the_size_that_is_told(kind: str, is_avatar: bool) -> None:
    for file in encode(telling(kind, scene((700, 400))), is_avatar=is_avatar):
        image = opened(file.data)
        assert image.size == (file.width, file.height)
        ending = file.suffix.rpartition(".")[2].upper() or kind
        assert image.format == {"JPG": "JPEG"}.get(ending, ending)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_says_where_a_picture_was_taken(kind: str) -> None:
    data = telling(kind, scene((700, 400)))
    assert SECRET in data
    for file in [*encode(data), *encode(data, is_avatar=True)]:
        assert SECRET not in file.data
        assert not any(
            word in file.data for word in (b"Exif", b"EXIF", b"eXIf", b"XMP", b"xmp", b"Photoshop", b"tEXt", b"iTXt", b"zTXt", b"script")
        )
        assert not opened(file.data).getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animation_says_nothing_either(kind: str) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    data = save(frames[0], kind, save_all=True, append_images=frames[1:], duration=[100, 300], exif=exif(), comment=SECRET)
    assert SECRET in data
    (file,) = encode(data)
    assert SECRET not in file.data
    assert opened(file.data).n_frames == 2  # type: ignore[attr-defined]


def test_animated_gif_keeps_each_frame_its_time_and_its_loop() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=3, comment=SECRET)
    (file,) = encode(data)
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(file.data))
    assert SECRET not in file.data
    assert after.info["loop"] == before.info["loop"] == 3
    for number in range(3):
        before.seek(number)
        after.seek(number)
        assert after.info["duration"] == before.info["duration"]
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_is_turned_upright(kind: str, orientation: int) -> None:
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("red", (0, 0, 20, 20))  # its corner on top and to the left
    stored = upright.transpose(Image.Transpose(UNDONE_BY[orientation])) if orientation in UNDONE_BY else upright
    if kind == "AVIF":
        pytest.importorskip("PIL.AvifImagePlugin")
    for file in encode(save(stored, kind, exif=exif(orientation))):
        image = opened(file.data).convert("RGB")
        assert image.size == (80, 40)
        assert near(image.getpixel((8, 8)), (255, 0, 0))
        assert near(image.getpixel((70, 30)), (255, 255, 255))


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_each_frame_of_an_animation_is_turned_upright(kind: str, orientation: int) -> None:
    upright = [Image.new("RGB", (80, 40), colour) for colour in ("white", "blue")]
    for frame in upright:
        frame.paste("red", (0, 0, 20, 20))
    stored = [frame.transpose(Image.Transpose(UNDONE_BY[orientation])) for frame in upright]
    data = save(stored[0], kind, save_all=True, append_images=stored[1:], duration=[100, 300], exif=exif(orientation))
    (file,) = encode(data)
    image = Image.open(BytesIO(file.data))
    assert image.size == (file.width, file.height) == (80, 40)
    assert image.n_frames == 2  # type: ignore[attr-defined]
    for number, ground in enumerate([(255, 255, 255), (0, 0, 255)]):
        image.seek(number)
        shown = image.convert("RGB")
        assert near(shown.getpixel((8, 8)), (255, 0, 0))
        assert near(shown.getpixel((70, 30)), ground)
        assert image.info["duration"] == [100, 300][number]


def test_animation_too_large_to_be_turned_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = save(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=exif(6))
    monkeypatch.setattr(encoding, "_MAX_TURNED_PIXELS", 127)
    with pytest.raises(Fault, match="not upright"):
        encode(data)


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_colours_stay_and_no_word_of_their_profile(kind: str) -> None:
    for file in encode(save(scene((600, 300)), kind, icc_profile=profile())):
        assert opened(file.data).info["icc_profile"] == plain_profile(profile())


def test_profile_that_does_not_fit_the_colours_goes() -> None:
    grey = save(Image.new("L", (60, 40), 90), "PNG", icc_profile=SRGB)
    assert all("icc_profile" not in opened(file.data).info for file in encode(grey))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert all("icc_profile" not in opened(file.data).info for file in encode(save(scene((60, 40)), icc_profile=lab)))


def test_picture_for_print_gets_the_colours_of_a_screen() -> None:
    (whole, *_) = encode(save(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), icc_profile=b"\0" * 16 + b"CMYK"))
    image = opened(whole.data)
    assert image.mode == "RGB"
    assert near(image.getpixel((5, 5)), (255, 0, 0))
    assert "icc_profile" not in image.info


def test_sixteen_bits_of_grey_are_scaled_not_cut_off() -> None:
    image = Image.new("I;16", (60, 40), 0x8000)
    (whole, *_) = encode(save(image, "PNG"))
    assert opened(whole.data).convert("L").getpixel((5, 5)) == 0x80


def test_palette_keeps_its_transparency_in_every_size() -> None:
    image = scene((700, 400)).quantize(64)
    image.paste(7, (0, 0, 700, 100))
    for file in encode(save(image, "PNG", transparency=7)):
        shown = opened(file.data).convert("RGBA")
        assert shown.getpixel((file.width // 2, 2))[3] == 0  # type: ignore[index]
        assert shown.getpixel((file.width // 2, file.height - 2))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_any_mode_is_taken(mode: str) -> None:
    image = Image.new("RGB", (700, 400), "teal").convert("L" if mode == "I;16" else mode)
    files = encode(save(image.convert(mode) if mode == "I;16" else image, "PNG"))
    assert sizes(files)[0] == ("", 700, 400)


@pytest.mark.parametrize("kind", KINDS)
def test_avatar_is_square_in_two_sizes_whatever_the_file_is(kind: str) -> None:
    ending = {"JPEG": "jpg"}.get(kind, kind.lower())
    assert sizes(encode(plain("red", (900, 500), kind), is_avatar=True)) == [("", 384, 384), (f".96.{ending}", 96, 96)]
    assert sizes(encode(plain("red", (50, 60), kind), is_avatar=True)) == [("", 50, 50), (f".96.{ending}", 50, 50)]


def test_animated_avatar_stands_still() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    for file in encode(save(frames[0], "GIF", save_all=True, append_images=frames[1:]), is_avatar=True):
        assert opened(file.data).n_frames == 1  # type: ignore[attr-defined]


def test_smaller_size_has_fewer_bytes_or_is_left_out() -> None:
    whole, *others = encode(save(scene((2000, 1500)), "PNG"))
    assert others
    assert all(len(file.data) < len(whole.data) for file in others)


def test_picture_does_not_grow_by_being_written_anew() -> None:
    data = save(scene((800, 600)), quality=40)
    assert len(encode(data)[0].data) <= len(data)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_drawing_loses_no_pixel(kind: str) -> None:
    image = Image.effect_noise((60, 40), 90).convert("RGB")
    whole, *_ = encode(save(image, kind, **{"lossless": True, "icc_profile": SRGB} if kind == "WEBP" else {}))
    assert opened(whole.data).convert("RGB").tobytes() == image.tobytes()


def test_photo_of_a_camera_that_holds_two_pictures_is_a_jpeg() -> None:
    data = save(scene((60, 40)), "MPO", save_all=True, append_images=[scene((60, 40))])
    assert opened(data).format == "MPO"
    assert opened(encode(data)[0].data).format == "JPEG"


def test_same_bytes_give_the_same_files() -> None:
    for kind in KINDS:
        data = telling(kind, scene((600, 300)))
        assert encode(data) == encode(data)


def png_head(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says how large it would be."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = (struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in (head, body, b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (png_head(13_000, 13_000), "has 169 million pixels, and 40 million is the most"),
        (png_head(100_000, 100_000), "has far more pixels than a picture may have"),
        (plain("red", (600, 400), "PNG")[:-40], "is damaged or cut off"),
        (plain("red", (600, 400), "WEBP")[:-20], "is damaged"),
        (plain("red", (600, 400), "AVIF")[:-20], "is damaged"),
        (plain("red", (600, 400), "GIF")[:-1], "is damaged or cut off"),
        (b"\xff\xd8\xff" + bytes(100), "is damaged"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is damaged"),
        (save(scene((60, 40)), "BMP"), "is damaged"),
        (save(scene((60, 40)), "TIFF"), "is damaged"),
        (b"", "is damaged"),
    ],
)
def test_picture_that_is_none_or_too_large_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(Fault) as fault:
        encode(data)
    assert said in fault.value.what
    assert fault.value.remedy


def test_jpeg_of_endless_passes_is_refused() -> None:
    data = save(scene((60, 40)), progressive=True)
    start = data.rindex(b"\xff\xda")
    with pytest.raises(Fault, match="far more passes"):
        encode(data[:start] + data[start:-2] * 200 + data[-2:])


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=5), st.floats(0.5, 1))
def test_any_bytes_are_a_picture_or_a_fault(kind: str, changes: list[tuple[float, int]], part: float) -> None:
    data = bytearray(SMALL[kind][: int(len(SMALL[kind]) * part)])
    for at, value in changes:
        data[int(at * len(data))] = value
    with suppress(Fault):
        assert encode(bytes(data))


def test_nothing_is_decoded_of_a_picture_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(Fault):
        encode(png_head(13_000, 13_000))


@pytest.mark.parametrize(("limit", "value"), [("_MAX_FRAMES", 2), ("_MAX_FRAMES_PIXELS", 150)])
def test_animation_of_too_many_frames_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert len(encode(data)) == 1
    monkeypatch.setattr(encoding, limit, value)
    with pytest.raises(Fault, match="an animation of 3 frames"):
        encode(data)


def test_panorama_that_webp_cannot_hold_has_none() -> None:
    files = encode(save(Image.linear_gradient("L").resize((600, 17_000)).convert("RGB")), longest=17_000)
    assert [file.suffix for file in files] == [""]
