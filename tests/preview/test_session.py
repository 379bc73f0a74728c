"""The preview as a whole, with the real builder."""

import http.client
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from microblog.build.options import Options
from microblog.errors import UsageError
from microblog.preview import server
from microblog.preview.files import find_file
from microblog.preview.rebuild import Outcome
from microblog.preview.server import HOST
from microblog.preview.session import Preview
from tests.conftest import MakeSite

SITE = {
    "config.yaml": "base_url: https://example.org/repo/\ntag_authority: example.org,2026\n",
    "posts/ada/2026-11-01-a.md": "Hello canary.\n",
}


class Running:
    """A preview that runs, and what it told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.told: list[Outcome] = []
        self.preview = Preview(Options(root, jobs=1), self.told.append, port=0)

    def get(self, path: str) -> str:
        """Return the page at a path."""
        connection = http.client.HTTPConnection(HOST, self.preview.port, timeout=60)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def wait_for(self, count: int) -> Outcome:
        """Wait until so many rebuilds were told; give the last one."""
        deadline = time.monotonic() + 60
        while len(self.told) < count:
            assert time.monotonic() < deadline, "nothing was told"
            time.sleep(0.01)
        return self.told[count - 1]


@pytest.fixture
def serve(make_site: MakeSite) -> Iterator[Callable[[dict[str, str]], Running]]:
    """Run a preview of a site until the test ends."""
    ends: list[Callable[[], None]] = []

    def start(files: dict[str, str]) -> Running:
        running = Running(make_site(files))
        running.preview.__enter__()
        thread = threading.Thread(target=running.preview.run)
        thread.start()
        ends.extend([running.preview.end, thread.join, lambda: running.preview.__exit__(None, None, None)])
        return running

    yield start
    for end in ends:
        end()


def test_a_saved_post_is_built_and_served(serve: Callable[[dict[str, str]], Running]) -> None:
    running = serve(SITE)
    assert running.preview.url == f"http://127.0.0.1:{running.preview.port}/repo/"
    assert "Hello canary." in running.get("/repo/")
    (running.root / "posts/ada/2026-11-01-a.md").write_text("Good morning.\n")
    assert running.wait_for(2).report
    assert "Good morning." in running.get("/repo/")


def test_a_mistake_leaves_the_last_good_site_and_mending_it_goes_on(serve: Callable[[dict[str, str]], Running]) -> None:
    running = serve(SITE)
    (running.root / "posts/ada/2026-11-01-a.md").write_text("---\ndate: never\n---\nNew.\n")
    assert running.wait_for(2).mistakes[0].message.startswith("posts/ada/2026-11-01-a.md:2: ")
    assert "Hello canary." in running.get("/repo/")
    (running.root / "posts/ada/2026-11-01-a.md").write_text("New.\n")
    assert running.wait_for(3).report
    assert "New." in running.get("/repo/")


def test_a_site_that_is_broken_from_the_start_is_served_once_it_is_mended(serve: Callable[[dict[str, str]], Running]) -> None:
    running = serve({**SITE, "posts/ada/2026-11-01-a.md": "---\ntags: [\n---\n"})
    assert "-/reload.js" in running.get("/repo/")
    (running.root / "posts/ada/2026-11-01-a.md").write_text("Mended.\n")
    assert running.wait_for(2).report
    assert "Mended." in running.get("/repo/")


def test_another_address_in_the_configuration_counts_at_once(serve: Callable[[dict[str, str]], Running]) -> None:
    running = serve(SITE)
    (running.root / "config.yaml").write_text("base_url: https://example.org/\ntag_authority: example.org,2026\n")
    assert running.wait_for(2).report
    assert "Hello canary." in running.get("/")


def test_a_folder_that_is_no_site_is_refused_and_nothing_is_left_running(tmp_path: Path) -> None:
    before = {*threading.enumerate()}
    with pytest.raises(UsageError), Preview(Options(tmp_path), lambda _: None, port=0):
        pass
    assert {*threading.enumerate()} <= before


def test_a_browser_shows_what_is_wrong_under_the_pages_own_policy(
    serve: Callable[[dict[str, str]], Running], chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_slowly(folder: Path, path: str) -> Any:
        time.sleep(path.endswith(".svg"))  # the browser gives up its page when the last picture is there
        return find_file(folder, path)

    monkeypatch.setattr(server, "find_file", find_slowly)
    running = serve(SITE)
    (running.root / "posts/ada/2026-11-01-a.md").write_text("---\ntags: [\n---\nNew.\n")
    running.wait_for(2)
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--enable-logging=stderr"]
    shown = subprocess.run([chromium, *options, "--dump-dom", running.preview.url], capture_output=True, text=True, timeout=60, check=True)
    assert 'id="microblog-problems"' in shown.stdout
    assert "Hello canary." in shown.stdout
    assert "Content Security Policy" not in shown.stderr
