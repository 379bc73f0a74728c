"""How many pixels a picture may have, so that no picture fills the memory, and what becomes of a photo that has more."""

from typing import Any

import pytest

from microblog.pictures import decoding
from microblog.pictures.decoding import Fault
from microblog.pictures.encoding import encode_picture
from microblog.pictures.files import File, Form
from tests.support.pictures import save, scene


def encode(data: bytes) -> list[File]:
    return [*encode_picture(data, Form("jpg", 2048)).files]


@pytest.mark.parametrize(("size", "expected"), [((60, 40), (60, 40)), ((120, 80), (60, 40)), ((200, 80), (50, 20))])
def test_large_jpeg_is_decoded_at_a_part_of_its_size(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    monkeypatch.setitem(decoding.MAX_PIXELS, "JPEG", 60 * 40)
    assert encode(save(scene(size)))[0][1:3] == expected


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {"progressive": True}), ("WEBP", {}), ("WEBP", {"lossless": True}), ("AVIF", {}), ("PNG", {})]
)
def test_picture_that_would_take_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch, kind: str, options: dict[str, Any]) -> None:
    data = save(scene((60, 40)), kind, **options)
    encode(data)
    bound = "MAX_LOSSLESS_WEBP" if "lossless" in options else "MAX_PIXELS"
    monkeypatch.setattr(decoding, bound, 2399 if "lossless" in options else decoding.MAX_PIXELS | {kind: 2399})
    with pytest.raises(Fault, match="is the most that a picture of its kind may have"):
        encode(data)
