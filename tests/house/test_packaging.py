"""What is shipped: the wheel, the source archive, the pins."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from microblog import __version__, bootstrap

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(lock: str) -> list[Requirement]:
    """Read a lock's requirements, without their hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [Requirement(line.removesuffix(" \\")) for line in text.splitlines() if line[0] not in " #"]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment that sees this one's dependencies; give the folder of its commands."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    purelib = Path(run(commands / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    run(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--quiet", "--no-index", "--no-deps", wheel)
    (purelib / "dependencies.pth").write_text(ours, encoding="utf-8")
    return commands


def test_the_wheel_carries_the_engine_the_theme_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("microblog/**/*") if path.is_file() and "__pycache__" not in path.parts
    }
    theme = {
        f"microblog/theme/{path.relative_to(ROOT).as_posix()}"
        for kind in ("templates", "static")
        for path in ROOT.glob(f"{kind}/**/*")
        if path.is_file()
    }
    assert modules | theme <= names
    assert "microblog/py.typed" in names
    assert f"microblog-{__version__}.dist-info/licenses/LICENSE" in names


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    assert {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()} == {"microblog", f"microblog-{__version__}.dist-info"}


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(f"microblog-{__version__}.dist-info/METADATA").decode()
    entry_points = archive.read(f"microblog-{__version__}.dist-info/entry_points.txt").decode()
    assert "License-Expression: MIT" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert "microblog = microblog.cli:run" in entry_points


def test_an_installed_wheel_makes_and_builds_a_site_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    run(installed / "microblog", "init", "site", cwd=tmp_path)
    run(installed / "microblog", "build", cwd=tmp_path / "site")
    assert (tmp_path / "site" / "public" / "index.html").exists()
    run(installed / "microblog", "check", "--strict", cwd=tmp_path / "site")


def test_the_source_archive_is_complete(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path)
    with tarfile.open(next(tmp_path.iterdir())) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "build.py", "requirements-dev.txt", "package-lock.json", ".ci/run", "tests/run.py"} <= names
    assert {"templates/base.html", "microblog/py.typed", "docs/how-to/hosting.md", ".github/workflows/pages.yml"} <= names
    assert not [name for name in names if name.startswith((".venv", "node_modules", ".microblog", "public", "build/"))]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(entries) == len(pins(lock)) > 5
    assert all(re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "package.json", "package-lock.json"])
def test_no_file_of_dependencies_names_an_index_or_a_machine(name: str) -> None:
    assert re.findall(r"https?://\S*|file:\S*|index-url|find-links|/home/\S*|/tmp/\S*", (ROOT / name).read_text(encoding="utf-8")) == []


def test_the_locks_pin_what_the_project_asks_for() -> None:
    for asked, lock in ((RUNTIME, "requirements.txt"), (RUNTIME + DEVELOPMENT, "requirements-dev.txt")):
        pinned = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins(lock)}
        assert [str(one) for one in asked if not one.specifier.contains(pinned[canonicalize_name(one.name)])] == []


def test_the_development_lock_includes_the_runtime_lock() -> None:
    assert set(map(str, pins("requirements.txt"))) <= set(map(str, pins("requirements-dev.txt")))


def test_every_dependency_is_bounded_and_says_what_it_is_for() -> None:
    lines = re.search(r"\ndependencies = \[\n(.*?)\n\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL)
    assert lines is not None
    assert all(re.search(r'",\s+# \w', line) for line in lines[1].splitlines())
    assert [one.name for one in RUNTIME if len(one.specifier) != 2] == ["tzdata"]  # its versions are dates


def test_the_set_up_looks_for_every_dependency() -> None:
    modules = {canonicalize_name(name): module for module, names in packages_distributions().items() for name in names}
    assert {modules[canonicalize_name(one.name)] for one in RUNTIME} == set(bootstrap.MODULES)


def test_npm_packages_are_pinned_by_hash_and_name_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for name, package in packages.items() if name)
