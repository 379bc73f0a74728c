"""Examining a document in a process of its own, which is ended where the document keeps it busy or full.

No reader of the web's formats can be trusted to end: some take a time that grows with the square of how deep elements
nest. Within a process nothing can stop them; from outside it can be done at any moment.
"""

import json
import subprocess
import sys
from pathlib import Path

from microblog.follow.examining import examine
from microblog.follow.found import Examined, Found
from microblog.model.remote import RemoteEntry
from microblog.web.documents import Answer, Fault

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

SECONDS = 20
_PROGRAM = "from microblog.follow import apart; apart.main()"
_MEMORY = 1 << 30  # bytes
_HOME = Path(__file__).resolve().parent.parent.parent  # where `microblog` is found


def examine_apart(answer: Answer, seconds: float = SECONDS) -> Examined:
    """Do what `examining.examine` does, in time; raise Fault where that is not possible."""
    told = json.dumps([answer.url, dict(answer.headers)]).encode() + b"\n" + answer.body
    command = [sys.executable, "-c", _PROGRAM]
    try:
        done = subprocess.run(command, input=told, capture_output=True, cwd=_HOME, timeout=seconds, check=True)  # noqa: S603 - our own program
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Fault(f"takes longer than {seconds:g} s to read") from None
    except (subprocess.CalledProcessError, ValueError):
        raise Fault("cannot be read") from None
    if "fault" in said:
        raise Fault(said["fault"])
    found = _found(said["found"]) if said["found"] else None
    return Examined(found, said["is_page"], tuple(said["feeds"]), tuple(said["more"]), said["said"])


def _found(said: list[object]) -> Found:
    kind, values, entries, last_open = said
    made = [(RemoteEntry(*entry)._replace(tags=tuple(entry[-1])), base) for entry, base in entries]  # type: ignore[attr-defined]
    return Found(kind, values, made, last_open)  # type: ignore[arg-type]


def main() -> None:
    """Examine what standard input has, and write what was found to standard output."""
    _confine()
    head = sys.stdin.buffer.readline()
    url, headers = json.loads(head)
    try:
        examined = examine(Answer(url, 200, headers, sys.stdin.buffer.read()))
        said = examined._asdict()
    except Fault as fault:
        said = {"fault": fault.what}
    sys.stdout.write(json.dumps(said))


def _confine() -> None:
    """Bound the memory that this process may take, where the system can."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
