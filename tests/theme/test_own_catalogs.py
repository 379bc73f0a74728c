"""Catalogs of a site's own: over the theme's, for its own templates, and told where they are wrong."""

import sys
from pathlib import Path

import pytest

from microblog.build.dry_run import check
from microblog.build.options import Options
from microblog.errors import ContentError
from microblog.theme import languages
from tests.conftest import MakeSite
from tests.support.site_tree import NOW, build

GERMAN = """
msgid "%(num)d post"
msgid_plural "%(num)d posts"
msgstr[0] "%(num)d Beitrag"
msgstr[1] "%(num)d Beiträge"

msgid "Archive"
msgstr "Archiv"

msgid "%(day)d %(month)s %(year)d"
msgstr "%(day)d. %(month)s %(year)d"
"""


@pytest.fixture(autouse=True)
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a folder with a German catalog in the place of the theme's."""
    folder = tmp_path / "locale"
    folder.mkdir()
    (folder / "de.po").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setattr(languages, "LOCALE", folder)
    return folder


def page(root: Path, name: str) -> str:
    return (root / "public" / name).read_text(encoding="utf-8")


OWN = {"config.yaml": "base_url: https://example.org/\nlang: de\n", "posts/ada/2026-03-01-a.md": "tea"}


def test_own_catalog_stands_over_the_themes_and_translates_own_templates(make_site: MakeSite) -> None:
    own = 'msgid "Archive"\nmsgstr "Ablage"\n\nmsgid "March"\nmsgstr "Märzen"\n\nmsgid "By %(name)s alone"\nmsgstr "Nur von %(name)s"\n'
    template = "{% extends 'default/year.html' %}{% block nav_more %}{{ _('By %(name)s alone', name='Ada') }}{% endblock %}"
    root = make_site(OWN | {"templates/locale/de.po": own, "templates/year.html": template})
    build(root)
    html = page(root, "archive/2026/index.html")
    for words in (">Ablage</a>", ">Märzen</a>", "Nur von Ada", ">1 Beitrag</span>"):
        assert words in html
    make_site({"templates/locale/de.po": own.replace("Ablage", "Chronik")})
    build(root)
    assert ">Chronik</a>" in page(root, "index.html")


def test_own_catalog_of_english_says_the_themes_words_otherwise(make_site: MakeSite) -> None:
    root = make_site(OWN | {"config.yaml": "base_url: https://example.org/\n", "templates/locale/en.po": 'msgid "Tags"\nmsgstr "Topics"\n'})
    build(root)
    assert ">Topics</a>" in page(root, "index.html")


def test_catalog_of_a_narrower_language_says_what_is_different_there(make_site: MakeSite) -> None:
    root = make_site(
        OWN
        | {
            "config.yaml": OWN["config.yaml"].replace("de", "de-AT"),
            "templates/locale/de-AT.po": 'msgctxt "in a date"\nmsgid "March"\nmsgstr "Märzen"\n',
        }
    )
    build(root)
    assert ">1. Märzen 2026</time>" in page(root, "index.html")
    assert ">Archiv</a>" in page(root, "index.html")


@pytest.mark.parametrize(
    ("catalog", "line", "what"),
    [
        ('\n# ok\nmsgid "Tags"\nmsgstr "T"\nnonsense\n', 5, "no line of a catalog"),
        ('msgid "Tags"\nmsgstr "T"\n\nmsgid "Posts by %(name)s"\nmsgstr "Von %(nmae)s"\n', 4, "the values of `Von %(nmae)s`"),
        ('msgid "Tags"\nmsgstr "<b>T</b>"\n', 1, "the tags of `<b>T</b>`"),
        ('msgid "%(num)d post"\nmsgid_plural "%(num)d posts"\nmsgstr[0] "%(num)d x"\n', 1, "has 1 forms, and the language 2"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n+;\\n"\n', 1, "no rule of gettext's"),
        ('msgid ""\nmsgstr "plural-forms: nplurals=2; plural=n+;\\n"\n', 1, "no rule of gettext's"),
        (b'msgid "Tags"\nmsgstr "\xff"\n', 1, "the catalog is not UTF-8"),
    ],
)
def test_own_catalog_that_is_wrong_is_told_with_its_line(make_site: MakeSite, catalog: str | bytes, line: int, what: str) -> None:
    root = make_site(OWN | {"templates/locale/de.po": catalog})
    with pytest.raises(ContentError) as caught:
        build(root)
    assert [(problem.path, problem.line or 1) for problem in caught.value.problems] == [("templates/locale/de.po", line)]
    assert what in caught.value.problems[0].what


def test_site_in_english_reads_no_catalog(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "microblog.theme.catalogs", None)
    root = make_site(OWN | {"config.yaml": "base_url: https://example.org/\n"})
    build(root)
    assert ">Tags</a>" in page(root, "index.html")


def test_check_tells_of_a_catalog_that_no_page_speaks_and_of_what_else_is_wrong(make_site: MakeSite) -> None:
    wrong = {
        "templates/locale/fr.po": 'msgid "Tags"\nmsgstr "<i>"\n',
        "templates/404.html": "{% if %}",
        "posts/ada/2026-03-02-b.md": "---\ntga: x\n---\n",
    }
    root = make_site(OWN | wrong)
    assert set(wrong) <= {problem.path for problem in check(Options(root=root, now=NOW, jobs=1))}
    build(make_site({"templates/404.html": "x"}))
