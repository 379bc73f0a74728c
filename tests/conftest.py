"""What the tests share: a site folder from a dictionary, and the programs that check pages (a browser, the Nu HTML checker).

A test that needs a program which is not there is skipped and says so; under CI it fails, so that it is never lost unseen.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import hypothesis
import pytest

from microblog.build import builder
from microblog.build.cache import StartOverError
from microblog.theme.short import compiled
from tests.support import shared_templates as shared_templates_of
from tests.support.browsing import find_browser
from tests.support.feed_server import FeedServer, feed_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
MakeSite = Callable[[Mapping[str, str | bytes]], Path]

_LONGEST = (
    "site/test_compose.py",
    "site/test_compose_sending.py",
    "site/test_access.py",
    "site/test_browser.py",
    "site/test_nothing_runs.py",
    "site/test_search_page.py",
    "build/test_kills.py",
    "site/test_incremental.py",
    "site/test_conversation_edits.py",
    "build/test_faults.py",
    "site/test_aliases.py",
    "site/test_whole_site.py",
    "site/test_damage.py",
    "theme/test_compiled.py",
    "theme/test_messages.py",
    "site/test_note_links.py",
    "site/test_nothing_typed_runs.py",
    "site/test_cost.py",
    "site/test_author_cards.py",
    "preview/test_overlay.py",
    "house/test_architecture.py",
    "gate/test_gate.py",
    "house/test_packaging.py",
    "test_bootstrap.py",
    "site/test_fuzzing.py",
)
"""Files whose tests take longest, which begin first: one that began last would leave the other cores idle."""

_BROWSER_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


hypothesis.settings.register_profile("counting", deadline=None)  # how long an example takes is the machine's affair
hypothesis.settings.load_profile("counting")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --nightly."""
    parser.addoption("--nightly", action="store_true", help="run the tests marked nightly too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nightly tests unless they are asked for; mark those that use a program, so that `-m 'not browser'` works."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        for fixture, marker in {"chromium": "browser", "vnu": "java"}.items():
            if fixture in names:
                item.add_marker(marker)
    if not config.getoption("--nightly"):
        late = [item for item in items if item.get_closest_marker("nightly")]
        items[:] = [item for item in items if item not in late]
        config.hook.pytest_deselected(items=late)
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0].removeprefix("tests/"), len(places)))


def pytest_collection_finish() -> None:
    """Let no search for garbage look at what was collected: some 10,000 tests, which stay."""
    gc.freeze()


@pytest.fixture(autouse=True)
def hidden_bugs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no build start over silently because of a bug; tests that damage the cache use the fixture `starts_over`."""
    if "starts_over" not in request.fixturenames:
        original = builder.why_start_over

        def why_start_over(error: Exception) -> str:
            if not isinstance(error, StartOverError):
                raise error
            return original(error)

        monkeypatch.setattr(builder, "why_start_over", why_start_over)


@pytest.fixture(scope="module")
def web_server() -> Iterator[FeedServer]:
    """Start the server that tests of a file share; no longer, since a process with a thread forks no others."""
    with feed_server() as running:
        yield running


@pytest.fixture
def server(web_server: FeedServer) -> FeedServer:
    """Return a web server on this machine that has no pages yet and was asked for none."""
    for kept in (web_server.answers, web_server.asked, web_server.sent):
        kept.clear()
    return web_server


@pytest.fixture(scope="session", autouse=True)
def kept_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep compiled templates of all the tests' sites, for all workers: a machine has room for those of a few sites only."""
    base = tmp_path_factory.getbasetemp()
    compiled._KEPT = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    compiled._KEPT.mkdir(exist_ok=True)
    compiled._SITES = 256


@pytest.fixture(scope="module", autouse=True)
def shared_templates(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the sites of most files share compiled templates; at night each has its own, as builds have."""
    is_alone = request.path.relative_to(ROOT / "tests").as_posix() in shared_templates_of.ALONE
    with pytest.MonkeyPatch.context() as patch:
        if not (is_alone or request.config.getoption("--nightly")):
            shared_templates_of.share(patch)
        yield


@pytest.fixture
def starts_over() -> None:
    """Let builds start over from nothing as they do for people."""


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Write files, given as {path: content}, into a site folder below tmp_path; called again, it adds to that folder."""
    root = tmp_path / "site"

    def write(files: Mapping[str, str | bytes]) -> Path:
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture
def root(tmp_path: Path) -> "Iterator[Path]":
    """Name a site folder in memory, where there is such a place: for tests that build hundreds of times."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder) / "site"


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> str:
    """Return the path of a Chromium (or Chrome): at night, if it can be, of the whole program that people have."""
    return find_browser(is_whole=pytestconfig.getoption("--nightly")) or _absent("Chromium", "apt-get install chromium")


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    """Yield a running Chromium; not for the whole session, since playwright's event loop runs as long."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_BROWSER_FLAGS, chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def vnu() -> list[str]:
    """Return the command of the Nu HTML checker, to which options and files are added."""
    jar = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    java = shutil.which("java") or _absent("Java", "apt-get install default-jre-headless")
    quick = ["-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # half the time, since it ends before it is compiled well
    return [java, *quick, "-jar", str(jar) if jar.exists() else _absent("vnu-jar", "npm ci")]


@pytest.fixture(scope="session")
def axe() -> Path:
    """Return the path of axe-core's script, to be injected into a page."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    return script if script.exists() else Path(_absent("axe-core", "npm ci"))


@pytest.fixture(scope="session")
def rsync() -> str:
    """Return the path of rsync."""
    return shutil.which("rsync") or _absent("rsync", "apt-get install rsync")


def _absent(what: str, remedy: str) -> str:
    message = f"{what} is not there: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
