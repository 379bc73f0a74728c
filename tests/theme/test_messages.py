"""Faults of a site's own templates: what is told, and how much at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from microblog import cli
from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError, Problem
from microblog.theme.messages import problem_of
from tests.conftest import MakeSite
from tests.support.site_tree import build

SITE = {
    "config.yaml": 'base_url: https://example.org/\ntag_authority: "example.org,2026"\n',
    "posts/ada/2026-01-01-a.md": "---\ncolour: red\n---\ntea",
}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"templates/404.html": "\n{% include 'nope.html' %}"}, "templates/404.html:2: there is no template `nope.html`; "),
        ({"templates/404.html": "\n{% extends 'nope.html' %}"}, "templates/404.html:2: there is no template `nope.html`; "),
        ({"templates/404.html": b"\xff"}, "templates/404.html:1: the template is not UTF-8; "),
        ({"templates/404.html": "{% include 'x.html' %}", "templates/x.html": b"\xff"}, "templates/x.html:1: the template is not UTF-8; "),
        ({"templates/404.html": "\n{{ nonsense }}"}, "templates/404.html:2: 'nonsense' is undefined; "),
        ({"templates/404.html": "\n{{ 1 / 0 }}"}, "templates/404.html:2: ZeroDivisionError: "),
        ({"templates/404.html": "\n\n{% if %}"}, "templates/404.html:3: Expected an expression, got "),
    ],
)
def test_fault_is_told_with_its_template_and_line(make_site: MakeSite, files: dict[str, str | bytes], said: str) -> None:
    root = make_site(SITE | files)
    for problems in (check(Options(root=root)), problems_of_build(root)):
        errors = [str(problem) for problem in problems if not problem.is_warning]
        assert [error[: len(said)] for error in errors] == [said]


def problems_of_build(root: Path) -> list[Problem]:
    with pytest.raises(ContentError) as error:
        build(root)
    return error.value.problems


def test_check_tells_one_fault_of_each_template_and_the_warnings(make_site: MakeSite) -> None:
    faulty = {f"templates/{name}.html": "{{ nonsense }}\n{{ more }}" for name in ("404", "users", "_card", "year")}
    problems = check(Options(root=make_site(SITE | faulty)))
    assert [(problem.path, problem.line) for problem in problems if not problem.is_warning] == [(path, 1) for path in sorted(faulty)]
    assert [problem.path for problem in problems if problem.is_warning] == ["posts/ada/2026-01-01-a.md"]


def test_templates_that_cannot_be_read_are_told_together_with_the_contents_faults(make_site: MakeSite) -> None:
    root = make_site(
        SITE | {"posts/ada/b.md": "---\ndate: never\n---\n", "templates/404.html": "{% if %}", "templates/users.html": "{% for %}"}
    )
    expected = ["posts/ada/b.md", "templates/404.html", "templates/users.html"]
    for problems in (check(Options(root=root)), problems_of_build(root)):
        assert [problem.path for problem in problems if not problem.is_warning] == expected


def test_template_that_may_not_be_read_is_told_itself(make_site: MakeSite) -> None:
    root = make_site(SITE | {"templates/x.html": "x"})
    error = PermissionError(13, "Permission denied", str(root / "templates/x.html"))
    assert str(problem_of(error, "404.html", (root / "templates",), root)).startswith(
        "templates/x.html:1: cannot be read (Permission denied); "
    )


@pytest.mark.parametrize("name", ["default/bse.html", "bas.html", "_crad.html"])
def test_name_of_no_template_gets_a_suggestion(make_site: MakeSite, name: str) -> None:
    root = make_site(SITE | {"templates/404.html": f"{{% include '{name}' %}}"})
    meant = {"default/bse.html": "default/base.html", "bas.html": "base.html", "_crad.html": "_card.html"}[name]
    assert [problem.remedy for problem in problems_of_build(root)] == [f"did you mean `{meant}`?"]


def test_fault_in_the_default_theme_is_told_by_the_name_that_templates_have_for_it(make_site: MakeSite) -> None:
    own = "{% extends 'default/timeline.html' %}{% set pager = none %}"
    (problem,) = problems_of_build(make_site(SITE | {"templates/timeline.html": own}))
    assert (problem.path, problem.line > 0) == ("default/timeline.html", True)


@pytest.mark.parametrize(("arguments", "lines"), [(["check", "--strict"], 1), (["build", "-v"], 1), (["build"], 0), (["check", "-q"], 0)])
def test_what_is_left_to_jinja2_is_told_once_and_is_no_fault(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], arguments: list[str], lines: int
) -> None:
    base = '{% extends "default/base.html" %}\n{% block head %}\n{{ page.title|tojson }}\n{% endblock %}'
    root = make_site({"config.yaml": SITE["config.yaml"], "posts/ada/2026-01-01-a.md": "tea", "templates/base.html": base})
    assert cli.main([*arguments, "--root", str(root)]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "Jinja2" in line]
    start = (
        "templates/base.html:3: the filter `tojson` is rendered by Jinja2, which takes about 1.4 times as long for each page that uses it; "
    )
    assert [line[: len(start)] for line in told] == [start] * lines


def test_templates_that_were_compiled_before_are_looked_at_without_jinja2(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": SITE["config.yaml"], "templates/base.html": "{% macro m() %}a{% endmacro %}{{ m() }}"})
    build_it = "cli.main(['build', '-v', '--jobs', '1', '--root', sys.argv[1]])"
    asked = f"import sys; from microblog import cli; {build_it}; print('jinja2' in sys.modules)"
    loads = [subprocess.run([sys.executable, "-c", asked, str(root)], check=True, capture_output=True, text=True).stdout for _ in range(2)]
    assert [load.splitlines()[-1] for load in loads] == ["True", "False"]
