"""Pictures as cameras and programs write them, made by Pillow while the tests run."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SECRET = b"Canary Wharf"
"""What the metadata of these pictures says of where they were taken."""


def save(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Give a picture's bytes in a format."""
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def plain(colour: str = "red", size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    """Give a small picture of one colour."""
    return save(Image.new("RGB", size, colour), kind)


def scene(size: tuple[int, int]) -> Image.Image:
    """Give a picture with as much going on in it as in a photo: soft shapes, so that smaller sizes have fewer bytes."""
    shapes = [Image.radial_gradient("L").rotate(angle, translate=(angle, -angle)).resize(size) for angle in (0, 30, 60)]
    return Image.merge("RGB", shapes)


def exif(orientation: int = 1) -> Image.Exif:
    """Give a camera's notes: which way up, who, and where."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = SECRET.decode()
    notes.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 18.0), 3: "W", 4: (0.0, 1.0, 10.0)})
    notes.get_ifd(0x8769)[0x9286] = SECRET
    return notes


def xmp() -> bytes:
    """Give a packet of XMP."""
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>' + SECRET + b"</dc:title></x:xmpmeta>"


def opened(data: bytes) -> Image.Image:
    """Decode a picture."""
    image = Image.open(BytesIO(data))
    image.load()
    return image
