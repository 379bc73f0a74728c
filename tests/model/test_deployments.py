"""Where a site may be sent to."""

import pytest

from microblog.model.deployments import SHAPES, Place, parse_place, place_fault


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("git origin gh-pages", Place("git", "origin", "gh-pages")),
        ("git git@codeberg.org:ada/pages.git pages", Place("git", "git@codeberg.org:ada/pages.git", "pages")),
        ("rsync ada@example.org:/var/www/notes/", Place("rsync", "ada@example.org:", "/var/www/notes")),
        ("rsync example.org:www/my notes", Place("rsync", "example.org:", "www/my notes")),
        ("rsync /srv/www", Place("rsync", "", "/srv/www")),
        ("s3://notes", Place("s3", "notes", "")),
        ("s3://notes/blog/", Place("s3", "notes", "blog")),
    ],
)
def test_place_is_read_and_told_as_it_is_written(written: str, place: Place) -> None:
    assert parse_place(written) == place
    assert place_fault(written) == ("", "")
    assert place.told == written.rstrip("/")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "origin gh-pages",
        "git origin",
        "git --upload-pack=x gh-pages",
        "git origin --force",
        "git origin a..b",
        "rsync -e:x",
        "rsync ada@example.org:-x",
        "rsync example.org:/",
        "rsync /",
        "rsync example.org:~",
        "rsync example.org:www/../..",
        "rsync example.org::module",
        "rsync relative/folder",
        "s3://Notes",
        "s3://notes/../other",
        "s3://notes/a b",
        "ftp://example.org/",
    ],
)
def test_place_that_is_none_or_could_be_taken_for_an_option_is_refused(written: str) -> None:
    assert parse_place(written) is None
    assert "is no place" in place_fault(written)[0]


@pytest.mark.parametrize("written", ["git https://ada:secret@example.org/x gh-pages", "git https://secret@github.com/a/b gh-pages"])
def test_place_with_a_password_is_refused_without_repeating_it(written: str) -> None:
    fault, remedy = place_fault(written)
    assert fault == "has a password"
    assert "secret" not in fault + remedy


def test_bucket_that_none_can_be_called_is_told_how_buckets_are_called() -> None:
    assert "a bucket's name has 3 to 63 of a-z 0-9 . -" in place_fault("s3://x/y")[1]
    assert place_fault("nowhere")[1] == f"write {SHAPES}"
