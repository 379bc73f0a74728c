"""What was sent stays known, however its writer ended."""

from pathlib import Path

import pytest

from microblog.content.ledgers import dump_entry, parse_ledger
from microblog.text.files import append_line


def test_lines_are_read_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    ledger = tmp_path / "sent" / "ada.jsonl"
    append_line(ledger, dump_entry({"post": "ada/a", "state": "sending"}))
    append_line(ledger, dump_entry({"post": "ada/a", "state": "sent", "url": "https://x.example/ä"}))
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
