"""One new post costs what it touches, however many posts there are: counted, not timed."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from microblog.build.report import Report
from microblog.content.answers import dump_answers
from microblog.library import schema
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from microblog.sources import listings, sourcefile
from microblog.theme.short import compiled
from tests.conftest import ROOT
from tests.support.pictures import plain
from tests.support.site_tree import build

NOON = "2026-10-28T12:00:00Z"
CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
AUTHORS = ("ada", "bob", "cy", "dee", "eve")
MONTHS = 10
NOW = "2026-10-28T12:00:00Z"  # when the new post is new, so that no digest tells of it yet
CHANGES: dict[str, dict[str, str | bytes]] = {
    "a new post": {"posts/ada/2026-10-28-new.md": "---\ntags: tag0\n---\nThe newest, with *care*.\n"},
    "an edited post": {"posts/ada/2026-10-28-new.md": "---\ntags: tag0\n---\nThe newest, with more care.\n"},
    "a tag in other letters": {"posts/ada/2026-10-28-new.md": "---\ntags: TAG0\n---\nThe newest, with more care.\n"},
    "an answer": {"posts/bob/2026-10-28-re.md": "---\nin_reply_to: ada/2026-10-28-new\n---\n@ada, right.\n"},
    "a photo": {
        "posts/cy/2026-10-28-photo.md": "---\nphoto: {file: cat.jpg, alt: A cat}\n---\nA cat.\n",
        "posts/cy/cat.jpg": plain(),
    },
    "a page": {"pages/garden/tools.md": "# Tools\n\nA rake, says @ada. [[2026-10-28-new]] [[shed]] [x](/shed/) [y](/@bob/nothing/)\n"},
    "an edited page": {
        "pages/garden/tools.md": "---\naliases: [/old/, Shed]\n---\n# Tools\n\nA rake and a spade. [[2026-10-28-new]] [[nothing]]\n"
    },
    "answers from elsewhere": {
        "answers/ada/2026-10-28-new.json": dump_answers(
            RemoteAnswers(
                "ada/2026-10-28-new",
                tuple(
                    RemoteAnswer(
                        f"webmention:{at}", kind, "webmention", f"https://fen.example/{at}", "Fen", published=NOON, content_html="Yes."
                    )
                    for at, kind in enumerate(("reply", "like", "mention"))
                ),
            )
        )
    },
    "a post without a folder": {"posts/2026-10-28-bare.md": "---\nauthor: dee\n---\nFrom anywhere.\n"},
}


class Cost(NamedTuple):
    """What a build took."""

    report: Report
    calls: int  # of Python functions, save those that compare the folders' listings
    statements: int  # of SQL
    steps: int  # of SQLite's machine, in hundreds: what its queries walk over


def posts_of(count: int) -> Iterator[tuple[str, str]]:
    """Yield so many posts, spread evenly over authors, tags and months, so that one more finds full pages everywhere."""
    for number in range(count):
        month, place = divmod(number, count // MONTHS)
        name = f"2026-{month + 1:02}-{1 + place // 100:02}-{place:04}"
        yield f"posts/{AUTHORS[number % 5]}/{name}.md", f"---\ntags: tag{number % 5}\n---\nPost {number}, by nobody.\n"


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """Count the Python functions that are called."""
    calls, signature = [0], sourcefile.signature.__code__

    def count(frame: FrameType, event: str, _: Any) -> None:
        calls[0] += event == "call" and not (frame.f_code.co_filename == listings.__file__ or frame.f_code is signature)

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def open_counting(monkeypatch: pytest.MonkeyPatch, told: dict[str, int]) -> None:
    """Let the index that the next build opens count what it does."""
    real = schema.open_existing

    def open_existing(path: Path) -> sqlite3.Connection:
        db = real(path)
        db.set_trace_callback(lambda _: told.update(statements=told["statements"] + 1))
        db.set_progress_handler(lambda: told.update(steps=told["steps"] + 1), 100)
        return db

    monkeypatch.setattr(schema, "open_existing", open_existing)


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode() if isinstance(text, str) else text)


def site_of(count: int, root: Path) -> Path:
    """Make and build a site of so many posts."""
    profiles = {f"posts/{author}/profile.md": "---\nname: Somebody\n---\n" for author in AUTHORS}
    write(root, {"config.yaml": CONFIG, **profiles, **dict(posts_of(count))})
    build(root, jobs=0, now=NOW)
    return root


def cost_of(change: dict[str, str | bytes], root: Path, monkeypatch: pytest.MonkeyPatch) -> Cost:
    """Change a site that is built, and count what the next build takes."""
    write(root, change)
    told = {"statements": 0, "steps": 0}
    with monkeypatch.context() as patch, counted_calls() as calls:
        open_counting(patch, told)
        report = build(root, now=NOW)
    return Cost(report, calls[0], told["statements"], told["steps"])


def test_a_change_costs_the_same_at_a_thousand_posts_and_at_five_thousand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", 0)  # what was written a moment ago is to be trusted
    monkeypatch.setattr(compiled, "_KEPT", tmp_path)  # where no other test puts what it compiles
    warm, few, many = (site_of(count, tmp_path / str(count)) for count in (10, 1000, 5000))
    for name, change in CHANGES.items():
        cost_of(change, warm, monkeypatch)  # what is loaded and compiled once is loaded and compiled then
        small, large = cost_of(change, few, monkeypatch), cost_of(change, many, monkeypatch)
        done = [[getattr(cost.report, what) for what in ("read", "parsed", "rendered", "written", "removed")] for cost in (small, large)]
        assert done[0] == done[1], name
        assert large.report.posts == small.report.posts + 4000, name
        assert (large.report.read, large.report.parsed) == (
            len(change),
            sum(path.endswith(".md") for path in change if path.startswith("posts/")),
        ), name
        assert large.statements == pytest.approx(small.statements, abs=10), name  # a place in time is looked for by halving
        assert large.steps == pytest.approx(small.steps, abs=20), name
        assert large.calls == pytest.approx(small.calls, rel=0.08), name  # the newest segment of the search has 40 posts, and here 8


def test_nothing_but_the_names_to_complete_is_rendered_in_vain_for_a_new_post(tmp_path: Path) -> None:
    root = site_of(40, tmp_path / "40")
    write(root, CHANGES["a new post"])
    report = build(root, now=NOW)
    assert (report.rendered, report.kept) == (31, 1)  # a tag that is used more often may be completed where another was


def test_a_build_that_finds_nothing_loads_nothing_that_makes_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", 0)
    root = site_of(10, tmp_path / "10")
    trust = "from microblog.sources import sourcefile; sourcefile._COARSE = 0"
    program = f"import sys; {trust}; from microblog.cli import main; main(['--root', {str(root)!r}, '--now', {NOW!r}]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {*done.stdout.splitlines()[-1].split()}
    assert ": 0 files written, 0 kept, 0 removed in " in done.stdout
    ours = {name.removeprefix("microblog.") for name in loaded if name.startswith("microblog.")}
    rooms = "build cli errors library model output processes sources text theme"
    assert {name.split(".")[0] for name in ours} == {*rooms.split()}
    library = {name.removeprefix("library.") for name in ours if name.startswith("library.")}
    assert library == {"queries", "records", "schema", "warnings"}
    assert not ours & {"model.pages", "model.timelines", "theme.templates", "build.reading", "build.scheduled"}
    assert not loaded & {"calendar", "html", "jinja2", "markdown", "markupsafe", "multiprocessing", "nh3", "string", "yaml"}
