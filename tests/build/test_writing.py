"""A whole site written in several rounds, by one process and by many."""

from pathlib import Path

import pytest

from microblog.build import destination, reading, writing
from microblog.model.pages import PageKey
from microblog.output import writer
from microblog.render.context import Context, Files
from tests.conftest import MakeSite
from tests.support.site_tree import build, tree

THREAD = {
    f"posts/{author}/2026-{month:02}-01-post.md": "---\n"
    + (f"in_reply_to: ada/2026-{month - 1:02}-01-post\n" if month > 1 else "")
    + f"tags: [tag{month}]\n---\nHello @ada, {author} here, #shared.\n\n```py\nprint({month})\n```"
    for author in ("ada", "bob", "eve")
    for month in range(1, 10)
}


@pytest.mark.parametrize("jobs", [1, 2])
def test_number_of_rounds_and_processes_shows_nowhere(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    root = make_site(THREAD)
    build(root)
    expected = tree(root / "public")
    monkeypatch.setattr(reading, "TOGETHER", 2)
    monkeypatch.setattr(writing, "TOGETHER", 2)
    monkeypatch.setattr(destination, "_ROUND", 3)
    monkeypatch.setattr("microblog.processes.pool.ENOUGH", 1)
    report = build(root, clean=True, jobs=jobs)
    assert report.posts == len(THREAD)
    assert tree(root / "public") == expected


def test_files_of_authors_are_not_held_in_memory_together(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    render_key, write_new = writing.render_key, writer.write_new

    def render_noting(context: Context, key: PageKey) -> Files:
        happened.append(key.kind)
        return render_key(context, key)

    def write_noting(folder: Path | str, path: str, data: bytes) -> None:
        happened.append(path)
        write_new(folder, path, data)

    monkeypatch.setattr(writing, "render_key", render_noting)
    monkeypatch.setattr(writer, "write_new", write_noting)
    build(make_site({f"posts/ada/{name}{end}": f"[x]({name}.txt)" for name in ("2026-01-01", "2026-01-02") for end in (".md", ".txt")}))
    first, second = (at for at, what in enumerate(happened) if what == "attachments")
    assert happened[first + 1 : second] == ["@ada/2026-01-01/2026-01-01.txt"]
