"""The project's own site, for tests to build."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def copy_tour(target: Path) -> Path:
    for name in ("posts", "pages", "templates", "static", "answers"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "config.yaml", target)
    return target
