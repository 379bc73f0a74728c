"""How templates are read and compiled: with what never changes within a build written in.

`site.title` or `url('style.css')` is the same on every page of a site. Such expressions are replaced by their values
before a template is compiled, so that a page renders in half the time. The outcome is the same: `site` and `url` are
still there for all that cannot be told beforehand.
"""

import os
from collections.abc import Callable
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from microblog.digests import blake2b

_WORTH_JOINING = 3  # texts


def make_environment(folders: tuple[Path, ...], site: object, url: Callable[[str], str], *, is_quick: bool = False) -> Environment:
    """Make what reads templates from some folders, the first that has one counting.

    A quick one renders in half the time, but knows no attribute that is in fact an item, and says less of what is wrong:
    where it fails, another one has to render the page.
    """
    environment = (_QuickEnvironment if is_quick else _Environment)(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(site, is_quick=is_quick),
    )
    environment.globals.update(site=site, url=url)
    return environment


class _Environment(Environment):
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        folded: nodes.Template = _Folding(self.globals).visit(tree)
        return folded


class _QuickGenerator(CodeGenerator):
    """Writes plain attribute access, and lets text that is escaped stay plain text."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - the library's name
        if not node.attr.isidentifier() or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Give what stands between two statements as one text, not one by one through all functions that a page is made of."""
        if frame.buffer is not None or frame.require_output_check or self.environment.finalize or len(node.nodes) < _WORTH_JOINING:
            super().visit_Output(node, frame)
            return
        finalize = self._make_finalize()
        self.writeline("yield concat((", node)
        for child in node.nodes:
            try:
                self.write(repr(self._output_child_to_const(child, frame, finalize)))
            except Exception:  # noqa: BLE001 - no constant, or one that fails, which is told when the template is rendered
                self._output_child_pre(child, frame, finalize)
                self.visit(child, frame)
                self._output_child_post(child, frame, finalize)
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _QuickEnvironment(_Environment):
    code_generator_class = _QuickGenerator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.escaped = escaped
        self._kept: dict[str, Template] = {}

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """Find a template; no file of one is looked at twice."""
        found = self._kept.get(name) if isinstance(name, str) else None
        if found is None:
            found = super().get_template(name, parent, globals)
            self._kept[str(found.name)] = found
        return found


def escaped(value: object) -> str:
    """Give a value as it stands in HTML; what is HTML already stays as it is."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class _Folding(NodeTransformer):
    """Replaces `site.NAME` and `url('literal')` by their values, where no template gives those names another meaning."""

    def __init__(self, known: "dict[str, object]") -> None:
        self.known = known

    def visit_Template(self, node: nodes.Template) -> nodes.Node:  # noqa: N802 - the library's name
        taken = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
        taken |= {part.target for part in node.find_all(nodes.Import)}
        taken |= {_alias(name) for part in node.find_all(nodes.FromImport) for name in part.names}
        self.known = {name: value for name, value in self.known.items() if name not in taken}
        return self.generic_visit(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        value = getattr(self.known.get("site"), node.attr, None) if _is_name(node.node, "site") else None
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, str | bool) else node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        arguments = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        is_literal = len(arguments) == len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        url = self.known.get("url") if _is_name(node.node, "url") else None
        return nodes.Const(url(arguments[0]), lineno=node.lineno) if is_literal and callable(url) else node


def _alias(name: str | tuple[str, str]) -> str:
    return name if isinstance(name, str) else name[1]


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name and node.ctx == "load"


def _compiled(site: object, *, is_quick: bool) -> BytecodeCache | None:
    """Keep compiled templates where Python keeps the engine's own compiled modules, where it may.

    Never below `.microblog/`: that folder may come from a cache which others can write, and must not hold code.
    """
    folder = Path(__file__).resolve().parent / "__pycache__"
    if not os.access(folder, os.W_OK):
        return None
    cache = _Compiled(str(folder), f"template-{'quick-' if is_quick else ''}%s.cache")
    cache.salt = repr(sorted(vars(site).items()))
    return cache


class _Compiled(FileSystemBytecodeCache):
    """A template compiled for a site of other settings is compiled anew, in the place of the former."""

    salt = ""

    def get_source_checksum(self, source: str) -> str:
        return blake2b(f"{self.salt}\0{source}".encode(), digest_size=16).hexdigest()
