"""Which files of the site folder are there, and which are different."""

import os
from pathlib import Path

import pytest

from microblog.content.config import parse_config
from microblog.errors import Problem, UsageError
from microblog.preview.watch import is_relevant
from microblog.scaffold.posts import choose_author
from microblog.sources import listings, sourcefile
from tests.conftest import MakeSite


def files(root: Path) -> list[str]:
    found = listings.compare(listings.scan_site(root), {})
    return sorted(found.suspects)


def test_every_file_below_posts_and_static_is_seen(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "a", "posts/ada/deep/er/b.md": "b", "static/c.txt": "c", "notes.txt": "d"})
    assert files(root) == ["posts/ada/a.md", "posts/ada/deep/er/b.md", "static/c.txt"]


LITTER = (
    *(
        "a.md~",
        ".a.md.swp",
        ".a.md.SWX",
        ".swp",
        "a.swp",
        ".a.md.un~",
        "4913",
        ".#a.md",
        "#a.md#",
        ".a.md.kate-swp",
        ".~lock.a.odt#",
        "~$a.docx",
    ),
    *(
        ".goutputstream-X1Y2Z3",
        "a.md___jb_tmp___",
        "a.md___jb_old___",
        ".DS_Store",
        "._a.jpg",
        "__MACOSX/a",
        ".Trashes",
        ".localized",
        ".hg/x",
    ),
    *("Thumbs.db", "thumbs.db", "Desktop.ini", "ehthumbs.db", ".directory", ".Trash-1000/a", "lost+found", ".nfs0001", ".fuse_hidden0001"),
    *(".git/config", ".gitignore", ".svn/entries", "__pycache__/a.pyc", "~syncthing~a.tmp", ".syncthing.a.tmp", ".stfolder/x", ".dropbox"),
)


@pytest.mark.parametrize("top", ["posts/ada", "static", "templates", "static/deep"])
def test_litter_of_editors_and_systems_is_not_seen(make_site: MakeSite, top: str) -> None:
    root = make_site({f"{top}/{name}": "x" for name in LITTER})
    assert listings.scan_folders(root, ["posts", "static", "templates"]).listings == {}
    assert list(listings.walk_theme(root / top)) == []
    assert [name for name in LITTER if is_relevant(f"{top}/{name}")] == []


@pytest.mark.parametrize(
    "name", ["a.swf", "b.webp", "c~d.txt", "#one.txt", "~ada.txt", "_a_", "4913.txt", "thumbs.db.txt", "sw.txt", ".htaccess"]
)
def test_file_that_only_looks_a_little_like_litter_is_seen(make_site: MakeSite, name: str) -> None:
    root = make_site({f"static/{name}": "x"})
    assert files(root) == [f"static/{name}"]
    assert list(listings.walk_theme(root / "static")) == [(name, root / "static" / name)]


def test_folders_of_litter_are_nobodys_account(make_site: MakeSite) -> None:
    root = make_site({"posts/__pycache__/profile.md": "x", "posts/.git/profile.md": "following: https://a.example/"})
    with pytest.raises(UsageError, match="who writes"):
        choose_author(root, parse_config(b"", "")[0])


@pytest.mark.parametrize("top", ["posts", "static", "templates"])
def test_folders_beyond_a_hundred_in_one_another_are_a_problem(make_site: MakeSite, top: str) -> None:
    deepest = "d/" * listings.DEEPEST
    root = make_site({f"{top}/{deepest}{name}": "x" for name in ("a.txt", "d/b.txt")})  # 1,500 are too many for pytest's own tidying
    scan = listings.scan_folders(root, [top])
    assert scan.listings.keys() == {f"{top}/{deepest}".rstrip("/")}
    assert [(problem.path, problem.what) for problem in scan.problems] == [(f"{top}/{deepest}d", "lies more than 100 folders deep")]
    assert [name for name, _ in listings.walk_theme(root / top)] == [f"{deepest}a.txt"]


def test_hidden_file_counts_in_static(make_site: MakeSite) -> None:
    assert files(make_site({"static/.well-known/security.txt": "x"})) == ["static/.well-known/security.txt"]


def test_edit_that_keeps_size_and_modification_time_changes_the_signature(make_site: MakeSite) -> None:
    path = make_site({"posts/ada/a.md": "old"}) / "posts/ada/a.md"
    before = path.stat()
    path.write_text("new", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert sourcefile.signature(path.stat(), trusted=1 << 62) != sourcefile.signature(before, trusted=1 << 62)


def test_file_written_a_moment_ago_is_looked_into_next_time(make_site: MakeSite) -> None:
    scan = listings.scan_site(make_site({"posts/ada/a.md": "old"}))
    assert listings.compare(scan, scan.listings).suspects == {"posts/ada/a.md": 3}


def test_file_with_the_same_signature_is_not_suspected() -> None:
    scan = listings.Scan({"posts/ada": "a.md\x003:1:1:1\nb.md\x003:1:1:1\n"}, [])
    assert listings.compare(scan, scan.listings).is_empty


def test_new_changed_and_vanished_files_are_told_apart() -> None:
    scan = listings.Scan({"posts/ada": "a.md\x003:1:1:1\nb.md\x004:2:2:2\n"}, [])
    known = {"posts/ada": "b.md\x003:1:1:1\nc.md\x003:1:1:1\n", "posts/bob": "d.md\x003:1:1:1\n"}
    found = listings.compare(scan, known)
    assert found.suspects == {"posts/ada/a.md": 3, "posts/ada/b.md": 4}
    assert found.gone == ["posts/ada/c.md", "posts/bob/d.md"]
    assert found.listings["posts/bob"] == ""


@pytest.mark.parametrize("kind", ["link", "loop", "pipe", "folder"])
def test_what_is_no_plain_file_is_a_problem(make_site: MakeSite, kind: str) -> None:
    root = make_site({"posts/ada/a.md": "x"})
    path = root / "posts/ada/strange.md"
    {
        "link": lambda: path.symlink_to("/etc/passwd"),
        "loop": lambda: path.symlink_to(path),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
    }[kind]()
    (problem,) = listings.scan_site(root).problems
    assert problem.path == "posts/ada/strange.md"


def test_name_with_a_control_character_is_a_problem(make_site: MakeSite) -> None:
    (problem,) = listings.scan_site(make_site({"posts/ada/a\nb.md": "x"})).problems
    assert "control character" in problem.what
    assert "\n" not in str(problem)


def test_name_that_is_not_utf_8_is_a_problem(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "x"})
    try:
        (root / os.fsdecode(b"posts/ada/\xff.md")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert "UTF-8" in listings.scan_site(root).problems[0].what


def test_link_put_in_a_files_place_is_not_followed(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "x"})
    (root / "posts/ada/b.md").symlink_to("/etc/passwd")
    assert isinstance(sourcefile.read_source(root, "posts/ada/b.md"), Problem)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_put_in_a_files_place_is_not_read(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "a"})
    os.mkfifo(root / "posts/ada/b.md")
    found = sourcefile.read_source(root, "posts/ada/b.md")
    assert isinstance(found, Problem)
    assert found.what == "is neither a file nor a folder"


def test_folder_of_the_site_that_is_a_link_is_not_read(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "a", "elsewhere/secret.txt": "b"})
    (root / "static").symlink_to(root / "elsewhere", target_is_directory=True)
    scan = listings.scan_site(root)
    assert [problem.path for problem in scan.problems] == ["static"]
    assert files(root) == ["posts/ada/a.md"]


def test_file_beyond_the_limit_is_not_read_whole(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "x" * 100})
    assert isinstance(sourcefile.read_source(root, "posts/ada/a.md", limit=99), Problem)
    assert sourcefile.read_source(root, "posts/ada/a.md", limit=100) == b"x" * 100


def test_listing_of_a_whole_build_is_completed_by_who_reads_the_posts(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "a", "posts/ada/b.md": "b", "posts/ada/cat.png": "c", "posts/ada/profile.md": "p"})
    look = listings.scan_site(root).listings
    hasty = listings.scan_site(root, is_whole=True).listings
    assert "a.md\0\n" in hasty["posts/ada"]
    with sourcefile.Folders(root) as folders:
        states = {path: sourcefile.read_state(folders, path)[1] for path in ("posts/ada/a.md", "posts/ada/b.md")}
    assert dict(listings.completed(hasty, states)) == look


def test_post_that_vanishes_before_it_is_read_is_in_no_listing(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/a.md": "a", "posts/ada/b.md": "b"})
    hasty = listings.scan_site(root, is_whole=True).listings
    assert dict(listings.completed(hasty, {"posts/ada/a.md": "1:", "posts/ada/b.md": ""})) == {"posts/ada": "a.md\0" + "1:\n"}


def test_file_that_changes_while_it_is_read_is_not_trusted(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site({"posts/ada/a.md": "a"})
    clock = [(root / "posts/ada/a.md").stat().st_mtime_ns]
    read = sourcefile._read

    def read_slowly(folders: sourcefile.Folders, path: str, size: int) -> tuple[bytes, os.stat_result]:
        clock[0] += 10**10
        return read(folders, path, size)

    monkeypatch.setattr("microblog.sources.sourcefile.time.time_ns", lambda: clock[0])
    monkeypatch.setattr(sourcefile, "_read", read_slowly)
    with sourcefile.Folders(root) as folders:
        assert sourcefile.read_state(folders, "posts/ada/a.md")[1] == "1:"
