"""Signing in goes to the account's own server alone, and what a server refuses is told in plain words."""

from collections.abc import Iterator

import pytest

from microblog.atproto.identities import find_identity
from microblog.atproto.sessions import Session, open_repository, sign_in
from microblog.atproto.xrpc import Refusal
from microblog.model.records import parse_record_address
from microblog.web.documents import Fault
from tests.support.pds import DID, HANDLE, PASSWORD, Answer, Pds, pds

KIND = "site.standard.document"


@pytest.fixture
def server() -> Iterator[Pds]:
    with pds() as running:
        yield running


def session(server: Pds, account: str = HANDLE, password: str = PASSWORD) -> Session:
    return sign_in(server.client(), account, password, server.hosts)


WRONG = "wrong-password-1"


def refusal(server: Pds, account: str = HANDLE, password: str = PASSWORD) -> str:
    with pytest.raises(Fault) as raised:
        session(server, account, password)
    return raised.value.what


@pytest.mark.parametrize("account", [HANDLE, f"@{HANDLE.upper()}", DID])
def test_record_is_written_read_changed_and_deleted(server: Pds, account: str) -> None:
    ours = session(server, account)
    made = ours.put_record(KIND, "3mbd35447gdft", {"title": "Ä"}, last=None)
    assert made.uri == f"at://{DID}/{KIND}/3mbd35447gdft"
    assert parse_record_address(made.uri) == (DID, KIND, "3mbd35447gdft")
    ours.put_record(KIND, "3mbd35447gdft", {"title": "B"}, last=made.cid)
    found = ours.get_record(KIND, "3mbd35447gdft")
    assert found
    assert found.value == {"$type": KIND, "title": "B"}
    ours.delete_record(KIND, "3mbd35447gdft", last=found.cid)
    assert ours.get_record(KIND, "3mbd35447gdft") is None


def test_file_is_sent_as_it_is(server: Pds) -> None:
    blob = session(server).upload_blob(b"\x89PNG", "image/png")
    assert server.blobs == [b"\x89PNG"]
    assert (blob["mimeType"], blob["size"]) == ("image/png", 4)


def test_all_records_are_listed_over_several_pages_without_a_password(server: Pds) -> None:
    ours = session(server)
    for number in range(250):
        ours.put_record(KIND, f"3k{number:011}".translate(str.maketrans("0189", "abcd")), {"title": str(number)}, last=None)
    found = list(open_repository(server.client(), DID, server.hosts).list_records(KIND))
    assert len({record.key for record in found}) == 250


def test_list_that_runs_in_a_circle_ends(server: Pds) -> None:
    page: Answer = (200, {}, b'{"records": [{"uri": "at://a/b/c", "cid": "d", "value": {}}], "cursor": "same"}')
    server.instead["com.atproto.repo.listRecords"] = [page] * 3
    with pytest.raises(Fault, match="circle"):
        list(open_repository(server.client(), DID, server.hosts).list_records(KIND))


def test_record_that_changed_meanwhile_is_not_overwritten(server: Pds) -> None:
    ours = session(server)
    made = ours.put_record(KIND, "3mbd35447gdft", {"title": "A"}, last=None)
    for last in (None, "bafyreiother"):
        with pytest.raises(Refusal, match="changed by somebody else"):
            ours.put_record(KIND, "3mbd35447gdft", {"title": "B"}, last=last)
    with pytest.raises(Refusal, match="changed by somebody else"):
        ours.delete_record(KIND, "3mbd35447gdft", last="bafyreiother")
    assert ours.get_record(KIND, "3mbd35447gdft") == (made.uri, made.cid, {"$type": KIND, "title": "A"})


def test_session_that_ends_is_renewed_once(server: Pds) -> None:
    ours = session(server)
    server.expire()
    ours.put_record(KIND, "3mbd35447gdft", {"title": "A"}, last=None)
    assert server.sessions == 2
    server.tokens.clear()
    with pytest.raises(Refusal):
        ours.put_record(KIND, "3mbd35447gdft", {"title": "A"}, last=None)


def test_wrong_password_is_told_and_never_shown(server: Pds) -> None:
    assert refusal(server, password=WRONG) == "does not know this handle with this app password"
    told = b'{"error": "Odd", "message": "no wrong-password-1 here\\n"}'
    server.instead["com.atproto.server.createSession"] = [(400, {}, told)]
    assert refusal(server, password=WRONG) == "answers 400 (Odd: no … here )"


def test_limit_is_told_with_the_time_that_it_lasts(server: Pds) -> None:
    server.instead["com.atproto.server.createSession"] = [(429, {"Retry-After": "290"}, b'{"error": "RateLimitExceeded"}')]
    assert refusal(server) == "wants fewer questions; ask again in 5 minutes"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, b"<html>oops", "answers 500"),
        (200, b"<html>hello", "no JSON object"),
        (200, b"[" * 100_000, "no JSON object"),
        (200, b"[1]", "no JSON object"),
        (200, b'{"did": "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz", "accessJwt": "a"}', "not to did:plc:abc"),
        (200, b'{"did": "did:plc:abcdefghijklmnopqrstuvwx"}', "without a token"),
        (401, b'{"error": "AuthFactorTokenRequired"}', "make an app password"),
        (403, b'{"error": "AccountTakedown"}', "taken this account down"),
        (307, b"", "answers 307"),
    ],
)
def test_server_that_misbehaves_is_told(server: Pds, status: int, body: bytes, words: str) -> None:
    server.instead["com.atproto.server.createSession"] = [(status, {"Location": "/elsewhere"}, body)]
    assert words in refusal(server)
    assert server.asked[-1][0] == "com.atproto.server.createSession"


def test_handle_that_leads_to_somebody_else_is_refused_before_the_password_is_sent(server: Pds) -> None:
    server.accounts["did:plc:zzzzzzzzzzzzzzzzzzzzzzzz"] = {"handle": "bob.example.org", "password": "x", "server": server.url}
    told = b'{"did": "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz"}'
    server.instead["com.atproto.identity.resolveHandle"] = [(200, {}, told)]
    assert "calls itself bob.example.org" in refusal(server)
    assert "createSession" not in str(server.asked)


@pytest.mark.parametrize("address", ["http://example.org", "https://example.org/path", "ftp://example.org"])
def test_password_goes_to_no_server_without_encryption(server: Pds, address: str) -> None:
    server.accounts[DID]["server"] = address
    assert "no address of one" in refusal(server)
    assert "createSession" not in str(server.asked)


@pytest.mark.parametrize("account", ["", "ada", "ada@example.org", "did:plc:short", "did:web:127.0.0.1:80", "https://example.org"])
def test_name_of_no_account_is_refused_without_asking_anybody(server: Pds, account: str) -> None:
    assert "neither a handle" in refusal(server, account)
    assert server.asked == []


def test_unknown_accounts_are_told_with_whom_was_asked(server: Pds) -> None:
    assert refusal(server, "bob.example.org").startswith(f"could not be looked up: {server.url} answers 400")
    assert refusal(server, "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz").endswith("answers 404")
    assert "nobody knows the host" in refusal(server, "did:web:example.org")


def test_account_is_found_with_its_handle_and_server(server: Pds) -> None:
    assert find_identity(server.client(), DID, server.hosts) == (DID, HANDLE, server.url)
