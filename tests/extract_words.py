"""Write `microblog/theme/locale/microblog.pot`: all words that readers see, for translators to start from.

Run this after a message was added or changed: `.venv/bin/python tests/extract_words.py`. The file has no date and no line
numbers, so that it differs only where messages do.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
POT = ROOT / "microblog" / "theme" / "locale" / "microblog.pot"
_METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("microblog/**.py", "python")]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}}
_VOLATILE = (
    '"POT-Creation-Date:',
    '"Generated-By:',
    '"Language-Team:',
    '"Project-Id',
    '"Report-Msgid',
    '"PO-Revision',
    '"Last-Tr',
)  # of the header: what is not about the messages
_HEADER = """\
# Words that readers of a microblog see.
# A translation is a copy of this file that has the name of its language: de.po, pt-BR.po."""


def extract() -> str:
    """Return the catalog of all messages."""
    catalog = Catalog(project="microblog", header_comment=_HEADER, fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(
        ROOT, _METHODS, _OPTIONS, comment_tags=("L10N:",), strip_comment_tags=True, directory_filter=lambda path: "__pycache__" not in path
    ):
        catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    written = io.BytesIO()
    write_po(written, catalog, width=0, include_lineno=False, sort_by_file=True)
    return "".join(line for line in written.getvalue().decode().splitlines(keepends=True) if not line.startswith(_VOLATILE))


if __name__ == "__main__":
    POT.write_text(extract(), encoding="utf-8")
