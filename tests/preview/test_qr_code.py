"""QR codes against those that another library makes (`qrcode` 8, level L, bytes), a row of modules to a number."""

from textwrap import dedent

import pytest

from microblog.preview.qr_code import Modules, in_blocks, qr_code

_LONG = "http://192.168.1.0:5000/some-repo/abcdefghijklmnopqrstuvwxyz/abcdefghijklmnopq"
_LONGER = f"http://192.168.1.2:5000/some-repo/{'abcdefghijklmnopqrstuvwxyz/' * 2}abcdefghijklmnopqr"
KNOWN = {
    "http://10.0.0.14/": "1fce7f 105e41 17555d 174e5d 175e5d 105441 1fd57f 1f00 1a6476 91b91 e5545 b28db 35da8 1d21 1fd31e 104b90 "
    "1746bb 175931 174515 105a28 1fd7c2",
    "http://192.168.178.0:5000/": "1fce17f 1043141 174e15d 1756c5d 175585d 104cd41 1fd557f 9000 18edb18 138439e afb26b 1a26319 d4d5c1 "
    "11b5e02 12d4aab 110a515 16ff9f4 1f714 1fd7959 1059510 1744bfc 174b06b 174d085 1051371 1fde749",
    "http://192.168.1.0:5000/some-repo/abcdefghijklmnopqrs": "1fce127f 1059a441 174d445d 1754ed5d 174e1e5d 10507841 1fd5557f a2000 "
    "1f77e9aa 4be1251 9417d30 122e51d2 197bc9ac 103a0e55 1d5cf8c4 18a012a2 bffcb84 15261edd 15d5e04c 131860d2 115ff9f7 12971f 1fd0335c "
    "104b3110 175fedfc 175a9da1 1751235a 105b41b2 1fd3f80c",
    _LONG: "1fd2dfa7f 104ed0741 17539215d 17579a35d 1755f295d 10455a141 1fd55557f 30d500 1e5a6ca9d 139e1fee3 5425cb5d 1e21e1622 9ebf8430 "
    "100172106 10451615c 1b8713e74 17d095c7f 131ba925d 71b993a 16a818269 a6a4e9ac 1f261f3e7 54b05e23 a00870d2 16d3f81f9 117e91c 1fc8c3b58 "
    "104146d15 174495ff6 175ba54a2 1750e49e2 10556f5d9 1fd84e824",
    _LONGER: "1fcedfe97f 1059b59e41 174d27d65d 1754984b5d 174e9fe95d 1050e40f41 1fd555557f a63a700 1f7bd87eaa 16821fe184 "
    "16e13d1215 1b3a55e408 bfff87f7c 13161fe186 c58accbd5 162c1183f9 1beff87c55 8061fe08a e65b1db63 69876c749 "
    "4ebf87e77 88a1fe18e 1b4c604753 91f32b379 1763f87c57 1c361fe18a 105579574f 172f44f559 1757f87dfc 1a1f6314 "
    "1fd0e98d5f 104d039118 1757fa7ff4 1752126178 1755f49e03 105966d599 1fd7fb7ca7",
}


def rows_of(code: Modules | None) -> list[str]:
    return [f"{int(''.join(str(int(dark)) for dark in row), 2):x}" for row in code or []]


@pytest.mark.parametrize("text", KNOWN)
def test_code_is_as_others_make_it(text: str) -> None:
    assert rows_of(qr_code(text)) == KNOWN[text].split()


@pytest.mark.parametrize(
    ("length", "size"), [(1, 21), (17, 21), (18, 25), (32, 25), (33, 29), (53, 29), (54, 33), (78, 33), (79, 37), (106, 37)]
)
def test_code_is_as_small_as_its_text_allows(length: int, size: int) -> None:
    code = qr_code("x" * length)
    assert code is not None
    assert [len(code), *{len(row) for row in code}] == [size, size]


def test_text_that_is_too_long_has_no_code() -> None:
    assert qr_code("x" * 107) is None


def test_code_is_shown_two_rows_to_a_line_in_black_on_white() -> None:
    lines = in_blocks([[True, False, True], [False, False, True], [True, True, True]])
    shown = dedent(
        """\
        |       |
        |  ▀ █  |
        |  ▀▀▀  |
        |       |
        """
    )
    assert "".join(f"{line}\n" for line in lines) == shown.replace("|\n", "\x1b[0m\n").replace("|", "\x1b[30;107m")
