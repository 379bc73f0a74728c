"""What was sent stays known, however its writer ended."""

from pathlib import Path

import pytest

from microblog.errors import ContentError
from microblog.sources.ledgers import add_line, dump_line, parse_ledger, read_ledger, read_ledgers
from microblog.text.files import append_line


def test_lines_are_read_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    ledger = tmp_path / "sent" / "ada.jsonl"
    append_line(ledger, dump_line({"post": "ada/a", "state": "sending"}))
    append_line(ledger, dump_line({"post": "ada/a", "state": "sent", "url": "https://x.example/ä"}))
    entries, problems = parse_ledger("sent/ada.jsonl", ledger.read_bytes())
    assert [entry["state"] for entry in entries] == ["sending", "sent"]
    assert entries[1]["url"] == "https://x.example/ä"
    assert problems == []


@pytest.mark.parametrize("kept", range(len(b'{"a":1}')))
def test_line_that_was_cut_off_is_none_and_spoils_no_other(tmp_path: Path, kept: int) -> None:
    ledger = tmp_path / "ada.jsonl"
    ledger.write_bytes(b'{"a":0}\n' + b'{"a":1}'[:kept])
    assert parse_ledger("x", ledger.read_bytes()) == ([{"a": 0}], [])
    append_line(ledger, b'{"a":2}')
    assert parse_ledger("x", ledger.read_bytes()) == ([{"a": 0}, {"a": 2}], [])


@pytest.mark.parametrize(
    ("line", "what"),
    [(b"<<<<<<< HEAD", "left by a merge"), (b"[1]", "no line"), (b"[" * 100_000, "no line"), (b"\xff", "no line"), (b"{a}", "no line")],
)
def test_line_that_cannot_be_read_is_an_error(line: bytes, what: str) -> None:
    entries, problems = parse_ledger("sent/ada.jsonl", b'{"a":0}\n' + line + b'\n{"a":1}\n')
    assert entries == [{"a": 0}, {"a": 1}]
    assert [(problem.line, what in problem.what, problem.is_warning) for problem in problems] == [(2, True, False)]


def test_link_that_somebody_put_in_the_ledgers_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"kept")
    (tmp_path / "ada.jsonl").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="symbolic links"):
        append_line(tmp_path / "ada.jsonl", b"{}")
    assert (tmp_path / "other").read_bytes() == b"kept"


def test_ledgers_are_read_by_handle_and_all_their_faults_told_at_once(tmp_path: Path) -> None:
    assert read_ledgers(tmp_path) == {}
    assert read_ledger(tmp_path, "sent/ada.jsonl") == []
    add_line(tmp_path, "ada", {"a": 0})
    add_line(tmp_path, "bob", {"b": 0})
    (tmp_path / "sent" / "feeds.json").write_bytes(b"no ledger")
    assert read_ledgers(tmp_path) == {"ada": [{"a": 0}], "bob": [{"b": 0}]}
    for name in ("ada", "bob"):
        (tmp_path / "sent" / f"{name}.jsonl").write_bytes(b"=======\n")
    (tmp_path / "sent" / "carol.jsonl").symlink_to("ada.jsonl")
    with pytest.raises(ContentError) as raised:
        read_ledgers(tmp_path)
    assert [problem.path for problem in raised.value.problems] == [f"sent/{name}.jsonl" for name in ("ada", "bob", "carol")]
