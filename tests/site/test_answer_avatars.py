"""Copies of the pictures of those who answered elsewhere stand on pages where the site opted in, and nowhere else."""

import re
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from microblog.content.answer_avatars import avatar_name, avatar_path
from microblog.content.answers import FACES, dump_answers, path_of
from microblog.model.remote import RemoteAnswer, RemoteAnswers
from tests.conftest import MakeSite
from tests.support.site_tree import broken_links, build, tree

BASE = "https://example.org/club/"
CONFIG = f"title: A club\nbase_url: {BASE}\ntag_authority: example.org,2026\n"
OPTED_IN = f"{CONFIG}answer_avatars: true\n"
REF, OTHER = "ada/2026-11-02-two", "ada/2026-11-03-three"
PICTURE = "https://social.example/wren.png"
NAME = avatar_name(PICTURE)
FILE, SHOWN = avatar_path(NAME), f"avatars/{NAME}.webp"


def said(number: int, kind: str = "reply", avatar: str = PICTURE, **values: Any) -> RemoteAnswer:
    url = f"https://social.example/@wren/{number}"
    made = RemoteAnswer(f"mastodon:social.example/{number}", kind, "mastodon", url, "Wren", f"{url}/who", "@wren@social.example")
    at = f"2026-11-05T{number // 60:02}:{number % 60:02}:00+00:00"
    return made._replace(published=at, content_html=f"<p>No. {number}</p>", avatar=avatar, **values)


def kept(*answers: RemoteAnswer, ref: str = REF) -> dict[str, str | bytes]:
    return {path_of(ref): dump_answers(RemoteAnswers(ref, answers))}


def picture(colour: str = "red", side: int = 200, kind: str = "WEBP", **options: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", (side, side // 2), colour).save(target, kind, **options)
    return target.getvalue()


def site(make_site: MakeSite, *more: Mapping[str, str | bytes], config: str = OPTED_IN) -> Path:
    posts = {f"posts/{REF}.md": "two", f"posts/{OTHER}.md": "three", "posts/bob/2026-11-04-four.md": "four"}
    root = make_site({"config.yaml": config, **posts, FILE: picture()})
    for files in more:
        make_site(files)
    return root


def page(root: Path, ref: str = REF) -> str:
    return (root / f"public/@{ref}/index.html").read_text()


def published(root: Path) -> list[str]:
    return [path for path in tree(root / "public") if path.startswith("avatars/")]


def rebuilt(root: Path, before: dict[str, bytes]) -> list[str]:
    """Build, see that a build from nothing says the same, and return what is different from before."""
    after = built(root)
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def built(root: Path) -> dict[str, bytes]:
    warnings = build(root).warnings
    anew = shutil.copytree(root, root.parent / "anew", ignore=shutil.ignore_patterns(".microblog", "public"))
    assert build(anew).warnings == warnings
    found = tree(anew / "public")
    assert tree(root / "public") == found
    shutil.rmtree(anew)
    return found


def test_copy_stands_on_the_page_small_written_anew_and_as_decoration(make_site: MakeSite) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Canary Wharf"
    root = site(make_site, {FILE: picture(exif=exif)}, kept(said(3), said(4, "like")))
    build(root)
    html = page(root)
    assert html.count(f'src="/club/{SHOWN}" alt="" width=') == 2
    assert "img-src 'self'" in html
    data = (root / "public" / SHOWN).read_bytes()
    with Image.open(BytesIO(data)) as shown:
        assert (shown.size, shown.format) == ((96, 96), "WEBP")
    assert b"Canary" not in data
    assert list(broken_links(tree(root / "public"), BASE)) == []


def test_copy_is_not_shown_unless_the_site_says_so_and_goes_when_it_does_not_any_more(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3)), config=CONFIG)
    before = built(root)
    assert published(root) == []
    assert "data:image/svg" in page(root)
    make_site({"config.yaml": OPTED_IN})
    assert SHOWN in rebuilt(root, before)
    make_site({"config.yaml": CONFIG})
    assert rebuilt(root, before) == []


def test_copy_that_comes_changes_or_goes_changes_pages_that_show_it_and_no_card(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3)), kept(said(4, "like"), ref=OTHER))
    (root / FILE).unlink()
    before = built(root)
    make_site({FILE: picture()})
    assert rebuilt(root, before) == [f"@{REF}/index.html", f"@{OTHER}/index.html", "@ada/mentions/index.html", SHOWN]
    there = tree(root / "public")
    make_site({FILE: picture("blue")})
    assert rebuilt(root, there) == [SHOWN]
    (root / FILE).unlink()
    assert rebuilt(root, before) == []


def test_copy_goes_with_the_last_answer_that_names_it(make_site: MakeSite) -> None:
    root = site(make_site, kept(said(3)), kept(said(4), ref=OTHER))
    built(root)
    (root / path_of(REF)).unlink()
    built(root)
    assert published(root) == [SHOWN]
    make_site(kept(said(4, avatar="https://social.example/new.png"), ref=OTHER))
    built(root)
    assert published(root) == []
    make_site(kept(said(4), ref=OTHER))
    built(root)
    assert published(root) == [SHOWN]


@pytest.mark.parametrize(
    ("profile", "post", "is_there"),
    [
        ("blocked: ['@wren@social.example']", "", False),
        ("name: Ada", "draft: true", False),
        ("name: Ada", "unlisted: true", True),
        ("name: Ada", "date: 2027-01-01", False),
    ],
)
def test_copy_is_there_as_long_as_an_answer_that_is_shown_names_it(make_site: MakeSite, profile: str, post: str, is_there: bool) -> None:
    root = site(make_site, kept(said(3)))
    before = built(root)
    make_site({"posts/ada/profile.md": f"---\n{profile}\n---\n", f"posts/{REF}.md": f"---\n{post}\n---\ntwo"})
    built(root)
    assert published(root) == ([SHOWN] if is_there else [])
    make_site({f"posts/{REF}.md": "two"})
    (root / "posts/ada/profile.md").unlink()
    assert rebuilt(root, before) == []


def test_pictures_of_those_for_whom_a_page_has_no_room_are_not_published(make_site: MakeSite) -> None:
    last = FACES + 1
    addresses = [f"https://social.example/{number}.png" for number in range(1, last + 1)]
    files = {avatar_path(avatar_name(address)): picture() for address in addresses}
    root = site(make_site, files, kept(*(said(at, "like", address) for at, address in enumerate(addresses, 1))))
    built(root)
    assert len(published(root)) == FACES
    assert f"avatars/{avatar_name(addresses[-1])}.webp" not in published(root)


def test_mentions_draw_whom_the_post_s_page_has_no_room_for(make_site: MakeSite) -> None:
    many = [said(number, avatar=f"https://social.example/{number}.png") for number in range(1, 102)]
    files = {avatar_path(avatar_name(one.avatar)): picture(side=2) for one in many[98:]}
    root = site(make_site, files, kept(*many))
    build(root)
    html = (root / "public/@ada/mentions/index.html").read_text()
    assert len(published(root)) == html.count('src="/club/avatars/') == 2
    assert list(broken_links(tree(root / "public"), BASE)) == []


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"", picture()[:40], b"<script>alert(1)</script>"]
)
def test_damaged_copy_is_a_warning_and_the_person_is_drawn(make_site: MakeSite, data: bytes) -> None:
    root = site(make_site, kept(said(3)))
    before = built(root)
    make_site({FILE: data})
    (warning,) = build(root).warnings
    assert (warning.path, "is damaged" in warning.what, warning.line) == (FILE, True, 0)
    built(root)
    assert (published(root), "data:image/svg" in page(root)) == ([], True)
    make_site({FILE: picture()})
    assert rebuilt(root, before) == []
    assert build(root).warnings == ()


def test_picture_of_another_kind_than_its_name_says_becomes_one_of_that_kind(make_site: MakeSite) -> None:
    root = site(make_site, {FILE: picture(kind="PNG")}, kept(said(3)))
    build(root)
    assert (root / "public" / SHOWN).read_bytes()[8:12] == b"WEBP"


@pytest.mark.parametrize("name", ["x.webp", f"{NAME}.svg", f"{NAME}.webp.html", f"{NAME.upper()}.webp", f"deep/{NAME}.webp", "index.html"])
def test_file_of_another_name_is_nobody_s_picture(make_site: MakeSite, name: str) -> None:
    root = site(make_site, {f"answers/avatars/{name}": b"<script>alert(1)</script>"}, kept(said(3)))
    assert build(root).warnings == ()
    assert published(root) == [SHOWN]


def test_answer_cannot_name_a_path(make_site: MakeSite) -> None:
    hostile = ['"><script>', "../../config.yaml", "javascript:alert(1)", "data:image/png;base64,x", "https://a.example/'onerror=x"]
    root = site(make_site, kept(*(said(at, avatar=address) for at, address in enumerate(hostile, 1))))
    build(root)
    assert set(re.findall(r'<img class="avatar[^"]*" src="([^:"]*)', page(root))) <= {"data", "/club/@ada/avatar.svg"}
    assert published(root) == []


def test_author_may_be_called_avatars(make_site: MakeSite) -> None:
    ref = "avatars/2026-11-05-five"
    root = site(make_site, {f"posts/{ref}.md": "five"}, kept(said(3), ref=ref))
    assert build(root).warnings == ()
    assert f'src="/club/{SHOWN}"' in page(root, ref)
