"""A theme that is changed a little: a site's own templates on top of the default theme's."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from microblog.text.words import Words
from microblog.theme import Theme
from microblog.theme.indentation import unindented
from microblog.theme.short.compiled import Compiled
from microblog.theme.templates import Templates
from tests.conftest import ROOT, MakeSite
from tests.support.site_tree import build, tree

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
        assert "Search</a></li>\n<li>Mine</li>" in page(root, name)


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
    templates = Templates(Theme((tmp_path,), (), (), has_custom_css=False), tmp_path, site=SimpleNamespace(), url=str, words=Words())
    assert templates.render("a.html", {}) == shown


def test_lines_of_a_template_stay_where_they_are() -> None:
    source = "  <p>\n\n    {{ a }}\n  </p>\n"
    assert unindented(source).count("\n") == source.count("\n")


STYLES = re.compile(r'<link rel="stylesheet" href="([^"]*)">')


@pytest.mark.usefixtures("_way")
def test_theme_of_the_how_to_works(make_site: MakeSite) -> None:
    text = (ROOT / "docs" / "how-to" / "override-a-template.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"`((?:static|templates)/[\w.]+)`[^\n]*\n\n```\w+\n(.*?)```", text, re.DOTALL))
    assert sorted(files) == ["static/custom.css", "templates/_card.html", "templates/base.html", "templates/post.html"]
    root = make_site(SITE | files | {"posts/ada/2026-01-01-a.md": "---\nmood: cheerful\n---\ntea"})
    build(root)
    shown = page(root, "@ada/2026-01-01-a/index.html")
    assert '<link rel="stylesheet" href="/custom.css">' in shown
    for mine in ('<li><a href="/@me/home/">What I read</a></li>', '<p class="badge">cheerful</p>', "Thank you for reading.</p>"):
        assert mine in shown


def styles(root: Path, name: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="([^"]*)">', page(root, name))


def test_own_style_is_linked_behind_the_themes_where_there_is_one(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    assert (styles(root, "index.html"), styles(root, "@ada/card.html")) == (["/style.css", "/highlight.css"], ["/style.css"])
    make_site({"static/custom.css": "a { color: red }"})
    build(root)
    own = ["/style.css", "/highlight.css", "/custom.css"], ["/style.css", "/custom.css"]
    assert (styles(root, "index.html"), styles(root, "@ada/card.html")) == own


@pytest.mark.parametrize(("before", "after", "is_seen"), [(None, "a", True), ("a", None, True), ("a", "b", False), (None, None, False)])
def test_own_style_that_comes_or_goes_is_seen_by_all_pages_and_an_edited_one_by_none(
    make_site: MakeSite, tmp_path: Path, before: str | None, after: str | None, is_seen: bool
) -> None:
    root = make_site(SITE | ({"static/custom.css": before} if before else {}))
    build(root)
    make_site({"static/custom.css": after}) if after else (root / "static" / "custom.css").unlink(missing_ok=True)
    assert (build(root).rendered > 1) == is_seen
    clean = shutil.copytree(root, tmp_path / "copy")
    build(clean, clean=True)
    assert tree(root / "public") == tree(clean / "public")
