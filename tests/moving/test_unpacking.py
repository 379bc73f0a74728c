"""What an archive may not do to a site folder."""

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from microblog.errors import ContentError, UsageError
from microblog.moving.opening import opened
from microblog.moving.unpacking import is_export, unpack
from tests.support.archives import archive_bytes

ABOUT = {"handle": "ada", "name": "Ada", "url": "https://old.example/@ada/"}
GOOD: dict[str, bytes] = {"posts/ada/profile.md": b"Bio.", "posts/ada/deep/2026-01-01-a.md": b"Hi.", "feed.atom": b"<feed/>"}
NAMES = ("posts/ada/deep/2026-01-01-a.md", "posts/ada/profile.md")


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "ada.zip"
    path.write_bytes(data)
    return path


def forged(tmp_path: Path, members: Mapping[str, bytes], *, mode: int = 0, kind: int = zipfile.ZIP_STORED, **changes: Any) -> Path:
    """Write an archive as somebody else may: its list says what it is told to say."""
    rows = [{"path": path, "size": len(data), "sha256": sha256(data).hexdigest()} for path, data in members.items()]
    manifest = {"format": "microblog export", "version": 1, **ABOUT, "files": rows} | changes
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for path, data in members.items():
            info = zipfile.ZipInfo(path)
            info.external_attr, info.compress_type = mode << 16, archive.compression
            archive.writestr(info, data)
        archive.writestr("export.json", json.dumps(manifest))
    return saved(tmp_path, file.getvalue())


def refused(path: Path, root: Path) -> str:
    """Unpack what must not be unpacked; return what is told."""
    before = sorted(root.rglob("*"))
    with pytest.raises((ContentError, UsageError)) as error:
        unpack(path, root)
    assert sorted(root.rglob("*")) == before
    return "\n".join(map(str, error.value.problems)) if isinstance(error.value, ContentError) else str(error.value)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def test_archive_is_unpacked_once_and_left_alone_then(tmp_path: Path, root: Path) -> None:
    path = saved(tmp_path, archive_bytes(GOOD, ABOUT))
    assert unpack(path, root, is_dry=True).written == NAMES
    assert not (root / "posts").exists()
    assert unpack(path, root) == ("ada", NAMES, 0)
    assert (root / "posts/ada/deep/2026-01-01-a.md").read_bytes() == b"Hi."
    assert not (root / "feed.atom").exists()
    (root / "posts/ada/profile.md").unlink()
    assert unpack(path, root) == ("ada", NAMES[1:], 1)


def test_archive_that_was_compressed_again_does_as_well(tmp_path: Path, root: Path) -> None:
    assert len(unpack(forged(tmp_path, GOOD, kind=zipfile.ZIP_DEFLATED), root).written) == 2


def test_file_that_says_something_else_is_never_replaced(tmp_path: Path, root: Path) -> None:
    (root / "posts/ada").mkdir(parents=True)
    (root / "posts/ada/profile.md").write_text("Mine.")
    told = refused(saved(tmp_path, archive_bytes(GOOD, ABOUT)), root)
    assert told.startswith("posts/ada/profile.md:1: is there already, and says something else than the archive; move it away")
    assert (root / "posts/ada/profile.md").read_text() == "Mine."


@pytest.mark.parametrize(
    "name",
    [
        "posts/ada/../../../evil.md",
        "posts/ada/../bob/profile.md",
        "posts/ada//etc/passwd",
        "posts/ada/./x.md",
        "posts/ada/..\\..\\evil.md",
        "posts/ada/a\nb.md",
        "posts/ada/",
        "posts/ada/.git/config",
        "posts/ada/" + "x" * 300,
        "posts/ada/e\u0301.md",
    ],
)
def test_path_that_leads_elsewhere_is_refused(tmp_path: Path, root: Path, name: str) -> None:
    told = refused(forged(tmp_path, GOOD | {name: b"x"}), root)
    assert "has a name that" in told or "is a file that no site reads" in told


@pytest.mark.parametrize("name", ["/etc/passwd", "config.yaml", "posts/bob/profile.md", "templates/base.html", "../evil"])
def test_what_is_not_the_author_s_is_not_unpacked(tmp_path: Path, root: Path, name: str) -> None:
    unpack(forged(tmp_path, GOOD | {name: b"x"}), root)
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == {*NAMES}
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("handle", ["../x", "", "Ada", "a/b", 7.5])
def test_handle_that_is_none_is_refused(tmp_path: Path, root: Path, handle: object) -> None:
    assert "cannot be a handle" in refused(forged(tmp_path, GOOD, handle=handle), root)


def test_link_is_refused(tmp_path: Path, root: Path) -> None:
    assert "posts/ada/profile.md is no plain file" in refused(forged(tmp_path, GOOD, mode=stat.S_IFLNK | 0o777), root)


def test_folder_that_is_a_link_is_not_followed(tmp_path: Path, root: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / "posts").mkdir()
    (root / "posts/ada").symlink_to(tmp_path / "outside")
    assert "posts/ada:1: is no folder of the site's own" in refused(saved(tmp_path, archive_bytes(GOOD, ABOUT)), root)
    assert not [*(tmp_path / "outside").iterdir()]


def test_file_where_a_folder_should_be_is_told(tmp_path: Path, root: Path) -> None:
    (root / "posts").write_text("not a folder")
    assert "posts:1: is no folder" in refused(saved(tmp_path, archive_bytes(GOOD, ABOUT)), root)


def test_two_names_of_one_file_are_refused(tmp_path: Path, root: Path) -> None:
    assert "would be one file on many systems" in refused(forged(tmp_path, GOOD | {"posts/ada/PROFILE.md": b"x"}), root)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": 3}, "has another size than export.json says"),
        ({"size": -1}, "has another size"),
        ({"sha256": "0" * 64}, "has other bytes than export.json says"),
        ({"path": "posts/ada/gone.md"}, "stands in export.json and is not there"),
    ],
)
def test_archive_that_is_not_what_its_list_says_is_refused(tmp_path: Path, root: Path, change: dict[str, object], words: str) -> None:
    row = {"path": "posts/ada/profile.md", "size": 4, "sha256": sha256(b"Bio.").hexdigest()} | change
    assert words in refused(forged(tmp_path, GOOD, files=[row]), root)


def test_member_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microblog.moving.unpacking.MAX_ATTACHMENT", 1 << 20)
    assert "is larger than 1 MiB" in refused(forged(tmp_path, {"posts/ada/big.txt": bytes(2 << 20)}, kind=zipfile.ZIP_DEFLATED), root)


@pytest.mark.parametrize("files", [None, [], [7], {"a": 1}, [{"path": 1}]])
def test_list_that_lists_nothing_is_refused(tmp_path: Path, root: Path, files: object) -> None:
    assert "has nothing of posts/ada/" in refused(forged(tmp_path, GOOD, files=files), root)


def test_too_many_files_are_refused(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microblog.moving.unpacking.MOST_FILES", 1)
    assert "has more than 1 files" in refused(forged(tmp_path, GOOD), root)


def test_archive_of_a_newer_version_says_so(tmp_path: Path, root: Path) -> None:
    assert "made by a newer microblog" in refused(forged(tmp_path, GOOD, version=2), root)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_file_that_is_no_export_is_told(tmp_path: Path, root: Path, data: bytes) -> None:
    path = saved(tmp_path, data)
    assert not is_export(path)
    told = refused(path, root)
    assert "is no zip" in told or "is no export of microblog" in told


@pytest.mark.parametrize("end", [100, 300, -30])
def test_archive_that_was_cut_off_is_told(tmp_path: Path, root: Path, end: int) -> None:
    assert "is no zip" in refused(saved(tmp_path, archive_bytes(GOOD, ABOUT)[:end]), root)


def test_damaged_byte_is_told(tmp_path: Path, root: Path) -> None:
    data = archive_bytes(GOOD, ABOUT).replace(b"Bio.", b"Bia.", 1)
    assert "ada.zip:1:" in refused(saved(tmp_path, data), root)


# NOIMPORT


@pytest.mark.parametrize("damaged", ["export.json", "posts/ada/profile.md"])
@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_of_what_is_compressed_is_told(tmp_path: Path, root: Path, kind: int, damaged: str) -> None:
    path = forged(tmp_path, GOOD | {"posts/ada/profile.md": bytes(range(256)) * 9}, kind=kind)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(damaged).header_offset + 30 + len(damaged)
    data, told = path.read_bytes(), 0
    for place in range(start, start + 40):
        for value in {0, 0xFF} - {data[place]}:
            path.write_bytes(bytes([*data[:place], value, *data[place + 1 :]]))
            try:
                unpack(path, root, is_dry=True)  # a few bits mean nothing
            except (ContentError, UsageError):
                told += 1
    assert told > 40


def test_file_that_is_a_folder_of_another_is_refused_before_anything_is_written(tmp_path: Path, root: Path) -> None:
    told = refused(forged(tmp_path, GOOD | {"posts/ada/x.md": b"Hi.", "posts/ada/X.md/y.md": b"Hi."}), root)
    assert "posts/ada/x.md is a file, and posts/ada/X.md/y.md lies in it" in told


def test_name_that_is_no_utf8_is_told_in_one_line(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("posts/ada/\u00e9.md", "x")
    path = tmp_path / "a.zip"
    path.write_bytes(made.getvalue().replace("\u00e9".encode(), b"\x91\x99"))
    with pytest.raises(UsageError, match="cannot be read as an archive"), opened(path):
        pass
    with pytest.raises(ContentError) as error:
        unpack(path, tmp_path / "site")
    assert "is no zip that can be read" in str(error.value.problems[0])
