"""Tumblr's export: `posts/html/NUMBER.html` with a footer of date and tags, and `media/`."""

from pathlib import Path

from tests.support.archives import built, move_in, posts_of, shown_words, tiny_picture, words, zipped

PAGE = """<!DOCTYPE HTML><html><head><title></title><link rel="stylesheet" type="text/css" href="../style.css"/></head> <body> {}
<div id="footer"><span id="timestamp"> December 3rd, 2018 5:25pm </span>{}</div></body></html>"""


def test_page_has_the_words_of_the_original(tmp_path: Path) -> None:
    html = '<p>Tea *1* <a href="https://x.example/">x</a></p><figure><img src="../../media/123_0.jpg" alt="A pot"/></figure>'
    files = {
        "posts/html/123.html": PAGE.format(f"<h1>A #title</h1>{html}", '<span class="tag">green tea</span>'),
        "posts/html/124.html": PAGE.format("<p>Undated</p>", "").replace("December", "Smarch"),
        "media/123_0.jpg": tiny_picture(),
    }
    imported = move_in(tmp_path / "site", zipped(tmp_path / "t.zip", files), author="ada")
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert text.startswith('---\ndate: 2018-12-03T17:25:00+00:00\ntitle: "A #title"\ntags: ["green tea"]\n---\n')
    assert "![A pot](2018-12-03-1725-a-title-1.jpg)" in text
    assert shown_words(built(tmp_path / "site"), "ada", "2018-12-03-1725-a-title") == words(html)
    assert imported.left["posts without a date"] == 1


def test_pictures_that_a_page_does_not_show_are_found_by_its_number(tmp_path: Path) -> None:
    files = {
        "posts/html/123.html": PAGE.format('<p>Two</p><img src="../../media/123_0.png">', ""),
        "posts/html/12.html": PAGE.format("", "").replace("5:25", "5:26"),
        **{f"media/{name}.png": tiny_picture() for name in ("123_0", "123_10", "123_2", "12", "1234")},
    }
    move_in(tmp_path / "site", zipped(tmp_path / "t.zip", files), author="ada")
    two, none = posts_of(tmp_path / "site", "ada").values()
    assert two.count(".jpg") == 3
    assert none.count(".jpg") == 1
