"""ecs-course drill in a real pseudo-terminal: killed in the middle, left with Ctrl-C, its window closed, started twice."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.home import Home

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
import fcntl  # noqa: E402
import struct  # noqa: E402
import termios  # noqa: E402

ECS_COURSE = str(Path(sys.executable).parent / "ecs-course")
PATIENCE_S = 60.0


class Terminal:
    """One program in a terminal of its own."""

    def __init__(self, *words: str, home: Home) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            surroundings = {**os.environ, "TERM": "xterm-256color", "ECS_COURSE_HOME": str(home.root)}
            os.execve(ECS_COURSE, [ECS_COURSE, *words], surroundings)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = ""

    def until(self, text: str) -> str:
        """What was written up to and with this text, since the last call."""
        end = time.monotonic() + PATIENCE_S
        found = b""
        while text.encode() not in found:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} did not come: {found[-2000:]!r}"
            try:
                found += os.read(self.fd, 65536)
            except OSError:
                break
        assert text.encode() in found, found[-2000:]
        return found.decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def ended(self) -> int:
        """Exit status, or minus the signal."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        raise AssertionError("It did not end.")

    def close(self) -> None:
        """Close the window."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def over(self) -> None:
        self.close()
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@pytest.fixture
def terminal(home: Home) -> Iterator[Any]:
    opened: list[Terminal] = []

    def start(*words: str) -> Terminal:
        opened.append(Terminal(*words, home=home))
        return opened[-1]

    yield start
    for one in opened:
        one.over()


def sittings(home: Home) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(home.sittings.glob("*.json"))]


DRILL = ("drill", "-n", "3", "--kind", "single")


def answered_one(terminal: Any) -> Terminal:
    """A drill whose first question is answered and whose second is on the screen."""
    first: Terminal = terminal(*DRILL)
    first.until("quit, kept")
    first.type("a\r")
    first.until("How sure")
    first.type("\r")
    first.until("Back in")
    first.type("\r")
    first.until("question 2")
    return first


def test_killed_in_the_middle_it_goes_on_there(terminal: Any, home: Home) -> None:
    first = answered_one(terminal)
    os.kill(first.pid, signal.SIGKILL)
    assert first.ended() == -signal.SIGKILL
    second = terminal(*DRILL)
    assert "question 2" in second.until("quit, kept")
    second.type("\x03")
    assert "1 of " in second.until("The same command goes on here.")
    assert second.ended() == 0
    (kept,) = sittings(home)
    assert list(kept["given"]) == ["0"]


def test_a_closed_window_loses_nothing(terminal: Any, home: Home) -> None:
    first = answered_one(terminal)
    first.type("b")
    first.until("(•)")
    first.close()
    assert first.ended() == 0
    (kept,) = sittings(home)
    assert list(kept["given"]) == ["0"]
    assert list(kept["more"]["draft"].values()) != []
    second = terminal(*DRILL)
    assert "(•)" in second.until("quit, kept")


def test_two_at_once_never_share_a_sitting(terminal: Any, home: Home) -> None:
    first = answered_one(terminal)
    second = terminal(*DRILL)
    assert "question 1" in second.until("quit, kept")
    assert len(sittings(home)) == 2
    for one in (first, second):
        one.type("q")
        assert one.ended() == 0


def test_the_terminal_is_left_as_it_was(terminal: Any) -> None:
    first = terminal(*DRILL)
    first.until("quit, kept")
    first.type("q")
    shown = first.until("goes on here.")
    assert "\x1b[?1049l" in shown
    assert "\x1b[?25h" in shown
    assert "\x1b[?2004l" in shown
