"""Two builds at once: one waits for the other, and whoever is waited for is named."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from microblog import cli
from microblog.build import cache
from microblog.errors import UsageError
from microblog.output import writer
from microblog.text import locks
from tests.conftest import MakeSite
from tests.support.site_tree import NOW, build, tree

ROOT = Path(__file__).resolve().parents[2]
SITE = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n", "posts/ada/2026-01-01-a.md": "One."}
HOLDER = """
import sys
from pathlib import Path
from microblog.build.cache import Cache
with Cache(Path(sys.argv[1])).locked(Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Holder:
    """Another process that builds a site into a place, and takes its time."""

    def __init__(self, root: Path, place: Path) -> None:
        command = [sys.executable, "-c", HOLDER, str(root), str(place)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout
        assert self.process.stdout.readline().strip() == b"held"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_WAIT", 0.0)


@pytest.mark.usefixtures("no_patience")
def test_who_builds_the_same_site_is_named_in_one_line(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    with Holder(root, tmp_path / "elsewhere") as holder:
        assert cli.main(["--root", str(root), "--now", NOW]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"microblog: this site is taken by process {holder.process.pid}, at work on {root}; wait for it or end it"
    assert build(root).posts == 1


@pytest.mark.usefixtures("no_patience")
def test_who_builds_another_site_into_the_same_place_is_named(make_site: MakeSite, tmp_path: Path) -> None:
    root, place = make_site(SITE), tmp_path / "www/out"
    other = tmp_path / "other"
    (other / "posts").mkdir(parents=True)
    with Holder(other, place) as holder, pytest.raises(UsageError) as caught:
        build(root, output=place)
    who = f"process {holder.process.pid}, at work on {other}"
    assert str(caught.value) == f"the output folder {place} is taken by {who}; wait for it or end it"
    assert not (tmp_path / "www").exists()


def test_lock_of_a_process_that_was_killed_holds_nobody_up(make_site: MakeSite) -> None:
    root = make_site(SITE)
    holder = Holder(root, root / "public")
    assert (root / ".public.microblog-lock").read_text(encoding="utf-8") == f"process {holder.process.pid}, at work on {root}"
    holder.process.kill()
    holder.process.communicate()
    assert build(root).posts == 1
    assert sorted(path.name for path in root.iterdir()) == [".microblog", "config.yaml", "posts", "public"]


def test_build_that_waits_says_for_whom_and_goes_on(make_site: MakeSite) -> None:
    root = make_site(SITE)
    holder, told = Holder(root, root / "public"), []

    def listen(stage: str, _done: int, _total: int) -> None:
        if stage.startswith("Waiting"):
            told.append(stage)
            assert holder.process.stdin
            holder.process.stdin.close()
            holder.process.wait()

    from microblog.build import builder
    from microblog.build.options import Options

    builder.build(Options(root=root, now=NOW, jobs=1), listen)
    assert told == [f"Waiting for process {holder.process.pid}, at work on {root}"]
    assert holder.process.stdout
    holder.process.stdout.close()


def test_two_sites_that_begin_in_the_same_empty_place_do_not_mix(make_site: MakeSite, tmp_path: Path) -> None:
    root, place = make_site(SITE), tmp_path / "out"
    other = tmp_path / "other"
    (other / "posts").mkdir(parents=True)
    (other / "config.yaml").write_text("base_url: https://example.com/\ntag_authority: example.com,2026\n", encoding="utf-8")
    with Holder(other, tmp_path / "elsewhere"):
        build(root, output=place)
    before = tree(place)
    with pytest.raises(UsageError, match="for this output of this site"):
        build(other, output=place)
    assert tree(place) == before


def test_lock_is_not_held_by_who_opened_it_before_it_was_removed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locks.held(path, "one", 0, str):
        with pytest.raises(locks.HeldError, match="one"), locks.held(path, "two", 0, str):
            pass
        path.unlink()
        with locks.held(path, "three", 0, str):
            assert path.read_text(encoding="utf-8") == "three"
    assert not path.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_lock_is_free_though_a_process_that_was_forked_has_it_open(tmp_path: Path) -> None:
    receiving, sending = os.pipe()
    with locks.held(tmp_path / "lock", "one", 0, str):
        child = os.fork()
        if not child:
            os.close(sending)
            os.read(receiving, 1)
            os._exit(0)
    with locks.held(tmp_path / "lock", "two", 0, str):
        os.close(sending)
    os.waitpid(child, 0)
    os.close(receiving)
    assert writer.lock_of(tmp_path / "out") == tmp_path / ".out.microblog-lock"
