"""Files that a post names while they come, go and change their case."""

import pytest

from tests.conftest import MakeSite
from tests.support.pictured_site import CONFIG, card, outcome
from tests.support.pictures import plain, save, scene
from tests.support.site_tree import build, tree

PAGE = "@ada/2026-11-01-a/index.html"
SITE: dict[str, str | bytes] = {
    "config.yaml": CONFIG,
    "posts/ada/2026-11-01-a.md": "![A cat](Cat.png) and [my plan](my%20plan.txt)",
    "posts/bob/2026-11-02-b.md": "/@ada/2026-11-01-a/",
}


def test_text_has_words_until_the_file_comes_and_again_when_it_goes(make_site: MakeSite) -> None:
    root = make_site(SITE)
    first = outcome(root)
    assert "<p>A cat and my plan</p>" in card(first)
    for name in ("Cat.png", "cat.PNG", "%63at.png"):
        make_site({f"posts/ada/{name}": plain("red", (40, 30), "PNG"), "posts/ada/my plan.txt": "Tea."})
        second = outcome(root)
        assert '<img alt="A cat" src="/blog/@ada/2026-11-01-a/Cat.png" width="40" height="30"' in card(second)
        assert second["@ada/2026-11-01-a/my-plan.txt"] == b"Tea."
        assert second == outcome(root, clean=True)
        (root / "posts/ada" / name).unlink()
        (root / "posts/ada/my plan.txt").unlink()
        third = outcome(root)
        assert third == first
        assert third == outcome(root, clean=True)


def test_file_of_another_kind_or_author_is_not_what_a_name_means(make_site: MakeSite) -> None:
    picture = plain("red", (40, 30), "PNG")
    root = make_site(SITE | {"posts/ada/cat%2Epng": picture, "posts/ad%61/Cat.png": picture, "posts/2026/Cat.png": picture})
    files = outcome(root)
    assert "<p>A cat and my plan</p>" in card(files)
    assert not any("Cat" in path for path in files)


def test_warnings_of_names_follow_the_files(make_site: MakeSite) -> None:
    root = make_site(SITE)
    said = [f"{warning.what}" for warning in build(root).warnings]
    assert said == [f"there is no file posts/ada/{name}, so its words stand in its place" for name in ("Cat.png", "my plan.txt")]
    make_site({"posts/ada/cat.png": plain("red", kind="PNG"), "posts/ada/my%20plan.txt": "Tea."})
    assert [warning.what for warning in build(root).warnings] == ["the file posts/ada/Cat.png is called posts/ada/cat.png"]
    make_site({"posts/ada/2026-11-01-a.md": "No cat."})
    assert build(root).warnings == ()


def test_warning_of_a_picture_that_is_cut_off_follows_the_picture(make_site: MakeSite) -> None:
    data = save(scene((600, 400)))
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "![A cat](cat.jpg)", "posts/ada/cat.jpg": data[:-2000]})
    (first,) = build(root).warnings
    assert (first.path, first.what) == ("posts/ada/cat.jpg", "is cut off at its end, and shown as far as it goes")
    make_site({"posts/bob/2026-11-02-b.md": "Nothing."})
    assert build(root).warnings == (first,)
    assert build(root, clean=True).warnings == (first,)
    make_site({"posts/ada/cat.jpg": data})
    assert build(root).warnings == ()


def test_draft_with_a_lost_picture_is_told_and_leaves_no_trace(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "---\ndraft: true\n---\n![A cat](cat.png)"})
    assert [warning.what.partition(",")[0] for warning in build(root).warnings if "cat.png" in warning.what] == [
        "there is no file posts/ada/cat.png"
    ]
    assert not any("cat" in path for path in tree(root / "public"))


def test_feeds_show_and_enclose_what_is_there_alone(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/cat.PNG": plain("red", (40, 30)), "posts/ada/2026-11-02-c.md": "![A dog](dog.png)"})
    feed = outcome(root)["@ada/feed.json"].decode()
    assert '"url": "https://example.org/blog/@ada/2026-11-01-a/Cat.png.40.jpg", "mime_type": "image/jpeg"' in feed
    assert 'src=\\"https://example.org/blog/@ada/2026-11-01-a/Cat.png.40.jpg\\" width=\\"40\\" height=\\"30\\" alt=\\"A cat\\"' in feed
    assert '"content_html": "<p>A dog</p>"' in feed
    assert "dog.png" not in feed


def test_photo_in_another_format_than_its_name_says_is_linked_and_previewed_as_what_it_is(make_site: MakeSite) -> None:
    root = make_site(
        SITE | {"posts/ada/2026-11-01-a.md": "---\nphoto: {file: cat.jpg, alt: A cat}\n---\n", "posts/ada/cat.jpg": plain(kind="PNG")}
    )
    page = outcome(root)[PAGE].decode()
    address = "/blog/@ada/2026-11-01-a/cat.jpg.40.png"
    assert f'<a href="{address}">' in page
    assert f'<meta property="og:image" content="https://example.org{address}">' in page


def test_setting_photo_max_makes_pictures_anew(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": "![A cat](cat.jpg)", "posts/ada/cat.jpg": save(scene((1000, 500)))})
    assert 'width="1000" height="500"' in card(outcome(root))
    make_site({"config.yaml": CONFIG + "photo_max: 400\n"})
    files = outcome(root)
    assert 'width="400" height="200"' in card(files)
    assert files == outcome(root, clean=True)


@pytest.mark.parametrize(
    "form", ["![A cat](/cat.png)", '<img src="/blog/cat.png?v=1" alt="A cat">', "![A cat](https://example.org/blog/cat.png)"]
)
def test_picture_by_a_path_of_the_site_has_words_until_it_comes_and_again_when_it_goes(make_site: MakeSite, form: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": form, "pages/about.md": f"---\ntitle: About\n---\n{form}"})
    first = outcome(root)
    assert "<p>A cat</p>" in card(first)
    assert "cat.png" not in first["about/index.html"].decode() + first["@ada/feed.json"].decode()
    (one, two) = build(root).warnings
    assert (one.what, two.path) == ("there is nothing at `/cat.png` on this site, so it is not shown", "posts/ada/2026-11-01-a.md")
    make_site({"static/cat.png": plain("red", (40, 30), "PNG")})
    second = outcome(root)
    assert 'src="/blog/cat.png' in card(second)
    assert 'src="/blog/cat.png' in second["about/index.html"].decode()
    assert second == outcome(root, clean=True)
    assert build(root).warnings == ()
    (root / "static/cat.png").unlink()
    third = outcome(root)
    assert third == first
    assert third == outcome(root, clean=True)


def test_picture_by_a_path_of_the_theme_or_of_a_page_is_shown(make_site: MakeSite) -> None:
    picture = plain("red", (40, 30), "PNG")
    paths = ("icon-192.png", "about/cat.png", "@ada/2026-11-01-a/dog.png")
    text = "".join(f"![It](/{path})\n\n" for path in paths) + "![Dog](dog.png)"
    pages = {"pages/about.md": "---\ntitle: About\n---\n![Cat](cat.png)", "pages/cat.png": picture, "posts/ada/dog.png": picture}
    root = make_site(SITE | pages | {"posts/ada/2026-11-01-a.md": text})
    shown = card(outcome(root))
    assert [f'src="/blog/{path}"' in shown for path in paths] == [True, True, True]
    (root / "pages/about.md").unlink()
    shown = card(outcome(root))
    assert [f'src="/blog/{path}"' in shown for path in paths] == [True, False, True]
    assert outcome(root) == outcome(root, clean=True)


@pytest.mark.parametrize("path", ["a" * 300, "a%00b", f"%2F{__file__[1:]}"], ids=["too long", "NUL", "a file of the machine"])
def test_picture_by_a_path_that_no_file_of_the_site_can_have_is_words(make_site: MakeSite, path: str) -> None:
    assert "<p>A cat</p>" in card(outcome(make_site(SITE | {"posts/ada/2026-11-01-a.md": f"![A cat](/{path})"})))
