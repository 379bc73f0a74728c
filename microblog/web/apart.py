"""Reading a document in a process of its own, which is ended where the document keeps it busy or full.

No reader of the web's formats can be trusted to end: some take a time that grows with the square of how deep elements
nest. Within a process nothing can stop them; from outside it can be done at any moment.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from microblog.web.documents import Answer, Fault

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 20
_MEMORY = 1 << 30  # bytes
_HOME = Path(__file__).resolve().parent.parent.parent  # where `microblog` is found


def read_apart(program: str, answer: Answer, seconds: float = SECONDS) -> Any:
    """Return what a program, which calls `answer_apart`, says of a document; raise Fault where it does not in time."""
    told = json.dumps([answer.url, dict(answer.headers)]).encode() + b"\n" + answer.body
    command = [sys.executable, "-c", program]
    try:
        done = subprocess.run(command, input=told, capture_output=True, cwd=_HOME, timeout=seconds, check=True)  # noqa: S603 - our own program
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Fault(f"takes longer than {seconds:g} s to read") from None
    except (subprocess.CalledProcessError, ValueError):
        raise Fault("cannot be read") from None
    if isinstance(said, dict) and "fault" in said:
        raise Fault(said["fault"])
    return said


def answer_apart(read: Callable[[Answer], Any]) -> None:
    """Read the document that standard input has, and write what was found to standard output, as JSON."""
    if resource is not None:  # where the system can bound the memory that a process takes
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    url, headers = json.loads(sys.stdin.buffer.readline())
    try:
        said = read(Answer(url, 200, headers, sys.stdin.buffer.read()))
    except Fault as fault:
        said = {"fault": fault.what}
    sys.stdout.write(json.dumps(said))
