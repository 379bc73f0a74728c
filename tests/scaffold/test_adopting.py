"""`init --from`: a small site of each kind, and what becomes of it."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from microblog.build.builder import build
from microblog.build.options import Options
from microblog.cli import main
from microblog.errors import UsageError
from microblog.scaffold.adopting import walking
from microblog.scaffold.adopting.sites import Adopted, Asked, adopt_site, handle_of
from tests.support.pictures import plain

Files = dict[str, str | bytes]

NOW = "2026-11-23T13:05:09Z"
COLLECTIONS = Path("/work/shared/data/collections")


class Adopting:
    """A source of some files, and the site that was made of it."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes], **asked: str) -> None:
        self.source, self.target = folder / "old", folder / "new"
        for path, content in files.items():
            (self.source / path).parent.mkdir(parents=True, exist_ok=True)
            (self.source / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        before = list(_state(self.source))
        self.adopted: Adopted = adopt_site(self.source, self.target, Asked(now=NOW, **asked))
        assert list(_state(self.source)) == before, "the source was changed"

    def files(self, top: str) -> list[str]:
        """List the files below a folder of the new site, save the profile."""
        paths = sorted(path for path in (self.target / top).rglob("*") if path.is_file() and path.name != "profile.md")
        return [path.relative_to(self.target / top).as_posix() for path in paths]

    def text(self, path: str) -> str:
        """Read a file of the new site."""
        return (self.target / path).read_bytes().decode()

    def left(self) -> dict[str, int]:
        """Return the first file of each group that was left out, with the group's number."""
        return {group.first: group.number for group in self.adopted.left}

    def build(self) -> list[str]:
        """Build, and list the pages of posts and those that lead on."""
        build(Options(self.target, now=NOW))
        public = self.target / "public"
        return sorted(path.parent.relative_to(public).as_posix() for path in public.rglob("index.html"))


def _state(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path), path.read_bytes()


def test_a_hugo_site_keeps_settings_sections_bundles_and_addresses(tmp_path: Path) -> None:
    made = Adopting(
        tmp_path,
        {
            "hugo.toml": 'title = "Walks"\nbaseURL = "https://walks.example/"\nlanguageCode = "de"\ntimeZone = "Europe/Berlin"\n'
            '[params]\nauthor = "Zoë Müller"\n[permalinks]\nnotes = "/:year/:month/:slug/"\n'
            '[[menu.main]]\nname = "Me"\nurl = "/about/"\n[[menu.main]]\nname = "All"\nurl = "/posts/"\n',
            "content/posts/First.md": '---\ntitle: One\ndate: 2024-03-01\n---\n![x](/img/x.png) [t]({{< ref "trip" >}})\n',
            "content/posts/trip/index.md": '+++\ntitle = "Trip"\ndate = 2024-05-05\n+++\n{{< figure src="top.png" alt="Top" >}}\n',
            "content/posts/trip/top.png": plain(kind="PNG"),
            "content/posts/secret.md": "---\ntitle: Secret\ndate: 2024-06-05\ndraft: true\n---\nhush\n",
            "content/posts/_index.md": "---\ntitle: All\n---\n",
            "content/notes/slip.md": "---\ndate: 2024-07-01\nslug: a-slip\n---\nA slip.\n",
            "content/about/index.md": "---\ntitle: Me\n---\nI.\n",
            "content/about/a.png": plain(kind="PNG"),
            "static/img/x.png": plain(kind="PNG"),
            "static/style.css": "",
            "layouts/index.html": "",
            "public/index.html": "",
        },
    )
    assert made.adopted.tool == "a Hugo site"
    assert made.files("posts/zoe-muller") == [
        "notes/slip.md",
        "posts/First.md",
        "posts/secret.md",
        "posts/trip/index.md",
        "posts/trip/top.png",
    ]
    assert made.files("pages") == ["about/a.png", "about/index.md"]
    assert made.files("static") == ["img/x.png"]
    assert made.text("posts/zoe-muller/posts/First.md").startswith('---\naliases: ["/posts/first/"]\ntitle: One\n')
    assert made.text("posts/zoe-muller/posts/First.md").endswith("![x](/img/x.png) [t](trip/index.md)\n")
    assert '+++\naliases = ["/posts/trip/"]\ntitle' in made.text("posts/zoe-muller/posts/trip/index.md")
    assert made.text("posts/zoe-muller/posts/trip/index.md").endswith("![Top](top.png)\n")
    config = made.text("config.yaml")
    for line in (
        'title: "Walks"',
        'base_url: "https://walks.example/"',
        "lang: de",
        "timezone: Europe/Berlin",
        '  - "Me": "about/index.md"',
    ):
        assert f"{line}\n" in config or f"{line} #" in config
    assert 'name: "Zoë Müller"' in made.text("posts/zoe-muller/profile.md")
    assert made.adopted.drafts == 1
    assert made.left()["content/posts/_index.md"] == 1
    assert any("All (/posts/)" in note for note in made.adopted.notes)
    pages = made.build()
    assert {"posts/first", "posts/trip", "2024/07/a-slip", "@zoe-muller/posts/trip"} <= {*pages}
    assert not [page for page in pages if "secret" in page]


def test_what_hugo_hides_below_a_folder_is_a_draft(tmp_path: Path) -> None:
    files: Files = {
        "config.toml": 'ignoreFiles = ["\\\\.private\\\\.md$"]\n',
        "content/posts/in/_index.md": "---\ncascade:\n  draft: true\n---\n",
        "content/posts/in/a.md": "---\ndate: 2024-01-01\ndraft: false\n---\nhush\n",
        "content/posts/b.md": "---\ndate: 2024-01-01\n---\nLook.\n",
        "content/posts/c.private.md": "---\ndate: 2024-01-01\n---\nhush\n",
    }
    made = Adopting(tmp_path, files)
    assert made.text("posts/me/posts/in/a.md").startswith("---\npublished: false\n")
    assert made.files("posts/me") == ["posts/b.md", "posts/in/a.md"]
    assert not [page for page in made.build() if page.endswith(("/a", "private"))]


def test_a_figure_of_hugo_keeps_the_words_below_it(tmp_path: Path) -> None:
    words = r'title="A hill" caption="It \"rains\" *here*, 5 > 4 %" attr="Bo" attrlink="https://bo.example/"'
    figure = f'{{{{< figure src="top.png" alt="Top" {words} >}}}}'
    files: Files = {"hugo.toml": "", "content/posts/2024-01-01-a.md": f"{figure}\n\n{{{{% figure src=`x.png` caption=`Mist` %}}}}"}
    text = Adopting(tmp_path, files).text("posts/me/posts/2024-01-01-a.md")
    assert text.partition("---\n")[2].partition("---\n")[2] == (
        '![Top](top.png)\nA hill\nIt "rains" *here*, 5 > 4 %\n[Bo](https://bo.example/)\n\n![Mist](x.png)\nMist'
    )


def test_what_jekyll_shows_as_it_is_stays_so_and_what_only_leads_on_stays_out(tmp_path: Path) -> None:
    files: Files = {
        "_config.yml": "permalink: none\n",
        "_posts/2024-01-01-a.md": "{% raw %}\n`{{ site.baseurl }}/x`\n{% endraw %} [b]({{ site.baseurl }}/b/)\n",
        "_posts/2024-01-02-b.md": "---\nredirect_to: https://b.example/\n---\nhush\n",
        "old.md": "---\nredirect_to:\n  - /new/\n---\nhush\n",
    }
    made = Adopting(tmp_path, files)
    assert made.text("posts/me/2024-01-01-a.md").endswith("---\n\n`{{ site.baseurl }}/x`\n [b](/b/)\n")
    assert made.adopted.notes == ()
    assert made.left() == {"_config.yml": 1, "_posts/2024-01-02-b.md": 2}


JEKYLL: Files = {
    "_config.yml": "title: Tea\nurl: https://tea.example\nbaseurl: /blog\nauthor: {name: Ada}\ntimezone: Asia/Tokyo\nlang: en_GB\n"
    "exclude: [old]\ndefaults:\n  - scope: {path: hidden}\n    values: {published: false}\nheader_pages: [about.md]\n",
    "_posts/2013-07-06-First-Cup.markdown": "---\ntitle: Cup\ncategories: Green tea\n---\n"
    "![x]({{ site.baseurl }}/images/x.png) {% post_url 2014-01-01-two %}\n",
    "_posts/2014-01-01-two.html": "---\npermalink: /two/\n---\n<p>Two</p>\n",
    "hidden/_posts/2015-01-01-h.md": "---\ntitle: H\n---\nhush\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nhush\n",
    "about.md": "---\ntitle: About\npermalink: /about-me/\n---\nI.\n",
    "README.md": "read me",
    "old/x.md": "---\n---\nold",
    "images/x.png": plain(kind="PNG"),
    "_layouts/post.html": "",
    "_sass/a.scss": "",
    "Gemfile": "",
}


def test_a_jekyll_site_keeps_posts_drafts_pages_and_addresses(tmp_path: Path) -> None:
    made = Adopting(tmp_path, JEKYLL)
    assert made.files("posts/ada") == ["2013-07-06-First-Cup.md", "2014-01-01-two.md", "drafts/idea.md", "hidden/2015-01-01-h.md"]
    assert made.files("pages") == ["about-me.md"]
    assert made.files("static") == ["images/x.png"]
    cup = made.text("posts/ada/2013-07-06-First-Cup.md")
    assert cup.startswith('---\naliases: ["/green/tea/2013/07/06/First-Cup.html"]\n')
    assert cup.endswith("![x](/images/x.png) 2014-01-01-two.md\n")
    assert made.text("posts/ada/2014-01-01-two.md") == JEKYLL["_posts/2014-01-01-two.html"]
    assert made.text("posts/ada/drafts/idea.md").startswith("---\ndraft: true\n")
    assert made.adopted.drafts == 2
    assert "lang: en-GB\n" in made.text("config.yaml")
    assert 'base_url: "https://tea.example/blog/"' in made.text("config.yaml")
    assert not [page for page in made.build() if "idea" in page or page.endswith("/h")]


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("pretty", "/2013/07/06/cup/"),
        ("date", "/2013/07/06/cup.html"),
        ("none", "/cup.html"),
        ("ordinal", "/2013/187/cup.html"),
        ("/:year-:i_month/:slug", "/2013-7/cup"),
        ("/:nobody/:knows/", ""),
    ],
)
def test_jekylls_patterns_of_addresses(tmp_path: Path, pattern: str, address: str) -> None:
    made = Adopting(tmp_path, {"_config.yml": f"permalink: {pattern}\n", "_posts/2013-07-06-cup.md": "---\ntitle: C\n---\nx\n"})
    text = made.text("posts/me/2013-07-06-cup.md")
    assert text.partition("title")[0] == (
        f'---\naliases: ["{address.removesuffix("/") + "/" if "." not in address else address}"]\n' if address else "---\n"
    )


def test_an_eleventy_site_minds_its_data_files(tmp_path: Path) -> None:
    files: Files = {
        "eleventy.config.js": 'export default c => { c.addPassthroughCopy("src/img"); c.addPassthroughCopy({"pub": "files"});\n'
        'return { dir: { input: "src", includes: "_inc" } } }',
        "src/_data/metadata.json": '{"title": "E", "url": "https://e.example/", "language": "fr", "author": {"name": "Éva"}}',
        "src/posts/posts.json": '{"tags": "posts", "permalink": "/blog/{{ page.fileSlug }}/"}',
        "src/posts/2024-01-02-a.md": "---\ntitle: A\n---\nx\n",
        "src/secret/secret.11tydata.js": "module.exports = { eleventyExcludeFromCollections: true }",
        "src/secret/2024-01-03-b.md": "---\ntitle: B\n---\nhush\n",
        "src/about.md": "---\ntitle: About\n---\nI.\n",
        "src/_inc/base.njk": "",
        "src/img/x.png": plain(kind="PNG"),
        "pub/a.pdf": "x",
        "node_modules/x/readme.md": "x",
    }
    made = Adopting(tmp_path, files)
    assert made.files("posts/eva") == ["posts/2024-01-02-a.md", "secret/2024-01-03-b.md"]
    assert made.files("pages") == ["about.md"]
    assert made.files("static") == ["files/a.pdf", "img/x.png"]
    assert made.text("posts/eva/posts/2024-01-02-a.md").startswith('---\naliases: ["/blog/a/"]\n')
    assert made.text("posts/eva/secret/2024-01-03-b.md").startswith("---\ndraft: true\n")
    assert "lang: fr\n" in made.text("config.yaml")


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ("", '---\naliases: ["/posts/a/"]\nlang: "de"\nauthor: "Eva"\ntags: ["tea", "fog"]\n---\n'),
        (
            "---\nlang: fr\ntags: [x]\n---\n",
            '---\naliases: ["/posts/a/"]\nauthor: "Eva"\nkeywords: ["tea", "fog"]\nlang: fr\ntags: [x]\n---\n',
        ),
        ("+++\nlang = 'fr'\n+++\n", '+++\naliases = ["/posts/a/"]\nauthor = "Eva"\ntags = ["tea", "fog"]\nlang = \'fr\'\n+++\n'),
    ],
)
def test_what_data_files_of_eleventy_say_of_posts_stands_in_their_heads(tmp_path: Path, head: str, more: str) -> None:
    files: Files = {
        ".eleventy.js": "",
        "posts/posts.json": '{"layout": "post.njk", "tags": ["posts", "tea"], "lang": "de", "author": "Somebody", "title": "{{ x }}"}',
        "posts/2024-01-02-a.11tydata.json": '{"tags": "fog", "author": "Eva", "eleventyNavigation": {"key": "a"}}',
        "posts/2024-01-02-a.md": f"{head}x\n",
    }
    made = Adopting(
        tmp_path,
        files,
    )
    assert made.text("posts/me/posts/2024-01-02-a.md") == f"{more}x\n"
    made.build()


def test_a_post_of_eleventy_that_its_own_data_file_holds_back_is_a_draft(tmp_path: Path) -> None:
    files: Files = {".eleventy.js": "", "posts/2024-01-02-a.11tydata.json": '{"draft": true}', "posts/2024-01-02-a.md": "x\n"}
    assert Adopting(tmp_path, files).text("posts/me/posts/2024-01-02-a.md").startswith("---\ndraft: true\n")


def test_head_in_json_on_one_line_is_held_back_within_itself(tmp_path: Path) -> None:
    post = '{"title": "A"}\nx\n'
    files: Files = {".eleventy.js": "", "posts/2024-01-02-a.11tydata.json": '{"draft": true}', "posts/2024-01-02-a.md": post}
    assert (
        Adopting(tmp_path, files).text("posts/me/posts/2024-01-02-a.md") == '{"draft": true, "aliases": ["/posts/a/"], "title": "A"}\nx\n'
    )


def test_a_pelican_site_is_read_and_not_run(tmp_path: Path) -> None:
    files: Files = {
        "pelicanconf.py": 'raise SystemExit\nAUTHOR = "Bo"\nSITENAME = "P"\nPATH = "content"\nTIMEZONE = "Europe/Paris"\n'
        'DEFAULT_LANG = "fr"\n'
        'ARTICLE_URL = "{date:%Y}/{slug}/"\nSOCIAL = (("Code", "https://code.example/bo"),)\nMENUITEMS = (("A", "/about.html"),)\n',
        "publishconf.py": 'from pelicanconf import *\nSITEURL = "https://p.example"\n',
        "content/tech/one.md": "Title: Première Page\nDate: 2020-01-02 10:00\n\n![x]({static}/images/x.png) [y]({filename}../two.md)\n",
        "content/two.md": "Title: Two\nDate: 2020-01-03\nStatus: draft\n\nhush\n",
        "content/three.rst": "Three\n=====\n",
        "content/pages/about.md": "Title: About\n\nI.\n",
        "content/images/x.png": plain(kind="PNG"),
    }
    made = Adopting(tmp_path, files)
    assert made.files("posts/bo") == ["tech/one.md", "two.md"]
    assert made.files("pages") == ["about.md"]
    assert made.files("static") == ["images/x.png"]
    one = made.text("posts/bo/tech/one.md")
    assert one == "Title: Première Page\naliases: /2020/premiere-page/\nDate: 2020-01-02 10:00\n\n![x](/images/x.png) [y](../two.md)\n"
    assert made.left()["content/three.rst"] == 1
    assert made.adopted.drafts == 1
    assert '  - "https://code.example/bo"\n' in made.text("posts/bo/profile.md")
    assert 'base_url: "https://p.example/"' in made.text("config.yaml")
    assert "2020/premiere-page" in made.build()


def test_a_nikola_site_is_read_and_not_run(tmp_path: Path) -> None:
    files: Files = {
        "conf.py": 'raise SystemExit\nBLOG_TITLE = _("N")\nBLOG_AUTHOR = "Cy"\nSITE_URL = "https://n.example/"\nDEFAULT_LANG = "en"\n'
        'POSTS = (("posts/*.md", "blog", "post.tmpl"), ("posts/*.rst", "blog", "post.tmpl"))\n'
        'PAGES = (("pages/*.md", "", "page.tmpl"),)\nNAVIGATION_LINKS = {DEFAULT_LANG: (("/about/", "About"), ("/archive.html", "All"))}\n',
        "posts/one.md": "<!--\n.. title: One\n.. slug: uno\n.. date: 2020-01-02 10:00:00 UTC\n-->\n\nx\n",
        "posts/two.md": "<!--\n.. title: Two\n.. date: 2020-01-03\n.. tags: a, draft\n-->\n\nhush\n",
        "posts/three.md": "hush",
        "posts/three.meta": ".. title: Three\n\n.. slug: trois\n.. date: 2020-01-04\n.. status: private\n",
        "posts/four.md": "<!--\n.. title: 4\n.. date: 2020-01-04\n-->\n\nhush",
        "posts/four.meta": "Four\nfour\n2020-01-04\ndraft\n",
        "posts/five.rst": "hush",
        "posts/five.meta": ".. title: Five\n",
        "pages/about.md": "<!--\n.. title: About\n.. slug: about\n-->\n\nI.\n",
        "images/x.png": plain(kind="PNG"),
        "files/robots.txt": "x",
        "output/index.html": "",
    }
    made = Adopting(tmp_path, files)
    assert made.files("posts/cy") == ["one.md", "three.md", "two.md"]
    assert made.files("static") == ["images/x.png", "robots.txt"]
    assert made.text("posts/cy/one.md").startswith("<!--\n.. title: One\n.. aliases: /blog/uno/\n.. slug")
    assert ".. tags: a, draft\n" in made.text("posts/cy/two.md")  # which holds it back here too
    assert '  - "About": "about.md"\n  - "All": "/archive/"\n' in made.text("config.yaml")
    assert {"blog/uno"} < {*made.build()}
    assert made.text("posts/cy/three.md") == (
        ".. title: Three\n.. aliases: /blog/trois/\n.. slug: trois\n.. date: 2020-01-04\n.. status: private\n\nhush"
    )
    assert made.left() == {"posts/five.meta": 1, "posts/five.rst": 1, "posts/four.md": 1, "posts/four.meta": 2, "output/": 2}


def test_an_export_of_micro_blog_keeps_uploads_and_addresses(tmp_path: Path) -> None:
    files: Files = {
        "feed.json": '{"title": "M", "home_page_url": "https://m.example/", "author": {"name": "Dee"}}',
        "2020/01/02/hello.md": "---\ndate: 2020-01-02T03:04:05+00:00\n---\n![x](https://m.example/uploads/2020/x.png)\n",
        "about.md": "---\ntitle: About\n---\nI.\n",
        "uploads/2020/x.png": plain(kind="PNG"),
    }
    made = Adopting(tmp_path, files)
    assert made.adopted.tool == "an export of micro.blog"
    assert made.files("posts/dee") == ["2020/01/02/hello.md"]
    assert made.files("static") == ["uploads/2020/x.png"]
    assert made.text("posts/dee/2020/01/02/hello.md").startswith('---\naliases: ["/2020/01/02/hello.html"]\n')
    made.build()
    assert (made.target / "public/2020/01/02/hello.html").is_file()


def test_a_vault_keeps_its_folders_and_leaves_templates_and_settings(tmp_path: Path) -> None:
    files: Files = {
        ".obsidian/templates.json": '{"folder": "Patterns"}',
        ".obsidian/app.json": '{"userIgnoreFilters": ["Private/"]}',
        "Patterns/day.md": "{{date}}",
        "Private/x.md": "hush",
        "Daily/2024-01-02.md": "See [[Tea pot]] and ![[pot.png|200]].\n",
        "Notes/Tea pot.md": "---\ndate: 2024-01-01\n---\nHot.\n",
        "Notes/Undated.md": "hush\n",
        "Media/2024/pot.png": plain(kind="PNG"),
        "profile.md": "---\ndate: 2024-01-03\n---\nOf a mountain.\n",
        "plan.canvas": "{}",
        ".trash/old.md": "hush",
    }
    made = Adopting(tmp_path, files, handle="me", title="Vault")
    assert made.adopted.tool == "an Obsidian vault"
    assert made.files("posts/me") == [
        "Daily/2024-01-02.md",
        "Media/2024/pot.png",
        "Notes/Tea pot.md",
        "Notes/Undated.md",
        "profile-note.md",
    ]
    assert made.text("posts/me/Notes/Tea pot.md") == files["Notes/Tea pot.md"]
    assert "![[../Media/2024/pot.png|200]]" in made.text("posts/me/Daily/2024-01-02.md")
    report = build(Options(made.target, now=NOW))
    assert (report.posts, report.undated) == (3, 1)
    assert "private" in made.adopted.notes[0]


def test_of_a_vault_that_says_what_is_public_all_else_is_draft(tmp_path: Path) -> None:
    made = Adopting(
        tmp_path,
        {".obsidian/app.json": "{}", "2024-01-01-a.md": "---\npublish: true\n---\nLook.\n", "2024-01-02-b.md": "hush\n"},
    )
    assert made.text("posts/me/2024-01-02-b.md") == "---\ndraft: true\n---\nhush\n"
    assert build(Options(made.target, now=NOW)).posts == 1


def test_any_other_folder_is_one_of_markdown(tmp_path: Path) -> None:
    made = Adopting(tmp_path, {"2024/2024-01-01-a.MD": "A\r\n", "2024/x.png": plain(kind="PNG"), "README.md": "no", "b.org": "no"})
    assert made.adopted.tool == "a folder of Markdown"
    assert made.files("posts/me") == ["2024/2024-01-01-a.md", "2024/x.png"]
    assert made.text("posts/me/2024/2024-01-01-a.md") == "A\r\n"


def test_links_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/2024-01-01-secret.md").write_text("hush")
    (tmp_path / "old").mkdir()
    (tmp_path / "old/in").symlink_to(tmp_path / "outside")
    (tmp_path / "old/2024-01-02-b.md").symlink_to(tmp_path / "outside/2024-01-01-secret.md")
    made = Adopting(tmp_path, {"2024-01-01-a.md": "A\n"})
    assert made.files("posts/me") == ["2024-01-01-a.md"]
    assert list(made.left().values()) == [2]


@pytest.mark.parametrize(
    ("target", "words"), [("old/new", "lie in one another"), (".", "not empty"), ("full", "not empty"), ("old", "not empty")]
)
def test_a_target_among_other_files_is_refused(tmp_path: Path, target: str, words: str) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/a.md").write_text("A")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    with pytest.raises(UsageError, match=words):
        adopt_site(tmp_path / "old", tmp_path / target, Asked(now=NOW))
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["a.md"]


def test_a_source_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").touch()
    for name, words in (("nothing", "no folder"), ("x.zip", "unpack")):
        with pytest.raises(UsageError, match=words):
            adopt_site(tmp_path / name, tmp_path / "new", Asked(now=NOW))


@pytest.mark.parametrize(("bound", "words"), [("MAX_FILES", "more than 1 files"), ("MAX_SIZE", "GB")])
def test_a_source_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, words: str) -> None:
    monkeypatch.setattr(walking, bound, 1)
    with pytest.raises(UsageError, match=words):
        Adopting(tmp_path, {"a.md": "AA", "b.md": "BB"})
    assert not (tmp_path / "new").exists()


def test_a_text_that_no_post_may_be_is_left_out(tmp_path: Path) -> None:
    made = Adopting(tmp_path, {"2024-01-01-a.md": "A " * (1 << 20), "2024-01-02-b.md": "B"})
    assert made.files("posts/me") == ["2024-01-02-b.md"]
    assert made.left() == {"2024-01-01-a.md": 1}


def test_two_posts_lead_on_from_one_address_once(tmp_path: Path) -> None:
    posts = {f"_posts/{day}-x.md": "---\ntitle: X\n---\nx\n" for day in ("2013-07-06", "2013-07-07")}
    made = Adopting(tmp_path, {"_config.yml": "permalink: /:title/\n", **posts, "_posts/2013-07-08-y.md": "---\npermalink: /z/\n---\ny\n"})
    assert made.adopted.aliases == 1
    assert "x" in made.build()


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ("---\ntitle: X\n---\n", '---\naliases: ["/x.html"]\ntitle: X\n---\n'),
        ("---\r\ntitle: X\r\n---\r\n", '---\r\naliases: ["/x.html"]\r\ntitle: X\r\n---\r\n'),
        ("\ufeff---\ntitle: X\n---\n", '\ufeff---\naliases: ["/x.html"]\ntitle: X\n---\n'),
        ("---\naliases: [/w/]\n---\n", '---\nredirect_from: ["/x.html"]\naliases: [/w/]\n---\n'),
        ("+++\ntitle = 'X'\n+++\n", "+++\naliases = [\"/x.html\"]\ntitle = 'X'\n+++\n"),
        ('{\n"title": "X"\n}\n', '{\n"aliases": ["/x.html"],\n"title": "X"\n}\n'),
        ("", '---\naliases: ["/x.html"]\n---\n'),
    ],
)
def test_one_line_is_put_into_each_form_of_head(tmp_path: Path, head: str, more: str) -> None:
    made = Adopting(tmp_path, {"_config.yml": "permalink: none\n", "_posts/2013-07-06-x.md": f"{head}Words.\n"})
    assert made.text("posts/me/2013-07-06-x.md") == f"{more}Words.\n"
    made.build()
    assert (made.target / "public/x.html").is_file()


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Zoë Müller", "zoe-muller"), ("", "me"), ("山田", "me"), ("2026", "me"), ("A" * 40, "a" * 30), ("O'Neill, Jr.", "o-neill-jr")],
)
def test_a_handle_is_made_of_a_name(name: str, handle: str) -> None:
    assert handle_of(name) == handle


def test_settings_that_are_wrong_are_not_taken(tmp_path: Path) -> None:
    made = Adopting(tmp_path, {"_config.yml": "url: nowhere\nlang: not a language\ntimezone: Mars\n", "_posts/2024-01-01-a.md": "A\n"})
    assert "lang: en\ntimezone: UTC" in made.text("config.yaml")
    assert made.build()


@pytest.mark.skipif(not COLLECTIONS.is_dir(), reason="the collections are not here")
@pytest.mark.parametrize(
    ("name", "below", "config", "posts"),
    [
        ("azu", "_posts", ("_config.yml", "title: T\nurl: https://t.example\ntimezone: Asia/Tokyo\n"), 690),
        (
            "hacdias",
            "content",
            ("hugo.toml", 'title = "T"\nbaseURL = "https://t.example/"\n[params]\nmainSections = ["posts", "logs"]\n'),
            450,
        ),
    ],
)
def test_a_collection_comes_in_whole(tmp_path: Path, name: str, below: str, config: tuple[str, str], posts: int) -> None:
    shutil.copytree(COLLECTIONS / name / "posts" / name, tmp_path / "old" / below)
    made = Adopting(tmp_path, dict([config]))
    assert made.adopted.posts >= posts
    assert all(group.number < 50 for group in made.adopted.left)


def test_a_bad_head_leaves_the_list_of_what_to_look_at_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/2024-01-01-a.md").write_text("----\ndraft: true\n----\nx {{ y }}")
    assert main(["init", "new", "--root", str(tmp_path), "--from", str(tmp_path / "old"), "--now", NOW, "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert "this looks like a head, but is none" in err
    steps = [line.partition(":")[0] for line in out.splitlines() if line[:1].isdigit()]
    assert steps[:2] == ["1. Put right what stands above, until this finds no error", "2. Look at it"]
    assert "template language" in steps[2]
    assert steps[-1].endswith("posts/me/profile.md.")


@pytest.mark.parametrize("name", ["profile.md", "2026-11-23-hi.md"])
def test_site_of_this_program_is_not_adopted(tmp_path: Path, name: str) -> None:
    files = {"config.yaml": "title: Mine\ntag_authority: example.org,2026\n", f"posts/ada/{name}": "Hi."}
    with pytest.raises(UsageError, match=r"is a site of this program already; copy it, or `git clone` it"):
        Adopting(tmp_path, files)
    assert not (tmp_path / "new").exists()
