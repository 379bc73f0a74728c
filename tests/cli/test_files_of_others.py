"""Whatever folder somebody names by mistake: one line, no success, and every file that was there stays as it was, to the byte."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microblog import cli
from tests.conftest import MakeSite
from tests.support.canary import PLACES, lay_out, snapshot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no links for everybody, and names other places")

ENGINE = ("--engine", "https://example.org/ada/microblog")
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Elsewhere",
    "feed_url": "https://a.example/feed.json",
    "items": [{"id": "1", "url": "https://a.example/1", "content_text": "Hey", "date_published": "2026-01-01T00:00:00Z"}],
}
Command = Callable[[str, Path], tuple[str, ...]]
COMMANDS: dict[str, Command] = {
    "build --output": lambda place, _: ("build", "--output", place, "--jobs", "1"),
    "build --clean --output": lambda place, _: ("build", "--clean", "--output", place, "--jobs", "1"),
    "check --output": lambda place, _: ("check", "--output", place),
    "deploy --output": lambda place, top: ("deploy", "--output", place, "--to", f"rsync {top}/sent", "--jobs", "1"),
    "init": lambda place, _: ("init", place, *ENGINE),
    "init --from": lambda place, top: ("init", place, "--from", f"{top}/home/others/deep", *ENGINE),
    "export --to": lambda place, _: ("export", "--author", "ada", "--to", place),
    "schemas": lambda place, _: ("schemas", place),
}
OF_SITES: dict[str, Command] = {
    "build --root": lambda place, _: ("build", "--root", place, "--jobs", "1"),
    "new --root": lambda place, _: ("new", "Hey.", "--author", "ada", "--root", place),
    "import --root": lambda place, top: ("import", f"{top}/feed.json", "--author", "ada", "--root", place),
    "publish --root": lambda place, _: ("publish", "--root", place),
    "forget --root": lambda place, _: ("forget", "ada/2026-01-01-a", "--yes", "--root", place),
    "init --cms": lambda place, _: ("init", place, "--cms", "--author", "ada", *ENGINE),
    "init --village": lambda place, _: ("init", place, "--village", "ada", *ENGINE),
}
ARE_THE_SITE = {"site", "link to site", "here"}  # which a command may well be about
MAY_BE = {  # by what a command makes: no file of anybody is in its way
    "schemas": {"site", "link to site", "here", "posts", "ada", "link to posts", "link to ada", "up and down", "pages", "templates"},
}


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out somebody's files, with the site as the present folder."""
    site = lay_out(tmp_path)
    (tmp_path / "feed.json").write_text(json.dumps(FEED), encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    ceilings = os.pathsep.join(map(str, (tmp_path, tmp_path.parent)))  # where the tests lie in a clone, that is nobody's repository here
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", ceilings)
    monkeypatch.chdir(site)
    return tmp_path


def assert_refused(top: Path, command: tuple[str, ...], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Hold that a command is refused in one line, and that nothing of what was there is another."""
    before = snapshot(top)
    status = cli.main(command)
    told = capsys.readouterr().err.splitlines()
    after = snapshot(top)
    assert {path: data for path, data in before.items() if after.get(path) != data} == {}, name
    assert (status in (1, 2), len(told)) == (True, 1), (name, status, told)
    for path in sorted(after.keys() - before.keys(), reverse=True):  # the cache, say, where a site is looked at
        assert path.startswith("home/site/"), (name, path)
        shutil.rmtree(top / path) if (top / path).is_dir() else (top / path).unlink()


@pytest.mark.parametrize("command", COMMANDS)
def test_place_that_would_cost_files_is_refused_in_one_line(top: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in PLACES.keys() - MAY_BE.get(command, set()):
        assert_refused(top, COMMANDS[command](PLACES[name].format(top=top), top), name, capsys)


@pytest.mark.parametrize("command", OF_SITES)
def test_folder_that_is_no_site_is_refused_in_one_line(top: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in PLACES.keys() - ARE_THE_SITE:
        assert_refused(top, OF_SITES[command](PLACES[name].format(top=top), top), name, capsys)


@pytest.mark.parametrize("link", ["posts", "posts/ada", "static", "templates", ".git", "public", ".public.microblog-new-1"])
def test_link_in_the_site_leads_no_command_to_files_of_others(top: Path, link: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = top / "home/site" / link
    shutil.rmtree(path, ignore_errors=True)
    path.symlink_to(top / "home/others")
    before = snapshot(top / "home/others")
    for command in (*COMMANDS.values(), *OF_SITES.values()):
        cli.main(command(str(top / "home/site"), top))
    capsys.readouterr()
    assert snapshot(top / "home/others") == before


def test_name_that_is_no_utf8_is_a_folder_like_any_other(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = os.fsdecode(os.fsencode(top / "home/others") + b"/\xff")
    before = snapshot(top)
    assert cli.main(["build", "--output", place, "--jobs", "1"]) == 0
    assert cli.main(["init", place]) == 2
    assert capsys.readouterr().err.endswith("\\udcff is there and not empty; name a new folder\n")
    assert before.items() <= snapshot(top).items()


def test_archive_that_is_not_called_a_zip_is_refused(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, target = make_site({"posts/ada/2026-01-01-tea.md": "Tea"}), tmp_path / "ada.tar"
    assert cli.main(["export", "--to", str(target), "--root", str(root)]) == 2
    assert "name a file that ends in .zip" in capsys.readouterr().err
    assert not target.exists()
