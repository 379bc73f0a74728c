"""Markdown as authors write it, turned into HTML that can be trusted.

`render` is the whole of it; `content` is what pages and feeds do to such HTML later. The libraries behind it
(markdown, nh3, pygments, linkify_it) are imported when a text first needs them, never by importing this package.
"""

from microblog.markup.notes import Context
from microblog.markup.renderer import Rendered, render

__all__ = ["Context", "Rendered", "render"]
