"""Several archives of one community become one site."""

from pathlib import Path

import pytest

from microblog.errors import UsageError
from tests.support.archives import Mastodon, built, move_in, posts_of, tarred


def mention(name: str, host: str = "old.example") -> str:
    return f'<span class="h-card"><a href="https://{host}/@{name}" class="u-url mention">@<span>{name}</span></a></span>'


def community(folder: Path) -> list[Path]:
    """Return three archives of one instance whose people answer, boost, mention and link one another."""
    ada, bob, cleo = Mastodon("ada"), Mastodon("bob"), Mastodon("Cleo")
    first = ada.note(1, f"<p>Tea, {mention('bob')}?</p>")
    answer = bob.note(
        2,
        f"<p>{mention('ada')} Yes, and {mention('Cleo')} and {mention('eve', 'far.example')}</p>",
        inReplyTo=first,
        at="2022-11-05T11:00:00Z",
    )
    ada.note(3, "<p>Good</p>", inReplyTo=answer, at="2022-11-05T12:00:00Z")
    cleo.boost(4, first)
    cleo.boost(5, "https://far.example/notes/7", at="2022-11-07T10:00:00Z")
    cleo.note(6, '<p>See <a href="https://old.example/@ada/1">this</a></p>', at="2022-11-08T10:00:00Z")
    return [tarred(folder / f"{one.name}.tar.gz", one.all_files()) for one in (ada, bob, cleo)]


def test_answers_boosts_mentions_and_links_among_members_are_this_site_s(tmp_path: Path) -> None:
    move_in(tmp_path / "site", *community(tmp_path))
    (answer,) = posts_of(tmp_path / "site", "bob").values()
    assert 'in_reply_to: "ada/2022-11-05-1000-tea-bob"' in answer
    assert answer.endswith("\n@ada Yes, and @cleo and [@eve](https://far.example/@eve)\n".replace("[@", "[\\@"))
    boost, far, link = posts_of(tmp_path / "site", "cleo").values()
    assert 'repost_of: "ada/2022-11-05-1000-tea-bob"' in boost
    assert 'repost_of: "https://far.example/notes/7"' in far
    assert link.endswith("See [this](/@ada/2022-11-05-1000-tea-bob/)\n")


def test_answers_that_a_forged_archive_leads_round_in_a_circle_come_in_without_it(tmp_path: Path) -> None:
    ada, bob = Mastodon("ada"), Mastodon("bob")
    first = ada.note(1, "<p>Tea</p>", inReplyTo="https://old.example/users/bob/statuses/2")
    answer = bob.note(2, "<p>Yes</p>", inReplyTo=first, at="2022-11-05T11:00:00Z")
    ada.note(3, "<p>Good</p>", inReplyTo=answer, at="2022-11-05T12:00:00Z")
    ada.note(4, "<p>Mine</p>", inReplyTo="https://old.example/users/ada/statuses/4", at="2022-11-05T13:00:00Z")
    archives = [tarred(tmp_path / f"{one.name}.tar.gz", one.all_files()) for one in (ada, bob)]
    imported = move_in(tmp_path / "site", *archives)
    assert imported.left["answers that go round in a circle"] == 2
    tea, good, mine = posts_of(tmp_path / "site", "ada").values()
    (yes,) = posts_of(tmp_path / "site", "bob").values()
    assert "in_reply_to" not in tea + mine
    assert 'in_reply_to: "ada/2022-11-05-1000-tea"' in yes
    assert 'in_reply_to: "bob/2022-11-05-1100-yes"' in good
    assert (built(tmp_path / "site") / "index.html").exists()
    assert not move_in(tmp_path / "site", *reversed(archives)).done["updated"]


def test_site_shows_the_conversation_and_old_addresses_lead_on(tmp_path: Path) -> None:
    move_in(tmp_path / "site", *community(tmp_path))
    output = built(tmp_path / "site")
    page = (output / "@ada" / "2022-11-05-1000-tea-bob" / "index.html").read_text(encoding="utf-8")
    assert "Yes, and" in page
    assert "Good" in page
    assert "/@ada/2022-11-05-1000-tea-bob/" in (output / "@ada" / "1" / "index.html").read_text(encoding="utf-8")
    assert (output / "@Cleo" / "6" / "index.html").exists()


def test_archives_that_come_one_after_the_other_end_as_those_that_came_at_once(tmp_path: Path) -> None:
    archives = community(tmp_path)
    move_in(tmp_path / "at-once", *archives)
    for _ in range(2):
        for archive in reversed(archives):
            move_in(tmp_path / "later", archive)
    one, other = (
        {path.name: posts_of(root, path.name) for path in (root / "posts").iterdir()} for root in (tmp_path / "at-once", tmp_path / "later")
    )
    assert set(one) == {"ada", "bob", "cleo"}
    assert one == other


def test_lone_account_comes_without_old_addresses_unless_the_site_lives_there(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>")
    archive = tarred(tmp_path / "a.tar.gz", ada.all_files())
    move_in(tmp_path / "elsewhere", archive)
    assert "aliases" not in posts_of(tmp_path / "elsewhere", "ada")["2022-11-05-1000-tea.md"]
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "config.yaml").write_text("base_url: https://old.example/\n", encoding="utf-8")
    move_in(tmp_path / "there", archive)
    assert 'aliases: ["/@ada/1/"]' in posts_of(tmp_path / "there", "ada")["2022-11-05-1000-tea.md"]


def test_two_of_one_name_are_told_apart_by_a_person(tmp_path: Path) -> None:
    archives = [tarred(tmp_path / f"{host}.tar.gz", Mastodon("ada", host).all_files()) for host in ("one.example", "two.example")]
    with pytest.raises(UsageError, match="would both be @ada"):
        move_in(tmp_path / "site", *archives)
    assert move_in(tmp_path / "site", *archives, author="ada").handles == ("ada",)


def test_lone_account_belongs_to_the_only_author_of_a_site(tmp_path: Path) -> None:
    (tmp_path / "site" / "posts" / "me").mkdir(parents=True)
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>")
    assert move_in(tmp_path / "site", tarred(tmp_path / "a.tar.gz", ada.all_files())).handles == ("me",)
