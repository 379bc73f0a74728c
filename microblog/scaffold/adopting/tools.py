"""The table of tools: by what each is known, in the order in which they are asked."""

from pathlib import Path

from microblog.scaffold.adopting import eleventy, hugo, jekyll, markdown_folder, micro_blog, nikola, obsidian, pelican
from microblog.scaffold.adopting.nouns import Tool

TOOLS = (
    Tool("a Hugo site", hugo.is_here, hugo.read, frozenset({"archetypes", "data", "i18n", "layouts", "public", "resources", "themes"})),
    Tool("a Jekyll site", jekyll.is_here, jekyll.read, frozenset({"_site", "_includes", "_layouts", "_sass", "_plugins", "vendor"})),
    Tool("an Eleventy site", eleventy.is_here, eleventy.read, frozenset({"_site"})),
    Tool("a Pelican site", pelican.is_here, pelican.read, frozenset({"output", "themes", "theme", "plugins"})),
    Tool("a Nikola site", nikola.is_here, nikola.read, frozenset({"output", "cache", "themes", "templates", "plugins"})),
    Tool("an export of micro.blog", micro_blog.is_here, micro_blog.read, frozenset({"layouts", "themes"})),
    Tool("an Obsidian vault", obsidian.is_here, obsidian.read),
    Tool("a folder of Markdown", markdown_folder.is_here, markdown_folder.read),
)


def recognise(root: Path) -> Tool:
    """Return the tool that a folder was made for."""
    return next(tool for tool in TOOLS if tool.is_here(root))
