"""The command line: what it says, where, and with which exit status. The builder is a stand-in here."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.build.dry_run import Checked
from microblog.build.options import Options
from microblog.build.report import Report
from microblog.cli import building, checking
from microblog.errors import ContentError, Problem, UsageError
from tests.conftest import MakeSite

ROOT = Path(__file__).resolve().parents[2]
REPORT = Report(1234, 5, 1, 572, 0, 0, 0, 0, 0, (), {"read": 0.5}, 3, 2, 1)
MISTAKE = Problem("posts/ada/b.md", 4, "unknown key `tag`", "did you mean `tags`?")
WARNING = Problem("posts/ada/a.md", 2, "no title", "give one", is_warning=True)
Builds = Callable[[Any], list[Options]]


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Builds:
    """Put a stand-in in the builder's place, which gives a result or raises it; the list holds the options of its calls."""

    def prepare(result: Any) -> list[Options]:
        calls: list[Options] = []

        def stand_in(options: Options, *_: Any) -> Any:
            calls.append(options)
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(building, "build", stand_in)
        monkeypatch.setattr(checking, "rehearse", lambda *given: Checked(stand_in(*given)))
        return calls

    return prepare


@pytest.mark.parametrize("arguments", [[], ["build"], ["--strict"], ["build", "--strict"], ["--strict", "build"]])
def test_a_build_is_what_happens_where_no_other_command_is_named(builds: Builds, arguments: list[str]) -> None:
    calls = builds(REPORT)
    assert cli.main(arguments) == 0
    assert calls == [Options(strict="--strict" in arguments)]


def test_options_count_before_and_after_the_command_and_the_last_one_wins(builds: Builds) -> None:
    calls = builds(REPORT)
    cli.main(["--root", "a", "--drafts", "--jobs", "2", "build", "--root", "b", "--output", "o", "--now", "2026-11-23", "--clean", "-q"])
    assert calls == [Options(Path("b"), Path("o"), "", True, "2026-11-23", 2, True, False, -1)]


def test_a_build_asked_for_by_options_alone_makes_no_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "make_parser", lambda _: pytest.fail("the commands take a tenth of a build that finds nothing"))
    for arguments in ([], ["build"], ["--root", "new", "-q"], ["build", "--jobs=2", "--now", "2026-11-23", "--clean", "--strict"]):
        assert cli.parse_arguments(arguments).command.name == "build"
    assert vars(cli.parse_arguments(["--root", "new", "-q"])) == {"command": cli.COMMANDS[0], "root": "new", "verbose": -1}


def test_a_build_says_what_it_did_and_how_to_look_at_it(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(REPORT)
    cli.main(["--root", "my site"])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Built 572 posts: 1,234 files written, 5 kept, 1 removed in 0.0 s -> my site")
    assert second.endswith("serve --root 'my site'")


def test_all_problems_are_listed_on_stderr_with_what_becomes_of_the_site(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(ContentError([MISTAKE, WARNING]))
    assert cli.main(["--root", "nowhere"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[:2] == [str(WARNING), str(MISTAKE)]
    assert captured.err.splitlines()[2].startswith("1 problem, 1 warning; nothing was written to nowhere")


def test_the_last_good_site_is_said_to_stay(builds: Builds, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    builds(ContentError([MISTAKE]))
    cli.main(["--root", str(tmp_path)])
    assert capsys.readouterr().err.endswith("stays as it was\n")


def test_warnings_are_printed_and_quiet_leaves_them_out(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(REPORT._replace(warnings=(WARNING,)))
    cli.main([])
    assert capsys.readouterr().err == f"{WARNING}\n"
    cli.main(["-q"])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("problems", "arguments", "status"),
    [((), [], 0), ((WARNING,), [], 0), ((WARNING,), ["--strict"], 1), ((WARNING, MISTAKE), ["-q"], 1)],
)
def test_check_fails_on_errors_and_under_strict_on_warnings(
    builds: Builds, problems: tuple[Problem, ...], arguments: list[str], status: int
) -> None:
    builds(problems)
    assert cli.main(["check", *arguments]) == status


def test_check_lists_errors_also_when_quiet(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds((WARNING, MISTAKE))
    cli.main(["check", "-q"])
    assert capsys.readouterr().err == f"{WARNING}\n{MISTAKE}\n1 problem, 1 warning\n"


def test_wrong_usage_is_status_2_and_one_line(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(UsageError("there is no folder x\nhere"))
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "microblog: there is no folder x\\nhere\n"


@pytest.mark.parametrize("arguments", [["biuld"], ["--jobs", "-1"], ["--jobs", "many"], ["--no-such"], ["init"], ["--draf"]])
def test_arguments_that_mean_nothing_are_status_2(builds: Builds, arguments: list[str]) -> None:
    calls = builds(REPORT)
    with pytest.raises(SystemExit) as leaving:
        cli.main(arguments)
    assert leaving.value.code == 2
    assert calls == []


@pytest.mark.parametrize("option", ["output", "root", "base-url", "now", "jobs"])
@pytest.mark.parametrize("command", ["build", "check", "serve", "new", "fetch"])
def test_two_dashes_are_no_value(builds: Builds, capsys: pytest.CaptureFixture[str], command: str, option: str) -> None:
    calls = builds(REPORT)
    with pytest.raises(SystemExit) as leaving:
        cli.main([command, f"--{option}=--"])
    assert leaving.value.code == 2
    assert calls == []
    assert f"argument --{option}: -- is no value; " in capsys.readouterr().err


def test_text_behind_two_dashes_may_look_like_an_option() -> None:
    assert cli.parse_arguments(["new", "--", "--output=--"]).text == ["--output=--"]


@pytest.mark.parametrize(
    "arguments", [["--base-url=https://a.example/\udcff"], ["init", "x", "--title=\udcff"], ["new", "x", "--tag=\udcff"], ["--now=\udcff"]]
)
def test_option_that_is_not_utf_8_is_status_2(capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path) -> None:
    assert cli.main([*arguments, "--root", str(tmp_path)]) == 2
    assert "is not UTF-8" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["build"], ["check"], ["new", "x"], ["fetch"], ["follow", "https://a.example/"], ["init", "x"]])
@pytest.mark.parametrize("folder", ["x" * 300, "x/" * 2500])
def test_site_folder_that_the_system_cannot_have_is_a_line(capsys: pytest.CaptureFixture[str], command: list[str], folder: str) -> None:
    assert cli.main([*command, "--root", f"/{folder}"]) in (1, 2)
    assert "File name too long" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["build"], ["new", "x"], ["fetch"], ["init", "new"]])
def test_site_folder_that_may_not_be_written_is_a_line(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    root = make_site({"config.yaml": "author: ada\n", "posts/2026-01-01-a.md": "Hello."})

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)  # as for somebody else than the owner; to root nothing is forbidden
    assert cli.main([*command, "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("microblog: Permission denied: ")
    assert ("nothing was written to" in said) == (command == ["build"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("folder", [".", ".microblog", "public", "posts"])
def test_folder_that_may_not_even_be_looked_into_is_a_line(make_site: MakeSite, capsys: pytest.CaptureFixture[str], folder: str) -> None:
    root = make_site({"config.yaml": "author: ada\n", "posts/2026-01-01-a.md": "Hello."})
    cli.main(["--root", str(root), "-q"])
    (root / folder).chmod(0)
    try:
        assert cli.main(["build", "--root", str(root), "--clean"]) in (1, 2)
    finally:
        (root / folder).chmod(0o755)
    assert re.search("Permission denied|cannot be written", capsys.readouterr().err)


def test_a_full_disk_is_a_line_and_no_traceback(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(OSError(28, "No space left on device", "public/index.html"))
    assert cli.main([]) == 1
    assert capsys.readouterr().err.startswith("microblog: No space left on device: public/index.html; ")


def test_what_became_of_a_site_that_cannot_be_looked_at_is_told_all_the_same(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(OSError(36, "File name too long", "x"))
    assert cli.main(["--root", "x" * 300]) == 1
    assert "File name too long: x; nothing was written to " in capsys.readouterr().err


def test_a_fault_of_the_engine_keeps_its_traceback(builds: Builds) -> None:
    builds(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_an_interrupted_build_says_nothing(builds: Builds, capsys: pytest.CaptureFixture[str]) -> None:
    builds(KeyboardInterrupt())
    assert cli.main([]) == 130
    assert capsys.readouterr() == ("", "")


def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "microblog", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8", **more)


def test_new_says_nothing_but_the_path_on_stdout(tmp_path: Path) -> None:
    made = run("new", "-", "--root", str(tmp_path), "--author", "ada", "--now", "2026-11-23T14:05:00Z", input="Grüße!")
    assert made.returncode == 2  # not a site folder yet
    (tmp_path / "posts").mkdir()
    made = run("new", "-", "--root", str(tmp_path), "--author", "ada", "--now", "2026-11-23T14:05:00Z", input="Grüße!")
    path = tmp_path / "posts" / "ada" / "2026-11-23-1405-grüße.md"
    assert made.stdout == f"{path}\n"
    assert "ada is a new author" in made.stderr
    assert path.read_text(encoding="utf-8").endswith("\nGrüße!\n")


def test_init_makes_a_site_and_says_how_to_look_at_it(tmp_path: Path) -> None:
    made = run("init", str(tmp_path / "site"), "--title", "Ada", "--author", "ada", "--engine", "https://example.org/ada/microblog")
    assert made.returncode == 0
    (line,) = made.stdout.splitlines()
    assert line.endswith(f"serve --root {tmp_path / 'site'}")
    assert run("init", str(tmp_path / "site")).returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows interrupts whole consoles")
def test_serve_says_where_to_look_and_ends_quietly_when_interrupted(tmp_path: Path) -> None:
    run("init", str(tmp_path / "site"))
    command = [sys.executable, "-m", "microblog", "serve", "--root", str(tmp_path / "site")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            assert serving.stderr is not None
            assert serving.stdout.readline().startswith("Built 1 post: ")
            assert serving.stdout.readline().startswith("Look at http://127.0.0.1:5")
            serving.send_signal(signal.SIGINT)
            assert serving.wait(60) == 130
            assert serving.stdout.read() + serving.stderr.read() == ""
        finally:
            serving.kill()  # else the suite waits for ever


def test_help_names_every_command_and_option() -> None:
    shown = run("--help").stdout
    for word in ("build", "serve", "new", "check", "init"):
        assert f"\n    {word} " in shown
    for option in ("--root", "--output", "--base-url", "--drafts", "--now", "--jobs", "--clean", "--strict", "-q", "-v", "--version"):
        assert option in shown


def test_version_is_said() -> None:
    assert run("--version").stdout.startswith("microblog 0.")


def test_the_command_line_imports_nothing_that_starts_slowly() -> None:
    program = "import sys; before = set(sys.modules); import microblog.cli; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in loaded if name.startswith("microblog")}
    assert ours == {
        "microblog",
        "microblog.cli",
        "microblog.cli.arguments",
        "microblog.cli.endings",
        "microblog.cli.options",
        "microblog.cli.progress",
        "microblog.cli.streams",
        "microblog.cli.words",
        "microblog.errors",
        "microblog.text",
        "microblog.text.short_tuples",
        "microblog.text.shortcuts",
        "microblog.text.tuples",
    }
    heavy = {"pathlib", "shutil", "sqlite3", "jinja2", "markdown", "yaml", "watchdog", "http.server", "multiprocessing", "json"}
    assert not heavy & set(loaded)


def test_a_reader_that_has_gone_is_no_fault_of_the_engine(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "microblog", "init", str(tmp_path / "site")]
    result = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.parametrize("place", ["localhost", "localhost:", ":80", "localhost:http"])
def test_host_without_a_port_is_not_taken_for_a_permission(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fetch", "--allow", place]) == 2
    assert f"--allow {place} names no port; write HOST:PORT" in capsys.readouterr().err


def test_all_that_is_wrong_with_a_command_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fetch", "--root", "~/a", "--output", "b\n", "--allow", "one", "--allow", "two", "--only", "\udcff"]) == 2
    told = capsys.readouterr().err.splitlines()
    words = ("only, is not UTF-8", "b\\n' has a control character", "~/a: the shell left `~`", "--allow one names", "--allow two names")
    assert [word in line for word, line in zip(words, told, strict=True)] == [True] * 5


def test_all_files_that_are_no_schema_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s").mkdir()
    for name in ("config.json", "post.json"):
        (tmp_path / "s" / name).write_text("{}", encoding="utf-8")
    assert cli.main(["schemas", "s", "--root", str(tmp_path)]) == 2
    assert [line.count("is there, and no schema") for line in capsys.readouterr().err.splitlines()] == [1, 1]
