"""Whatever a server does, a question ends in time and takes no more than it may."""

import gzip
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from microblog.web.client import USER_AGENT, Client
from microblog.web.connections import Limits
from microblog.web.documents import CUT_OFF, Fault
from tests.support.feed_server import Answer, FeedServer, feed_server, redirect, text

SMALL = Limits(seconds=60, size=100_000, redirects=3)
SHORT = Limits(seconds=0.4, size=100_000, redirects=3)


def client(server: FeedServer, limits: Limits = SMALL) -> Client:
    return Client([server.place], limits)


def fault(server: FeedServer, path: str, limits: Limits = SMALL) -> str:
    with pytest.raises(Fault) as raised:
        client(server, limits).get(f"{server.url}{path}")
    return raised.value.what


def test_private_address_is_refused_unless_it_is_allowed_by_name(server: FeedServer) -> None:
    server["/"] = text("hello")
    with pytest.raises(Fault, match="only 80 and 443"):
        Client().get(f"{server.url}/")
    with pytest.raises(Fault, match="only 80 and 443"):
        Client(["127.0.0.1:1"]).get(f"{server.url}/")
    assert server.asked == []
    assert client(server).get(f"{server.url}/").body == b"hello"


def test_question_says_who_asks_and_carries_no_cookie_or_secret(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server["/"] = text("hello", Set_Cookie="a=b")
    asking = client(server)
    asking.get(f"{server.url}/")
    asking.get(f"{server.url}/")
    headers = server.asked[1][1]
    assert headers["user-agent"] == USER_AGENT
    assert set(headers) == {"accept", "accept-encoding", "connection", "host", "user-agent"}


def test_redirect_is_followed_and_the_answer_says_where_it_came_from(server: FeedServer) -> None:
    server["/old"] = redirect("new?a=1#part", 301)
    server["/new?a=1"] = text("hello")
    assert client(server).get(f"{server.url}/old").url == f"{server.url}/new?a=1"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "http://user@127.0.0.1/",
        "ftp://x/",
    ],
)
def test_redirect_to_where_no_request_may_go_is_refused(server: FeedServer, target: str) -> None:
    server["/"] = redirect(target)
    assert "leads to" in fault(server, "/")
    assert len(server.asked) == 1


def test_redirect_to_another_port_of_an_allowed_host_is_refused(server: FeedServer) -> None:
    server["/"] = redirect("http://127.0.0.1:9/")
    assert "only 80 and 443" in fault(server, "/")


def test_redirect_from_https_to_http_is_refused() -> None:
    from microblog.web.client import _redirected

    with pytest.raises(Fault, match="from https to http"):
        _redirected("https://example.org/", "http://example.org/")


def test_redirects_in_a_circle_end(server: FeedServer) -> None:
    server["/a"], server["/b"] = redirect("/b"), redirect("/a")
    assert fault(server, "/a") == "redirects more than 3 times"
    assert len(server.asked) == 4


@pytest.mark.parametrize("location", ["", "http://[", "http://exa mple/"])
def test_redirect_to_nonsense_is_told(server: FeedServer, location: str) -> None:
    server["/"] = redirect(location)
    assert fault(server, "/")


def drip(piece: bytes, head: bytes) -> "object":
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(1000):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize(
    ("piece", "head"),
    [(b"x", b"HTTP/1.1 200 OK\r\n\r\n"), (b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"), (b"H", b""), (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"")],
    ids=["body", "headers", "status", "hints"],
)
def test_server_that_drips_is_left_when_the_time_is_over(server: FeedServer, piece: bytes, head: bytes) -> None:
    server["/"] = drip(piece, head)  # type: ignore[assignment]
    started = time.monotonic()
    told = fault(server, "/", SHORT)
    assert time.monotonic() - started < 15
    assert told == "took longer than 0.4 s" or told.startswith("cannot be reached")


def test_server_that_says_nothing_is_left_when_the_time_is_over(server: FeedServer) -> None:
    over = threading.Event()
    server["/"] = lambda _: over.wait(60) and None
    assert fault(server, "/", SHORT) == "took longer than 0.4 s"
    over.set()


def test_look_up_that_takes_too_long_is_left() -> None:
    over = threading.Event()
    asking = Client(limits=SHORT, resolve=lambda *_: [str(over.wait(60))])
    with pytest.raises(Fault, match="took longer"):
        asking.get("http://slow.example/")
    over.set()


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(10_000):
        handler.wfile.write(b"x" * 10_000)


def test_endless_answer_is_left_at_the_size(server: FeedServer) -> None:
    server["/"] = endless
    assert fault(server, "/") == "is larger than 97 KiB"


def test_endless_headers_are_left(server: FeedServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"a" * 100))

    server["/"] = answer
    assert fault(server, "/")


def test_endless_hints_are_left(server: FeedServer) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(20_000):
            handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")

    server["/"] = answer
    assert fault(server, "/", Limits(seconds=20, size=1_000, redirects=0)) == "is larger than 0 KiB"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_packed_answer_is_unpacked(server: FeedServer, pack: object) -> None:
    server["/"] = text(pack(b"hello" * 100), Content_Encoding="gzip" if pack is gzip.compress else "deflate")  # type: ignore[operator]
    assert client(server).get(f"{server.url}/").body == b"hello" * 100


def test_bomb_is_left_at_the_size_after_unpacking(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, **how: int) -> None:
            self._real = real(**how)

        def decompress(self, data: bytes, length: int) -> bytes:
            asked.append(length)
            return self._real.decompress(data, length)

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr("microblog.web.client.zlib.decompressobj", Watched)
    server["/"] = text(gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip")
    assert fault(server, "/") == "is larger than 97 KiB"
    assert max(asked) <= SMALL.size + 1


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_answer_packed_in_a_way_that_was_not_asked_for_is_refused(server: FeedServer, encoding: str) -> None:
    server["/"] = text("hello", Content_Encoding=encoding)
    assert "packed as" in fault(server, "/")


def test_wrongly_packed_answer_is_told(server: FeedServer) -> None:
    server["/"] = text("hello", Content_Encoding="gzip")
    assert fault(server, "/") == "is packed wrongly"


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("behind", [b"", b"\0\0", b"<!-- cached -->"])
def test_packed_answer_of_several_parts_is_whole_whatever_stands_behind_it(server: FeedServer, members: int, behind: bytes) -> None:
    server["/"] = text(gzip.compress(b"hello") * members + behind, Content_Encoding="gzip")
    assert client(server).get(f"{server.url}/").body == b"hello" * members


PACKED = gzip.compress(bytes(range(256)))
CUT = {
    "packed": text(PACKED[:-9], Content_Encoding="gzip"),
    "before the checksum": text(PACKED[:-8], Content_Encoding="gzip"),
    "second part": text(PACKED + PACKED[:-3], Content_Encoding="gzip"),
    "deflate": text(zlib.compress(b"hello" * 100)[:-5], Content_Encoding="deflate"),
    "packed nothing": text(b"", Content_Encoding="gzip"),
    "length": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhello") and None,
    "chunks": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") and None,
    "in a chunk": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello") and None,
}


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_answer_that_ends_too_early_is_told(server: FeedServer, answer: Answer) -> None:
    server["/"] = answer
    assert fault(server, "/") == CUT_OFF


@pytest.mark.parametrize("raw", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-", b"HTTP/1.1 abc\r\n\r\n"])
def test_broken_server_is_told(server: FeedServer, raw: bytes) -> None:
    server["/"] = lambda handler: handler.wfile.write(raw) and None  # type: ignore[func-returns-value]
    assert fault(server, "/").startswith("cannot be reached")


def test_nobody_listening_is_told() -> None:
    with feed_server() as gone:
        pass
    assert fault(gone, "/").startswith("cannot be reached")


@pytest.mark.parametrize(
    ("status", "after", "wait", "is_gone"), [(429, "120", 120, False), (503, "", 0, False), (410, "", 0, True), (404, "x", 0, False)]
)
def test_refusal_is_told_with_what_the_server_asks(server: FeedServer, status: int, after: str, wait: float, is_gone: bool) -> None:
    server["/"] = text("", status=status, Retry_After=after)
    with pytest.raises(Fault) as raised:
        client(server).get(f"{server.url}/")
    assert (raised.value.what, raised.value.wait, raised.value.is_gone) == (f"answers {status}", wait, is_gone)


def test_host_is_asked_one_question_at_a_time(server: FeedServer) -> None:
    now, most = [0], [0]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.02)
        now[0] -= 1
        text("hello")(handler)

    server["/"] = answer
    asking = client(server)
    threads = [threading.Thread(target=asking.get, args=(f"{server.url}/",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.asked), most[0]) == (5, 1)


def test_what_is_sent_arrives_whole_and_the_answer_is_returned_whatever_it_says(server: FeedServer) -> None:
    server["/api"] = text('{"error": "no"}', "application/json", status=422)
    answer = client(server).send("POST", f"{server.url}/api", {"Authorization": "Bearer s3cret"}, json={"status": "hello"})
    assert server.sent[-1] == ("POST", "/api", b'{"status":"hello"}')
    assert server.asked[-1][1]["authorization"] == "Bearer s3cret"
    assert (answer.status, answer.body) == (422, b'{"error": "no"}')


def test_picture_is_sent_as_a_form_with_its_words(server: FeedServer) -> None:
    server["/media"] = text("{}")
    client(server).send("POST", f"{server.url}/media", files={"file": ("a.png", b"\x89PNG", "image/png")}, data={"description": "ein Bär"})
    assert b"\x89PNG" in server.sent[-1][2]
    assert "ein Bär".encode() in server.sent[-1][2]


def test_secret_goes_to_nobody_to_whom_a_server_redirects(server: FeedServer) -> None:
    server["/api"] = redirect("/elsewhere", 307)
    server["/elsewhere"] = text("got it")
    assert client(server).send("POST", f"{server.url}/api", {"Authorization": "Bearer s3cret"}).status == 307
    assert [path for path, _ in server.asked] == ["/api"]


def test_reading_follows_redirects_and_returns_an_error_with_its_words(server: FeedServer) -> None:
    server["/old"] = redirect("/gone", 301)
    server["/gone"] = text("deleted", status=410)
    answer = client(server).read(f"{server.url}/old")
    assert (answer.url, answer.status, answer.body) == (f"{server.url}/gone", 410, b"deleted")


def test_sending_ends_in_time_though_the_server_drips(server: FeedServer) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    server["/api"] = drip
    with pytest.raises(Fault, match="took longer than"):
        client(server, SHORT).send("POST", f"{server.url}/api", content=b"x")
