"""The recipes of CONTRIBUTING.md: each file that they name is there, and following them is enough."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, MakeSite
from tests.support.engine_copy import MADE, copy_engine, insert, run

RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Recipes")[2].partition("\n## ")[0]
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/2026-11-20-tea.md": "---\nlocation: The pier\n---\nTea is ready.\n",
}


def files_of(title: str) -> list[str]:
    """Return the files that a recipe lists."""
    part = RECIPES.partition(f"### {title}\n")[2].partition("\n### ")[0]
    return re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "most"), [("A key of front matter", 8), ("A kind of page", 7), ("A kind of timeline", 5), ("A language", 3)]
)
def test_recipe_names_few_files_and_they_are_there(title: str, most: int) -> None:
    names = files_of(title)
    assert 0 < len(names) <= most
    assert [name for name in names if not (ROOT / name).exists() and name not in MADE] == []


def test_new_key_is_a_row_a_field_and_a_place_in_a_template(make_site: MakeSite, tmp_path: Path) -> None:
    engine, root = copy_engine(tmp_path / "engine"), make_site(SITE)
    insert(engine / "microblog/content/keys.py", '    Key("pinned", boolean),', '    Key("location", short_text),\n')
    insert(engine / "microblog/model/nouns.py", "    pinned: bool = False", '    location: str = ""\n')
    insert(engine / "templates/_card.html", "</article>", '<p class="p-location">{{ post.location }}</p>\n')
    assert run(engine, root) == ""
    pages = ("index.html", "@ada/index.html", "@ada/2026-11-20-tea/index.html", "archive/2026/11/index.html")
    assert [page for page in pages if "The pier</p>" not in (root / "public" / page).read_text()] == []
    make_site({"posts/ada/2026-11-20-tea.md": "---\nlocation: The lighthouse\n---\nTea is ready.\n"})
    assert run(engine, root) == ""
    assert [page for page in pages if "The lighthouse</p>" not in (root / "public" / page).read_text()] == []


def test_new_language_is_a_file(make_site: MakeSite, tmp_path: Path) -> None:
    engine, root = copy_engine(tmp_path / "engine"), make_site(SITE | {"config.yaml": SITE["config.yaml"] + "lang: eo\n"})
    template = (engine / "microblog/theme/locale/microblog.pot").read_text(encoding="utf-8")
    translated = template.replace('msgid "Archive"\nmsgstr ""', 'msgid "Archive"\nmsgstr "Arkivo"')
    (engine / "microblog/theme/locale/eo.po").write_text(translated, encoding="utf-8")
    assert run(engine, root) == ""
    page = (root / "public" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="eo">' in page
    assert ">Arkivo</a>" in page
