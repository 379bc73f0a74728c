"""Where the engine of a new site comes from, on clones of the real git."""

import importlib.metadata
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from microblog import __version__
from microblog.cli import engine as asking
from microblog.cli import main
from microblog.errors import UsageError
from microblog.scaffold import engine as module
from microblog.scaffold.engine import MISSING, Clone, requirement, requirement_of
from tests.support.nobodys_git import git, keep_settings_out

AS_ADA = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
COMMIT = "1" * 40


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_settings_out(monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("remote", "line"),
    [
        ("https://github.com/ada/microblog.git", "microblog @ git+https://github.com/ada/microblog.git@" + COMMIT),
        ("https://ada:secret@github.com/ada/microblog", "microblog @ git+https://github.com/ada/microblog@" + COMMIT),
        ("git@github.com:ada/microblog.git", "microblog @ git+https://github.com/ada/microblog.git@" + COMMIT),
        ("ssh://git@codeberg.org/ada/microblog.git", "microblog @ git+https://codeberg.org/ada/microblog.git@" + COMMIT),
    ],
)
def test_clone_of_a_public_repository_is_installed_from_there_at_its_commit(remote: str, line: str) -> None:
    assert requirement("", lambda _: Clone(remote, COMMIT)) == line


@pytest.mark.parametrize("remote", ["", "/srv/git/microblog.git", "../microblog", "http://example.org/microblog", "file:///srv/microblog"])
def test_nobody_guesses_where_a_clone_of_a_folder_can_be_had_from(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "distribution", not_installed)
    assert requirement("", lambda _: Clone(remote, COMMIT)) == ""


def not_installed(_name: str) -> SimpleNamespace:
    raise importlib.metadata.PackageNotFoundError


@pytest.mark.parametrize(
    ("noted", "line"),
    [
        (None, f"microblog=={__version__}"),
        (
            {"url": "https://example.org/ada/microblog", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"microblog @ git+https://example.org/ada/microblog@{COMMIT}",
        ),
        ({"url": "https://example.org/microblog.whl", "archive_info": {}}, "microblog @ https://example.org/microblog.whl"),
        ({"url": "file:///srv/clone%20of%20it", "dir_info": {}}, "microblog @ git+https://example.org/srv/clone-of-it"),
        ({"url": "https://ada:secret@example.org/microblog.whl", "archive_info": {}}, ""),
    ],
)
def test_installed_engine_comes_from_where_pip_had_it(noted: object, line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "__file__", str(tmp_path / "site-packages" / "microblog" / "scaffold" / "engine.py"))
    monkeypatch.setattr(module, "distribution", lambda _: SimpleNamespace(read_text=lambda _: json.dumps(noted) if noted else None))
    found = requirement("", lambda folder: Clone(f"https://example.org{folder.as_posix()}".replace(" ", "-")))
    assert found == line


@pytest.mark.parametrize(
    "address", ["https://github.com/ada/microblog", "https://github.com/ada/microblog@v1.0", "https://example.org/m.whl"]
)
def test_address_that_is_asked_for_counts_more(address: str) -> None:
    git = "" if address.endswith(".whl") else "git+"
    assert requirement(address, lambda _: Clone("https://example.org/other/x", COMMIT)) == f"microblog @ {git}{address}"


@pytest.mark.parametrize(
    "address", ["x", "http://example.org/x", "https://ada:secret@example.org/x", "https://a.b/c --index-url=x", "https://a.b/c\nx"]
)
def test_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is no public address"):
        requirement_of(address)


def test_commit_that_was_not_pushed_is_not_asked_for(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "there.git")
    git(tmp_path, "init", "-q", "-b", "main", "clone")
    clone = tmp_path / "clone"
    (clone / "x").write_text("x")
    (clone / "below").mkdir()
    git(clone, "add", "x")
    git(clone, *AS_ADA, "commit", "-qm", "One")
    git(clone, "remote", "add", "origin", str(tmp_path / "there.git"))
    assert asking.look(clone) == Clone(str(tmp_path / "there.git"), "")
    git(clone, "push", "-q", "-u", "origin", "main")
    assert asking.look(clone) == Clone(str(tmp_path / "there.git"), git(clone, "rev-parse", "HEAD").strip())
    assert asking.look(clone / "below") == asking.look(tmp_path) == asking.look(tmp_path / "nowhere") == Clone()


def test_author_is_asked_on_a_terminal_where_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "requirement", lambda *_: "")
    monkeypatch.setattr(
        asking, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True), stderr=SimpleNamespace(isatty=lambda: True))
    )
    for folder, answer, line in (("a", "https://example.org/ada/m", "microblog @ git+https://example.org/ada/m"), ("b", "", MISSING)):
        monkeypatch.setattr(asking, "ask", lambda _question, answer=answer: answer)
        assert main(["init", str(tmp_path / folder)]) == 0
        assert (tmp_path / folder / "requirements.txt").read_text(encoding="utf-8").splitlines()[-1] == line
    assert f"into line 2 of {tmp_path / 'b' / 'requirements.txt'} (" in capsys.readouterr().out


def test_who_is_no_terminal_is_asked_nothing_and_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "requirement", lambda *_: "")
    assert main(["init", str(tmp_path / "site")]) == 0
    assert "No host can build it yet" in capsys.readouterr().out
