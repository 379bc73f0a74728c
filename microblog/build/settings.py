"""What every stage of a build needs to know: options, configuration, theme, and the moment that counts as now."""

from pathlib import Path

from microblog.build.inputs import Basis, read_basis
from microblog.build.options import Options, parse_now
from microblog.errors import ContentError, Problem
from microblog.model.nouns import Config
from microblog.text.tuples import NamedTuple
from microblog.theme import Theme


class Settings(NamedTuple):
    """Options and what was parsed."""

    options: Options
    config: Config
    theme: Theme
    now: int  # microseconds since 1970 UTC
    problems: list[Problem]  # of the configuration, where it was parsed for this build

    @property
    def root(self) -> Path:
        """The site folder."""
        return self.options.root


def parse_settings(options: Options, basis: Basis) -> Settings:
    """Parse the configuration; what is wrong in it stands among the problems, and the default in its place."""
    from microblog.content.config import parse_config

    config, problems = parse_config(basis.data, options.base_url, options.repository)
    return Settings(options, config, basis.theme, parse_now(options.now), problems + basis.problems)


def read_settings(options: Options) -> Settings:
    """Read and parse the configuration; raise ContentError with what is wrong in config.yaml."""
    settings = parse_settings(options, read_basis(options))
    problems = [problem for problem in settings.problems if problem.path == "config.yaml"]
    if any(not problem.is_warning for problem in problems):
        raise ContentError(problems)
    return settings
