"""`new` and `init`: the files they write."""

import re
from pathlib import Path

import pytest
import yaml

from microblog.build import builder
from microblog.build.options import Options
from microblog.errors import ContentError, UsageError
from microblog.formats.post_file import quote, slug_of
from microblog.scaffold.posts import NewPost, Photo, write_post
from microblog.scaffold.sites import site_texts, tag_authority, workflow_texts, write_site
from tests.conftest import MakeSite

NOW = "2026-11-23T13:05:09Z"
GRACE = {"posts/grace/2026-11-01-hi.md": "Hi."}


def write(root: Path, post: NewPost) -> tuple[str, str]:
    """Write a post; give its path below the site, and its text."""
    created = write_post(Options(root, now=NOW), post)
    return created.path.relative_to(root).as_posix(), created.path.read_text(encoding="utf-8")


def test_a_new_post_is_named_after_its_date_and_first_words(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "---\nname: Ada\n---\n"})
    path, text = write(root, NewPost("Hello, big world! How are you all?"))
    assert path == "posts/ada/2026-11-23-1305-hello-big-world-how-are-you.md"
    assert text == "---\ndate: 2026-11-23T13:05:09+00:00\n---\n\nHello, big world! How are you all?\n"


def test_the_date_is_in_the_authors_time_zone(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "---\ntimezone: Asia/Tokyo\n---\n", "config.yaml": "timezone: Europe/Paris\n"})
    assert "date: 2026-11-23T22:05:09+09:00" in write(root, NewPost("x", author="ada"))[1]
    (root / "posts/grace").mkdir()
    assert "date: 2026-11-23T14:05:09+01:00" in write(root, NewPost("x", author="grace"))[1]


def test_an_author_of_the_configuration_has_a_time_zone_too(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": "users: {ada: {timezone: America/New_York}}\n"})
    assert "date: 2026-11-23T08:05:09-05:00" in write(root, NewPost("x"))[1]


def test_front_matter_holds_what_was_given_whatever_it_contains(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "", **GRACE})
    title = 'no: "quotes" #1 \\ \u2028 👩\u200d💻 ---'
    post = NewPost("Yes.", author="ada", title=title, tags=("#python", "a, b]"), draft=True, reply_to="/@grace/2026-11-01-hi/")
    front = write(root, post)[1].split("---\n")[1]
    values = yaml.safe_load(front)
    assert values.pop("date")
    assert values == {
        "title": title.replace("\u2028", "\n"),
        "tags": ["python", "a, b]"],
        "draft": True,
        "in_reply_to": "grace/2026-11-01-hi",
    }


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("grace/2026-11-01-hi", "grace/2026-11-01-hi"),
        ("https://example.org/notes/@grace/2026-11-01-hi/", "grace/2026-11-01-hi"),
        ("https://elsewhere.example/@grace/1", "https://elsewhere.example/@grace/1"),
    ],
)
def test_a_reply_names_a_post_of_this_site_or_an_address(make_site: MakeSite, given: str, stored: str) -> None:
    root = make_site({"posts/ada/profile.md": "", "config.yaml": "base_url: https://example.org/notes/\n", **GRACE})
    assert f'in_reply_to: "{stored}"\n' in write(root, NewPost("Yes.", author="ada", reply_to=given))[1]


def test_a_file_that_is_there_is_never_overwritten(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/2026-11-23-1305-hello.md": "mine"})
    paths = [write(root, NewPost("Hello"))[0] for _ in range(2)]
    assert paths == ["posts/ada/2026-11-23-1305-hello-2.md", "posts/ada/2026-11-23-1305-hello-3.md"]
    assert (root / "posts/ada/2026-11-23-1305-hello.md").read_text() == "mine"


def test_text_from_a_pipe_is_stored_with_plain_line_ends(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": ""})
    assert write(root, NewPost("\ufeffÀ la carte\r\nzwei\r\n".encode()))[1].endswith("---\n\nÀ la carte\nzwei\n")


def test_text_that_is_not_utf8_is_refused(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": ""})
    for text in (b"\xff", "\udcff"):
        with pytest.raises(UsageError, match="not UTF-8"):
            write(root, NewPost(text))


def test_the_author_is_the_one_of_the_configuration(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "", "posts/grace/profile.md": "", "config.yaml": "author: grace\n"})
    assert write(root, NewPost("x"))[0].startswith("posts/grace/")


def test_one_of_several_authors_must_be_named(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": "", "posts/grace/a.md": "", "posts/.hidden/a.md": ""})
    with pytest.raises(UsageError, match=r"--author .one of ada, grace"):
        write(root, NewPost("x"))


@pytest.mark.parametrize(
    ("author", "meant"),
    [("adda", "did you mean ada\\? For a new author, make the folder posts/adda/ first"), ("grace", "for a new author")],
)
def test_an_unknown_author_of_a_site_that_has_some_is_refused(make_site: MakeSite, author: str, meant: str) -> None:
    root = make_site({"posts/ada/profile.md": ""})
    with pytest.raises(UsageError, match=f"nobody here is called {author}; {meant}"):
        write(root, NewPost("x", author=author))
    assert not (root / "posts" / author).exists()
    (root / "posts" / author).mkdir()
    assert write(root, NewPost("x", author=author))[0].startswith(f"posts/{author}/")


@pytest.mark.parametrize(("post", "what"), [(NewPost("x", title="T" * 3000), "title"), (NewPost("x" * 300_000), "characters")])
def test_a_post_that_a_build_would_refuse_is_not_written(make_site: MakeSite, post: NewPost, what: str) -> None:
    root = make_site({"posts/ada/profile.md": ""})
    with pytest.raises(ContentError) as error:
        write(root, post._replace(photos=(Photo("cat", ".jpg", b"x"),)))
    assert what in str(error.value.problems[0])
    assert [path.name for path in (root / "posts/ada").iterdir()] == ["profile.md"]


def test_the_first_author_gets_a_folder_and_it_is_said(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": ""})
    created = [write_post(Options(root, now=NOW), NewPost("x", author="grace")) for _ in range(2)]
    assert [one.is_new_author for one in created] == [True, False]


@pytest.mark.parametrize("author", ["../ada", "Ada", "a/b", "", "x" * 31, "a\n"])
def test_an_author_that_cannot_be_a_handle_is_refused(make_site: MakeSite, author: str) -> None:
    root = make_site({"config.yaml": ""})
    with pytest.raises(UsageError):
        write(root, NewPost("x", author=author))
    assert not (root / "posts").exists()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", ""),
        ("🎉🎉", ""),
        ("Don't panic", "dont-panic"),
        ("See https://example.org/a?b now", "see-now"),
        ("**Bold** _move_", "bold-move"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("../../etc/passwd", "etc-passwd"),
        ("字" * 100, "字" * 40),
        ("Erste Zeile\nzweite", "erste-zeile-zweite"),
    ],
)
def test_a_slug_is_the_first_words_in_any_script(text: str, slug: str) -> None:
    assert slug_of(text) == slug


def test_a_post_without_words_is_named_after_its_date_alone(make_site: MakeSite) -> None:
    root = make_site({"posts/ada/profile.md": ""})
    assert write(root, NewPost(""))[0] == "posts/ada/2026-11-23-1305.md"


def test_quoted_text_is_what_yaml_reads_back() -> None:
    for text in ("no", "0123", "a\nb", "\x00\x85\u2028\U000e0001", "tab\t", "{{ x }}", "é😀"):
        assert yaml.safe_load(quote(text)) == text


def make(folder: Path, base_url: str = "", author: str = "ada", title: str = "Ada's notes: #1") -> Path:
    write_site(folder, title=title, author=author, base_url=base_url, now=NOW)
    return folder


def test_a_new_site_is_complete(tmp_path: Path) -> None:
    root = make(tmp_path / "new" / "site", "https://example.org/notes")
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()) == [
        ".github/workflows/answers.yml",
        ".github/workflows/daily.yml",
        ".github/workflows/pages.yml",
        ".gitignore",
        "README.md",
        "config.yaml",
        "posts/ada/2026-11-23-hello.md",
        "posts/ada/profile.md",
        "requirements.txt",
        *(f"schemas/{name}.json" for name in ("config", "page", "post", "profile")),
    ]
    config = yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8"))
    assert config["title"] == "Ada's notes: #1"
    assert config["base_url"] == "https://example.org/notes/"
    assert config["tag_authority"] == "example.org,2026"
    assert config["author"] == "ada"


@pytest.mark.parametrize("base_url", ["", "http://127.0.0.1:5000/", "http://localhost/"])
def test_a_site_without_an_address_gets_ids_that_nobody_else_has(base_url: str) -> None:
    first, second = tag_authority(base_url, 2026), tag_authority(base_url, 2026)
    assert re.fullmatch(r"microblog-[0-9a-f]{8}\.invalid,2026", first)
    assert first != second


def test_the_configuration_says_why_feed_ids_must_stay() -> None:
    text = site_texts(title="x", author="ada", base_url="", now=NOW)["config.yaml"]
    assert "Never change it" in text.split("tag_authority")[0]


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        make(tmp_path)
    with pytest.raises(UsageError, match="not empty"):
        make(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_repository_is_a_place_for_a_site(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert (make(tmp_path) / "config.yaml").exists()


@pytest.mark.parametrize("base_url", ["example.org", "ftp://example.org/", "https:///x", "https://example.org/?a"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, base_url: str) -> None:
    with pytest.raises(UsageError, match="--base-url"):
        make(tmp_path / "site", base_url)
    assert not (tmp_path / "site").exists()


def test_a_handle_that_yaml_takes_for_something_else_is_quoted(tmp_path: Path) -> None:
    assert yaml.safe_load((make(tmp_path / "site", author="007") / "config.yaml").read_text(encoding="utf-8"))["author"] == "007"


def test_a_new_sites_workflows_install_the_engine_that_it_names(tmp_path: Path) -> None:
    assert "requirements.txt" in workflow_texts()["pages.yml"]
    folder = tmp_path / "site"
    write_site(folder, title="x", author="ada", base_url="", now=NOW, engine="microblog @ git+https://example.org/ada/microblog")
    assert (folder / "requirements.txt").read_text(encoding="utf-8").endswith("\nmicroblog @ git+https://example.org/ada/microblog\n")


def test_a_new_site_builds_at_once_without_a_warning(tmp_path: Path) -> None:
    report = builder.build(Options(make(tmp_path / "site"), strict=True, jobs=1, now=NOW))
    assert (report.posts, report.warnings) == (1, ())


def test_a_new_post_builds_whatever_it_was_given(tmp_path: Path) -> None:
    root = make(tmp_path / "site")
    write(root, NewPost("---\n#python & <b>", title='"#1: [x]', tags=("no", "#C++"), reply_to="ada/2026-11-23-hello"))
    assert builder.build(Options(root, strict=True, jobs=1, now=NOW)).posts == 2
