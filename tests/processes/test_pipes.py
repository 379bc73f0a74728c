"""Whole messages through a pipe, however few bytes the system takes at a time."""

import os
import sys
import threading
from collections.abc import Sequence

import pytest

from microblog.processes.pipes import End

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no writing of several buffers at once, and no need of it")


@pytest.mark.parametrize("taken", [1, 7, 8, 9, 1000])
def test_message_that_is_taken_in_parts_arrives_whole(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    write = os.write
    monkeypatch.setattr(os, "writev", lambda number, buffers: write(number, b"".join(buffers)[:taken]))
    monkeypatch.setattr(os, "write", lambda number, data: write(number, bytes(data)[:taken]))
    receiving, sending = End.pair()
    messages = [b"first", bytes(range(256)) * 20, b"", b"last"]
    for message in messages:
        sending.send_bytes(message)
    assert [bytes(receiving.recv_bytes()) for _ in messages] == messages
    sending.close()
    with pytest.raises(EOFError):
        receiving.recv_bytes()
    receiving.close()


@pytest.mark.parametrize("sizes", [[3_000_000, 10, 2_000_000]])
def test_messages_longer_than_a_pipe_arrive_whole(sizes: Sequence[int]) -> None:
    receiving, sending = End.pair()
    messages = [os.urandom(size) for size in sizes]
    thread = threading.Thread(target=lambda: [sending.send_bytes(message) for message in messages])
    thread.start()
    assert [bytes(receiving.recv_bytes()) for _ in messages] == messages
    thread.join()
    sending.close()
    receiving.close()
