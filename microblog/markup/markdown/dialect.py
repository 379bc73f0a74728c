r"""Markdown as people write it in a microblog (with `corrections` the sole importer of `markdown`).

Python-Markdown with tables, footnotes, fenced code (see `fences`), sane lists and line breaks that break lines, and these rules:
a heading needs a space after its `#`, so that `#python` is a hashtag; a numbered list starts with at most three digits,
so that `1986. What a year` is text; a list needs no blank line before it, and nests by two spaces or more (see `lists`);
`~~gone~~` is struck out; the `_` and `*` of a bare URL are no emphasis; `\#` and `\@` are neither hashtag nor mention.

One instance reads all texts: it is reset before each, and made anew after a failure, so that nothing leaks from one
post to the next. Of its inline patterns only those run whose first character the text holds: they take most of the time.
"""

import re
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
from markdown.extensions.tables import TableExtension
from markdown.htmlparser import HTMLExtractor
from markdown.inlinepatterns import EscapeInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from microblog.markup.html.allowed import BLOCKS, SECTIONS
from microblog.markup.html.characters import ESCAPED
from microblog.markup.html.limits import check
from microblog.markup.markdown.corrections import Footnotes, mend
from microblog.markup.markdown.fences import take_out_fences
from microblog.markup.markdown.lists import normalise_lists
from microblog.markup.markdown.wikilinks import WikiLinks
from microblog.text.tuples import NamedTuple

_TRIGGERS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "wiki": ("[[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "em_strong2": ("_",),
    "nl": ("\n",),
    "struck": ("~~",),
    "bare_url": ("://", "www."),
}
_BARE_URL = r"((?:https?://|www\.)[^\s<>*`\x02\x03]*[^\s<>*`~_.,;:!?\x02\x03])"
_STRUCK = r"(~~)(?=\S)((?:[^~]|~(?!~))+)(?<=\S)~~"
_LIST_DIGITS = 3
_CODE_AND_BACKLINK = re.compile(r'<p>(<pre><code[^>]*>[^<]*</code></pre>)&#160;(<a class="footnote-backref")')
_BACKLINK = "&#8617;&#65038;"  # an arrow, and not as a coloured picture


class _Row(NamedTuple):
    pattern: Any
    triggers: tuple[str, ...]


class _Engine(NamedTuple):
    markdown: Markdown
    rows: tuple[_Row, ...]


def convert(text: str) -> str:
    """Turn Markdown into HTML that is not yet sanitised."""
    engine = _engine()
    inline: Any = engine.markdown.treeprocessors["inline"]
    inline.inlinePatterns = [row.pattern for row in engine.rows if not row.triggers or any(map(text.__contains__, row.triggers))]
    try:
        html = engine.markdown.reset().convert(text)
    except BaseException:
        _engine.cache_clear()  # a half-read text leaves its state in the parser, where reset does not reach
        raise
    return _CODE_AND_BACKLINK.sub(r"\1\n<p>\2", html) if "<p><pre>" in html else html


@cache
def _engine() -> _Engine:
    markdown = Markdown(
        extensions=[
            TableExtension(),
            # The marker for the footnotes' place would swallow text; no text and no placeholder of code is like this one.
            Footnotes(PLACE_MARKER=f"{STX}footnotes{ETX}", BACKLINK_TEXT=_BACKLINK, BACKLINK_TITLE=""),
            SaneListExtension(),
            Nl2BrExtension(),
            _Dialect(),
        ],
        output_format="html",
    )
    patterns = markdown.inlinePatterns
    triggers = {id(patterns[name]): texts for name, texts in _TRIGGERS.items() if name in patterns}
    return _Engine(markdown, tuple(_Row(pattern, triggers.get(id(pattern), ())) for pattern in patterns))


class _Dialect(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.block_level_elements = sorted(BLOCKS | SECTIONS)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@", "<", "~"]
        md.preprocessors.register(_Fences(md), "fences", 27)
        md.preprocessors.register(_Bounds(md), "bounds", 22)
        md.preprocessors.register(_Html(md), "html_block", 20)
        md.preprocessors.register(_Lists(md), "lists", 10)
        mend(md)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_NumberedLists(md.parser), "olist", 40)
        md.inlinePatterns.register(_Escape(r"\\(.)", md), "escape", 180)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRUCK, "del"), "struck", 75)
        md.inlinePatterns.register(WikiLinks(md), "wiki", 165)
        md.inlinePatterns.register(_BareUrl(_BARE_URL, md), "bare_url", 70)


class _Fences(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return take_out_fences(lines, self.md.htmlStash.store)


class _Bounds(Preprocessor):
    """Refuse what takes too long; fenced code has been taken out by now."""

    def run(self, lines: list[str]) -> list[str]:
        check("\n".join(lines))
        return lines


class _Html(Preprocessor):
    """Take out blocks of HTML, where there may be any."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        if "<" not in source:
            return lines
        extractor = _Extractor(self.md)
        extractor.rawdata = source  # not fed: what a feed leaves over makes the extractor lose count of the lines, and text
        extractor.close()
        return "".join(extractor.cleandoc).split("\n")


class _Extractor(HTMLExtractor):
    def set_cdata_mode(self, *_: Any, **__: Any) -> None:
        """Read on: what stands in a `<script>` will be shown, and which elements hold raw text changed between Pythons."""

    def parse_pi(self, i: int) -> int:
        """Take `<?` for text, which it will be shown as: the words of what is half of one change their order."""
        self.handle_data("<?")
        return i + 2

    def parse_html_declaration(self, i: int) -> int:
        """Take `<!` for text, save where a comment starts."""
        if self.rawdata.startswith("<!--", i):
            return super().parse_html_declaration(i)
        self.handle_data("<!")
        return i + 2


class _Lists(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return normalise_lists(lines)


class _Headings(HashHeaderProcessor):
    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>[^\n]*)(?:\n|$)")

    def run(self, parent: Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        heading = self.lastChild(parent)
        if heading is not None and heading.text and heading.text.endswith("#"):
            text = heading.text.rstrip("#")
            heading.text = text.rstrip() if not text or text[-1] == " " else heading.text


class _NumberedLists(SaneOListProcessor):
    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.RE = re.compile(rf"^[ ]{{0,3}}\d{{1,{_LIST_DIGITS}}}\.[ ]+(.*)")
        self.CHILD_RE = re.compile(rf"^[ ]{{0,3}}((\d{{1,{_LIST_DIGITS}}}\.))[ ]+(.*)")


class _Escape(EscapeInlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802 - the library's name
        if m[1] in ESCAPED:
            return f"{STX}{ord(ESCAPED[m[1]])}{ETX}", m.start(0), m.end(0)
        return super().handleMatch(m, data)


class _BareUrl(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return m[1], m.start(0), m.end(0)
