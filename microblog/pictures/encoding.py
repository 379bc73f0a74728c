"""A picture's bytes → the files that it is published as (sole importer of PIL).

The picture itself comes first, in its own format and size; then come smaller ones in that format, and the same in
WebP, each only where it has fewer bytes. Only pixels and the numbers of the colour profile get through. Animations keep their frames
and have no sizes. The same bytes give the same files wherever the same Pillow runs: nothing here uses several threads.

What a header announces is believed before anything is decoded: that is how a picture of a few bytes that would fill
the memory is refused.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, TypeGuard

from PIL import Image, JpegImagePlugin, UnidentifiedImageError, features

from microblog.model.nouns import AVATAR_SIDES
from microblog.model.urls import rendition_suffix
from microblog.pictures.colour import plain_profile
from microblog.pictures.gif import strip_gif
from microblog.text.tuples import NamedTuple

WIDTHS = (480, 960, 1600)
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 40_000_000, "GIF": 40_000_000, "WEBP": 24_000_000, "AVIF": 16_000_000}
"""So many take half a gigabyte while they are decoded and written anew: 8 to 11 bytes each, of WebP 16, of AVIF 26."""
MAX_LOSSLESS_WEBP = 16_000_000
_MAX_DRAFT = 200_000_000  # of a JPEG that is decoded at a half, a quarter or an eighth of its size
_REMEDY = "save it again with the program that made it, or take its name out"
_SMALLER = "make it smaller, or save it as JPEG"
_MAX_FRAMES = 1000
_MAX_FRAMES_PIXELS = 200_000_000
_MAX_TURNED_PIXELS = 50_000_000
_SCAN = b"\xff\xda"  # begins a pass of a progressive JPEG, and is nothing else in its data
_MAX_SCANS = 200  # ten are usual
_MAX_PROFILE = 1 << 20
_WEBP_SIDE = 16383  # the format's largest

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 7},
    "GIF": {},
    "WEBP": {"quality": 80, "method": 4, "exif": b"", "xmp": b""},
    "AVIF": {"quality": 65, "speed": 8, "max_threads": 1, "exif": b"", "xmp": b""},
}
_BEST = {"JPEG": {"quality": 88}, "WEBP": {"quality": 86}, "AVIF": {"quality": 75}}  # of the picture itself
_LOSSLESS = {"lossless": True, "quality": 30, "method": 2}
_SPACES = {b"RGB ": ("RGB", "RGBA", "P"), b"GRAY": ("1", "L", "LA")}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Fault(Exception):  # noqa: N818 - the word of `attachments`
    """What is wrong with a picture, as a phrase that goes on after its name, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


class File(NamedTuple):
    """One file that a picture is published as."""

    suffix: str  # behind the picture's own path; "" for the picture itself
    width: int
    height: int
    data: bytes


class _Source(NamedTuple):
    """A picture, decoded."""

    image: Image.Image  # upright, in a mode that its format can hold
    kind: str  # a key of _EXTENSIONS
    profile: bytes  # its colour profile, or nothing
    is_lossless: bool
    tables: dict[str, Any]  # how a JPEG was quantised; empty for others


def encode_picture(data: bytes, *, is_avatar: bool) -> list[File]:
    """Write a picture anew; raise Fault where that cannot be done."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd but can read
        try:
            return _encode(data, is_avatar=is_avatar)
        except Fault:
            raise
        except Image.DecompressionBombError:
            raise Fault("has far more pixels than a picture may have", _SMALLER) from None
        except UnidentifiedImageError:
            raise Fault("is damaged: its head cannot be read as that of a picture", _REMEDY) from None
        except Exception as error:
            what = f"is damaged or cut off: it cannot be decoded ({type(error).__name__}: {error})"
            raise Fault(what, _REMEDY) from error


def _encode(data: bytes, *, is_avatar: bool) -> list[File]:
    image = _open(data)
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    frames = 1 if kind == "JPEG" or is_avatar else _count_frames(image)
    if frames > 1:
        return [_animation(image, kind, data, frames)]
    source = _decode(image, kind, data)
    del image  # and with it what its decoder holds: eight bytes a pixel of a WebP
    if is_avatar:
        return list(_avatar(source))
    whole = strip_gif(data) if kind == "GIF" else _whole(source, len(data))
    return [File("", *source.image.size, whole), *_sizes(source, len(whole))]


def _whole(source: _Source, size: int) -> bytes:
    """Write the picture itself anew, not larger than it was: a JPEG of low quality gains nothing by a better one."""
    whole = _save(source, source.image, source.kind, **_BEST.get(source.kind, {}))
    return _save(source, source.image, source.kind, **source.tables) if len(whole) > size and source.tables else whole


def _open(data: bytes) -> Image.Image:
    """Read a picture's header."""
    if data[4:8] == b"ftyp" and not features.check("avif"):
        raise Fault("is AVIF, and the Pillow of this machine was built without it", "save it as WebP or JPEG")
    image = Image.open(BytesIO(data), formats=list(_EXTENSIONS))
    kind = image.format or ""
    most = MAX_LOSSLESS_WEBP if kind == "WEBP" and _has_lossless_part(data) else MAX_PIXELS["JPEG" if kind == "MPO" else kind]
    count = image.width * image.height
    if count > most and isinstance(image, JpegImagePlugin.JpegImageFile) and count <= _MAX_DRAFT and "progressive" not in image.info:
        _draft(image, most)
    elif count > most:
        raise _too_large(f"{count / 1e6:,.0f} million", most)
    if isinstance(image, JpegImagePlugin.JpegImageFile) and data.count(_SCAN) > _MAX_SCANS:
        raise Fault("is drawn in far more passes than any program needs, which would take minutes", _REMEDY)
    return image


def _draft(image: JpegImagePlugin.JpegImageFile, most: int) -> None:
    """Have a JPEG decoded at a half of its size, or less: its blocks can be, where one in several passes must be held as a whole."""
    scale = 2
    while image.width * image.height > most * scale**2:
        scale *= 2
    image.draft(image.mode, (image.width // scale, image.height // scale))


def _too_large(count: str, most: int) -> Fault:
    words = f"{most // 1_000_000} million is the most that a picture of its kind may have"
    return Fault(f"has {count} pixels, and {words}", _SMALLER)


def _count_frames(image: Image.Image) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if frames > _MAX_FRAMES or frames * image.width * image.height > _MAX_FRAMES_PIXELS:
        raise Fault(f"is an animation of {frames:,} frames, which is too much", "make it a film, as MP4 or WebM, or shorten it")
    image.seek(0)
    return frames


def _animation(image: Image.Image, kind: str, data: bytes, frames: int) -> File:
    """Write an animation anew; that every frame can be decoded is seen on the way."""
    turn = _TURNS.get(_orientation(image))
    durations = []
    for number in range(frames):
        image.seek(number)
        image.load()
        durations.append(int(image.info.get("duration", 100)))
    if kind == "GIF":
        return File("", *image.size, strip_gif(data))
    image.seek(0)
    options = _OPTIONS[kind] | _BEST.get(kind, {}) | {"save_all": True, "duration": durations, "loop": image.info.get("loop", 0)}
    first, *others = [image] if turn is None else _turned(image, frames, turn)
    target = BytesIO()
    first.save(target, kind, icc_profile=_profile(image, image.mode) or None, append_images=others, **options)
    return File("", *first.size, target.getvalue())


def _turned(image: Image.Image, frames: int, turn: Image.Transpose) -> list[Image.Image]:
    """Turn each frame of an animation, which takes the memory for all at once."""
    if frames * image.width * image.height > _MAX_TURNED_PIXELS:
        raise Fault("is a large animation that its camera's notes (EXIF) say is not upright", "save it upright, or make it smaller")
    turned = []
    for number in range(frames):
        image.seek(number)
        turned.append(image.transpose(turn))
    image.seek(0)
    return turned


def _decode(image: Image.Image, kind: str, data: bytes) -> _Source:
    image.load()
    profile = _profile(image, image.mode)
    is_lossless = kind in ("PNG", "GIF") or (kind == "WEBP" and _has_lossless_part(data))
    plain = _plain(image, keeps_palette=kind == "PNG")
    turn = _TURNS.get(_orientation(image))
    upright = plain.transpose(turn) if turn is not None else plain
    upright.info = {name: value for name, value in plain.info.items() if name == "transparency" and plain.mode == "P"}
    tables = (
        {"quality": -1, "qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)} if _is_plain_jpeg(image) else {}
    )
    return _Source(upright, kind, profile, is_lossless, tables)


def _has_lossless_part(data: bytes) -> bool:
    """Whether a WebP holds its pixels without loss; its parts stand one behind the other, each with its length."""
    at = 12
    while at < len(data) and data[at : at + 4] != b"VP8L":
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return at < len(data)


def _is_plain_jpeg(image: Image.Image) -> TypeGuard[JpegImagePlugin.JpegImageFile]:
    return isinstance(image, JpegImagePlugin.JpegImageFile) and image.mode in ("L", "RGB")


def _profile(image: Image.Image, mode: str) -> bytes:
    """Return the colour profile without its words where it fits the colours; that of a picture for print does not."""
    profile = image.info.get("icc_profile") or b""
    return plain_profile(profile) if len(profile) <= _MAX_PROFILE and mode in _SPACES.get(profile[16:20], ()) else b""


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged notes of a camera are no reason to refuse its picture
        return 1


def _plain(image: Image.Image, *, keeps_palette: bool) -> Image.Image:
    """Return a picture in a mode that every format can hold: grey, colours, colours and transparency."""
    if image.mode.startswith("I"):  # sixteen bits of grey; Pillow would cut them off instead of scaling
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if keeps_palette and image.mode == "P":
        return image.copy()
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _save(source: _Source, image: Image.Image, kind: str, **options: Any) -> bytes:
    """Write a picture in a format; what is not named here is not written."""
    target = BytesIO()
    if kind == "PNG" and source.image.mode == "P" != image.mode:
        image = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    if kind == "WEBP" and source.is_lossless:
        options |= _LOSSLESS
    fits = source.profile and image.mode in _SPACES[source.profile[16:20]] and not (image.mode == "L" and kind in ("WEBP", "AVIF"))
    image.save(target, kind, icc_profile=source.profile if fits else None, **_OPTIONS[kind] | options)
    return target.getvalue()


def _sizes(source: _Source, limit: int) -> Iterator[File]:
    """Write the smaller ones: in the own format, and in WebP up to the largest width."""
    colours = _colours(source.image)
    width, _ = colours.size
    widths = [step for step in WIDTHS if step * 5 <= width * 4] + [width] * (width <= WIDTHS[-1])
    images = [_scaled(colours, step) for step in widths]
    own = [_file(source, image, source.kind) for image in images if image.width < width and source.kind != "GIF"]
    yield from (file for file in own if len(file.data) < limit)
    if source.kind != "WEBP" and colours.height <= _WEBP_SIDE * width // widths[-1]:
        webp = [_file(source, image, "WEBP") for image in images]
        beside = len(own[-1].data) if own and widths[-1] < width else limit
        yield from (file for file in webp if len(webp[-1].data) < beside)


def _colours(image: Image.Image) -> Image.Image:
    """Return a picture without a palette, which nothing can be scaled with."""
    return image.convert("RGBA" if "transparency" in image.info else "RGB") if image.mode == "P" else image


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _file(source: _Source, image: Image.Image, kind: str) -> File:
    return File(rendition_suffix(image.width, _EXTENSIONS[kind]), *image.size, _save(source, image, kind))


def _avatar(source: _Source) -> Iterator[File]:
    """Cut the middle out of a picture, in two sizes that exist whatever its own size is: pages name both unseen."""
    image = _colours(source.image)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    for most in AVATAR_SIDES:
        small = _scaled(square, min(most, side))
        suffix = "" if most == AVATAR_SIDES[0] else rendition_suffix(most, _EXTENSIONS[source.kind])
        yield File(suffix, *small.size, _save(source, small, source.kind))
