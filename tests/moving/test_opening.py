"""An archive may be anybody's: names in it are no paths, links are not followed, and what is unpacked has bounds."""

import io
import json
import os
import tarfile
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from microblog.errors import UsageError
from microblog.moving import opening
from microblog.moving.opening import opened
from microblog.moving.unpacking import is_export
from microblog.moving.values import parse_json
from tests.support.archives import Mastodon, move_in, tarred, zipped


def names(path: Path) -> set[str]:
    with opened(path) as files:
        return set(files.names)


def test_folder_zip_and_tar_hold_the_same(tmp_path: Path) -> None:
    files = {"a/b.json": "1", "c.txt": "2"}
    folder = tmp_path / "folder"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for path in (folder, zipped(tmp_path / "a.zip", files), tarred(tmp_path / "a.tar.gz", files)):
        with opened(path) as found:
            assert {name: found.read(name) for name in found.names} == {"a/b.json": b"1", "c.txt": b"2"}


@pytest.mark.parametrize("name", ["../../out.jpg", "/out-of-here.jpg", "..\\out.jpg", "a/../../out.jpg"])
def test_name_that_leads_out_writes_nothing_outside(name: str, tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>", attachment=[{"type": "Document", "mediaType": "image/jpeg", "url": name, "name": "A pot"}])
    ada.files = {name: b"\xff\xd8\xff" + bytes(64)}
    for archive in (zipped(tmp_path / "a.zip", ada.all_files()), tarred(tmp_path / "a.tar.gz", ada.all_files())):
        before = {path for path in tmp_path.rglob("*") if "site" not in path.parts}
        move_in(tmp_path / "site", archive)
        assert {path for path in tmp_path.rglob("*") if "site" not in path.parts} == before
    assert all(path.suffix in {".md", ".jsonl", ".jpg"} for path in (tmp_path / "site" / "posts").rglob("*.*"))


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(secret)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, str(secret)
        packed.addfile(info)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        member = zipfile.ZipInfo("link")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, str(secret))
    assert [names(path) for path in (folder, tmp_path / "a.tar.gz", tmp_path / "a.zip")] == [set(), set(), set()]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_bomb_is_refused_before_it_goes_off(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_BOUND", 1 << 20)
    path = tmp_path / f"a.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("outbox.json", bytes(8 << 20))
    else:
        tarred(path, {"outbox.json": bytes(8 << 20)})
    with pytest.raises(UsageError, match="unpack to far more"):
        names(path)


def test_file_that_is_larger_than_it_says_is_cut_short(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": "x" * 5000})
    with opened(path) as files, pytest.raises(UsageError, match="larger than"):
        files.read("a.json", 1000)


def test_no_more_memory_is_taken_than_there_is_to_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.json": "{}"})
    packed = bytearray(path.read_bytes())
    lengths = packed.index(b"PK\x01\x02") + 20  # packed and unpacked, in the list at the archive's end
    packed[lengths : lengths + 8] = (100 << 20).to_bytes(4, "little") * 2
    path.write_bytes(bytes(4 << 20) + packed)  # so that it may unpack to so much
    tracemalloc.start()
    try:
        with opened(path) as files, suppress(UsageError):
            files.read("a.json")
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_MAX_FILES", 2)
    with pytest.raises(UsageError, match="more than 2 files"):
        names(zipped(tmp_path / "a.zip", {str(number): "" for number in range(4)}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"\x1f\x8b\x08\x00 cut off", b"hello", os.urandom(0)])
def test_what_is_no_archive_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(data)
    with pytest.raises(UsageError, match="no archive that is known"):
        move_in(tmp_path / "site", tmp_path / "a.bin")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not is_export(tmp_path / "pipe")
    with pytest.raises(UsageError, match="is not there"):
        move_in(tmp_path / "site", tmp_path / "pipe")


def test_archive_that_was_cut_off_is_told(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    for number in range(50):
        ada.note(number, "<p>Tea</p>")
    path = tarred(tmp_path / "a.tar.gz", ada.all_files())
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UsageError, match="download it again"):
        move_in(tmp_path / "site", path)


def test_member_without_a_name_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("b.txt", "b")
        packed.writestr(zipfile.ZipInfo("\0c"), "c")  # a name ends at its first NUL
    assert names(path) == {"b.txt"}


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "", "\xff"])
def test_json_that_is_none_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="damaged"):
        parse_json(text.encode("latin-1"), "outbox.json")


def test_outbox_of_anything_at_all_never_ends_in_a_traceback(tmp_path: Path) -> None:
    odd = [
        None,
        1,
        "x",
        [],
        {},
        {"type": "Create"},
        {"type": "Create", "object": {"type": "Note", "content": 7, "tag": 1, "attachment": {}, "to": 3}},
    ]
    odd += [
        {"type": "Announce", "object": []},
        {"type": "Create", "published": "never", "object": {"id": "x", "content": "<p>x", "published": []}},
    ]
    box = {"actor.json": json.dumps({"id": [], "icon": 3}), "outbox.json": json.dumps({"orderedItems": odd})}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in box.items():
            packed.writestr(name, text)
    (tmp_path / "a.zip").write_bytes(data.getvalue())
    assert move_in(tmp_path / "site", tmp_path / "a.zip").done["new"] == 0
