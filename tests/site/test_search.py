"""What readers find: a built site's index, asked by the site's own script in Node."""

from pathlib import Path

import pytest

from tests.conftest import MakeSite
from tests.support.searching import answers, permalinks, search
from tests.support.site_tree import build, tree

CONFIG = "base_url: https://example.org/\ntag_authority: example.org,2026\n"
SITE = {
    "config.yaml": CONFIG,
    "posts/ada/2025-03-01-kettle.md": "---\ntitle: On kettles\ntags: [tea]\n---\nWater boils slowly in a *kettle* of copper.\n",
    "posts/ada/2025-06-15-tea.md": "The tea is ready. Strong tea, from a cracked pot. #tea\n",
    "posts/ada/2026-01-02-coffee.md": "Today coffee, `arabica`, and [a page](https://example.com/) about roasting.\n",
    "posts/bob/2026-02-03-ja.md": "---\nlang: ja\n---\n東京都でお茶を飲みました。\n",
    "posts/bob/2026-02-04-ko.md": "---\nlang: ko-KR\n---\n오늘은 커피를 세 잔이나 마셨다\n",
    "posts/bob/2026-02-05-he.md": "---\nlang: he\n---\nשָׁלוֹם עוֹלָם\n",
    "posts/bob/2026-02-06-fr.md": "---\nlang: fr\n---\nUne crème brûlée au café, œuf compris.\n",
    "posts/bob/2026-02-07-warned.md": "---\ncw: Spiders\n---\nA tarantula sat in the teapot. ![a hairy leg](leg.png)\n",
    "posts/bob/2026-02-08-python.md": "Learning python the slow way, and the kettle sings.\n",
    "posts/bob/2026-02-09-draft.md": "---\ndraft: true\n---\nSecretdraftword tea\n",
    "posts/bob/2026-02-10-later.md": "---\ndate: 2030-01-01\n---\nSecretlaterword tea\n",
    "posts/bob/2026-02-11-unlisted.md": "---\nunlisted: true\n---\nSecretunlistedword tea\n",
}
QUERIES = {
    "kettle": ["ada/2025-03-01-kettle", "bob/2026-02-08-python"],  # its title has it, and longer words begin with it
    "TEA": ["ada/2025-06-15-tea", "ada/2025-03-01-kettle", "bob/2026-02-07-warned"],
    "coff": ["ada/2026-01-02-coffee"],
    "pyhton": ["bob/2026-02-08-python"],
    "ypthon": ["bob/2026-02-08-python"],
    "creme brulee": ["bob/2026-02-06-fr"],
    "oeuf": ["bob/2026-02-06-fr"],
    "東京": ["bob/2026-02-03-ja"],
    "京都で": ["bob/2026-02-03-ja"],
    "茶": ["bob/2026-02-03-ja"],
    "東で": [],
    "커피": ["bob/2026-02-04-ko"],
    "שלום": ["bob/2026-02-05-he"],
    "from:ada": ["ada/2026-01-02-coffee", "ada/2025-06-15-tea", "ada/2025-03-01-kettle"],
    "from:@bob kettle": ["bob/2026-02-08-python"],
    "tag:tea": ["ada/2025-06-15-tea", "ada/2025-03-01-kettle"],
    "#Tea -kettle": ["ada/2025-06-15-tea"],
    "lang:ko": ["bob/2026-02-04-ko"],
    "lang:ko-KR": ["bob/2026-02-04-ko"],
    "has:link": ["ada/2026-01-02-coffee"],
    "has:code": ["ada/2026-01-02-coffee"],
    "has:title": ["ada/2025-03-01-kettle"],
    "has:cw": ["bob/2026-02-07-warned"],
    "spiders": ["bob/2026-02-07-warned"],
    "tarantula": ["bob/2026-02-07-warned"],
    "hairy": [],
    "before:2025-06-15": ["ada/2025-03-01-kettle"],
    "before:2026 after:2025-03": ["ada/2025-06-15-tea"],
    "after:2025-06-15 before:2026-01-03": ["ada/2026-01-02-coffee"],
    '"tea is ready"': ["ada/2025-06-15-tea"],
    '"ready tea"': [],
    '"copper tea"': [],
    "-tea -kettle from:ada": ["ada/2026-01-02-coffee"],
    "zebra": [],
    "secretdraftword": [],
    "": [],
    '"': [],
    "from: tag: before:never": [],
}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("search")
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    build(root)
    return root / "public"


def test_posts_are_found_by_their_words_and_by_what_they_are(public: Path, tmp_path: Path) -> None:
    listed = permalinks(public)
    found = answers(public, [*QUERIES], tmp_path)
    told = {query: [listed[at][1:-1] for at in answer["hits"]] for query, answer in zip(QUERIES, found, strict=True)}
    assert told == QUERIES


def test_posts_with_some_of_the_words_are_found_where_none_has_all(public: Path, tmp_path: Path) -> None:
    (answer,) = answers(public, ["kettle arabica from:ada"], tmp_path)
    listed = permalinks(public)
    assert not answer["hasAll"]
    assert {listed[at] for at in answer["hits"]} == {"@ada/2025-03-01-kettle/", "@ada/2026-01-02-coffee/"}


def test_nothing_that_readers_may_not_see_is_in_the_index(public: Path) -> None:
    files = tree(public / "search")
    assert not any(b"secret" in data for data in files.values())
    assert not any(b"airy" in data for data in files.values()), "what stands behind a warning is its words alone"


def test_search_false_leaves_it_out(make_site: MakeSite) -> None:
    root = make_site({**SITE, "config.yaml": f"{CONFIG}search: false\n", "static/search.js": "// the site's own"})
    build(root)
    files = tree(root / "public")
    assert [path for path in files if "search" in path] == ["search.js"]
    assert files["search.js"] == b"// the site's own"
    assert not any(b"search" in data for path, data in files.items() if path.endswith(".html"))


def test_search_that_is_turned_off_goes(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    make_site({"config.yaml": f"{CONFIG}search: false\n"})
    build(root)
    changed = tree(root / "public")
    build(root, clean=True)
    assert tree(root / "public") == changed
    assert [path for path in changed if "search" in path] == []


def many(count: int) -> dict[str, str]:
    """Make posts of which each has a word of its own."""
    return {f"posts/ada/2025-{1 + at // 100:02}-01-{at:04}.md": f"Post number{at} about tea.\n" for at in range(count)}


def test_old_segments_stay_as_they_are_when_posts_come(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site({"config.yaml": CONFIG, **many(530)})
    build(root)
    before = tree(root / "public/search")
    assert {"1-0-0.txt", "1-0-5.txt", "1-0-terms.txt", "0-8.txt", "index.json"} <= before.keys()
    make_site({"posts/ada/2026-01-01-new.md": "Brandnew.\n"})
    report = build(root)
    after = tree(root / "public/search")
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == {"0-8.txt", "index.json"}
    assert report.parsed == 1
    assert search(root / "public", "brandnew", tmp_path) == ["@ada/2026-01-01-new/"]
    assert search(root / "public", "number17", tmp_path)[0] == "@ada/2025-01-01-0017/"
    assert search(root / "public", "numbr529", tmp_path) == ["@ada/2025-06-01-0529/"]


def test_edit_of_an_old_post_changes_its_own_segment_alone(make_site: MakeSite) -> None:
    root = make_site({"config.yaml": CONFIG, **many(530)})
    build(root)
    before = tree(root / "public/search")
    make_site({"posts/ada/2025-01-01-0017.md": "Something quite different.\n"})
    build(root)
    after = tree(root / "public/search")
    changed = {path for path in before if before[path] != after[path]}
    assert changed
    assert all(path.startswith("1-0-") for path in changed)


def test_segment_rises_by_a_file_with_each_post(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site({"config.yaml": CONFIG, **many(510)})
    build(root)
    for day in range(1, 12):
        before = tree(root / "public/search")
        make_site({f"posts/ada/2026-01-{day:02}-new.md": f"Brandnew{day}.\n"})
        build(root)
        after = tree(root / "public/search")
        assert len([path for path in after if before.get(path) != after[path]]) <= 3
        assert search(root / "public", "number17", tmp_path)[0] == "@ada/2025-01-01-0017/"
        assert search(root / "public", f"brandnew{day}", tmp_path)[0] == f"@ada/2026-01-{day:02}-new/"
    build(root, clean=True)
    assert tree(root / "public/search") == after
