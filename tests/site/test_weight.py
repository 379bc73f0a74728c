"""What a front page weighs on its way to a phone."""

import gzip
import re
from pathlib import Path

from tests.support.site_tree import build
from tests.support.tour import copy_tour

MOST = 20 * 1024  # bytes of HTML, styles and scripts, each compressed as hosts do


def test_front_page_of_twenty_posts_is_light(tmp_path: Path) -> None:
    root = copy_tour(tmp_path / "tour")
    config = (root / "config.yaml").read_text(encoding="utf-8")
    (root / "config.yaml").write_text(config.replace("page_size: 10", "page_size: 17"), encoding="utf-8")
    build(root)
    page = (root / "public/index.html").read_text(encoding="utf-8")
    assert page.count('<article class="h-entry') >= 20  # of the last two pages
    names = re.findall(r'(?:<link rel="stylesheet" href|<script src)="/some-repo/([^"]+)"', page)
    assert {"style.css", "highlight.css", "cards.js"} <= {*names}
    files = [page.encode(), *((root / "public" / name).read_bytes() for name in names)]
    assert sum(len(gzip.compress(file, mtime=0)) for file in files) <= MOST
