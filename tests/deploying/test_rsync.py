"""A deployment by the real rsync, to a folder of this machine."""

from pathlib import Path

import pytest

from microblog.deploying import rsync as module
from microblog.deploying.manifest import NAME
from microblog.deploying.programs import Answer
from microblog.deploying.rsync import RsyncFolder
from microblog.deploying.sending import Sending
from microblog.errors import UsageError
from microblog.model.deployments import Place, parse_place
from tests.support.places import CUTS, SITE, Files, cut_off, read_folder, write_folder

FIRST: Files = {"index.html": b"1", "@ada/one/index.html": b"one", "@ada/one/ü \\#101 $(x).txt": b"x", "-e": b"e"}
SECOND: Files = {"index.html": b"2", "@ada/two/index.html": b"two"}


@pytest.fixture(autouse=True)
def needs_rsync(rsync: str) -> None:
    """Need rsync."""


def deploy(place: Path, folder: Path, files: Files) -> None:
    folder.mkdir(exist_ok=True)
    found = parse_place(f"rsync {place}")
    assert found
    Sending(RsyncFolder(found), found.told, write_folder(folder, files), SITE, print, folder.parent / "notes").deploy(
        overwrites=False, deletes=False, is_dry=False
    )


def served(place: Path) -> Files:
    return {path: data for path, data in read_folder(place).items() if path != NAME}


def test_folder_is_made_and_holds_the_site_and_then_the_changed_one(tmp_path: Path) -> None:
    place = tmp_path / "www" / "my site"
    deploy(place, tmp_path / "out", FIRST)
    assert served(place) == FIRST
    assert RsyncFolder(Place("rsync", "", str(place))).list_files().keys() == {*FIRST, NAME}
    assert (place / "index.html").stat().st_mode & 0o777 == 0o644
    deploy(place, tmp_path / "out", SECOND)
    assert served(place) == SECOND
    assert not (place / "@ada" / "one").exists()


def test_files_of_others_stay_also_where_their_folder_is_emptied_of_ours(tmp_path: Path) -> None:
    place = tmp_path / "www"
    deploy(place, tmp_path / "out", FIRST)
    (place / "@ada" / "one" / "theirs.txt").write_text("theirs")
    deploy(place, tmp_path / "out", SECOND)
    assert served(place) == {**SECOND, "@ada/one/theirs.txt": b"theirs"}


@pytest.mark.parametrize("at", CUTS)
def test_deployment_cut_off_at_any_call_is_made_good_by_the_next(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "www"
    deploy(place, tmp_path / "out", FIRST)
    with monkeypatch.context() as patch:
        cut_off(patch, module, at, "rsync: connection unexpectedly closed")
        with pytest.raises(UsageError, match=r"connection unexpectedly closed; put that right, then deploy again"):
            deploy(place, tmp_path / "out", SECOND)
    deploy(place, tmp_path / "out", SECOND)
    assert served(place) == SECOND


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"rsync /.*/file/www: .*; put that right"):
        deploy(tmp_path / "file" / "www", tmp_path / "out", FIRST)


def test_missing_rsync_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_program", lambda _name: "")
    with pytest.raises(UsageError, match=r"apt install rsync"):
        RsyncFolder(Place("rsync", "", "/srv/www"))


def test_other_machine_is_reached_by_ssh_that_asks_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def noting(words: list[str], _given: bytes, environment: dict[str, str]) -> Answer:
        seen.append((words, environment["RSYNC_RSH"]))
        return Answer(0, b"", "")

    monkeypatch.delenv("RSYNC_RSH", raising=False)
    monkeypatch.setattr(module, "call", noting)
    place = parse_place("rsync ada@example.org:www/my notes")
    assert place
    RsyncFolder(place).list_files()
    ((words, shell),) = seen
    assert words[-2:] == ["--", "ada@example.org:www/my notes/"]
    assert "BatchMode=yes" in shell
