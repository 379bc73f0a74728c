"""Pictures of those who answered, from servers that are good or bad into small files: only where the site opted in."""

import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from microblog.answers import avatars
from microblog.answers.apart import small_picture_apart
from microblog.answers.gathering import Gathered, Services, gather
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.content.answer_avatars import avatar_name
from microblog.web.client import Client
from microblog.web.connections import Limits
from microblog.web.documents import Answer, Fault
from tests.conftest import MakeSite
from tests.support.feed_server import FeedServer, feed_server, redirect, text
from tests.support.site_tree import build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\nwebmention_io: example.org\n"
OPTED_IN = f"{CONFIG}answer_avatars: true\n"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
REF = "ada/2026-11-23-hello"
FILE = f"answers/{REF}.json"


@pytest.fixture(scope="module")
def running() -> Iterator[FeedServer]:
    with feed_server() as server:
        yield server


@pytest.fixture
def server(running: FeedServer) -> FeedServer:
    running.answers.clear()
    running.asked.clear()
    return running


def site(make_site: MakeSite, config: str = OPTED_IN) -> Path:
    return make_site({"config.yaml": config, f"posts/{REF}.md": "Hello"})


def serve(server: FeedServer, **photos: str) -> None:
    """Let webmention.io tell of a reply by each of these people, whose pictures are there."""
    children = [
        {
            "wm-id": at,
            "wm-property": "in-reply-to",
            "wm-source": f"https://{name}.example/1",
            "wm-target": f"https://example.org/@{REF}/",
            "author": {"name": name, "photo": photo},
            "published": "2026-11-24T10:00:00",
            "content": {"text": f"By {name}"},
        }
        for at, (name, photo) in enumerate(photos.items(), 1)
    ]
    for page, some in enumerate((children, [])):
        answer = text(json.dumps({"children": some}), "application/json")
        server[f"/api/mentions.jf2?domain=example.org&token=t&per-page=100&page={page}"] = answer


def run(root: Path, server: FeedServer, hours: float = 0, *, dry: bool = False) -> Gathered:
    options = Options(root=root, now=(NOON + timedelta(hours=hours)).isoformat())
    client = Client([server.place], Limits(seconds=60, size=2_000_000, redirects=2))
    return gather(read_settings(options), client, (), Services(server.url, server.url, "t"), is_dry=dry)


def copies(root: Path) -> list[str]:
    return [name.removesuffix(".webp") for name in tree(root / "answers/avatars")]


def asked(server: FeedServer) -> list[str]:
    return [path for path, _ in server.asked if not path.startswith("/api/")]


def picture(kind: str = "PNG", side: int = 300, **options: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", (side, side // 2), "red").save(target, kind, **options)
    return target.getvalue()


def test_picture_is_fetched_once_written_anew_and_stands_on_the_page(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    exif = Image.Exif()
    exif[0x010E] = "Canary Wharf"
    server["/wren.jpg"] = text(picture("JPEG", exif=exif), "image/jpeg")
    serve(server, wren=f"{server.url}/wren.jpg")
    assert (run(root, server).copied, run(root, server, 24).copied, asked(server)) == (1, 0, ["/wren.jpg"])
    (name,) = copies(root)
    assert name == avatar_name(f"{server.url}/wren.jpg")
    data = (root / f"answers/avatars/{name}.webp").read_bytes()
    with Image.open(BytesIO(data)) as copied:
        assert (copied.format, copied.size) == ("WEBP", (96, 96))
    assert b"Canary" not in data
    build(root)
    assert f'src="/avatars/{name}.webp" alt=""' in (root / f"public/@{REF}/index.html").read_text()


def test_site_that_did_not_opt_in_asks_for_no_picture_and_notes_its_address(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, CONFIG)
    serve(server, wren=f"{server.url}/wren.jpg")
    run(root, server)
    assert (asked(server), copies(root)) == ([], [])
    assert json.loads((root / FILE).read_text())["answers"][0]["author"]["avatar"] == f"{server.url}/wren.jpg"


def test_dry_run_asks_for_no_picture(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    serve(server, wren=f"{server.url}/wren.jpg")
    run(root, server, dry=True)
    assert (asked(server), (root / "answers").exists()) == ([], False)


def test_other_picture_is_another_file_and_what_nobody_names_goes(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    make_site({"answers/avatars/notes.txt": "mine"})
    server["/old.png"] = server["/new.png"] = text(picture(), "image/png")
    serve(server, wren=f"{server.url}/old.png")
    run(root, server)
    serve(server, wren=f"{server.url}/new.png")
    run(root, server, 24)
    assert copies(root) == sorted([avatar_name(f"{server.url}/new.png"), "notes.txt"])
    make_site({"config.yaml": f"{OPTED_IN}blocked: [wren.example]\n"})
    run(root, server, 48)
    assert copies(root) == ["notes.txt"]


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(1 << 16))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (endless, "is larger than 1,024 KiB"),
        (text(bytes(2_000_000), "image/png"), "is larger than 1,024 KiB"),
        (text(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), "cannot be read as that of a picture"),
        (text("<html>", status=200), "cannot be read as that of a picture"),
        (text("", status=404), "answers 404"),
        (redirect("http://10.0.0.1/wren.png"), "leads to 10.0.0.1"),
        (redirect("http://169.254.169.254/latest/meta-data/"), "leads to 169.254.169.254"),
        (lambda handler: handler.wfile.write(b"nonsense"), "cannot be reached"),
    ],
)
def test_server_that_misbehaves_leaves_the_person_drawn_and_is_told_in_one_line(
    make_site: MakeSite, server: FeedServer, answer: Any, said: str
) -> None:
    root = site(make_site)
    server["/wren"] = answer
    serve(server, wren=f"{server.url}/wren")
    (fault,) = run(root, server).faults
    assert fault.startswith(f"{server.url}/wren: ")
    assert said in fault
    assert "\n" not in fault
    assert (copies(root), "By wren" in (root / FILE).read_text()) == ([], True)


def test_picture_that_could_not_be_had_is_asked_for_again_later(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    server["/wren"] = text("", status=503, Retry_After="7200")
    serve(server, wren=f"{server.url}/wren")
    run(root, server)
    server["/wren"] = text(picture(), "image/png")
    assert [run(root, server, hours).copied for hours in (0.1, 1.9, 2.1)] == [0, 0, 1]


@pytest.mark.parametrize("address", ["http://10.0.0.1/wren.png", "http://localhost/wren.png", "http://[::1]/wren.png"])
def test_private_address_is_not_asked(make_site: MakeSite, server: FeedServer, address: str) -> None:
    root = site(make_site)
    serve(server, wren=address)
    (fault,) = run(root, server).faults
    assert fault.startswith(f"{address}: ")
    assert run(root, server, 0.1).faults == []


def test_what_is_no_address_is_not_noted(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    serve(server, a="javascript:alert(1)", b="data:image/png;base64,x", c="file:///etc/passwd")
    assert run(root, server).faults == []
    assert ['"avatar"' in (root / FILE).read_text(), "By a" in (root / FILE).read_text()] == [False, True]


def test_run_asks_for_so_many_and_a_host_that_fails_thrice_no_more(
    make_site: MakeSite, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(make_site)
    serve(server, **{f"p{at}": f"{server.url}/{at}" for at in range(9)})
    run(root, server)
    assert len(asked(server)) == 3
    monkeypatch.setattr(avatars, "_MOST", 2)
    server.asked.clear()
    run(root, server, 24 * 40)
    assert len(asked(server)) == 2


def test_picture_that_would_fill_the_memory_is_refused_by_its_head() -> None:
    bomb = bytearray(picture("PNG", 4))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    with pytest.raises(Fault, match="more pixels than a picture may have"):
        small_picture_apart(Answer("https://wren.example/x.png", 200, {}, bytes(bomb)))


def test_folder_that_leads_elsewhere_is_not_written_into(make_site: MakeSite, server: FeedServer, tmp_path: Path) -> None:
    root = site(make_site)
    (tmp_path / "elsewhere").mkdir()
    (root / "answers").mkdir()
    (root / "answers/avatars").symlink_to(tmp_path / "elsewhere")
    server["/wren"] = text(picture(), "image/png")
    serve(server, wren=f"{server.url}/wren")
    (fault,) = run(root, server).faults
    assert fault.startswith("answers/avatars: is a symbolic link")
    assert (asked(server), [*(tmp_path / "elsewhere").iterdir()]) == ([], [])


def test_damaged_file_of_another_post_takes_no_picture_away(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    server["/wren"] = text(picture(), "image/png")
    serve(server, wren=f"{server.url}/wren")
    run(root, server)
    make_site({"answers/ada/2026-11-20-other.json": "{"})
    serve(server)
    (fault,) = run(root, server, 24).faults
    assert fault == "answers/ada/2026-11-20-other.json: is no JSON, so that no picture is copied"
    assert len(copies(root)) == 1


def test_copies_go_with_the_next_run_when_the_site_opts_out_and_no_page_refers_to_them(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site)
    server["/wren.png"] = text(picture(), "image/png")
    serve(server, wren=f"{server.url}/wren.png")
    run(root, server)
    build(root)
    (name,) = copies(root)
    assert (root / f"public/avatars/{name}.webp").exists()
    make_site({"config.yaml": CONFIG, "answers/avatars/notes.txt": "mine"})
    build(root)
    assert not (root / "public/avatars").exists()
    assert not any(name.encode() in path.read_bytes() for path in (root / "public").rglob("*") if path.is_file())
    assert (run(root, server, 24, dry=True).removed, copies(root)) == (1, [name, "notes.txt"])
    assert (run(root, server, 48).removed, copies(root)) == (1, ["notes.txt"])
    assert run(root, server, 72).removed == 0


def test_empty_folder_of_copies_goes_too(make_site: MakeSite, server: FeedServer) -> None:
    root = site(make_site, CONFIG)
    make_site({f"answers/avatars/{avatar_name('x')}.webp": "old"})
    serve(server)
    run(root, server)
    assert not (root / "answers/avatars").exists()


def test_nothing_is_removed_behind_a_link(make_site: MakeSite, server: FeedServer, tmp_path: Path) -> None:
    root, file = site(make_site, CONFIG), tmp_path / "elsewhere" / f"{avatar_name('x')}.webp"
    file.parent.mkdir()
    file.write_bytes(b"theirs")
    (root / "answers").mkdir()
    (root / "answers/avatars").symlink_to(file.parent)
    serve(server)
    assert (run(root, server).removed, file.exists()) == (0, True)
