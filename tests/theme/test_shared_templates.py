"""The tests' sites share compiled templates, and each still says what is its own."""

from pathlib import Path

import pytest

from microblog.theme.short.compiled import Compiled
from tests.conftest import ROOT, MakeSite
from tests.support import shared_templates
from tests.support.site_tree import build


def test_files_whose_sites_share_nothing_are_there() -> None:
    assert [name for name in shared_templates.ALONE if not (ROOT / "tests" / name).is_file()] == []


def test_site_of_another_title_compiles_nothing_and_says_its_own(
    make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    compile_anew = Compiled._compile
    shared_templates.share(monkeypatch)
    monkeypatch.setattr(Compiled, "_compile", lambda *what: names.append(what[1]) or compile_anew(*what))
    for title in ("Tea", "Rain"):
        root = make_site({"config.yaml": f"base_url: https://example.org/shared/\ntitle: {title}\n", "posts/ada/2026-11-01-a.md": "Hello."})
        names.clear()
        build(root, output=tmp_path / title)
        assert f"<title>{title}</title>" in (tmp_path / title / "index.html").read_text(encoding="utf-8")
    assert names == []


def test_own_templates_of_other_texts_are_others(make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared_templates.share(monkeypatch)
    for text in ("Tea", "Rain"):
        root = make_site({"config.yaml": "base_url: https://example.org/shared/\n", "templates/404.html": text})
        build(root, output=tmp_path / text)
        assert (tmp_path / text / "404.html").read_text(encoding="utf-8") == text
