"""Finding names on a page that stand within text of the other direction and are not isolated from it.

What isolates is `<bdi>`, an inline element with `dir`, or the marks for plain text (FSI, PDI).
"""

import re
from html.parser import HTMLParser

_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins", "kbd", "label", "mark"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "svg", "time", "u", "use", "var", "wbr"),
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}
_UNSEEN = frozenset({"script", "style", "title", "template"})
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")  # by marks for plain text
_FROM_THE_RIGHT = "[\u0590-\u08ff]"


class _Walker(HTMLParser):
    """Collects, for each run of text without a block's end in it, its pieces, and whether each is isolated."""

    def __init__(self, letters: str) -> None:
        super().__init__()
        self._letters = re.compile(letters)
        self.found: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # element, whether it isolates, whether nobody sees it
        self._run: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _INLINE:
            self._end_run()
        if tag not in _VOID:
            self._open.append((tag, tag == "bdi" or (tag in _INLINE and "dir" in values), tag in _UNSEEN))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_run()
        if any(name == tag for name, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(is_unseen for _, _, is_unseen in self._open):
            self._run.append((data, any(isolates for _, isolates, _ in self._open)))

    def _end_run(self) -> None:
        shown = "".join(text if not is_isolated else "\ufffc" for text, is_isolated in self._run)
        bare = " ".join(_ISOLATED.sub("\ufffc", shown).split())
        others = self._letters.sub("", bare)
        if self._letters.search(bare) and re.search(r"[^\W_]|[@#\ufffc]", others):
            self.found.append(bare)
        self._run = []


def loose_names(html: str, letters: str = _FROM_THE_RIGHT) -> list[str]:
    """List the runs of text in which such letters stand bare among others; `\ufffc` is what is isolated."""
    walker = _Walker(letters)
    walker.feed(html)
    walker.close()
    return walker.found


def loose_in_lines(html: str, letters: str = _FROM_THE_RIGHT) -> list[str]:
    """List the titles of windows and the values of attributes that people read in which such letters stand bare among others."""
    lines = re.findall(r'<title>([^<]*)</title>| (?:aria-label|title|content)="([^"]*)"', html)
    bare = [_ISOLATED.sub("\ufffc", "".join(line)) for line in lines]
    return [line for line in bare if re.search(letters, line) and re.search(r"[^\W_]|\ufffc", re.sub(letters, "", line))]
