"""Mastodon's archives: fields as app/services/backup_service.rb and the serializers of mastodon/mastodon write them."""

import json
from pathlib import Path

from tests.support.archives import Mastodon, built, move_in, posts_of, shown_words, tarred, tiny_picture, words, zipped

TAG = '<a href="https://old.example/tags/Tea" class="mention hashtag" rel="tag">#<span>Tea</span></a>'
FAR = '<span class="h-card" translate="no"><a href="https://far.example/@eve" class="u-url mention">@<span>eve</span></a></span>'
LINK = (
    '<a href="https://x.example/a_long/path*?q=1&amp;r=2" target="_blank" rel="nofollow noopener"><span class="invisible">https://</span>'
    '<span class="ellipsis">x.example/a_long/pa</span><span class="invisible">th*?q=1&amp;r=2</span></a>'
)
HARD = [
    f"<p>{TAG} for {FAR}: {LINK}!</p><p>1986. What a year<br>- no list<br># no heading</p>",
    "<p>*stars* _lines_ `ticks` ~~tildes~~ [x](y) ![z](w) &lt;b&gt; &amp;amp; \\ | a | b<br>|---|---|</p>",
    "<p>2 * 3 * 4 = 24, foo_bar_baz, #notatag @nobody me@mail.example</p><p>===</p><p>+++</p><p>&gt; quoted?</p>",
    "<p>{% comment %}seen{% endcomment %} {{/* seen */}} %%seen%% &lt;!-- seen --&gt; [[seen]] [^1]</p>",
    (
        "<p><strong>bold</strong>er <em>it</em>&nbsp;<del>out</del> <code>a`b</code></p><blockquote><p>said</p></blockquote>"
        "<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul><pre><code>x  = 1\ny</code></pre>"
    ),
    "<p>こんにちは。**茶**です</p><p>https://plain.example/a_b_c ends.</p>",
    "<p>date: today<br>title: x</p>",
]


def test_page_has_the_words_of_the_original(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    for number, html in enumerate(HARD):
        ada.note(number, html, at=f"2022-11-05T10:0{number}:00Z")
    move_in(tmp_path / "site", tarred(tmp_path / "a.tar.gz", ada.all_files()))
    output = built(tmp_path / "site")
    names = [name.removesuffix(".md") for name in posts_of(tmp_path / "site", "ada")]
    assert [shown_words(output, "ada", name) for name in names] == [words(html) for html in HARD]


def test_hashtag_stays_one_and_other_signs_do_not_become_any(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, f"<p>{TAG} #notatag @ada</p>", tag=[{"type": "Hashtag", "href": "https://old.example/tags/tea", "name": "#tea"}])
    move_in(tmp_path / "site", tarred(tmp_path / "a.tar.gz", ada.all_files()))
    output = built(tmp_path / "site")
    assert (output / "tags" / "tea" / "index.html").exists()
    assert not (output / "tags" / "notatag").exists()
    assert next(iter(posts_of(tmp_path / "site", "ada").values())).endswith("#Tea \\#notatag \\@ada\n")


def test_head_says_date_language_warning_and_old_address(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    html = "<p>Tee</p>"
    ada.note(1, html, at="2022-11-05T10:00:09Z", summary='Tea:\n"hot"', contentMap={"de": html}, updated="2022-11-06T10:00:00Z")
    move_in(tmp_path / "site", tarred(tmp_path / "a.tar.gz", ada.all_files()))
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert text == (
        '---\ndate: 2022-11-05T10:00:09+00:00\nupdated: 2022-11-06T10:00:00+00:00\nlang: "de"\ncw: "Tea: \\"hot\\""\n'
        'syndication: ["https://old.example/@ada/1"]\n---\n\nTee\n'
    )


def test_photos_keep_their_words_and_focus_and_a_sensitive_one_is_folded(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    one = {"type": "Document", "mediaType": "image/jpeg", "url": "/media_attachments/files/1/original/a.jpg", "name": "A kettle"}
    two = {**one, "url": "/media_attachments/files/2/original/b.jpg", "name": None, "focalPoint": [-0.25, 1.0]}
    ada.note(1, "<p>Look</p>", attachment=[{**one, "focalPoint": [0.0, 0.0]}, two], sensitive=True)
    ada.files = {f"media_attachments/files/{number}/original/{name}.jpg": tiny_picture() for number, name in ((1, "a"), (2, "b"))}
    imported = move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert 'cw: "Sensitive content"' in text
    assert '- {file: "2022-11-05-1000-look-1.jpg", alt: "A kettle"}\n  - {file: "2022-11-05-1000-look-2.jpg", focus: [-0.25, 1]}\n' in text
    assert imported.files == 2
    assert (built(tmp_path / "site") / "@ada" / "2022-11-05-1000-look" / "2022-11-05-1000-look-1.jpg").exists()


def test_picture_that_is_none_stays_behind(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    file = {"type": "Document", "mediaType": "image/jpeg", "url": "/media_attachments/files/1/a.jpg", "name": "A kettle"}
    ada.note(1, "<p>Look</p>", attachment=[file])
    ada.files = {"media_attachments/files/1/a.jpg": "<svg onload=alert(1)>"}
    imported = move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    assert imported.left["files that are no picture, recording or film"] == 1
    assert next(iter(posts_of(tmp_path / "site", "ada").values())).endswith("Look\n\nA kettle\n")
    built(tmp_path / "site")


def test_thread_is_kept_and_an_answer_to_others_leads_there(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    first = ada.note(1, "<p>One</p>")
    ada.note(2, "<p>Two</p>", inReplyTo=first, at="2022-11-05T10:01:00Z")
    ada.note(3, "<p>Three</p>", inReplyTo="https://far.example/notes/9", at="2022-11-05T10:02:00Z")
    move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    _, two, three = posts_of(tmp_path / "site", "ada").values()
    assert 'in_reply_to: "ada/2022-11-05-1000-one"' in two
    assert 'in_reply_to: "https://far.example/notes/9"' in three
    assert "Two" in (built(tmp_path / "site") / "@ada" / "2022-11-05-1000-one" / "index.html").read_text(encoding="utf-8")


def test_poll_becomes_a_list_with_its_votes(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    answers = [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}
        for name, votes in (("*Tea*", 1200), ("1. Rum", 0))
    ]
    ada.note(1, "<p>What?</p>", type="Question", oneOf=answers, votersCount=1200)
    move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    (name,) = posts_of(tmp_path / "site", "ada")
    assert shown_words(built(tmp_path / "site"), "ada", name.removesuffix(".md")) == ["What?", "*Tea*", "(1,200)", "1.", "Rum", "(0)"]


def test_what_not_everybody_could_read_stays_behind(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, "<p>Seen</p>")
    ada.note(2, "<p>canary</p>", to="private")
    ada.note(3, "<p>canary</p>", to="direct")
    imported = move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    assert imported.left["posts for followers alone"] == 1
    assert imported.left["direct messages"] == 1
    built(tmp_path / "site")
    assert not [path for path in (tmp_path / "site").rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_posts_for_followers_are_drafts_where_they_are_asked_for_and_direct_messages_never_come(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    hidden = ada.note(1, "<p>canary</p>", to="private")
    ada.note(2, "<p>direct</p>", to="direct", at="2022-11-05T10:01:00Z")
    ada.note(3, "<p>Answer</p>", inReplyTo=hidden, at="2022-11-05T10:02:00Z")
    move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()), with_held=True)
    draft, answer = posts_of(tmp_path / "site", "ada").values()
    assert "draft: true" in draft
    assert f'in_reply_to: "{hidden}"' in answer
    output = built(tmp_path / "site")
    assert not [path for path in output.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_unlisted_stays_unlisted_and_is_not_led_to(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    first = ada.note(1, "<p>Quiet</p>", to="unlisted")
    ada.note(2, "<p>Aloud</p>", inReplyTo=first, at="2022-11-05T10:01:00Z")
    move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    quiet, aloud = posts_of(tmp_path / "site", "ada").values()
    assert "unlisted: true" in quiet
    assert f'in_reply_to: "{first}"' in aloud
    assert "Quiet" not in (built(tmp_path / "site") / "@ada" / "index.html").read_text(encoding="utf-8")


def test_quote_leads_to_the_post_and_its_line_for_other_programs_goes(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    first = ada.note(1, "<p>One</p>")
    html = f'<p class="quote-inline">RE: <a href="{first}">{first}</a></p><p>Still so</p>'
    ada.note(2, html, quote=first, at="2022-11-05T10:01:00Z")
    move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    _, two = posts_of(tmp_path / "site", "ada").values()
    assert two.endswith("\n\nStill so\n\n/@ada/2022-11-05-1000-one/\n")


def test_profile_comes_along_where_there_is_none(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, "<p>One</p>")
    field = {"type": "PropertyValue", "name": "Home", "value": '<a href="https://ada.example" rel="me">ada.example</a>'}
    ada.files = {"avatar.jpg": tiny_picture()}
    archive = zipped(tmp_path / "a.zip", ada.all_files(attachment=[field], icon={"type": "Image", "url": "avatar.jpg"}))
    move_in(tmp_path / "site", archive)
    profile = tmp_path / "site" / "posts" / "ada" / "profile.md"
    assert profile.read_text(encoding="utf-8") == (
        '---\nname: "Ada"\navatar: "avatar.jpg"\njoined: "2017-04-05"\nlinks:\n  - {"Home": "https://ada.example"}\n---\n\nTea & rain\n'
    )
    profile.write_text("mine", encoding="utf-8")
    move_in(tmp_path / "site", archive)
    assert profile.read_text(encoding="utf-8") == "mine"
    assert "Ada" not in json.dumps(posts_of(tmp_path / "site", "ada"))


def test_reference_that_is_no_address_is_left_out(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, "<p>Tea</p>", inReplyTo="tag:far.example,2017:9", quote="at://did:plc:eve/app.bsky.feed.generator/x")
    ada.boost(2, "tag:far.example,2017:9")
    imported = move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    (text,) = posts_of(tmp_path / "site", "ada").values()
    assert "in_reply_to" not in text
    assert imported.left["posts with nothing in them"] == 1
    built(tmp_path / "site")


def test_text_that_would_be_too_long_for_a_build_stays_behind(tmp_path: Path) -> None:
    ada = Mastodon("ada")
    ada.note(1, f"<p>{'*' * 150_000}</p>")
    imported = move_in(tmp_path / "site", zipped(tmp_path / "a.zip", ada.all_files()))
    assert imported.left["posts with more than 190,000 characters"] == 1
