"""References of HTML, beside the standard library's."""

import html

from hypothesis import given
from hypothesis import strategies as st

from microblog.text.entities import escape, unescape

PIECES = ["&", "&amp;", "&lt;", "&gt", "&quot;", "&#x27;", "&#39;", "&nbsp;", "lt;", "amp;", "#x27;", "<", ">", '"', "'", "é", "a"]
pieces = st.lists(st.sampled_from(PIECES))


@given(pieces)
def test_references_are_read_as_the_standard_library_reads_them(parts: list[str]) -> None:
    assert unescape("".join(parts)) == html.unescape("".join(parts))


@given(pieces)
def test_references_are_written_as_the_standard_library_writes_them(parts: list[str]) -> None:
    text = "".join(parts)
    assert (escape(text), escape(text, quote=False)) == (html.escape(text), html.escape(text, quote=False))
