"""Write `microblog/theme/locale/microblog.pot`, all words that readers see, and bring the catalogs of all languages in line with it.

Run this after a message was added or changed: `.venv/bin/python tests/extract_words.py`. In each catalog, translations stay, new
messages stand with nothing behind `msgstr`, and those that nothing asks for any more are gone; what is to be translated is listed.
No file has a date or line numbers, so that it differs only where messages do.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

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


def extract() -> Catalog:
    """Return the catalog of all messages."""
    catalog = Catalog(project="microblog", header_comment=_HEADER, fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(
        ROOT, _METHODS, _OPTIONS, comment_tags=("L10N:",), strip_comment_tags=True, directory_filter=lambda path: "__pycache__" not in path
    ):
        catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def written(catalog: Catalog, *, where: bool = True) -> str:
    """Return a catalog as its file has it; with or without the files that the messages come from."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, include_lineno=False, no_location=not where, sort_by_file=True, ignore_obsolete=True)
    return "".join(line for line in file.getvalue().decode().splitlines(keepends=True) if not line.startswith(_VOLATILE))


def updated(text: str, template: Catalog, lang: str) -> Catalog:
    """Return a catalog in line with all messages; nothing is guessed."""
    catalog = read_po(io.StringIO(text), locale=lang.replace("-", "_"))
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
    catalog.header_comment = f"# {catalog.locale.english_name}" if catalog.locale else ""
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """List the messages that a catalog has no translation of."""
    return [
        f"{message.context}: {message.id}" if message.context else str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def main() -> None:
    """Write all catalogs."""
    template = extract()
    POT.write_text(written(template), encoding="utf-8")
    for path in sorted(POT.parent.glob("*.po")):
        catalog = updated(path.read_text(encoding="utf-8"), template, path.stem)
        path.write_text(written(catalog, where=False), encoding="utf-8")
        for message in untranslated(catalog):
            print(f"{path.name}: {message}")


if __name__ == "__main__":
    main()
