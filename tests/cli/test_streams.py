"""Where the command line speaks when a stream is closed, full, or read by nobody any more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from microblog import cli
from microblog.cli import building
from microblog.cli.streams import UnheardError, complain, remark, say
from tests.conftest import MakeSite
from tests.support.site_tree import NOW

ROOT = Path(__file__).resolve().parents[2]
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\nauthor: ada\n",
    "posts/ada/2026-01-01-a.md": "---\ntagg: x\n---\nHello.",
}
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


def run(redirection: str, *arguments: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with its streams redirected by a shell."""
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "microblog", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_build_whose_words_find_no_room_says_that_the_site_was_published(make_site: MakeSite, unbuffered: str) -> None:
    root = make_site(SITE)
    done = run(">/dev/full", "--root", str(root), "--now", NOW, unbuffered=unbuffered)
    assert (root / "public/index.html").is_file()
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("posts/ada/2026-01-01-a.md:2: warning: ")
    assert second.startswith("microblog: standard output cannot be written (No space left on device), where it should say: Built 1 post: ")


@needs_full
@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>/dev/full >/dev/full", ">/dev/full 2>&-"])
def test_build_is_done_where_nobody_can_be_told(make_site: MakeSite, redirection: str) -> None:
    root = make_site(SITE)
    done = run(redirection, "--root", str(root), "--now", NOW, "-v")
    assert done.returncode == int(">/dev/full" in redirection.split())
    assert done.stderr == ""
    assert (root / "public/index.html").is_file()


@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", [["build", "--clean"], ["check"], ["new", "-"], ["fetch"], ["follow", "https://a.example/"]])
def test_closed_streams_are_no_fault(make_site: MakeSite, redirection: str, arguments: list[str]) -> None:
    root = make_site(SITE)
    done = run(redirection, *arguments, "--root", str(root), "--now", NOW)
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr
    assert bool(done.stdout) == (">&-" not in redirection.replace("2>&-", ""))


@pytest.mark.parametrize("redirection", [">&-", "<&- >&- 2>&-"])
def test_no_file_gets_the_number_of_a_closed_stream(redirection: str) -> None:
    program = "from microblog.cli.streams import open_streams; open_streams(); raise SystemExit(open('/dev/null').fileno())"
    done = subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode > 2


@pytest.mark.parametrize("arguments", [["--help"], ["new", "--help"], ["--version"]])
@needs_full
def test_help_that_finds_no_room_leaves_no_traceback(arguments: list[str]) -> None:
    done = run(">/dev/full", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_reader_that_has_gone_is_not_complained_of(make_site: MakeSite) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "microblog", "new", "x", "--root", str(make_site(SITE))]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


class Full:
    """A stream on a full disk, at a descriptor of its own."""

    def __init__(self) -> None:
        self.descriptor = os.open(os.devnull, os.O_WRONLY)

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        """Have nothing to write."""

    def fileno(self) -> int:
        return self.descriptor


def test_preview_goes_on_when_its_words_find_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", Full())
    remark("Look at http://127.0.0.1:5000/")
    complain("posts/a.md:1: no")
    with pytest.raises(UnheardError, match=r"\(No space left on device\), where it should say: Built"):
        say("Built")


def test_full_disk_under_the_output_is_not_taken_for_a_full_stdout(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "public/index.html")

    monkeypatch.setattr(building, "build", full)
    assert cli.main(["--root", str(make_site(SITE))]) == 1
    assert capsys.readouterr().err.startswith("microblog: No space left on device: public/index.html; nothing was written to ")
