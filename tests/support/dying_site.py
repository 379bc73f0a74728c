"""A small site of all that links to one another, and changes to it, each of which can be taken back."""

from collections.abc import Mapping
from pathlib import Path

from microblog.output.writer import MARKER
from tests.support import kill_points
from tests.support.pictures import plain
from tests.support.site_tree import tree

BASE_URL = "https://example.org/club/"
_CONFIG = f"base_url: {BASE_URL}\ntag_authority: example.org,2026\npage_size: 3\n"
_NOTES = {
    f"posts/{'ada' if number % 3 else 'bob'}/2026-01-{number:02}-n.md": f"Note {number} of @ada #t{number % 2} ![A cat](cat.png)"
    for number in range(1, 9)
}
FILES: Mapping[str, str | bytes] = {
    "config.yaml": _CONFIG,
    "pages/about.md": "About @ada.",
    "static/notes.txt": "notes",
    "posts/ada/profile.md": "---\nname: Ada\nfollowing: [bob]\n---\nHello.",
    "posts/ada/cat.png": plain("red", (60, 40), "PNG"),
    "posts/bob/cat.png": plain("blue", (40, 60), "PNG"),
    **_NOTES,
}
_PROFILE = "---\nname: Cy\nfollowing: [ada, bob]\navatar: cat.png\n---\nNew here."
CHANGES: Mapping[str, Mapping[str, str | bytes | None]] = {
    "a note": {"posts/ada/2026-02-01-new.md": "New #t1"},
    "a note with a tag and a picture of its own": {
        "posts/ada/2026-02-01-new.md": "New #fresh ![A dog](dog.png)",
        "posts/ada/dog.png": plain("green", (50, 50), "PNG"),
    },
    "an answer to a note in the middle": {"posts/bob/2026-01-04-0900-answer.md": "---\nin_reply_to: ada/2026-01-01-n\n---\nIndeed. #t0"},
    "an author": {
        "posts/cy/profile.md": _PROFILE,
        "posts/cy/cat.png": plain("black", (40, 40), "PNG"),
        "posts/cy/2026-01-05-a.md": "---\ntitle: First\ntags: [hello]\n---\nTo @ada and @bob.",
        "posts/cy/2026-02-05-b.md": "---\nin_reply_to: ada/2026-01-02-n\n---\nSecond. ![A cat](cat.png)",
    },
    "another address of a post": {
        "posts/ada/2026-01-02-n.md": None,
        "posts/ada/2026-01-02-moved.md": "---\naliases: [/@ada/2026-01-02-n/]\n---\nNote 2 of @ada #t0 ![A cat](cat.png)",
    },
    "a draft": {"posts/ada/2026-01-07-n.md": "---\ndraft: true\n---\nNote 7 of @ada #t1 ![A cat](cat.png)"},
    "a page and a file": {
        "pages/now.md": "# Now\n\n![A cat](cat.png)",
        "pages/cat.png": plain("pink", (30, 30), "PNG"),
        "static/a/b.txt": "b",
    },
}
_RENDERS_ALL = "a page and a file"  # all pages show the menu; so its builds make several times as many calls as others


def step_for(change: str, step: int) -> int:
    """Return every how many calls of a build of a change a trial is made, where it is made every so many of an ordinary one."""
    return 3 * step + 1 if change == _RENDERS_ALL else step


def lay_out(root: Path, change: str = "") -> None:
    """Write the site's files as they are with one change, or without any; those that are as they should be are not touched."""
    wanted = {name: data for name, data in {**FILES, **CHANGES.get(change, {})}.items() if data is not None}
    for folder in ("posts", "pages", "static"):
        for path in sorted((root / folder).rglob("*"), reverse=True):
            if path.relative_to(root).as_posix() not in wanted and (path.is_file() or not any(path.iterdir())):
                path.unlink() if path.is_file() else path.rmdir()
    for name, data in wanted.items():
        path, content = root / name, data.encode() if isinstance(data, str) else data
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def shown(root: Path) -> dict[str, bytes]:
    """Read the files that readers may be led to: neither those that are about to take another's place, nor the marker."""
    return {path: data for path, data in tree(root / "public").items() if not path.rpartition("/")[2].startswith((".new-", MARKER))}


def assert_whole(root: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, bytes]:
    """Hold that each file is the old or the new one, and that who follows links from a page of both arrives; return the files."""
    files = shown(root)
    torn = [path for path, data in files.items() if data not in (old.get(path), new.get(path))]
    assert not torn, f"neither old nor new: {torn}"
    reached = kill_points.within_reach(files, BASE_URL, old.keys() & new.keys())
    dead = [*kill_points.dead_links(reached, BASE_URL, files)]
    assert not dead, f"dead links: {dead}"
    assert "index.html" in files, "there is no site"
    return files
