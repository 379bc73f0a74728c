"""The command `import`."""

from pathlib import Path

import pytest

from microblog import cli
from tests.conftest import MakeSite
from tests.support.archives import Mastodon, zipped


def archive(folder: Path) -> Path:
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>")
    ada.note(2, "<p>canary</p>", to="private")
    return zipped(folder / "a.zip", ada.all_files())


def test_tells_what_came_in_and_what_stays_behind(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": "tag_authority: new.example,2026\n"})
    assert cli.main(["import", str(archive(tmp_path)), "--root", str(root)]) == 0
    out = capsys.readouterr().out
    assert "Mastodon of @ada\n  1 post written, 0 files beside them, 1 profile\n" in out
    assert "What stays behind:\n  likes, which have no date: 1\n  posts for followers alone: 1\n" in out


def test_dry_run_says_that_it_is_one(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": ""})
    assert cli.main(["import", str(archive(tmp_path)), "--dry-run", "--root", str(root)]) == 0
    assert "1 post would be written" in capsys.readouterr().out
    assert not (root / "posts").exists()


def test_drafts_are_told_with_who_can_read_them(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": ""})
    assert cli.main(["import", str(archive(tmp_path)), "--drafts", "--root", str(root)]) == 0
    assert "whoever can read this folder can read them now" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nothing.zip", "config.yaml"])
def test_what_is_no_archive_is_wrong_usage(name: str, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": ""})
    assert cli.main(["import", str(root / name), "--root", str(root)]) == 2
    assert "archive" in capsys.readouterr().err


def test_export_of_this_program_comes_back_as_it_was(make_site: MakeSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site({"config.yaml": "tag_authority: a.example,2026\n", "posts/ada/2026-01-01-tea.md": "Tea\n"})
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.yaml").write_text("", encoding="utf-8")
    exported = str(tmp_path / "ada.zip")
    assert cli.main(["export", "--author", "ada", "--to", exported, "--root", str(root)]) == 0
    assert cli.main(["import", exported, "--author", "bob", "--root", str(other)]) == 2
    assert cli.main(["import", exported, "--root", str(other)]) == 0
    assert "Export of @ada" in capsys.readouterr().out
    assert "Tea\n" in (other / "posts" / "ada" / "2026-01-01-tea.md").read_text(encoding="utf-8")


def test_profile_that_init_wrote_is_replaced_and_one_that_somebody_wrote_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, profile = tmp_path / "site", tmp_path / "site/posts/ada/profile.md"
    assert cli.main(["init", "site", "--author", "ada", "--root", str(tmp_path)]) == 0
    stub = profile.read_text(encoding="utf-8")
    profile.write_text(f"{stub}I write.\n", encoding="utf-8")
    assert cli.main(["import", str(archive(tmp_path)), "--root", str(root)]) == 0
    assert "posts/ada/profile.md stays as it is: to have what the archive says of @ada, take it away" in capsys.readouterr().out
    assert profile.read_text(encoding="utf-8") == f"{stub}I write.\n"
    profile.write_text(stub, encoding="utf-8")
    assert cli.main(["import", str(archive(tmp_path)), "--root", str(root)]) == 0
    assert "1 profile\n" in capsys.readouterr().out
    assert "A few words about yourself" not in profile.read_text(encoding="utf-8")
