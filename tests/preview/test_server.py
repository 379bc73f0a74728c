"""What the preview serves, and to whom."""

import contextlib
import errno
import http.client
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from microblog.errors import UsageError
from microblog.preview import overlay, server
from microblog.preview.server import HOST, open_server
from tests.conftest import MakeSite
from tests.support.live_preview import SITE, Live, ask, ask_raw, run_preview


@pytest.fixture
def live(make_site: MakeSite) -> Iterator[Live]:
    """Serve a site whose builds are stand-ins, below /some-repo/."""
    with run_preview(make_site(SITE)) as running:
        yield running


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("/some-repo/", "front"),
        ("/some-repo/?utm=1#x", "front"),
        ("/some-repo/index.html", "front"),
        ("/some-repo/index", "front"),
        ("/some-repo/@ada/index", "ada"),
        ("/some-repo/404", "lost"),
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
    [("/", "/some-repo/"), ("/some-repo", "/some-repo/"), ("/some-repo/@ada", "/some-repo/@ada/"), ("/?x", "/some-repo/")],
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
    "http://127.0.0.1/some-repo/", "*", "index.html", "/some-repo%2f", "/some-repo/@ada%2f",
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
    with socket.create_connection((HOST, live.server.port), timeout=60) as connection:
        answer = b""
        with contextlib.suppress(OSError):  # a server that has read enough may hang up before all is sent
            connection.sendall(request_bytes)
            connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(65536):
                answer += data
    assert b"secret" not in answer
    assert b"front" not in answer
    assert ask(live, "/some-repo/")[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("target", ["/some-repo/", "/some-repo/-/hidden/", "/some-repo/-/events"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}", "127.0.0.1.evil.example:{port}", ""])
def test_a_foreign_host_is_refused(live: Live, host: str, target: str) -> None:
    status, _, body = ask(live, target, host=host.format(port=live.server.port) or " ")
    assert status == 403
    assert "front" not in body


def test_a_request_without_a_host_or_with_two_is_refused(live: Live) -> None:
    own = f"Host: 127.0.0.1:{live.server.port}\r\n".encode()
    assert b" 403 " in ask_raw(live, b"GET /some-repo/ HTTP/1.0\r\n\r\n")
    assert b" 403 " in ask_raw(live, b"GET /some-repo/ HTTP/1.1\r\nConnection: close\r\n" + own + own + b"\r\n")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://evil.example:{port}"])
@pytest.mark.parametrize("target", ["/some-repo/-/events", "/some-repo/-/reload.js", "/some-repo/-/hidden/", "/some-repo/"])
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
    connection = http.client.HTTPConnection(HOST, live.server.port, timeout=60)
    for target in ("/some-repo/", "/some-repo/nowhere", "/some-repo/style.css"):
        connection.request("GET", target)
        assert connection.getresponse().read()
    connection.close()


def test_pages_get_the_script_and_files_do_not(live: Live) -> None:
    script = f'<script src="/some-repo/-/reload.js?{live.bulletin.version}"></script>\n'
    assert ask(live, "/some-repo/")[2] == f"<p>front{script}"
    assert ask(live, "/some-repo/nowhere")[2] == f"<p>lost{script}"
    assert ask(live, "/some-repo/feed.atom")[2] == "<feed/>"
    assert (live.root / "public/index.html").read_text() == "<p>front"
    assert ask(live, "/some-repo/-/reload.js?1")[2] == overlay.own_file("reload.js").decode()


def test_the_script_never_makes_markup_from_text() -> None:
    script = overlay.own_file("reload.js").decode()
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
    asking.join()
    assert answers == [200]


def test_a_taken_port_gives_way_to_the_next_free_one(live: Live) -> None:
    second = open_server(live.server.port, live.rebuilder, live.bulletin)
    second.server_close()
    assert live.server.port < second.port < live.server.port + 100


def test_another_address_is_the_only_one_that_is_served_and_answered(live: Live) -> None:
    other = open_server(0, live.rebuilder, live.bulletin, "127.0.0.2")
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        assert other.server_address[0] == "127.0.0.2"
        answers = [
            status_of("127.0.0.2", other.port, f"{name}:{other.port}") for name in ("127.0.0.2", "127.0.0.1", "localhost", "evil.example")
        ]
        assert answers == [200, 403, 403, 403]
        with pytest.raises(ConnectionRefusedError):
            status_of(HOST, other.port, f"127.0.0.2:{other.port}")
    finally:
        other.shutdown()
        other.server_close()
        thread.join()


def status_of(address: str, port: int, host: str) -> int:
    """Ask for the front page at an address, by some name; give the status."""
    connection = http.client.HTTPConnection(address, port, timeout=60)
    connection.request("GET", "/some-repo/", headers={"Host": host})
    status = connection.getresponse().status
    connection.close()
    return status


def test_address_of_another_machine_is_said(live: Live) -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1 is no address of this machine"):
        open_server(0, live.rebuilder, live.bulletin, "192.0.2.1")


def test_no_free_port_is_said(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EADDRINUSE, "taken")

    monkeypatch.setattr(server, "PreviewServer", refuse)
    with pytest.raises(UsageError, match="all taken"):
        open_server(5000, live.rebuilder, live.bulletin)
