"""The command `completion`: what a shell proposes is what the commands take."""

import shutil
import subprocess
from pathlib import Path

import pytest

from microblog.cli import COMMANDS, main, make_parser
from microblog.cli.completing import commands_of, script_of

needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")


def printed(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def proposals(script: str, folder: Path, *words: str) -> set[str]:
    """Ask bash what it proposes for the last of some words."""
    line = " ".join(f"'{word}'" for word in ("microblog", *words))
    ask = f'COMP_WORDS=({line}); COMP_CWORD={len(words)}; _microblog; printf "%s\\n" "${{COMPREPLY[@]}}"'
    command = ["bash", "--norc", "-c", f"set -u\n{script}\n{ask}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split("\n")) - {""}


@needs_bash
def test_bash_proposes_commands_options_files_and_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photo 1.jpg").touch()
    script = printed("bash", capsys)
    assert proposals(script, tmp_path, "b") == {"build"}
    assert proposals(script, tmp_path, "") >= {row.name for row in COMMANDS} | {"--root", "-q"}
    assert proposals(script, tmp_path, "new", "--repo") >= {"--repost"}
    assert proposals(script, tmp_path, "new", "--repl") == {"--reply-to"}
    assert proposals(script, tmp_path, "--strict", "new", "--ph") == {"--photo"}
    assert proposals(script, tmp_path, "new", "--photo", "p") == {"photo 1.jpg", "photos"}
    assert proposals(script, tmp_path, "--root", "p") == {"photos"}
    assert proposals(script, tmp_path, "new", "--title", "") == set()
    assert proposals(script, tmp_path, "init", "ph") == {"photos"}
    assert proposals(script, tmp_path, "init", "--f") == {"--from"}
    assert proposals(script, tmp_path, "completion", "") >= {"bash", "zsh", "fish"}
    assert "--reply-to" not in proposals(script, tmp_path, "build", "--")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_option_of_every_command_is_proposed(shell: str) -> None:
    table = commands_of(make_parser(()))
    script = script_of(shell, table)
    options = [name for command in table for option in command.options for name in option.names]
    assert {"--reply-to", "--from", "--root", "-q", "--dry-run"} <= {*options}
    assert [
        name for name in options if (name if shell != "fish" else f"-l {name[2:]}" if name[:2] == "--" else f"-s {name[1:]}") not in script
    ] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_is_one_that_its_shell_can_read(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    (tmp_path / "script").write_text(printed(shell, capsys))
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_words_of_help_end_no_quotation() -> None:
    script = script_of("fish", commands_of(make_parser(())))
    assert all(line.count("'") % 2 == 0 for line in script.splitlines())


def test_other_shells_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["completion", "csh"])
    assert "invalid choice: 'csh'" in capsys.readouterr().err
