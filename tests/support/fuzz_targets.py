"""What is fuzzed: functions that take bytes of strangers or of careless authors, with what must hold of whatever they return.

A target raises nothing, or what is wrong. The kinds of errors that are told to people are caught here, and no others.
"""

import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from tempfile import gettempdir

from microblog.content import answers, following, stored_feeds
from microblog.content.blocking import canonical
from microblog.content.config import parse_config
from microblog.content.posts import parse_post
from microblog.content.profiles import parse_profile
from microblog.content.standing_pages import parse_page
from microblog.deploying import manifest
from microblog.errors import ContentError, Problem, UsageError
from microblog.follow.examining import examine
from microblog.follow.found import settle
from microblog.follow.subscriptions import parse_subscriptions
from microblog.formats.post_file import clean, quote
from microblog.markup import Context, render
from microblog.markup.html import foreign
from microblog.markup.html.allowed import ATTRIBUTES, TAGS
from microblog.model.nouns import Config
from microblog.moving.kinds import read_archive
from microblog.moving.opening import Files, opened
from microblog.moving.texts import Names, to_markdown
from microblog.moving.unpacking import unpack
from microblog.preview.files import parse_target
from microblog.recordings.stripping import strip
from microblog.sources import ledgers
from microblog.text.tuples import NamedTuple
from microblog.theme.catalogs import CatalogError, parse_catalogs, read_messages
from microblog.village.forms import parse_body
from microblog.village.pictures import cut_out
from microblog.web.documents import Answer, Fault
from microblog.web.guard import Place, parse_place
from microblog.webmention.links import header_links, page_link
from microblog.yaml import parse_yaml
from microblog.yaml.document import parse_document
from microblog.yaml.values import Text

CONFIG = Config(base_url="https://example.org/x/")
HERE = Context("posts/ada/hello.md", "@ada/hello/", "/x/", 5, "ada-hello", "https://example.org/x/")
TARGET = "https://far.example/feed"
NOW = 1_796_000_000_000_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff]")
_HARMLESS = re.compile(r"https?://[^/]|mailto:|/(?![/\\])|#|(?:mention|quote|post):", re.IGNORECASE)
_ADDED = {"class", "loading", "rel", "role", "aria-label", "id", "decoding", "controls", "preload", "dir", "tabindex", "translate"}
_ADDED_TAGS = frozenset({"input", "label"})
_VOID = frozenset({"input", "br", "col", "hr", "img", "source", "track", "wbr"})


class Target(NamedTuple):
    """A row of the table."""

    run: Callable[[bytes], object]
    tokens: str  # its dictionary: tests/support/corpus/TOKENS.dict
    cases: int  # of a nightly run
    longest: int = 2_000  # bytes of a case


def _post(data: bytes) -> None:
    for path in ("posts/ada/2026-11-23-hello.md", "posts/x.md"):
        post, problems = parse_post(path, data, CONFIG, {})
        _check_problems(problems, data)
        if post is not None:
            check_html(post.content_html)


def _profile(data: bytes) -> None:
    author, problems = parse_profile("ada", "posts/ada/profile.md", data, CONFIG)
    _check_problems(problems, data)
    check_html(author.bio_html)


def _page(data: bytes) -> None:
    page, problems = parse_page("pages/about.md", data, CONFIG)
    _check_problems(problems, data)
    if page is not None:
        check_html(page.content_html)


def _config(data: bytes) -> None:
    _check_problems(parse_config(data)[1], data)


def _yaml(data: bytes) -> None:
    text = _text(data)
    assert repr(parse_yaml(text, "x.md")[0]) == repr(parse_document(text, "x.md", 1, 16)[0]) or parse_document(text, "x.md", 1, 16)[1]
    if (written := clean(text)).strip() and written.isprintable():
        pairs, problems = parse_yaml(f"a: {quote(written)}\n", "x.md")
        assert not problems, problems
        assert pairs.values["a"] == Text(written, 1)


def _markdown(data: bytes) -> None:
    rendered = render(_text(data), HERE)
    check_html(rendered.html)
    assert len(rendered.text) <= 300


def _foreign_html(data: bytes) -> None:
    check_html(foreign.clean(_text(data), "https://far.example/a/"))


def _stored_feed(data: bytes) -> None:
    name = stored_feeds.file_name(TARGET)
    feed = stored_feeds.parse_feed(name, data)
    if not isinstance(feed, str):
        assert stored_feeds.parse_feed(name, stored_feeds.dump_feed(feed)) == feed
        for entry in feed.entries:
            check_html(entry.content_html)


def _answers(data: bytes) -> None:
    path = "answers/ada/hello.json"
    found = answers.parse_answers(path, data)
    if not isinstance(found, str):
        assert answers.parse_answers(path, answers.dump_answers(found)) == found
        for answer in found.answers:
            check_html(answer.content_html)


def _ledger(data: bytes) -> None:
    entries, problems = ledgers.parse_ledger("sent/ada.jsonl", data)
    _check_problems(problems, data)
    lines = [ledgers.dump_line(entry) for entry in entries]
    again, wrong = ledgers.parse_ledger("sent/ada.jsonl", b"\n".join(lines))
    assert not wrong
    assert [ledgers.dump_line(entry) for entry in again] == lines


def _manifest(data: bytes) -> None:
    if (found := manifest.parse_manifest(data)) is not None:
        assert manifest.parse_manifest(manifest.format_manifest(found)) == found


def _feed(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")
    with suppress(Fault):
        examined = examine(Answer(TARGET, 200, {"content-type": kind.decode("latin-1")}, body))
        if examined.found is not None:
            feed = settle(TARGET, TARGET, examined.found, None, NOW)
            name = stored_feeds.file_name(TARGET)
            assert stored_feeds.parse_feed(name, stored_feeds.dump_feed(feed)) == feed
            for entry in feed.entries:
                check_html(entry.content_html)


def _subscriptions(data: bytes) -> None:
    with suppress(UsageError, Fault):
        parse_subscriptions(data, "https://example.org/")


def _followed(data: bytes) -> None:
    text = _text(data)
    if target := following.parse_followed(text):
        assert canonical(target)
        assert following.parse_followed(target) == target
        assert stored_feeds.file_name(target).isascii()
    following.followed_fault(text)


def _form(data: bytes) -> None:
    text = _text(data)
    parse_body(text)
    cut_out(text)


def _links(data: bytes) -> None:
    header, _, body = data.partition(b"\n")
    [*header_links(header.decode("latin-1"), "webmention")]
    with suppress(ValueError):  # an address that is none, which whoever asks takes for no link
        page_link(Answer("https://a.example/b", 200, {"content-type": "text/html"}, body), "webmention")


def _address(data: bytes) -> None:
    text = _text(data)
    parse_target(text)
    place = parse_place(text)
    if isinstance(place, Place):
        assert place.host.isascii()
        assert place.scheme in {"http", "https"}
        assert not re.search(r"[\s/@\\?#]", place.host)


def _catalog(data: bytes) -> None:
    text = _text(data)
    with suppress(CatalogError):
        [*read_messages("de.po", text)]
        parse_catalogs([("de.po", text)], "de")


def _archive(names: Iterable[str]) -> Callable[[bytes], None]:
    """Make the target that reads files of an archive; between them stands a line `====`."""
    named = tuple(names)

    def run(data: bytes) -> None:
        parts = dict(zip(named, [*data.split(b"\n====\n"), *([b"{}"] * len(named))], strict=False))
        files = Files(Path("archive"), list(named), lambda name, limit: parts[name][:limit])
        with suppress(UsageError):
            _read(files)

    return run


def _read(files: Files) -> None:
    archive = read_archive(files)
    for entry in archive.entries[:20]:
        text = clean(to_markdown(entry.html, Names()))
        check_html(render(text[:5_000], HERE).html)


def _zip(data: bytes) -> None:
    """Read a zip as an archive and as an export; what mutation breaks of its checksums is made good with stored members."""
    path = Path(gettempdir(), f"fuzzed-{os.getpid()}.zip")
    path.write_bytes(data if data.startswith(b"PK") else _packed(data))
    with suppress(UsageError, ContentError), opened(path) as files:
        _read(files)
    with suppress(UsageError, ContentError):
        unpack(path, path.parent / "site", is_dry=True)


def _packed(data: bytes) -> bytes:
    """Pack lines `name=content` as members of a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of two members of one name
        for line in data.split(b"\n")[:20]:
            name, _, content = line.partition(b"=")
            with suppress(ValueError):
                archive.writestr(zipfile.ZipInfo(name.decode("latin-1") or "x"), content)
    return made.getvalue()


def _recording(data: bytes) -> None:
    with suppress(ValueError):
        assert len(strip(data)) == len(data)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _check_problems(problems: Iterable[Problem], data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in problems:
        assert str(problem).isprintable(), problem
        assert problem.line <= lines, problem


class _Inspector(HTMLParser):
    """Refuses whatever a browser could run, and whatever does not close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS | _ADDED_TAGS, tag
        if tag not in _VOID:
            self.open.append(tag)
        known = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | _ADDED | ({"type", "checked", "disabled"} if tag == "input" else set())
        for name, value in attrs:
            assert name in known, f"{tag} {name}"
            assert name not in {"href", "src", "poster"} or _HARMLESS.match(value or ""), f"{name}={value}"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}>"
        assert self.open.pop() == tag, f"</{tag}>"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"<!--{data}")


def check_html(html: str) -> None:
    """Raise AssertionError for HTML that is not inert and well-formed."""
    if "<" not in html:
        return
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    assert inspector.open == [], inspector.open
    assert not _FORBIDDEN.search(html)


TARGETS = {
    "post": Target(_post, "yaml", 60_000),
    "profile": Target(_profile, "yaml", 50_000),
    "page": Target(_page, "yaml", 50_000),
    "config": Target(_config, "yaml", 60_000),
    "yaml": Target(_yaml, "yaml", 60_000),
    "markdown": Target(_markdown, "markdown", 80_000),
    "foreign-html": Target(_foreign_html, "markup", 60_000),
    "stored-feed": Target(_stored_feed, "json", 60_000),
    "answers": Target(_answers, "json", 60_000),
    "ledger": Target(_ledger, "json", 60_000),
    "manifest": Target(_manifest, "json", 40_000),
    "feed": Target(_feed, "markup", 60_000, 4_000),
    "subscriptions": Target(_subscriptions, "markup", 40_000),
    "followed": Target(_followed, "address", 50_000, 300),
    "address": Target(_address, "address", 60_000, 300),
    "form": Target(_form, "markdown", 60_000),
    "links": Target(_links, "markup", 50_000),
    "catalog": Target(_catalog, "catalog", 30_000),
    "archive-mastodon": Target(_archive(("actor.json", "outbox.json", "likes.json")), "json", 30_000, 4_000),
    "archive-x": Target(_archive(("data/tweets.js", "data/account.js", "data/note-tweet.js")), "json", 30_000, 4_000),
    "archive-bluesky": Target(_archive(("repo.car",)), "json", 30_000, 4_000),
    "archive-wordpress": Target(_archive(("export.xml",)), "markup", 30_000, 4_000),
    "archive-tumblr": Target(_archive(("posts/html/12345.html",)), "markup", 30_000, 4_000),
    "archive-feed": Target(_archive(("feed.xml",)), "markup", 30_000, 4_000),
    "archive-json": Target(_archive(("feed.json",)), "json", 30_000, 4_000),
    "zip": Target(_zip, "json", 20_000),
    "recording": Target(_recording, "media", 40_000),
}
