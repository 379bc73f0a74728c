"""Git without the settings of whoever runs the tests, and without the repository in which they may run."""

import os
import subprocess
from pathlib import Path

import pytest


def keep_settings_out(monkeypatch: pytest.MonkeyPatch, ceiling: Path) -> None:
    """Let git know nothing but what a test tells it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(ceiling))
    for name, value in (("GIT_CONFIG_GLOBAL", os.devnull), ("GIT_CONFIG_NOSYSTEM", "1"), ("HOME", "/nowhere")):
        monkeypatch.setenv(name, value)


def git(folder: Path, *words: str) -> str:
    """Call git and return what it says."""
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout
