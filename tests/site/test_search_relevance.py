"""What a person would expect among the first three: forty questions to a real microblog, which may lie beside the project."""

import shutil
from pathlib import Path

import pytest

from tests.support.searching import ROOT, answers, permalinks
from tests.support.site_tree import build

NOTES = ROOT.parent / "shared" / "data" / "real-notes"
EXPECTED = {
    "state of the browser": "2021-10-30-1635577200 sotb-2017 sotb10 sotb-2014 sotb-2015 2018-09-08-1536443922 sotb2026",
    "state of the browser 2014": "sotb-2014",
    "canada day": "canada-day-2023 2019-07-01-1561997052 2018-07-01-1530443328",
    "flexbox albatross": "flexbox-holy-albatross-reincarnated flexbox-holy-albatross",
    "micropub endpoint": "2018-10-01-1538410405 2018-07-25-1532544753 2018-01-24-1516823282 2018-12-04-1543928415",
    "IntersectionObserver": "2017-10-15-1508072160",
    "chrono trigger": "chrono-trigger-secret-of-the-forest-reuben-gingrich chrono-trigger-secret-of-the-forest-contraband-vgm",
    "infinite scroll": "infinite-scroll-checklist",
    "regex golf": "regex-golf",
    "fourier transform": "an-interactive-introduction-to-fourier-transforms",
    "clouds in svg": "drawing-realistic-clouds-with-svg-and-css",
    "hyphenation": "all-you-need-to-know-about-hyphenation-in-css",
    "color contrast": "accessible-color-spaces-color-contrast-tool 2022-08-17-color-contrast",
    "sort by rating": "how-not-to-sort-by-average-rating-evan-miller",
    "berserk anime": "berserk-1997",
    "superpowers": "2019-02-26-1551190813",
    "monthly recap": "2024-04-05-1712310104 2024-02-06-1707224176",
    "guestbook": "2026-02-16-1771291566 ohhelloana-guestbook 2022-05-16-1652693080",
    "88x31": "88x31-early-2024 eleventy-animated-88x31 echofeed-buttons",
    "interests directory": "interests-directory slash-interests",
    "browser extensions": "beneficial-browser-extensions",
    "bookworm": "buried-bookworm",
    "switching my site from jekyllrb": "2019-06-10-1560175294",
    "firefox chrome": "beneficial-browser-extensions 2018-12-20-1545320769",
    "css grid partitioning": "sophisticated-partitioning-with-css-grid",
    "responsive pixel art": "responsive-pixel-art",
    '"a good one" before:2020': "2019-07-01-1561997052 2018-07-01-1530443328",
    "webc": "11ty-meetup-28 11ty-meetup-16 2022-09-30-1664511363",
    "untapd api": "2019-03-30-1553964419 2019-04-02-1554205200",  # with a slip
    "theremn": "theremin",
    "hyphentaion": "all-you-need-to-know-about-hyphenation-in-css",
    "johann sebastian bach": "celebrating-johann-sebastian-bach",
    "view transitions": "getting-started-with-view-transitions-on-multi-page-apps",
    "design systems week": "design-systems-week-2023-03 design-systems-week-2023-02 design-systems-week-2023-01",
    "kanye": "2017-11-19-1511052929",
    "renew a domain": "2018-10-09-1539084638",
    "coffee mug": "2018-06-19-1529399009",
    "generative art": "generative-art-open-graph-preview-images generative-artistry free-image-resources",
    "job search": "how-may-i-help-you",
    "typography": "web-design-is-95-typography simplified-fluid-typography-css-tricks",
    "wordle": "11ty-meetup-9",
    "museum -11ty": "web-design-museum",
}
"""What is asked, and the posts of which the first three must be, by what their addresses end in."""


@pytest.mark.skipif(not NOTES.exists(), reason="the notes are not beside the project")
def test_first_three_are_what_a_person_expects(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(NOTES, root)
    build(root)
    listed, found = permalinks(root / "public"), answers(root / "public", [*EXPECTED], tmp_path)
    told = {query: [listed[at][:-1] for at in answer["hits"][:3]] for query, answer in zip(EXPECTED, found, strict=True)}
    assert len(EXPECTED) >= 40
    wrong = {query: posts for query, posts in told.items() if not is_expected(posts, EXPECTED[query].split())}
    assert wrong == {}


def is_expected(posts: list[str], expected: list[str]) -> bool:
    """Whether the first posts, three or as many as there are to expect, are all among those expected."""
    wanted = posts[: min(3, len(expected))]
    return len(wanted) == min(3, len(expected)) and all(any(post.endswith(name) for name in expected) for post in wanted)
