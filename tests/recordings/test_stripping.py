"""What becomes of the bytes of a recording."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.errors import ContentError
from microblog.recordings import ogg, strip_recording
from tests.conftest import MakeSite
from tests.support.recordings import SECRET, SOUND, box, chunk, comments, element, flac, id3, mp4, numbers, page, track, wave
from tests.support.site_tree import build, tree

META = box("meta", box("keys", b"mdtacom.apple.quicktime.location.ISO6709"), SECRET)
FILMS = {
    "user data": mp4(box("udta", box("\xa9xyz", SECRET), box("loci", SECRET))),
    "keys of QuickTime": mp4(META),
    "keys of a track": mp4(track("vide", [], META, box("udta", SECRET))),
    "keys of a fragment": mp4(outside=box("moof", META)),
    "tags of iTunes": mp4(box("udta", box("meta", box("ilst", SECRET)))),
    "XMP": mp4(outside=box("uuid", bytes(16), SECRET)),
    "XMP in front": box("uuid", bytes(16), SECRET) + mp4(),
    "XMP in the film": mp4(box("uuid", SECRET)),
    "outermost": mp4(outside=META + box("free", SECRET) + box("skip", SECRET, is_long=True)),
    "GPS of a dashcam": mp4(box("gps ", SECRET), outside=box("sefd", SECRET)),
    "broken off": mp4(outside=box("free", SECRET * 3)[:-5]),
    "tag behind": mp4(outside=b"TAG" + SECRET + bytes(94)),
}
SEGMENT, INFO, CLUSTER, BLOCK = 0x18538067, 0x1549A966, 0x1F43B675, 0xA3
EBML = element(0x1A45DFA3, b"webm")
NOTED = element(0x1254C367, SECRET * 9) + element(0x1941A469, SECRET) + element(INFO, element(0x2AD7B1, b"1"), element(0x7BA9, SECRET))
VORBIS, OPUS = comments(b"\x03vorbis", b"\x01"), comments(b"OpusTags")
LONG = comments(b"OpusTags") + bytes(255 * 3 - len(OPUS))
SOUNDS = {
    "WebM": EBML + element(SEGMENT, NOTED, element(CLUSTER, element(BLOCK, SOUND))),
    "WebM as it is recorded": EBML
    + element(SEGMENT, element(CLUSTER, element(BLOCK, SOUND), is_endless=True), NOTED, element(CLUSTER, is_endless=True), is_endless=True),
    "Ogg Vorbis": page(1, b"\x01vorbis", begins=True) + page(1, VORBIS, b"\x05vorbis") + page(1, SOUND),
    "Ogg Opus": page(1, b"OpusHead", begins=True) + page(1, OPUS) + page(1, SOUND),
    "Ogg Speex": page(1, b"Speex   1.2", begins=True) + page(1, comments(b"")) + page(1, SOUND),
    "Ogg over two pages": page(1, b"OpusHead", begins=True) + page(1, LONG[:510], is_open=True) + page(1, LONG[510:]) + page(1, SOUND),
    "Ogg of two streams": page(1, b"\x80theora", begins=True)
    + page(2, b"OpusHead", begins=True)
    + page(1, comments(b"\x81theora"))
    + page(2, OPUS)
    + page(1, SOUND),
    "Ogg of one stream after another": 2 * (page(1, b"OpusHead", begins=True) + page(1, OPUS) + page(1, SOUND)),
    "Ogg with something between": page(1, b"OpusHead", begins=True) + page(1, OPUS) + SECRET + page(1, SOUND) + SECRET,
    "FLAC": flac((0, bytes(34)), (4, SECRET), (6, SECRET), (2, SECRET), (1, SECRET), (3, bytes(18)), (5, SECRET)),
    "FLAC with ID3": id3(SECRET) + flac((0, bytes(34)), (4, SECRET)) + b"TAG" + SECRET + bytes(94),
    "WAVE": wave(
        chunk(b"fmt ", bytes(16)), chunk(b"LIST", b"INFO" + SECRET), chunk(b"data", SOUND), chunk(b"bext", SECRET), chunk(b"iXML", SECRET)
    ),
    "WAVE as it is recorded": wave(chunk(b"LIST", SECRET), b"data" + bytes(4) + SOUND),
    "WAVE with more behind": wave(chunk(b"data", SOUND)) + SECRET[:7],
    "ID3": id3(SECRET) + id3(SECRET, flags=0x10) + SOUND,
    "ID3 behind": SOUND + id3(SECRET, flags=0x10),
    "ID3 of the first kind": SOUND + b"TAG+" + SECRET + bytes(192) + b"TAG" + SECRET + bytes(94),
    "APE": SOUND
    + b"APETAGEX"
    + bytes(24)
    + SECRET
    + b"APETAGEX"
    + numbers(0)
    + (len(SECRET) + 32).to_bytes(4, "little")
    + bytes(7)
    + b"\x80"
    + bytes(8),
    "Lyrics3": SOUND + b"LYRICSBEGIN" + SECRET + b"%06dLYRICS200" % (len(SECRET) + 11) + b"TAG" + bytes(125),
}


@pytest.mark.parametrize("data", [*FILMS.values(), *SOUNDS.values()], ids=[*FILMS, *SOUNDS])
def test_recording_keeps_its_size_and_says_nothing_but_sound_and_picture(data: bytes) -> None:
    stripped = strip_recording(data)
    assert len(stripped) == len(data)
    assert SECRET[:7] in data
    assert not any(SECRET[at : at + 7] in stripped for at in range(len(SECRET) - 7))
    assert stripped.count(SOUND) == data.count(SOUND) > 0
    assert strip_recording(stripped) == stripped


@pytest.mark.parametrize("sign", [b"TAG", b"APETAGEX", b"000009LYRICS200", b"3DI"])
def test_sound_that_is_shorter_than_a_tag_keeps_its_size(sign: bytes) -> None:
    for data in (sign, SOUND[:9] + sign + b"\xff", b"ID3\x04\0\0\0\0\0\x05tags." + sign):
        assert len(strip_recording(data)) == len(data)


def test_film_does_not_say_when_it_was_made() -> None:
    assert numbers(0, 0, 0, 1000, 5) in strip_recording(mp4())
    assert numbers(7) not in strip_recording(mp4())


@pytest.mark.parametrize("samples", [SECRET * 2, SECRET[:30] * 2], ids=["sizes of each", "one size"])
@pytest.mark.parametrize("handler", ["meta", "camm", "text", "sbtl"])
def test_samples_of_a_track_that_is_neither_sound_nor_picture_are_gone(handler: str, samples: bytes) -> None:
    data = mp4(tracks=["vide", handler, "soun"], samples=samples)
    stripped = strip_recording(data)
    assert (data.count(samples), stripped.count(samples), stripped.count(b"trak")) == (3, 2, 2)
    assert samples + bytes(len(samples)) + samples in stripped


def test_place_of_a_sample_outside_of_the_film_destroys_nothing() -> None:
    data = mp4(track("meta", [4, 10_000]))
    assert strip_recording(data)[: data.index(b"trak")] == data.replace(numbers(7, 7), bytes(8))[: data.index(b"trak")]


def test_recording_is_known_by_its_bytes_whatever_its_name_is(make_site: MakeSite) -> None:
    files = {
        "posts/ada/2026-11-01-a.md": "[rain](rain.mp3) [notes](notes.txt)",
        "posts/ada/rain.mp3": FILMS["user data"],
        "posts/ada/notes.txt": SECRET,
    }
    root = make_site({"config.yaml": "base_url: https://example.org/\n"} | files)
    build(root)
    built = tree(root / "public")
    assert built["@ada/2026-11-01-a/rain.mp3"] == strip_recording(FILMS["user data"])
    assert built["@ada/2026-11-01-a/notes.txt"] == SECRET


REFUSED = {
    "packed head": (mp4(box("cmov", SECRET)), "has its head packed"),
    "fragments": (mp4(outside=box("moof"), tracks=["meta"]), "in fragments"),
    "no sizes": (mp4(box("trak")), "does not say where it is"),
    "no length": (mp4(outside=b"\0\0\0\x02free"), "no proper length"),
    "deep": (mp4(box("trak", b"\0\0\xff\xffmdia" * 3000)), "is damaged"),
    "short table": (mp4(box("trak", box("mdia", box("minf", box("stbl", box("stsz")))))), "is damaged"),
    "Ogg of another kind": (page(1, b"\x7fFLAC", begins=True) + page(1, SECRET), "cannot be taken out"),
    "Ogg without comments": (page(1, b"OpusHead", begins=True), "is damaged or cut off"),
    "Ogg whose comments are cut off": (SOUNDS["Ogg Opus"][:70], "is damaged or cut off"),
    "Ogg of short comments": (page(1, b"OpusHead", begins=True) + page(1, b"OpusTags"), "cannot be taken out"),
    "WebM of nothing": (EBML + b"\0" + SECRET, "no element of WebM"),
    "FLAC without an end": (b"fLaC\x04\0\0\x01x", "is damaged"),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_recording_of_which_nobody_can_be_sure_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        strip_recording(data)


def test_refused_recording_is_told_with_its_line_and_what_to_do(make_site: MakeSite) -> None:
    site = {"config.yaml": "base_url: https://example.org/\n", "posts/ada/rain.ogg": REFUSED["Ogg of another kind"][0]}
    root = make_site(site | {"posts/ada/2026-11-01-a.md": "Rain:\n\n[rain](rain.ogg)"})
    with pytest.raises(ContentError) as raised:
        build(root)
    (told,) = (str(problem) for problem in raised.value.problems if not problem.is_warning)
    assert re.match(r"posts/ada/2026-11-01-a.md:3: posts/ada/rain.ogg is an Ogg file .* taken out .*; take out what .*ffmpeg", told)


def test_pages_of_ogg_have_their_checksums() -> None:
    stripped = strip_recording(SOUNDS["Ogg over two pages"])
    second = stripped[stripped.index(b"OggS", 1) :]
    assert second[22:26] != bytes(4)
    assert ogg._checksum(bytearray(b"123456789")) == 0x89A1897F  # CRC-32/MPEG-2 without its first value


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(
    st.sampled_from([*FILMS.values(), *SOUNDS.values()]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=5),
    st.floats(0, 1),
)
def test_any_bytes_are_stripped_or_refused(whole: bytes, changes: list[tuple[float, int]], part: float) -> None:
    data = bytearray(whole[: max(1, int(len(whole) * part))])
    for at, value in changes:
        data[int(at * len(data))] = value
    with suppress(ValueError):
        assert len(strip_recording(bytes(data))) == len(data)
