"""Pictures of a whole site: what is published of them, and how pages and feeds show it."""

import json
import re
from pathlib import Path

import feedparser
import mf2py
import pytest

from microblog.build import dry_run
from microblog.build.options import Options
from microblog.errors import ContentError
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.pictured_site import CAT, CONFIG, POST, SITE, card, outcome
from tests.support.pictures import SECRET, plain, save, scene, telling
from tests.support.site_tree import NOW, broken_links, build, tree


def refused(root: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        build(root)
    return [str(problem) for problem in error.value.problems]


def test_nothing_in_the_output_says_where_a_picture_was_taken(make_site: MakeSite) -> None:
    kinds = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
    pictures = {f"posts/ada/{ending}.{ending}": telling(kind) for ending, kind in kinds.items()}
    shown = "---\nphoto: [{file: jpg.jpg, alt: a}, {file: png.png, alt: b}]\n---\n![c](gif.gif) [d](webp.webp)"
    texts = {"posts/ada/profile.md": "---\navatar: avif.avif\n---\n", "posts/ada/2026-11-03-c.md": shown}
    files = outcome(make_site(SITE | pictures | texts))
    assert {"@ada/avatar.avif", "@ada/2026-11-03-c/gif.gif", "@ada/2026-11-03-c/webp.webp"} <= files.keys()
    assert [path for path, data in files.items() if SECRET in data] == []


def test_card_offers_all_sizes_and_says_how_large_the_picture_is(make_site: MakeSite) -> None:
    html = card(outcome(make_site(SITE)))
    url = f"/blog/{CAT}"
    assert f'<a href="{url}"><picture><source type="image/webp" srcset="{url}.480.webp 480w, {url}.700.webp 700w"' in html
    assert f'<img class="u-photo" src="{url}" alt="A cat" width="700" height="400" loading="lazy"' in html
    assert 'loading="lazy" decoding="async"></picture></a>' in html


@pytest.mark.parametrize("focus", ["[-1, 0.4]", '"-1, +.4"'])
def test_point_that_is_to_stay_in_sight_is_a_class_of_what_is_cut(make_site: MakeSite, focus: str) -> None:
    post = f"---\nphoto: {{file: cat.jpg, alt: A cat, focus: {focus}}}\n---\n"
    files = outcome(make_site(SITE | {"posts/ada/2026-11-01-a.md": post}))
    assert '<img class="u-photo focus x0 y25" src="/blog/' in card(files)
    assert b'<img class="u-photo focus x0 y25" src="/blog/' in files["@ada/media/index.html"]


@pytest.mark.parametrize("focus", ["[1, 2]", "[0.5]", "middle", "{x: 1}", "[[1], 0]", '"1e0,nan"'])
def test_what_is_no_point_of_a_picture_is_a_warning(make_site: MakeSite, focus: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": f"---\nphoto: {{file: cat.jpg, alt: A cat, focus: {focus}}}\n---\n"})
    (problem,) = dry_run.check(Options(root=root, now=NOW, jobs=1))
    assert (problem.line, problem.is_warning) == (2, True)
    assert "`photo: focus` is no point of a picture" in str(problem)
    assert '<img class="u-photo" src="' in card(outcome(root))


def test_picture_of_the_text_offers_all_sizes_too(make_site: MakeSite) -> None:
    html = card(outcome(make_site(SITE | {"posts/ada/2026-11-01-a.md": "![A cat & I](cat.jpg)"})))
    assert f'srcset="/blog/{CAT}.480.webp 480w, /blog/{CAT}.700.webp 700w"' in html
    assert f'<img alt="A cat &amp; I" src="/blog/{CAT}" width="700" height="400" decoding=' in html


def test_author_may_say_how_large_a_picture_of_the_text_is_shown(make_site: MakeSite) -> None:
    files = outcome(make_site(SITE | {"posts/ada/2026-11-01-a.md": '<img src="cat.jpg" alt="A cat" width="90">'}))
    for html in (card(files), json.loads(files["feed.json"])["items"][1]["content_html"]):
        (tag,) = re.findall(r'<img [^>]*alt="A cat"[^>]*>', html)
        assert re.findall(r' (?:width|height)="\d+"', tag) == [' width="90"']


def test_every_address_of_every_size_leads_to_a_file(make_site: MakeSite) -> None:
    texts = {"posts/ada/2026-11-01-a.md": POST + "\n![A cat](<my cat.png>)", "posts/ada/my cat.png": plain("red", (900, 300), "PNG")}
    files = outcome(make_site(SITE | texts | {"posts/ada/profile.md": "---\navatar: cat.jpg\n---\n"}))
    assert list(broken_links(files, "https://example.org/blog/")) == []


def test_microformats_name_the_picture_and_its_words(make_site: MakeSite) -> None:
    (entry,) = mf2py.parse(outcome(make_site(SITE))["@ada/2026-11-01-a/index.html"].decode(), url="https://example.org/blog/")["items"]
    (photo,) = entry["properties"]["photo"]
    assert (photo["value"], photo["alt"]) == (f"https://example.org/blog/{CAT}", "A cat")


def test_feed_shows_the_picture_with_its_size_and_encloses_it(make_site: MakeSite) -> None:
    files = outcome(make_site(SITE | {"posts/ada/2026-11-01-a.md": POST + "\n![Again](cat.jpg)"}))
    entry = feedparser.parse(files["feed.atom"], sanitize_html=False).entries[1]
    url = f"https://example.org/blog/{CAT}"
    html = json.loads(files["feed.json"])["items"][1]["content_html"]
    assert f'<img src="{url}" width="700" height="400" alt="A cat">' in html
    assert f'<img src="{url}" width="700" height="400" alt="Again"' in html
    assert [(one.href, one.type, one.length) for one in entry.enclosures] == [(url, "image/jpeg", str(len(files[CAT])))]


def test_feed_shows_no_picture_of_many_thousand_pixels(make_site: MakeSite) -> None:
    site = make_site(SITE | {"posts/ada/cat.jpg": save(scene((2400, 600)))})
    assert f"{CAT}&quot; width=&quot;2048&quot; height=&quot;512&quot;" in outcome(site)["feed.atom"].decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (plain("red", (600, 400), "PNG")[:-40], "posts/ada/cat.jpg is damaged or cut off"),
        (save(scene((60, 40)), "BMP"), "posts/ada/cat.jpg is not a .jpg file, whatever its name says"),
        (b"<svg onload='alert(1)'/>", "posts/ada/cat.jpg is not a .jpg file but SVG or a web page, which could run scripts"),
    ],
)
def test_picture_that_is_none_is_a_problem_where_it_is_named(make_site: MakeSite, data: bytes, said: str) -> None:
    root = make_site(SITE)
    before = outcome(root)
    make_site({"posts/ada/cat.jpg": data})
    (problem,) = refused(root)
    assert problem.startswith(f"posts/ada/2026-11-01-a.md:2: {said}")
    assert tree(root / "public") == before


def test_check_finds_a_damaged_picture_and_writes_nothing(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-02-b.md": "![A dog](dog.png)", "posts/ada/dog.png": plain("red", (90, 90), "PNG")[:-30]})
    before = tree(root)
    (problem,) = dry_run.check(Options(root=root, now=NOW, jobs=1))
    assert "dog.png is damaged" in str(problem)
    assert tree(root) == before


def test_damaged_avatar_is_a_problem_of_the_profile(make_site: MakeSite) -> None:
    root = make_site(SITE | {"posts/ada/profile.md": "---\navatar: me.png\n---\n", "posts/ada/me.png": plain("red", kind="PNG")[:-30]})
    assert [problem.partition(" is damaged")[0] for problem in refused(root)] == ["posts/ada/profile.md:2: posts/ada/me.png"]


def test_photo_may_be_sound_or_film_and_is_played(make_site: MakeSite) -> None:
    film, sound = b"\0\0\0\x20ftypisom" + bytes(20), b"ID3\x04" + bytes(60)
    text = '---\nphoto: [{file: a.mp4, alt: "A \\"wave\\""}, {file: b.mp3, alt: Rain}]\n---\n'
    files = outcome(make_site(SITE | {"posts/ada/2026-11-03-c.md": text, "posts/ada/a.mp4": film, "posts/ada/b.mp3": sound}))
    html = card(files, "@ada/2026-11-03-c/index.html")
    assert '<video class="u-video" src="/blog/@ada/2026-11-03-c/a.mp4" controls preload="metadata" aria-label="A &#34;wave&#34;">' in html
    assert '<audio class="u-audio" src="/blog/@ada/2026-11-03-c/b.mp3" controls preload="metadata" aria-label="Rain">' in html
    assert (files["@ada/2026-11-03-c/a.mp4"], files["@ada/2026-11-03-c/b.mp3"]) == (film, sound)
    assert 'og:image" content="https://example.org/blog/@ada/avatar.svg"' in files["@ada/2026-11-03-c/index.html"].decode()


@pytest.mark.parametrize("text", ["![](cat.jpg)", "![][c]\n\n[c]: cat.jpg", '<img src="cat.jpg">'])
def test_picture_of_the_text_without_words_is_a_warning_and_an_error_under_strict(make_site: MakeSite, text: str) -> None:
    root = make_site(SITE | {"posts/ada/2026-11-01-a.md": f"A cat:\n\n{text}\n"})
    (warning,) = build(root).warnings
    assert str(warning).startswith("posts/ada/2026-11-01-a.md:")
    assert "the picture 'cat.jpg' has no words" in str(warning)
    with pytest.raises(ContentError):
        build(root, strict=True)


def test_picture_of_the_text_may_be_mere_decoration(make_site: MakeSite) -> None:
    assert build(make_site(SITE | {"posts/ada/2026-11-01-a.md": 'A cat: <img src="cat.jpg" alt="">'})).warnings == ()


@pytest.mark.parametrize(
    "files",
    [
        {
            "posts/ada/2026-11-03-c.md": "---\nphoto: {file: cat.jpg.480.webp, alt: x}\n---\n",
            "posts/ada/cat.jpg.480.webp": plain(kind="WEBP"),
        },
        {"posts/ada/2026-11-03-c.md": "---\nslug: cat.JPG.480.webp\n---\nx"},
        {"posts/ada/2026-11-01-a/cat.jpg.480.webp/2026-11-03-c.md": "x"},
    ],
)
def test_nothing_else_may_have_the_name_of_a_size(make_site: MakeSite, files: dict[str, str | bytes]) -> None:
    assert "is what the sizes of a picture are called" in refused(make_site(SITE | files))[0]


def test_two_files_that_want_one_url_are_told_once_whichever_came_last(make_site: MakeSite) -> None:
    first = {"posts/ada/2026-11-01-a/b.md": "---\ndate: 2026-11-01\n---\n![x](cat.jpg)", "posts/ada/2026-11-01-a/cat.jpg": plain("blue")}
    root = make_site(first | {"config.yaml": CONFIG, "posts/ada/2026-11-02-c.md": "Text."})
    build(root)
    make_site({"posts/ada/2026-11-02-c.md": "---\nslug: 2026-11-01-a\n---\n![x](b/cat.jpg)", "posts/ada/b/cat.jpg": plain()})
    said = [problem.partition(";")[0] for problem in refused(root)]
    assert said == [
        "posts/ada/2026-11-01-a/b.md:4: its file wants the URL /@ada/2026-11-01-a/b/cat.jpg, which posts/ada/2026-11-02-c.md wants too",
    ]


def test_media_timeline_has_the_posts_with_photos_sound_and_film(make_site: MakeSite) -> None:
    texts = {
        "posts/ada/2026-11-03-c.md": "![A cat](cat.jpg)",
        "posts/ada/2026-11-04-d.md": "[rain](b.mp3)",
        "posts/ada/b.mp3": b"ID3\x04" + bytes(60),
    }
    files = outcome(
        make_site(SITE | texts | {"posts/ada/2026-11-05-e.md": "[plan](p.txt)", "posts/ada/p.txt": "x", "posts/bob/2026-11-01-f.md": "x"})
    )
    pages = [files[path].decode() for path in ("@ada/media/index.html", "@ada/media/page/1/index.html", "@ada/media/page/2/index.html")]
    posts = [re.findall(r'class="u-url" href="/blog/@ada/([^/"]+)/"', page) for page in pages]
    assert posts == [["2026-11-04-d", "2026-11-03-c", "2026-11-01-a"], ["2026-11-03-c", "2026-11-01-a"], ["2026-11-04-d"]]
    assert '<a href="/blog/@ada/media/">Media</a>' in files["@ada/index.html"].decode()
    assert b"https://example.org/blog/@ada/media/<" in files["sitemaps/pages-1.xml"]
    assert not [path for path in files if path.startswith(("@bob/media", "@ada/media/feed"))]


def test_media_timeline_follows_its_author_and_goes_with_its_last_photo(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    make_site({"posts/ada/profile.md": "---\nname: Ada L\n---\n"})
    assert "Media by Ada L" in outcome(root)["@ada/media/page/1/index.html"].decode()
    make_site({"posts/ada/2026-11-01-a.md": "No photo."})
    after = outcome(root)
    assert not [path for path in after if "media" in path]
    assert "/media/" not in after["@ada/index.html"].decode()
    assert after == outcome(root, clean=True)


def test_media_timeline_shows_any_word_of_the_profile_as_it_is_now(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcefile, "_COARSE", -(10**12))  # so that a photo written a moment ago is trusted, and touches no card
    template = '{% extends "timeline.html" %}{% block heading %}{{ author.pronouns }}{% endblock %}'
    root = make_site(SITE | {"templates/media.html": template, "posts/ada/profile.md": "---\npronouns: she\n---\n"})
    build(root)
    make_site({"posts/ada/profile.md": "---\npronouns: xe/xem\n---\n"})
    assert "xe/xem" in outcome(root)["@ada/media/page/1/index.html"].decode()
