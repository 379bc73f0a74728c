"""Whose folder a build may replace or remove: one that we wrote for this very output."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.errors import ContentError, UsageError
from microblog.output import writer
from microblog.output.writer import MARKER, Claim, marker_text
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.site_tree import NOW, build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
SITE = {"config.yaml": CONFIG, "posts/ada/2026-01-01-a.md": "Hello."}
OLD_MARK = b"microblog wrote this folder and replaces it as a whole; keep nothing of your own here.\n"
STRANGE = {"thesis.txt": b"years"}


def strange(folder: Path, mark: bytes | None = None) -> dict[str, bytes]:
    """Make a folder of somebody else, with a marker where one is given; return what is in it."""
    folder.mkdir(parents=True)
    files = STRANGE | ({} if mark is None else {MARKER: mark})
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files


@pytest.mark.parametrize("path", ["docs", "nope/../docs", "nope/nor/../../docs", "link/../docs"])
def test_folder_of_somebody_else_is_refused_by_whatever_path_it_is_named(make_site: MakeSite, path: str) -> None:
    root = make_site(SITE)
    files = strange(root / "docs")
    (root / "link").symlink_to(root / "posts", target_is_directory=True)
    with pytest.raises(UsageError, match="did not write"):
        build(root, output=Path(f"{root}/{path}"))
    assert tree(root / "docs") == files


@pytest.mark.parametrize("path", ["nope/../posts", "nope/..", "nope/../../..", "nope/../static/x"])
def test_place_that_would_cost_something_is_refused_by_whatever_path_it_is_named(make_site: MakeSite, path: str) -> None:
    root = make_site(SITE)
    with pytest.raises(UsageError):
        build(root, output=Path(f"{root}/{path}"))
    assert tree(root) == {name: text.encode() for name, text in SITE.items()}


def test_place_that_would_swallow_the_site_is_refused_even_where_a_build_wrote_it(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(SITE)
    monkeypatch.setenv("HOME", str(root.parent / "home"))
    for place in (root, root.parent, root.parent.parent, Path("/"), root.parent / "home"):
        with pytest.raises(UsageError, match="would swallow the site or more"):
            writer.resolve_output(root, place)


def test_output_is_built_where_its_path_leads(make_site: MakeSite) -> None:
    root = make_site(SITE)
    for _ in range(2):
        build(root, output=root / "nope/../docs", clean=True)
    assert (root / "docs/index.html").is_file()
    assert not (root / "nope").exists()


@pytest.mark.parametrize("mark", [b"", b"marker", b"not microblog wrote this folder", b"x" * 10_000])
@pytest.mark.parametrize("name", ["public", "docs"])
def test_file_that_is_only_called_as_the_marker_is_no_marker(make_site: MakeSite, name: str, mark: bytes) -> None:
    root = make_site(SITE)
    files = strange(root / name, mark)
    with pytest.raises(UsageError, match="holds files that microblog did not write"):
        build(root, output=root / name)
    assert tree(root / name) == files


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_marker_is_a_plain_file(make_site: MakeSite, tmp_path: Path, kind: str) -> None:
    root = make_site(SITE)
    strange(root / "public")
    (tmp_path / "marker").write_bytes(marker_text("example.org,2026"))
    marker = root / "public" / MARKER
    {"link": lambda: marker.symlink_to(tmp_path / "marker"), "pipe": lambda: os.mkfifo(marker), "folder": marker.mkdir}[kind]()
    with pytest.raises(UsageError, match="did not write"):
        build(root)


def test_marker_of_another_output_is_none_of_this_one(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    files = strange(root / "docs", (root / "public" / MARKER).read_bytes())
    with pytest.raises(UsageError, match="for this output of this site"):
        build(root, output=root / "docs")
    assert tree(root / "docs") == files


def test_output_of_another_site_is_not_replaced(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root, output=tmp_path / "www")
    other = tmp_path / "other"
    (other / "posts").mkdir(parents=True)
    (other / "config.yaml").write_text(CONFIG.replace("example", "example2"), encoding="utf-8")
    before = tree(tmp_path / "www")
    with pytest.raises(UsageError, match="for this output of this site"):
        build(other, output=tmp_path / "www")
    assert tree(tmp_path / "www") == before


def test_own_output_is_known_after_the_cache_was_deleted(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root, output=tmp_path / "www")
    shutil.rmtree(root / ".microblog")
    assert build(root, output=tmp_path / "www").posts == 1


def test_own_outputs_are_known_after_the_site_was_renamed_and_moved(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    for path in (root / "docs", root / "public", tmp_path / "www"):
        build(root, output=path)
    moved = root.rename(tmp_path / "moved")
    (moved / "config.yaml").write_text(CONFIG.replace("example", "example2"), encoding="utf-8")
    for path in (moved / "docs", moved / "public", tmp_path / "www"):
        assert build(moved, output=path).posts == 1


def test_output_of_a_version_whose_markers_named_no_site_is_known_in_its_usual_place_alone(make_site: MakeSite) -> None:
    root = make_site(SITE)
    strange(root / "public", OLD_MARK)
    strange(root / "docs", OLD_MARK)
    with pytest.raises(UsageError, match="remove it or name another"):
        build(root, output=root / "docs")
    build(root)
    assert "thesis.txt" not in tree(root / "public")


def test_empty_folder_is_taken_for_an_output(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    build(make_site(SITE), output=tmp_path / "www")
    assert (tmp_path / "www/index.html").is_file()


def test_place_where_nothing_could_be_built_is_not_noted(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    make_site({"templates/404.html": "{{ nonsense }}"})
    with pytest.raises(ContentError):
        build(root, output=root / "docs")
    (root / "templates/404.html").unlink()
    shutil.copytree(root / "public", root / "docs")
    with pytest.raises(UsageError, match="for this output of this site"):
        build(root, output=root / "docs")


@pytest.mark.parametrize("mark", [None, b"", marker_text("example2.org,2026")])
def test_folders_beside_the_output_are_nobodys_because_of_their_names(make_site: MakeSite, tmp_path: Path, mark: bytes | None) -> None:
    names = [f"www/.out.microblog-{name}" for name in ("old", "old-1", "new", f"new-{os.getpid()}", f"old-{os.getpid()}", "gone-1")]
    files = [strange(tmp_path / name, mark) for name in names]
    root = make_site(SITE)
    for text in ("Hello.", "Hello again."):
        make_site({"posts/ada/2026-01-01-a.md": text})
        build(root, output=tmp_path / "www/out", clean=True)
        shutil.rmtree(root / ".microblog")
    assert [tree(tmp_path / name) for name in names] == files
    assert len([*(tmp_path / "www").iterdir()]) == len(names) + 1


@pytest.mark.parametrize("what", ["new", "gone"])
def test_empty_folder_of_a_build_that_was_killed_is_cleared_away(make_site: MakeSite, what: str) -> None:
    root = make_site(SITE)
    (root / f".public.microblog-{what}-1").mkdir()
    build(root)
    assert sorted(path.name for path in root.iterdir() if "microblog-" in path.name) == []


def test_folder_put_in_the_outputs_place_during_a_build_stays(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    publish = writer.publish

    def late(staged: Path, claim: Claim) -> None:
        (root / "public").rename(root / "mine")
        strange(root / "public")
        publish(staged, claim)

    monkeypatch.setattr(writer, "publish", late)
    with pytest.raises(UsageError, match="did not write"):
        build(root, clean=True)
    assert tree(root / "public") == STRANGE
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "mine", "posts", "public"]


def cannot_exchange(_one: Path, _other: Path) -> bool:
    return False


@pytest.mark.parametrize("is_at_once", [True, False])
def test_folder_put_in_the_outputs_place_at_the_last_moment_comes_back(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, is_at_once: bool
) -> None:
    root = make_site(SITE)
    build(root)
    exchange = writer.exchange if is_at_once else cannot_exchange

    def exchange_late(one: Path, other: Path) -> bool:
        if not (root / "mine").exists():
            other.rename(root / "mine")
            strange(other, b"mine")
        return exchange(one, other)

    monkeypatch.setattr(writer, "exchange", exchange_late)
    with pytest.raises(UsageError, match="somebody put another folder"):
        build(root, clean=True)
    assert tree(root / "public") == STRANGE | {MARKER: b"mine"}
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "mine", "posts", "public"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others are said to be without")
def test_site_is_there_at_every_moment_while_a_whole_one_takes_its_place(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    rename, there = os.rename, []
    monkeypatch.setattr(os, "rename", lambda *paths: [there.append((root / "public/index.html").exists()), rename(*paths)])
    assert not build(root, clean=True).was_away
    assert there == [True]


def test_build_tells_where_the_system_cannot_exchange_two_folders(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_site(SITE)
    monkeypatch.setattr(writer, "exchange", cannot_exchange)
    for expected in (False, True):
        assert cli.main(["--root", str(root), "--now", NOW, "--jobs", "1", "--clean", "-v"]) == 0
        assert ("was away for a moment" in capsys.readouterr().out) == expected


def test_process_of_a_killed_build_makes_its_folder_no_more(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        writer.write_new(tmp_path / "gone", "a/b/index.html", b"late")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["x" * 300, "x" * 220, "x/" * 2500, "loop/x"])
def test_place_that_the_system_cannot_have_is_wrong_usage(make_site: MakeSite, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    (root / "loop").symlink_to(root / "loop")
    for command in ("build", "check", "serve"):
        assert cli.main([command, "--root", str(root), "--output", f"{root}/{path}", "--now", NOW]) == 2
        assert capsys.readouterr().err.startswith("microblog: the ")


def test_who_has_no_home_builds_as_well(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", fail)
    assert build(make_site(SITE)).posts == 1


def test_site_and_output_may_lie_where_names_are_not_utf_8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", 0)  # else a file written a moment ago is looked into in any case
    root = tmp_path / os.fsdecode(b"\xff")
    try:
        (root / "posts/ada").mkdir(parents=True)
        (root / "templates").mkdir()
        (root / "templates/404.html").touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    for text in ("Hello.", "Hello again."):
        (root / "posts/ada/2026-01-01-a.md").write_text(text, encoding="utf-8")
        assert build(root, output=tmp_path / os.fsdecode(b"out\xff")).posts == 1


def test_what_could_not_be_removed_keeps_its_marker_for_the_next_try(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    build(root)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        build(root, clean=True)
    (left,) = root.glob(".public.microblog-*")
    assert writer.is_ours(left)
    build(root)
    assert not left.exists()
