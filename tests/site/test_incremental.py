"""What a build of a change writes is byte for byte what a build from nothing writes."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from microblog.model import paging
from microblog.sources import sourcefile
from tests.support.edits import (
    CONFIG,
    FACES,
    HANDLES,
    PICTURES,
    assert_same,
    clean_outcome,
    files,
    outcome,
    post_text,
    posts,
    quotes,
    restore,
    sources_of,
    toggle,
    write,
)
from tests.support.site_tree import NOW

CONFIG += "remote: feeds\n"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of posts fill sealed documents."""
    monkeypatch.setattr(paging, "ARCHIVE_SIZE", 3)
    monkeypatch.setattr(paging, "JSON_ARCHIVE_SIZE", 3)
    monkeypatch.setattr(paging, "SITEMAP_SIZE", 4)
    monkeypatch.setattr(sourcefile, "_COARSE", sourcefile._COARSE)  # which is put back then


quoted = st.sampled_from(["posts/ada/2026-11-01-one.md", "posts/bob/2026-11-02-two.md", "posts/ada/2025-01-04-four.md"])
held_back = st.sampled_from(["draft: true", "unlisted: true", "date: 2027-01-01"])
edits = st.one_of(
    st.tuples(st.just("write"), files),
    st.tuples(st.just("write"), files),
    st.tuples(st.just("delete"), st.integers(0, 99)),
    st.tuples(st.just("rename"), st.tuples(st.integers(0, 99), posts)),
    st.tuples(st.just("swap letters"), st.integers(0, 99)),
    st.tuples(st.just("hold back"), st.tuples(st.integers(0, 99), held_back)),
    st.tuples(st.just("hold back quoted"), st.tuples(quoted, held_back)),
    st.tuples(st.just("damage the cache"), st.integers(0, 99)),
    st.tuples(st.just("now"), st.sampled_from([NOW, "2026-11-24T11:00:00Z", "2026-11-09T00:00:00Z", "2027-06-01T00:00:00Z"])),
    st.tuples(st.just("drafts"), st.booleans()),
)
scripts = st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=4)


FIRST = {
    "config.yaml": CONFIG,
    "pages/about.md": post_text([], "Text, by @ada.\n\n![A cat](cat.jpg)"),
    "posts/ada/profile.md": post_text(["name: Ada L"], "A bio."),
    "posts/ada/2026-11-01-one.md": post_text([], "Hello @ada and @bob."),
    "posts/cy/2026-11-02-two.md": post_text([], quotes[0]),
}


def existing(root: Path, pattern: str) -> list[Path]:
    feeds = (
        [] if pattern == "2*.md" else [*root.glob("feeds/*"), *root.glob("pages/**/*"), *root.glob("answers/**/*"), *root.glob("sent/*")]
    )
    return sorted(path for path in [*(root / "posts").rglob(pattern), *feeds] if path.is_file())


def apply(root: Path, options: dict[str, Any], kind: str, value: Any) -> None:
    """Make one edit to the site folder, or to the options of the next builds."""
    if kind in ("now", "drafts"):
        options[kind] = value
    elif kind == "damage the cache":
        damage(root, value)
    elif kind == "write":
        write(root / value[0], value[1].encode("latin-1", errors="ignore"))
    elif kind == "hold back quoted":
        if (root / value[0]).exists():
            toggle(root / value[0], value[1])
    elif there := existing(root, "2*.md" if kind in ("rename", "hold back") else "*"):
        path = there[(value[0] if isinstance(value, tuple) else value) % len(there)]
        if kind == "hold back":
            toggle(path, value[1])
        elif kind == "delete":
            path.unlink()
        elif kind == "rename":
            (root / value[1]).parent.mkdir(parents=True, exist_ok=True)
            path.rename(root / value[1])
        else:
            swap_letters(path)


def damage(root: Path, number: int) -> None:
    """Remove what the cache keeps of a picture, or change one byte of it."""
    if entries := sorted((root / ".microblog" / "pictures").glob("*")):
        path = entries[number % len(entries)]
        if number % 3 == 0:
            path.unlink()
        else:
            data = bytearray(path.read_bytes())
            data[number * 7 % len(data)] ^= 1
            path.write_bytes(data)


def swap_letters(path: Path) -> None:
    """Edit a file so that size and modification time stay as they were."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Hello", b"Holle").replace(b"text", b"txet"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def start(root: Path, begin: list[tuple[str, str]]) -> None:
    for path, text in FIRST.items():
        write(root / path, text.encode())
    write(root / "pages/cat.jpg", PICTURES[0].encode("latin-1"))
    for handle in HANDLES:
        write(root / f"posts/{handle}/cat.jpg", PICTURES[0].encode("latin-1"))
        write(root / f"posts/{handle}/face.png", FACES[0].encode("latin-1"))
    for path, text in begin:
        good = sources_of(root)
        write(root / path, text.encode("latin-1", errors="ignore"))
        if isinstance(outcome(root, {}), list):
            restore(root, good)


def edit_and_compare(
    tmp_path_factory: pytest.TempPathFactory, begin: list[tuple[str, str]], script: list[list[tuple[str, Any]]], coarse: int
) -> None:
    base = tmp_path_factory.mktemp("edits")
    root, options = base / "site", {"now": NOW, "drafts": False}
    sourcefile._COARSE = coarse
    start(root, begin)
    for group in script:
        before = sources_of(root)
        for kind, value in group:
            apply(root, options, kind, value)
        incremental, clean = outcome(root, options), clean_outcome(sources_of(root), base / "clean", options)
        event("refused" if isinstance(clean, list) else "built")
        if isinstance(clean, list) or isinstance(incremental, list):
            assert incremental == clean
            restore(root, before)
        else:
            assert_same(incremental, clean)
            assert not [path for path in clean if "left over" in clean[path].decode("latin-1")]
    shutil.rmtree(base)


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
any_row_of_edits = given(st.lists(files, max_size=4), scripts, st.sampled_from([2 * 10**9, -(10**12)]))
"""Files to begin with, edits, and whether a file written a moment ago is trusted."""


@settings(max_examples=7, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@any_row_of_edits
def test_any_row_of_edits_leaves_what_a_clean_build_gives_at_each_step(
    tmp_path_factory: pytest.TempPathFactory, begin: list[tuple[str, str]], script: list[list[tuple[str, Any]]], coarse: int
) -> None:
    edit_and_compare(tmp_path_factory, begin, script, coarse)


@pytest.mark.nightly
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@any_row_of_edits
def test_five_hundred_rows_of_edits_leave_what_a_clean_build_gives(
    tmp_path_factory: pytest.TempPathFactory, begin: list[tuple[str, str]], script: list[list[tuple[str, Any]]], coarse: int
) -> None:
    edit_and_compare(tmp_path_factory, begin, script, coarse)
