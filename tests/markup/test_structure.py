"""HTML that authors write, and what pages make of it where it stands in the wrong place."""

import subprocess

import pytest

from microblog.markup import Context, render
from microblog.markup.html.moments import is_moment
from tests.conftest import MakeSite
from tests.support.site_tree import build

HERE = Context("posts/ada/x.md", "@ada/x/", "/", 5, "p1")
MISPLACED = {
    "<li>a</li>": "<div>a</div>",
    "<summary>a</summary>": "<div>a</div>",
    "a <rt>b</rt> c": "<p>a b c</p>",
    "<figcaption>a</figcaption>": "<div>a</div>",
    "<details>a</details>": "<details><summary>Details</summary>a</details>",
    "<details>a<summary>b</summary></details>": "<details><summary>b</summary>a</details>",
    "<details><summary><p>a</p></summary></details>": "<details><summary> a </summary></details>",
    "<dl>a</dl>": "<div>a</div>",
    "<dl><dt>a</dt></dl>": "<div><div>a</div></div>",
    "<ul>a<li>b</li></ul>": "<ul><li>a</li><li>b</li></ul>",
    "<ol><li>a</li><br></ol>": "<ol><li>a</li></ol>",
    "<ul><li>a</li><ul><li>b</li></ul></ul>": "<ul><li>a</li><li><ul><li>b</li></ul></li></ul>",
    "<ul><li value=2>a</li></ul>": "<ul><li>a</li></ul>",
    "<time>yesterday</time>": "<p>yesterday</p>",
    "<time datetime=2026-02-30>a</time>": "<p>a</p>",
    "<dfn>a <dfn>b</dfn></dfn>": "<p><dfn>a b</dfn></p>",
    "<bdo>a</bdo>": "<p>a</p>",
    "<ruby>a</ruby>": "<p>a</p>",
    "<ruby>a<rt>b</rt></ruby>": "<p><ruby>a<rt>b</rt></ruby></p>",
    "<div><em><div>a</div></em></div>": "<div><div>a</div></div>",
    "<h2><div>a</div></h2>": "<div><div>a</div></div>",
    "a <source src=https://a.b/c.mp3> <track> <img> b": "<p>a    b</p>",
    "<table><tr></tr><tr><td>a</td></tr></table>": (
        '<div class="scroll" tabindex="0"><table><tbody><tr><td>a</td></tr></tbody></table></div>'
    ),
    "<nav>\n<ol>\n<li>\na\n</li>\n</ol>\n</nav>": "<div>\n<ol>\n<li>\na\n</li>\n</ol>\n</div>",
    "[a](http://u:p@b.c/d)": '<p><a href="http://b.c/d">a</a></p>',
}
SOUND = [
    "<details><summary>a</summary><p>b</p></details>",
    "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dt>d</dt><dd>e</dd></dl>",
    '<p><time datetime="2026-02-28">a</time> <time>14:05</time></p>',
    "<figure><figcaption>a</figcaption>b</figure>",
]
OTHERS = [
    "<figure><figcaption>a</figcaption>b<figcaption>c</figcaption></figure>",
    "<video>a<track src=x.vtt><source src=y.mp4></video>",
    "<a href=https://a.b><details>x</details></a>",
    "- [ ] a <li>b\n\n<summary>## c</summary>\n\n<dl>\n<dt>d</dt>\n</dl>",
    "<section>\n\n# a\n\n<section>\n\n### b\n\n</section></section>",
    "<pre><p>a</p></pre>",
    "<q><blockquote>a</blockquote></q><sub><h3>b</h3></sub>",
    "<ins><p>a</p></ins><span><ins><div>b</div></ins></span>",
    "<table><caption>a</caption><li>b</li><tr><td><li>c</li></td></tr></table>",
]


@pytest.mark.parametrize(("text", "expected"), MISPLACED.items())
def test_what_stands_in_the_wrong_place_is_settled(text: str, expected: str) -> None:
    assert render(text, HERE).html == expected


@pytest.mark.parametrize("text", SOUND)
def test_sound_html_stays(text: str) -> None:
    assert render(text, HERE).html.removeprefix("<p>").removesuffix("</p>") == text.removeprefix("<p>").removesuffix("</p>")


def test_name_of_a_part_of_a_page_in_a_sentence_is_shown() -> None:
    assert render("Use <nav> and </nav>", HERE).html == "<p>Use &lt;nav&gt; and &lt;/nav&gt;</p>"


def test_nu_html_checker_finds_no_error_in_misplaced_html(make_site: MakeSite, vnu: list[str]) -> None:
    posts = {f"posts/ada/2026-01-01-{number}.md": text for number, text in enumerate([*MISPLACED, *OTHERS, *SOUND])}
    root = make_site(
        posts | {"config.yaml": "base_url: https://example.org/\n", "posts/ada/y.mp4": b"\0\0\0\x18ftypmp42", "posts/ada/x.vtt": "WEBVTT\n"}
    )
    build(root)
    files = sorted(str(path) for path in root.glob("public/@ada/2026*/index.html"))
    done = subprocess.run([*vnu, "--errors-only", "--stdout", *files], capture_output=True, text=True, check=False)
    assert len(files) == len(posts)
    assert [line for line in done.stdout.splitlines() if "Content-Security-Policy" not in line] == []


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-02", "2026-02-28", "02-28", "2026-02-28T14:05Z", "2026-02-28 14:05:30.5+01:00", "14:05", "2026-W52", "P1DT2H", "PT3.5S"],
)
def test_moment_is_one(text: str) -> None:
    assert is_moment(text)


@pytest.mark.parametrize("text", ["", "0000", "2026-13", "2026-02-30", "24:00", "P", "PT", "P1DT", "28.2.2026", "2026-W54"])
def test_what_is_no_moment(text: str) -> None:
    assert not is_moment(text)
