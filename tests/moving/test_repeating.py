"""A repeated run writes nothing twice and undoes nothing that a person did."""

from pathlib import Path

from microblog.moving.records import NAME
from tests.support.archives import Mastodon, move_in, posts_of, snapshot, tarred, tiny_picture


def archive(folder: Path, number: int = 2) -> Path:
    ada = Mastodon("ada")
    file = {"type": "Document", "mediaType": "image/jpeg", "url": "/media_attachments/files/1/a.jpg", "name": "A kettle"}
    for count in range(1, number + 1):
        ada.note(count, "<p>Tea</p>", attachment=[file] if count == 1 else [])
    ada.files = {"media_attachments/files/1/a.jpg": tiny_picture()}
    return tarred(folder / "a.tar.gz", ada.all_files())


def test_second_run_writes_nothing(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path))
    before = snapshot(tmp_path / "site")
    assert dict(move_in(tmp_path / "site", archive(tmp_path)).done) == {"same": 2}
    assert snapshot(tmp_path / "site") == before


def test_dry_run_writes_nothing_and_says_what_a_run_would(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "config.yaml").write_text("", encoding="utf-8")
    before = snapshot(tmp_path / "site")
    dry = move_in(tmp_path / "site", archive(tmp_path), is_dry=True)
    assert snapshot(tmp_path / "site") == before
    assert dry == move_in(tmp_path / "site", archive(tmp_path))


def test_file_that_a_person_changed_is_left_alone(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path))
    path = tmp_path / "site" / "posts" / "ada" / "2022-11-05-1000-tea.md"
    path.write_text(path.read_text(encoding="utf-8") + "More\n", encoding="utf-8")
    assert dict(move_in(tmp_path / "site", archive(tmp_path)).done) == {"changed": 1, "same": 1}
    assert path.read_text(encoding="utf-8").endswith("More\n")


def test_post_that_a_person_took_out_does_not_come_back(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path))
    (tmp_path / "site" / "posts" / "ada" / "2022-11-05-1000-tea.md").unlink()
    assert dict(move_in(tmp_path / "site", archive(tmp_path)).done) == {"gone": 1, "same": 1}
    assert list(posts_of(tmp_path / "site", "ada")) == ["2022-11-05-1000-tea-2.md"]


def test_newer_archive_adds_what_is_new_and_keeps_names(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path, 2))
    before = posts_of(tmp_path / "site", "ada")
    assert dict(move_in(tmp_path / "site", archive(tmp_path, 4)).done) == {"new": 2, "same": 2}
    after = posts_of(tmp_path / "site", "ada")
    assert {name: after[name] for name in before} == before


def test_killed_run_goes_on_where_it_ended(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path))
    whole = posts_of(tmp_path / "site", "ada")
    (tmp_path / "site" / "posts" / "ada" / NAME).unlink()
    (tmp_path / "site" / "posts" / "ada" / "2022-11-05-1000-tea-2.md").unlink()
    assert dict(move_in(tmp_path / "site", archive(tmp_path)).done) == {"same": 1, "new": 1}
    assert posts_of(tmp_path / "site", "ada") == whole


def test_post_that_was_here_before_keeps_its_file(tmp_path: Path) -> None:
    path = tmp_path / "site" / "posts" / "ada" / "2022-11-05-1000-tea.md"
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    move_in(tmp_path / "site", archive(tmp_path, 1))
    assert path.read_text(encoding="utf-8") == "mine"
    assert "2022-11-05-1000-tea-2.md" in posts_of(tmp_path / "site", "ada")


def test_account_keeps_the_handle_that_was_chosen_for_it(tmp_path: Path) -> None:
    move_in(tmp_path / "site", archive(tmp_path), author="me")
    again = move_in(tmp_path / "site", archive(tmp_path))
    assert again.handles == ("me",)
    assert dict(again.done) == {"same": 2}
