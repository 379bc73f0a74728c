"""File names in other Unicode forms than the text that names them."""

import os
from collections.abc import Mapping
from pathlib import Path
from unicodedata import normalize

import pytest

from microblog.errors import ContentError
from microblog.sources import sourcefile
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

GIF = plain(kind="GIF")
SETTINGS = 'base_url: https://example.org/\ntag_authority: "example.org,2026"\n'


def site(form: str, text_form: str) -> dict[str, str | bytes]:
    """Return a site whose files have their names in one form, and whose texts name them in another."""
    files: dict[str, str | bytes] = {
        "posts/ada/Bücher/2026-01-01-über.md": normalize(text_form, "![x](café.gif) [y](grün/plan.zip)"),
        "posts/ada/Bücher/2026-01-02-b.md": normalize(text_form, "---\nphoto: {file: café.gif, alt: x}\n---\n"),
        "posts/ada/Bücher/café.gif": GIF,
        "posts/ada/Bücher/grün/plan.zip": b"PK\x03\x04",
        "static/dé/é.txt": "x",
    }
    return {"config.yaml": SETTINGS} | {normalize(form, path): data for path, data in files.items()}


def put(make_site: MakeSite, files: Mapping[str, str | bytes]) -> Path:
    root = make_site(files)
    names = {name for _, folders, files in os.walk(root) for name in (*folders, *files)}
    if not names.issuperset(part for path in files for part in path.split("/")):
        pytest.skip("this file system has a form of its own")
    return root


@pytest.mark.parametrize(("form", "text_form"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", "NFD")])
def test_site_is_the_same_in_every_form(make_site: MakeSite, tmp_path: Path, form: str, text_form: str) -> None:
    build(put(make_site, site("NFC", "NFC")))
    expected = tree(tmp_path / "site/public")
    (tmp_path / "site").rename(tmp_path / "first")
    build(put(make_site, site(form, text_form)))
    assert tree(tmp_path / "site/public") == expected
    assert normalize("NFC", "@ada/Bücher/2026-01-01-über/café.gif") in expected


def test_change_of_a_file_in_another_form_is_seen(make_site: MakeSite) -> None:
    root = put(make_site, site("NFD", "NFC"))
    build(root)
    before = tree(root / "public")
    make_site({normalize("NFD", "posts/ada/Bücher/café.gif"): plain("blue", kind="GIF"), normalize("NFD", "static/dé/é.txt"): "y"})
    build(root)
    incremental = tree(root / "public")
    assert [incremental[path] != data for path, data in before.items() if path.endswith("caf\u00e9.gif")] == [True, True]
    build(root, clean=True)
    assert tree(root / "public") == incremental
    photo = normalize("NFC", "@ada/Bücher/2026-01-02-b/café.gif")
    assert incremental[photo] != before[photo]
    assert incremental[normalize("NFC", "static/dé/é.txt").removeprefix("static/")] == b"y"


def test_file_that_is_there_in_both_forms_is_an_error(make_site: MakeSite) -> None:
    root = put(make_site, {"config.yaml": SETTINGS, **{normalize(form, "posts/ada/2026-01-01-é.md"): form for form in ("NFC", "NFD")}})
    with pytest.raises(ContentError) as error:
        build(root)
    assert ["another Unicode form" in problem.what for problem in error.value.problems] == [True]


def test_path_of_a_file_that_is_not_there_stays(tmp_path: Path) -> None:
    assert sourcefile.find_path(f"{tmp_path}/é/ü.txt") == f"{tmp_path}/é/ü.txt"
