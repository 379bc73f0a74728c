"""The house's walls: which module may know which."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from microblog.build import inputs

ROOT = Path(__file__).resolve().parents[2]
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
    "httpx": {"web"},
    "httpcore": {"web"},
    "idna": {"web"},
    "feedparser": {"follow"},
    "mf2py": {"follow"},
    "libipld": {"moving"},
    "segno": {"preview"},
    "socket": {"web", "preview"},
    "ssl": {"web", "mail"},
    "smtplib": {"mail"},
    "urllib.request": set(),
    "multiprocessing": {"processes"},
    "concurrent": {"follow", "webmention"},
}
"""Library: the rooms that may import it."""

OUTSIDE = {"web", "gate", "village", "atproto", "follow", "syndication", "answers", "webmention", "moving", "mail", "deploying", "cli"}
"""The rooms that may talk to the network: no build imports any of them."""

ONLY_FOR = {
    "microblog.processes": {"processes", "pictures", "build"},
    "microblog.web": OUTSIDE,
    "microblog.follow": {"follow", "cli"},
}
"""Room: who may import it, of all to its right."""

MOST_LATE = 40
MOST_STIFF = 0

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


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def forget() -> Iterator[None]:
    """Keep no syntax trees once these tests are over."""
    yield
    parsed.cache_clear()


def module(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> list[tuple[int, str]]:
    """Return line and full name of all that a file imports, wherever it does, save what serves types alone."""
    tree, found = parsed(path), []
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
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


@cache
def all_imports() -> list[tuple[Path, int, str]]:
    return [(path, line, name) for path in FILES for line, name in imports(path)]


def test_diagram_names_every_room() -> None:
    assert sorted(layers()) == sorted({module(path) for path in FILES} - {"__init__", "__main__"})


def test_hall_has_few_loose_modules() -> None:
    assert sorted(path.name for path in PACKAGE.glob("[a-z]*.py")) == ["bootstrap.py", "errors.py", "plan.py"]


def test_rooms_import_only_from_rooms_above_them() -> None:
    places = layers()
    wrong = []
    for path, line, name in all_imports():
        own, parts = module(path), name.split(".")
        is_of_rooms = own in places and parts[0] == "microblog" and len(parts) > 1 and parts[1] in places
        if is_of_rooms and parts[1] != own and places[parts[1]] >= places[own]:
            wrong.append(f"{path}:{line} imports {name}, which the diagram has beside it or below it")
    assert wrong == []


def test_a_build_looks_at_all_that_it_may_load() -> None:
    places = layers()
    rooms = {name for name, place in places.items() if place <= places["build"] and (PACKAGE / name).is_dir()}
    loose = {path.name for path in PACKAGE.glob("*.py") if places.get(module(path), 0) <= places["build"]}
    assert {*inputs.ROOMS} == rooms
    assert {*inputs.HALL} == loose - {"__main__.py"}


def test_a_build_loads_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text("---\nauthor: ada\ndate: 2026-01-01\n---\nTea.\n", encoding="utf-8")
    program = f"import sys; from microblog.cli import main; main(['--root', {str(tmp_path)!r}]); print('', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in done.stdout.split() if name.startswith("microblog.")}
    assert loaded - {*inputs.ROOMS} == {"cli", "errors", "plan"}


def test_no_private_name_leaves_its_room() -> None:
    def is_private(name: str) -> bool:
        *_, last = parts = name.split(".")
        return parts[0] == "microblog" and last.startswith("_") and not last.startswith("__")

    assert [f"{path}:{line} imports {name}" for path, line, name in all_imports() if is_private(name)] == []


def test_some_rooms_have_few_visitors() -> None:
    wrong = [
        f"{path}:{line} imports {name}"
        for path, line, name in all_imports()
        for room, visitors in ONLY_FOR.items()
        if f"{name}.".startswith(f"{room}.") and module(path) not in visitors
    ]
    assert wrong == []


def test_libraries_have_their_sole_importers() -> None:
    wrong = []
    for path, line, name in all_imports():
        allowed = SOLE_IMPORTERS.get(name.partition(".")[0], SOLE_IMPORTERS.get(".".join(name.split(".")[:2])))
        if allowed is not None and module(path) not in allowed:
            wrong.append(f"{path}:{line} imports {name}")
    assert wrong == []


def test_pure_modules_open_no_file_and_ask_no_clock() -> None:
    impure = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today", "time_ns", "environ"}
    wrong = [
        f"{path}:{node.lineno} {name}"
        for path in FILES
        if module(path) in PURE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name | ast.Attribute) and (name := node.id if isinstance(node, ast.Name) else node.attr) in impure
    ]
    assert wrong == []


def arrows() -> dict[str, set[str]]:
    """Return what each module imports of the others, at its top, inside of functions and for types alone."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        nodes = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)]
        wanted = {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
        found[name] = {full if full in names else full.rpartition(".")[0] for full in wanted} & names.keys() - {name}
    return found


def test_no_modules_import_one_another_in_a_circle() -> None:
    left = arrows()
    while free := [name for name, wanted in left.items() if not wanted & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}, "each of these imports one of the others"


def late_imports() -> list[str]:
    """List the imports inside of functions, as `path:line`."""
    return [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in FILES
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_imports_inside_of_functions_are_few() -> None:
    assert len({*late_imports()}) <= MOST_LATE, late_imports()


def test_no_file_is_long_and_no_function_either() -> None:
    files = [str(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 300]
    functions = [
        f"{path}:{node.lineno} {node.name}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert files + functions == []


def test_no_docstring_gives_or_tells() -> None:
    stiff = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (ast.get_docstring(node) or "").startswith(("Give ", "Tell "))
    ]
    assert len(stiff) <= MOST_STIFF, stiff


def test_tests_stand_in_rooms_and_import_no_other_test() -> None:
    tests = ROOT / "tests"
    rooms = {*layers(), "site", "house"}
    found = [path.relative_to(tests) for path in tests.rglob("test_*.py")]
    assert [path for path in found if (path.parts[0] if len(path.parts) > 1 else path.stem.removeprefix("test_")) not in rooms] == []
    wrong = [str(path) for path in tests.rglob("*.py") for _, name in imports(path) if re.match(r"tests\.(\w+\.)?test_", name)]
    assert wrong == []


def test_pytest_leaves_no_folder_of_tests_out(pytestconfig: pytest.Config) -> None:
    left_out: list[str] = pytestconfig.getini("norecursedirs")
    rooms = {path.parent.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert [room for room in sorted(rooms) if any(fnmatch(room, pattern) for pattern in left_out)] == []
    assert "build" in rooms  # which pytest leaves out unless it is told otherwise


def test_only_the_command_line_prints_and_exits() -> None:
    for path in FILES:
        if module(path) in {"cli", "__main__", "bootstrap", "processes"}:  # a forked one ends with its parent
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "sys.exit", "exit", "os._exit"}, f"{path}:{node.lineno} {called}"


def test_every_module_imports_whichever_comes_first() -> None:
    """None is in a circle (see above), so the order in which they come does not matter."""
    names = [name for name in reversed(arrows()) if name != "microblog.__main__"]
    script = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)"
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
