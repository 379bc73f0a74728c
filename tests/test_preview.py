"""The local server: what it serves and refuses, what it tells open pages, when it rebuilds."""

import errno
import http.client
import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from microblog.builder import Report
from microblog.errors import ContentError, Problem, UsageError
from microblog.preview import overlay, server, watch
from microblog.preview.bulletin import Bulletin
from microblog.preview.files import Redirect, content_type, find_file, parse_target
from microblog.preview.rebuild import Outcome, Rebuilder
from microblog.preview.server import HOST, PreviewServer, open_server
from microblog.preview.watch import Pacer, Watch, is_relevant
from microblog.settings import Options
from tests.conftest import MakeSite

REPORT = Report(3, 0, 0, 2, (), {}, 1, 1, 1)
NOTHING = REPORT._replace(written=0)
MISTAKE = Problem("posts/ada/<b>.md", 4, "unknown key", "mend it")
SITE = {
    "config.yaml": "base_url: https://example.org/some-repo/\n",
    "public/index.html": "<p>front",
    "public/404.html": "<p>lost",
    "public/@ada/index.html": "<p>ada",
    "public/@ada/grüße/index.html": "<p>hello",
    "public/feed.atom": "<feed/>",
    "public/feed.json": "{}",
    "public/style.css": "p{}",
    "public/.well-known/webfinger": "w",
    "public/.built-by-microblog": "marker",
    "public/.git/config": "secret",
    "public-leak/index.html": "secret",
    "secret.txt": "secret",
}


class Live(NamedTuple):
    """A server that runs."""

    root: Path
    server: PreviewServer
    rebuilder: Rebuilder
    bulletin: Bulletin
    results: list[Any]  # what the next builds give or raise
    told: list[Outcome]


@pytest.fixture
def live(make_site: MakeSite) -> Iterator[Live]:
    """Serve a site whose builds are stand-ins, below /some-repo/."""
    results: list[Any] = []
    told: list[Outcome] = []

    def stand_in(_: Options) -> Report:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    root, bulletin = make_site(SITE), Bulletin()
    rebuilder = Rebuilder(Options(root), bulletin, told.append, stand_in)
    rebuilder.base_path = "/some-repo/"
    running = PreviewServer(0, rebuilder, bulletin)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Live(root, running, rebuilder, bulletin, results, told)
    bulletin.close()
    running.shutdown()
    running.server_close()
    thread.join(5)


def ask_raw(live: Live, request: bytes) -> bytes:
    """Send bytes, and give all that comes back."""
    with socket.create_connection((HOST, live.server.port), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def ask(live: Live, target: str, method: str = "GET", host: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Make a request; give status, headers and body."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{live.server.port}'}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head, _, body = ask_raw(live, "\r\n".join([*lines, "", ""]).encode("utf-8")).decode().partition("\r\n\r\n")
    status, *rest = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in rest), body


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("/some-repo/", "front"),
        ("/some-repo/?utm=1#x", "front"),
        ("/some-repo/index.html", "front"),
        ("/some-repo/@ada/", "ada"),
        ("/some-repo/%40ada/gr%C3%BC%C3%9Fe/", "hello"),
        ("/some-repo/@ada/grüße/", "hello"),
        ("/some-repo/.well-known/webfinger", "w"),
    ],
)
def test_pages_and_files_are_served_below_the_sites_own_path(live: Live, target: str, text: str) -> None:
    status, headers, body = ask(live, target)
    assert status == 200
    assert text in body
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("target", "location"),
    [("/", "/some-repo/"), ("/some-repo", "/some-repo/"), ("/some-repo/@ada", "/some-repo/%40ada/"), ("/?x", "/some-repo/")],
)
def test_addresses_that_mean_a_page_lead_to_it(live: Live, target: str, location: str) -> None:
    status, headers, _ = ask(live, target)
    assert (status, headers["Location"]) == (302, location)


OUTSIDE = [
    "/../secret.txt", "/some-repo/../secret.txt", "/some-repo/../../secret.txt", "/some-repo/%2e%2e/secret.txt",
    "/some-repo/..%2fsecret.txt", "/some-repo/%2e%2e%2fsecret.txt", "/some-repo/..%5csecret.txt", "/some-repo/..\\secret.txt",
    "/some-repo/%252e%252e/secret.txt", "/some-repo/..%c0%afsecret.txt", "/some-repo/..%00/secret.txt", "/some-repo/index.html%00",
    "/some-repo/%00", "/some-repo/@ada/../../secret.txt", "/some-repo/@ada/..", "/some-repo/.", "/some-repo/./index.html",
    "/some-repo//index.html", "/some-repo/@ada//", "/some-repo-leak/index.html", "/some-repo/../public-leak/index.html",
    "/some-repo/.git/config", "/some-repo/.built-by-microblog", "/some-repo/@ada/.well-known", "/some-repo/%2egit/config",
    "/some-repo/link.txt", "/some-repo/linked/secret.txt", "/some-repo/fifo", "/some-repo/@ada/index.html/", "/some-repo/@ada/index.html/x",
    "/some-repo/" + "a" * 300, "/some-repo/%ff", "/some-repo/%", "/some-repo/%zz", "/index.html", "/@ada/", "//127.0.0.1/",
    "http://127.0.0.1/some-repo/", "*", "index.html", "/some-repo/index.html\x0b", "/some-repo%2f", "/some-repo/@ada%2f",
    "/some-repo/feed.atom/", "/some-repo/INDEX.HTML", "/some-repo/index.html.", "/some-repo/index.html%20", "/some-repo/C:/secret.txt",
]  # fmt: skip


@pytest.mark.parametrize("target", OUTSIDE)
def test_nothing_outside_the_site_is_served(live: Live, target: str) -> None:
    (live.root / "public/link.txt").symlink_to(live.root / "secret.txt")
    (live.root / "public/linked").symlink_to(live.root)
    os.mkfifo(live.root / "public/fifo")
    status, _, body = ask(live, target)
    assert status == 404
    assert "lost" in body


@pytest.mark.parametrize(
    "request_bytes",
    [b"", b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"/a" * 70000 + b" HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n", b"GET /\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_leaves_no_trace(live: Live, request_bytes: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection((HOST, live.server.port), timeout=5) as connection:
        connection.sendall(request_bytes)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"secret" not in answer
    assert b"front" not in answer
    assert ask(live, "/some-repo/")[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}", "127.0.0.1.evil.example:{port}", ""])
def test_a_foreign_host_is_refused(live: Live, host: str) -> None:
    status, _, body = ask(live, "/some-repo/", host=host.format(port=live.server.port) or " ")
    assert status == 403
    assert "front" not in body


def test_a_request_without_a_host_or_with_two_is_refused(live: Live) -> None:
    own = f"Host: 127.0.0.1:{live.server.port}\r\n".encode()
    assert b" 403 " in ask_raw(live, b"GET /some-repo/ HTTP/1.0\r\n\r\n")
    assert b" 403 " in ask_raw(live, b"GET /some-repo/ HTTP/1.1\r\nConnection: close\r\n" + own + own + b"\r\n")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://evil.example:{port}"])
@pytest.mark.parametrize("target", ["/some-repo/-/events", "/some-repo/-/reload.js", "/some-repo/"])
def test_a_foreign_origin_is_refused(live: Live, origin: str, target: str) -> None:
    assert ask(live, target, Origin=origin.format(port=live.server.port))[0] == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_its_own_names_are_answered(live: Live, name: str) -> None:
    own = f"{name}:{live.server.port}"
    assert ask(live, "/some-repo/", host=own, Origin=f"http://{own}")[0] == 200


def test_it_listens_on_this_machine_alone(live: Live) -> None:
    assert live.server.server_address[0] == "127.0.0.1"


def test_head_is_get_without_the_body(live: Live) -> None:
    got, head = ask(live, "/some-repo/"), ask(live, "/some-repo/", "HEAD")
    assert head[0] == 200
    assert head[2] == ""
    assert int(head[1]["Content-Length"]) == len(got[2].encode())
    assert ask(live, "/some-repo/-/events", "HEAD")[0] == 200


def test_a_connection_serves_many_requests(live: Live) -> None:
    connection = http.client.HTTPConnection(HOST, live.server.port, timeout=5)
    for target in ("/some-repo/", "/some-repo/nowhere", "/some-repo/style.css"):
        connection.request("GET", target)
        assert connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("7.atom", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("other.json", "application/json"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.JPG", "image/jpeg"),
        ("a.svg", "image/svg+xml"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("a.webp", "image/webp"),
        ("a", "application/octet-stream"),
    ],
)
def test_files_have_their_media_type(name: str, kind: str) -> None:
    assert content_type(Path(name)) == kind


def test_pages_get_the_script_and_files_do_not(live: Live) -> None:
    script = f'<script src="/some-repo/-/reload.js?{live.bulletin.version}"></script>\n'
    assert ask(live, "/some-repo/")[2] == f"<p>front{script}"
    assert ask(live, "/some-repo/nowhere")[2] == f"<p>lost{script}"
    assert ask(live, "/some-repo/feed.atom")[2] == "<feed/>"
    assert (live.root / "public/index.html").read_text() == "<p>front"
    assert ask(live, "/some-repo/-/reload.js?1")[2] == overlay.script().decode()


def test_the_script_never_makes_markup_from_text() -> None:
    script = overlay.script().decode()
    assert "textContent" in script
    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(") if word in script]
    assert not [word for word in ("<style", "style=", ".style.") if word in script.replace("refuses <style>", "")]


def test_a_site_that_was_never_built_still_shows_a_page(live: Live) -> None:
    (live.root / "public").rename(live.root / "gone")
    status, _, body = ask(live, "/some-repo/@ada/")
    assert status == 404
    assert "was not built yet" in body
    assert "-/reload.js" in body


def test_a_file_that_a_running_build_is_about_to_write_is_waited_for(live: Live) -> None:
    (live.root / "public").rename(live.root / "aside")
    with live.rebuilder._lock:
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(ask(live, "/some-repo/")[0]))
        asking.start()
        time.sleep(0.05)
        (live.root / "aside").rename(live.root / "public")
    asking.join(5)
    assert answers == [200]


class Listener:
    """A page that follows the news, over a real connection."""

    def __init__(self, live: Live, since: str) -> None:
        self.socket = socket.create_connection((HOST, live.server.port), timeout=5)
        self.socket.sendall(f"GET /some-repo/-/events?{since} HTTP/1.1\r\nHost: 127.0.0.1:{live.server.port}\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.head = self.read()

    def read(self) -> str:
        """Give what comes up to the next empty line, or to the end."""
        lines = list(iter(lambda: self.file.readline().decode().strip(), ""))
        return "\n".join(lines)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@pytest.fixture
def listen(live: Live) -> Iterator[Callable[[str], Listener]]:
    """Open connections for news, and close them."""
    opened: list[Listener] = []
    yield lambda since: opened.append(Listener(live, since)) or opened[-1]
    for listener in opened:
        listener.close()


def test_a_mistake_is_shown_and_goes_away_when_it_is_mended(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    assert "text/event-stream" in page.head
    assert page.read() == "event: problems\ndata: []"
    live.results += [ContentError([MISTAKE]), NOTHING]
    live.rebuilder.rebuild()
    assert page.read() == 'event: problems\ndata: ["posts/ada/<b>.md:4: unknown key; mend it"]'
    assert listen(live.bulletin.version).read() == 'event: problems\ndata: ["posts/ada/<b>.md:4: unknown key; mend it"]'
    live.rebuilder.rebuild()
    assert page.read() == "event: problems\ndata: []"


def test_a_page_is_loaded_again_when_files_were_written(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    page.read()
    live.results += [REPORT]
    live.rebuilder.rebuild()
    assert page.read() == "event: reload\ndata:"


def test_a_page_that_missed_a_rebuild_is_loaded_again_at_once(live: Live, listen: Callable[[str], Listener]) -> None:
    before = live.bulletin.version
    live.results += [REPORT]
    live.rebuilder.rebuild()
    assert listen(before).read() == "event: reload\ndata:"
    assert listen("0-0").read() == "event: reload\ndata:"  # of a server that ended


def test_a_silent_connection_is_probed() -> None:
    bulletin = Bulletin()
    events = bulletin.follow(bulletin.version, keep_alive=0.01)
    assert [next(events), next(events)] == [b"event: problems\ndata: []\n\n", b":\n\n"]


def test_news_end_when_the_server_does(live: Live, listen: Callable[[str], Listener]) -> None:
    page = listen(live.bulletin.version)
    page.read()
    live.bulletin.close()
    assert page.read() == ""


def test_rebuilds_that_nobody_asked_for_are_told_only_where_they_changed_something(live: Live) -> None:
    live.results += [NOTHING, NOTHING, REPORT, ContentError([MISTAKE]), ContentError([MISTAKE])]
    live.rebuilder.rebuild(is_asked=True)
    for _ in range(4):
        live.rebuilder.rebuild(is_asked=False)
    assert [outcome.report for outcome in live.told] == [NOTHING, REPORT, None]


def test_another_base_path_counts_from_the_next_rebuild(live: Live) -> None:
    (live.root / "config.yaml").write_text("base_url: https://example.org/café/\n", encoding="utf-8")
    live.results += [NOTHING]
    before = live.bulletin.version
    live.rebuilder.rebuild()
    assert ask(live, "/")[1]["Location"] == "/caf%C3%A9/"
    assert ask(live, "/caf%C3%A9/")[0] == 200
    assert live.bulletin.version != before


def test_a_broken_configuration_leaves_the_site_where_it_was(live: Live) -> None:
    (live.root / "config.yaml").write_text("base_url: [\n")
    live.results += [ContentError([MISTAKE])]
    live.rebuilder.rebuild()
    assert ask(live, "/some-repo/")[0] == 200


@pytest.mark.parametrize(
    ("fault", "line", "is_ours"),
    [
        (UsageError("no such folder"), "no such folder", False),
        (OSError(28, "No space left on device", "x"), "No space left on device: x", False),
        (ZeroDivisionError("x"), "the engine failed: ZeroDivisionError('x')", True),
    ],
)
def test_the_preview_goes_on_whatever_a_rebuild_meets(live: Live, fault: Exception, line: str, is_ours: bool) -> None:
    live.results += [fault, REPORT]
    live.rebuilder.rebuild()
    live.rebuilder.rebuild()
    assert live.told[0].lines == live.bulletin.problems or live.told[0].lines == (line,)
    assert live.told[0].fault == (fault if is_ours else None)
    assert live.told[1].report == REPORT


def test_options_that_cannot_work_end_the_preview_before_it_starts(live: Live) -> None:
    live.results += [UsageError("no such folder")]
    with pytest.raises(UsageError):
        live.rebuilder.rebuild(is_first=True)


def test_a_taken_port_gives_way_to_the_next_free_one(live: Live) -> None:
    second = open_server(live.server.port, live.rebuilder, live.bulletin)
    second.server_close()
    assert live.server.port < second.port < live.server.port + 100


def test_no_free_port_is_said(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EADDRINUSE, "taken")

    monkeypatch.setattr(server, "PreviewServer", refuse)
    with pytest.raises(UsageError, match="all taken"):
        open_server(5000, live.rebuilder, live.bulletin)


READ = ("config.yaml", "posts", "posts/ada/a.md", "posts/ada/cat.jpg", "static/style.css", "static/.well-known/x", "templates/base.html")
UNREAD = (
    ".", "README.md", "../posts/a.md", "public/index.html", ".microblog/index.db", ".git/index", ".venv/x.py", "microblog/cli.py",
    "posts/ada/.a.md.swp", "posts/ada/a.md~", "posts/ada/.#a.md", "posts/ada/#a.md#", "posts/.git/x", "posts/ada/4913",
    "static/.a.css.swp", "templates/.base.html.swx", "config.yaml~",
)  # fmt: skip


@pytest.mark.parametrize("path", READ + UNREAD)
def test_only_what_a_build_reads_asks_for_one(path: str) -> None:
    assert is_relevant(path) is (path in READ)


class Work:
    """Counts what a pacer does, and can hold it up."""

    def __init__(self) -> None:
        self.calls: list[bool] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.has_begun = threading.Event()

    def __call__(self, is_asked: bool) -> None:
        self.calls.append(is_asked)
        self.has_begun.set()
        self.may_end.wait(5)


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert condition()


def test_many_changes_are_one_rebuild() -> None:
    work = Work()
    pacer = Pacer(work, quiet=0.1)
    pacer.start()
    for _ in range(5000):
        pacer.ask()
    time.sleep(0.3)
    pacer.stop()
    assert work.calls == [True]


def test_a_change_during_a_rebuild_asks_for_another() -> None:
    work = Work()
    work.may_end.clear()
    pacer = Pacer(work, quiet=0.01)
    pacer.start()
    pacer.ask()
    assert work.has_begun.wait(5)
    pacer.ask()
    work.may_end.set()
    wait_for(lambda: len(work.calls) == 2)
    pacer.stop()
    assert work.calls == [True, True]


def test_changes_that_never_end_do_not_hold_a_rebuild_up_for_ever() -> None:
    work = Work()
    pacer = Pacer(work, quiet=0.1, longest=0.2)
    pacer.start()
    deadline = time.monotonic() + 5
    while not work.calls and time.monotonic() < deadline:
        pacer.ask()
        time.sleep(0.01)
    pacer.stop()
    assert work.calls


def test_a_slow_tick_rebuilds_without_being_asked() -> None:
    work = Work()
    pacer = Pacer(work, tick=0.02)
    pacer.start()
    wait_for(lambda: len(work.calls) > 1)
    pacer.stop()
    assert not any(work.calls)


@pytest.fixture(params=["inotify", "polling"])
def changes(
    request: pytest.FixtureRequest, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Watch, list[int]]]:
    """Watch a site, as the system does it best or where it refuses to."""
    if request.param == "polling":

        def refuse() -> Any:
            observer = watch.PollingObserver()
            monkeypatch.setattr(observer, "schedule", no_watches_left)
            return observer

        monkeypatch.setattr(watch, "Observer", refuse)
    root = make_site({"config.yaml": "", "posts/ada/a.md": "a", "public/index.html": "", "node_modules/x/y.js": ""})
    seen: list[int] = []
    watching = Watch(root, lambda: seen.append(1))
    watching.start()
    yield root, watching, seen
    watching.stop()


def no_watches_left(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


def test_saving_a_post_is_seen_and_reading_it_is_not(changes: tuple[Path, Watch, list[int]]) -> None:
    root, _, seen = changes
    (root / "posts/ada/a.md").read_text()
    (root / "public/index.html").write_text("built")
    (root / "node_modules/x/y.js").write_text("other")
    time.sleep(0.2)
    assert seen == []
    (root / "posts/ada/a.md").write_text("longer")
    wait_for(lambda: bool(seen))


def test_a_file_that_replaces_another_is_seen(changes: tuple[Path, Watch, list[int]]) -> None:
    root, _, seen = changes
    (root / "config.new").write_text("title: x\n")
    (root / "config.new").replace(root / "config.yaml")
    wait_for(lambda: bool(seen))


def test_folders_that_come_and_go_are_watched_anew(changes: tuple[Path, Watch, list[int]]) -> None:
    root, watching, seen = changes
    for _ in range(2):
        (root / "posts").rename(root / "aside")
        wait_for(lambda: bool(seen))
        watching.refresh()
        (root / "aside").rename(root / "posts")
        seen.clear()
        wait_for(lambda: bool(seen))
        watching.refresh()
    (root / "static").mkdir()
    wait_for(lambda: "static" in watching._stale)
    watching.refresh()
    for path, number in itertools.product(("posts/ada/a.md", "static/new/x.css"), range(2)):
        seen.clear()
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("x" * (20 + number))
        wait_for(lambda: bool(seen))


def test_a_path_keeps_its_parts() -> None:
    assert parse_target("/a%20b/%C3%A9?x=/..") == "/a b/é"
    assert parse_target("/a%2fb") is None
    assert parse_target("*") is None


def test_a_folder_without_a_page_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/index.html").touch()
    assert find_file(tmp_path, "empty") is None
    assert find_file(tmp_path, "empty/") is None
    assert find_file(tmp_path, "full") == Redirect("full/")
