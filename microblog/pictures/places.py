"""Whether a picture as it lies in the repository says where it was taken. What is published says nothing; the repository does."""

from io import BytesIO

from PIL import Image

from microblog.pictures.decoding import EXTENSIONS, heic_decoder, is_heic

_GPS = 0x8825  # the tag of Exif 2.32, section 4.6.3, behind which a place stands
_LATITUDE = 2


def says_place(data: bytes) -> bool:
    """Return whether a picture's notes hold a latitude; a file that is no picture holds none."""
    try:
        image = _open(data)
        exif = image.getexif()
        return _LATITUDE in exif.get_ifd(_GPS) or b"exif:GPSLatitude" in _xmp(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _open(data: bytes) -> Image.Image:
    if is_heic(data):
        heif = heic_decoder().open_heif(BytesIO(data), convert_hdr_to_8bit=False)
        image = Image.new("1", (1, 1))
        image.info.update({name: value for name, value in heif.info.items() if name in ("exif", "xmp")})
        return image
    return Image.open(BytesIO(data), formats=list(EXTENSIONS))


def _xmp(image: Image.Image) -> bytes:
    found = image.info.get("xmp") or b""
    return found if isinstance(found, bytes) else str(found).encode()
