"""What others said below posts of WordPress: `import` puts it into files of answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from microblog.answers.importing import Kept, keep_said
from microblog.build.options import Options
from microblog.build.settings import read_settings
from microblog.cli import main
from microblog.errors import ContentError
from tests.support.archives import built, move_in, snapshot
from tests.support.wordpress import export, item

FILE = "answers/ada/2013-07-06-0905-tea.json"


def comment(number: int, text: str = "So true.", **said: str) -> str:
    """Write a comment as wp-admin/includes/export.php does."""
    values = {
        "author": "Wren",
        "author_email": "wren@mail.example",
        "author_url": "https://wren.example/",
        "author_IP": "203.0.113.7",
        "date": "2013-07-07 12:00:00",
        "date_gmt": "2013-07-07 10:00:00",
        "content": text,
        "approved": "1",
        "type": "comment",
        "parent": "0",
        "user_id": "0",
        **said,
    }
    rows = "".join(f"<wp:comment_{name}><![CDATA[{value}]]></wp:comment_{name}>" for name, value in values.items())
    return f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{rows}</wp:comment>"


def kept(root: Path, *comments: str, is_dry: bool = False, kind: str = "post", status: str = "publish") -> Kept:
    """Import a post with comments."""
    archive = export(root.parent, item(1, "Tea", title="Tea", more="".join(comments), kind=kind, status=status))
    imported = move_in(root, archive, is_dry=is_dry)
    done = keep_said(read_settings(Options(root=root)), imported.said, is_dry=is_dry)
    return done._replace(left=done.left + imported.left)


def answers(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / FILE).read_bytes())["answers"]
    return found


def test_comment_is_an_answer_with_name_address_date_and_text(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert kept(site, comment(7, "So true.\n\nAnd <b>more</b>")) == Kept(1, 1, {})
    assert answers(site) == [
        {
            "id": "wordpress:tea.example/7",
            "kind": "reply",
            "via": "wordpress",
            "url": "https://tea.example/2013/07/post-1/#comment-7",
            "published": "2013-07-07T10:00:00+00:00",
            "updated": "2013-07-07T10:00:00+00:00",
            "content_html": "<p>So true.</p>\n<p>And <b>more</b></p>",
            "author": {"name": "Wren", "url": "https://wren.example/"},
        }
    ]
    page = (built(site) / "@ada" / "2013-07-06-0905-tea" / "index.html").read_text(encoding="utf-8")
    assert "So true." in page
    assert 'href="https://wren.example/"' in page


def test_nothing_says_how_to_reach_whoever_commented(tmp_path: Path) -> None:
    names = ("wren@mail.example", "203.0.113.7", "2001:db8::7")
    kept(tmp_path / "site", *(comment(at, author=name, author_url="http://wren@mail.example/") for at, name in enumerate(names, 1)))
    text = (tmp_path / "site" / FILE).read_text(encoding="utf-8")
    assert len(answers(tmp_path / "site")) == len(names)
    assert "mail.example" not in text
    assert "203.0.113.7" not in text
    assert "2001:db8" not in text


@pytest.mark.parametrize("state", ["0", "spam", "trash", "post-trashed", ""])
def test_what_nobody_approved_stays_behind(state: str, tmp_path: Path) -> None:
    done = kept(tmp_path / "site", comment(1, approved=state), comment(2, "canary", type="order_note"))
    assert not (tmp_path / "site" / FILE).exists()
    assert sum(done.left.values()) == 2


def test_answer_to_a_comment_stands_below_it(tmp_path: Path) -> None:
    kept(tmp_path / "site", comment(1), comment(2, "Indeed", parent="1"), comment(3, "What?", parent="99"))
    assert [one.get("parent") for one in answers(tmp_path / "site")] == [None, "wordpress:tea.example/1", None]


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_page_that_links_to_a_post_mentions_it(kind: str, tmp_path: Path) -> None:
    kept(tmp_path / "site", comment(1, "[&#8230;] tea [&#8230;]", type=kind, author="A blog", author_url="https://blog.example/tea/"))
    [mention] = answers(tmp_path / "site")
    assert (mention["kind"], mention["url"], mention["author"]["name"]) == ("mention", "https://blog.example/tea/", "A blog")


def test_script_of_a_comment_is_gone(tmp_path: Path) -> None:
    kept(tmp_path / "site", comment(1, "Hello <script>alert(1)</script><img src=x onerror=alert(2)>", author_url="javascript:alert(3)"))
    assert "alert" not in (tmp_path / "site" / FILE).read_text(encoding="utf-8")


def test_comments_of_a_draft_and_of_a_page_stay_behind(tmp_path: Path) -> None:
    for name, kind, status in (("one", "page", "publish"), ("two", "post", "draft")):
        assert kept(tmp_path / name, comment(1), kind=kind, status=status).left["comments of what is not here, or of pages"] == 1
        assert not (tmp_path / name / "answers").exists()


def test_second_run_writes_nothing_and_brings_nothing_back(tmp_path: Path) -> None:
    site, said = tmp_path / "site", (comment(1), comment(2, "Rude"))
    kept(site, *said)
    before = snapshot(site)
    assert kept(site, *said) == Kept(0, 0, {})
    assert snapshot(site) == before
    values = json.loads((site / FILE).read_bytes())
    del values["answers"][1]
    (site / FILE).write_text(json.dumps(values), encoding="utf-8")
    assert kept(site, *said).left == {"comments that you took out": 1}
    assert "Rude" not in (site / FILE).read_text(encoding="utf-8")


def test_comment_stands_beside_what_was_kept_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    kept(site, comment(1))
    kept(site, comment(1), comment(2, "Later", date_gmt="2014-01-01 00:00:00"))
    assert [one["id"] for one in answers(site)] == ["wordpress:tea.example/1", "wordpress:tea.example/2"]


def test_dry_run_keeps_nothing_and_counts(tmp_path: Path) -> None:
    assert kept(tmp_path / "site", comment(1), is_dry=True).new == 1
    assert not (tmp_path / "site" / "answers").exists()


def test_blocked_person_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "config.yaml").write_text("base_url: https://new.example/\nblocked: [wren.example]\n", encoding="utf-8")
    assert kept(tmp_path / "site", comment(1)).new == 0


def test_damaged_file_of_answers_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "site" / FILE).parent.mkdir(parents=True)
    (tmp_path / "site" / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        kept(tmp_path / "site", comment(1))
    assert [(problem.path, problem.what) for problem in raised.value.problems] == [(FILE, "is no JSON")]
    assert (tmp_path / "site" / FILE).read_text(encoding="utf-8") == "{"


def test_command_counts_pages_and_comments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "config.yaml").write_text("base_url: https://new.example/\n", encoding="utf-8")
    more = comment(1) + comment(2, approved="spam")
    archive = export(tmp_path, item(1, "Tea", title="Tea", more=more), item(2, "Me", title="About", kind="page"))
    assert main(["import", "--root", str(tmp_path / "site"), "--dry-run", str(archive)]) == 0
    told = capsys.readouterr().out
    assert "1 page would be written" in told
    assert "1 comment would be put into 1 file of answers/" in told
    assert "comments that are spam: 1" in told
    assert "2013-07" not in " ".join(path.name for path in tmp_path.rglob("*"))
