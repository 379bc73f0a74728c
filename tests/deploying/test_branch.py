"""`deploy` to a branch, on repositories of the real git."""

import os
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest

from microblog.build.cache import Cache
from microblog.cli import main
from microblog.output import writer
from microblog.repository.git import Git
from tests.conftest import MakeSite
from tests.support.nobodys_git import git, keep_settings_out

NOW = "2026-11-24T12:00:00Z"
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\ndeploy: git origin gh-pages\n",
    "posts/ada/2026-11-01-one.md": "One.",
}
AS_ADA = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_settings_out(monkeypatch, tmp_path)


@pytest.fixture
def site(make_site: MakeSite, tmp_path: Path) -> Path:
    """Make a site in a repository whose sources are pushed to another."""
    root = make_site(SITE)
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "there.git")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", "../there.git")
    git(root, "add", "-A")
    git(root, *AS_ADA, "commit", "-qm", "Begin")
    git(root, "push", "-q", "-u", "origin", "main")
    return root


def deploy(root: Path, *options: str) -> int:
    return main(["deploy", "--root", str(root), "--now", NOW, "--jobs", "1", *options])


def served(root: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """Return the files that the branch holds."""
    there = root.parent / "there.git"
    names = git(there, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")[:-1]
    show = ["git", "-C", str(there), "show"]
    return {name: subprocess.run([*show, f"{branch}:{name}"], capture_output=True, check=True).stdout for name in names}


def built(root: Path) -> dict[str, bytes]:
    folder = root / "public"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def state(root: Path) -> tuple[str, ...]:
    """Return what git knows of the site's own repository."""
    objects = sorted(path.name for path in (root / ".git").rglob("*") if path.is_file() and path.name != "index")
    return (git(root, "for-each-ref"), git(root, "status", "--short"), git(root, "stash", "list"), *objects)


def test_branch_holds_the_built_folder_and_nothing_of_the_past(site: Path, make_site: MakeSite) -> None:
    assert deploy(site) == 0
    assert served(site) == built(site)
    assert ".nojekyll" in served(site)
    make_site({"posts/ada/2026-11-02-zwei-ü.md": "Two."})
    (site / "posts/ada/2026-11-01-one.md").unlink()
    assert deploy(site) == 0
    assert served(site) == built(site)
    assert git(site.parent / "there.git", "rev-list", "--count", "gh-pages") == "1\n"


def test_nothing_of_the_sites_own_repository_is_written(site: Path, make_site: MakeSite) -> None:
    make_site({"posts/ada/half.md": "Half", ".gitignore": "public\n.microblog\n"})
    git(site, "add", "posts/ada/half.md")
    before = state(site)
    assert deploy(site) == 0
    assert state(site) == before


def test_second_deployment_without_a_change_pushes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(site)
    tip = git(site.parent / "there.git", "rev-parse", "gh-pages")
    assert deploy(site) == 0
    assert "Nothing to deploy: git origin gh-pages has all" in capsys.readouterr().out
    assert git(site.parent / "there.git", "rev-parse", "gh-pages") == tip


def test_dry_run_says_what_it_would_do_and_does_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy(site, "--dry-run") == 0
    assert "since this is a dry run" in capsys.readouterr().out
    assert git(site.parent / "there.git", "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"


def test_deployment_from_another_machine_goes_on_where_the_first_left(site: Path, tmp_path: Path) -> None:
    deploy(site)
    git(tmp_path, "clone", "-q", "there.git", "elsewhere")
    other = tmp_path / "elsewhere"
    (other / "posts/ada/2026-11-03-three.md").write_text("Three.")
    assert deploy(other) == 0
    assert served(site) == built(other)
    assert deploy(site) == 0  # which forgets what it knew of the branch
    assert served(site) == built(site)


def test_branch_that_holds_sources_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tip = git(site, "rev-parse", "main")
    assert deploy(site, "--to", "git origin main") == 2
    assert "main is a branch of this repository itself" in capsys.readouterr().err
    assert git(site.parent / "there.git", "rev-parse", "main") == tip


def test_branch_that_no_deployment_made_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(site, "push", "-q", "origin", "main:old")
    tip = git(site, "rev-parse", "main")
    assert deploy(site, "--to", "git origin old") == 2
    assert "has a commit that no deployment made" in capsys.readouterr().err
    assert git(site.parent / "there.git", "rev-parse", "old") == tip


def test_commit_that_somebody_put_on_top_is_not_thrown_away(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(site)
    git(tmp_path, "clone", "-q", "-b", "gh-pages", "there.git", "by-hand")
    (tmp_path / "by-hand" / "CNAME").write_text("example.org\n")
    git(tmp_path / "by-hand", "add", "CNAME")
    git(tmp_path / "by-hand", *AS_ADA, "commit", "-qm", "Create CNAME")
    git(tmp_path / "by-hand", "push", "-q")
    assert deploy(site) == 2
    assert "Create CNAME" in capsys.readouterr().err
    assert served(site)["CNAME"] == b"example.org\n"


def test_branch_of_another_site_is_refused(site: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(site)
    make_site({"config.yaml": SITE["config.yaml"].replace("example.org,2026", "example.com,2026")})
    assert deploy(site) == 2
    assert "holds another site, example.org,2026" in capsys.readouterr().err


def test_of_two_that_deploy_at_once_one_is_told_to_do_so_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deploy(site)
    git(tmp_path, "clone", "-q", "there.git", "elsewhere")
    (tmp_path / "elsewhere/posts/ada/2026-11-03-three.md").write_text("Three.")
    (site / "posts/ada/2026-11-04-four.md").write_text("Four.")
    ask = Git.ask

    def ask_late(self: Git, *words: str, **given: object) -> object:
        if words[0] == "push":
            monkeypatch.setattr(Git, "ask", ask)
            assert deploy(tmp_path / "elsewhere") == 0
        return ask(self, *words, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "ask", ask_late)
    assert deploy(site) == 2
    assert "somebody else deployed to git origin gh-pages meanwhile; deploy again" in capsys.readouterr().err
    assert served(site) == built(tmp_path / "elsewhere")
    assert deploy(site) == 0
    assert served(site) == built(site)


@pytest.mark.parametrize(
    "step",
    ["push", *(pytest.param(step, marks=pytest.mark.nightly) for step in ("ls-remote", "hash-object", "update-index", "commit-tree"))],
)
def test_deployment_that_is_cut_off_at_a_step_is_made_good_by_the_next(site: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(site)
    before = served(site)
    (site / "posts/ada/2026-11-04-four.md").write_text("Four.")
    ask = Git.ask

    def ask_until(self: Git, *words: str, **given: object) -> object:
        if words[0] == step:
            raise KeyboardInterrupt
        return ask(self, *words, **given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Git, "ask", ask_until)
        assert deploy(site) == 130
    assert served(site) == before
    assert deploy(site) == 0
    assert served(site) == built(site)


def test_folder_that_no_build_wrote_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "public").mkdir()
    (site / "public" / "mine.html").write_text("mine")
    assert deploy(site) == 2
    assert "holds files that microblog did not write" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--drafts"], "--drafts would publish drafts"),
        (["--to", "git nowhere gh-pages"], "there is no remote nowhere here; the remotes are origin"),
        (["--to", "git https://ada:secret@example.org/x.git pages"], "--to has a password"),
        (["--to", "git ../nothing.git pages"], "git ../nothing.git pages cannot be reached"),
    ],
)
def test_wrong_order_is_told(site: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy(site, *options) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "secret" not in said


def test_drafts_that_a_preview_left_in_the_output_are_not_deployed(site: Path, make_site: MakeSite) -> None:
    make_site({"posts/ada/2026-11-05-secret.md": "---\ndraft: true\n---\nSecret."})
    main(["build", "--drafts", "--root", str(site), "--now", NOW, "--jobs", "1", "-q"])
    assert "@ada/2026-11-05-secret/index.html" in built(site)
    assert deploy(site) == 0
    assert not any("secret" in path for path in served(site))


def test_local_settings_reach_the_remote_and_stand_in_no_argument(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(site, "config", "http.https://example.org/.extraheader", "AUTHORIZATION: basic c2VjcmV0")
    seen: list[tuple[tuple[str, ...], dict[str, str]]] = []
    run = subprocess.run

    def noting(command: list[str], **given: object) -> object:
        seen.append((tuple(command), dict(given["env"])))  # type: ignore[call-overload]
        return run(command, **given)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", noting)
    assert deploy(site) == 0
    pushes = [environment for command, environment in seen if "push" in command]
    assert "AUTHORIZATION: basic c2VjcmV0" in pushes[0].values()
    assert not any("c2VjcmV0" in word for command, _ in seen for word in command)
    assert not any(b"c2VjcmV0" in path.read_bytes() for path in (site / ".microblog").rglob("*") if path.is_file())
    assert os.environ.get("GIT_CONFIG_COUNT") is None


def test_what_a_hook_is_told_of_the_repository_is_left_alone(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(site)
    monkeypatch.setenv("GIT_INDEX_FILE", str(site / ".git" / "index"))
    index = (site / ".git" / "index").read_bytes()
    assert deploy(site) == 0
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert (site / ".git" / "index").read_bytes() == index
    assert state(site)[0] == before[0]
    assert served(site) == built(site)


def test_locks_of_a_killed_deployment_and_a_damaged_repository_hinder_none(site: Path, make_site: MakeSite) -> None:
    deploy(site)
    there = site / ".microblog" / "deploy.git"
    for name in ("index.lock", "shallow.lock", "refs/microblog/tip.lock"):
        (there / name).write_text("")
    make_site({"posts/ada/2026-11-02-two.md": "Two."})
    assert deploy(site) == 0
    assert served(site) == built(site)
    assert not (there / "index.lock").exists()


def test_output_into_which_a_preview_built_drafts_meanwhile_is_not_deployed(
    site: Path, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_site({"posts/ada/2026-11-05-secret.md": "---\ndraft: true\n---\nSecret."})
    is_ours = writer.is_ours

    def is_ours_late(folder: Path) -> bool:
        build_with_drafts()
        return is_ours(folder)

    def build_with_drafts() -> None:
        monkeypatch.setattr(writer, "is_ours", is_ours)
        monkeypatch.setattr(Cache, "locked", lambda _cache: nullcontext())
        main(["build", "--drafts", "--root", str(site), "--now", NOW, "--jobs", "1", "-q"])

    monkeypatch.setattr(writer, "is_ours", is_ours_late)
    assert deploy(site) == 2
    assert "holds what readers may not see yet" in capsys.readouterr().err
