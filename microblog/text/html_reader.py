"""The standard library's reader of HTML, which here stumbles over nothing.

What begins with `<![` is a comment, as for browsers (HTML, 13.2.5.42). The library takes it for a
marked section of SGML, and raises AssertionError where it is none.
"""

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
    """Reads what anybody may have written."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over what begins with `<![`, up to the next `>`."""
        return self.parse_bogus_comment(i, report)
