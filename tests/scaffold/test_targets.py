"""What a new post answers, quotes or likes is looked for, and named as heads name it."""

from pathlib import Path

import pytest

from microblog.content.config import parse_config
from microblog.errors import UsageError
from microblog.scaffold.targets import find_target
from tests.conftest import MakeSite

SITE = {
    "config.yaml": "base_url: https://example.org/notes/\n",
    "posts/ada/2026-11-20-tea.md": "Tea.",
    "posts/ada/2026-11-21-tea.md": "---\nslug: cups\n---\nTea.",
    "posts/ada/trips/2026-11-22-sea/index.md": "Sea.",
    "posts/ada/Tea & cake 2026.md": "---\ndate: 2026-11-23\n---\nx",
    "posts/ada/2026-11-24-draft.md": "---\ndraft: true\n---\nx",
    "posts/2026/2026-11-25-year.md": "---\nauthor: bob\n---\nx",
    "posts/bob/profile.md": "",
    "posts/bob/README.md": "",
    "posts/bob/_index.md": "",
}


def target(root: Path, written: str) -> str:
    config, _ = parse_config((root / "config.yaml").read_bytes())
    return find_target(root, config, written)


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        *((form, "ada/2026-11-20-tea") for form in ("ada/2026-11-20-tea", "@ada/2026-11-20-tea", "/@ada/2026-11-20-tea/")),
        ("https://example.org/notes/@ada/2026-11-20-tea/", "ada/2026-11-20-tea"),
        ("http://EXAMPLE.org/notes/@ada/2026-11-20-tea/?x#y", "ada/2026-11-20-tea"),
        ("http://127.0.0.1:5003/notes/@ada/2026-11-20-tea/", "ada/2026-11-20-tea"),
        ("http://localhost:8000/notes/@ada/cups", "ada/cups"),
        ("posts/ada/2026-11-21-tea.md", "ada/cups"),
        ("ada/trips/2026-11-22-sea", "ada/trips/2026-11-22-sea"),
        ("https://example.org/notes/@ada/Tea---cake-2026/", "ada/Tea---cake-2026"),
        ("bob/2026/2026-11-25-year", "bob/2026/2026-11-25-year"),
        ("https://elsewhere.example/@ada/1", "https://elsewhere.example/@ada/1"),
        ("https://example.org/notes/about/", "https://example.org/notes/about/"),
    ],
)
def test_target_is_named_as_heads_name_it(make_site: MakeSite, written: str, ref: str) -> None:
    assert target(make_site(SITE), written) == ref


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("ada/2026-11-20-te", "no post ada/2026-11-20-te here; did you mean ada/2026-11-20-tea?"),
        ("ada/2026-11-21-tea", "no post ada/2026-11-21-tea here"),
        ("adda/2026-11-20-tea", "no author adda here; did you mean ada?"),
        ("ada/2026-11-24-draft", "is a draft"),
        ("@ada", "is a whole timeline"),
        ("http://127.0.0.1:5000/notes/@ada/", "is a whole timeline"),
        ("http://127.0.0.1:5000/notes/about/", "is no post of this site"),
        ("tea", "is no post of this site"),
        ("bob/profile", "no post bob/profile here"),
        *((f"posts/bob/{name}.md", "is no post of this site") for name in ("profile", "README", "_index")),
        ("ftp://x.example/", "is no address on the web"),
        ("http://127.0.0.1:5000/other/@ada/x", "is no post of this site"),
    ],
)
def test_target_that_is_none_is_refused(make_site: MakeSite, written: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        target(make_site(SITE), written)
    assert words in str(error.value)
