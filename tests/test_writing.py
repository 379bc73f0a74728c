"""A whole site written in several rounds, by one process and by many."""

import pytest

from microblog import reading, writing
from tests.conftest import MakeSite
from tests.site_tree import build, tree

THREAD = {
    f"posts/{author}/2026-{month:02}-01-post.md": "---\n"
    + (f"in_reply_to: ada/2026-{month - 1:02}-01-post\n" if month > 1 else "")
    + f"tags: [tag{month}]\n---\nHello @ada, {author} here, #shared."
    for author in ("ada", "bob", "eve")
    for month in range(1, 10)
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_number_of_rounds_and_processes_shows_nowhere(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    root = make_site(THREAD)
    build(root)
    expected = tree(root / "public")
    monkeypatch.setattr(reading, "PARSED_TOGETHER", 2)
    monkeypatch.setattr(writing, "_ROUND", 3)
    monkeypatch.setattr("microblog.workers.Crew.run_batches.__kwdefaults__", {"enough": 1, "lost": None})
    report = build(root, clean=True, jobs=jobs)
    assert report.posts == len(THREAD)
    assert tree(root / "public") == expected
