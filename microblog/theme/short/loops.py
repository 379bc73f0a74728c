"""`{% for %}`, and what a template asks of the loop around, for the compiler.

Rounds are counted only where that is asked for. What has to know the rounds to come (`loop.last`) makes a list of the values first.
"""

import ast
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from jinja2 import nodes

from microblog.theme.short.calls import Calls
from microblog.theme.short.expressions import is_loop
from microblog.theme.short.scopes import RESERVED, UnsupportedError
from microblog.theme.short.texts import Item, call, name_of, statements

_COUNTED: Mapping[str, str] = MappingProxyType({"first": "{0} == 0", "index": "{0} + 1", "index0": "{0}", "depth": "1", "depth0": "0"})
_LISTED: Mapping[str, str] = MappingProxyType(
    {
        "last": "{0} + 1 == len({0}_of)",
        "length": "len({0}_of)",
        "revindex": "len({0}_of) - {0}",
        "revindex0": "len({0}_of) - {0} - 1",
        "previtem": "{0}_of[{0} - 1] if {0} else Missing()",
        "nextitem": "{0}_of[{0} + 1] if {0} + 1 < len({0}_of) else Missing()",
    }
)
"""What Python says for what Jinja2 says of a loop, `{0}` being the counter of rounds from 0, and `{0}_of` the list of its values."""


class Loops(Calls):
    """Translates loops."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.rounds = 0
        self.counted: set[str] = set()  # the counters that are asked for
        self.listed: set[str] = set()  # those whose list is asked for

    def items(self, body: Sequence[nodes.Node]) -> list[Item]:
        """Translate statements to text and what is done between it."""
        return [item for node in body for item in self.visit(node)]

    def visit_For(self, node: nodes.For) -> list[Item]:
        if node.recursive:
            raise UnsupportedError("a recursive loop", node)
        values = self.visit(node.iter)
        with self.frame(self.inner(node, for_branch="else")):
            otherwise = statements(self.items(node.else_))
        self.rounds += 1
        counter = f"round_{self.rounds}"
        names = self.targets(node.target, RESERVED)  # a loop may have a name such as `_`, which means something else outside of it
        with self.frame(self.inner(node, for_branch="test"), loop=""):
            target = self.store(node.target, names)
            test = self.visit(node.test) if node.test else None
            variables = dict(self.own)
        with self.frame(self.inner(node, for_branch="body"), loop=counter):
            self.own = variables
            self.scope |= {name: name_of(variable) for name, variable in variables.items()}
            body = statements(self.items(node.body)) or [ast.Pass()]
        return self._loop(counter, ast.For(target, values, body, []), test, otherwise)

    def _loop(self, counter: str, loop: ast.For, test: ast.expr | None, otherwise: list[ast.stmt]) -> list[Item]:
        """Put a loop together."""
        if counter in self.listed:
            return [*_over_list(counter, loop, test), *_unless(f"{counter}_of", otherwise)]
        if test:
            loop.body.insert(0, ast.If(ast.UnaryOp(ast.Not(), test), [ast.Continue()], []))
        if not otherwise and counter not in self.counted:
            return [loop]
        loop.body += ast.parse(f"{counter} += 1").body
        return [*ast.parse(f"{counter} = 0").body, loop, *_unless(counter, otherwise)]

    def of_loop(self, node: nodes.Getattr) -> ast.expr:
        known = _COUNTED.get(node.attr) or _LISTED.get(node.attr)
        if not self.loop or not known:
            return super().of_loop(node)
        (self.counted if node.attr in _COUNTED else self.listed).add(self.loop)
        return ast.parse(known.format(self.loop), mode="eval").body

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        called = node.node
        if self.loop and isinstance(called, nodes.Getattr) and is_loop(called.node):
            return self._cycle(node, called)
        return super().visit_Call(node)

    def _cycle(self, node: nodes.Call, called: nodes.Getattr) -> ast.expr:
        if called.attr != "cycle" or not node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise UnsupportedError(f"`loop.{called.attr}()`", node)
        self.counted.add(self.loop)
        values = ast.Tuple([self.visit(value) for value in node.args], ast.Load())
        return ast.Subscript(values, ast.BinOp(name_of(self.loop), ast.Mod(), ast.Constant(len(node.args))), ast.Load())


def _unless(variable: str, otherwise: list[ast.stmt]) -> list[ast.stmt]:
    return [ast.If(ast.UnaryOp(ast.Not(), name_of(variable)), otherwise, [])] if otherwise else []


def _over_list(counter: str, loop: ast.For, test: ast.expr | None) -> list[ast.stmt]:
    """Return a loop over a list of those values that fulfil a condition, with the counter of its rounds."""
    values: ast.expr = call("list", loop.iter)
    if test:
        each = ast.comprehension(ast.Name("each", ast.Store()), loop.iter, [], 0)
        named = ast.comprehension(loop.target, ast.Tuple([name_of("each")], ast.Load()), [test], 0)
        values = ast.ListComp(name_of("each"), [each, named])
    target = ast.Tuple([ast.Name(counter, ast.Store()), loop.target], ast.Store())
    return [
        ast.Assign([ast.Name(f"{counter}_of", ast.Store())], values),
        ast.For(target, call("enumerate", name_of(f"{counter}_of")), loop.body, []),
    ]
