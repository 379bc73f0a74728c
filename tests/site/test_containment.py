"""A build opens nothing outside the site, the engine and the machine's own libraries, and changes nothing but the output and the cache."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT, MakeSite
from tests.support.hostile_files import BODIES, FRONT_MATTER, NAMES
from tests.support.site_tree import NOW

GOOD = {
    "config.yaml": "base_url: https://example.org/x/\ntag_authority: example.org,2026\n",
    "posts/ada/2026-01-01-a.md": "Words. ![x](../../../../outside/photo.png) [y](/../../outside/words.txt) ![[../../outside/photo.png]]",
    "static/a.txt": "a",
}
LINKS = {"posts/ada/link.md": "words.txt", "posts/ada/photo.png": "photo.png", "static/link.txt": "words.txt", "posts/ada/folder": ""}
READ = re.compile(r'(?:open|openat|openat2)\((?:AT_FDCWD|\d+)(?:<(?P<at>[^>]*)>)?, "(?P<path>[^"]*)", (?P<how>[^,)]+)')
CHANGE = re.compile(r"(?:rename\w*|unlink\w*|mkdir\w*|rmdir|symlink\w*|link\w*|truncate|chmod|fchmodat|chown)\((?P<rest>.*)\) += 0")
WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")


@pytest.fixture(scope="module")
def strace() -> str:
    """Return the path of strace, where it may trace."""
    found = shutil.which("strace")
    if not found or subprocess.run([found, "-qq", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not there, or may not trace: apt-get install strace")
    return found


def traced(strace: str, root: Path, log: Path) -> tuple[int, list[str]]:
    """Build a site; return how that ended, and the calls that opened or changed a path."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    calls = "trace=/^(open|rename|unlink|mkdir|rmdir|symlink|link|truncate|chmod|fchmodat)"
    words = [strace, "-f", "-y", "-qq", "-s", "4096", "-e", calls, "-o", str(log), sys.executable, "-m", "microblog", "build"]
    done = subprocess.run(
        [*words, "--root", str(root), "--now", NOW, "--jobs", "1"], capture_output=True, check=False, env=env, timeout=120
    )
    return done.returncode, log.read_text(errors="replace").splitlines()


def is_below(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder.rstrip('/')}/") for folder in folders)


def full(found: re.Match[str]) -> str:
    """Return the path that a call is about, whole."""
    return os.path.normpath(Path(found["at"] or Path.cwd()) / found["path"])


@pytest.mark.parametrize("is_hostile", [False, True], ids=["that ends well", "of hostile files and links"])
def test_build_opens_and_changes_nothing_outside(make_site: MakeSite, tmp_path: Path, strace: str, is_hostile: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "words.txt").write_text("words")
    (outside / "photo.png").write_bytes(b"\x89PNG")
    root = make_site(GOOD)
    if is_hostile:
        make_site({row.path: row.content for row in [*FRONT_MATTER, *BODIES, *NAMES]})
        for name, target in LINKS.items():
            (root / name).symlink_to(outside / target)
    status, calls = traced(strace, root, tmp_path / "trace")
    opened = [(full(found), found["how"]) for call in calls if (found := READ.search(call)) and " = -1 " not in call]
    machine = [
        "/dev",
        "/proc",
        "/sys",
        "/usr",
        "/lib",
        "/lib64",
        "/etc",
        sys.prefix,
        sys.base_prefix,
        sysconfig.get_path("purelib"),
        str(ROOT),
    ]
    machine += [os.path.realpath(path) for path in machine] + [os.path.realpath(sys.executable)]
    assert status == int(is_hostile)
    assert len(opened) > 20
    assert [path for path, _ in opened if not is_below(path, [str(root), *machine])] == []
    assert [path for path, _ in opened if path == "/etc/passwd" and is_hostile] == []
    own = [str(root / "public"), str(root / ".microblog"), "/dev/null", str(ROOT / "microblog/theme/__pycache__")]
    written = [path for path, how in opened if any(word in how for word in WRITING)]
    assert [path for path in written if not is_ours(path, root, own)] == []
    changed = [path for call in calls if (found := CHANGE.search(call)) for path in re.findall(r'"(/[^"]*)"', found["rest"])]
    assert is_hostile or (len(written) > 10 and len(changed) > 2)  # it sees what a build does
    assert [path for path in changed if not is_ours(path, root, own)] == []


def is_ours(path: str, root: Path, own: list[str]) -> bool:
    """Whether a path is in the output, the cache, or the half-made output beside it."""
    return is_below(path, own) or bool(re.match(rf"{re.escape(str(root))}/\.?public[^/]*", path))
