"""A stylesheet of custom properties."""

from collections.abc import Iterable

from microblog.text.xml import encode


def render_properties(properties: Iterable[tuple[str, str]]) -> bytes:
    """Set custom properties for a whole page; names and values are such as a stylesheet can have."""
    lines = "".join(f"  {name}: {value};\n" for name, value in properties)
    return encode(f":root {{\n{lines}}}\n")
