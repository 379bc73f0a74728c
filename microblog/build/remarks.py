"""What is worth a word though nothing is wrong: which of a site's own templates Jinja2 renders."""

from microblog.build.inputs import read_basis
from microblog.build.options import Options
from microblog.build.settings import parse_settings
from microblog.errors import Problem
from microblog.render.context import World, open_templates
from microblog.theme import has_own_templates
from microblog.theme.languages import find_words


def templates_left(options: Options) -> list[Problem]:
    """List the places for which templates are not compiled."""
    settings = parse_settings(options, read_basis(options))
    if not has_own_templates(settings.theme, settings.root):
        return []
    world = World(settings.root, settings.config, settings.theme, "")
    return open_templates(world, find_words(settings.config.lang, settings.theme, settings.root)).left()
