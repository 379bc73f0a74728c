"""A picture's bytes → the files that it is published as.

The picture itself comes first, in its own format where browsers show that, then smaller ones, each only where it has
fewer bytes than the next larger one. Only pixels and the numbers of the colour profile get through. Animations keep
their frames and have no sizes. The same bytes give the same files wherever the same Pillow runs: nothing here uses
several threads.

Photos fill the disks of hosts, so that a size that is made of one has a *room*; quality goes down until it fits in.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError, __version__, features

from microblog.model.nouns import AVATAR_SIDES
from microblog.model.urls import rendition_suffix
from microblog.pictures.decoding import (
    EXTENSIONS,
    REMEDY,
    SPACES,
    Fault,
    Source,
    decode,
    heic_decoder,
    is_heic,
    open_picture,
    profile_of,
    scaled_to,
    turn_of,
    without_palette,
)
from microblog.pictures.files import File, Form, Outcome
from microblog.pictures.gif import strip_gif

WIDTHS = (480, 1200)
"""The widths of the smaller ones: of a phone's screen, and of the theme's column on a screen that counts double."""

_MAX_FRAMES = 1000
_MAX_FRAMES_PIXELS = 200_000_000
_MAX_TURNED_PIXELS = 50_000_000
_WEBP_SIDE = 16383  # the format's largest
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"optimize": True, "progressive": True},
    "PNG": {"compress_level": 7},
    "GIF": {},
    "WEBP": {"method": 4, "exif": b"", "xmp": b""},
    "AVIF": {"speed": 8, "max_threads": 1, "exif": b"", "xmp": b""},
}
_BEST = {"JPEG": 88, "WEBP": 86, "AVIF": 75}  # of the picture itself
_QUALITIES = {"JPEG": (82, 72, 60, 45, 30, 15), "WEBP": (80, 68, 54, 38, 20, 5), "AVIF": (65, 50, 35)}  # of what is made of it
_LOSSLESS = {"lossless": True, "quality": 30, "method": 2}


def recipe(data: bytes) -> str:
    """Return what tells the decoder and the encoders of a picture from others."""
    heic = f"{heic_decoder().libheif_version()} " if is_heic(data) else ""
    versions = ",".join(str(features.version(name)) for name in ("jpg", "libjpeg_turbo", "zlib", "zlib_ng", "webp", "avif"))
    return f"{heic}{__version__} {versions}"


def encode_picture(data: bytes, form: Form) -> Outcome:
    """Write a picture anew; raise Fault where that cannot be done."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd but can read
        try:
            return _encode(data, form)
        except Fault:
            raise
        except Image.DecompressionBombError:
            raise Fault("has far more pixels than a picture may have", "make it smaller, or save it as JPEG") from None
        except UnidentifiedImageError:
            raise Fault("is damaged: its head cannot be read as that of a picture", REMEDY) from None
        except Exception as error:
            what = f"is damaged or cut off: it cannot be decoded ({type(error).__name__}: {error})"
            raise Fault(what, REMEDY) from error


def _encode(data: bytes, form: Form) -> Outcome:
    image = open_picture(data, form)
    frames = 1 if image.format in ("JPEG", "MPO", "HEIF") or form.is_avatar else _count_frames(image)
    if frames > 1:
        return Outcome((_named(_animation(image, data, frames), image.format or "", form),))
    source = decode(image, data, form)
    del image  # and with it what its decoder holds: eight bytes a pixel of a WebP
    if form.is_avatar:
        return Outcome(tuple(_avatar(source)), source.is_cut_off)
    whole = strip_gif(data) if source.kind == "GIF" else _whole(source, len(data))
    first = _named(File("", *source.image.size, whole), source.kind, form)
    return Outcome((first, *_sizes(source, len(whole))), source.is_cut_off)


def _named(file: File, kind: str, form: Form) -> File:
    """Name a picture with the ending of what it is, in the way of a size, which nothing else may be called."""
    ending = EXTENSIONS[kind]
    return file if form.ending == ending else file._replace(suffix=rendition_suffix(file.width, ending))


def _whole(source: Source, size: int) -> bytes:
    """Write the picture itself anew, not larger than it was: a JPEG of low quality gains nothing by a better one."""
    if source.is_scaled:
        return _fitting(source, source.image, source.kind)
    is_bits = source.mode == "1" and source.kind == "PNG"
    image = source.image.convert("1", dither=Image.Dither.NONE) if is_bits else source.image
    whole = _save(source, image, source.kind, _BEST.get(source.kind))
    return _save(source, source.image, source.kind, **source.tables) if len(whole) > size and source.tables else whole


def _room(image: Image.Image) -> int:
    """Return how many bytes a photo of so many pixels may have: with it, all files of one of 12 million take some 700 KB."""
    return 20_000 + image.width * image.height * 13 // 100


def _fitting(source: Source, image: Image.Image, kind: str) -> bytes:
    """Write a picture in the best quality that its room allows; what is written without loss has no other."""
    if kind not in _QUALITIES or (kind == "WEBP" and source.is_lossless):
        return _save(source, image, kind)
    data = b""
    for quality in _QUALITIES[kind]:
        data = _save(source, image, kind, quality)
        if len(data) <= _room(image):
            break
    return data


def _save(source: Source, image: Image.Image, kind: str, quality: int | None = None, **options: Any) -> bytes:
    """Write a picture in a format; what is not named here is not written."""
    target = BytesIO()
    if kind == "PNG" and source.mode == "P" and image.mode not in ("P", "1"):
        image = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    if quality:
        options["quality"] = quality
    if kind == "WEBP" and source.is_lossless:
        options |= _LOSSLESS
    fits = source.profile and image.mode in SPACES[source.profile[16:20]] and not (image.mode == "L" and kind in ("WEBP", "AVIF"))
    image.save(target, kind, icc_profile=source.profile if fits else None, **_OPTIONS[kind] | options)
    return target.getvalue()


def _sizes(source: Source, limit: int) -> Iterator[File]:
    """Write the smaller ones, in WebP where that is not worse than the picture's own format, from the smallest on."""
    colours = without_palette(source.image)
    kind = source.kind if source.kind in ("WEBP", "AVIF") else "WEBP"
    if kind == "WEBP" and colours.height * min(colours.width, WIDTHS[-1]) > _WEBP_SIDE * colours.width:
        return
    kept: list[File] = []
    for width in _widths(colours.width, has_top=kind != source.kind):
        file = _file(source, scaled_to(colours, width), kind)
        if len(file.data) < limit:
            kept.append(file)
            limit = len(file.data)
        elif not kept:
            return  # else the largest one would be a small one
    yield from reversed(kept)


def _widths(width: int, *, has_top: bool) -> list[int]:
    """Return the widths of the smaller ones, the largest first; in another format that may be the picture's own."""
    top = min(width, WIDTHS[-1])
    first = [top] if has_top or top * 5 <= width * 4 else []
    return [*first, *(step for step in reversed(WIDTHS[:-1]) if step * 5 <= top * 4)]


def _file(source: Source, image: Image.Image, kind: str) -> File:
    return File(rendition_suffix(image.width, EXTENSIONS[kind]), *image.size, _fitting(source, image, kind))


def _avatar(source: Source) -> Iterator[File]:
    """Cut the middle out of a picture, in two sizes that exist whatever its own size is: pages name both unseen."""
    image = without_palette(source.image)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    for most in AVATAR_SIDES:
        small = scaled_to(square, min(most, side))
        suffix = "" if most == AVATAR_SIDES[0] else rendition_suffix(most, EXTENSIONS[source.kind])
        yield File(suffix, *small.size, _save(source, small, source.kind, _QUALITIES.get(source.kind, (None,))[0]))


def _count_frames(image: Image.Image) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if frames > _MAX_FRAMES or frames * image.width * image.height > _MAX_FRAMES_PIXELS:
        raise Fault(f"is an animation of {frames:,} frames, which is too much", "make it a film, as MP4 or WebM, or shorten it")
    image.seek(0)
    return frames


def _animation(image: Image.Image, data: bytes, frames: int) -> File:
    """Write an animation anew; that every frame can be decoded is seen on the way."""
    kind, turn = image.format or "", turn_of(image)
    durations = []
    for number in range(frames):
        image.seek(number)
        image.load()
        durations.append(int(image.info.get("duration", 100)))
    if kind == "GIF":
        return File("", *image.size, strip_gif(data))
    image.seek(0)
    options = _OPTIONS[kind] | {"save_all": True, "duration": durations, "loop": image.info.get("loop", 0)}
    first, *others = [image] if turn is None else _turned(image, frames, turn)
    target = BytesIO()
    quality = {"quality": _BEST[kind]} if kind in _BEST else {}
    first.save(target, kind, icc_profile=profile_of(image, image.mode) or None, append_images=others, **options, **quality)
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
