"""Markdown as people write it, in a microblog and elsewhere (with its neighbours the sole importer of `markdown`).

Python-Markdown's tree, links and HTML, with CommonMark's blocks (`blocks`), emphasis (`emphasis`) and what binds tighter
than that (`literals`), GitHub's tables (`tables`) and footnotes (`footnotes`), and line breaks that break lines.

One instance reads all texts: it is reset before each, and made anew after a failure, so that nothing leaks from one
post to the next. Of its inline patterns only those run whose first character the text holds: they take most of the time.
"""

from functools import cache
from typing import Any

from markdown import Markdown

from microblog.markup.html.allowed import BLOCKS, SECTIONS
from microblog.markup.markdown import links
from microblog.markup.markdown.blocks import Blocks
from microblog.markup.markdown.emphasis import Emphasis
from microblog.markup.markdown.footnotes import Footnotes
from microblog.markup.markdown.literals import Literals, Restored
from microblog.markup.markdown.wikilinks import WikiLinks
from microblog.text.tuples import NamedTuple

_TRIGGERS = {
    "footnote": "[^",
    "reference": "[",
    "wiki": "[[",
    "link": "](",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
}


class _Row(NamedTuple):
    pattern: Any
    trigger: str


class _Engine(NamedTuple):
    markdown: Markdown
    rows: tuple[_Row, ...]


def convert(text: str) -> str:
    """Turn Markdown into HTML that is not yet sanitised."""
    engine = _engine()
    inline: Any = engine.markdown.treeprocessors["inline"]
    inline.inlinePatterns = [row.pattern for row in engine.rows if row.trigger in text]
    try:
        return engine.markdown.reset().convert(text)
    except BaseException:
        _engine.cache_clear()  # a half-read text leaves its state in the parser, where reset does not reach
        raise


@cache
def _engine() -> _Engine:
    footnotes = Footnotes()
    markdown = Markdown(extensions=[footnotes], output_format="html")
    markdown.block_level_elements = sorted(BLOCKS | SECTIONS)
    markdown.parser = Blocks(markdown, footnotes.notes)
    markdown.preprocessors.deregister("html_block")
    markdown.treeprocessors.register(literals := Literals(markdown), "literals", 30)
    markdown.treeprocessors.register(Emphasis(markdown), "emphasis", 18)
    markdown.postprocessors.register(Restored(markdown), "raw_html", 30)
    markdown.inlinePatterns.register(WikiLinks(markdown), "wiki", 165)
    links.extend(markdown, literals)
    return _Engine(markdown, tuple(_Row(markdown.inlinePatterns[name], trigger) for name, trigger in _TRIGGERS.items()))
