"""Git, asked and told things as a person would at a prompt: never through a shell, and never in words that it could take for options."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from microblog.errors import UsageError
from microblog.text.tuples import NamedTuple

_QUIET = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_SPEAKING = {"LC_ALL": "C"}  # which may ask for a password
_OF_A_REPOSITORY = (
    "GIT_INDEX_FILE",
    "GIT_WORK_TREE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
"""What a hook is told of the repository that it runs for, and what another one must not take for its own."""


class Answer(NamedTuple):
    """What a call of git came to."""

    status: int
    text: str
    said: str  # on standard error
    data: bytes = b""  # what `text` was read from

    @property
    def reason(self) -> str:
        """The line that says why it failed."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip() and not line.startswith("hint:")]
        wrong = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", "ERROR:"))]
        return (wrong or lines or [f"git ended with status {self.status}"])[0].removeprefix("fatal: ").removeprefix("error: ")


class Git:
    """Git in one folder."""

    def __init__(self, root: Path, environment: Mapping[str, str] = MappingProxyType({})) -> None:
        """Find git; `environment` is what it is told beside the process's own."""
        program = shutil.which("git")
        if not program:
            raise UsageError("git is not installed; install it, or bring the site to its host in another way")
        self._command = [program, "-C", str(root), "--literal-pathspecs", "-c", "core.quotePath=false"]
        self._environment = environment

    def ask(self, *words: str, given: str = "", may_prompt: bool = False) -> Answer:
        """Call git; `given` is what it reads."""
        done = subprocess.run(  # noqa: S603 - no shell, and each word is ours or git's own
            [*self._command, *words],
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={**self._inherited(), **(_SPEAKING if may_prompt else _QUIET), **self._environment},
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "replace"), done.stdout)

    def _inherited(self) -> dict[str, str]:
        is_of_another = "GIT_DIR" in self._environment
        return {name: value for name, value in os.environ.items() if not (is_of_another and name in _OF_A_REPOSITORY)}

    def line(self, *words: str) -> str:
        """Return the one line that git answers; "" where it has no answer."""
        answer = self.ask(*words)
        return answer.text.removesuffix("\n") if answer.status == 0 else ""
