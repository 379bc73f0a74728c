"""Where the search index keeps which posts: each once, in few files, and what a new post writes."""

import pytest

from microblog.model.segments import LEVELS, all_segments, files_touched, segments

COUNTS = [0, 1, 63, 64, 65, 511, 512, 513, 519, 520, 2047, 2048, 2070, 4096, 4200, 9999, 10_000, 16_384, 16_600, 65_536, 66_200, 100_000]


def files_at(posts: int) -> dict[str, int]:
    return {segment.name: segment.files for segment in all_segments(posts)}


@pytest.mark.parametrize("posts", COUNTS)
def test_segments_hold_each_post_once(posts: int) -> None:
    assert [position for segment in segments(posts) for position in segment.span] == [*range(posts)]


def test_new_post_never_writes_more_than_three_files_nor_changes_one_that_is_full() -> None:
    for posts in [*range(9000), *range(16_300, 16_700), *range(65_500, 66_200)]:
        touched = files_touched(set(), posts, posts, posts + 1)
        after = files_at(posts + 1)
        written = {(name, part) for name, part in touched if part < after.get(name, 0)}
        assert len(written) <= 2, posts  # and the list of segments
        full = {segment.name for segment in all_segments(posts) if segment.posts == LEVELS[segment.level].posts}
        before = files_at(posts)
        assert all(part >= before[name] for name, part in written if name in full), posts


def test_new_post_names_every_file_that_comes_or_goes() -> None:
    for posts in range(5000):
        before, after = files_at(posts), files_at(posts + 1)
        old, new = ({(name, part) for name, count in counts.items() for part in range(count)} for counts in (before, after))
        assert old ^ new <= files_touched(set(), posts, posts, posts + 1), posts


def test_edit_of_an_old_post_touches_its_own_segment_alone() -> None:
    assert {name for name, _ in files_touched({5000}, 10_000, 10_000, 10_000)} == {"3-1"}
    assert files_touched({9_990}, 10_000, 10_000, 10_000) == {("0-156", 0)}


def test_post_put_in_the_middle_touches_all_segments_from_there_on() -> None:
    assert {name for name, _ in files_touched(set(), 9_000, 10_000, 10_001)} == {
        segment.name for segment in all_segments(10_001) if segment.span.stop > 9_000
    }


def test_ten_thousand_posts_have_at_most_eighty_files() -> None:
    for posts in range(10_001):
        assert sum(files_at(posts).values()) <= 77, posts  # beside them lie the list of segments, the page and its description


def test_files_have_names_of_their_own() -> None:
    paths = [segment.path(part) for segment in all_segments(100_000) for part in range(segment.files)]
    assert len(paths) == len(set(paths))
    assert "search/5-0-terms.txt" in paths
