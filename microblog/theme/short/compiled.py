"""Templates as Python functions: each compiled once for a site's settings, and kept where Python keeps compiled modules.

Never below `.microblog/`: that folder may come from a cache which others can write, and must not hold code. What is kept
names the templates that it was made of, and serves as long as their texts, the settings and the compiler are the same.
It follows a fingerprint of its own and of the file's name: bytes that a disk changed could do anything, even when they are only read.
"""

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microblog.text.files import read_at_once, replace_file
from microblog.text.hashing import blake2b
from microblog.text.removal import remove
from microblog.text.words import Words
from microblog.theme.folders import find_template
from microblog.theme.short.names import given_names

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

    from microblog.theme.short.compiler import Left


Render = Callable[[Mapping[str, Any]], Iterable[bytes]]  # returns the texts of which a page consists, in UTF-8

_HERE = Path(__file__).resolve().parent.parent
_KEPT = _HERE / "__pycache__"
_SIZE = 16  # bytes of a fingerprint
_SITES = 16  # so many sites of other settings find their own files again
_COMPILER = (
    "environment.py",
    "runtime.py",
    "indentation.py",
    "languages.py",
    "../text/words.py",
    "../text/directions.py",
)  # beside this folder


class Compiled:
    """The functions of a site's templates."""

    def __init__(
        self, folders: tuple[Path, ...], site: object, url: Callable[[str], str], words: Words, jinja: "Callable[[], Environment]"
    ) -> None:
        """Note where templates are, what each can use, and who reads them."""
        self._folders, self._words, self._jinja = folders, words, jinja
        self._given = given_names(words, site, url)
        self._salt = _fingerprint(repr((_written_in(site), words.state, _compiler())).encode())
        self._prints: dict[str, bytes] = {}
        self._trees: dict[str, nodes.Template] = {}

    def function(self, name: str) -> Render | None:
        """Return the function that renders a template; None where that is left to Jinja2."""
        code, _ = self._code(name)
        if not code:
            return None
        known = dict(self._given)
        exec(marshal.loads(code), known)  # noqa: S102, S302 - made here
        render: Render = known["render"]
        return render

    def left(self, name: str) -> "Left | None":
        """Return what of a template is not compiled, so that all of it is left to Jinja2."""
        _, left = self._code(name)
        return left

    def _code(self, name: str) -> "tuple[bytes, Left | None]":
        """Return the code of a template; it is empty where Jinja2 has to render it, for a reason that stands beside it."""
        place = repr((name, self._folders, sys.version, self._words.lang, self._salt[0] % _SITES))
        path = _KEPT / f"template-{blake2b(place.encode(), digest_size=16).hexdigest()}.code"
        return self._kept(path) or self._compile(name, path)

    def _kept(self, path: Path) -> "tuple[bytes, Left | None] | None":
        """Return code that was compiled before from the same."""
        with suppress(OSError, ValueError, EOFError, TypeError, LookupError):
            kept = read_at_once(path)
            if kept[:_SIZE] != _fingerprint(path.name.encode() + kept[_SIZE:]):
                return None
            digest, names, code, left = marshal.loads(kept[_SIZE:])  # noqa: S302 - as trusted as the engine's own compiled modules
            if digest == self._digest(names):
                return bytes(code), left
        return None

    def _digest(self, names: tuple[str, ...]) -> bytes:
        return _fingerprint(repr((self._salt, [(name, self._print(name)) for name in names])).encode())

    def _print(self, name: str) -> bytes:
        """Return the fingerprint of a template's text, which most other templates include or extend."""
        if name not in self._prints:
            self._prints[name] = _fingerprint(find_template(self._folders, name).read_bytes())
        return self._prints[name]

    def _compile(self, name: str, path: Path) -> "tuple[bytes, Left | None]":
        """Compile a template, and keep the outcome where that may be; of one that cannot be read there is none."""
        from microblog.theme.short.compiler import compile_template

        names, code, left = compile_template(name, self._jinja(), self._words, self._trees)
        with suppress(OSError):
            _keep(path, marshal.dumps((self._digest(names), names, code, left)))
        return code, left


def _keep(path: Path, data: bytes) -> None:
    """Put bytes into a file that is whole at every moment, behind a fingerprint of them and of its name."""
    if path.is_dir():
        remove(path)
    replace_file(path, _fingerprint(path.name.encode() + data) + data)


def _fingerprint(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()


def _written_in(site: object) -> list[tuple[str, object]]:
    """Return what of a site's settings the compiler writes into code (`environment`); all else is asked for when a page is rendered."""
    return [(name, value if isinstance(value, str | bool) else None) for name, value in sorted(vars(site).items())]


@cache
def _compiler() -> list[tuple[int, int]]:
    """Return what tells one state of the compiler from another."""
    jinja = PathFinder.find_spec("jinja2")
    own = sorted(entry.path for entry in os.scandir(_HERE / "short") if entry.name.endswith(".py"))
    paths = [*own, *(str(_HERE / name) for name in _COMPILER), *([jinja.origin] if jinja and jinja.origin else [])]
    return [(status.st_mtime_ns, status.st_size) for status in map(os.stat, paths)]
