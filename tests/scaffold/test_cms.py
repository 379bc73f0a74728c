"""`init --cms`: a page for Sveltia CMS, made from the tables of keys."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from microblog.cli import main
from microblog.content.keys import PAGE_KEYS, POST_KEYS, PROFILE_KEYS
from microblog.content.posts import parse_post
from microblog.model.nouns import Config
from microblog.scaffold.cms import Place, cms_texts, place_of
from tests.conftest import MakeSite


def settings(place: Place = Place()) -> dict[str, Any]:  # noqa: B008 - immutable
    found: dict[str, Any] = yaml.safe_load(cms_texts("ada", place)["config.yml"])
    return found


def names(fields: list[dict[str, Any]]) -> set[str]:
    return {field["name"] for field in fields}


def test_forms_have_every_key() -> None:
    posts, pages, profile = settings()["collections"]
    assert names(posts["fields"]) == {key.name for key in POST_KEYS} - {"author", "id"} | {"body"}
    assert names(pages["fields"]) == {key.name for key in PAGE_KEYS} | {"body"}
    assert names(profile["files"][0]["fields"]) == {key.name for key in PROFILE_KEYS} - {"mastodon", "bluesky"} | {"body"}
    assert (posts["folder"], profile["files"][0]["file"]) == ("posts/ada", "posts/ada/profile.md")


def test_profile_in_the_folder_of_posts_is_listed_among_none() -> None:
    pattern = re.compile(settings()["collections"][0]["filter"]["pattern"])
    assert pattern.search("2026-11-23T14:05:00+01:00")
    assert not pattern.search("undefined"), "as the program says a key that is not there"
    assert not pattern.search("")


def test_a_post_as_the_form_writes_it_is_one() -> None:
    values = {"datetime": "2026-11-23T14:05:00+01:00", "boolean": False, "string": "tea", "list": ["tea"]}
    special = {
        "lang": "de",
        "updated": "2026-11-24T14:05:00+01:00",
        "slug": "tea",
        "syndication": ["https://a.example/"],
        "aliases": ["/tea/"],
        "syndicate": ["mastodon"],
    }
    fields = settings()["collections"][0]["fields"]
    head = {field["name"]: special.get(field["name"], values.get(field["widget"])) for field in fields if field["name"] != "body"}
    for name in ("repost_of", "like_of", "bookmark_of", "in_reply_to"):
        head[name] = ["bob/2026-11-01-x"]
    head["photo"] = [{"file": "a.jpg", "alt": "A bus"}]
    post, problems = parse_post("posts/ada/2026-11-23-140509.md", f"---\n{yaml.safe_dump(head)}---\nText".encode(), Config(), {})
    assert post
    assert problems == []
    assert (post.published, [photo.alt for photo in post.photos]) == ("2026-11-23T14:05:00+01:00", ["A bus"])


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("git@github.com:ada/notes.git", Place("github.com", "ada/notes", "trunk")),
        ("https://token@github.com/ada/notes", Place("github.com", "ada/notes", "trunk")),
        ("ssh://git@codeberg.org/ada/notes.git", Place("codeberg.org", "ada/notes", "trunk")),
        ("https://gitlab.com/group/sub/notes.git", Place("gitlab.com", "group/sub/notes", "trunk")),
        ("/srv/git/notes.git", Place()),
        ("https://git.example/ada/notes", Place()),
        ("", Place()),
    ],
)
def test_repository_is_found_by_the_address_that_git_has(url: str, place: Place) -> None:
    assert place_of(url, "trunk") == place
    assert settings(place)["backend"]["repo"] == place.name


def test_page_has_one_script_beside_it_and_no_other() -> None:
    page = cms_texts("ada", Place())["index.html"]
    assert "//" not in re.sub(r"<meta http-equiv[^>]*>", "", page)
    assert re.findall(r"<script([^>]*)>(.*?)</script>", page) == [(' src="sveltia-cms.js"', "")]  # a module of it never starts


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        (Place(), {"https://*.githubusercontent.com", "https://api.github.com", "https://www.githubstatus.com"}),
        (Place("gitlab.com", "a/b"), {"https://gitlab.com", "https://secure.gravatar.com"}),
        (Place("codeberg.org", "a/b"), {"https://codeberg.org"}),
    ],
)
def test_pages_policy_lets_it_ask_the_repositorys_host_and_nobody_else(place: Place, asked: set[str]) -> None:
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', cms_texts("ada", place)["index.html"])
    rules = {name: values.split() for name, _, values in (rule.partition(" ") for rule in policy.split("; "))}
    assert (rules["default-src"], rules["script-src"], rules["form-action"]) == (["'none'"], ["'self'"], ["'none'"])
    assert {value for name, values in rules.items() if name != "font-src" for value in values if "//" in value} == asked
    assert rules["font-src"] == ["https://cdn.jsdelivr.net/fontsource/"]


def test_cms_comes_on_request_alone_and_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    assert main(["init", str(site), "--author", "ada"]) == 0
    assert not (site / "static").exists()
    subprocess.run(["git", "-C", str(site), "init", "-q", "-b", "main"], check=True)
    subprocess.run(["git", "-C", str(site), "remote", "add", "origin", "git@github.com:ada/notes.git"], check=True)
    assert main(["init", str(site), "--cms"]) == 0
    out = capsys.readouterr().out
    assert "put sveltia-cms.js of the package @sveltia/cms there" in out
    assert "NAME/REPOSITORY" not in out.rpartition("Made ")[2]
    assert 'repo: "ada/notes"' in (site / "static/admin/config.yml").read_text()
    assert main(["init", str(site), "--cms"]) == 2
    assert "is there already" in capsys.readouterr().err
    (site / "static/admin/index.html").unlink()
    (site / "static/admin/config.yml").write_text("mine")
    assert main(["init", str(site), "--cms"]) == 0
    assert "sveltia-cms.js" in (site / "static/admin/index.html").read_text()
    assert (site / "static/admin/config.yml").read_text() == "mine"


def test_new_site_and_one_of_another_tool_get_it_at_once(tmp_path: Path, make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    old = make_site({"2026-01-01-a.md": "A"})
    assert main(["init", str(tmp_path / "one"), "--cms"]) == 0
    assert main(["init", str(tmp_path / "two"), "--cms", "--from", str(old), "--author", "bo", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.count("NAME/REPOSITORY") >= 2
    assert "folder: posts/me\n" in (tmp_path / "one/static/admin/config.yml").read_text()
    assert "folder: posts/bo\n" in (tmp_path / "two/static/admin/config.yml").read_text()
    assert main(["build", "--root", str(tmp_path / "one"), "--strict", "--jobs", "1"]) == 0
    assert (tmp_path / "one/public/admin/config.yml").is_file()
