"""What merges by itself, by what the git host says alone; recorded answers of GitHub's API, each spoiled in one way."""

import json
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from microblog import cli
from microblog.gate.members import Member
from microblog.gate.merging import GATE, MOVED, Judgement, files_fault, gate_fault, meanwhile_fault, parents_fault, request_fault, run_fault
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, feed_server, text

COMMIT = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
BASE, MERGE = "c3d0be41ecbe669545ee3e94d31ed9a4bc91ee3c", "553c2077f0edc3d5dc5d17262f6aa498e69d6f8e"
REPOSITORY = "octo/club"
JUDGED = Judgement("main", "Ada-L", MERGE)
ADA = Member("ada-l", ("ada",), "author")
# As docs.github.com shows them (REST API 2022-11-28), without what nobody here reads.
RUN: dict[str, Any] = {
    "id": 30433642,
    "name": "gate",
    "display_title": f"gate for main by ada-l at {MERGE}",
    "path": ".github/workflows/gate.yml",
    "event": "pull_request",
    "status": "completed",
    "conclusion": "success",
    "head_branch": "news",
    "head_sha": COMMIT,
    "repository": {"full_name": REPOSITORY},
    "head_repository": {"full_name": "ada-l/club"},
    "pull_requests": [],
}
REQUEST: dict[str, Any] = {
    "number": 7,
    "state": "open",
    "draft": False,
    "locked": False,
    "user": {"login": "ada-l", "type": "User"},
    "head": {"ref": "news", "sha": COMMIT, "repo": {"full_name": "ada-l/club", "owner": {"login": "Ada-L"}}},
    "base": {"ref": "main", "sha": BASE, "repo": {"full_name": REPOSITORY}},
}
FILES: list[dict[str, Any]] = [
    {"filename": "posts/ada/news.md", "status": "added", "sha": "bbcd538c8e72b8c175046e27cc8f907076331401"},
    {"filename": "posts/ada/cat.jpg", "status": "renamed", "previous_filename": "posts/ada/dog.jpg"},
]
CHANGED: dict[str, Any] = {"status": "ahead", "merge_base_commit": {"sha": BASE}, "files": FILES}
SAME: dict[str, Any] = {"status": "identical", "merge_base_commit": {"sha": BASE}, "files": []}


def spoiled(document: Any, *path: Any, by: object) -> Any:
    """Return a copy in which one value is another."""
    copy = deepcopy(document)
    part = copy
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = by
    return copy


def test_run_of_the_gate_that_passed_is_a_reason() -> None:
    assert run_fault(RUN, "main", REPOSITORY) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", ".github/workflows/mine.yml"),
        ("path", ".github/workflows/gate.yml.md"),
        ("event", "push"),
        ("event", "workflow_dispatch"),
        ("conclusion", "failure"),
        ("conclusion", "skipped"),
        ("conclusion", None),
        ("status", "in_progress"),
        ("repository", {"full_name": "mallory/club"}),
        ("repository", None),
        ("display_title", f"gate for gh-pages by ada-l at {MERGE}"),
        ("display_title", f"Gate For main by ada-l at {MERGE}"),
        ("display_title", f"gate for gh-pages\ngate for main by ada-l at {MERGE}"),
        ("display_title", f"gate for main by ada-l at {MERGE}\n"),
        ("display_title", f"gate for main by ada-l at {MERGE} by boss at {MERGE}"),
        ("display_title", "gate for main by ada-l at ../../../user"),
        ("display_title", "gate for main"),
        ("display_title", None),
    ],
)
def test_any_other_run_is_none(name: str, value: object) -> None:
    assert run_fault(spoiled(RUN, name, by=value), "main", REPOSITORY) != ""


def test_request_from_the_members_own_fork_or_from_this_repository_may_be_merged() -> None:
    assert request_fault(REQUEST, COMMIT, JUDGED, REPOSITORY) == ""
    own = spoiled(REQUEST, "head", "repo", by={"full_name": REPOSITORY, "owner": {"login": "octo"}})
    assert request_fault(own, COMMIT, JUDGED, REPOSITORY) == ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("state",), "closed"),
        (("draft",), True),
        (("locked",), True),
        (("head", "sha"), "0" * 40),
        (("head", "repo", "owner", "login"), "mallory"),
        (("head", "repo"), None),
        (("base", "ref"), "gh-pages"),
        (("base", "repo", "full_name"), "mallory/club"),
        (("user", "login"), "grace"),
        (("user",), None),
    ],
)
def test_any_other_request_may_not(path: tuple[str, ...], value: object) -> None:
    assert request_fault(spoiled(REQUEST, *path, by=value), COMMIT, JUDGED, REPOSITORY) != ""


def test_request_whose_commit_the_gate_looked_at_as_somebody_elses_may_not() -> None:
    """Two may ask for the same commit: what the gate lets pass as an admin's is not looked at as an author's."""
    assert request_fault(REQUEST, COMMIT, JUDGED._replace(login="boss"), REPOSITORY) == "the gate looked at it as somebody else's"


def test_run_is_believed_only_with_the_branch_s_own_gate() -> None:
    assert gate_fault("1" * 40, "1" * 40) == ""
    assert gate_fault("1" * 40, "2" * 40)
    assert gate_fault("", "")


def test_what_was_looked_at_is_the_merge_of_this_very_commit() -> None:
    assert parents_fault([BASE, COMMIT], COMMIT) == ""
    assert all(parents_fault(parents, COMMIT) for parents in ([], [COMMIT], [COMMIT, BASE], [BASE, "0" * 40], [BASE, COMMIT, BASE]))


def of(files: object) -> dict[str, Any]:
    return {**CHANGED, "files": files}


def test_files_in_the_members_own_folder_may_be_merged() -> None:
    assert files_fault(CHANGED, BASE, ADA, "") == ""
    assert files_fault(of([{"filename": "site/posts/ada/a.md", "status": "added"}]), BASE, ADA, "site/") == ""
    assert files_fault(of([{"filename": "answers/ada/a.json", "status": "modified"}]), BASE, ADA, "") == ""


@pytest.mark.parametrize(
    "files",
    [
        [],
        [{"filename": "posts/grace/new.md", "status": "added"}, {"filename": "pages/events.md", "status": "added"}],
        [{"filename": "sent/ada.jsonl", "status": "modified"}],
    ],
)
def test_what_others_add_meanwhile_changes_nothing(files: list[dict[str, Any]]) -> None:
    assert meanwhile_fault({**SAME, "status": "ahead", "files": files}, ADA, "") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "diverged"),
        ("status", "behind"),
        ("status", None),
        ("files", [{"filename": "posts/grace/hi.md", "status": "removed"}]),
        ("files", [{"filename": "posts/grace/hi.md", "status": "modified"}]),
        ("files", [{"filename": "posts/grace/b.md", "status": "renamed", "previous_filename": "posts/grace/a.md"}]),
        ("files", [{"filename": "posts/ada/other.md", "status": "added"}]),
        ("files", [{"filename": "config.yaml", "status": "modified"}]),
        ("files", [{"filename": "templates/base.html", "status": "added"}]),
        ("files", [{"filename": f"posts/grace/{n}.md", "status": "added"} for n in range(300)]),
        ("files", [{"status": "added"}]),
    ],
)
def test_what_else_the_branch_got_meanwhile_is_looked_at_first(name: str, value: object) -> None:
    assert meanwhile_fault(spoiled({**SAME, "status": "ahead"}, name, by=value), ADA, "") == MOVED


@pytest.mark.parametrize(
    "files",
    [
        spoiled(FILES, 0, "filename", by="posts/grace/news.md"),
        spoiled(FILES, 0, "filename", by="posts/adam/news.md"),
        spoiled(FILES, 0, "filename", by="posts/ada"),
        spoiled(FILES, 0, "filename", by="posts/Ada/news.md"),
        spoiled(FILES, 0, "filename", by="posts/ada/../grace/news.md"),
        spoiled(FILES, 0, "filename", by="./posts/ada/news.md"),
        spoiled(FILES, 0, "filename", by="/posts/ada/news.md"),
        spoiled(FILES, 0, "filename", by=".github/workflows/gate.yml"),
        spoiled(FILES, 0, "filename", by="config.yaml"),
        spoiled(FILES, 0, "filename", by=None),
        spoiled(FILES, 0, "filename", by=["posts/ada/x.md"]),
        spoiled(FILES, 0, "status", by="unknown"),
        spoiled(FILES, 1, "previous_filename", by="templates/base.html"),
        spoiled(FILES, 1, "previous_filename", by=None),
        [],
        None,
        FILES * 150,
    ],
)
def test_any_other_list_of_files_is_left_to_people(files: object) -> None:
    assert files_fault(of(files), BASE, ADA, "") != ""


def test_files_beside_another_commit_are_no_list_of_what_was_looked_at() -> None:
    assert files_fault(spoiled(CHANGED, "merge_base_commit", "sha", by=MERGE), BASE, ADA, "") == "the list of its files is not whole"


@pytest.mark.parametrize(
    "member", [Member("ada-l"), Member("ada-l", (), "author"), Member("boss", (), "admin"), Member("eve", ("ada",), "")]
)
def test_who_has_no_folder_merges_nothing(member: Member) -> None:
    assert files_fault(CHANGED, BASE, member, "") != ""


def test_admins_own_rights_do_not_widen_what_merges_by_itself() -> None:
    admin = ADA._replace(role="admin")
    assert files_fault(CHANGED, BASE, admin, "") == ""
    assert files_fault(of(spoiled(FILES, 0, "filename", by="config.yaml")), BASE, admin, "") != ""


# From end to end, against a double of the API.


@pytest.fixture(name="host")
def running_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FeedServer]:
    with feed_server() as server:
        base = f"/repos/{REPOSITORY}"
        answers = {
            "": {"default_branch": "main"},
            "/actions/runs/30433642": RUN,
            f"/commits/{COMMIT}/pulls?per_page=100": [REQUEST],
            "/pulls/7": REQUEST,
            f"/contents/{GATE}?ref={COMMIT}": {"type": "file", "sha": "1" * 40},
            f"/contents/{GATE}?ref=main": {"type": "file", "sha": "1" * 40},
            f"/git/commits/{MERGE}": {"sha": MERGE, "parents": [{"sha": BASE}, {"sha": COMMIT}]},
            f"/compare/{BASE}...{MERGE}?per_page=1": CHANGED,
            f"/compare/{BASE}...main?per_page=1": SAME,
            "/issues/7/comments": {},
            "/pulls/7/merge": {"merged": True},
            "/actions/workflows/pages.yml/dispatches": {},
        }
        for path, content in answers.items():
            server[base + path] = text(json.dumps(content), "application/json")
        event = tmp_path / "event.json"
        event.write_text(
            json.dumps({"action": "completed", "workflow_run": {"id": RUN["id"], "head_sha": "f" * 40, "conclusion": "success"}})
        )
        values = {"API_URL": server.url, "REPOSITORY": REPOSITORY, "TOKEN": "ghs_s3cret", "EVENT_PATH": str(event)}
        for name, value in values.items():
            monkeypatch.setenv(f"GITHUB_{name}", value)
        yield server


def merge(make_site: MakeSite, host: FeedServer) -> int:
    root = make_site({"posts/ada/profile.md": "---\ngithub: ada-l\n---\n", "config.yaml": "tag_authority: a.example,2026\n"})
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    return cli.main(["merge", "--root", str(root), "--allow", host.place])


def test_request_is_merged_at_the_commit_that_was_judged_and_the_site_built(
    make_site: MakeSite, host: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert merge(make_site, host) == 0
    assert capsys.readouterr().out == "#7 of @ada-l is merged\n"
    assert [(method, path.removeprefix(f"/repos/{REPOSITORY}"), json.loads(body)) for method, path, body in host.sent] == [
        ("PUT", "/pulls/7/merge", {"sha": COMMIT, "merge_method": "merge"}),
        ("POST", "/actions/workflows/pages.yml/dispatches", {"ref": "main"}),
    ]
    assert {headers["authorization"] for _, headers in host.asked} == {"Bearer ghs_s3cret"}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/actions/runs/30433642", spoiled(RUN, "conclusion", by="failure")),
        (f"/commits/{COMMIT}/pulls?per_page=100", []),
        ("/pulls/7", spoiled(REQUEST, "head", "sha", by="0" * 40)),
        ("/pulls/7", spoiled(REQUEST, "user", "login", by="boss")),
        (f"/contents/{GATE}?ref={COMMIT}", {"type": "file", "sha": "0" * 40}),
        (f"/contents/{GATE}?ref={COMMIT}", [{"type": "file", "sha": "1" * 40}]),
        (f"/git/commits/{MERGE}", {"sha": MERGE, "parents": [{"sha": BASE}, {"sha": "0" * 40}]}),
        (f"/compare/{BASE}...{MERGE}?per_page=1", of(spoiled(FILES, 0, "filename", by="build.py"))),
    ],
)
def test_nothing_is_merged_where_any_answer_speaks_against_it(make_site: MakeSite, host: FeedServer, path: str, content: object) -> None:
    host[f"/repos/{REPOSITORY}{path}"] = text(json.dumps(content), "application/json")
    assert merge(make_site, host) == 0
    assert host.sent == []


def test_request_waits_where_the_branch_was_changed_meanwhile_and_is_told_how_to_go_on(
    make_site: MakeSite, host: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {**SAME, "status": "ahead", "files": [{"filename": "posts/grace/hi.md", "status": "removed"}]}
    host[f"/repos/{REPOSITORY}/compare/{BASE}...main?per_page=1"] = text(json.dumps(gone), "application/json")
    assert merge(make_site, host) == 0
    assert capsys.readouterr().out == f"#7 is not merged: {MOVED}\n"
    ((method, path, body),) = host.sent
    assert (method, path.removeprefix(f"/repos/{REPOSITORY}")) == ("POST", "/issues/7/comments")
    assert "Bring the branch up to date" in json.loads(body)["body"]


def test_request_that_changed_in_between_is_refused_by_the_host_and_said(
    make_site: MakeSite, host: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    host[f"/repos/{REPOSITORY}/pulls/7/merge"] = text('{"message": "Head branch was modified"}', "application/json", status=409)
    assert merge(make_site, host) == 0
    assert capsys.readouterr().out == "#7 is not merged: the host answers 409: Head branch was modified\n"
    assert len(host.sent) == 1


@pytest.mark.parametrize("answer", [text("<html>", status=200), text("[" * 100_000), text("{}", status=500), text("", status=401)])
def test_host_that_answers_nonsense_is_said_without_the_token(
    make_site: MakeSite, host: FeedServer, capsys: pytest.CaptureFixture[str], answer: Callable[..., None]
) -> None:
    host[f"/repos/{REPOSITORY}/actions/runs/30433642"] = answer
    assert merge(make_site, host) == 2
    said = capsys.readouterr()
    assert "the git host" in said.err
    assert "s3cret" not in said.out + said.err
