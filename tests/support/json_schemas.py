"""JSON Schema for tests, without the syntax of addresses: no test asks for it, and its grammar takes a second to load."""

import sys
from typing import Any

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # which is how Python notes what cannot be imported

from jsonschema import Draft202012Validator  # noqa: E402 - the grammar is kept away first


def validator(schema: Any) -> Draft202012Validator:
    """Return what checks documents by a schema, which is one itself."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)
