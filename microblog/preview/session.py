"""One run of `serve`: watch, build, serve, and take it all down again."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from microblog.build.builder import build
from microblog.build.options import Options
from microblog.build.report import Report
from microblog.output.writer import resolve_output
from microblog.preview.bulletin import Bulletin
from microblog.preview.rebuild import Outcome, Rebuilder
from microblog.preview.server import HOST, PreviewServer, open_server
from microblog.preview.watch import Pacer, Watch

PORT = 5000


class Preview:
    """A site that is built, served to this machine, or to those around it, and built again on every change while the `with` block lasts."""

    def __init__(
        self,
        options: Options,
        tell: Callable[[Outcome], None],
        build_site: Callable[[Options], Report] = build,
        port: int = PORT,
        host: str = HOST,
    ) -> None:
        """Prepare; nothing runs before the `with` block is entered."""
        self._host = host
        options = options._replace(output=resolve_output(options.root, options.output_path))
        self._wanted_port = port
        self._bulletin = Bulletin()
        self._rebuilder = Rebuilder(options, self._bulletin, tell, build_site)
        self._pacer = Pacer(self._follow)
        self._watch = Watch(options.root, self._pacer.ask)
        self._server: PreviewServer
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        """Build and begin to serve; watching begins before, so that what is saved meanwhile is built as well."""
        with self._ends:
            self._watch.start()
            self._ends.callback(self._watch.stop)
            self._rebuilder.rebuild(is_first=True)
            self._server = open_server(self._wanted_port, self._rebuilder, self._bulletin, self._host)
            self._ends.callback(self._server.server_close)
            self._ends.callback(self._bulletin.close)
            self._pacer.start()
            self._ends.callback(self._pacer.stop)
            self._ends = self._ends.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop serving, building and watching."""
        self._ends.close()

    @property
    def port(self) -> int:
        """The port that it serves on."""
        return self._server.port

    @property
    def url(self) -> str:
        """The address of the site's front page."""
        return f"http://{self._host}:{self.port}{self._rebuilder.base_path}"

    @property
    def hidden(self) -> int:
        """How many posts no timeline of the site shows."""
        return self._bulletin.hidden

    def run(self) -> None:
        """Serve until interrupted, or until `end`."""
        self._server.serve_forever(poll_interval=0.1)

    def end(self) -> None:
        """Let `run` return; from another thread."""
        self._server.shutdown()

    def _follow(self, is_asked: bool) -> None:
        with suppress(OSError):  # what is not watched then, the slow tick finds
            self._watch.refresh()
        self._rebuilder.rebuild(is_asked=is_asked)
