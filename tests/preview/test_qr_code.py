"""The QR code that a terminal shows, read back from its lines."""

import pytest
import segno

from microblog.preview.qr_code import qr_code


def rows_of(lines: list[str]) -> list[list[bool]]:
    """Read the modules from blocks, two rows to a line."""
    bare = [line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m") for line in lines]
    return [[sign in signs for sign in line] for line in bare for signs in ("▀█", "▄█")]


@pytest.mark.parametrize("text", ["http://10.0.0.14/", "http://192.168.178.0:5000/some-repo/", f"http://a/{'b' * 300}"])
def test_code_on_the_terminal_is_the_whole_code_with_a_margin(text: str) -> None:
    rows = rows_of(qr_code(text))
    code = [[bool(module) for module in row] for row in segno.make_qr(text, error="L", boost_error=False).matrix]
    assert [row[2:-2] for row in rows[2 : 2 + len(code)]] == code
    margin = [*rows[:2], *rows[2 + len(code) :], *(row[:2] + row[-2:] for row in rows)]
    assert not any(any(part) for part in margin)


def test_lines_are_black_on_white_whatever_the_terminal_is() -> None:
    assert all(line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m") for line in qr_code("http://10.0.0.14/"))
