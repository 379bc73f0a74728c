"""Settings of other tools as plain values: YAML, TOML and JSON by this program's own readers, Python without running it."""

import ast
import json
import re
from typing import Any

from microblog.content.heads import parse_json, parse_toml
from microblog.yaml import parse_yaml
from microblog.yaml.values import Items, Pairs, Value

_LIMIT = 256  # KiB


def plain(value: Value) -> Any:
    """Return a value as texts, lists and tables."""
    if isinstance(value, Pairs):
        return {key: plain(inner) for key, inner in value.values.items()}
    if isinstance(value, Items):
        return [plain(item) for item in value.items]
    return value.value


def parse_settings(text: str, name: str) -> dict[str, Any]:
    """Read settings by the ending of their file's name; what is broken says nothing."""
    if name.endswith(".toml"):
        pairs, _ = parse_toml(text, name, 1)
    elif name.endswith(".json"):
        pairs, _ = parse_json(text, name, 1)
    else:
        pairs, _ = parse_yaml(re.sub(r"\A---[ \t]*\n", "", text), name, 1, _LIMIT)
    return {key: plain(value) for key, value in pairs.values.items()}


def parse_json_value(text: str) -> Any:
    """Read any JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def parse_python(text: str) -> dict[str, Any]:
    """Read the assignments at the top of a Python file, as far as they are literals or name one another. Nothing is run."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, Any] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                _assign(values, target.id, node.value)
    return values


def _assign(values: dict[str, Any], name: str, node: ast.expr) -> None:
    try:
        values[name] = _value(node, values)
    except (ValueError, TypeError, KeyError, RecursionError):
        values.pop(name, None)


def _value(node: ast.expr, known: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [_value(item, known) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {_value(key, known): _value(value, known) for key, value in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, ast.Call) and node.args:  # such as a translation's `_("words")`
        return _value(node.args[0], known)
    raise ValueError
