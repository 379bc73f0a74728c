"""The addresses of git hosts."""

from urllib.parse import parse_qs, urlsplit

import pytest

from microblog.model.repositories import Repository, api_url, edit_url, history_url, new_file_url

GITHUB = Repository("https://github.com/ada/notes")
FORGEJO = Repository("https://git.example.org/ada/notes", "forgejo", "to/publish", "my site")
GITLAB = Repository("https://gitlab.com/group/sub/notes", "gitlab")


@pytest.mark.parametrize(
    ("repository", "edit", "history"),
    [
        (
            GITHUB,
            "https://github.com/ada/notes/edit/main/posts/ada/x%20y.md",
            "https://github.com/ada/notes/commits/main/posts/ada/x%20y.md",
        ),
        (
            FORGEJO,
            "https://git.example.org/ada/notes/_edit/to/publish/my%20site/posts/ada/x%20y.md",
            "https://git.example.org/ada/notes/commits/branch/to/publish/my%20site/posts/ada/x%20y.md",
        ),
        (
            GITLAB,
            "https://gitlab.com/group/sub/notes/-/edit/main/posts/ada/x%20y.md",
            "https://gitlab.com/group/sub/notes/-/commits/main/posts/ada/x%20y.md",
        ),
    ],
    ids=["github", "forgejo", "gitlab"],
)
def test_file_is_edited_and_has_its_history_where_the_host_has_them(repository: Repository, edit: str, history: str) -> None:
    assert (edit_url(repository, "posts/ada/x y.md"), history_url(repository, "posts/ada/x y.md")) == (edit, history)


def test_page_of_a_new_file_gets_name_and_text_where_it_takes_them() -> None:
    for repository, start, names in (
        (GITHUB, "https://github.com/ada/notes/new/main?", ("filename", "value")),
        (FORGEJO, "https://git.example.org/ada/notes/_new/to/publish?", ("filename", "value")),
        (GITLAB, "https://gitlab.com/group/sub/notes/-/new/main?", ("file_name",)),
    ):
        url = new_file_url(repository, "posts/ada/x.md", "a & b\n+ c")
        folder = "my site/" if repository is FORGEJO else ""
        values = (f"{folder}posts/ada/x.md", "a & b\n+ c")
        assert url.startswith(start)
        assert parse_qs(urlsplit(url).query) == {name: [value] for name, value in zip(names, values, strict=False)}


@pytest.mark.parametrize(
    ("repository", "url"),
    [
        (GITHUB, "https://api.github.com/repos/ada/notes"),
        (Repository("https://github.example.com/ada/notes"), "https://github.example.com/api/v3/repos/ada/notes"),
        (FORGEJO, "https://git.example.org/api/v1/repos/ada/notes"),
        (Repository("https://example.org/git/ada/notes", "gitea"), "https://example.org/git/api/v1/repos/ada/notes"),
        (GITLAB, ""),
    ],
)
def test_api_is_where_the_host_has_it(repository: Repository, url: str) -> None:
    assert api_url(repository) == url
