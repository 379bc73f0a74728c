"""The bar that a long build shows on a terminal, and nowhere else."""

import io
import os
import select
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from pathlib import Path
from typing import NamedTuple, TextIO
from unittest.mock import Mock

import pytest

from microblog.build import builder
from microblog.build.batches import cut
from microblog.build.options import Options
from microblog.build.report import Stages
from microblog.cli import main, progress
from microblog.cli.progress import Progress, bar, is_wanted
from microblog.processes.pool import Pool
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import NOW

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
NOTES = {"config.yaml": CONFIG} | {f"posts/ada/2026-11-{1 + day % 28:02}-{day:03}.md": "Hello." for day in range(130)}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A terminal of 80 columns, and what stands in its one line."""

    def isatty(self) -> bool:
        return True

    def line(self) -> str:
        shown = ""
        for part in self.getvalue().split("\r"):
            shown = part + shown[len(part) :]
        return shown


def test_bar_says_stage_share_rate_and_time_left() -> None:
    assert bar("Writing", 500, 2000, 2.0, 79) == "Writing [##########------------------------------]  25 %  250/s  6 s left"


def test_rate_below_one_has_a_decimal() -> None:
    assert bar("Encoding pictures", 1, 5, 2.0, 79).endswith(" 20 %  0.5/s  8 s left")


def test_long_waits_are_told_in_minutes() -> None:
    assert bar("Reading", 10, 1000, 1.5, 79).endswith("  1 %  7/s  2 min 28 s left")


def test_stage_of_unknown_length_is_named_alone() -> None:
    assert bar("Planning", 0, 0, 3.0, 79) == "Planning ..."


@pytest.mark.parametrize("width", [1, 12, 30, 45, 60, 200])
def test_bar_fits_into_any_terminal(width: int) -> None:
    assert len(bar("Writing", 1234, 98765, 10.0, width)) <= width


def test_nothing_is_drawn_in_the_first_second() -> None:
    clock, terminal = Clock(), Terminal()
    telling = Progress(terminal, clock)
    for _ in range(99):
        clock.now += 0.01
        telling.advance("read", 1, 100)
    telling.clear()
    assert terminal.getvalue() == ""


def test_pictures_are_told_before_the_first_one_is_done() -> None:
    clock, terminal = Clock(), Terminal()
    telling = Progress(terminal, clock)
    telling.advance("read", 1, 100)
    telling.advance("pictures", 0, 14)
    assert terminal.line().startswith("Encoding pictures [---")
    assert terminal.line().rstrip().endswith("0 %")


def test_bar_is_drawn_ten_times_a_second_at_most() -> None:
    clock, terminal = Clock(), Terminal()
    telling = Progress(terminal, clock)
    for done in range(4000):
        clock.now += 0.001
        telling.advance("read", done, 4000)
    assert 29 <= terminal.getvalue().count("\r") <= 31


def test_rate_counts_from_the_beginning_of_the_stage() -> None:
    clock, terminal = Clock(), Terminal()
    telling = Progress(terminal, clock)
    telling.advance("read", 0, 0)
    clock.now += 60
    telling.advance("write", 0, 0)
    clock.now += 2
    telling.advance("write", 100, 300)
    assert "  50/s  4 s left" in terminal.line()


def test_shorter_line_covers_a_longer_one_and_nothing_stays_at_the_end() -> None:
    clock, terminal = Clock(), Terminal()
    telling = Progress(terminal, clock)
    clock.now += 2
    telling.advance("write", 100, 300)
    clock.now += 2
    telling.advance("publish", 0, 0)
    assert terminal.line().rstrip() == "Publishing ..."
    telling.clear()
    assert terminal.line().strip() == ""
    assert "\x1b" not in terminal.getvalue()


def test_build_goes_on_when_its_terminal_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, terminal = Clock(), Terminal()
    progress = Progress(terminal, clock)
    clock.now += 2
    progress.advance("read", 1, 9)
    monkeypatch.setattr(terminal, "write", failing := Mock(side_effect=OSError(5, "Input/output error")))
    for _ in range(3):
        clock.now += 2
        progress.advance("read", 2, 9)
    progress.clear()
    assert failing.call_count == 2


def test_bar_is_for_terminals_that_can_show_one() -> None:
    assert is_wanted(Terminal(), {"TERM": "xterm"})
    assert is_wanted(Terminal(), {})  # Windows has no TERM
    assert not is_wanted(Terminal(), {"TERM": "dumb"})
    assert not is_wanted(io.StringIO(), {"TERM": "xterm"})
    assert not is_wanted(None, {})


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds that take no time show a bar, too."""
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    monkeypatch.setenv("TERM", "xterm")


class Ends(NamedTuple):
    """A real terminal of 60 columns: the end that a program writes to, and the other."""

    stream: TextIO
    other: int

    def said(self) -> list[str]:
        """Return what was written since the last look, split where the line begins anew."""
        self.stream.flush()
        said = b""
        while select.select([self.other], [], [], 0)[0]:
            said += os.read(self.other, 1 << 16)
        return said.decode().split("\r") if said else []


@pytest.fixture
def terminal() -> Iterator[Ends]:
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    other, ours = pty.openpty()
    termios.tcsetwinsize(ours, (24, 60))
    with os.fdopen(ours, "w", encoding="utf-8") as stream:
        yield Ends(stream, other)
    os.close(other)


def build(root: Path, terminal: Ends, *options: str) -> int:
    with redirect_stderr(terminal.stream):
        return main(["build", "--root", str(root), "--jobs", "1", *options])


@pytest.mark.usefixtures("eager")
def test_build_shows_each_stage_on_a_terminal_and_clears_the_line(make_site: MakeSite, terminal: Ends) -> None:
    assert build(make_site(NOTES), terminal) == 0
    lines = terminal.said()
    for does in ("Looking ...", "Reading [", "Writing [", "Publishing ..."):
        assert any(line.startswith(does) for line in lines)
    assert any("100 %" in line for line in lines)
    assert max(map(len, lines)) < 60
    assert lines[-1] == ""
    assert lines[-2].strip() == ""


@pytest.mark.usefixtures("eager")
def test_line_is_cleared_before_problems_are_told(make_site: MakeSite, terminal: Ends) -> None:
    assert build(make_site({**NOTES, "posts/ada/bad.md": "---\ndate: soon\n---\n"}), terminal) == 1
    lines = terminal.said()
    first = next(index for index, line in enumerate(lines) if line.startswith("posts/ada/bad.md:"))
    assert lines[first - 1].isspace()


@pytest.mark.usefixtures("eager")
def test_quiet_build_shows_nothing_on_a_terminal(make_site: MakeSite, terminal: Ends) -> None:
    assert build(make_site(NOTES), terminal, "-q") == 0
    assert terminal.said() == []


@pytest.mark.usefixtures("eager")
def test_piped_build_shows_nothing(make_site: MakeSite, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(make_site(NOTES)), "--jobs", "1"]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("eager")
def test_check_shows_how_far_it_is(make_site: MakeSite, terminal: Ends) -> None:
    with redirect_stderr(terminal.stream):
        assert main(["check", "--root", str(make_site(NOTES)), "--jobs", "1"]) == 0
    assert any(line.startswith("Reading [") for line in terminal.said())


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_of_all_runs_of_a_stage_are_counted_together(jobs: int) -> None:
    told: list[tuple[int, int]] = []
    stages = Stages(lambda _, done, total: told.append((done, total)))
    with stages("write", 500), Pool(jobs) as pool:
        counted = stages.counted(pool.map)
        assert list(counted(total_of, cut(range(300), 100), 0)) == [100, 100, 100]
        assert list(counted(total_of, cut(range(200), 150), 0)) == [150, 50]
    assert told == [(0, 0), (100, 500), (200, 500), (300, 500), (450, 500), (500, 500)]


def total_of(_: object, items: Sequence[int]) -> int:
    return len(items)


def test_first_build_tells_how_far_it_is_with_pictures(make_site: MakeSite) -> None:
    pictures = {f"posts/ada/{number}.png": plain("red", (8 + number, 8), "PNG") for number in range(3)}
    shown = "\n".join(f"![x]({number}.png)" for number in range(3))
    told: list[tuple[str, int, int]] = []
    root = make_site(NOTES | pictures | {"posts/ada/2026-11-01-a.md": shown})
    builder.build(Options(root=root, now=NOW, jobs=1), lambda *part: told.append(part))
    assert [part for part in told if part[0] == "pictures"] == [("pictures", done, 3) for done in range(4)]
