"""A picture's bytes → its pixels, upright and not larger than they are shown.

What a header announces is believed before anything is decoded: that is how a picture of a few bytes that would fill
the memory is refused. A JPEG of many pixels is decoded at a half, a quarter or an eighth of its size. One that is cut
off at its end is shown as far as it goes, as browsers do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import ModuleType
from typing import Any, TypeGuard, cast

from PIL import Image, ImageFile, JpegImagePlugin, features

from microblog.model.nouns import AVATAR_SIDES
from microblog.pictures.colour import plain_profile
from microblog.pictures.files import Form
from microblog.text.tuples import NamedTuple

MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 40_000_000, "GIF": 40_000_000, "WEBP": 24_000_000, "AVIF": 16_000_000, "HEIF": 50_000_000}
"""So many take half a gigabyte while they are decoded and written anew: 8 to 11 bytes each, of WebP 16, of AVIF 26."""
MAX_LOSSLESS_WEBP = 16_000_000
REMEDY = "save it again with the program that made it, or take its name out"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
SPACES = {b"RGB ": ("RGB", "RGBA", "P"), b"GRAY": ("1", "L", "LA")}
_HEIC_REMEDY = "save it as JPEG and name that file"
_MAX_DRAFT = 200_000_000  # of a JPEG that is decoded at a half, a quarter or an eighth of its size
_SMALLER = "make it smaller, or save it as JPEG"
_SCAN = b"\xff\xda"  # begins a pass of a progressive JPEG, and is nothing else in its data
_MAX_SCANS = 200  # ten are usual
_MAX_PROFILE = 1 << 20
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


class Source(NamedTuple):
    """A picture, decoded."""

    image: Image.Image  # upright, of the size in which it is published, in a mode that its format can hold
    kind: str  # a key of EXTENSIONS: the format in which it is published
    profile: bytes  # its colour profile, or nothing
    is_lossless: bool
    mode: str  # in which it was put in
    is_scaled: bool
    is_cut_off: bool
    tables: dict[str, Any]  # how a JPEG was quantised; empty for others


def open_picture(data: bytes, form: Form) -> Image.Image:
    """Read a picture's header; raise Fault where its pixels would be too many."""
    if is_heic(data):
        return _open_heic(data)
    if data[4:8] == b"ftyp" and not features.check("avif"):
        raise Fault("is AVIF, and the Pillow of this machine was built without it", "save it as WebP or JPEG")
    image = Image.open(BytesIO(data), formats=list(EXTENSIONS))
    kind = image.format or ""
    most = MAX_LOSSLESS_WEBP if kind == "WEBP" and has_lossless_part(data) else MAX_PIXELS["JPEG" if kind == "MPO" else kind]
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        _open_jpeg(image, data, form, most)
    if image.width * image.height > most:
        raise _too_large(image, most)
    return image


def is_heic(data: bytes) -> bool:
    """Whether a file is one of the photos that phones write as HEIC."""
    brands = data[8:64]
    is_avif = b"avif" in brands or b"avis" in brands
    return data[4:8] == b"ftyp" and not is_avif and (brands[:3] in (b"hei", b"hev") or brands[:4] in (b"mif1", b"msf1"))


def heic_decoder() -> ModuleType:
    """Load what few pictures need."""
    import pi_heif

    return cast("ModuleType", pi_heif)


def _open_heic(data: bytes) -> Image.Image:
    heic_decoder().register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    try:
        image = Image.open(BytesIO(data), formats=["HEIF"])
    except Exception as error:
        raise Fault("is no HEIC that can be read: it is damaged, or of an unusual kind", _HEIC_REMEDY) from error
    if image.width * image.height > MAX_PIXELS["HEIF"]:
        raise _too_large(image, MAX_PIXELS["HEIF"])
    return image


def _open_jpeg(image: JpegImagePlugin.JpegImageFile, data: bytes, form: Form, most: int) -> None:
    """Have a JPEG decoded at no larger a size than is needed, of which each side is a half, a quarter or an eighth."""
    if data.count(_SCAN) > _MAX_SCANS:
        raise Fault("is drawn in far more passes than any program needs, which would take minutes", REMEDY)
    count = image.width * image.height
    if count > (most if "progressive" in image.info else _MAX_DRAFT):  # one in several passes is held as a whole
        raise _too_large(image, most)
    side, needed = (min(image.size), AVATAR_SIDES[0]) if form.is_avatar else (max(image.size), form.longest)
    scale = 1
    while side >= 2 * scale * needed or count > most * scale**2:
        scale *= 2
    if scale > 1:
        image.draft(image.mode, (image.width // scale, image.height // scale))


def _too_large(image: Image.Image, most: int) -> Fault:
    words = f"{most // 1_000_000} million is the most that a picture of its kind may have"
    return Fault(f"has {image.width * image.height / 1e6:,.0f} million pixels, and {words}", _SMALLER)


def decode(image: Image.Image, data: bytes, form: Form) -> Source:
    """Decode an opened picture; raise what Pillow raises where that cannot be done."""
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    is_cut_off = _load(image)
    profile = profile_of(image, image.mode)
    plain = _plain(image, keeps_palette=kind == "PNG")
    scaled = plain if form.is_avatar else _within(plain, form.longest)
    turn = turn_of(image)
    upright = scaled.transpose(turn) if turn is not None else scaled.copy() if scaled is image else scaled
    upright.info = {name: value for name, value in scaled.info.items() if name == "transparency" and scaled.mode == "P"}
    is_lossless = kind in ("PNG", "GIF") or (kind == "WEBP" and has_lossless_part(data))
    is_scaled = scaled is not plain
    kind = _published_kind(kind, upright, form, is_scaled=is_scaled)
    if kind == "JPEG" and upright.mode == "RGBA":
        upright = _on_white(upright)
    return Source(upright, kind, profile, is_lossless, image.mode, is_scaled, is_cut_off, {} if is_scaled else _tables(image))


def _load(image: Image.Image) -> bool:
    """Decode the pixels; return whether some are missing at a JPEG's end."""
    try:
        image.load()
    except OSError as error:
        if not isinstance(image, JpegImagePlugin.JpegImageFile) or "truncated" not in str(error):
            raise
        with _taking_parts():
            image.load()
        return True
    return False


@contextmanager
def _taking_parts() -> Iterator[None]:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _published_kind(kind: str, image: Image.Image, form: Form, *, is_scaled: bool) -> str:
    """Return the format in which a picture is published: its own where browsers show that."""
    if form.is_avatar:  # whose address is known before it is looked at
        return next((own for own, ending in EXTENSIONS.items() if ending == form.ending), "JPEG")
    if kind == "HEIF":
        return "WEBP" if image.mode == "RGBA" else "JPEG"
    return "PNG" if kind == "GIF" and is_scaled else kind


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def has_lossless_part(data: bytes) -> bool:
    """Whether a WebP holds its pixels without loss; its parts stand one behind the other, each with its length."""
    at = 12
    while at < len(data) and data[at : at + 4] != b"VP8L":
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return at < len(data)


def _tables(image: Image.Image) -> dict[str, Any]:
    if not _is_plain_jpeg(image):
        return {}
    return {"quality": -1, "qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}


def _is_plain_jpeg(image: Image.Image) -> TypeGuard[JpegImagePlugin.JpegImageFile]:
    return isinstance(image, JpegImagePlugin.JpegImageFile) and image.mode in ("L", "RGB")


def profile_of(image: Image.Image, mode: str) -> bytes:
    """Return the colour profile without its words where it fits the colours; that of a picture for print does not."""
    profile = image.info.get("icc_profile") or b""
    return plain_profile(profile) if len(profile) <= _MAX_PROFILE and mode in SPACES.get(profile[16:20], ()) else b""


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """Return what turns a picture upright, as its camera noted."""
    try:
        return _TURNS.get(int(image.getexif().get(_ORIENTATION, 1)))
    except Exception:  # noqa: BLE001 - damaged notes of a camera are no reason to refuse its picture
        return None


def _plain(image: Image.Image, *, keeps_palette: bool) -> Image.Image:
    """Return a picture in a mode that every format can hold: grey, colours, colours and transparency."""
    if image.mode.startswith("I"):  # sixteen bits of grey; Pillow would cut them off instead of scaling
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if keeps_palette and image.mode == "P":
        return image.copy()
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        return _converted(image, "RGBA")
    return _converted(image, "L" if image.mode in ("1", "L") else "RGB")


def _converted(image: Image.Image, mode: str) -> Image.Image:
    """Return a picture in a mode; one that is in it needs no second copy of many million pixels."""
    return image if image.mode == mode and "transparency" not in image.info else image.convert(mode)


def _within(image: Image.Image, longest: int) -> Image.Image:
    """Return a picture whose longest side has at most so many pixels."""
    return image if max(image.size) <= longest else scaled_to(image, max(1, round(image.width * longest / max(image.size))))


def without_palette(image: Image.Image) -> Image.Image:
    """Return a picture without a palette, which nothing can be scaled with."""
    return image.convert("RGBA" if "transparency" in image.info else "RGB") if image.mode == "P" else image


def scaled_to(image: Image.Image, width: int) -> Image.Image:
    """Return a picture of a width, and of the height that belongs to it."""
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return without_palette(image).resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
