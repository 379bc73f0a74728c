"""What a build leaves when it is cut off, and what the next one makes of it."""

import errno
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.build.cache import Cache
from microblog.errors import ContentError, UsageError
from microblog.output import writer
from microblog.output.writer import MARKER, marker_text
from microblog.sources import listings
from tests.conftest import MakeSite
from tests.support.site_tree import NOW, build, tree

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
SITE = {"config.yaml": CONFIG, "posts/ada/profile.md": "Hello.", "posts/ada/2026-01-01-a.md": "#one", "posts/ada/2026-01-02-b.md": "#two"}
KILLED = """
import os, sys
from pathlib import Path
from microblog.build import builder
from microblog.output import writer as output
from microblog.build.options import Options
whole, calls = getattr(output, sys.argv[2]), []
def cut_off(*arguments):
    calls.append(1)
    if len(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), 9)
    return whole(*arguments)
setattr(output, sys.argv[2], cut_off)
builder.build(Options(root=Path(sys.argv[1]), now=sys.argv[4], jobs=1, clean=sys.argv[5] == "clean"))
"""


def public(root: Path) -> dict[str, bytes]:
    return tree(root / "public")


def test_page_that_somebody_took_away_comes_back_with_its_next_change(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root)
    shutil.rmtree(root / "public/@ada/2026-01-01-a")
    shutil.rmtree(root / "public/tags")
    (root / "posts/ada/2026-01-01-a.md").write_text("#one more", encoding="utf-8")
    build(root)
    assert public(root) == clean(root, tmp_path / "elsewhere")


def test_post_may_go_whose_page_somebody_took_away(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root)
    shutil.rmtree(root / "public/@ada/2026-01-01-a")
    (root / "posts/ada/2026-01-01-a.md").unlink()
    build(root)
    assert public(root) == clean(root, tmp_path / "elsewhere")


def test_removing_goes_on_where_the_folder_is_gone_too(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    writer.remove_files(tmp_path, ["a/b/c/d.html"])
    assert list(tmp_path.iterdir()) == []


def test_index_is_not_believed_while_a_journal_lies_there(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    whole = public(root)
    (root / ".microblog/journal").write_text('["index.html"]', encoding="utf-8")
    (root / "public/index.html").write_text("half a p", encoding="utf-8")
    build(root)
    assert public(root) == whole
    assert not (root / ".microblog/journal").exists()


def test_index_fits_the_very_folder_that_was_built_with_it(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root)
    whole = public(root)
    shutil.copytree(root / "public", tmp_path / "copy")
    shutil.rmtree(root / "public")
    (tmp_path / "copy").rename(root / "public")
    (root / "public/index.html").write_text("an older page", encoding="utf-8")
    build(root)
    assert public(root) == whole


def test_build_waits_for_another_one_of_the_same_site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site(SITE)
    monkeypatch.setattr("microblog.build.cache._WAIT", 0.05)
    with Cache(root).locked():
        with pytest.raises(UsageError, match="this site is taken by"):
            build(root)
        assert not (root / "public").exists()
    build(root)
    assert (root / "public/index.html").is_file()


def test_build_cut_off_among_single_files_says_so(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_site(SITE)
    build(root)
    (root / "posts/ada/2026-01-01-a.md").write_text("#one more", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writer, "replace_file", full)
    assert cli.main(["--root", str(root), "--now", NOW, "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    assert "is new in part; the next build makes all of it" in said
    assert "stays as it was" not in said


def clean(root: Path, elsewhere: Path) -> dict[str, bytes]:
    """Return what a build from nothing makes of the same files."""
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("public", ".microblog", ".public*"))
    build(elsewhere)
    return public(elsewhere)


def kill(root: Path, function: str, call: int, how: str = "") -> None:
    """Build in a process of its own that is killed at a certain call."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(root), function, str(call), NOW, how], cwd=ROOT, check=False)
    assert done.returncode == -9


@pytest.mark.parametrize("call", [1, 2, 7])
def test_build_killed_while_it_replaces_files_is_healed_by_the_next(make_site: MakeSite, tmp_path: Path, call: int) -> None:
    root = make_site(SITE)
    build(root)
    make_site({"posts/ada/2026-01-03-c.md": "#three", "posts/ada/2026-01-01-a.md": "#uno"})
    kill(root, "replace_file", call)
    build(root)
    assert public(root) == clean(root, tmp_path / "clean")
    make_site({"posts/ada/2026-01-04-d.md": "#four"})
    build(root)
    assert public(root) == clean(root, tmp_path / "later")


def test_build_killed_before_the_swap_leaves_the_last_site(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    before = public(root)
    kill(root, "publish", 1, "clean")
    assert public(root) == before
    build(root)
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "posts", "public"]


def test_what_the_processes_of_a_killed_build_still_write_is_cleared_away_and_never_published(make_site: MakeSite) -> None:
    root = make_site(SITE | {".public.microblog-new-1/late.html": "late", f".public.microblog-new-1/{MARKER}": marker_text("any")})
    build(root)
    assert "late.html" not in public(root)
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "posts", "public"]


def test_answer_to_a_post_that_vanishes_during_a_build_of_everything_is_an_error_at_once(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"posts/ada/2026-01-01-a.md": "A", "posts/ada/2026-01-02-b.md": "---\nin_reply_to: ada/2026-01-01-a\n---\nB"})
    scan = listings.scan_site

    def scan_site(*arguments: Any, **more: Any) -> listings.Scan:
        found = scan(*arguments, **more)
        (root / "posts/ada/2026-01-01-a.md").unlink()
        return found

    monkeypatch.setattr(listings, "scan_site", scan_site)
    with pytest.raises(ContentError) as caught:
        build(root)
    told = [problem for problem in caught.value.problems if not problem.is_warning]
    assert [(problem.path, problem.line) for problem in told] == [("posts/ada/2026-01-02-b.md", 2)]
    assert "ada/2026-01-01-a" in told[0].what


@pytest.mark.parametrize("name", [".public.microblog-old", ".public.microblog-old-4711"])  # the former by an older version
def test_site_that_was_taken_away_for_a_swap_comes_back_even_if_the_next_build_fails(make_site: MakeSite, name: str) -> None:
    root = make_site(SITE)
    build(root)
    before = public(root)
    (root / "public").rename(root / name)
    make_site({"templates/404.html": "{{ nonsense }}"})
    with pytest.raises(ContentError):
        build(root)
    assert public(root) == before


def test_folder_takes_a_files_place_and_gives_it_back(make_site: MakeSite) -> None:
    root = make_site(SITE | {"static/notes": "a file"})
    build(root)
    (root / "static/notes").unlink()
    make_site({"static/notes/a.txt": "in a folder"})
    build(root)
    assert public(root)["notes/a.txt"] == b"in a folder"
    shutil.rmtree(root / "static/notes")
    make_site({"static/notes": "a file"})
    build(root)
    assert public(root)["notes"] == b"a file"


def test_damaged_lock_is_made_anew(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    (root / ".microblog" / "lock").write_bytes(b"garbage" * 200)
    assert build(root).posts == 2


def test_renamed_file_with_the_same_page_leaves_nothing_behind_when_it_goes(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-01-05-e.md": "---\nslug: x\nid: x\n---\nSame."})
    build(root)
    (root / "posts/ada/2026-01-05-e.md").rename(root / "posts/ada/2026-01-05-f.md")
    build(root)
    (root / "posts/ada/2026-01-05-f.md").unlink()
    build(root)
    assert [path for path in public(root) if path.startswith("@ada/x")] == []


def test_output_that_is_a_git_work_tree_is_refused(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    (root / "public" / ".git").mkdir()
    with pytest.raises(Exception, match="git work tree"):
        build(root)


def test_tag_is_called_what_its_oldest_post_calls_it_now(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE | {"posts/ada/2026-01-01-a.md": "#python", "posts/ada/2026-01-02-b.md": "#PYTHON"})
    build(root)
    make_site({"posts/ada/2026-01-01-a.md": "#PyThon"})
    build(root)
    assert b'<h1 class="p-name"><bdi>#PyThon</bdi></h1>' in public(root)["tags/python/index.html"]
    assert public(root) == clean(root, tmp_path / "clean")


def test_tag_may_pass_its_url_on_to_another_spelling(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE | {"posts/ada/2026-01-05-e.md": "---\ntags: hello world\n---\nx"})
    build(root)
    make_site({"posts/ada/2026-01-05-e.md": "---\ntags: hello-world\n---\nx"})
    build(root)
    assert public(root) == clean(root, tmp_path / "clean")


def test_older_year_than_all_before_gives_every_feed_entry_another_id(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE | {"config.yaml": "base_url: https://example.org/"})
    build(root)
    make_site({"posts/ada/1999-12-31-old.md": "Found in a drawer."})
    build(root)
    assert b"tag:example.org,1999:ada/2026-01-01-a" in public(root)["feed.atom"]
    assert public(root) == clean(root, tmp_path / "clean")


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
def test_clock_that_jumps_between_builds_changes_nothing(
    make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    root = make_site(SITE)
    build(root)
    clock, clock_ns = time.time, time.time_ns
    monkeypatch.setattr(time, "time", lambda: clock() + days * 86_400)
    monkeypatch.setattr(time, "time_ns", lambda: clock_ns() + days * 86_400 * 10**9)
    for text in ("#uno", "#two", "#due"):
        path = root / "posts/ada/2026-01-01-a.md"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (clock() + days * 86_400,) * 2)
        build(root)
        days = -days  # and back
        assert public(root) == clean(root, tmp_path / text)
