"""HTML that anybody may have written is read to its end."""

import pytest

from microblog.text.html_reader import HtmlReader


class Words(HtmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a<![if x]>b<![endif]>c", "abc"),
        ("a<![\x00>b", "ab"),
        ("a<![nothing known[x]]>b", "ab"),
        ("a<![CDATA[x]]>b", "ab"),
        ("a<!DOCTYPE [<![x>b", "ab"),
        ("a<!-- x -->b", "ab"),
    ],
)
def test_what_browsers_take_for_a_comment_is_passed_over(html: str, words: str) -> None:
    reader = Words()
    reader.feed(html)
    reader.close()
    assert reader.words == words
