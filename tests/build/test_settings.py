"""What a build starts from: the configuration's file and the templates' folder, whatever lies there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from microblog.build import builder, dry_run, inputs
from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError, Problem, UsageError
from microblog.sources.sourcefile import MAX_FILE
from microblog.theme import find_theme
from tests.conftest import MakeSite
from tests.support.site_tree import build

ADA = {"config.yaml": "base_url: https://example.org/\n", "posts/ada/2026-01-01-a.md": "tea"}


def faults(root: Path) -> list[Problem]:
    """Return what a build refuses, which a check must find as well."""
    with pytest.raises(ContentError) as error:
        build(root)
    checked: tuple[Problem, ...] | list[Problem]
    try:
        checked = check(Options(root=root))
    except ContentError as found:
        checked = found.problems
    errors = [problem for problem in error.value.problems if not problem.is_warning]
    assert sorted(problem for problem in checked if not problem.is_warning) == errors
    return errors


@pytest.mark.parametrize(
    ("put", "what"),
    [
        (os.mkfifo, "neither a file nor a folder"),
        (Path.mkdir, "is a folder"),
        (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
        (lambda path: path.symlink_to("nowhere"), "symbolic link"),
    ],
)
def test_configuration_that_is_no_plain_file_is_a_problem(make_site: MakeSite, put: Callable[[Path], None], what: str) -> None:
    root = make_site(ADA)
    (root / "config.yaml").unlink()
    put(root / "config.yaml")
    (problem,) = faults(root)
    assert problem.path == "config.yaml"
    assert what in problem.what


def test_configuration_that_is_far_too_large_is_not_read_whole(make_site: MakeSite) -> None:
    root = make_site(ADA)
    os.truncate(root / "config.yaml", 3 << 30)
    (problem,) = faults(root)
    assert str(MAX_FILE // 1024 // 1000) in problem.what


def test_template_whose_name_is_not_utf_8_is_a_problem_among_all_others(make_site: MakeSite) -> None:
    root = make_site(ADA | {"templates/x.html": "", "posts/ada/b.md": "---\ndate: soon\n---\n"})
    try:
        (root / os.fsdecode(b"templates/\xff.html")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    found = faults(root)
    assert [problem.path.partition("/")[0] for problem in found] == ["posts", "templates"]
    assert "UTF-8" in found[1].what


def test_link_among_templates_is_a_problem_in_a_later_build_too(make_site: MakeSite) -> None:
    root = make_site(ADA | {"templates/x.html": ""})
    build(root)
    (root / "templates/post.html").symlink_to("/etc/passwd")
    (problem,) = faults(root)
    assert problem.path == "templates/post.html"


@pytest.mark.parametrize("top", ["posts", "static", "templates"])
def test_folder_of_the_site_that_is_a_link_is_a_problem(make_site: MakeSite, tmp_path: Path, top: str) -> None:
    root = make_site(ADA)
    if (root / top).is_dir():
        (root / top).rename(tmp_path / top)
    (tmp_path / top).mkdir(exist_ok=True)
    (root / top).symlink_to(tmp_path / top)
    assert [problem.path for problem in faults(root)] == [top]


def test_check_refuses_the_output_folder_that_a_build_refuses(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(ADA)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").touch()
    options = Options(root=root, output=tmp_path / "mine")
    for refuse in (dry_run.check, builder.build):
        with pytest.raises(UsageError, match="microblog did not write"):
            refuse(options)


def test_engine_is_another_when_its_code_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = inputs.engine_fingerprint.__wrapped__
    theme = find_theme(tmp_path)
    for room in ("text/inner", "render", "gate"):
        (tmp_path / room).mkdir(parents=True)
    for path in ("text/a.py", "text/inner/b.py", *inputs.HALL):
        (tmp_path / path).write_text("one")
    monkeypatch.setattr(inputs, "_PACKAGE", tmp_path)
    seen = [fingerprint(theme)]
    for path, text in (("text/a.py", "One"), ("text/inner/b.py", "Two"), ("render/c.py", ""), ("plan.py", "Two")):
        (tmp_path / path).write_text(text)
        seen.append(fingerprint(theme))
    (tmp_path / "render/c.py").rename(tmp_path / "render/d.py")
    seen.append(fingerprint(theme))
    assert len({*seen}) == 6
    (tmp_path / "text" / ".#a.py").symlink_to("somebody@somewhere.1:2")  # as Emacs marks a file that is being edited
    (tmp_path / "text" / "inner" / "__pycache__").mkdir()
    (tmp_path / "text" / "inner" / "__pycache__" / "b.py").write_text("compiled")
    (tmp_path / "gate" / "e.py").write_text("no build loads it")
    assert fingerprint(theme) == seen[-1]
