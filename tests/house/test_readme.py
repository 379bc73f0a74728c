"""The steps of the README lead from the tour to a site of one's own, and the site builds after each."""

import re
import shutil
from pathlib import Path

import pytest

from microblog.build.builder import build
from microblog.build.options import Options
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
STEPS = re.split(r"\n(?=\d\. )", README.partition("## From a fork")[2].partition("\n## ")[0])[1:]
NOW = "2026-11-24T12:00:00Z"


def blocks(step: str) -> list[str]:
    """Return the files that a step shows."""
    found = re.findall(r"```md\n(.*?)```", step, re.DOTALL)
    return [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in found]


@pytest.mark.skipif(not (ROOT / "posts/mira").is_dir(), reason="who forks the repository writes their own posts")
def test_site_builds_after_each_step_of_the_readme(tmp_path: Path) -> None:
    for name in ("posts", "pages", "static", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yaml", tmp_path)
    profile, post = blocks(next(step for step in STEPS if "profile.md" in step))
    order = [step[:40] for step in STEPS]
    assert ["profile.md" in order[2], "config.yaml" in order[3], "the tour" in order[4]] == [True] * 3
    (tmp_path / "posts/you").mkdir()
    (tmp_path / "posts/you/profile.md").write_text(profile)
    before = build(Options(tmp_path, now=NOW, jobs=1))
    (tmp_path / "posts/you/2026-11-23-hello.md").write_text(post)
    assert build(Options(tmp_path, now=NOW, jobs=1)).posts == before.posts + 1
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("author: mira", "author: you").replace("timezone: UTC", "timezone: Europe/Berlin"))
    build(Options(tmp_path, now=NOW, jobs=1))
    for path in [*(tmp_path / "posts").iterdir(), *(tmp_path / "pages").iterdir()]:
        if path.name != "you":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert build(Options(tmp_path, now=NOW, jobs=1)).posts == 1


def test_readme_installs_into_an_environment() -> None:
    part = README.partition("## Without a fork")[2].partition("\n## ")[0]
    assert "pipx install ." in part
    assert "python3 -m venv" in part
    assert not re.search(r"^python3 -m pip install", part, re.MULTILINE)
