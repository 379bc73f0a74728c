"""The indentation of templates, which is there for who reads them and not a part of what they make.

White space at the beginning of a line is left out, save within `<pre>`, `<textarea>`, `<script>` and `<style>`, and where
`{%+` or `{#+` asks to keep it. This is done before anything else reads a template, so it is the same for whatever renders it.
"""

import re

_INDENTATION = re.compile(r"<(pre|textarea|script|style)\b.*?</\1\s*>|^[ \t]++(?!\{[%#]\+)", re.DOTALL | re.IGNORECASE | re.MULTILINE)


def unindented(source: str) -> str:
    """Return a template's source without its indentation; the lines stay the same."""
    return _INDENTATION.sub(lambda match: match[0] if match[1] else "", source)
