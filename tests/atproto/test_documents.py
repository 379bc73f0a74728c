"""Records are brought in line with the site, as often as one likes, and nothing that readers may not see is among them."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from microblog import cli
from microblog.atproto.blobs import cid_of
from microblog.cli import streams
from tests.conftest import MakeSite
from tests.support.bluesky import is_record_of
from tests.support.lexicons import faults
from tests.support.pds import DID, PASSWORD, Json, Pds, pds
from tests.support.pictures import opened, plain

ADAS = "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz"
DOCUMENT, PUBLICATION = "site.standard.document", "site.standard.publication"
CONFIG = 'title: Notes\ndescription: Of us\ntag_authority: "example.org,2026"\nbase_url: {}\ndid: {}\n'
SITE = {
    "config.yaml": CONFIG.format("https://example.org/", DID),
    "posts/ada/2026-03-01-engines.md": "---\ntitle: On engines\ntags: [Work]\n---\n\nThey *turn*.\n",
    "posts/ada/2026-03-02-note.md": "Only a note\n",
    "posts/bob/2026-03-03-bär.md": "---\ntitle: Der Bär\nupdated: 2026-03-04T10:00:00+01:00\nsummary: Brummt\n---\n\nEr brummt.\n",
    "pages/about.md": "# About\n\nWho we are.\n",
}
HIDDEN = {
    "posts/ada/2026-03-05-a.md": "---\ntitle: A\ndraft: true\n---\n\nSECRET\n",
    "posts/ada/2026-03-05-b.md": "---\ntitle: B\nunlisted: true\n---\n\nSECRET\n",
    "posts/ada/2999-03-05-c.md": "---\ntitle: C\n---\n\nSECRET\n",
    "posts/ada/2026-03-05-d.md": "---\ntitle: D\ncw: Spiders\n---\n\nSECRET\n",
    "posts/ada/2026-03-05-e.md": "---\ntitle: E\nexpiryDate: 2026-03-06\n---\n\nSECRET\n",
    "posts/ada/undated.md": "---\ntitle: F\n---\n\nSECRET\n",
    "pages/later.md": "---\ndate: 2999-01-01\n---\n\nSECRET\n",
    "pages/draft.md": "---\ndraft: true\n---\n\nSECRET\n",
    "pages/hidden.md": "---\nunlisted: true\n---\n\nSECRET\n",
}
Run = Callable[..., int]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pds]:
    monkeypatch.setenv("ATPROTO_APP_PASSWORD", PASSWORD)
    with pds() as running:
        yield running


@pytest.fixture
def run(server: Pds) -> Run:
    return command_for(server)


def command_for(server: Pds) -> Run:
    def command(root: Path, *options: str) -> int:
        asked = ["--root", str(root), "--directory", server.url, "--allow", server.place, "--now", "2026-11-30T12:00:00Z"]
        return cli.main(["publish-records", *asked, *options])

    return command


def titles(server: Pds, did: str = DID) -> list[str]:
    return sorted(record["title"] for record in server.written(DOCUMENT, did).values())


def test_article_and_page_have_a_record_and_a_note_has_none(server: Pds, run: Run, make_site: MakeSite) -> None:
    assert run(make_site(SITE)) == 0
    (publication,) = server.written(PUBLICATION).values()
    assert publication == {"$type": PUBLICATION, "url": "https://example.org", "name": "Notes", "description": "Of us"}
    assert titles(server) == ["About", "Der Bär", "On engines"]
    (bear,) = (record for record in server.written(DOCUMENT).values() if record["title"] == "Der Bär")
    assert bear == {
        "$type": DOCUMENT,
        "site": f"at://{DID}/{PUBLICATION}/{next(iter(server.written(PUBLICATION)))}",
        "path": "/@bob/2026-03-03-b%C3%A4r/",
        "title": "Der Bär",
        "description": "Brummt",
        "publishedAt": "2026-03-03T00:00:00+00:00",
        "updatedAt": "2026-03-04T10:00:00+01:00",
        "textContent": "Er brummt.",
    }


def test_second_run_writes_nothing(server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    run(root)
    before, writes = dict(server.records), server.writes()
    capsys.readouterr()
    assert run(root, "--now", "2026-12-24T12:00:00Z") == 0
    assert capsys.readouterr().out == "the site: 0 records written, 0 deleted; 3 pages in all\n"
    assert (server.records, server.writes()) == (before, writes)


def test_only_what_changed_is_written_and_what_is_gone_is_deleted(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(SITE)
    run(root)
    make_site({"posts/ada/2026-03-01-engines.md": "---\ntitle: On looms\n---\n\nThey weave.\n"})
    (root / "pages/about.md").unlink()
    server.asked.clear()
    run(root)
    assert titles(server) == ["Der Bär", "On looms"]
    assert server.writes() == ["putRecord", "deleteRecord"]


@pytest.mark.parametrize("how", ["draft: true", "unlisted: true", "expiryDate: 2026-03-06"])
def test_record_goes_when_its_page_is_hidden(server: Pds, run: Run, make_site: MakeSite, how: str) -> None:
    root = make_site(SITE)
    run(root)
    make_site({"posts/ada/2026-03-01-engines.md": f"---\ntitle: On engines\n{how}\n---\n\nThey turn.\n"})
    assert run(root) == 0
    if not how.startswith("expires"):  # a key that not every version has
        assert titles(server) == ["About", "Der Bär"]


@pytest.mark.parametrize("options", [(), ("--drafts",)])
def test_nothing_that_readers_do_not_see_is_published(server: Pds, run: Run, make_site: MakeSite, options: tuple[str, ...]) -> None:
    run(make_site({**SITE, **HIDDEN}), *options)
    assert titles(server) == ["About", "D", "Der Bär", "On engines"]
    assert "SECRET" not in str(server.asked)
    assert "Spiders" in str(server.records)


def test_records_of_others_and_what_others_put_into_ours_stay(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(SITE)
    run(root)
    reference = {"uri": f"at://{DID}/app.bsky.feed.post/3k", "cid": "bafyreiabc"}
    for record in server.records.values():
        record["value"]["bskyPostRef"] = reference
    add_foreign(server)
    make_site({"posts/ada/2026-03-01-engines.md": "---\ntitle: On looms\n---\n\nThey weave.\n"})
    run(root)
    written = server.written(DOCUMENT)
    assert written["3mzzzzzzzzzzz"] == FOREIGN
    (looms,) = (record for record in written.values() if record["title"] == "On looms")
    assert looms["bskyPostRef"] == reference
    assert "tags" not in looms


PICTURED: dict[str, str | bytes] = {
    **SITE,
    "config.yaml": SITE["config.yaml"] + "author: ada\n",
    "posts/ada/profile.md": "---\navatar: me.png\n---\n",
    "posts/ada/me.png": plain("red", (400, 300), "PNG"),
    "posts/ada/2026-03-01-engines.md": "---\ntitle: On engines\nphoto: {file: wheel.jpg, alt: A wheel}\n---\n\nThey turn.\n",
    "posts/ada/wheel.jpg": plain("blue", (300, 200)),
    "posts/ada/2026-03-04-warned.md": "---\ntitle: Spiders\ncw: Spiders\nphoto: {file: wheel.jpg, alt: A web}\n---\n\nThey sit.\n",
}


def test_picture_of_the_author_and_first_photo_go_along_once(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(PICTURED)
    assert run(root, "--dry-run") == 0
    assert server.blobs == []
    assert run(root) == 0
    icon, cover = server.blobs
    (publication,) = server.written(PUBLICATION).values()
    assert publication["icon"] == {"$type": "blob", "ref": {"$link": cid_of(icon)}, "mimeType": "image/png", "size": len(icon)}
    assert opened(icon).size == (300, 300)
    covers = {record["title"]: record.get("coverImage") for record in server.written(DOCUMENT).values()}
    assert covers == {
        "About": None,
        "Der Bär": None,
        "On engines": {"$type": "blob", "ref": {"$link": cid_of(cover)}, "mimeType": "image/jpeg", "size": len(cover)},
        "Spiders": None,
    }
    assert [fault for record in server.records.values() for fault in faults(record["value"])] == []
    writes = server.writes()
    assert run(root) == 0
    assert server.writes() == writes


def test_another_picture_is_sent_alone_and_one_that_is_gone_is_taken_out(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(PICTURED)
    run(root)
    server.asked.clear()
    make_site({"posts/ada/me.png": plain("green", (400, 300), "PNG")})
    run(root)
    assert server.writes() == ["uploadBlob", "putRecord"]
    make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    run(root)
    assert server.writes() == ["uploadBlob", "putRecord", "putRecord"]
    assert "icon" not in next(iter(server.written(PUBLICATION).values()))


def test_what_a_server_finds_that_a_file_is_stays(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(PICTURED)
    run(root)
    for record in server.records.values():
        for name in {"icon", "coverImage"} & record["value"].keys():
            record["value"][name]["mimeType"] = "image/odd"
    server.asked.clear()
    run(root)
    assert server.writes() == []


def test_picture_that_the_server_does_not_take_is_told_and_sent_the_next_time(
    server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_site(PICTURED)
    server.instead["com.atproto.repo.uploadBlob"] = [(400, {}, b'{"error": "BlobTooLarge"}')]
    assert run(root) == 1
    assert "says that the file is too large" in capsys.readouterr().err
    assert run(root) == 0
    assert len(server.blobs) == 2


@pytest.mark.parametrize(
    ("data", "cid"),
    [
        (b"", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
        (b"hello world", "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"),
    ],
)
def test_file_is_named_as_the_protocol_names_it(data: bytes, cid: str) -> None:
    assert cid_of(data) == cid


def test_article_of_an_author_with_an_account_is_in_their_own_repository(
    server: Pds, run: Run, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.accounts[ADAS] = {"handle": "ada.example.org", "password": "adas-own", "server": server.url}
    root = make_site({**SITE, "posts/ada/profile.md": f"---\nname: Ada\ndid: {ADAS}\n---\n\nI write.\n"})
    assert run(root) == 0
    assert "@ada: left alone, since ATPROTO_APP_PASSWORD_ADA is not set" in capsys.readouterr().err
    monkeypatch.setenv("ATPROTO_APP_PASSWORD_ADA", "adas-own")
    assert run(root) == 0
    assert (titles(server), titles(server, ADAS)) == (["About", "Der Bär"], ["On engines"])
    (own,) = server.written(PUBLICATION, ADAS).values()
    assert own == {"$type": PUBLICATION, "url": "https://example.org/@ada", "name": "Ada", "description": "I write."}


def test_member_of_a_site_is_not_sent_the_password_of_the_site(
    server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    server.accounts[ADAS] = {"handle": "ada.example.org", "password": "adas-own", "server": server.url}
    config = {"config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n"}
    root = make_site({**config, "posts/ada/profile.md": f"---\ndid: {ADAS}\n---\n", "posts/bob/2026-01-01-x.md": "X"})
    assert run(root) == 2
    assert "there is no app password: set ATPROTO_APP_PASSWORD_ADA" in capsys.readouterr().err
    assert run(root, "--withdraw", ADAS, "--yes") == 2
    assert "there is no app password: set ATPROTO_APP_PASSWORD_ADA" in capsys.readouterr().err
    assert not server.written(PUBLICATION, ADAS)


def pages_with_records(root: Path) -> dict[str, str]:
    """Return the addresses of the built pages that name a record, and those records."""
    found = {}
    for path in (root / "public").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        if named := re.search(r'<link rel="site.standard.document" href="([^"]+)">', html):
            address = re.search(r'<link rel="canonical" href="([^"]+)">', html)
            assert address
            found[address[1]] = named[1]
    return found


@pytest.mark.parametrize("base_url", ["https://example.org/", "https://Ada.github.io/notes/", "https://example.org:8443/a/b/"])
def test_bluesky_finds_the_record_of_each_page_that_names_one(server: Pds, run: Run, make_site: MakeSite, base_url: str) -> None:
    server.accounts[ADAS] = {"handle": "ada.example.org", "password": PASSWORD, "server": server.url}
    site = {**SITE, **HIDDEN, "config.yaml": CONFIG.format(base_url, DID)}
    root = make_site({**site, "posts/ada/profile.md": f"---\ndid: {ADAS}\n---\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATPROTO_APP_PASSWORD_ADA", PASSWORD)
        assert run(root) == 0
    assert cli.main(["--root", str(root), "--now", "2026-11-30T12:00:00Z", "-q"]) == 0
    by_address = {record["uri"]: record["value"] for record in server.records.values()}
    pages = pages_with_records(root)
    assert sorted(pages.values()) == sorted(uri for uri, value in by_address.items() if value["$type"] == DOCUMENT)
    assert len(pages) == 4
    for address, uri in pages.items():
        assert is_record_of(address, by_address[by_address[uri]["site"]], by_address[uri])


def test_records_are_as_the_lexicons_have_them(server: Pds, run: Run, make_site: MakeSite) -> None:
    head = f"---\ntitle: {'Ä' * 900}\ntags: [{'x' * 100}]\nsummary: {'世' * 1999}\n---\n\n"
    assert run(make_site({**SITE, "posts/ada/2026-03-09-long.md": f"{head}{'語' * 90_000}\n"})) == 0
    records = [record["value"] for record in server.records.values()]
    assert len(records) == 5
    assert [fault for record in records for fault in faults(record)] == []
    assert max(len(str(record).encode()) for record in records) < 150_000


def test_page_without_a_date_keeps_the_moment_of_its_first_record(server: Pds, run: Run, make_site: MakeSite) -> None:
    root = make_site(SITE)
    run(root)
    make_site({"pages/about.md": "# About us\n"})
    run(root, "--now", "2026-12-24T12:00:00Z")
    (about,) = (record for record in server.written(DOCUMENT).values() if record["title"] == "About us")
    assert about["publishedAt"] == "2026-11-30T12:00:00Z"


def test_dry_run_needs_no_password_and_writes_nothing(
    server: Pds, run: Run, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ATPROTO_APP_PASSWORD")
    assert run(make_site(SITE), "--dry-run") == 0
    assert server.records == {}
    out = capsys.readouterr().out
    assert "write  Der Bär (at://did:plc:" in out
    assert out.endswith("the site: 4 records written, 0 deleted; 3 pages in all; nothing was done, since this is a dry run\n")


def test_what_failed_is_told_and_done_the_next_time(server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_site(SITE)
    limit = (429, {"Retry-After": "3000"}, b'{"error": "RateLimitExceeded"}')
    server.instead["com.atproto.repo.putRecord"] = []
    real = server.answer

    def answer(method: str, given: Json, content: bytes, token: str) -> Json:
        if method.endswith("putRecord") and len(server.records) == 2 and not server.instead[method]:
            server.instead[method].append(limit)
        return real(method, given, content, token)

    server.answer = answer  # type: ignore[method-assign]
    assert run(root) == 1
    told = capsys.readouterr().err
    assert "wants fewer questions; ask again in 51 minutes; 3 records of 4 done before that, the rest the next time" in told
    assert run(root) == 0
    assert len(titles(server)) == 3


FOREIGN = {"$type": DOCUMENT, "site": "https://elsewhere.example", "title": "Elsewhere", "publishedAt": "2026-01-01T00:00:00Z"}


def add_foreign(server: Pds) -> None:
    """Put a record of another site into the repository."""
    server.records[DID, DOCUMENT, "3mzzzzzzzzzzz"] = {"uri": f"at://{DID}/{DOCUMENT}/3mzzzzzzzzzzz", "cid": "bafyreix", "value": FOREIGN}


def test_withdrawal_deletes_all_records_of_the_site_and_no_other(
    server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_site(SITE)
    run(root)
    add_foreign(server)
    assert run(root, "--withdraw", "--dry-run") == 0
    assert len(server.records) == 5
    out = capsys.readouterr().out
    assert f"delete Der Bär (at://{DID}/{DOCUMENT}/" in out
    assert f"delete Notes (at://{DID}/{PUBLICATION}/" in out
    assert "Elsewhere" not in out
    assert run(root, "--withdraw") == 2
    assert "say --yes where nobody can be asked" in capsys.readouterr().err
    assert len(server.records) == 5
    assert run(root, "--withdraw", "--yes") == run(root, "--withdraw", "--yes") == 0
    assert [record["value"] for record in server.records.values()] == [FOREIGN]
    assert "the site: 0 records written, 4 deleted\nthe site: take `did` out and" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["n", ""])
def test_withdrawal_that_is_not_meant_deletes_nothing(
    server: Pds, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, answer: str
) -> None:
    root, run = make_site(SITE), command_for(server)
    run(root)
    monkeypatch.setattr(streams.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(streams, "ask", lambda _: answer)
    capsys.readouterr()
    assert run(root, "--withdraw") == 1
    said = capsys.readouterr()
    assert said.out.count("delete ") == 4
    assert said.err == "Nothing was deleted\n"
    assert len(server.records) == 4


def test_account_that_the_site_names_no_more_is_withdrawn_by_its_did(
    server: Pds, run: Run, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.accounts[ADAS] = {"handle": "ada.example.org", "password": "adas-own", "server": server.url}
    monkeypatch.setenv("ATPROTO_APP_PASSWORD_ADA", "adas-own")
    root = make_site({**SITE, "posts/ada/profile.md": f"---\nname: Ada\ndid: {ADAS}\n---\n\nI write.\n"})
    run(root)
    make_site(
        {"posts/ada/profile.md": "---\nname: Ada\n---\n\nI write.\n", "config.yaml": SITE["config.yaml"].replace(f"did: {DID}\n", "")}
    )
    assert run(root, "--withdraw", "--yes") == 2
    assert "of an account that the site names no more: --withdraw DID" in capsys.readouterr().err
    monkeypatch.setenv("ATPROTO_APP_PASSWORD", "adas-own")
    assert run(root, "--withdraw", ADAS, "--yes") == 0
    assert (server.written(DOCUMENT, ADAS), server.written(PUBLICATION, ADAS)) == ({}, {})
    assert titles(server) == ["About", "Der Bär"]
    monkeypatch.setenv("ATPROTO_APP_PASSWORD", PASSWORD)
    assert run(root, "--withdraw", DID, "--yes") == 0
    assert server.records == {}


def test_withdrawal_that_is_cut_off_goes_on_the_next_time(
    server: Pds, run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_site(SITE)
    run(root)
    server.lost = ["com.atproto.repo.deleteRecord"]
    assert run(root, "--withdraw", "--yes") == 1
    assert "0 records of 4 done before that, the rest the next time" in capsys.readouterr().err
    assert run(root, "--withdraw", "--yes") == 0
    assert server.records == {}


def test_withdrawal_of_what_is_no_did_is_wrong_usage(run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_site(SITE), "--withdraw", "ada.example.org", "--yes") == 2
    assert "takes a DID, as in did:plc:abcdefghijklmnopqrstuvwx, which ada.example.org is not" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("title: A\n", "nobody has a `did`"),
        (f"title: A\ndid: {DID}\n", "`base_url` is missing or still the preview's"),
        ("title: A\ndid: ada.example.org\n", "is no DID: `ada.example.org`"),
    ],
)
def test_site_that_cannot_have_records_is_told_why(
    run: Run, make_site: MakeSite, capsys: pytest.CaptureFixture[str], config: str, words: str
) -> None:
    assert run(make_site({**SITE, "config.yaml": config})) in {1, 2}
    assert words in capsys.readouterr().err


def test_password_that_is_not_there_is_told_by_its_name(
    server: Pds, run: Run, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ATPROTO_APP_PASSWORD")
    assert run(make_site(SITE)) == 2
    assert "set ATPROTO_APP_PASSWORD" in capsys.readouterr().err
    assert server.asked == []


def built(make_site: MakeSite, files: Mapping[str, str]) -> Path:
    root = make_site(files)
    assert cli.main(["--root", str(root), "--now", "2026-11-30T12:00:00Z", "-q"]) == 0
    return root / "public"


def test_site_at_a_root_names_its_publication(make_site: MakeSite) -> None:
    public = built(make_site, SITE)
    named = (public / f".well-known/{PUBLICATION}").read_text()
    assert re.fullmatch(rf"at://{DID}/{PUBLICATION}/[2-7a-z]{{13}}\n", named)
    assert f'<link rel="{PUBLICATION}" href="{named.strip()}">' in (public / "index.html").read_text(encoding="utf-8")
    assert PUBLICATION not in (public / "@ada/2026-03-02-note/index.html").read_text(encoding="utf-8")


def test_site_below_a_path_has_no_well_known_file(make_site: MakeSite) -> None:
    public = built(make_site, {**SITE, "config.yaml": CONFIG.format("https://ada.github.io/notes/", DID)})
    assert not (public / ".well-known").exists()


def test_own_well_known_file_stands_in_place_of_ours(make_site: MakeSite) -> None:
    public = built(make_site, {**SITE, f"static/.well-known/{PUBLICATION}": "at://mine"})
    assert (public / f".well-known/{PUBLICATION}").read_text() == "at://mine"
