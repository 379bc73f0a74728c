"""A theme that is changed a little: a site's own templates on top of the default theme's."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from microblog.text.words import Words
from microblog.theme import Templates, Theme
from microblog.theme.indentation import unindented
from microblog.theme.short.compiled import Compiled
from tests.conftest import MakeSite
from tests.site_tree import build

SITE = {"config.yaml": "base_url: https://example.org/\n", "posts/ada/2026-01-01-a.md": "tea"}


@pytest.fixture(params=["compiled", "jinja2"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all templates go one of the two ways, and not the other."""
    if request.param == "jinja2":
        monkeypatch.setattr(Compiled, "function", lambda *_: None)
    else:
        monkeypatch.delattr(Templates, "_in_jinja")


def page(root: Path, name: str) -> str:
    return (root / "public" / name).read_text(encoding="utf-8")


@pytest.mark.usefixtures("_way")
def test_own_frame_extends_the_default_themes_for_all_pages(make_site: MakeSite) -> None:
    own = "{% extends 'default/base.html' %}{% block nav_more %}<li>Mine</li>{% endblock %}"
    root = make_site(SITE | {"templates/base.html": own})
    build(root, jobs=1)
    for name in ("index.html", "@ada/index.html", "tags/index.html", "404.html"):
        assert "Archive</a></li>\n<li>Mine</li>" in page(root, name)


@pytest.mark.usefixtures("_way")
def test_own_part_holds_the_default_themes(make_site: MakeSite) -> None:
    root = make_site(SITE | {"templates/_card.html": "<hr>{% include 'default/_card.html' %}"})
    build(root, jobs=1)
    assert '<hr><article class="h-entry note"' in page(root, "index.html")


def test_default_theme_is_found_beside_an_own_folder_of_that_name(make_site: MakeSite) -> None:
    own = {"templates/default/mine.html": "Mine", "templates/404.html": "{% include 'default/mine.html' %}"}
    root = make_site(SITE | own)
    build(root)
    assert page(root, "404.html") == "Mine"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("  <p>\n\t  a  b\n  </p>", "<p>\na  b\n</p>"),
        ("  <pre>\n  a\n  </pre>  b\n  c", "<pre>\n  a\n  </pre>  b\nc"),
        (
            "<TEXTAREA>\n  a</textarea>\n <script>\n  a</script>\n <style>\n a</style>",
            "<TEXTAREA>\n  a</textarea>\n<script>\n  a</script>\n<style>\n a</style>",
        ),
        ("{% if true %}\n  {% if true %}\n    a\n  {% endif %}\n{% endif %}\n", "a\n"),
        ("  {%+ if true %}a{% endif %}", "  a"),
        ("  {{ 'a' }}\n  {#+ b #}c", "a\n  c"),
        (" <pre> a\n  <prefix>\n  b", "<pre> a\n<prefix>\nb"),
    ],
)
@pytest.mark.usefixtures("_way")
def test_indentation_of_markup_is_left_out(tmp_path: Path, source: str, shown: str) -> None:
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    templates = Templates(Theme((tmp_path,), (), ()), tmp_path, site=SimpleNamespace(), url=str, words=Words())
    assert templates.render("a.html", {}) == shown


def test_lines_of_a_template_stay_where_they_are() -> None:
    source = "  <p>\n\n    {{ a }}\n  </p>\n"
    assert unindented(source).count("\n") == source.count("\n")
