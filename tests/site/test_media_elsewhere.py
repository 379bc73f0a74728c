"""What people write about pictures, sound and film, beside what field_cases.txt has: the files, what the post shows, what is said.

Reports of other tools' users and folders of real posts gave the kinds; the texts are made up.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.pictures import HEIC, plain, save, scene
from tests.support.site_tree import build, tree

CONFIG = "title: T\nbase_url: https://example.org/blog/\ntag_authority: example.org,2026\n"
POST = "posts/ada/2026-11-01-a.md"
HERE = "/blog/@ada/2026-11-01-a"
RED, BLUE = plain("red", (8, 6), "PNG"), plain("blue", (8, 6), "PNG")


class Case(NamedTuple):
    """A row."""

    name: str
    text: str  # of the one post
    files: dict[str, bytes] = {}  # noqa: RUF012 - nobody writes into it
    shown: tuple[str, ...] = ()  # what its content holds
    said: tuple[str, ...] = ()  # what each problem contains
    is_refused: bool = False


CASES = (
    Case(
        "two pictures whose names give one URL are two",
        "![red](a b.png)\n\n![blue](a-b.png)",
        {"posts/ada/a b.png": RED, "posts/ada/a-b.png": BLUE},
        (f'<img alt="red" src="{HERE}/a-b.png"', f'<img alt="blue" src="{HERE}/a-b-2.png"'),
    ),
    Case(
        "an address below base_url is this site's own picture",
        "![red](https://example.org/blog/images/r.png) ![blue](HTTP://EXAMPLE.org/blog/images/b.png?v=2)",
        {"static/images/r.png": RED, "static/images/b.png": BLUE},
        ('<img alt="red" src="/blog/images/r.png" loading="lazy">', '<img alt="blue" src="/blog/images/b.png?v=2"'),
    ),
    Case(
        "an address beside base_url is not",
        "![red](https://example.org/r.png)",
        {},
        ('<a href="https://example.org/r.png">red</a>',),
        ("'https://example.org/r.png' lies on another host",),
    ),
    Case(
        "sound and film elsewhere are links",
        '<video controls src="https://example.com/x.mp4"></video>\n\n<audio controls src="//example.com/y.mp3"></audio>',
        {},
        ('<p><a href="https://example.com/x.mp4">x.mp4</a></p>', '<p><a href="https://example.com/y.mp3">y.mp3</a></p>'),
        ("x.mp4' lies on another host", "y.mp3' lies on another host"),
    ),
    Case(
        "film of several sources is one link, in a line as well",
        'See <video><source src="https://example.com/x.webm"><source src="https://example.com/x.mp4">No film.</video> now',
        {},
        ('<p>See <a href="https://example.com/x.webm">x.webm</a> now</p>',),
        ("x.webm' lies on another host",),
    ),
    Case(
        "film of this site is played though it has a source elsewhere",
        '<video><source src="a.mp4"><source src="https://example.com/x.mp4"></video>',
        {"posts/ada/a.mp4": b"\0\0\0\x20ftypisom" + bytes(20)},
        (f'<video controls preload="metadata"><source src="{HERE}/a.mp4"></video>',),
        ("x.mp4' lies on another host",),
    ),
    Case(
        "a path of Windows",
        r"![A boat](C:\Users\me\boat.png)",
        said=(r"'C:\Users\me\boat.png' lies on your disk only",),
        is_refused=True,
    ),
    Case("with slashes", "![A boat](C:/Users/me/boat.png)", said=("'C:/Users/me/boat.png' lies on your disk only",), is_refused=True),
    Case("a path of a Mac", "![A boat](/Users/me/boat.png)", said=("'/Users/me/boat.png' lies on your disk only",), is_refused=True),
    Case("of Linux", '<img src="/home/me/boat.png">', said=("'/home/me/boat.png' lies on your disk only",), is_refused=True),
    Case("an address of a file", "![A boat](file:///srv/boat.png)", said=("boat.png' lies on your disk only",), is_refused=True),
    Case(
        "what lay in a folder for temporary files is lost, and stops no site",
        r"![A boat](C:\Users\me\AppData\Local\Temp\boat.png)",
        shown=("<p>A boat</p>",),
        said=(r"'C:\Users\me\AppData\Local\Temp\boat.png' lay in a folder for temporary files",),
    ),
    Case("not in code", '`![A boat](C:/boat.png)` and `<img src="file:///boat.png">`', shown=("<code>![A boat](C:/boat.png)</code>",)),
    Case(
        "a link to the own disk leaves its words",
        "[my boat](file:///home/me/boat.png)",
        shown=("<p><a>my boat</a></p>",),
        said=("leads to your own disk, so its words stand in its place",),
    ),
    Case(
        "a picture within the text leaves its words",
        "![A boat](data:image/png;base64,iVBORw0KGgo=)",
        shown=("<p>A boat</p>",),
        said=("'data:image/png;base64,iV…' is no file and is not shown",),
    ),
    Case(
        "a frame is a link",
        '<iframe width="560" src="https://video.example/embed/abc"></iframe>',
        {},
        ('<p><a href="https://video.example/embed/abc">video.example/embed/abc</a></p>',),
        ("the frame of 'https://video.example/embed/abc' is not shown but linked",),
    ),
    Case(
        "with its title, in a line",
        "Look: <iframe src='//video.example/embed/abc' title='Rain &amp; wind' allowfullscreen></iframe>, all night",
        {},
        ('<p>Look: <a href="https://video.example/embed/abc">Rain &amp; wind</a>, all night</p>',),
        ("the frame of '//video.example/embed/abc' is not shown but linked",),
    ),
    Case("not in code", '`<iframe src="https://video.example/"></iframe>`', shown=('<code>&lt;iframe src="https://video.example/"',)),
    Case(
        "a PNG called .jpg gets the ending of what it is",
        "![red](r.jpg) and [in full](r.jpg)",
        {"posts/ada/r.jpg": RED},
        (f'src="{HERE}/r.jpg.8.png" width="8" height="6"', f'<a href="{HERE}/r.jpg.8.png">in full</a>'),
    ),
    Case(
        "HEIC is shown as JPEG",
        "![corner](IMG_1.HEIC)",
        {"posts/ada/IMG_1.HEIC": HEIC},
        (f'src="{HERE}/IMG_1.HEIC.80.jpg" width="80" height="40"',),
    ),
    Case(
        "HEIC that cannot be read is told how to be saved",
        "![corner](IMG_1.HEIC)",
        {"posts/ada/IMG_1.HEIC": b"\0\0\0\x18ftypheic" + bytes(40)},
        said=("posts/ada/IMG_1.HEIC is no HEIC that can be read: it is damaged, or of an unusual kind; save it as JPEG",),
        is_refused=True,
    ),
    Case(
        "a name with a percent sign on the disk",
        "![red](a%20b.png)",
        {"posts/ada/a%20b.png": RED},
        (f'<img alt="red" src="{HERE}/a-b.png" width="8"',),
    ),
    Case(
        "a name with a percent sign beside the name that it means",
        "![red](a%20b.png)\n![blue](a%2520b.png)",
        {"posts/ada/a b.png": RED, "posts/ada/a%20b.png": plain("blue", (9, 6), "PNG")},
        (f'<img alt="red" src="{HERE}/a-b.png" width="8"', f'<img alt="blue" src="{HERE}/a-20b.png" width="9"'),
    ),
    Case(
        "a name in other case is found",
        "![red](Img/Photo.PNG)",
        {"posts/ada/img/photo.png": RED},
        (f'<img alt="red" src="{HERE}/Img/Photo.PNG" width="8"',),
        ("the file posts/ada/Img/Photo.PNG is called posts/ada/img/photo.png",),
    ),
    Case(
        "the file of the very name is shown, not one in other case",
        "![red](photo.png)",
        {"posts/ada/photo.png": RED, "posts/ada/PHOTO.png": plain("blue", (9, 6), "PNG")},
        (f'src="{HERE}/photo.png" width="8"',),
    ),
    Case(
        "a name in other case is found for a photo too",
        "---\nphoto: {file: Photo.JPG, alt: A cat}\n---\n",
        {"posts/ada/photo.jpg": plain("red", (8, 6))},
        (),
        ("the file posts/ada/Photo.JPG is called posts/ada/photo.jpg",),
    ),
    Case(
        "a picture that is not there leaves its words",
        "Here: ![A boat](boat.png) and [my plan](plan.zip), ![](sea.jpg)",
        {},
        ("<p>Here: A boat and my plan, sea.jpg</p>",),
        (
            "no words in its brackets",
            "there is no file posts/ada/boat.png, so its words",
            "no file posts/ada/plan.zip",
            "no file posts/ada/sea.jpg",
        ),
    ),
    Case(
        "sound that is not there leaves its words",
        '![Rain](rain.mp3) <video poster="p.png" src="x.mp4">A film of rain</video>',
        {"posts/ada/p.png": RED},
        ("<p>Rain A film of rain</p>",),
        ("no file posts/ada/rain.mp3", "no file posts/ada/x.mp4"),
    ),
    Case(
        "a photo that is not there is an error",
        "---\nphoto: {file: boat.png, alt: A boat}\n---\n",
        said=("there is no file posts/ada/boat.png; add the file",),
        is_refused=True,
    ),
    Case(
        "a JPEG that is cut off is shown as far as it goes",
        "![red](r.jpg)",
        {"posts/ada/r.jpg": save(scene((600, 400)))[:-3000]},
        (f'src="{HERE}/r.jpg" width="600" height="400"',),
        ("posts/ada/r.jpg:1: warning: is cut off at its end, and shown as far as it goes",),
    ),
    Case(
        "SVG and what is no picture leave their words",
        "![A plan](plan.svg) and [a paper](paper.pdf)",
        {"posts/ada/plan.svg": b"<svg/>", "posts/ada/paper.pdf": b"%PDF"},
        ("<p>A plan and <a>a paper</a></p>",),
        ("'paper.pdf' could run scripts", "'plan.svg' could run scripts"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_media_are_shown_linked_or_told(make_site: MakeSite, case: Case) -> None:
    root = make_site({"config.yaml": CONFIG, POST: case.text, **case.files})
    problems = _problems(root)
    assert len(problems) == len(case.said), problems
    for problem, said in zip(problems, case.said, strict=True):
        assert said in problem
    assert (root / "public").exists() != case.is_refused
    if not case.is_refused:
        content = _content(root)
        assert [shown for shown in case.shown if shown not in content] == [], content


def _problems(root: Path) -> list[str]:
    try:
        return sorted(map(str, build(root).warnings))
    except ContentError as error:
        return [str(problem) for problem in error.problems if not problem.is_warning]


def _content(root: Path) -> str:
    return tree(root / "public")["@ada/2026-11-01-a/index.html"].decode().partition("e-content")[2].partition("</article>")[0]
