"""What hosts allow, and when a site is full."""

from datetime import date

import pytest

from microblog.model.hosts import GB, HOSTS, MIB, Host, Weight, excesses, find_host, full_on, limits_of, told_size

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("named", "base_url", "host"),
    [
        ("", "https://ada.github.io/notes/", "github"),
        ("", "https://ADA.Codeberg.Page/", "codeberg"),
        ("", "https://notes.pages.dev/", "cloudflare"),
        ("cloudflare-paid", "https://ada.github.io/", "cloudflare-paid"),
        ("", "https://example.org/", None),
        ("", "https://notgithub.io/", None),
    ],
)
def test_host_is_the_one_that_is_named_or_that_the_address_shows(named: str, base_url: str, host: str | None) -> None:
    assert find_host(named, base_url) == (HOSTS[host] if host else None)


def test_day_on_which_a_limit_is_reached_follows_from_what_a_post_takes() -> None:
    (limit,) = limits_of(HOSTS["github"], Weight(files=300, size=GB // 2), posts=500)
    assert (limit.share, limit.posts_left) == (0.5, 500)
    assert full_on(limit, 250, DAY) == date(2028, 11, 29)
    assert full_on(limit, 0, DAY) is None
    assert full_on(limit, 1, DAY) is None  # not within a hundred years


def test_files_count_where_a_host_counts_them() -> None:
    by_size, by_files = limits_of(HOSTS["gitlab"], Weight(files=100_000, size=10), posts=50_000)
    assert (by_size.what, by_files.what) == ("bytes", "files")
    assert by_files.posts_left == 50_000


def test_single_file_and_folder_that_a_host_refuses_are_told() -> None:
    weight = Weight(files=3, size=3, largest=("@ada/talk/talk.mp4", 30 * MIB), fullest=("@ada", 60_000))
    assert excesses(HOSTS["cloudflare"], weight) == ["@ada/talk/talk.mp4 has 31.5 MB, and Cloudflare Pages takes files of 26.2 MB"]
    assert excesses(HOSTS["netlify"], weight) == ["@ada/ has 60,000 files, and Netlify takes 54,000 in a folder"]
    assert excesses(Host("x"), weight) == []


def test_sizes_are_said_as_people_say_them() -> None:
    assert [told_size(size) for size in (0, 999, 13_200, 2_000_000, GB)] == ["0 bytes", "999 bytes", "13.2 KB", "2 MB", "1 GB"]
