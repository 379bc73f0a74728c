"""What single commits of a pull request bring into the history, though nothing of it is left in the end."""

from pathlib import Path

import pytest

from microblog.errors import UsageError
from tests.support.club import BEFORE, CONFIG, POST, Request, told

TOKEN = "my token ghp_" + "a1B2" * 9


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Request(tmp_path / "club")


def test_commit_of_somebody_else_is_not_taken_in_and_undone(request_: Request) -> None:
    """Once its commit is in the history, git takes the admin's own pull request for merged, and nothing of it ever comes."""
    request_.git("checkout", "--quiet", "-b", "admins")
    request_.commit({"config.yaml": CONFIG + "title: Without Ada\n"})
    request_.git("checkout", "--quiet", "request")
    request_.git("merge", "--quiet", "--strategy=ours", "--message=x", "admins")
    request_.commit({"posts/ada/x.md": POST})
    wanted = ["config.yaml: @ada-l may not change it, being no editor or admin, in a commit on the way"]
    assert (told(request_.judge()), told(request_.judge("boss"))) == (wanted, [])
    assert not request_.judge().is_own


def test_merge_that_undoes_what_it_merges_is_looked_at_as_well(request_: Request) -> None:
    """The same, with an admin's change that stands in a merge alone."""
    request_.git("checkout", "--quiet", "-b", "admins")
    request_.commit({"config.yaml": CONFIG + "title: One\n"})
    request_.git("checkout", "--quiet", "request")
    request_.commit({"config.yaml": CONFIG + "title: Two\n"})
    request_.git("merge", "--quiet", "--no-commit", "--strategy=ours", "admins")
    request_.commit({"config.yaml": CONFIG + "title: Three\n"})
    request_.commit({"config.yaml": CONFIG, "posts/ada/x.md": POST})
    assert [line.partition(":")[0] for line in told(request_.judge())] == ["config.yaml"]


def test_what_came_from_the_branch_itself_is_not_held_against_anybody(request_: Request) -> None:
    request_.commit({"posts/ada/x.md": POST})
    request_.git("checkout", "--quiet", "main")
    request_.commit({"posts/grace/new.md": POST, "config.yaml": CONFIG + "title: New\n"})
    request_.git("checkout", "--quiet", "request")
    request_.git("merge", "--quiet", "--message=x", "main")
    verdict = request_.judge()
    assert (told(verdict), verdict.is_own) == ([], True)


def test_undoing_what_the_branch_got_meanwhile_is_a_change(request_: Request) -> None:
    request_.commit({"posts/ada/x.md": POST})
    request_.git("checkout", "--quiet", "main")
    request_.commit({"config.yaml": CONFIG.replace("Edith: editor", "")})
    request_.git("checkout", "--quiet", "request")
    request_.git("merge", "--quiet", "--strategy=ours", "--message=x", "main")
    assert told(request_.judge()) == ["config.yaml: @ada-l may not change it, being no editor or admin"]


def test_two_newest_common_commits_hide_nothing(request_: Request) -> None:
    """A comparison with one of them alone would not show that the other is undone."""
    request_.commit({"posts/ada/a.md": POST})
    request_.git("checkout", "--quiet", "main")
    request_.commit({"config.yaml": CONFIG.replace("Edith: editor", "")})
    undone = request_.git("rev-parse", "main").strip()
    request_.git("merge", "--quiet", "--message=x", "request")
    request_.git("checkout", "--quiet", "request")
    request_.git("merge", "--quiet", "--strategy=ours", "--message=x", undone)
    request_.commit({"posts/ada/b.md": POST})
    with pytest.raises(UsageError, match="more than one newest commit in common"):
        request_.judge()


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"posts/ada/x.md": f"{POST}\n{TOKEN}\n"}, "holds what looks like a secret"),
        ({"posts/ada/hello.md": f"{BEFORE['posts/ada/hello.md']}{TOKEN}\n"}, "holds what looks like a secret"),
        ({"posts/ada/big.bin": b"\1" * ((20 << 20) + 1)}, "has more than 20 MB"),
        ({"posts/ada/.netrc": "x"}, "is a hidden file among what people write"),
    ],
)
def test_what_is_taken_out_again_stays_in_the_history(request_: Request, files: dict[str, str | bytes], what: str) -> None:
    request_.commit(files)
    request_.commit({name: BEFORE.get(name) for name in files})
    request_.commit({"posts/ada/news.md": POST})
    assert told(request_.judge()) == [f"{name}: {what}, in a commit on the way" for name in files]


def test_more_changes_on_the_way_than_anybody_looks_through_are_refused(request_: Request) -> None:
    request_.commit({f"posts/ada/many/{n}.txt": "x" for n in range(200)})
    request_.commit({f"posts/ada/many/{n}.txt": None for n in range(200)} | {"posts/ada/x.md": POST})
    assert "changes 401 files" in " ".join(told(request_.judge()))


def test_more_bytes_than_a_repository_should_keep_wait_for_an_admin(request_: Request) -> None:
    request_.commit({f"posts/ada/{n}.bin": bytes([n]) * (18 << 20) for n in range(3)})
    request_.commit({f"posts/ada/{n}.bin": bytes([n + 3]) * (18 << 20) for n in range(3)})
    what = ": the pull request brings 108 MB, and the repository keeps them for ever"
    assert (what in told(request_.judge()), what in told(request_.judge("edith")), what in told(request_.judge("boss"))) == (
        True,
        True,
        False,
    )
