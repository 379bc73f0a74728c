"""Whatever bytes a file holds, parsing it tells problems and never breaks down."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from microblog.content.config import parse_config
from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.model.nouns import Config

HELLO = "posts/ada/2026-11-23-hello.md"
CONFIG = Config(base_url="https://example.org/x/")
PIECES = [
    b"---\n",
    b"\n",
    b"date: 2026-11-23\n",
    b"title: ",
    b"tags: [a, '#b']\n",
    b"photo: {file: a.jpg}\n",
    b"like_of: ",
    b"ada/x\n",
    b"https://[\n",
    b"users:\n  ada: {bio: x}\n",
    b"following: [a, '@b@c.d']\n",
    b"base_url: ",
    b"https://example.org/\n",
    b"timezone: Europe/Berlin\n",
    b"9" * 5000,
    b'"\\UFFFFFFFF"',
    b'"\\ud800"',
    b"&a *a !!x",
    b"[[",
    b"{",
    b"<<: x\n",
    b"\t",
    b"#x",
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"0000-01-01\n",
    b"9999-12-31T23:59-12:00\n",
    b"slug: ../..\n",
    b"id: a//b\n",
    b"joined: 26\n",
    b"%YAML 1.1\n",
    b"...\n",
    b"- - - ",
    b"? ? ",
    b"\xef\xbb\xbf",
    b"\r",
]


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=14).map(b"".join))
@example(b"---\n" + b"a: " + b"[" * 15000 + b"\n---\n")
def test_no_bytes_bring_parsing_down(data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problems in (
        parse_post(HELLO, data, CONFIG, {})[1],
        parse_post("posts/x.md", data, CONFIG, {})[1],
        parse_profile("ada", "posts/ada/profile.md", data, CONFIG)[1],
        parse_config(data)[1],
    ):
        assert all(str(problem).isprintable() and problem.line <= lines for problem in problems)
