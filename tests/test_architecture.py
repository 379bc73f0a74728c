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
    "yaml": {"yamldoc", "yamlmarks"},
    "markdown": {"markup"},
    "nh3": {"markup"},
    "pygments": {"markup"},
    "linkify_it": {"markup"},
    "jinja2": {"templates"},
    "PIL": {"pictures"},
    "sqlite3": {"bootstrap", "faults", "library", "cache", "pictures", "reading", "writing", "plan", "render", "builder"},
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
    "multiprocessing": {"pipes", "processes"},
    "concurrent": {"follow"},
}
PURE = {
    "errors",
    "patterns",
    "digests",
    "models",
    "urls",
    "xmltext",
    "timelines",
    "yamldoc",
    "dates",
    "fields",
    "followed",
    "frontmatter",
    "attachments",
    "remotes",
    "profiles",
    "config",
    "posts",
    "feeds",
    "sitemaps",
    "avatars",
    "manifest",
    "plan",
}


def layers() -> list[str]:
    """Read the order of the modules from the code map of ARCHITECTURE.md."""
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Code map")[2]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    return [name.rstrip("/") for row in rows for name in re.findall(r"`([a-z]+)/?`", row)]


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


def test_code_map_names_every_module() -> None:
    there = {module(path) for path in FILES} - {"__init__", "__main__"}
    assert sorted(layers()) == sorted(there)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_imports_only_from_those_above_it(path: Path) -> None:
    order = layers()
    if module(path) not in order:
        return
    own = order.index(module(path))
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "microblog" and len(parts) > 1 and parts[1] in order:
            assert order.index(parts[1]) <= own, f"{path}:{line} imports {name}, which the code map has below it"


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


def test_nothing_but_the_command_line_knows_how_to_ask_the_web() -> None:
    outside = [path for path in FILES if module(path) not in {"cli", "follow"}]
    assert [(path.name, name) for path in outside for _, name in imports(path) if name.startswith("microblog.follow.")] == []


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
