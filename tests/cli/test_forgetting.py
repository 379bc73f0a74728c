"""`forget` deletes the copies of what it takes back, on a server that is no friend of ours."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from microblog.cli import main
from microblog.syndication import mastodon
from tests.conftest import MakeSite
from tests.support.mastodon import TOKEN, MastodonDouble, mastodon_double, says

TEA, CAKE = "ada/2026-11-30-1200-tea", "ada/2026-11-30-1300-cake"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonDouble]:
    monkeypatch.setenv("MICROBLOG_MASTODON_TOKEN_ADA", TOKEN)
    monkeypatch.setattr(mastodon, "_PAUSE", 0)
    with mastodon_double() as found:
        yield found


@pytest.fixture
def root(make_site: MakeSite, server: MastodonDouble) -> Path:
    """Make a site with two posts, of which the first is long, and copies of both on Mastodon."""
    config = f"base_url: {server.url}/\ntag_authority: example.org,2026\n"
    root = make_site({"config.yaml": config, "posts/ada/profile.md": f"---\nmastodon: {server.account}\n---\n"})
    assert syndicate(root, server, "2026-11-30T00:00:00Z") == 0
    make_site({f"posts/{TEA}.md": f"{'Tea is fine. ' * 60}\n", f"posts/{CAKE}.md": "Cake.\n"})
    assert syndicate(root, server) == 0
    assert len(server.statuses) == 3
    return root


def syndicate(root: Path, server: MastodonDouble, now: str = "2026-12-01T00:00:00Z") -> int:
    return main(["syndicate", "--root", str(root), "--allow", server.place, "--now", now, "--jobs", "1"])


def forget(root: Path, server: MastodonDouble, *more: str) -> int:
    return main(["forget", TEA, "--root", str(root), "--allow", server.place, "--now", "2026-12-02T00:00:00Z", *more])


def states(root: Path, post: str) -> list[str]:
    lines = [json.loads(line) for line in (root / "sent/ada.jsonl").read_text(encoding="utf-8").splitlines()]
    return [*{line.get("part", 0): line["state"] for line in lines if line.get("post") == post}.values()]


def test_all_parts_of_its_copy_go_and_no_other(root: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    assert forget(root, server, "--yes") == 0
    assert server.texts() == ["Cake."]
    assert (states(root, TEA), states(root, CAKE)) == (["deleted", "deleted"], ["sent"])
    out = capfd.readouterr().out
    assert f"delete  its copy on {server.account}" in out
    assert out.count(f"deleted {server.account}/") == 2
    assert "elsewhere" not in out
    assert syndicate(root, server) == 0
    assert (server.texts(), server.made) == (["Cake."], 3)


def test_dry_run_asks_nobody(root: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    asked = len(server.asked)
    assert forget(root, server, "--dry-run") == 0
    assert (len(server.asked), len(server.statuses)) == (asked, 3)
    assert f"delete  its copy on {server.account}" in capfd.readouterr().out


def test_without_the_secret_it_says_what_deletes_them(
    root: Path, server: MastodonDouble, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MICROBLOG_MASTODON_TOKEN_ADA")
    assert forget(root, server, "--yes") == 0
    assert len(server.statuses) == 3
    out = capfd.readouterr().out
    assert "delete  " not in out
    assert "2 parts of it are elsewhere; where the account's secret is set" in out
    monkeypatch.setenv("MICROBLOG_MASTODON_TOKEN_ADA", TOKEN)
    assert syndicate(root, server) == 0
    assert server.texts() == ["Cake."]


def test_server_that_fails_keeps_its_copies_for_the_next_run(root: Path, server: MastodonDouble, capfd: pytest.CaptureFixture[str]) -> None:
    for number in server.statuses:
        server.instead["DELETE", f"/api/v1/statuses/{number}"] = [says(500, b'{"error": "%s"}' % TOKEN.encode())] * 9
    assert forget(root, server, "--yes") == 1
    said = capfd.readouterr()
    assert not (root / f"posts/{TEA}.md").exists(), "what is here is gone all the same"
    assert "its copies stay for now" in said.err
    assert "2 parts of it are elsewhere" in said.out
    assert TOKEN not in said.out + said.err
    server.instead.clear()
    assert syndicate(root, server) == 0
    assert server.texts() == ["Cake."]


def test_copy_that_is_gone_there_already_is_noted(root: Path, server: MastodonDouble) -> None:
    server.statuses.clear()
    assert forget(root, server, "--yes") == 0
    assert states(root, TEA) == ["deleted", "deleted"]
