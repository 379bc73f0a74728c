"""A copy of the engine, for a test to change."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.support.site_tree import NOW

MADE = frozenset({"microblog/render/stats.py", "templates/stats.html", "microblog/theme/locale/eo.po"})
"""Files that the recipes of CONTRIBUTING.md have their reader make."""


def copy_engine(folder: Path) -> Path:
    """Copy the engine, for a test to change."""
    for name in ("microblog", "templates", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def insert(path: Path, before: str, text: str) -> None:
    """Insert text in front of other text."""
    old = path.read_text(encoding="utf-8")
    assert old.count(before) == 1
    path.write_text(old.replace(before, text + before), encoding="utf-8")


def run(engine: Path, root: Path, *arguments: str) -> str:
    """Build with another engine; return what it says."""
    command = [sys.executable, "-m", "microblog", "build", "-q", "--root", str(root), "--now", NOW, "--jobs", "1", *arguments]
    done = subprocess.run(command, cwd=engine, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr
