"""The workflow files and the action: what they may do, and that GitHub will take them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from microblog.gate.merging import Judgement, judgement_of, run_fault
from microblog.village.forms import FORMS, form_file
from tests.conftest import MakeSite

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("microblog/scaffold/**/*.yml")])
PAGES = [path for path in FILES if path.name == "pages.yml"]
DAILY = [path for path in FILES if path.name == "daily.yml"]
ACTION = ROOT / "action.yml"
ANSWERS = [path for path in FILES if path.name == "answers.yml"]
CHECK = ROOT / ".github" / "workflows" / "check.yml"

each = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
each_pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def read(path: Path) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["on"] = document.pop(True)  # YAML 1.1 reads `on` as true
    return document


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job.get("steps", ())]


def step(path: Path, action: str) -> dict[str, Any]:
    return next(step for step in steps(path) if step.get("uses", "").startswith(f"actions/{action}@"))


def test_both_the_project_and_the_scaffold_have_workflows_to_publish() -> None:
    assert len(PAGES) == len(DAILY) == 2


VILLAGE = [path for path in FILES if path.parent.name == "village"]
FOR_STRANGERS = {path for path in VILLAGE if path.name in {"merge.yml", "village.yml"}}
"""They answer what strangers did and have the right to write: so they run the default branch's code alone."""
PASSED = {
    "path": ".github/workflows/gate.yml",
    "event": "pull_request",
    "status": "completed",
    "conclusion": "success",
    "repository": {"full_name": "octo/club"},
}
"""A run of the gate, as GitHub's API tells of it."""


@each
def test_no_workflow_runs_a_strangers_code_with_our_rights(path: Path) -> None:
    begins = set(read(path)["on"])
    assert not {"pull_request_target", "issue_comment"} & begins
    assert path in FOR_STRANGERS or not {"workflow_run", "issues"} & begins


@pytest.mark.parametrize("path", sorted(FOR_STRANGERS), ids=lambda path: path.name)
def test_job_with_rights_checks_out_the_default_branch_and_nothing_else(path: Path) -> None:
    checkouts = [step["with"]["ref"] for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts == ["${{ github.event.repository.default_branch }}"]
    runs = [step["run"] for step in steps(path) if "run" in step]
    assert runs == ["python3 -m pip install --requirement requirements.txt", f"microblog {path.stem}"]
    expressions = re.findall(r"\$\{\{(.*?)\}\}", path.read_text(encoding="utf-8"))
    assert {one.strip() for one in expressions} <= {
        "github.event.repository.default_branch",
        "github.event.issue.number",
        "github.token",
    }


def test_gate_has_no_right_but_reading_and_takes_its_engine_from_the_default_branch() -> None:
    (gate,) = [path for path in VILLAGE if path.name == "gate.yml"]
    assert set(read(gate)["on"]) == {"pull_request"}
    assert not any("permissions" in job for job in read(gate)["jobs"].values())
    assert "secrets." not in gate.read_text(encoding="utf-8")
    install = next(step for step in steps(gate) if "Install" in step.get("name", ""))
    assert 'git show "$BASE:requirements.txt"' in install["run"]
    runs = "\n".join(step.get("run", "") for step in steps(gate))
    assert re.findall(r"\bpython3?\b(?! -I )", runs) == [], "what a request calls pip/ would be run as pip"
    (job,) = read(gate)["jobs"].values()
    assert job["env"]["BASE"] == "refs/remotes/origin/${{ github.event.pull_request.base.ref }}"
    assert not any("env" in step for step in steps(gate))
    text = gate.read_text(encoding="utf-8")
    assert "base.sha" not in text, "it stays behind while the branch goes on, and what is undone of that would not be seen"


def test_gate_judges_anew_what_a_label_or_another_base_changes_and_says_the_base() -> None:
    (gate,) = [path for path in VILLAGE if path.name == "gate.yml"]
    begins = read(gate)["on"]["pull_request"]["types"]
    assert {"opened", "synchronize", "reopened", "edited", "labeled", "unlabeled"} == set(begins)
    given = {"github.event.pull_request.base.ref": "main", "github.event.pull_request.user.login": "ada-l", "github.sha": "0" * 40}
    title = re.sub(r"\$\{\{ (\S+) \}\}", lambda match: given[match[1]], read(gate)["run-name"])
    assert judgement_of({"display_title": title}) == Judgement("main", "ada-l", "0" * 40)
    assert run_fault({**PASSED, "display_title": title}, "main", "octo/club") == ""
    assert run_fault({**PASSED, "display_title": title}, "trunk", "octo/club").startswith("the gate compared it with another branch")


def test_no_merge_is_left_out_because_others_wait() -> None:
    """Of a group one run alone waits unless `queue` says otherwise, and any request, be it refused, begins this workflow."""
    (merge,) = [path for path in VILLAGE if path.name == "merge.yml"]
    assert "concurrency" not in read(merge)
    (job,) = read(merge)["jobs"].values()
    assert job["concurrency"] == {"group": "merge", "queue": "max"}
    assert "conclusion == 'success'" in job["if"]


def test_forms_of_a_village_are_valid_by_githubs_schema(tmp_path: Path) -> None:
    for form in FORMS:
        (tmp_path / f"{form.kind}.yml").write_text(form_file(form), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-issue-forms", *map(str, tmp_path.iterdir())]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@each
def test_a_workflow_may_only_read_unless_a_job_says_otherwise(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}


@each
def test_no_text_from_outside_is_pasted_into_a_shell_command(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@each
def test_checkouts_leave_no_credentials_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


PINS = {
    "checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "setup-node": ("820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"),
    "cache": ("55cc8345863c7cc4c66a329aec7e433d2d1c52a9", "v6.1.0"),
    "configure-pages": ("45bfe0192ca1faeb007ade9deae92b16b8254a0d", "v6.0.0"),
    "upload-pages-artifact": ("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
    "deploy-pages": ("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
}
"""GitHub's own actions, each at the commit of a version: a tag can be moved."""
KNOWN = {f"actions/{name}@{commit}" for name, (commit, _) in PINS.items()}
_USED = re.compile(r"uses: (actions/\S+)(?: # (\S+))?$", re.MULTILINE)


@each
def test_only_githubs_own_actions_are_used_each_at_the_commit_of_its_version(path: Path) -> None:
    assert {step["uses"] for step in steps(path) if "uses" in step} <= KNOWN


@pytest.mark.parametrize("path", [*FILES, ACTION, *sorted(ROOT.glob("docs/**/*.md"))], ids=lambda path: path.name)
def test_commit_of_an_action_has_its_version_beside_it(path: Path) -> None:
    versions = {f"actions/{name}@{commit}": version for name, (commit, version) in PINS.items()}
    used = _USED.findall(path.read_text(encoding="utf-8"))
    assert [(action, version) for action, version in used if versions.get(action) != version] == []


@each
def test_every_job_that_runs_has_a_time_limit(path: Path) -> None:
    assert all("timeout-minutes" in job for job in read(path)["jobs"].values() if "steps" in job)


@each_pages
def test_pages_is_built_on_push_on_request_and_by_the_daily_run(path: Path) -> None:
    assert set(read(path)["on"]) == {"push", "workflow_dispatch", "workflow_call"}
    assert "github.event.repository.default_branch" in read(path)["jobs"]["build"]["if"]


@each_pages
def test_only_the_publishing_job_may_write_to_pages(path: Path) -> None:
    jobs = read(path)["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}


@each_pages
def test_publications_of_a_branch_wait_for_each_other(path: Path) -> None:
    assert read(path)["concurrency"] == {"group": "pages-${{ github.ref }}", "cancel-in-progress": False}


@each_pages
def test_hidden_files_are_published(path: Path) -> None:
    assert step(path, "upload-pages-artifact")["with"] == {"path": "public", "include-hidden-files": True}


@each_pages
def test_the_cache_is_kept_from_build_to_build(path: Path) -> None:
    cache, *others = (step["with"] for step in steps(path) if step.get("uses", "").startswith("actions/cache@"))
    assert [other["path"] for other in others] == [cache["path"]], "what is saved under other paths is not found"
    assert cache["path"].split() == [".microblog/pictures", ".microblog/remote", ".microblog/fetch.json"]  # tests/site/test_ci_cache.py
    assert cache["key"] == "microblog-${{ github.run_id }}"  # a key that is known already would not be saved again
    assert cache["key"].startswith(cache["restore-keys"])


@each_pages
def test_what_is_followed_elsewhere_is_read_before_each_build_and_cannot_hinder_it(path: Path) -> None:
    runs = [step.get("run", "") for step in steps(path)]
    (at,) = (at for at, run in enumerate(runs) if run.endswith(" fetch"))
    assert runs[at + 1].partition(" build ")[0] == runs[at].removesuffix(" fetch")
    assert steps(path)[at]["continue-on-error"] is True


@each_pages
def test_the_site_is_built_for_the_address_that_github_gives(path: Path) -> None:
    build = next(step for step in steps(path) if "build --base-url" in step.get("run", ""))
    assert build["run"].endswith(' build --base-url "$BASE_URL/" --repository "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"')
    assert build["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}", "MICROBLOG_CACHE_KEY": "${{ secrets.MICROBLOG_CACHE_KEY }}"}


@pytest.mark.parametrize("path", DAILY, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_schedule_stands_alone_so_that_github_cannot_switch_pushes_off_with_it(path: Path) -> None:
    daily = read(path)
    assert set(daily["on"]) == {"schedule", "workflow_dispatch"}
    assert daily["on"]["schedule"] == [{"cron": "17 4 * * *"}]
    assert daily["jobs"]["pages"]["uses"] == "./.github/workflows/pages.yml"
    assert "concurrency" not in daily  # the same group in both files would wait for itself
    assert "60 days" in path.read_text(encoding="utf-8")


def test_the_daily_run_may_do_what_publishing_needs() -> None:
    granted = [read(path)["jobs"]["pages"]["permissions"] for path in DAILY]
    assert granted == [{"contents": "write", "pages": "write", "id-token": "write"}] * 2


@each_pages
def test_others_are_told_once_the_site_is_live_and_only_where_somebody_asked_for_it(path: Path) -> None:
    tell = read(path)["jobs"]["tell"]
    assert tell["needs"] == ["build", "publish"]
    assert tell["if"] == "vars.TELL == 'true'"
    runs = [step.get("run", "") for step in tell["steps"]]
    told = [at for at, run in enumerate(runs) if run.endswith((" webmention send", " ping")) or " syndicate " in run]
    built = next(at for at, run in enumerate(runs) if " build --base-url " in run)
    assert len(told) == 3
    assert built < min(told)


@each_pages
def test_what_was_told_is_kept_whatever_went_wrong_and_nothing_else_is_committed(path: Path) -> None:
    jobs = read(path)["jobs"]
    assert [name for name, job in jobs.items() if job.get("permissions", {}).get("contents") == "write"] == ["tell"]
    keep = jobs["tell"]["steps"][-1]
    assert keep["if"] == "always()"
    assert [line.strip() for line in keep["run"].splitlines() if "git add" in line] == ["git add sent"]
    assert "$TOKEN" in keep["run"]


def test_script_that_keeps_what_was_told_does_so_though_others_pushed_meanwhile(tmp_path: Path) -> None:
    for path in PAGES:
        keep = read(path)["jobs"]["tell"]["steps"][-1]["run"]
        place = tmp_path / path.parts[-3]
        git = _git(place)
        git("init", "--quiet", "--bare", "--initial-branch=main", str(place / "there"))
        for name in ("here", "other"):
            git("clone", "--quiet", str(place / "there"), str(place / name))
            if name == "here":
                git("-C", str(place / name), "commit", "--quiet", "--allow-empty", "--message", "one")
                git("-C", str(place / name), "push", "--quiet", "origin", "HEAD:main")
        git("-C", str(place / "other"), "commit", "--quiet", "--allow-empty", "--message", "meanwhile")
        git("-C", str(place / "other"), "push", "--quiet", "origin", "HEAD:main")
        (place / "here" / "sent").mkdir()
        (place / "here" / "sent" / "ada.jsonl").write_text("{}\n")
        (place / "here" / "other.txt").write_text("not to be committed")
        for _ in range(2):  # the second time there is nothing to do
            subprocess.run(["bash", "-e", "-c", keep], cwd=place / "here", check=True, capture_output=True, env=_quiet(place))
        assert git("-C", str(place / "there"), "ls-tree", "-r", "--name-only", "main") == "sent/ada.jsonl\n"
        assert git("-C", str(place / "there"), "log", "--format=%s", "main").split("\n")[:2] == ["sent: Note what was told", "meanwhile"]


def _quiet(home: Path) -> dict[str, str]:
    return os.environ | {"HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "TOKEN": "x"}


def _git(home: Path) -> Callable[..., str]:
    home.mkdir(parents=True)
    given = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    return lambda *words: subprocess.run([*given, *words], capture_output=True, text=True, check=True, env=_quiet(home)).stdout


each_answers = pytest.mark.parametrize("path", ANSWERS, ids=lambda path: str(path.relative_to(ROOT)))


@each_answers
def test_answers_are_read_only_where_somebody_asked_for_it_and_without_a_right_to_write(path: Path) -> None:
    job = read(path)["jobs"]["answers"]
    assert job["if"] == "vars.MICROBLOG_ANSWERS == 'review' || vars.MICROBLOG_ANSWERS == 'commit'"
    (reading,) = (step for step in job["steps"] if step.get("run", "").partition(" #")[0].endswith(" answers"))
    assert reading["env"] == {"MICROBLOG_WEBMENTION_IO_TOKEN": "${{ secrets.MICROBLOG_WEBMENTION_IO_TOKEN }}"}
    assert "60 days" in path.read_text(encoding="utf-8")


@each_answers
def test_request_from_somebodys_fork_is_not_taken_for_the_one_with_answers(path: Path) -> None:
    """`gh pr list --head` finds branches of that name in all forks: one would hold back all answers."""
    asking = [step for step in read(path)["jobs"]["answers"]["steps"] if "gh pr list" in step.get("run", "")]
    lists = [line for step in asking for line in step["run"].splitlines() if "gh pr list" in line]
    assert len(lists) == 2
    assert all('--json isCrossRepository --jq "$OWN"' in line for line in lists)
    assert {step["env"]["OWN"] for step in asking} == {"map(select(.isCrossRepository | not)) | length"}


class Remote:
    """A repository with a clone of it, in which a workflow's steps run, and a `gh` that notes what it was asked."""

    def __init__(self, tmp_path: Path) -> None:
        self.clone, self.bare, self.notes = tmp_path / "clone", tmp_path / "bare", tmp_path / "gh.log"
        (tmp_path / "bin").mkdir()
        gh = tmp_path / "bin" / "gh"
        gh.write_text(f'#!/bin/sh\necho "$@" >> {self.notes}\ncase "$*" in "pr list"*) cat {tmp_path}/open;; esac\n')
        gh.chmod(0o755)
        self.open = tmp_path / "open"
        self.open.write_text("0")
        self.environ = {
            "PATH": f"{gh.parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "BRANCH": "main",
            "GH_TOKEN": "x",
            "OWN": "length",
        }
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", self.bare], check=True)
        subprocess.run(["git", "clone", "--quiet", self.bare, self.clone], check=True, capture_output=True)
        self.write("config.yaml", "")
        self.git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "x")
        self.git("push", "--quiet", "origin", "HEAD:main")

    def git(self, *arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=self.clone, check=True, capture_output=True, text=True, env=self.environ).stdout

    def write(self, name: str, text: str) -> None:
        (self.clone / name).parent.mkdir(parents=True, exist_ok=True)
        (self.clone / name).write_text(text)
        self.git("add", name)

    def run(self, name: str, mode: str) -> None:
        (script,) = (step["run"] for step in steps(ANSWERS[0]) if step.get("name", "").startswith(name))
        subprocess.run(["bash", "-e", "-c", script], cwd=self.clone, check=True, capture_output=True, env={**self.environ, "MODE": mode})

    def asked(self) -> list[str]:
        return [line for line in self.notes.read_text().splitlines() if not line.startswith(("pr list", "auth"))]


def test_answers_are_proposed_in_one_pull_request_that_goes_on_from_what_was_taken_out(tmp_path: Path) -> None:
    remote = Remote(tmp_path)
    remote.write("answers/ada/a.json", "one")
    remote.run("Propose", "review")
    assert remote.asked()[0].startswith("pr create --head answers --base main ")
    assert remote.git("show", "origin/main:config.yaml") == ""
    remote.git("reset", "--quiet", "--hard", "origin/main")  # as the next run begins
    remote.open.write_text("1")
    remote.run("Go on", "review")
    assert (remote.clone / "answers/ada/a.json").read_text() == "one"
    remote.write("answers/ada/a.json", "two")
    remote.run("Propose", "review")
    assert len(remote.asked()) == 1
    assert remote.git("ls-tree", "-r", "--name-only", "FETCH_HEAD").split() == ["answers/ada/a.json", "config.yaml"]
    remote.git("fetch", "--quiet", "origin", "answers")
    assert remote.git("show", "FETCH_HEAD:answers/ada/a.json") == "two"


def test_answers_are_committed_and_published_where_that_is_asked_for(tmp_path: Path) -> None:
    remote = Remote(tmp_path)
    remote.write("answers/ada/a.json", "one")
    remote.run("Propose", "commit")
    assert remote.git("show", "origin/main:answers/ada/a.json") == "one"
    remote.run("Propose", "commit")
    assert remote.asked() == ["workflow run pages.yml --ref main"]


def test_a_pull_request_is_checked_with_no_right_but_reading() -> None:
    check = read(CHECK)
    assert "pull_request" in check["on"]
    assert not any("permissions" in job for job in check["jobs"].values())
    assert "secrets" not in CHECK.read_text(encoding="utf-8").replace("has no secrets", "")
    assert "python3 build.py check --strict" in [step.get("run") for step in steps(CHECK)]


def test_the_engine_is_tested_on_three_systems_and_four_pythons() -> None:
    tests = read(CHECK)["jobs"]["tests"]
    assert tests["strategy"]["matrix"]["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert tests["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert tests["steps"][-1]["run"] == "python tests/run.py"


# The action of the repository itself, by which another one builds its site with one line.


def action() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return document


def test_the_workflow_that_the_document_shows_for_the_action_is_valid_too(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    shown = text.partition("# .github/workflows/pages.yml\n")[2].partition("```")[0]
    (tmp_path / "pages.yml").write_text(shown, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(tmp_path / "pages.yml")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    inputs = set(re.findall(r"^\| ([a-z-]+) \|", text.partition("| input |")[2].partition("## ")[0], re.MULTILINE))
    assert inputs == set(action()["inputs"])


def test_no_input_of_the_action_is_pasted_into_a_shell_command() -> None:
    used = [step for step in action()["runs"]["steps"] if "run" in step]
    assert used
    assert [step["run"] for step in used if "${{" in step["run"]] == []


def test_the_action_uses_only_githubs_own_at_the_versions_of_the_workflows() -> None:
    assert {step["uses"] for step in action()["runs"]["steps"] if "uses" in step} <= KNOWN


def run_step(name: str, repository: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner does: its lines in a file that bash reads, its inputs in the environment."""
    step = next(step for step in action()["runs"]["steps"] if step.get("name") == name)
    inputs = {f"inputs.{key}": str(value["default"]) for key, value in action()["inputs"].items()} | {
        f"inputs.{key.replace('_', '-')}": value for key, value in given.items()
    }
    values = {"github.action_path": str(ROOT), **inputs}
    environment = {key: values[text.removeprefix("${{ ").removesuffix(" }}")] for key, text in step["env"].items()}
    script = repository.parent / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    folder = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    host = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "ada/notes"}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    environment = {**os.environ, "PATH": folder, **host, **environment}
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="the bash of Windows is another one")
def test_the_action_builds_the_site_of_the_repository_that_uses_it(make_site: MakeSite) -> None:
    root = make_site({"my site/posts/ada/2026-11-01-one.md": "One.", "my site/config.yaml": "tag_authority: example.org,2026\n"})
    done = run_step("Build the site", root, root="my site", base_url="https://example.org/notes")
    assert done.returncode == 0, done.stderr
    assert 'href="https://example.org/notes/' in (root / "my site/public/index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="the bash of Windows is another one")
def test_the_action_takes_an_input_for_text_whatever_it_says(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-01-one.md": "One."})
    done = run_step("Build the site", root, root='."; touch pwned; "', base_url="$(touch pwned)")
    assert done.returncode == 2
    assert not (root / "pwned").exists()


# The container file cannot be built here; what it copies, and as whom it runs, can be read.


def instructions(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]


def test_container_has_all_that_the_engine_needs_and_does_not_run_as_root() -> None:
    lines = instructions(ROOT / "Containerfile")
    assert lines[0][0] == "FROM"
    copied = {rest.split()[0] for name, rest in lines if name == "COPY"}
    assert copied == {"requirements.txt", "microblog", "templates", "static"}
    assert all((ROOT / path).exists() for path in copied)
    kept = {line[1:] for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert kept == copied
    assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()
    names = [name for name, _ in lines]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert dict(map(tuple, lines))["USER"] == "microblog"


def test_container_installs_what_is_pinned_by_its_hashes() -> None:
    runs = " ".join(rest for name, rest in instructions(ROOT / "Containerfile") if name == "RUN")
    assert "pip install --no-cache-dir --require-hashes --requirement /engine/requirements.txt" in runs
