"""Each page names the scripts that may run there, and no others: what it loads, what these import, and its worker."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MakeSite
from tests.support.browsing import watched
from tests.support.hostile import BASE
from tests.support.running import watching
from tests.support.site_tree import build, tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILES = {
    "config.yaml": f"base_url: {BASE}\ntag_authority: hostile.example,2026\n",
    "posts/ada/2026-11-01-kettle.md": "The kettle sings.\n",
    "static/quiz.js": 'import { word } from "./quiz-words.js";\ndocument.title = word;\n',
    "static/quiz-words.js": 'export const word = "Quiz";\n',
}
QUIZ = """{% extends "base.html" %}
{% block script_src %}{{ super() }} {{ own }}quiz.js{% endblock %}
{% block head %}<script src="{{ url('quiz.js') }}" type="module"></script>{% endblock %}
"""
_IMPORT = re.compile(r"""^import .* from "\./([^"]+)";$""", re.MULTILINE)
_WORKER = re.compile(r"[\w-]+-worker\.js")


def named(page: str) -> set[str]:
    """Return the files that a page's second policy names."""
    found = re.search(r'content="script-src ([^";]*)"', page)
    assert found, page[:500]
    prefix = "*:*/a%2Cb/"
    assert all(source.startswith(prefix) for source in found[1].split())
    return {source.removeprefix(prefix) for source in found[1].split()}


def loaded(page: str, files: dict[str, bytes]) -> set[str]:
    """Return the scripts of a page, all that they import, and workers that they name."""
    found: set[str] = set()
    todo = re.findall(r'<script [^>]*src="/a,b/([^"]+)"', page)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            text = files[name].decode()
            folder = name.rpartition("/")[0]
            todo += [f"{folder}/{other}".lstrip("/") for other in _IMPORT.findall(text)]
            if re.search(r"serviceWorker\b.*\.register", text):
                todo += [other for other in _WORKER.findall(text + page) if other in files]
    return found


def test_each_page_names_what_it_loads_and_nothing_else(make_site: MakeSite) -> None:
    root = make_site(FILES)
    build(root)
    files = tree(root / "public")
    pages = {path: data.decode() for path, data in files.items() if path.endswith(".html") and b"script-src" in data}
    assert {"index.html", "search/index.html", "compose/index.html", "archive/index.html", "404.html"} <= {*pages}
    assert {path: named(page) for path, page in pages.items()} == {path: loaded(page, files) for path, page in pages.items()}
    without = [path for path, data in files.items() if path.endswith(".html") and b"script-src" not in data]
    assert [path for path in without if b"default-src 'none'" not in files[path] or b"<script" in files[path]] == []


def test_theme_s_scripts_run_below_any_base_path_and_host(browser: "Browser", make_site: MakeSite) -> None:
    root = make_site(FILES)
    build(root)
    with watching(browser, root / "public", has_policy=True) as (_, context):
        page = context.new_page()
        complaints = watched(page)
        page.goto(f"{BASE}search/?q=kettle")
        page.locator("#search-results article").wait_for()
        page.goto(f"{BASE}compose/")
        page.locator("form.composer").wait_for()
        page.locator("#text").fill("*a*")
        page.locator(".preview em").wait_for()
        assert [complaint for complaint in complaints if "Service Worker" not in complaint] == []


@pytest.mark.parametrize(
    ("template", "title"), [(QUIZ, "Kettles"), (QUIZ.replace("quiz.js{%", "quiz.js {{ own }}quiz-words.js{%"), "Quiz")]
)
def test_script_of_static_runs_only_where_a_template_names_it_and_what_it_imports(
    browser: "Browser", make_site: MakeSite, template: str, title: str
) -> None:
    root = make_site({**FILES, "templates/page.html": template, "pages/quiz.md": "# Kettles\n"})
    build(root)
    with watching(browser, Path(root / "public"), has_policy=True) as (_, context):
        page = context.new_page()
        page.goto(f"{BASE}quiz/", wait_until="networkidle")
        assert page.title().partition(" · ")[0] == title
