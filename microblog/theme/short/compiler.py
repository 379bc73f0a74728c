"""From a template, as Jinja2 reads it, to one Python function that returns the texts of which a page consists, encoded.

`extends`, `include` and blocks are resolved here instead of at each rendering, attributes are Python's own, and text that a
condition alone decides on needs no statement. That is several times as fast as what Jinja2 makes of the same template.

What ordinary templates hold is known here (`scopes`, `expressions`, `calls`, `loops`, `statements`, `macros`, `inheritance`, each
building on the one before, and `encoding` at the end); whatever else is met raises UnsupportedError, and Jinja2 renders that template.
What is known gives the same text as with Jinja2, or raises when it runs (a name is not there, say): then Jinja2 renders the
page again, and tells what is wrong. So this has to be right, but need not be complete, and has no words for any error.
"""

import ast
import marshal
import warnings

from jinja2 import Environment, nodes

from microblog.text.tuples import NamedTuple
from microblog.text.words import Words
from microblog.theme.short.encoding import encode_texts
from microblog.theme.short.inheritance import Inheritance
from microblog.theme.short.macros import Parse
from microblog.theme.short.scopes import UnsupportedError
from microblog.theme.short.texts import statements

_RENDER = """
def render(context):
    texts = []
    return texts
"""

Left = tuple[str, int, str]
"""Why a template is left to Jinja2: its name, or that of one that it is made of; the line; what the compiler does not know."""


class Outcome(NamedTuple):
    """What comes of a template."""

    names: tuple[str, ...]  # of all templates that it is made of
    code: bytes  # a module whose function `render` takes the context and returns the texts; empty where it is left to Jinja2
    left: Left | None


def compile_template(name: str, environment: Environment, words: Words, trees: dict[str, nodes.Template]) -> Outcome:
    """Compile a template, or say why it is left to Jinja2. What others were made of stands in `trees` and need not be parsed again."""
    read: dict[str, nodes.Template] = {}

    def parse(name: str) -> nodes.Template:
        if name not in trees:
            text, path, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
            trees[name] = environment.parse(text, name, path)
        return read.setdefault(name, trees[name])

    left = None
    try:
        code = _compiled(_module(name, parse, words), name)
    except UnsupportedError as error:
        code, left = b"", _left(error, read)
    except (SyntaxError, RecursionError):  # Python's own bounds
        code, left = b"", (name, 1, "what is nested as deep as here")
    return Outcome(tuple(read), code, left)


def _module(name: str, parse: Parse, words: Words) -> ast.Module:
    """Return the module of a template; translate it once more for as long as that teaches anything."""
    learned: set[str] = set()
    while True:
        count = len(learned)
        translation = Inheritance(parse, words, learned)
        items = translation.template(name)
        translation.check_macros()
        if len(learned) == count:
            break
    tree = ast.parse(_RENDER)
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)  # noqa: S101 - for mypy
    function.body[1:1] = [*map(_known, sorted(translation.asked)), *encode_texts(statements(items))]
    return ast.fix_missing_locations(tree)


def _known(name: str) -> ast.stmt:
    """Bind a name to its value from outside; one that has none there raises where it is used, as Python's variables do."""
    return ast.parse(f"if {name!r} in context: _{name} = context[{name!r}]").body[0]


def _compiled(module: ast.Module, name: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # what cannot work raises when it runs
        return marshal.dumps(compile(module, name, "exec"))


def _left(error: UnsupportedError, read: dict[str, nodes.Template]) -> Left:
    """Return where a template holds what is not known."""
    for node in (error.node, *error.around):
        for name, tree in read.items():
            if tree is node or any(part is node for part in tree.find_all(nodes.Node)):
                return name, node.lineno or 1, str(error)
    return next(iter(read)), 1, str(error)
