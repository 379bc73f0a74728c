"""A site that somebody edits while it is built: each page is an old or a new one, and the next build makes what one from nothing makes."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from microblog.errors import ContentError
from tests.support import kill_points
from tests.support.dying_site import BASE_URL, FILES, lay_out, shown
from tests.support.site_tree import broken_links, build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")

POST = "posts/ada/2026-01-07-n.md"
EDITS: Mapping[str, Mapping[str, str | None]] = {
    "changed": {POST: "Other words #fresh"},
    "removed": {POST: None},
    "added": {"posts/ada/2026-01-09-late.md": "Late, to @bob #fresh", "posts/dot/2026-01-09-x.md": "An author who was not there."},
    "put in another place": {POST: None, "posts/bob/2026-01-07-moved.md": "Note 7, moved #t1"},
    "changed in the middle": {"config.yaml": str(FILES["config.yaml"]).replace("page_size: 3", "page_size: 4")},
}


def edit(root: Path, files: Mapping[str, str | None]) -> None:
    """Write files, or remove those that are to be gone."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8") if text is not None else (root / name).unlink(missing_ok=True)


def attempt(root: Path, *, clean: bool) -> None:
    """Build; where a file vanished on the way, that may be said instead."""
    try:
        build(root, clean=clean)
    except ContentError as error:
        if [problem for problem in error.problems if not problem.is_warning and "build again" not in problem.remedy]:
            raise


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize(
    ("clean", "number"),
    [(False, 2), (True, 9), pytest.param(False, 9, marks=pytest.mark.nightly), pytest.param(True, 2, marks=pytest.mark.nightly)],
)
def test_file_that_is_edited_while_others_are_read_is_right_in_the_end(root: Path, name: str, clean: bool, number: int) -> None:
    elsewhere = root.with_name("elsewhere")
    lay_out(elsewhere, "a note")
    edit(elsewhere, EDITS[name])
    kill_points.in_fork(lambda: build(elsewhere))
    lay_out(root)
    edit(root, {"config.yaml": str(FILES["config.yaml"])})
    kill_points.in_fork(lambda: build(root))
    lay_out(root, "a note")
    watch = kill_points.Watch(number, lambda *_: edit(root, EDITS[name]), kill_points.READING, str(root / "posts"))
    calls = kill_points.in_fork(lambda: attempt(root, clean=clean), watch, lambda: str(len(watch.seen)))
    assert int(calls) >= 2, "it was edited while the build read"
    assert [*broken_links(shown(root), BASE_URL)] == []
    edit(root, EDITS[name])
    kill_points.in_fork(lambda: build(root))
    assert shown(root) == shown(elsewhere)
