"""The search as a browser does it, in Node: the script of the site reads the index of a built site."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ASK = """
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Index } from "./search-index.js";
const { root, queries } = JSON.parse(readFileSync(0, "utf8"));
const read = { files: 0, bytes: 0 };
globalThis.fetch = async (url) => {
  const data = await readFile(root + new URL(url).pathname).catch(() => null);
  if (data) (read.files += 1), (read.bytes += data.length);
  return { ok: Boolean(data), status: 404, text: async () => data.toString(), json: async () => JSON.parse(data) };
};
const answers = [];
for (const query of queries) {
  Object.assign(read, { files: 0, bytes: 0 });
  const index = new Index("https://example.org/");
  await index.open();
  const { hits, words, hasAll } = await index.search(query);
  hits.sort((one, other) => other.counts - one.counts || other.at - one.at);
  answers.push({ hits: hits.map(({ at }) => at), words: [...words], hasAll, ...read });
}
console.log(JSON.stringify(answers));
"""


def run_node(script: str, data: object, folder: Path) -> Any:
    """Run a script that may import the site's own, with data as its input, and return what it prints."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not there: apt-get install nodejs")
    for name in ("search-words.js", "search-index.js"):
        shutil.copy(ROOT / "static" / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "script.js").write_text(script)
    done = subprocess.run([node, folder / "script.js"], input=json.dumps(data), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answers(public: Path, queries: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """Search a built site: for each query the positions found, the best first, which words are to be marked, and what was read."""
    found: list[dict[str, Any]] = run_node(_ASK, {"root": str(public), "queries": [*queries]}, folder)
    return found


def permalinks(public: Path) -> list[str]:
    """List the posts of a site's timeline by their positions."""
    pages = sorted((public / "page").iterdir(), key=lambda page: int(page.name))
    texts = [(page / "index.html").read_text(encoding="utf-8") for page in pages]
    return [link for text in texts for link in reversed(re.findall(r'class="u-url u-uid" href="/([^"]*)"', text))]


def search(public: Path, query: str, folder: Path) -> list[str]:
    """Return what a query finds, the best first."""
    listed = permalinks(public)
    return [listed[at] for at in answers(public, [query], folder)[0]["hits"]]
