"""A fresh clone sets itself up, heals, and leaves nothing outside."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import sys
from microblog import bootstrap
bootstrap.ensure(modules=("tiny",))
import tiny
print(tiny.WORD, *sys.argv[1:])
raise SystemExit(7)
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Make a clone with an engine of nothing but the bootstrap."""
    root = tmp_path / "clone"
    (root / "microblog").mkdir(parents=True)
    for name in ("__init__.py", "bootstrap.py"):
        shutil.copy(ROOT / "microblog" / name, root / "microblog" / name)
    (root / "requirements.txt").write_text("pinned==1\n")
    return root


@pytest.fixture
def bootstrap(clone: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load the clone's bootstrap, with a stand-in for the interpreters that it calls; `calls` lists them."""
    spec = spec_from_file_location("cloned_bootstrap", clone / "microblog" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls = []
    monkeypatch.setattr(module, "_call", lambda *command: pretend(module, command))
    monkeypatch.setattr(module, "_run_again", lambda: module.calls.append("run again"))
    monkeypatch.setenv("MICROBLOG_SET_UP", "")  # so that what the set-up puts there is taken away again
    return module


def pretend(module: Any, command: tuple[str, ...]) -> None:
    module.calls.append(command[2])
    if command[2] == "venv":
        python = Path(module._PYTHON)
        python.parent.mkdir(parents=True)
        python.touch()


def make_venv(clone: Path, module: Any, stamp: str | None = "pinned==1\n") -> Path:
    python = Path(module._PYTHON)
    python.parent.mkdir(parents=True)
    python.touch()
    if stamp is not None:
        (clone / ".venv" / "requirements.txt").write_text(stamp)
    return clone / ".venv"


def be_inside(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_is_inside", lambda: True)


def test_an_interpreter_that_has_the_dependencies_just_runs(bootstrap: Any, clone: Path) -> None:
    bootstrap.ensure(modules=("json", "calendar", "pytest", "yaml"))  # a package, a module, and what lies in another folder
    assert bootstrap.calls == []
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("modules", [("no_such_module",), ("json", "no_such_module"), ("no_such_module", "json")])
def test_missing_dependencies_are_set_up_once_and_said(
    bootstrap: Any, clone: Path, capsys: pytest.CaptureFixture[str], modules: tuple[str, ...]
) -> None:
    bootstrap.ensure(modules=modules)
    assert bootstrap.calls == ["venv", "pip", "compileall", "run again"]
    assert "setting up .venv from requirements.txt" in capsys.readouterr().err
    assert (clone / ".venv" / "requirements.txt").read_text() == "pinned==1\n"
    assert not (clone / ".venv" / "incomplete").exists()


def test_a_venv_that_is_there_is_used_at_once(bootstrap: Any, clone: Path) -> None:
    make_venv(clone, bootstrap)
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == ["run again"]


def test_inside_a_current_venv_nothing_is_done(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_venv(clone, bootstrap)
    be_inside(bootstrap, monkeypatch)
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == []


def test_a_venv_made_by_hand_is_left_alone(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_venv(clone, bootstrap, stamp=None)
    be_inside(bootstrap, monkeypatch)
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == []


def test_a_changed_lock_is_installed_in_place(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = make_venv(clone, bootstrap, stamp="pinned==0\n")
    be_inside(bootstrap, monkeypatch)
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == ["pip", "compileall", "run again"]
    assert (venv / "requirements.txt").read_text() == "pinned==1\n"


def test_an_interrupted_set_up_is_begun_anew(bootstrap: Any, clone: Path) -> None:
    venv = make_venv(clone, bootstrap)
    (venv / "incomplete").touch()
    (venv / "half").touch()
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == ["venv", "pip", "compileall", "run again"]
    assert not (venv / "half").exists()


def test_a_venv_whose_python_is_gone_is_made_anew(bootstrap: Any, clone: Path) -> None:
    make_venv(clone, bootstrap)
    Path(bootstrap._PYTHON).unlink()
    bootstrap.ensure(modules=("json",))
    assert bootstrap.calls == ["venv", "pip", "compileall", "run again"]


def test_a_venv_that_lost_its_modules_is_made_anew(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_venv(clone, bootstrap)
    be_inside(bootstrap, monkeypatch)
    bootstrap.ensure(modules=("no_such_module",))
    assert bootstrap.calls == ["venv", "pip", "compileall", "run again"]


def test_a_set_up_that_does_not_help_is_not_repeated(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_venv(clone, bootstrap)
    be_inside(bootstrap, monkeypatch)
    monkeypatch.setenv("MICROBLOG_SET_UP", "1")
    with pytest.raises(SystemExit, match="delete that folder"):
        bootstrap.ensure(modules=("no_such_module",))


def failing(bootstrap: Any) -> Callable[..., None]:
    """Return a call that fails."""

    def fail(*_: str) -> None:
        raise bootstrap._FailedError

    return fail


def test_a_failed_set_up_says_what_to_do_and_is_tried_again(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_call", failing(bootstrap))
    with pytest.raises(SystemExit, match="could not be set up"):
        bootstrap.ensure(modules=("no_such_module",))
    assert (clone / ".venv" / "incomplete").exists()
    assert not bootstrap._is_usable()


def test_a_failed_update_keeps_what_worked(bootstrap: Any, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = make_venv(clone, bootstrap, stamp="pinned==0\n")
    be_inside(bootstrap, monkeypatch)
    monkeypatch.setattr(bootstrap, "_call", failing(bootstrap))
    with pytest.raises(SystemExit, match="could not be set up"):
        bootstrap.ensure(modules=("json",))
    assert bootstrap._is_usable()
    assert (venv / "requirements.txt").read_text() == "pinned==0\n"


def test_a_clone_that_cannot_be_written_is_told_so(bootstrap: Any, clone: Path) -> None:
    (clone / ".venv.lock").mkdir()  # as little can be opened as in a folder of somebody else
    with pytest.raises(SystemExit, match=r"cannot be made there .*; run this as the folder's owner"):
        bootstrap.ensure(modules=("no_such_module",))


def test_a_venv_that_cannot_be_made_is_told_so(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(bootstrap, "_make_venv", refuse)
    with pytest.raises(SystemExit, match=r"cannot be made there .*Permission denied"):
        bootstrap.ensure(modules=("no_such_module",))


@pytest.mark.parametrize("stream", [None, Mock(write=Mock(side_effect=OSError(28, "No space left on device")))])
def test_a_set_up_that_nobody_can_be_told_of_goes_on(bootstrap: Any, monkeypatch: pytest.MonkeyPatch, stream: Any) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    bootstrap.ensure(modules=("no_such_module",))
    assert "run again" in bootstrap.calls


def test_an_old_python_is_told_so(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        bootstrap.ensure()


def test_the_check_imports_nothing_that_starts_slowly() -> None:
    program = (
        "import sys; before = set(sys.modules); from microblog import bootstrap; bootstrap.ensure(); print(*set(sys.modules) - before)"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name for name in result.stdout.split() if not name.startswith("importlib")} <= {
        "microblog",
        "microblog.bootstrap",
        "warnings",
        "__future__",
    }


def make_wheel(folder: Path) -> str:
    """Write a wheel of one module; give the line of a lock file that pins it by its hash."""
    wheel = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "WORD = 'built'\n")
        archive.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            "tiny-1.dist-info/RECORD", "tiny.py,,\ntiny-1.dist-info/METADATA,,\ntiny-1.dist-info/WHEEL,,\ntiny-1.dist-info/RECORD,,\n"
        )
    return f"tiny @ {wheel.as_uri()} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def run_clone(clone: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
    """Run the clone's program from another folder, with an empty home and temporary folder, and no network."""
    (elsewhere / "tmp").mkdir(parents=True, exist_ok=True)
    places = {"HOME": str(elsewhere), "TMPDIR": str(elsewhere / "tmp"), "PIP_NO_INDEX": "1"}
    command = [sys.executable, str(clone / "program.py"), "--root", "S"]
    return subprocess.run(command, cwd=elsewhere, env={**os.environ, **places}, capture_output=True, text=True, check=False)


def test_a_real_clone_sets_itself_up_runs_and_leaves_nothing_outside(clone: Path, tmp_path: Path) -> None:
    (clone / "requirements.txt").write_text(make_wheel(tmp_path))
    (clone / "program.py").write_text(PROGRAM)
    elsewhere = tmp_path / "elsewhere"
    first, second = run_clone(clone, elsewhere), run_clone(clone, elsewhere)
    assert first.returncode == 7, first.stderr
    assert (first.returncode, first.stdout) == (second.returncode, second.stdout) == (7, "built --root S\n")
    assert first.stderr == "microblog: setting up .venv from requirements.txt; this needs the network and takes a minute at most\n"
    assert second.stderr == ""
    assert [str(path.relative_to(elsewhere)) for path in elsewhere.rglob("*")] == ["tmp"]
    assert sorted(path.name for path in clone.iterdir()) == [".venv", ".venv.lock", "microblog", "program.py", "requirements.txt"]
