"""What a server that builds keeps from run to run, where whoever proposes a change can read it: nothing that readers cannot."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from microblog.answers.storing import write_notes
from microblog.content.stored_feeds import dump_feed, file_name
from microblog.model.remote import RemoteFeed
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build, tree

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("microblog/scaffold/**/*.yml"), ROOT / "action.yml"])
HIDDEN = {
    "draft": "draft: true",
    "scheduled": "date: 2027-01-01",
    "expired": "expiryDate: 2026-11-01",
}
FEED = "https://fen.example/"
SITE = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": f"---\navatar: face.png\nfollowing: ['{FEED}']\n---\n",
    "posts/ada/face.png": plain("red", (40, 40), "PNG"),
    "posts/ada/2026-10-01-shown.md": "![A cat](cat.png)",
    "posts/ada/cat.png": plain("blue", (40, 60), "PNG"),
    "pages/draft.md": "---\ndraft: true\n---\nCanary ![x](canary-page.png)",
    "pages/canary-page.png": plain("pink", (33, 33), "PNG"),
    f".microblog/remote/{file_name(FEED)}": dump_feed(RemoteFeed(FEED, FEED, "atom", "Fen", "")).decode(),
    **{f"posts/ada/2026-10-02-canary-{name}.md": f"---\n{line}\n---\nCanary ![x](canary-{name}.png)" for name, line in HIDDEN.items()},
    **{f"posts/ada/canary-{name}.png": plain((9, 9, at), (50 + at, 50), "PNG") for at, name in enumerate(HIDDEN)},
}


@cache
def cached_paths() -> set[str]:
    """Return what any workflow, or the action, caches of a site folder."""

    def steps(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, dict):
            found = [value] if str(value.get("uses", "")).startswith("actions/cache@") else []
            return found + [step for inner in value.values() for step in steps(inner)]
        return [step for inner in value for step in steps(inner)] if isinstance(value, list) else []

    found = [step["with"]["path"] for path in FILES for step in steps(yaml.safe_load(path.read_text(encoding="utf-8")))]
    shown = re.findall(r"^ +- (\.microblog\S*)", (ROOT / "docs/how-to/hosting.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {line.replace("${{ inputs.root }}/", "") for path in [*found, *shown] for line in path.split("\n") if line}


def cached(root: Path) -> dict[str, bytes]:
    """Return the files that are cached of a site."""
    return {path: data for path, data in tree(root).items() if any(path == one or path.startswith(f"{one}/") for one in cached_paths())}


def keys_of(root: Path) -> set[str]:
    return {path for path in cached(root) if path.startswith(".microblog/pictures/")}


def test_only_what_a_reader_may_see_is_cached(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site(SITE)
    build(root)
    write_notes(root, {})
    files = cached(root)
    assert len(files) == 4, "two pictures, a feed, and when posts were asked for"
    for path, data in files.items():
        assert not re.search(rb"(?i)canary|%b" % re.escape(str(tmp_path).encode()), path.encode() + data), path


@pytest.mark.parametrize("name", HIDDEN)
def test_picture_of_a_post_that_is_held_back_again_leaves_the_cache(make_site: MakeSite, name: str) -> None:
    root = make_site({**SITE, "posts/ada/2026-09-01-more.md": "![x](more.png)", "posts/ada/more.png": plain("green", (44, 40), "PNG")})
    build(root)
    before = keys_of(root)
    make_site({"posts/ada/2026-09-01-more.md": f"---\n{HIDDEN[name]}\n---\n![x](more.png)"})
    build(root)
    assert len(before - keys_of(root)) == 1


def test_picture_of_a_post_that_comes_out_is_made_again(make_site: MakeSite) -> None:
    root = make_site(SITE)
    build(root)
    make_site({"posts/ada/2026-10-02-canary-draft.md": "Out ![x](canary-draft.png)"})
    build(root)
    assert "@ada/2026-10-02-canary-draft/canary-draft.png" in tree(root / "public") or "@ada/canary-draft.png" in tree(root / "public")
    assert len(keys_of(root)) == 3
