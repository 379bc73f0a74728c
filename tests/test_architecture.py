"""The house's walls: which module may know which."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "microblog"
FILES = sorted(PACKAGE.rglob("*.py"))
SOLE_IMPORTERS = {
    "yaml": {"yaml"},
    "markdown": {"markup"},
    "nh3": {"markup"},
    "pygments": {"markup"},
    "linkify_it": {"markup"},
    "jinja2": {"theme"},
    "PIL": {"pictures"},
    "sqlite3": {"bootstrap", "library", "pictures", "plan", "render", "build"},
    "watchdog": {"preview"},
    "http": {"preview"},
    "httpx": {"follow"},
    "httpcore": {"follow"},
    "idna": {"follow"},
    "feedparser": {"follow"},
    "mf2py": {"follow"},
    "socket": {"follow", "preview"},
    "ssl": {"follow"},
    "urllib.request": set(),
    "multiprocessing": {"processes"},
    "concurrent": {"follow"},
}
"""Library: the rooms that may import it."""

ONLY_FOR = {"microblog.processes": {"processes", "pictures", "build"}, "microblog.follow": {"follow", "cli"}}
"""Room: who may import it, of all to its right."""

PURE = {"errors", "model", "yaml", "content", "formats", "plan"}
"""Rooms that open no file and read no clock."""


def layers() -> dict[str, int]:
    """Return each room with the number of its layer, from the diagram at the head of ARCHITECTURE.md."""
    diagram = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("```\n")[2].partition("```")[0]
    found, layer = {}, 0
    for line in diagram.splitlines():
        layer += line.strip() == "↓"
        if name := re.match(r"([a-z]+)/? +\S", line):
            found[name[1]] = layer
    return found


def module(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and full name of all that a file imports, wherever it does, save what serves types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_diagram_names_every_room() -> None:
    assert sorted(layers()) == sorted({module(path) for path in FILES} - {"__init__", "__main__"})


def test_hall_has_few_loose_modules() -> None:
    assert sorted(path.name for path in PACKAGE.glob("[a-z]*.py")) == ["bootstrap.py", "errors.py", "plan.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_room_imports_only_from_rooms_above_it(path: Path) -> None:
    places, own = layers(), module(path)
    for line, name in imports(path):
        parts = name.split(".")
        if own in places and parts[0] == "microblog" and len(parts) > 1 and parts[1] in places and parts[1] != own:
            assert places[parts[1]] < places[own], f"{path}:{line} imports {name}, which the diagram has beside it or below it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_private_name_leaves_its_room(path: Path) -> None:
    for line, name in imports(path):
        *_, last = parts = name.split(".")
        if parts[0] == "microblog" and last.startswith("_") and not last.startswith("__"):
            raise AssertionError(f"{path}:{line} imports {name}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_some_rooms_have_few_visitors(path: Path) -> None:
    for line, name in imports(path):
        for room, visitors in ONLY_FOR.items():
            if f"{name}.".startswith(f"{room}."):
                assert module(path) in visitors, f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_library_has_its_sole_importer(path: Path) -> None:
    for line, name in imports(path):
        allowed = SOLE_IMPORTERS.get(name.partition(".")[0], SOLE_IMPORTERS.get(".".join(name.split(".")[:2])))
        assert allowed is None or module(path) in allowed, f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if module(path) in PURE], ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_pure_module_opens_no_file_and_asks_no_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        assert name not in {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today", "time_ns", "environ"}, (
            f"{path}:{node.lineno} {name}"
        )  # type: ignore[attr-defined]


def test_only_the_command_line_prints_and_exits() -> None:
    for path in FILES:
        if module(path) in {"cli", "__main__", "bootstrap", "processes"}:  # a forked one ends with its parent
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "sys.exit", "exit", "os._exit"}, f"{path}:{node.lineno} {called}"


def test_every_module_imports_alone() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES if path.name != "__main__.py"
    ]
    script = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    for loaded in [loaded for loaded in sys.modules if loaded.startswith("microblog")]:
        del sys.modules[loaded]
"""
    done = subprocess.run([sys.executable, "-c", script, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_starting_imports_no_heavy_library() -> None:
    script = "import sys\nimport microblog.cli\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {
        "jinja2",
        "markdown",
        "yaml",
        "nh3",
        "pygments",
        "watchdog",
        "linkify_it",
        "PIL",
        "sqlite3",
        "multiprocessing",
        "http.server",
        "httpx",
        "feedparser",
        "mf2py",
        "asyncio",
    }
    assert not heavy & set(done.stdout.split())
