"""Pictures as cameras and programs write them, made by Pillow while the tests run."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

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


_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>' + SECRET + b"</dc:title></x:xmpmeta>"


def telling(kind: str, image: Image.Image | None = None) -> bytes:
    """Give a picture that says in every way its format knows where it was taken, and has something hidden behind its end."""
    image = image or scene((200, 100))
    hidden = b"<script>/* " + SECRET + b" */</script>"
    if kind == "JPEG":
        data = save(image, kind, exif=exif(), xmp=_XMP, comment=SECRET, icc_profile=SRGB)
        iptc = b"Photoshop 3.0\x008BIM\x04\x04" + SECRET
        return data[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:] + hidden
    if kind == "PNG":
        return save(image, kind, exif=exif(), pnginfo=_chunks(), icc_profile=SRGB) + hidden
    if kind == "GIF":
        return save(image, kind, comment=SECRET)[:-1] + b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0" + b";" + hidden
    return save(image, kind, exif=exif(), xmp=_XMP, icc_profile=SRGB) + hidden


def _chunks() -> PngImagePlugin.PngInfo:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", SECRET)
    chunks.add_text("Location", SECRET, zip=True)
    chunks.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    chunks.add(b"prVt", SECRET, after_idat=True)
    return chunks


def opened(data: bytes) -> Image.Image:
    """Decode a picture."""
    image = Image.open(BytesIO(data))
    image.load()
    return image
