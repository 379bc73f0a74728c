"""The tables of timeline kinds and page kinds: complete, documented, and enough for a new kind, as the recipes of CONTRIBUTING.md say."""

from pathlib import Path

import pytest

from microblog.model.pages import PAGE_KINDS, PageKind
from microblog.model.timelines import SUBJECTS, TIMELINE_KINDS, TimelineKind
from microblog.render.pages import RENDER
from tests.conftest import ROOT, MakeSite
from tests.support.engine_copy import copy_engine, insert, run
from tests.support.site_tree import tree

EXAMPLES = {"site": "", "author": "ada", "tag": "tea", "year": "2026", "month": "2026-11", "period": "weekly", "file": "HASH"}
DOCUMENTED = (ROOT / "docs/reference/urls.md").read_text(encoding="utf-8")
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/2026-11-20-tea.md": "Tea is ready.\n",
    "posts/bob/2026-11-21-yes.md": "---\nin_reply_to: ada/2026-11-20-tea\n---\nFor me, too.\n",
}


def test_every_kind_of_page_has_a_renderer() -> None:
    assert set(RENDER) == set(PAGE_KINDS)


@pytest.mark.parametrize("row", TIMELINE_KINDS.values(), ids=lambda row: row.kind)
def test_every_kind_of_timeline_is_documented_and_has_a_template(row: TimelineKind) -> None:
    assert row.subject in SUBJECTS
    assert f"`/{row.path(EXAMPLES[row.subject])}`" in DOCUMENTED
    assert (ROOT / "templates" / row.template).is_file()


@pytest.mark.parametrize("row", [row for row in PAGE_KINDS.values() if row.paths], ids=lambda row: row.kind)
def test_every_kind_of_page_is_documented(row: PageKind) -> None:
    assert f"`/{row.paths[0](EXAMPLES[row.subject])}`" in DOCUMENTED


@pytest.mark.parametrize("row", [row for row in PAGE_KINDS.values() if row.counts], ids=lambda row: row.kind)
def test_every_page_that_counts_posts_is_found_from_the_timelines_that_hold_them(row: PageKind) -> None:
    counted = {TIMELINE_KINDS[kind].subject for kind in row.counts}
    assert row.subject in {"site", *counted} or (row.subject, counted) == ("year", {"month"})


def test_new_kind_of_timeline_is_one_row(make_site: MakeSite, tmp_path: Path) -> None:
    engine, root = copy_engine(tmp_path / "engine"), make_site(SITE)
    row = """TimelineKind(
        "replies", "author", _of("replies"), lambda post: (post.author,) if post.kind == "reply" else (),
        title="Replies by %(name)s", template="posts.html", tab="Replies", is_permanent=True, has_feeds=True,
    ),
    """
    insert(engine / "microblog/model/timelines.py", 'TimelineKind("tag"', row)
    assert run(engine, root) == ""
    public = root / "public"
    assert "For me, too." in (public / "@bob/replies/index.html").read_text()
    assert "For me, too." in (public / "@bob/replies/feed.atom").read_text()
    assert "Tea is ready." not in (public / "@ada/replies/index.html").read_text()
    assert '<a href="/@bob/replies/">Replies</a>' in (public / "@bob/posts/index.html").read_text()
    assert "<loc>https://example.org/@bob/replies/</loc>" in (public / "sitemaps/pages-1.xml").read_text()
    make_site({"posts/ada/replies.md": "---\ndate: 2026-11-22\n---\nOn replies.\n"})
    assert "is in the way of the author's own /@ada/replies/" in run(engine, root)


def test_new_kind_of_timeline_about_something_new_is_one_row_and_its_subject(make_site: MakeSite, tmp_path: Path) -> None:
    engine, root = copy_engine(tmp_path / "engine"), make_site({**SITE, "posts/ada/2026-11-22-tee.md": "---\nlang: de\n---\nTee.\n"})
    table = engine / "microblog/model/timelines.py"
    insert(
        table,
        'TimelineKind("month"',
        'TimelineKind("lang", "lang", lambda lang: f"lang/{lang}/", lambda post: (post.lang,), "In %(name)s"),\n    ',
    )
    insert(table, '"year", "month")\n', '"lang", ')
    assert run(engine, root) == ""
    assert "Tee." in (root / "public/lang/de/index.html").read_text()
    assert "<loc>https://example.org/lang/de/</loc>" in (root / "public/sitemaps/pages-1.xml").read_text()
    make_site({"static/lang/x.txt": "x"})
    assert "is among those of the site's own pages" in run(engine, root)


def test_new_kind_of_page_is_a_row_a_function_and_a_template(make_site: MakeSite, tmp_path: Path) -> None:
    engine, root = copy_engine(tmp_path / "engine"), make_site(SITE)
    row = 'PageKind("stats", "author", (lambda handle: f"@{handle}/stats/",), counts=("author",), in_sitemap=True),\n    '
    insert(engine / "microblog/model/pages.py", 'PageKind("static"', row)
    insert(engine / "microblog/render/pages.py", '"static": ', '"stats": stats.render_stats,\n    ')
    insert(engine / "microblog/render/pages.py", "from microblog.render.context", "from microblog.render import stats\n")
    (engine / "microblog/render/stats.py").write_text("""
from microblog.library import queries
from microblog.render.authors import find_author
from microblog.render.html_page import render_html


def render_stats(context, key):
    author = find_author(context, key.subject)
    if author is None:
        return []
    posts = queries.posts_by(context.db, author.handle)
    return [render_html(context, "stats.html", key.path, author.name, "stats", posts=posts)]
""")
    (engine / "templates/stats.html").write_text('{% extends "base.html" %}{% block main %}<p>{{ posts }} written</p>{% endblock %}')
    run(engine, root)
    assert "<p>1 written</p>" in (root / "public/@ada/stats/index.html").read_text()
    make_site({"posts/ada/2026-11-22-cup.md": "Another cup.\n"})
    run(engine, root)
    assert "<p>2 written</p>" in (root / "public/@ada/stats/index.html").read_text()
    changed = tree(root / "public")
    run(engine, root, "--clean")
    assert tree(root / "public") == changed
    make_site({"posts/ada/stats.md": "---\ndate: 2026-11-22\n---\nOn stats.\n"})
    assert "is in the way of the author's own /@ada/stats/" in run(engine, root)
