"""The benchmark measures, and says what it measured; without the network, so with this project alone."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def test_small_measurement_gives_table_figures_and_plots(tmp_path: Path) -> None:
    options = [
        "--sizes",
        "5,20",
        "--runs",
        "1",
        "--only",
        "microblog",
        "--scratch",
        str(tmp_path / "scratch"),
        "--output",
        str(tmp_path / "out"),
    ]
    done = subprocess.run([sys.executable, BENCHMARKS / "run.py", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts = json.loads((tmp_path / "out/results.json").read_text(encoding="utf-8"))
    assert [(row["kind"], row["posts"]) for row in facts["results"]] == [("cold", 5), ("one", 5), ("cold", 20), ("one", 20)]
    assert all(row["seconds"] > 0 and row["mib"] > 0 for row in facts["results"])
    assert facts["files"]["microblog"] > 20
    assert "| one new post | 20 | microblog |" in done.stdout == (tmp_path / "out/results.md").read_text(encoding="utf-8") + "\n"
    for kind in ("cold", "one"):
        assert fromstring((tmp_path / f"out/{kind}.svg").read_text(encoding="utf-8")).tag.endswith("svg")  # noqa: S314 - our own


@pytest.mark.usefixtures("benchmarks")
def test_posts_are_the_same_for_the_same_seed() -> None:
    import corpus

    posts = corpus.make_posts(200)
    assert posts == corpus.make_posts(200)
    assert posts != corpus.make_posts(200, seed=2)
    assert len({(post.author, post.stem) for post in posts}) == 200
    assert corpus.new_post("ada", 1).date > max(post.date for post in posts)


@pytest.mark.usefixtures("benchmarks")
def test_labels_of_lines_that_end_together_stand_apart() -> None:
    import plot

    svg = plot.draw("Time", {"one": [(10, 1.0), (100, 5.0)], "two": [(10, 1.0), (100, 5.0)]})
    labels = [node for node in fromstring(svg).iter("{http://www.w3.org/2000/svg}text") if node.text in ("one", "two")]  # noqa: S314 - our own
    first, second = sorted(float(node.attrib["y"]) for node in labels)
    assert second - first >= 15


def test_locks_name_no_index_and_no_machine() -> None:
    assert '"resolved"' not in (BENCHMARKS / "package-lock.json").read_text(encoding="utf-8")
    lock = (BENCHMARKS / "requirements.txt").read_text(encoding="utf-8")
    assert "--index-url" not in lock
    assert lock.count("==") == sum(line.endswith(" \\") and "==" in line for line in lock.splitlines())
