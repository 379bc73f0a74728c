"""What counts as one character."""

import pytest

from microblog.text.graphemes import count_graphemes, graphemes


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301te\u0301", ["e\u0301", "t", "e\u0301"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("\r\n\n", ["\r\n", "\n"]),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7\U0001f1e9", ["\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7", "\U0001f1e9"]),
        ("a\U0001f1e9\U0001f1eab", ["a", "\U0001f1e9\U0001f1ea", "b"]),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467!", ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "!"]),
        ("\U0001f44d\U0001f3fd\U0001f44d", ["\U0001f44d\U0001f3fd", "\U0001f44d"]),
        ("\U0001f3f3\ufe0f\u200d\U0001f308", ["\U0001f3f3\ufe0f\u200d\U0001f308"]),
        (
            "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468",
            ["\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468"],
        ),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            ["\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"],
        ),
        ("1\ufe0f\u20e32", ["1\ufe0f\u20e3", "2"]),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", ["\u1112\u1161\u11ab", "\u1100\u1173\u11af"]),
        ("한글", ["한", "글"]),
        ("\uac00\u11a8", ["\uac00\u11a8"]),
        ("நி", ["நி"]),
        ("กำ", ["ก", "ำ"]),  # the annex has one here: more is what may be
        ("a\u200db", ["a\u200d", "b"]),
        ("\u0600\u0661", ["\u0600\u0661"]),
        ("日本語", ["日", "本", "語"]),
    ],
)
def test_text_falls_into_what_people_call_characters(text: str, clusters: list[str]) -> None:
    assert list(graphemes(text)) == clusters
    assert count_graphemes(text) == len(clusters)


def test_joiner_joins_pictures_alone() -> None:
    assert list(graphemes("\U0001f468a\u200d\U0001f469")) == ["\U0001f468", "a\u200d", "\U0001f469"]
