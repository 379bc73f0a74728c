"""The setting `repository`."""

import pytest

from microblog.content.config import parse_config
from microblog.errors import UsageError
from microblog.model.repositories import Repository

SURE = "base_url: https://example.org/\ntag_authority: example.org,2026\n"


def read(setting: str) -> tuple[Repository, list[str]]:
    """Return the repository of a configuration, and what is wrong with it."""
    config, problems = parse_config(f"{SURE}{setting}\n".encode())
    return config.repository, [f"{problem.line}: {problem.what}; {problem.remedy}" for problem in problems]


@pytest.mark.parametrize(
    ("setting", "repository"),
    [
        ("repository: https://github.com/ada/notes", Repository("https://github.com/ada/notes")),
        ("repository: https://github.com/ada/notes.git/", Repository("https://github.com/ada/notes")),
        ("repository: https://codeberg.org/ada/notes", Repository("https://codeberg.org/ada/notes", "forgejo")),
        ("repository: https://gitlab.com/a/b/c", Repository("https://gitlab.com/a/b/c", "gitlab")),
        (
            "repository: {url: https://git.example.org:8443/ada/notes, kind: Gitea, branch: to/publish, folder: /site/}",
            Repository("https://git.example.org:8443/ada/notes", "gitea", "to/publish", "site"),
        ),
        ("", Repository()),
    ],
)
def test_repository_is_an_address_or_a_mapping(setting: str, repository: Repository) -> None:
    assert read(setting) == (repository, [])


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            "repository: ada/notes",
            "3: `repository` is no address of a repository: `ada/notes`; write, for example, https://github.com/ada/notes",
        ),
        ("repository: javascript:alert(1)//a/b", "3: `repository` is no address of a repository: `javascript:alert(1)//a/b`"),
        ("repository: https://github.com/ada", "3: `repository` is no address of a repository"),
        ("repository: https://github.com/ada/../notes", "3: `repository` is no address of a repository"),
        ("repository: https://github.com/ada/notes?x=';", "3: `repository` is no address of a repository"),
        ("repository: https://git.example.org/ada/notes", "3: `repository` has a host of which nobody knows what it is: `git.example.org`"),
        ("repository:\n  branch: main", "3: `repository` has no `url`"),
        ("repository:\n  url: https://github.com/ada/notes\n  kind: svn", "5: `repository: kind` is no kind of git host: `svn`"),
        ("repository:\n  url: https://github.com/ada/notes\n  branch: a..b", "5: `repository: branch` is no name of a branch"),
        ("repository:\n  url: https://github.com/ada/notes\n  folder: ../x", "5: `repository: folder` is no folder of the repository"),
        (
            "repository:\n  url: https://github.com/ada/notes\n  brunch: main",
            "5: unknown key 'brunch' in `repository`; did you mean 'branch'?",
        ),
        ("repository: [https://github.com/ada/notes]", "3: `repository` must be text, not a list"),
    ],
)
def test_what_is_wrong_is_told_once_with_its_line(setting: str, told: str) -> None:
    (problem,) = read(setting)[1]
    assert problem.startswith(told)


def test_option_counts_where_the_file_says_none() -> None:
    for setting, url in (
        ("", "https://github.com/ada/fork"),
        ("repository: https://github.com/ada/notes\n", "https://github.com/ada/notes"),
    ):
        config, problems = parse_config(f"{SURE}{setting}".encode(), "", "https://github.com/ada/fork")
        assert (config.repository.url, problems) == (url, [])


def test_option_that_is_no_repository_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="`--repository` has a host of which nobody knows what it is"):
        parse_config(SURE.encode(), "", "https://git.example.org/ada/notes")
