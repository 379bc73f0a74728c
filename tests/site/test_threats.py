"""Hostile files among good ones: each is told in a line of its own, all in one run, and nothing else suffers.

`tests/support/hostile_files.py` has the rows.
"""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, MakeSite
from tests.support.hostile_files import BODIES, FRONT_MATTER, HARMLESS, NAMES, Hostile, is_harmless
from tests.support.site_tree import NOW, build, tree

GOOD = {
    "config.yaml": "base_url: https://example.org/x/\ntag_authority: example.org,2026\nauthor: ada\n",
    "posts/ada/profile.md": "---\nname: Ada\n---\n",
    **{f"posts/ada/2026-01-0{number}-good.md": f"Good words number {number}." for number in range(1, 8)},
}
ELSEWHERE = "words that lie elsewhere"


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a site, as people do, with a bound on time that is no measure."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, "-m", "microblog", *command, "--root", str(root), "--now", NOW]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=env, timeout=120)


def complaints(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Map each file to what is said of it, all of it."""
    said: dict[str, str] = {}
    for line in result.stderr.splitlines():
        if found := re.match(r"([^:]+?)(?::(\d+))?: ", line):
            said[found[1]] = f"{said.get(found[1], '')}{line}\n"
    return said


def put_special_files(root: Path, elsewhere: Path) -> dict[str, str]:
    """Put what only a file system can hold among Eve's posts; return what is to be said of each."""
    elsewhere.mkdir()
    (elsewhere / "secret.md").write_text(ELSEWHERE)
    folder = root / "posts/eve"
    (folder / "link.md").symlink_to(elsewhere / "secret.md")
    (folder / "linked").symlink_to(elsewhere)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    if sys.platform == "linux":  # elsewhere administrators alone make one so
        os.mknod(folder / "socket.md", stat.S_IFSOCK | 0o600)
    (folder / "folder.md").mkdir()
    with (folder / "sparse.md").open("wb") as file:
        file.truncate(10 << 30)
    (folder / "2026-01-05-one.md").write_text("beside One.md")
    (root / "static/link.txt").symlink_to(elsewhere / "secret.md")
    os.mkfifo(root / "static/pipe")
    (root / "templates").mkdir()
    (root / "templates/post.html").symlink_to(elsewhere / "secret.md")
    (folder / "photo.png").symlink_to(elsewhere / "secret.md")
    others = put_strange_names(folder) | put_unreadable(folder)
    links = {f"posts/eve/{name}": "symbolic link" for name in ("link.md", "linked", "loop", "photo.png")}
    others |= {f"posts/eve/{name}.md": "neither a file" for name in ("pipe", "socket") if (folder / f"{name}.md").exists()}
    others |= {"posts/eve/folder.md": "folder", "posts/eve/sparse.md": "larger than", "templates/post.html": "symbolic link"}
    return {**links, **others, "static/link.txt": "symbolic link", "static/pipe": "neither a file"}


def put_strange_names(folder: Path) -> dict[str, str]:
    """Put files whose names no address can have; return what is to be said of each."""
    try:
        (folder / os.fsdecode(b"2026-01-05-\xff.md")).write_text("x")
    except OSError:  # this file system takes UTF-8 names only
        return {}
    return {"posts/eve/2026-01-05-\\udcff.md": "UTF-8"}


def put_unreadable(folder: Path) -> dict[str, str]:
    """Put a file that nobody may read, where the one who runs this may not read everything; return what is to be said of it."""
    path = folder / "unreadable.md"
    path.write_text("x")
    path.chmod(0)
    return {} if os.access(path, os.R_OK) else {"posts/eve/unreadable.md": "cannot be read"}


@pytest.mark.skipif(sys.platform == "win32", reason="it has neither pipes nor links for everybody")
def test_every_hostile_file_is_told_in_a_line_of_its_own_beside_all_others(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(GOOD | {"static/a.txt": "a"})
    build(root)
    before = tree(root / "public")
    rows = [*FRONT_MATTER, *BODIES, *NAMES]
    make_site({row.path: row.content for row in rows})
    special = put_special_files(root, tmp_path / "elsewhere")
    for command in ("check", "build"):
        result = run(root, command)
        said = complaints(result)
        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert [(row.path, said.get(row.path)) for row in rows if not is_told(row, said)] == []
        assert [path for path, words in special.items() if words not in said.get(path, "")] == []
        assert [path for path in said if "/ada/" in path] == []
        assert ELSEWHERE not in result.stdout + result.stderr
    assert tree(root / "public") == before


def is_told(row: Hostile, said: dict[str, str]) -> bool:
    """Whether a row's file is told where and as the row says."""
    path = row.path.replace("\n", "\\n")
    return any(line.startswith(f"{path}:{row.line}: ") and row.said in line for line in said.get(path, "").splitlines())


def test_hostile_files_that_are_no_mistake_do_no_harm(make_site: MakeSite) -> None:
    root = make_site(GOOD | {row.path: row.content for row in HARMLESS})
    result = run(root, "build")
    assert (result.returncode, "Traceback" in result.stderr) == (0, False)
    pages = {path: data.decode(errors="replace") for path, data in tree(root / "public").items() if path.endswith((".html", ".atom"))}
    for row in HARMLESS:
        page = pages[f"@eve/{Path(row.path).stem}/index.html"]
        assert row.said in page, row.path
        assert is_harmless(page), row.path
    assert "Good words number 3." in pages["@ada/2026-01-03-good/index.html"]
