"""What the files of posts say, by the batch."""

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.build.parsing import Parsing, parse_batch
from microblog.model.nouns import Config
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.site_tree import NOW


def test_posts_are_parsed_that_are_different_from_what_is_known(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-01-a.md": "One.", "posts/ada/2026-11-02-b.md": "Two.", "posts/ada/c.md/d": "A folder."})
    known = [
        ("posts/ada/2026-11-01-a.md", sourcefile.digest(b"One.")),
        ("posts/ada/2026-11-02-b.md", sourcefile.digest(b"Once.")),
        ("posts/ada/2026-11-03-gone.md", b""),
        ("posts/ada/c.md", b""),
    ]
    found = parse_batch(Parsing(root, Config(), {}), known)
    assert [row[0] for row in found.rows] == ["posts/ada/2026-11-02-b.md"]
    assert [*found.signatures] == ["posts/ada/2026-11-02-b.md", "posts/ada/c.md"]
    assert found.gone == ["posts/ada/2026-11-03-gone.md"]
    assert [*found.problems] == ["posts/ada/c.md"]


def test_each_post_is_read_once(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site({f"posts/ada/2026-11-{day:02}-a.md": "```py\nprint(1)\n```" for day in range(1, 4)})
    read: list[str] = []
    read_state = sourcefile.read_state

    def read_noting(folders: sourcefile.Folders, path: str, limit: int = sourcefile.MAX_FILE) -> tuple[bytes | object, str]:
        read.append(path)
        return read_state(folders, path, limit)

    monkeypatch.setattr(sourcefile, "read_state", read_noting)
    check(Options(root, jobs=1, now=NOW))
    assert sorted(path for path in read if path.endswith("-a.md")) == [f"posts/ada/2026-11-{day:02}-a.md" for day in range(1, 4)]
