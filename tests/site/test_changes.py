"""What is wrong between files is found by a build of the change and by one of everything, though they begin elsewhere."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from microblog.errors import ContentError
from tests.conftest import MakeSite
from tests.support.pictures import plain
from tests.support.site_tree import build

SITE: dict[str, str | bytes] = {
    "config.yaml": "base_url: https://example.org/\ntag_authority: example.org,2026\n",
    "posts/ada/profile.md": "---\nname: Ada\navatar: me.jpg\n---\n",
    "posts/ada/me.jpg": plain(),
    "posts/ada/cat.jpg": plain(),
    "posts/ada/2026-01-01-one.md": "---\nphoto: {file: cat.jpg, alt: A cat}\n---\nOne, [more](a.txt).\n",
    "posts/ada/a.txt": "More.\n",
    "posts/ada/2026-01-02-two.md": "---\nin_reply_to: ada/2026-01-01-one\n---\nTwo.\n",
    "posts/bob/2026-01-03-three.md": "---\nid: three\nin_reply_to: ada/2026-01-02-two\n---\nThree.\n",
    "posts/2026-01-04-four.md": "---\nauthor: bob\n---\nFour, and\n\n@ada/2026-01-02-two\n",
}
FAULTS: dict[str, dict[str, str | bytes | None]] = {
    "also that of": {"posts/2026-01-05-five.md": "---\nauthor: bob\nslug: 2026-01-03-three\n---\nFive.\n"},
    "its id": {"posts/ada/2026-01-05-five.md": "---\nid: three\n---\nFive.\n"},
    "wants the URL": {"posts/ada/2026-01-01-one/a.txt/2026-01-05-five.md": "Five.\n"},
    "its author": {"posts/2026-01-05-five.md": "---\nauthor: cy\n---\nFive.\n"},
    "is nobody here": {"posts/bob/2026-01-03-three.md": None},
    "there is no post": {"posts/ada/2026-01-01-one.md": None},
    "a draft": {"posts/ada/2026-01-02-two.md": "---\ndraft: true\n---\nTwo.\n"},
    "in a circle": {"posts/ada/2026-01-01-one.md": "---\nin_reply_to: bob/2026-01-03-three\n---\nOne.\n"},
    "there is no file posts/ada/cat.jpg": {"posts/ada/cat.jpg": None},
    "there is no file posts/ada/me.jpg": {"posts/ada/me.jpg": None},
    "the quoted post": {"posts/ada/2026-01-02-two.md": None, "posts/bob/2026-01-03-three.md": "Three.\n"},
}


def problems_of(root: Path, *, clean: bool) -> list[str]:
    with pytest.raises(ContentError) as raised:
        build(root, strict=True, clean=clean)
    return [str(problem) for problem in raised.value.problems]


def change(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    for path, content in files.items():
        if content is None:
            (root / path).unlink()
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_alike_by_a_build_of_the_change_and_of_everything(make_site: MakeSite, fault: str) -> None:
    root = make_site(SITE)
    build(root, strict=True)
    change(root, FAULTS[fault])
    told = problems_of(root, clean=False)
    assert any(fault in problem for problem in told), told
    assert problems_of(root, clean=True) == told
