"""From the gate to the merge, on real git repositories: what changes in between, and what only looks like a reason to merge."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from microblog import cli
from tests.support.club import BEFORE, CONFIG, POST
from tests.support.forge import Forge, forge

ANSWER = "---\ndate: 2026-11-02\nin_reply_to: grace/hi\n---\nHi Grace\n"


class Club:
    """A repository at a host, a clone of it in which people work and jobs run, and the host's event for each job."""

    def __init__(self, host: Forge, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.host, self.clone = host, clone
        self.event = clone.parent / "event.json"
        values = {"API_URL": host.url, "REPOSITORY": "octo/club", "TOKEN": "ghs_x", "EVENT_PATH": str(self.event)}
        for name, value in values.items():
            monkeypatch.setenv(f"GITHUB_{name}", value)

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.clone), "-c", "user.name=a", "-c", "user.email=a@b", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, files: Mapping[str, str | None], start: str = "origin/main") -> str:
        """Commit on top of something, let the host have the commit, and return it."""
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "--detach", start)
        return self.commit_here(files)

    def commit_here(self, files: Mapping[str, str | None]) -> str:
        for name, text in files.items():
            path = self.clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")
        self.git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/somewhere")
        return self.git("rev-parse", "HEAD")

    def advance(self, files: Mapping[str, str | None]) -> None:
        """Change the default branch."""
        self.host.git("update-ref", "refs/heads/main", self.commit(files))

    def look(self, number: int, login: str, base: str = "main") -> int:
        """Let the gate look at a request as its workflow does, and note the run; return its status."""
        head = self.host.git("rev-parse", f"refs/pull/{number}/head")
        merge = self.host.merge_of(head, base)
        self.host.git("update-ref", f"refs/pull/{number}/merge", merge)
        self.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", f"+refs/pull/{number}/merge:refs/remotes/pull/merge")
        self.git("checkout", "--quiet", "--detach", "refs/remotes/pull/merge")
        status = cli.main(
            [
                "gate",
                "--root",
                str(self.clone),
                "--base",
                f"refs/remotes/origin/{base}",
                "--author",
                login,
                "--now",
                "2026-11-30",
                "--jobs",
                "1",
            ]
        )
        run = {
            "display_title": f"gate for {base} by {login} at {merge}",
            "path": ".github/workflows/gate.yml",
            "event": "pull_request",
            "status": "completed",
            "conclusion": "failure" if status else "success",
            "head_sha": head,
            "repository": {"full_name": "octo/club"},
        }
        self.host.runs[number] = run
        return status

    def merge(self, run: int) -> list[int]:
        """Let the job run that merges after a run of the gate; return what is merged by then."""
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "--detach", "origin/main")
        self.event.write_text(json.dumps({"workflow_run": {"id": run}}))
        assert cli.main(["merge", "--root", str(self.clone), "--allow", self.host.url.removeprefix("http://")]) == 0
        return self.host.merged

    def show(self, path: str) -> str:
        return self.host.show(path)


@pytest.fixture
def club(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Club]:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    bare, clone = tmp_path / "club.git", tmp_path / "clone"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    subprocess.run(["git", "clone", "--quiet", str(bare), str(clone)], check=True, capture_output=True)
    with forge(bare) as host:
        found = Club(host, clone, monkeypatch)
        host.git("update-ref", "refs/heads/main", found.commit_here(BEFORE))
        yield found


def test_request_that_is_looked_at_is_merged(club: Club) -> None:
    club.host.offer(7, club.commit({"posts/ada/x.md": POST}), "ada-l")
    assert (club.look(7, "ada-l"), club.merge(7)) == (0, [7])
    assert (club.show("posts/ada/x.md"), club.host.started) == (POST.strip(), ["pages.yml"])


def test_head_that_moved_since_is_not_merged(club: Club) -> None:
    club.host.offer(7, club.commit({"posts/ada/x.md": POST}), "ada-l")
    assert club.look(7, "ada-l") == 0
    club.host.git("update-ref", "refs/pull/7/head", club.commit({"config.yaml": "title: Mine\n"}))
    assert club.merge(7) == []


def test_commit_that_an_admin_asks_for_as_well_is_not_merged_for_an_author(club: Club) -> None:
    commit = club.commit({"posts/ada/x.md": "---\ndate: 2026-11-01\naliases: /donate/\n---\nGive\n"})
    club.host.offer(7, commit, "ada-l")
    club.host.offer(8, commit, "boss")
    assert (club.look(7, "ada-l"), club.look(8, "boss")) == (1, 0)
    assert (club.merge(7), club.merge(8)) == ([], [])


def test_what_others_added_meanwhile_is_no_hindrance(club: Club) -> None:
    club.host.offer(7, club.commit({"posts/ada/x.md": ANSWER}), "ada-l")
    assert club.look(7, "ada-l") == 0
    club.advance({"posts/grace/new.md": POST, "sent/grace.jsonl": "{}\n"})
    assert club.merge(7) == [7]
    assert club.show("posts/grace/new.md") == POST.strip()


@pytest.mark.parametrize(
    "files",
    [
        {"posts/grace/hi.md": None},
        {"posts/grace/hi.md": "---\ndate: 2026-01-02\ndraft: true\n---\nHi\n"},
        {"posts/ada/other.md": "---\ndate: 2026-11-01\naliases: /@ada/old/\n---\nTwo want one address\n"},
        {"config.yaml": CONFIG.replace("club.example,2026", "club.example,2025")},
        {"posts/ada/profile.md": "---\nname: Ada\n---\n"},
    ],
)
def test_what_else_came_meanwhile_is_looked_at_first(club: Club, files: dict[str, str | None]) -> None:
    """Each of both lets the site build, and both together do not, or are no longer this member's to do."""
    club.host.offer(7, club.commit({"posts/ada/x.md": ANSWER.replace("---\nHi", "aliases: /@ada/old/\n---\nHi")}), "ada-l")
    assert club.look(7, "ada-l") == 0
    club.advance(files)
    assert club.merge(7) == []


def test_branch_that_is_brought_up_to_date_is_looked_at_anew_and_merged(club: Club) -> None:
    club.host.offer(7, club.commit({"posts/ada/x.md": POST}), "ada-l")
    assert club.look(7, "ada-l") == 0
    club.advance({"posts/grace/hi.md": None})
    assert club.merge(7) == []
    assert [number for number, _ in club.host.comments] == [7]
    club.host.git("update-ref", "refs/pull/7/head", club.host.merge_of(club.host.git("rev-parse", "refs/pull/7/head")))
    assert (club.look(7, "ada-l"), club.merge(7)) == (0, [7])


def test_undoing_what_the_branch_got_is_seen_whichever_commit_the_host_would_compare_with(club: Club) -> None:
    """Of two newest common commits, one shows that the other is undone; beside the other, nothing but a post would be new."""
    first = club.commit({"posts/ada/a.md": POST})
    club.host.offer(7, first, "ada-l")
    club.advance({"config.yaml": CONFIG.replace("Edith: editor", "")})
    undone = club.host.git("rev-parse", "main")
    assert (club.look(7, "ada-l"), club.merge(7)) == (0, [7])
    club.git("fetch", "--quiet", "origin")
    club.git("checkout", "--quiet", "--detach", first)
    club.git("merge", "--quiet", "--strategy=ours", "--message=x", undone)
    club.host.offer(9, club.commit_here({"posts/ada/b.md": POST}), "ada-l")
    assert (club.look(9, "ada-l"), club.merge(9)) == (1, [7])
    assert "Edith" not in club.show("config.yaml")


def test_own_gate_of_a_request_merges_nothing(club: Club) -> None:
    """The host runs the workflow as the request has it, so that its run says whatever it likes."""
    club.host.offer(7, club.commit({"posts/ada/x.md": POST, ".github/workflows/gate.yml": "on: pull_request\n"}), "ada-l")
    assert club.look(7, "ada-l") == 1
    club.host.runs[7]["conclusion"] = "success"
    assert club.merge(7) == []
    club.host.runs[7]["display_title"] = f"gate for main by ada-l at {club.commit({'posts/ada/y.md': POST})}"
    assert club.merge(7) == []


def test_merge_that_somebody_made_by_hand_is_not_what_the_host_would_make(club: Club) -> None:
    """Its tree is the asker's to choose, and so hides what the commit below it changes."""
    evil = club.commit({"posts/ada/x.md": POST, ".github/workflows/gate.yml": "on: pull_request\n"})
    club.host.offer(7, evil, "ada-l")
    assert club.look(7, "ada-l") == 1
    innocent = club.commit({"posts/ada/x.md": POST})
    forged = club.host.git("commit-tree", "-p", "main", "-p", evil, "-m", "x", f"{innocent}^{{tree}}")
    club.host.runs[7] |= {"conclusion": "success", "display_title": f"gate for main by ada-l at {forged}"}
    assert club.merge(7) == []


def test_run_for_another_branch_merges_nothing(club: Club) -> None:
    club.host.git("branch", "other", "main")
    club.host.offer(7, club.commit({"posts/ada/x.md": POST}), "ada-l", "other")
    assert club.look(7, "ada-l", "other") == 0
    club.host.requests[7]["base"] = "main"
    assert club.merge(7) == []


def test_run_that_is_repeated_long_after_merges_nothing_that_went_ill_since(club: Club) -> None:
    club.host.offer(7, club.commit({"posts/ada/x.md": POST}), "ada-l")
    assert club.look(7, "ada-l") == 0
    club.advance({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    assert club.merge(7) == []
