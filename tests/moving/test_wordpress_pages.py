"""Pages of WordPress, which become files of `pages/`."""

from pathlib import Path

from tests.support.archives import built, move_in, posts_of, snapshot
from tests.support.wordpress import export, item

SITE = "base_url: https://new.example/\ntag_authority: new.example,2026\n"


def page(number: int, name: str, html: str = "<p>Words</p>", *, parent: int = 0, order: int = 0, status: str = "publish") -> str:
    more = f"<wp:post_name><![CDATA[{name}]]></wp:post_name><wp:post_parent>{parent}</wp:post_parent><wp:menu_order>{order}</wp:menu_order>"
    return item(number, html, kind="page", title=name.title(), status=status, more=more)


def pages_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root / "pages").as_posix() for path in root.glob("pages/**/*.md"))


def test_page_is_a_file_below_its_parent(tmp_path: Path) -> None:
    site = tmp_path / "site"
    imported = move_in(site, export(tmp_path, page(1, "garden"), page(2, "tools", parent=1), page(3, "%e8%8c%b6", parent=2)))
    assert pages_of(site) == ["garden.md", "garden/tools.md", "garden/tools/茶.md"]
    assert dict(imported.pages) == {"new": 3}
    assert not posts_of(site, "ada")
    assert "<h1" in (built(site) / "garden" / "tools" / "index.html").read_text(encoding="utf-8")


def test_page_has_title_dates_and_words(tmp_path: Path) -> None:
    move_in(tmp_path / "site", export(tmp_path, page(1, "about", "Tea *and* more\n\nand more")))
    text = (tmp_path / "site" / "pages" / "about.md").read_text(encoding="utf-8")
    assert text == '---\ntitle: "About"\ndate: 2013-07-06T09:05:01+00:00\n---\n\nTea \\*and\\* more\n\nand more\n'


def test_pages_that_are_their_own_ancestors_come_in(tmp_path: Path) -> None:
    move_in(tmp_path / "site", export(tmp_path, page(1, "one", parent=2), page(2, "two", parent=1)))
    assert pages_of(tmp_path / "site") == ["one/two.md", "two/one.md"]


def test_page_that_not_everybody_saw_stays_behind_or_is_a_draft(tmp_path: Path) -> None:
    archive = export(tmp_path, page(1, "plans", status="draft"), page(2, "diary", status="private"), page(3, "about"))
    imported = move_in(tmp_path / "site", archive)
    assert pages_of(tmp_path / "site") == ["about.md"]
    assert (imported.left["drafts"], imported.left["private posts"]) == (1, 1)
    move_in(tmp_path / "site", archive, with_held=True)
    assert "draft: true" in (tmp_path / "site" / "pages" / "diary.md").read_text(encoding="utf-8")
    assert not (built(tmp_path / "site") / "diary").exists()


def test_page_at_an_address_that_the_site_needs_stays_behind(tmp_path: Path) -> None:
    imported = move_in(tmp_path / "site", export(tmp_path, page(1, "search"), page(2, "index", parent=3), page(3, "about")))
    assert imported.left["pages at addresses that the site needs itself"] == 1
    assert pages_of(tmp_path / "site") == ["about.md", "about/page-2.md"]


def test_links_to_a_page_lead_to_it(tmp_path: Path) -> None:
    link = '<a href="https://tea.example/2013/07/post-1/">me</a>'
    move_in(tmp_path / "site", export(tmp_path, page(1, "about"), item(2, f"<p>Read {link}</p>", title="Hello")))
    assert "Read [me](/about/)" in posts_of(tmp_path / "site", "ada")["2013-07-06-0905-hello.md"]


def test_second_run_writes_no_page_again_and_leaves_what_a_person_did(tmp_path: Path) -> None:
    site, archive = tmp_path / "site", export(tmp_path, page(1, "a", order=1), page(2, "b"), page(3, "c"))
    move_in(site, archive)
    before = snapshot(site)
    assert dict(move_in(site, archive).pages) == {"same": 3}
    assert snapshot(site) == before
    (site / "pages" / "a.md").write_text("Mine\n", encoding="utf-8")
    (site / "pages" / "b.md").unlink()
    assert dict(move_in(site, archive).pages) == {"changed": 1, "gone": 1, "same": 1}
    assert (site / "pages" / "a.md").read_text(encoding="utf-8") == "Mine\n"


def test_page_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (site / "pages" / "about.md").write_text("Mine\n", encoding="utf-8")
    imported = move_in(site, export(tmp_path, page(1, "about")))
    assert dict(imported.pages) == {"taken": 1}
    assert (site / "pages" / "about.md").read_text(encoding="utf-8") == "Mine\n"


def test_order_of_pages_becomes_the_menu_before_the_pages_that_were_here(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (site / "pages" / "now.md").write_text("# Now\n", encoding="utf-8")
    (site / "config.yaml").write_text(SITE, encoding="utf-8")
    imported = move_in(site, export(tmp_path, page(1, "about", order=2), page(2, "garden", order=1), page(3, "tools", parent=2)))
    config = (site / "config.yaml").read_text(encoding="utf-8")
    assert config == f'{SITE}\nmenu:\n  - "Garden": "garden.md"\n  - "About": "about.md"\n  - "Now": "now.md"\n'
    assert imported.menu == 2


def test_menu_of_the_site_stays_as_it_is_and_without_an_order_there_is_none(tmp_path: Path) -> None:
    for name, config, order in (
        ("one", f"{SITE}menu: [{{Tags: /tags/}}]\n", 1),
        ("two", SITE, 0),
        ("three", f"{{{SITE[:8]}: https://a.b/}}", 1),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.yaml").write_text(config, encoding="utf-8")
        assert move_in(tmp_path / name, export(tmp_path, page(1, "about", order=order))).menu == 0
        assert (tmp_path / name / "config.yaml").read_text(encoding="utf-8") == config


def test_dry_run_writes_no_page(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "config.yaml").write_text(SITE, encoding="utf-8")
    dry = move_in(site, export(tmp_path, page(1, "about", order=1)), is_dry=True)
    assert [path.name for path in site.iterdir()] == ["config.yaml"]
    assert dry == move_in(site, export(tmp_path, page(1, "about", order=1)))
