"""Macros as Python's functions within that of the template, and their imports, for the compiler.

A macro gets its parameters as variables of their own; what it takes from around it must not change after its definition, since Jinja2
would ask for it at each call. An imported template sees nothing but what is the same on all pages.
"""

import ast
from collections.abc import Callable, Sequence

from jinja2 import nodes
from jinja2.compiler import find_undeclared
from jinja2.idtracking import Symbols

from microblog.theme.short.scopes import Macro, Meaning, Module, Unclear, UnsupportedError
from microblog.theme.short.statements import Statements
from microblog.theme.short.texts import Item, assign, call, name_of, statements, trusted

Parse = Callable[[str], nodes.Template]  # returns a template by its name


class Macros(Statements):
    """Translates macros, their calls and imports."""

    def __init__(self, parse: Parse, *arguments: object) -> None:
        super().__init__(*arguments)
        self.parse = parse
        self.importing: list[str] = []

    def visit_Macro(self, node: nodes.Macro) -> list[Item]:
        self.own_names([node.name], node)
        function = self.bind(node.name)
        self.mean(node.name, Unclear())
        symbols = self.inner(node)
        outer = self.macro, self.around
        self.macro, self.around = symbols, frozenset(self.stored)
        with self.frame(symbols, loop=""):
            macro, definition = self._function(function, node)
        self.macro, self.around = outer
        self.mean(node.name, macro)
        return [definition]

    def _function(self, function: str, node: nodes.Macro | nodes.CallBlock) -> tuple[Macro, ast.stmt]:
        """Return the function of a macro, or of what is between `call` and `endcall`."""
        names = self.own_names([argument.name for argument in node.args], node)
        parameters = {name: self.bind(name) for name in names}
        first: list[ast.stmt] = []
        defaults = dict(zip(names[len(names) - len(node.defaults) :], node.defaults, strict=True))
        for number, name in enumerate(names):
            if name in defaults:
                first.append(self._default(parameters[name], defaults[name], names[number:]))
        given: list[ast.expr] = [name_of("NOT_GIVEN") if name in defaults else call("Missing") for name in names]
        has_caller = "caller" in find_undeclared(node.body, ("caller", "kwargs", "varargs"))
        if has_caller:
            parameters["caller"] = self.bind("caller")
            given.append(call("Missing"))
        arguments = ast.arguments([], [ast.arg(variable) for variable in parameters.values()], None, [], [], None, given)
        body = ast.parse("texts = []").body + first + statements(self.items(node.body)) + ast.parse("return ''.join(texts)").body
        return Macro(function, parameters, has_caller), ast.FunctionDef(function, arguments, body, [])

    def _default(self, variable: str, default: nodes.Expr, later: list[str]) -> ast.stmt:
        """Return what gives a parameter its default, which may ask for those before it."""
        asked = {name.name for name in nodes.List([default]).find_all(nodes.Name)}
        if not asked.isdisjoint(later):
            raise UnsupportedError("a default that asks for a later parameter", default)
        test = ast.Compare(name_of(variable), [ast.Is()], [name_of("NOT_GIVEN")])
        return ast.If(test, [assign(variable, self.visit(default))], [])

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        meaning = self._meaning(node.node)
        if isinstance(meaning, Macro):
            return self._macro_called(meaning, node)
        if isinstance(node.node, nodes.Name) and node.node.name == "caller" and isinstance(meaning, ast.Name) and not node.kwargs:
            return trusted(self.called(meaning, [], node))
        return super().visit_Call(node)

    def _meaning(self, node: nodes.Node) -> Meaning | None:
        """Return what a name means, or a name of an imported template."""
        if isinstance(node, nodes.Name):
            return self.scope.get(node.name)
        if not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
            return None
        module = self.scope.get(node.node.name)
        return module.scope.get(node.attr) if isinstance(module, Module) and not node.attr.startswith("_") else None

    def _macro_called(self, macro: Macro, node: nodes.Call, caller: ast.expr | None = None) -> ast.expr:
        names = list(macro.parameters)[: len(macro.parameters) - macro.has_caller]
        given = [pair.key for pair in node.kwargs if isinstance(pair, nodes.Keyword)]
        if len(node.args) > len(names) or not set(given) <= set(names[len(node.args) :]) or len(set(given)) < len(given):
            raise UnsupportedError("a call of a macro with other arguments than it has", node)
        if macro.function in self.around:
            self.captured[macro.function] = nodes.Name(macro.function, "load", lineno=node.lineno)
        called = self.called(name_of(macro.function), [], node)
        assert isinstance(called, ast.Call)  # noqa: S101 - for mypy
        for keyword in called.keywords:
            keyword.arg = macro.parameters[str(keyword.arg)]
        if caller:
            called.keywords.append(ast.keyword(macro.parameters["caller"], caller))
        return trusted(called)

    def visit_Getattr(self, node: nodes.Getattr) -> ast.expr:
        meaning = self._meaning(node)
        if isinstance(meaning, ast.Name):
            return meaning
        return super().visit_Getattr(node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> list[Item]:
        macro = self._meaning(node.call.node)
        if not isinstance(macro, Macro) or not macro.has_caller:
            raise UnsupportedError("`{% call %}` of what takes no text", node)
        self.bodies += 1
        function = f"caller_{self.bodies}"
        with self.frame(self.inner(node)):
            _, definition = self._function(function, node)
        return [definition, trusted_text(self._macro_called(macro, node.call, name_of(function)))]

    def visit_Import(self, node: nodes.Import) -> list[Item]:
        self.own_names([node.target], node)
        items, module = self._imported(node)
        self.mean(node.target, module)
        return items

    def visit_FromImport(self, node: nodes.FromImport) -> list[Item]:
        items, module = self._imported(node)
        for pair in node.names:
            name, alias = (pair, pair) if isinstance(pair, str) else pair
            self.own_names([alias], node)
            if not isinstance(module.scope.get(name), ast.Name | Macro):
                raise UnsupportedError(f"the import of `{name}`", node)
            self.mean(alias, module.scope[name])
        return items

    def _imported(self, node: nodes.Import | nodes.FromImport) -> tuple[list[Item], Module]:
        """Translate an imported template, which shows nothing: it may define macros, set names and import others."""
        name = literal(node.template)
        if node.with_context or name in self.importing or self.macro:
            raise UnsupportedError("this import", node)
        tree = self.parse(name)
        self.importing.append(name)
        outer = self.is_closed, self.top, self.top_names
        with self.frame(Symbols(), {}, loop=""):
            self.is_closed, self.top_names = True, set()
            self.begin_top(tree)
            items = self.silent_items(tree.body)
            module = Module(self.scope)
        self.is_closed, self.top, self.top_names = outer
        self.importing.pop()
        return items, module

    def silent_items(self, body: Sequence[nodes.Node]) -> list[Item]:
        """Translate what gives names a meaning where nothing is shown."""
        items: list[Item] = []
        for part in body:
            if not isinstance(part, nodes.Assign | nodes.AssignBlock | nodes.Macro | nodes.Import | nodes.FromImport):
                if not is_data(part):
                    raise UnsupportedError("what stands outside of the blocks", part)
            else:
                items += self.visit(part)
        return items


def trusted_text(value: ast.expr) -> ast.expr:
    """Return the text of what is HTML."""
    return value.args[0] if isinstance(value, ast.Call) else value


def is_data(node: nodes.Node) -> bool:
    """Whether a part is nothing but text."""
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def literal(node: nodes.Expr) -> str:
    """Return the name of a template that is written out."""
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        raise UnsupportedError("a template by a value", node)
    return node.value
