#!/usr/bin/env python3
"""Measure what an author waits for: from the save of a post to the new page on disk, and to the reload in the browser.

Starts `serve` on a generated site, edits one post again and again, and gives medians in milliseconds. The page is
looked for every two milliseconds; the reload is the event that an open page gets.
"""

import argparse
import contextlib
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import make_posts, new_post
from tools import PROJECT, SCRATCH, Tool, make_ours


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--scratch", type=Path, default=SCRATCH)
    options = parser.parse_args()
    posts = make_posts(options.posts)
    tool = make_ours(options.scratch / f"serve-{time.time_ns()}", posts)
    tool.add(new_post(posts[-1].author, 0))
    with serving(tool) as (host, port):
        waits = [save(tool, posts[-1].author, number, host, port) for number in range(options.saves + 1)][
            1:
        ]  # the first one loads the templates
    for name, values in zip(("page on disk", "reload event"), zip(*waits, strict=True), strict=True):
        middle, worst = statistics.median(values) * 1000, max(values) * 1000
        print(f"{name}: median {middle:.0f} ms, worst {worst:.0f} ms of {len(values)} saves, {options.posts:,} posts")


@contextlib.contextmanager
def serving(tool: Tool) -> Iterator[tuple[str, int]]:
    """Run `serve` until it is no longer needed; give its address."""
    command = [*tool.command[:2], "serve", *tool.command[3:-1]]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout or ():
            if match := re.search(r"http://([\d.]+):(\d+)/", line):
                threading.Thread(target=lambda: [None for _ in process.stdout or ()], daemon=True).start()
                yield match[1], int(match[2])
                return
        sys.exit("serve did not start")
    finally:
        process.terminate()
        process.wait()


def save(tool: Tool, author: str, number: int, host: str, port: int) -> tuple[float, float]:
    """Edit the newest post as an editor would; give the seconds until its page is new, and until the reload."""
    post = new_post(author, 0)
    page = tool.output / f"@{author}" / post.stem / "index.html"
    words = f"Edited {number} times."
    reloads: list[float] = []
    with following(host, port, f"/@{author}/{post.stem}/", reloads) as listener:
        time.sleep(0.3)
        start = time.monotonic()
        tool.add(post._replace(text=f"{post.text} {words}"))
        while words not in page.read_text(encoding="utf-8"):
            time.sleep(0.002)
        on_disk = time.monotonic() - start
        listener.join(10)
    return on_disk, reloads[0] - start


@contextlib.contextmanager
def following(host: str, port: int, path: str, reloads: list[float]) -> Iterator[threading.Thread]:
    """Be a browser that shows a page and waits for news of it; note when it is told to load the page again."""
    version = re.search(rb"-/reload\.js\?([\w-]+)", b"".join(_ask(host, port, path)))
    events = _ask(host, port, f"/-/events?{version[1].decode() if version else ''}")
    listener = threading.Thread(target=_wait_for_reload, args=(events, reloads))
    listener.start()
    yield listener
    listener.join()


def _wait_for_reload(events: Iterator[bytes], reloads: list[float]) -> None:
    for part in events:
        if b"event: reload" in part:
            reloads.append(time.monotonic())
            return


def _ask(host: str, port: int, path: str) -> Iterator[bytes]:
    with socket.create_connection((host, port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        while part := connection.recv(65536):
            yield part


if __name__ == "__main__":
    main()
