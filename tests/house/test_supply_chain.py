"""What a release is made of, and that anybody can make it again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("microblog", "templates", "static", "pyproject.toml", "README.md", "LICENSE")


def copied(to: Path, mode: int, moment: int) -> Path:
    """Copy what the wheel is made of, with other rights and times."""
    for name in _PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(exist_ok=True)
            shutil.copy(source, to / name)
    for path in to.rglob("*"):
        if path.is_file():
            path.chmod(mode)
        os.utime(path, (moment, moment))
    return to


def test_wheel_is_the_same_to_the_byte_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    wheels = []
    for name, mode, moment in (("a", 0o644, 1_000_000_000), ("another place", 0o600, 1_700_000_000)):
        folder = copied(tmp_path / name, mode, moment)
        environment = os.environ | {"TZ": "Asia/Tokyo" if mode == 0o600 else "UTC"}
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
        wheels.append(next((folder / "dist").iterdir()).read_bytes())
    assert wheels[0] == wheels[1]


def test_list_of_parts_names_each_pinned_library_with_its_version(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--output-file", str(tmp_path / "sbom.json")]
    subprocess.run([*command, str(ROOT / "requirements.txt")], check=True, capture_output=True, cwd=tmp_path)
    found = {(part["name"], part["version"]) for part in json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))["components"]}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.removesuffix(" \\")) for line in lines if line and line[0] not in " #"]
    assert found == {(pin.name, str(pin.specifier).removeprefix("==")) for pin in pins}
