"""A record's key follows from a post's date and id, and sorts as dates do."""

import pytest

from microblog.model.records import is_did, make_tid, parse_record_address, record_key

NEW_YEAR = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("microseconds", "clock_id", "tid"),
    [
        (0, 0, "2222222222222"),
        ((1 << 53) - 1, 1023, "bzzzzzzzzzzzz"),
        (1_700_000_000_000_000, 7, "3ke6kg3wk222b"),
    ],
)
def test_moment_is_written_in_thirteen_letters(microseconds: int, clock_id: int, tid: str) -> None:
    assert make_tid(microseconds, clock_id) == tid
    digits = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")
    assert int(tid.translate(digits), 32) == microseconds * 1024 + clock_id


def test_keys_sort_as_seconds_do_and_tell_posts_of_one_second_apart() -> None:
    days = [record_key(NEW_YEAR + day * 1_000_000, "ada/hello") for day in range(100)]
    assert days == sorted(days)
    assert len({record_key(NEW_YEAR, f"ada/{number}") for number in range(1000)}) == 1000


def test_key_is_the_same_at_each_build() -> None:
    assert record_key(NEW_YEAR, "ada/x") == record_key(NEW_YEAR + 999, "ada/x") == "3mbd35447gdft"


@pytest.mark.parametrize("instant", [0, -1, -(10**15)])
def test_without_a_date_that_a_key_can_hold_the_id_alone_makes_it(instant: int) -> None:
    assert record_key(instant, "about") == record_key(0, "about") < record_key(NEW_YEAR, "about")


@pytest.mark.parametrize("text", ["at://ada.example.org/a.b/c", "at://did:plc:a/a.b", "at://did:plc:a/a.b/c/d", "https://x/y/z", ""])
def test_what_names_no_record_by_did_is_no_address(text: str) -> None:
    assert parse_record_address(text) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("did:plc:abcdefghijklmnopqrstuvwx", True),
        ("did:web:example.org", True),
        ("did:plc:ABCDEFGHIJKLMNOPQRSTUVWX", False),
        ("did:plc:short", False),
        ("did:web:localhost%3A80", False),
        ("did:key:z6Mk", False),
        ("ada.example.org", False),
    ],
)
def test_did_is_of_a_method_that_the_protocol_has(text: str, is_one: bool) -> None:
    assert is_did(text) is is_one
