"""Somebody's home: a site, and files of theirs around it, none of which may change, and places that somebody could name by mistake."""

import os
from pathlib import Path

FILES = {
    "home/site/config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "home/site/posts/ada/profile.md": "Hello.",
    "home/site/posts/ada/2026-01-01-a.md": "One.",
    "home/site/pages/about.md": "# About\n\nWords.",
    "home/site/static/config.json": "{}",
    "home/site/templates/notes.txt": "none of the engine's",
    "home/site/answers/config.json": "{}",
    "home/site/.git/HEAD": "ref: refs/heads/main\n",
    "home/site/.git/config.json": "{}",
    "home/others/thesis.txt": "years",
    "home/others/config.json": "{}",
    "home/others/deep/post.json": "{}",
    "home/post.json": "{}",
    "home/README.md": "mine",
    "home/.bashrc": "mine too",
    "home/file.txt": "a file",
    "config.json": "{}",
}
LINKED = {"parent": "home", "site": "home/site", "posts": "home/site/posts", "ada": "home/site/posts/ada", "git": "home/site/.git"} | {
    "others": "home/others",
    "deep": "home/others/deep",
    "file": "home/file.txt",
    "static": "home/site/static",
}
PLACES = {
    "everything": "/",
    "above": "{top}",
    **{name: f"{{top}}/{path}" for name, path in LINKED.items()},
    **{f"link to {name}": f"{{top}}/links/{name}" for name in LINKED},
    "pages": "{top}/home/site/pages",
    "templates": "{top}/home/site/templates",
    "a folder in .git": "{top}/home/site/.git/x",
    "a folder in a link to .git": "{top}/links/git/x",
    "through a file": "{top}/home/file.txt/x",
    "through a link to a file": "{top}/links/file/x",
    "links in a circle": "{top}/links/circle/x",
    "here": ".",
    "up": "..",
    "up by a folder that is not there": "nope/../..",
    "up and down": "{top}/home/others/../site/posts",
    "down and up": "{top}/home/site/posts/ada/../../../others",
    "up from a link": "{top}/links/deep/..",
    "a tilde": "~",
    "below a tilde": "~/others",
    "a line's end": "{top}/home/others\n",
    "a line's end in the middle": "{top}/home/others\n/x",
    "too long": "{top}/home/" + "x" * 300,
}
"""What somebody could name in place of a folder of their own; `{top}` is the folder that holds all of this."""


def lay_out(top: Path) -> Path:
    """Write the files; return the site."""
    for name, text in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    (top / "links").mkdir()
    for name, target in LINKED.items():
        (top / "links" / name).symlink_to(top / target)
    (top / "links/circle").symlink_to(top / "links/circle")
    return top / "home/site"


def snapshot(top: Path) -> dict[str, bytes]:
    """Return what is there: the bytes of files, where links lead; folders have nothing."""
    found = {}
    for folder, folders, names in os.walk(top):
        for path in (Path(folder, name) for name in [*folders, *names]):
            data = os.fsencode(path.readlink()) if path.is_symlink() else b"" if path.is_dir() else path.read_bytes()
            found[path.relative_to(top).as_posix()] = data
    return found
