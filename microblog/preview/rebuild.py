"""Rebuild the site for the preview: one build at a time, its outcome told to open pages and to whoever asked.

Whatever goes wrong, the preview goes on: a mistake in the content is shown until it is mended, and so is a fault of
the engine itself.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from microblog.build.builder import build
from microblog.build.options import Options
from microblog.build.report import Report
from microblog.build.system_errors import storage_fault
from microblog.content.config import parse_config
from microblog.errors import ContentError, Problem, UsageError
from microblog.output.writer import is_ours
from microblog.preview.bulletin import Bulletin
from microblog.preview.mistakes import Mistake, find_mistakes
from microblog.sources.sourcefile import read_source
from microblog.text.tuples import NamedTuple


class Outcome(NamedTuple):
    """How a rebuild went."""

    report: Report | None
    mistakes: tuple[Mistake, ...]  # none where it was built
    seconds: float
    fault: Exception | None = None  # of the engine itself


class Rebuilder:
    """Builds one site again and again."""

    def __init__(
        self, options: Options, bulletin: Bulletin, tell: Callable[[Outcome], None], build_site: Callable[[Options], Report] = build
    ) -> None:
        """Build nothing yet."""
        self.base_path = "/"  # percent-encoded
        self.options = options
        self._bulletin = bulletin
        self._tell = tell
        self._build = build_site
        self._lock = threading.Lock()
        self._is_built = False

    @property
    def folder(self) -> Path:
        """The output folder."""
        return self.options.output_path

    def settle(self) -> None:
        """Wait until no build runs."""
        with self._lock:
            pass

    def restore(self) -> None:
        """Wait until no build runs, and build again where somebody took away what the last one wrote."""
        self.settle()
        if self._is_built and not is_ours(self.folder):
            self.rebuild(is_asked=False)

    def rebuild(self, *, is_first: bool = False, is_asked: bool = True) -> None:
        """Build, and tell; what nobody asked for is told only where it changed something. The first build may refuse its options."""
        with self._lock:
            outcome = self._attempt(is_first=is_first)
            self._is_built = outcome.report is not None
            base_path = read_base_path(self.options) or self.base_path
            is_changed = base_path != self.base_path or bool(outcome.report and (outcome.report.written or outcome.report.removed))
            is_news = is_changed or outcome.mistakes != self._bulletin.mistakes
            self.base_path = base_path
            self.options = self.options._replace(clean=False)
            hidden = count_hidden(outcome.report) if outcome.report else self._bulletin.hidden
            is_to_be_seen = is_changed or bool(hidden and outcome.report and outcome.report.parsed)  # a hidden post is in no file
            self._bulletin.announce(outcome.mistakes, is_changed=is_to_be_seen, hidden=hidden)
        if is_asked or is_news:
            self._tell(outcome)

    def _attempt(self, *, is_first: bool) -> Outcome:
        started = time.monotonic()
        try:
            report = self._build(self.options)
        except ContentError as error:
            return Outcome(None, find_mistakes(self.options.root, error.problems), time.monotonic() - started)
        except UsageError as error:
            if is_first:
                raise
            return Outcome(None, (Mistake(str(error)),), time.monotonic() - started)
        except Exception as error:  # noqa: BLE001 - the author goes on writing whatever the engine's fault is
            said = storage_fault(error)
            mistakes = (Mistake(said or f"the engine failed: {error!r}"),)
            return Outcome(None, mistakes, time.monotonic() - started, None if said else error)
        return Outcome(report, (), time.monotonic() - started)


def count_hidden(report: Report) -> int:
    """Count the posts that no timeline of the site shows."""
    return report.drafts + report.scheduled + report.over + report.undated + report.unlisted


def read_base_path(options: Options) -> str | None:
    """Read below which path the site will live, percent-encoded; None where the configuration has errors."""
    try:
        data = read_source(options.root, "config.yaml")
    except FileNotFoundError:
        data = b""
    if isinstance(data, Problem):
        return None
    config, problems = parse_config(data, options.base_url)
    return quote(unquote(config.base_path)) if all(problem.is_warning for problem in problems) else None
