"""Statements of templates, save loops and macros, for the compiler: text, branches, and what gives names a meaning."""

import ast
from collections.abc import Sequence

from jinja2 import nodes

from microblog.theme.short.loops import Loops
from microblog.theme.short.scopes import Scope, UnsupportedError
from microblog.theme.short.texts import Item, assign, call, conditional, escaped, joined, name_of, only_texts, statements, trusted


class Statements(Loops):
    """Translates each statement to a list of items."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.namespaces: set[str] = set()  # the variables whose attributes a template can set
        self.bodies = 0

    def visit_Output(self, node: nodes.Output) -> list[Item]:
        return [item for part in node.nodes for item in self.shown(part)]

    def shown(self, part: nodes.Node) -> list[Item]:
        """Translate what is shown."""
        return [ast.Constant(part.data) if isinstance(part, nodes.TemplateData) else escaped(self.visit(part))]

    def visit_If(self, node: nodes.If) -> list[Item]:
        before, after = self.scope, list[Scope]()
        items = self._branches([node, *node.elif_], node.else_, before, after)
        return self.merge(before, after) + items

    def _branches(self, branches: Sequence[nodes.If], otherwise: Sequence[nodes.Node], before: Scope, after: list[Scope]) -> list[Item]:
        """Put text within the text around it, where no statement is needed; what is decided already needs no question."""
        if not branches:
            return self._branch(otherwise, before, after)
        branch, *others = branches
        self.restart(dict(before))
        test = self.visit(branch.test)
        if isinstance(test, ast.Constant):
            if test.value:
                return self._branch(branch.body, before, after)
            return self._branches(others, otherwise, before, after)
        body = self._branch(branch.body, before, after)
        return [conditional(test, body, self._branches(others, otherwise, before, after))]

    def _branch(self, body: Sequence[nodes.Node], before: Scope, after: list[Scope]) -> list[Item]:
        self.restart(dict(before))
        items = self.items(body)
        after.append(self.scope)
        return items

    def visit_Assign(self, node: nodes.Assign) -> list[Item]:
        value = self.visit(node.node)
        if isinstance(node.target, nodes.NSRef):
            return [self._attribute(node.target, value)]
        stored = self.store(node.target, self.targets(node.target))
        if isinstance(stored, ast.Name) and isinstance(value, ast.Call) and ast.dump(value.func) == ast.dump(name_of("Namespace")):
            self.namespaces.add(stored.id)
        return [ast.Assign([stored], value)]

    def _attribute(self, node: nodes.NSRef, value: ast.expr) -> ast.stmt:
        """Set an attribute of what is a namespace for certain."""
        target = self.scope.get(node.name)
        if not isinstance(target, ast.Name) or target.id not in self.namespaces or self.stored[target.id] > 1:
            raise UnsupportedError(f"setting `{node.name}.{node.attr}`", node)
        return ast.Assign([ast.Attribute(target, node.attr, ast.Store())], value)

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> list[Item]:
        """Keep text under a name, within an expression that is no text itself, where it needs no statement and is HTML at once."""
        with self.frame(self.inner(node)):
            items = self.items(node.body)
            texts = only_texts(items)
            first, text = self.captured_text(items)
            if node.filter is not None:
                text, texts = call("plain", self.filtered(node.filter, text)), None
        if not isinstance(node.target, nodes.Name):
            raise UnsupportedError("what is set here", node)
        self.targets(node.target)
        name, variable = node.target.name, self.bind(node.target.name)
        if texts is None or variable in self.learned:
            return [*first, assign(variable, trusted(text))]
        self.mean(name, trusted(name_of(variable)))
        return [ast.IfExp(ast.NamedExpr(ast.Name(variable, ast.Store()), text), ast.Constant(""), ast.Constant(""))]

    def captured_text(self, items: list[Item]) -> tuple[list[Item], ast.expr]:
        """Return the text of a part, and what has to be done before it is there."""
        texts = only_texts(items)
        if texts is not None:
            return [], joined(texts)
        self.bodies += 1
        kept = f"texts_{self.bodies}"
        first = ast.parse(f"{kept}, texts = texts, []").body + statements(items) + ast.parse(f"{kept}, texts = ''.join(texts), {kept}").body
        return list[Item](first), name_of(kept)

    def filtered(self, node: nodes.Filter, text: ast.expr) -> ast.expr:
        """Return what filters make of the text that they stand around."""
        outer, self.body = self.body, trusted(text)
        value: ast.expr = self.visit(node)
        self.body = outer
        return value

    def visit_FilterBlock(self, node: nodes.FilterBlock) -> list[Item]:
        with self.frame(self.inner(node)):
            first, text = self.captured_text(self.items(node.body))
            return [*first, call("plain", self.filtered(node.filter, text))]

    def visit_Scope(self, node: nodes.Scope) -> list[Item]:
        """Translate what Jinja2 puts around `{% autoescape %}`."""
        with self.frame(self.inner(node)):
            return self.items(node.body)

    def visit_With(self, node: nodes.With) -> list[Item]:
        """Let names stand for values; for one that costs nothing to ask for, and may not be there where nobody asks, without a variable."""
        values = [self.visit(value) for value in node.values]
        plain = [self._is_plain(value) for value in node.values]
        names = [name for target in node.targets for name in self.targets(target)]
        if len(names) != len(values) or len(set(names)) != len(names):
            raise UnsupportedError("this `{% with %}`", node)
        first: list[Item] = []
        with self.frame(self.inner(node)):
            for name, value, is_plain in zip(names, values, plain, strict=True):
                if is_plain:
                    self.mean(name, value)
                else:
                    first.append(assign(self.bind(name), value))
            return first + self.items(node.body)

    def _is_plain(self, node: nodes.Node) -> bool:
        """Whether a value is a constant, a name, or an attribute of what is there for certain."""
        inner = node.node if isinstance(node, nodes.Getattr) else None
        if not isinstance(inner, nodes.Name):
            return isinstance(node, nodes.Const | nodes.Name)
        meaning = self.scope.get(inner.name)
        return isinstance(meaning, ast.expr) and getattr(meaning, "id", "") not in self.namespaces
