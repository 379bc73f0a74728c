"""Other people's programs, called without a shell and with nothing secret among their arguments, which all users of a machine see."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from microblog.text.tuples import NamedTuple

_SHORTEST = 8  # characters of a key; a shorter one is a test's, and would be found in ordinary words
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID")


class Answer(NamedTuple):
    """What a call came to."""

    status: int
    data: bytes
    said: str  # on standard error, without secrets


def find_program(name: str) -> str:
    """Return the path of a program, first of one that pip installed beside this Python; "" where there is none."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=str(beside)) or shutil.which(name) or ""


def call(words: Sequence[str], given: bytes, environment: Mapping[str, str]) -> Answer:
    """Call a program; `given` is what it reads."""
    done = subprocess.run([*words], input=given, capture_output=True, env=dict(environment), check=False)  # noqa: S603 - no shell
    said = done.stderr.decode("utf-8", "replace")
    for secret in filter(None, (environment.get(name) for name in _SECRETS)):
        said = said.replace(secret, "…") if len(secret) >= _SHORTEST else said
    return Answer(done.returncode, done.stdout, said)
