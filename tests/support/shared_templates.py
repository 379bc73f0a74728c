"""Compiled templates that sites of other settings share: to compile the theme anew for each would take a sixth of the tests' time."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from microblog.theme import environment
from microblog.theme.short import compiled
from microblog.theme.short.compiled import Compiled

ALONE = frozenset(
    {
        "preview/test_session.py",
        "site/test_cost.py",
        "site/test_damage.py",
        "site/test_examples.py",
        "site/test_languages.py",
        "site/test_personal_site.py",
        "site/test_shortcuts.py",
        "site/test_titles.py",
        "site/test_whole_site.py",
        "theme/test_compiled.py",
        "theme/test_environment.py",
        "theme/test_templates.py",
    }
)
"""Files whose sites have templates with their settings written in, as a build has them; elsewhere `site.title` is asked for each time."""


class _Folders(tuple[Path, ...]):
    """Folders of templates, which are known by the texts in a site's own, not by where they lie."""

    __slots__ = ()

    def __repr__(self) -> str:
        own = [(path.name, path.read_bytes()) for folder in self[:-1] for path in sorted(folder.rglob("*")) if path.is_file()]
        return repr((own, self[-1]))


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all sites at one base path, and in one language, share what is compiled."""
    begin = Compiled.__init__

    def begin_known_by_texts(self: Compiled, folders: tuple[Path, ...], *rest: object) -> None:
        begin(self, _Folders(folders), *rest)  # type: ignore[arg-type]

    patch.setattr(Compiled, "__init__", begin_known_by_texts)
    patch.setattr(compiled, "_written_in", _base_path_of)
    patch.setattr(environment._Folding, "visit_Getattr", environment._Folding.generic_visit)


def _base_path_of(site: SimpleNamespace) -> list[tuple[str, object]]:
    return [("base_path", site.base_path)]
