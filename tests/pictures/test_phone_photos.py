"""Photos as phones write them: many pixels, HEIC, names that say something else, a copy that broke off."""

import pytest
from PIL import Image

from microblog.pictures.decoding import Fault, open_picture
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import File, Form, Outcome
from tests.support.pictures import HEIC, SECRET, exif, opened, photo, plain, save, scene


def outcome(data: bytes, ending: str = "jpg", *, longest: int = 2048, is_avatar: bool = False) -> Outcome:
    return encode_picture(data, Form(ending, longest, is_avatar))


def names(files: tuple[File, ...]) -> list[tuple[str, int, int]]:
    return [(file.suffix, file.width, file.height) for file in files]


def test_five_hundred_photos_of_twelve_million_pixels_stay_below_400_mb() -> None:
    data = save(photo((3024, 4032)), quality=90)  # held upright, since its sizes are higher then
    assert len(data) > 2_500_000, "as large as a phone's"
    files = outcome(data).files
    assert sum(len(file.data) for file in files) * 500 < 390_000_000
    assert (max(files[0][1:3]), len(files)) == (2048, 3)


def test_size_that_would_have_too_many_bytes_has_less_quality() -> None:
    noisy, calm = (
        outcome(save(image, quality=95), longest=600).files[0] for image in (Image.effect_noise((800, 600), 90), scene((800, 600)))
    )
    assert len(noisy.data) < 20_000 + 600 * 450 * 13 // 100
    assert opened(noisy.data).quantization[0][0] > opened(calm.data).quantization[0][0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("longest", "expected"),
    [(2048, (1000, 500)), (1000, (1000, 500)), (700, (700, 350)), (320, (320, 160))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_no_file_of_a_picture_is_longer_than_photo_max(kind: str, longest: int, expected: tuple[int, int]) -> None:
    ending = {"JPEG": "jpg"}.get(kind, kind.lower())
    files = outcome(save(scene((1000, 500)), kind), ending, longest=longest).files
    assert files[0][1:3] == expected
    assert all(max(opened(file.data).size) <= longest for file in files)


def test_photo_is_decoded_at_no_larger_a_part_than_is_shown() -> None:
    data = save(scene((4100, 120)))
    assert [open_picture(data, Form("jpg", longest)).width for longest in (4000, 2050, 1025, 1000, 300)] == [4100, 2050, 1025, 1025, 513]


def test_photo_of_48_million_pixels_is_decoded_at_half_its_size() -> None:
    assert open_picture(save(Image.new("L", (8064, 6048))), Form("jpg", 2048)).size == (4032, 3024)


def test_heic_becomes_an_upright_jpeg_that_says_nothing() -> None:
    assert SECRET in HEIC
    files = outcome(HEIC, "heic").files
    assert names(files)[0] == (".80.jpg", 80, 40)
    whole = opened(files[0].data)
    assert whole.format == "JPEG"
    assert [max(whole.getpixel(point)) - min(whole.getpixel(point)) > 200 for point in ((8, 8), (70, 30))] == [True, False]  # type: ignore[arg-type, type-var]
    assert not any(SECRET in file.data for file in files)


def test_heic_is_an_avatar_as_jpeg() -> None:
    assert names(outcome(HEIC, "jpg", is_avatar=True).files) == [("", 40, 40), (".96.jpg", 40, 40)]


@pytest.mark.parametrize("data", [HEIC[:400], HEIC[:-100], b"\0\0\0\x18ftypheic" + bytes(60)])
def test_damaged_heic_is_told_how_to_be_saved(data: bytes) -> None:
    with pytest.raises(Fault) as fault:
        outcome(data, "heic")
    assert "HEIC" in fault.value.what
    assert fault.value.remedy == "save it as JPEG and name that file"


@pytest.mark.parametrize(
    ("kind", "ending", "suffix"),
    [
        ("PNG", "jpg", ".60.png"),
        ("JPEG", "png", ".60.jpg"),
        ("WEBP", "jpg", ".60.webp"),
        ("GIF", "png", ".60.gif"),
        ("JPEG", "heic", ".60.jpg"),
    ],
)
def test_picture_gets_the_ending_of_what_it_is(kind: str, ending: str, suffix: str) -> None:
    assert names(outcome(plain("red", (60, 40), kind), ending).files)[0] == (suffix, 60, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
def test_avatar_is_what_its_name_says_whatever_it_was(kind: str) -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    whole = opened(outcome(save(clear, kind), "jpg", is_avatar=True).files[0].data)
    assert (whole.format, whole.getpixel((5, 5))) == ("JPEG", (255, 255, 255))


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_jpeg_that_is_cut_off_is_shown_as_far_as_it_goes(options: dict[str, bool]) -> None:
    data = save(photo((600, 400)), exif=exif(), **options)
    cut = outcome(data[: len(data) // 2])
    assert cut.is_cut_off
    assert names(cut.files)[0] == ("", 600, 400)
    assert not outcome(data).is_cut_off
    assert opened(cut.files[0].data).crop((0, 0, 600, 100)).convert("L").getextrema()[1] > 150  # type: ignore[operator]


def test_next_picture_after_one_that_is_cut_off_is_looked_at_as_strictly_as_ever() -> None:
    outcome(plain("red", (600, 400))[:-300])
    with pytest.raises(Fault, match="damaged or cut off"):
        outcome(plain("red", (600, 400), "PNG")[:-40], "png")


def test_no_smaller_size_has_more_bytes_than_a_larger_one() -> None:
    dots = Image.linear_gradient("L").resize((1000, 750)).convert("1")
    data = save(dots, "PNG")
    whole, *smaller = outcome(data, "png").files
    sizes = [len(file.data) for file in smaller]
    assert sizes == sorted(sizes)
    assert max([0, *sizes]) < len(whole.data) <= len(data)
