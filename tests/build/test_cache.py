"""What lies in the cache's place, or in it, holds no build up."""

import os
from pathlib import Path

import pytest

from microblog.answers.storing import read_notes
from microblog.cli import main
from microblog.follow.states import read_states
from microblog.text.files import read_at_once
from tests.conftest import MakeSite
from tests.support.noted_site import ADA, notes, public
from tests.support.site_tree import build

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")


def put_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


@needs_pipes
@pytest.mark.parametrize("path", [".microblog/index.seal", "public/feed.json", "public/@ada/page/1/index.html"])
def test_pipe_in_place_of_a_file_of_ours_is_replaced(make_site: MakeSite, path: str) -> None:
    root = make_site(ADA | notes(25))
    build(root)
    before = public(root)
    put_pipe(root / path)
    make_site({"posts/ada/2026-01-01-note.md": "Else."})
    build(root)
    make_site(notes(25))
    build(root, clean=True)
    assert public(root) == before


@needs_pipes
def test_pipe_in_place_of_what_was_noted_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / ".microblog"
    folder.mkdir()
    for name in ("fetch.json", "answers.json"):
        os.mkfifo(folder / name)
    assert (read_states(tmp_path), read_notes(tmp_path)) == ({}, {})
    assert read_at_once(folder / "fetch.json") == b""


@pytest.mark.parametrize("kind", ["file", "pipe"])
def test_cache_that_is_no_folder_is_told(make_site: MakeSite, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    root = make_site(ADA | notes(1))
    if kind == "file":
        (root / ".microblog").write_text("mine")
    elif hasattr(os, "mkfifo"):
        os.mkfifo(root / ".microblog")
    else:
        pytest.skip("no pipes here")
    assert main(["build", "--root", str(root), "--jobs", "1"]) == 2
    assert capsys.readouterr().err == f"microblog: {root / '.microblog'} is no folder, and the cache needs one; remove it\n"
    assert (root / ".microblog").exists()
