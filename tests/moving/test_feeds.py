"""Feeds in files: JSON Feed 1.1 (micro.blog's archive is one with `uploads/` beside it), Atom (RFC 4287, RFC 4685), RSS 2.0."""

import json
from pathlib import Path

from tests.support.archives import built, move_in, posts_of, shown_words, tiny_picture, words, zipped


def test_archive_of_micro_blog_brings_its_pictures(tmp_path: Path) -> None:
    html = '<p>Tea_1 &amp; *rain* <a href="/about/">me</a></p>\n<img src="https://ada.micro.example/uploads/2023/pot.jpg" alt="A pot">'
    item = {
        "id": "http://ada.micro.example/2023/01/02/tea.html",
        "title": "",
        "content_html": html,
        "date_published": "2023-01-02T03:04:05+02:00",
        "url": "https://ada.micro.example/2023/01/02/tea.html",
        "tags": ["green tea"],
    }
    home = "https://ada.micro.example/"
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Ada", "home_page_url": home, "items": [item]}
    move_in(tmp_path / "site", zipped(tmp_path / "a.bar", {"feed.json": json.dumps(feed), "uploads/2023/pot.jpg": tiny_picture()}))
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert text == (
        '---\ndate: 2023-01-02T01:04:05+00:00\ntags: ["green tea"]\nsyndication: ["https://ada.micro.example/2023/01/02/tea.html"]\n---\n\n'
        "Tea_1 & \\*rain\\* [me](https://ada.micro.example/about/)\n\n![A pot](2023-01-02-0104-tea-1-rain-me-1.jpg)\n"
    )
    assert shown_words(built(tmp_path / "site"), "ada", "2023-01-02-0104-tea-1-rain-me") == words(html)


def test_name_of_a_post_is_of_words_that_readers_see(tmp_path: Path) -> None:
    html = ["<p>One</p><p>two<br>three</p><script>alert(4)</script>", "<style>p {}</style>"]
    items = [{"id": n, "content_html": text, "date_published": "2023-01-02T03:04:05Z"} for n, text in enumerate(html)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Ada", "items": items, "authors": [{"name": "ada"}]}
    (tmp_path / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    move_in(tmp_path / "site", tmp_path / "feed.json")
    assert [*posts_of(tmp_path / "site", "ada")] == ["2023-01-02-0304-one-two-three.md"]


def test_json_feed_of_plain_text_keeps_its_words(tmp_path: Path) -> None:
    plain = "1. One\n# two *three*\n\n- four <b>"
    item = {"id": 7, "content_text": plain, "date_published": "2023-01-02T03:04:05Z", "external_url": "https://x.example/"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Ada", "items": [item], "authors": [{"name": "ada"}], "language": "en"}
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed), encoding="utf-8")
    move_in(tmp_path / "site", path)
    (name,) = posts_of(tmp_path / "site", "ada")
    assert shown_words(built(tmp_path / "site"), "ada", name.removesuffix(".md")) == plain.split()
    assert 'bookmark_of: "https://x.example/"' in posts_of(tmp_path / "site", "ada")[name]


def test_atom_has_its_three_forms_of_text_and_answers(tmp_path: Path) -> None:
    entry = (
        "<entry><id>tag:x,2023:{0}</id><published>2023-01-0{0}T00:00:00Z</published><updated>2023-01-0{0}T00:00:00Z</updated>"
        '<link href="https://ada.example/{0}"/>{1}</entry>'
    )
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Three <b>b</b><br/>x &lt;y&gt;</p></div>'
    reply = '<thr:in-reply-to xmlns:thr="http://purl.org/syndication/thread/1.0" ref="tag:x,2023:1" href="https://ada.example/1"/>'
    entries = [
        '<title>A title</title><content type="html">&lt;p&gt;One &amp;amp; *one*&lt;/p&gt;</content><category term="tea"/>',
        f"<content>Two &lt;b&gt; _two_</content>{reply}",
        f'<content type="xhtml">{div}</content>',
    ]
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><author><name>ada</name></author>'
    text = head + "".join(entry.format(number, inner) for number, inner in enumerate(entries, 1)) + "</feed>"
    (tmp_path / "feed.atom").write_text(text, encoding="utf-8")
    move_in(tmp_path / "site", tmp_path / "feed.atom")
    output = built(tmp_path / "site")
    one, two, three = posts_of(tmp_path / "site", "ada")
    assert shown_words(output, "ada", one.removesuffix(".md")) == ["One", "&", "*one*"]
    assert shown_words(output, "ada", two.removesuffix(".md")) == ["Two", "<b>", "_two_"]
    assert shown_words(output, "ada", three.removesuffix(".md")) == ["Three", "b", "x", "<y>"]
    assert f'in_reply_to: "ada/{one.removesuffix(".md")}"' in posts_of(tmp_path / "site", "ada")[two]


def test_rss_reads_whole_texts_and_dates_of_mails(tmp_path: Path) -> None:
    item = (
        "<item><link>https://ada.example/1</link><pubDate>Mon, 02 Jan 2023 03:04:05 +0100</pubDate><description>Short</description>"
        "<content:encoded><![CDATA[<p>Whole &amp; 1.</p>]]></content:encoded><category>tea</category></item>"
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>ada</title>'
    (tmp_path / "a.xml").write_text(f"{head}<link>https://ada.example/</link>{item}</channel></rss>", encoding="utf-8")
    move_in(tmp_path / "site", tmp_path / "a.xml")
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert "date: 2023-01-02T02:04:05+00:00" in text
    assert text.endswith("\nWhole & 1.\n")


def test_date_without_a_zone_is_utc_whatever_the_machine_says(tmp_path: Path) -> None:
    dates = ("Mon, 02 Jan 2023 03:04:05 -0000", "Fri, 31 Dec 9999 23:59:59 +0000", "yesterday")
    items = "".join(f"<item><guid>{number}</guid><pubDate>{date}</pubDate><title>t</title></item>" for number, date in enumerate(dates))
    (tmp_path / "a.rss").write_text(f'<rss version="2.0"><channel><title>ada</title>{items}</channel></rss>', encoding="utf-8")
    imported = move_in(tmp_path / "site", tmp_path / "a.rss")
    assert "date: 2023-01-02T03:04:05+00:00" in posts_of(tmp_path / "site", "ada")["2023-01-02-0304-t.md"]
    assert imported.left["posts without a date"] == 2
