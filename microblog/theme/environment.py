"""How templates are read and compiled: with what never changes within a build written in.

`site.title`, `url('style.css')` or `_('All tags')` is the same on every page of a site. Such expressions are replaced by their values
before a template is compiled, so that a page renders in half the time. The outcome is the same: `site` and `url` are
still there for all that cannot be told beforehand.
"""

import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    nodes,
)
from jinja2.visitor import NodeTransformer

from microblog.text.hashing import blake2b
from microblog.text.words import Words
from microblog.theme.folders import DEFAULT
from microblog.theme.indentation import unindented
from microblog.theme.languages import functions
from microblog.theme.runtime import own_filters


def make_environment(folders: tuple[Path, ...], site: object, url: Callable[[str], str], words: Words) -> Environment:
    """Make what reads templates from some folders, the first that has one counting."""
    environment = _Environment(
        loader=_loader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(site, words),
    )
    environment.globals.update(functions(words), site=site, url=url)
    environment.filters.update(own_filters(words))
    return environment


def _loader(folders: tuple[Path, ...]) -> BaseLoader:
    """Find templates, those of the default theme below the name `default/` as well."""
    default = PrefixLoader({DEFAULT: FileSystemLoader(folders[-1:])})
    return ChoiceLoader([default, FileSystemLoader(folders)])


class _Environment(Environment):
    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        return unindented(super().preprocess(source, name, filename))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        folded: nodes.Template = _Folding(self.globals).visit(tree)
        return folded


class _Folding(NodeTransformer):
    """Replaces `site.NAME`, `url('literal')` and `_('literal')` by their values, where no template gives those names another meaning."""

    def __init__(self, known: "dict[str, object]") -> None:
        self.known = known

    def visit_Template(self, node: nodes.Template) -> nodes.Node:
        taken = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
        taken |= {part.target for part in node.find_all(nodes.Import)}
        taken |= {_alias(name) for part in node.find_all(nodes.FromImport) for name in part.names}
        self.known = {name: value for name, value in self.known.items() if name not in taken}
        return self.generic_visit(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        self.generic_visit(node)
        value = getattr(self.known.get("site"), node.attr, None) if _is_name(node.node, "site") else None
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, str | bool) else node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        function = next((self.known[name] for name in ("url", "_", "gettext") if name in self.known and _is_name(node.node, name)), None)
        arguments = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        is_literal = len(arguments) == len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if not is_literal or not callable(function):
            return node
        try:
            return nodes.Const(function(arguments[0]), lineno=node.lineno)
        except (LookupError, TypeError, ValueError):  # a message that wants values
            return node


def _alias(name: str | tuple[str, str]) -> str:
    return name if isinstance(name, str) else name[1]


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name and node.ctx == "load"


def _compiled(site: object, words: Words) -> BytecodeCache | None:
    """Keep compiled templates where Python keeps the engine's own compiled modules, where it may.

    Never below `.microblog/`: that folder may come from a cache which others can write, and must not hold code.
    """
    folder = Path(__file__).resolve().parent / "__pycache__"
    if not os.access(folder, os.W_OK):
        return None
    cache = _Compiled(str(folder), f"template-{words.lang}-%s.cache")
    cache.salt = repr((sorted(vars(site).items()), words.state, [path.stat().st_mtime_ns for path in sorted(folder.parent.glob("*.py"))]))
    return cache


class _Compiled(FileSystemBytecodeCache):
    """A template compiled for a site of other settings is compiled anew, in the place of the former."""

    salt = ""

    def get_source_checksum(self, source: str) -> str:
        return blake2b(f"{self.salt}\0{source}".encode(), digest_size=16).hexdigest()
