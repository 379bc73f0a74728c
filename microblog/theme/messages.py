"""What is wrong with a template, told with its line to whoever wrote it."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from microblog.errors import Problem
from microblog.sources.listings import walk_theme
from microblog.sources.sourcefile import unreadable
from microblog.text.words import Words
from microblog.theme.environment import make_environment
from microblog.theme.folders import Theme, shown, template_names
from microblog.theme.languages import catalog_faults

_REMEDY = "correct it; the theme's own template of that name shows what it may use"


def problem_of(error: Exception, name: str, folders: tuple[Path, ...], root: Path) -> Problem:
    """Return what is wrong where something was raised while a template was loaded or rendered."""
    if isinstance(error, UnicodeDecodeError):
        return _not_utf8(next(filter(_is_undecodable, _files(folders)), Path(name)), folders, root)
    if isinstance(error, OSError) and error.filename:
        return unreadable(shown(Path(os.fsdecode(error.filename)), folders, root), error)
    path, line = _place(error, name)
    where = shown(Path(path), folders, root)
    if isinstance(error, TemplateNotFound):
        return Problem(where, line, f"there is no template `{error.name}`", _remedy(str(error.name), folders))
    if isinstance(error, TemplateError):
        return Problem(where, line, str(error.message or error), _REMEDY)
    return Problem(where, line, f"{type(error).__name__}: {error}", _REMEDY)


def _place(error: Exception, name: str) -> tuple[str, int]:
    """Return the template's file and line where it went wrong, as deep as they are known."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or name, error.lineno
    path, line = name, 0
    traceback = error.__traceback__
    while traceback:
        if traceback.tb_frame.f_code.co_filename.endswith(".html"):
            path, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return path, line


def _remedy(name: str, folders: tuple[Path, ...]) -> str:
    close = get_close_matches(name, template_names(folders), 1)
    return f"did you mean `{close[0]}`?" if close else "write the name of a file below templates/, or of one of the default theme's"


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    return (path for folder in folders for _, path in walk_theme(folder) if path.suffix == ".html")


def _is_undecodable(path: Path) -> bool:
    try:
        path.read_bytes().decode()
    except UnicodeDecodeError:
        return True
    return False


def syntax_faults(theme: Theme, root: Path) -> list[Problem]:
    """Read all templates and catalogs of the first folder, and list those that are none."""
    folders = theme.templates
    environment = make_environment(folders, SimpleNamespace(), str, Words())
    problems = [problem for path in _files(folders[:1]) if (problem := _syntax_fault(environment, path, folders, root))]
    return problems + catalog_faults(theme, root)


def _syntax_fault(environment: Environment, path: Path, folders: tuple[Path, ...], root: Path) -> Problem | None:
    name = path.relative_to(folders[0]).as_posix()
    try:
        environment.parse(path.read_text(encoding="utf-8"), name, str(path))
    except Exception as error:  # noqa: BLE001 - as in rendering
        return problem_of(error, name, folders, root) if not isinstance(error, UnicodeDecodeError) else _not_utf8(path, folders, root)
    return None


def _not_utf8(path: Path, folders: tuple[Path, ...], root: Path) -> Problem:
    return Problem(shown(path, folders, root), 0, "the template is not UTF-8", "save it as UTF-8")
