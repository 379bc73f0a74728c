from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from microblog.text.entities import escape
from microblog.text.xml import DECLARATION, encode, escape_encoded


def test_markup_and_quotes_are_escaped() -> None:
    assert escape('<a href="x">&\'</a>') == "&lt;a href=&quot;x&quot;&gt;&amp;&#x27;&lt;/a&gt;"


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert encode("a\x00b\x08c\x0bd\x0ce\x1ff\ud800g\udfffh\ufffei\uffffj") == b"abcdefghij"


def test_characters_that_only_look_dangerous_stay() -> None:
    text = "\t\n\r ~\x7f\x85\u200d\u202e\ud7ff\ue000\ufffd\U0001fffe\U0010ffff"
    assert encode(escape(text)) == text.encode()


@given(st.text(st.characters()))
def test_any_text_is_well_formed_as_content_and_as_attribute(text: str) -> None:
    document = encode(f'{DECLARATION}<e a="{escape(text)}">{escape(text)}</e>')
    assert len(etree.fromstring(document)) == 0


@given(st.text(st.characters()))
def test_any_text_is_escaped_after_it_is_encoded_as_before(text: str) -> None:
    assert escape_encoded(encode(text)) == encode(escape(text))
