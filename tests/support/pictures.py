"""Pictures as cameras and programs write them, made by Pillow while the tests run."""

import base64
import struct
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageCms, PngImagePlugin

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SECRET = b"Canary Wharf"
"""What the metadata of these pictures says of where they were taken."""


P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))


def profile(version: int = 4, space: bytes = b"RGB ", *, is_table: bool = False) -> bytes:
    """Make the profile of a screen of more colours than most (Display P3), or a grey one, that says whose it is and where."""
    words = {
        b"desc": b"desc" + bytes(8) + SECRET,
        b"cprt": b"mluc" + bytes(8) + SECRET.decode().encode("utf-16-be"),
        b"mmod": b"mmod" + SECRET,
    }
    curve = b"para" + bytes(4) + struct.pack(">2H5i", 3, 0, *(round(one * 65536) for one in (2.4, 0.948, 0.052, 0.0774, 0.04045)))
    points = {
        name: b"XYZ " + struct.pack(">4x3i", *(round(one * 65536) for one in point))
        for name, point in zip((b"rXYZ", b"gXYZ", b"bXYZ"), P3, strict=True)
    }
    numbers = points | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve) if space == b"RGB " else {b"kTRC": curve}
    white = {b"wtpt": b"XYZ " + struct.pack(">4x3i", 63190, 65536, 54061)}
    parts = words | white | numbers | ({b"A2B0": _table(), b"B2A0": _table()} if is_table else {})
    body, rows, at = b"", b"", 132 + 12 * len(parts)
    for name, part in parts.items():
        rows += struct.pack(">4sII", name, at + len(body), len(part) + 3 * (name == b"wtpt"))
        body += part + b"Can"[: -len(part) % 4]
        body += bytes(-len(body) % 4)
    light = struct.pack(">3i", 63190, 65536, 54061)
    head = (
        b"CMMS"
        + bytes([version, 0, 0, 0])
        + b"mntr"
        + space
        + b"XYZ "
        + struct.pack(">6H", 2026, 11, 1, 2, 3, 4)
        + b"acsp"
        + SECRET[:8] * 3
        + bytes(4)
    )
    return (
        struct.pack(">I", at + len(body))
        + head
        + light
        + SECRET
        + bytes(128 - 80 - len(SECRET))
        + struct.pack(">I", len(parts))
        + rows
        + body
    )


def _table() -> bytes:
    """Make a table of colours that turns red and blue around."""
    grid = bytes(255 * int(point[at]) for point in map("{:03b}".format, range(8)) for at in (2, 1, 0))
    ramp = bytes(range(256)) * 3
    return b"mft1" + bytes(4) + bytes([3, 3, 2, 0]) + struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536) + ramp + grid + ramp


def save(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture's bytes in a format."""
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def plain(colour: str = "red", size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    """Return a small picture of one colour."""
    return save(Image.new("RGB", size, colour), kind)


def scene(size: tuple[int, int]) -> Image.Image:
    """Return a picture with as much going on in it as in a photo: soft shapes, so that smaller sizes have fewer bytes."""
    shapes = [Image.radial_gradient("L").rotate(angle, translate=(angle, -angle)).resize(size) for angle in (0, 30, 60)]
    return Image.merge("RGB", shapes)


def exif(orientation: int = 1) -> Image.Exif:
    """Return a camera's notes: which way up, who, and where."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = SECRET.decode()
    notes.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 18.0), 3: "W", 4: (0.0, 1.0, 10.0)})
    notes.get_ifd(0x8769)[0x9286] = SECRET
    return notes


_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>' + SECRET + b"</dc:title></x:xmpmeta>"


def telling(kind: str, image: Image.Image | None = None) -> bytes:
    """Return a picture that says in every way its format knows where it was taken, and has something hidden behind its end."""
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


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAhJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAEZpbG9jAAAAAERAAAMA"
    "AQAAAAACNgABAAAAAAAAANQAAgAAAAADCgABAAAAAAAAALAAAwAAAAADugABAAAAAAAAAFEAAABiaWluZgAAAAAAAwAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "ABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBj"
    "bwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBRZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAFAAAAAoY2xhcAAAACgAAAABAAAAUAAA"
    "AAH////oAAAAAgAAAAAAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAoaXJlZgAAAAAAAAAOY2RzYwAC"
    "AAEAAQAAAA5jZHNjAAMAAQABAAAB3W1kYXQAAADQKAGvDuBYZjWhFX/K/Y4KGOMDFFDqqszBsY9xf/7b9gY8p239QN+GH+XAAxkzG2i2Ysde1xd7DYA+ybBU"
    "m1kAfxItxkaRGDk4gYSU0R6fC4cnWMoh2Bvu9FNBwnoQhlEpxETFP9LVx/AsYQ4cynPRNLJVANb+aOR+JI76gP6EDosca+Rgqcqdj0thmC9GxnK6wwciGukM"
    "0+UMc8t7fyt0nkDrkzM6/glmNiQZSNJNU+VglQ0IS+ns9cFr8cseZyz2fVmFulA50vL2F+EjvKse+AAAAAZFeGlmAABNTQAqAAAACAADAQ8AAgAAAA0AAAAy"
    "ARIAAwAAAAEABgAAiCUABAAAAAEAAABAAAAAAENhbmFyeSBXaGFyZgAAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAHYAAwACAAAAAlcAAAAABAAFAAAAAwAA"
    "AI4AAAAAAAAAMwAAAAEAAAAeAAAAAQAAABIAAAABAAAAAAAAAAEAAAABAAAAAQAAAAoAAAABPHg6eG1wbWV0YSB4bWxuczp4PSJhZG9iZTpuczptZXRhLyI+"
    "PGRjOnRpdGxlPkNhbmFyeSBXaGFyZjwvZGM6dGl0bGU+PC94OnhtcG1ldGE+"
)
"""A photo as a phone writes it, 80 by 40 pixels, white with a red corner on top and to the left, lying on its side; Pillow writes none."""


def photo(size: tuple[int, int]) -> Image.Image:
    """Return a picture with as much detail at every scale as a photo has, grain included."""
    image = Image.new("L", size, 128)
    for step, sigma in ((64, 40), (16, 40), (4, 20), (1, 4)):
        noise = Image.effect_noise((size[0] // step, size[1] // step), sigma)
        image = ImageChops.add(image, noise.resize(size, Image.Resampling.BICUBIC), offset=-128)
    return Image.merge("RGB", [image, image.point(lambda value: value * 7 // 8), ImageChops.invert(image)])
