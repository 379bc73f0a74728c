"""Compiled templates that sites of other settings share: to compile the theme anew for each would take a sixth of the tests' time."""

import marshal
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from microblog.text.hashing import blake2b
from microblog.theme import environment
from microblog.theme.folders import find_template
from microblog.theme.short import compiled
from microblog.theme.short.compiled import Compiled

if TYPE_CHECKING:
    from microblog.theme.short.compiler import Left

ALONE = frozenset(
    {
        "site/test_cost.py",
        "site/test_damage.py",
        "site/test_examples.py",
        "site/test_languages.py",
        "site/test_personal_site.py",
        "site/test_shortcuts.py",
        "site/test_whole_site.py",
        "theme/test_compiled.py",
    }
)
"""Files whose sites have templates with their settings written in, as a build has them; elsewhere `site.title` is asked for each time."""


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all sites at one base path, and in one language, share what is compiled of the same texts."""
    patch.setattr(Compiled, "_code", _code)
    patch.setattr(compiled, "_written_in", _base_path_of)
    patch.setattr(environment._Folding, "visit_Getattr", environment._Folding.generic_visit)


def _code(self: Compiled, name: str) -> "tuple[bytes, Left | None]":
    """Return a template's code as it was kept for all sites, or for those with the same templates of their own; else compile it."""
    own = [(path.name, path.read_bytes()) for folder in self._folders[:-1] for path in sorted(folder.rglob("*")) if path.is_file()]
    for_all, for_own = _place(self, name, []), _place(self, name, own)
    found = self._kept(for_all) or self._kept(for_own)
    if not found:
        found = self._compile(name, for_own)
        _offer(self, for_own, for_all)
    return found


def _place(site: Compiled, name: str, own: list[tuple[str, bytes]]) -> Path:
    place = repr((name, own, site._folders[-1], sys.version, site._words.lang, site._salt))
    return compiled._KEPT / f"template-{blake2b(place.encode(), digest_size=16).hexdigest()}.code"


def _offer(site: Compiled, kept: Path, place: Path) -> None:
    """Keep for all sites what was compiled of the theme's templates alone."""
    with suppress(OSError):  # of a template that cannot be read nothing was kept
        data = kept.read_bytes()[compiled._SIZE :]
        _, names, _, _ = marshal.loads(data)  # noqa: S302 - made a moment ago
        if all(find_template(site._folders, name).parent == site._folders[-1] for name in names):
            compiled._keep(place, data)


def _base_path_of(site: SimpleNamespace) -> list[tuple[str, object]]:
    return [("base_path", getattr(site, "base_path", ""))]
