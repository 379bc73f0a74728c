"""From a template, as Jinja2 reads it, to one Python function that returns the texts of which a page consists.

`extends`, `include` and blocks are resolved here instead of at each rendering, attributes are Python's own, and text that a
condition alone decides on needs no statement. That is several times as fast as what Jinja2 makes of the same template.

Only what most templates hold is known here; whatever else is met raises UnsupportedError, and Jinja2 renders that template.
What is known gives the same text as with Jinja2, or raises when it runs (a name is not there, say): then Jinja2 renders the
page again, and tells what is wrong. So this has to be right, but need not be complete, and has no words for any error.
"""

import ast
import marshal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from jinja2 import Environment, nodes

from microblog.text.words import Words
from microblog.theme.short.expressions import COMMON, FUNCTIONS, Expressions, UnsupportedError, escaped, joined, merged, name_of, trusted

Parse = Callable[[str], nodes.Template]  # returns a template by its name
Item = ast.expr | ast.stmt  # text to show, or what is done between two texts

_RESERVED = frozenset({"loop", "self", "super", "caller"}) | COMMON
_RENDER = """
def render(context):
    texts = []
    return texts
"""


def compile_template(name: str, environment: Environment, words: Words) -> tuple[tuple[str, ...], bytes]:
    """Compile a template to a module whose function `render` takes the context and returns the texts.

    What comes of it is the names of all templates that it is made of, and the code; none where it is left to Jinja2.
    """
    read: dict[str, nodes.Template] = {}

    def parse(name: str) -> nodes.Template:
        if name not in read:
            text, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
            read[name] = environment.parse(text, name, path)
        return read[name]

    try:
        code = marshal.dumps(compile(_Statements(parse, words).module(name), name, "exec"))
    except UnsupportedError:
        code = b""
    return tuple(read), code


class _Statements(Expressions):
    """Translates each statement to a list of items.

    Python's scopes are other than Jinja2's: a name that has its meaning from the template in one place and from outside in
    another is refused, and so is an assignment within a loop or a branch.
    """

    def __init__(self, parse: Parse, words: Words) -> None:
        super().__init__(words)
        self._parse = parse
        self._blocks: dict[str, nodes.Block] = {}
        self._included: list[str] = []
        self._bound: set[str] = set()  # names that the template gives a meaning
        self._depth = 0
        self._rounds = 0

    def module(self, name: str) -> ast.Module:
        """Return the module of a template."""
        items = self._items(self._flattened(name))
        if self.asked & (self._bound | _RESERVED):
            raise UnsupportedError("scopes")
        tree = ast.parse(_RENDER)
        function = tree.body[0]
        assert isinstance(function, ast.FunctionDef)  # noqa: S101 - for mypy
        function.body[1:1] = [*map(_known, sorted(self.asked)), *_statements(items)]
        return ast.fix_missing_locations(tree)

    def _flattened(self, name: str) -> list[nodes.Node]:
        """Return the frame that a template fills in the end, and note the blocks of all templates on the way."""
        tree, seen = self._parse(name), {name}
        while True:
            self._note_blocks(tree)
            parent = _parent_of(tree)
            if parent is None:
                return tree.body
            if parent in seen:
                raise UnsupportedError(parent)
            seen.add(parent)
            tree = self._parse(parent)

    def _note_blocks(self, tree: nodes.Template) -> None:
        own = {block.name: block for block in tree.find_all(nodes.Block)}
        if len(own) != len(list(tree.find_all(nodes.Block))):
            raise UnsupportedError("a block twice")
        self._blocks = own | self._blocks

    def _items(self, body: Sequence[nodes.Node]) -> list[Item]:
        return [item for node in body for item in self.visit(node)]

    @contextmanager
    def _within(self, scope: frozenset[str], loop: str) -> Iterator[None]:
        """Translate what stands within a statement."""
        outer = self.scope, self.loop, self.alias
        self.scope, self.loop, self.alias = scope, loop, dict(self.alias)
        self._depth += 1
        yield
        self._depth -= 1
        self.scope, self.loop, self.alias = outer

    def visit_Output(self, node: nodes.Output) -> list[Item]:
        return [ast.Constant(part.data) if isinstance(part, nodes.TemplateData) else escaped(self.visit(part)) for part in node.nodes]

    def visit_If(self, node: nodes.If) -> list[Item]:
        return self._branches([node, *node.elif_], node.else_)

    def _branches(self, branches: Sequence[nodes.If], otherwise: Sequence[nodes.Node]) -> list[Item]:
        """Put text within the text around it, where no statement is needed; what is decided already needs no question."""
        if not branches:
            return self._inner(otherwise)
        branch, *others = branches
        test = self.visit(branch.test)
        if not isinstance(test, ast.Constant):
            return [_conditional(test, self._inner(branch.body), self._branches(others, otherwise))]
        return self._inner(branch.body) if test.value else self._branches(others, otherwise)

    def visit_For(self, node: nodes.For) -> list[Item]:
        if node.recursive:
            raise UnsupportedError("recursive")
        values, otherwise = self.visit(node.iter), _statements(self._inner(node.else_))
        target = self._bind(node.target, _RESERVED)  # a loop may have a name such as `_`, which means something else outside of it
        self._rounds += 1
        counter = f"round_{self._rounds}"
        scope = self.scope | _names(target)
        with self._within(scope, ""):
            skip: list[ast.stmt] = [ast.If(ast.UnaryOp(ast.Not(), self.visit(node.test)), [ast.Continue()], [])] if node.test else []
        with self._within(scope, counter):
            body = skip + (_statements(self._items(node.body)) or [ast.Pass()])
        if not otherwise and counter not in self.counted:
            return [ast.For(target, values, body, [])]
        return [_zero(counter), ast.For(target, values, [*body, _count(counter)], []), _unless(counter, otherwise)]

    def _inner(self, body: Sequence[nodes.Node]) -> list[Item]:
        """Translate a part whose own names mean nothing outside of it."""
        with self._within(self.scope, self.loop):
            return self._items(body)

    def visit_Assign(self, node: nodes.Assign) -> list[Item]:
        if self._depth:
            raise UnsupportedError("set")
        value = self.visit(node.node)
        target = self._bind(node.target, _RESERVED | FUNCTIONS)
        self.scope |= _names(target)
        return [ast.Assign([target], value)]

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> list[Item]:
        """Keep text under a name, within an expression that is no text itself.

        In Python the name has that meaning after a branch as well; who asks for it there is refused.
        """
        texts = _only_texts(self._inner(node.body))
        target = self._bind(node.target, _RESERVED | FUNCTIONS)
        if texts is None or node.filter is not None or not isinstance(target, ast.Name):
            raise UnsupportedError("set")
        self._stand_for(target, trusted(name_of(target.id)))
        return [ast.IfExp(ast.NamedExpr(target, joined(texts)), ast.Constant(""), ast.Constant(""))]

    def visit_With(self, node: nodes.With) -> list[Item]:
        """Let names stand for values that cost nothing to ask for, and that can be asked for only where they are shown."""
        values = [self.visit(value) for value in node.values]
        with self._within(self.scope, self.loop):
            for target, value, plain in zip(node.targets, values, map(self._is_plain, node.values), strict=True):
                name = self._bind(target, _RESERVED | FUNCTIONS)
                if not plain or not isinstance(name, ast.Name):
                    raise UnsupportedError("with")
                self._stand_for(name, value)
            return self._items(node.body)

    def _is_plain(self, node: nodes.Node) -> bool:
        """Whether a value is a constant, a name, or an attribute of what is there for certain."""
        inner = node.node if isinstance(node, nodes.Getattr) else None
        return isinstance(node, nodes.Const | nodes.Name) or (isinstance(inner, nodes.Name) and inner.name in self.scope)

    def _stand_for(self, target: ast.Name, value: ast.expr) -> None:
        self.scope |= _names(target)
        self.alias |= dict.fromkeys(_names(target), value)

    def _bind(self, target: nodes.Node, reserved: frozenset[str]) -> ast.Name | ast.Tuple:
        """Bind a name, or several, to a meaning that only the template knows."""
        parts = target.items if isinstance(target, nodes.Tuple) else [target]
        names = [part.name for part in parts if isinstance(part, nodes.Name)]
        if len(names) != len(parts) or not self.scope.isdisjoint(names) or not reserved.isdisjoint(names):
            raise UnsupportedError("target")
        self._bound.update(names)
        stored: list[ast.expr] = [ast.Name(f"_{name}", ast.Store()) for name in names]
        return ast.Tuple(stored, ast.Store()) if isinstance(target, nodes.Tuple) else ast.Name(f"_{names[0]}", ast.Store())

    def visit_Block(self, node: nodes.Block) -> list[Item]:
        block = self._blocks[node.name]
        if block.scoped or block.required or node.scoped or node.required:
            raise UnsupportedError("block")
        with self._within(frozenset(), ""):
            self.alias = {}
            return self._items(block.body)

    def visit_Include(self, node: nodes.Include) -> list[Item]:
        name = _literal(node.template)
        if not node.with_context or node.ignore_missing or name in self._included:
            raise UnsupportedError("include")
        tree = self._parse(name)
        if next(tree.find_all((nodes.Block, nodes.Extends)), None):
            raise UnsupportedError("blocks of an included template")
        self._included.append(name)
        with self._within(self.scope, ""):
            depth, self._depth = self._depth, 0  # a name that it sets has its meaning there alone
            items = self._items(tree.body)
            self._depth = depth
        self._included.pop()
        return items


def _parent_of(tree: nodes.Template) -> str | None:
    """Name the template that one extends, which then has nothing but blocks."""
    if next(tree.find_all(nodes.Extends), None) is None:
        return None
    first, *others = tree.body
    if not isinstance(first, nodes.Extends) or not all(isinstance(part, nodes.Block) or _is_data(part) for part in others):
        raise UnsupportedError("extends")
    return _literal(first.template)


def _is_data(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(isinstance(part, nodes.TemplateData) for part in node.nodes)


def _literal(node: nodes.Expr) -> str:
    if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
        raise UnsupportedError("a template by a value")
    return node.value


def _names(target: ast.Name | ast.Tuple) -> frozenset[str]:
    return frozenset(part.id[1:] for part in ast.walk(target) if isinstance(part, ast.Name))


def _conditional(test: ast.expr, body: list[Item], otherwise: list[Item]) -> Item:
    texts, others = _only_texts(body), _only_texts(otherwise)
    if texts is None or others is None:
        return ast.If(test, _statements(body) or [ast.Pass()], _statements(otherwise))
    return ast.IfExp(test, joined(texts), joined(others))


def _only_texts(items: list[Item]) -> list[ast.expr] | None:
    texts = [item for item in items if isinstance(item, ast.expr)]
    return texts if len(texts) == len(items) else None


def _statements(items: list[Item]) -> list[ast.stmt]:
    """Turn items into statements, of which each shows as much text as it can."""
    made: list[ast.stmt] = []
    texts: list[ast.expr] = []
    for item in items:
        if isinstance(item, ast.expr):
            texts.append(item)
        else:
            made += [*_shown(texts), item]
            texts = []
    return made + _shown(texts)


def _shown(texts: list[ast.expr]) -> list[ast.stmt]:
    return [ast.AugAssign(ast.Name("texts", ast.Store()), ast.Add(), ast.Tuple(merged(texts), ast.Load()))] if texts else []


def _known(name: str) -> ast.stmt:
    """Bind a name to its value from outside; one that has none there raises where it is used, as Python's variables do."""
    return ast.parse(f"if {name!r} in context: _{name} = context[{name!r}]").body[0]


def _zero(counter: str) -> ast.stmt:
    return ast.parse(f"{counter} = 0").body[0]


def _count(counter: str) -> ast.stmt:
    return ast.parse(f"{counter} += 1").body[0]


def _unless(counter: str, body: list[ast.stmt]) -> ast.stmt:
    return ast.If(ast.UnaryOp(ast.Not(), name_of(counter)), body or [ast.Pass()], [])
