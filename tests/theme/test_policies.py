"""What pages forbid browsers to do (Content-Security-Policy), whatever came through all other walls."""

import re

import pytest

from tests.conftest import ROOT

TEMPLATES = ROOT / "templates"
PAGES = ("base.html", "author_card.html", "forgotten.html", "moved.html")


def policy_of(name: str) -> dict[str, list[str]]:
    """Return the sources of each directive, without the blocks that single pages fill."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    written = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert len(written) == (2 if name == "base.html" else 1), name  # the second names the scripts of the first's own host
    directives = (part.split() for part in re.sub(r"\{%.*?%\}", "", written[0]).split(";"))
    return {words[0]: words[1:] for words in directives if words}


def test_every_page_has_a_policy() -> None:
    whole = {path.name for path in TEMPLATES.glob("*.html") if "<html" in path.read_text(encoding="utf-8")}
    assert whole == {*PAGES, "mail.html"}, "mail programs run no scripts; all else is a page"


@pytest.mark.parametrize("name", PAGES)
def test_policy_forbids_what_it_does_not_name(name: str) -> None:
    policy = policy_of(name)
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} <= {"'none'", "'self'"}
    assert "script-src" not in policy or name == "base.html"
