"""ECS Exec: a command in a container, with pipes and with a terminal, through the docker program and without it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from course.home import CHECKOUT
from tests.runtime.driver import Driver, Message, task
from tests.tools import program

Box = Callable[..., Message]


def command(runtime: Driver, id: str, name: str, *words: str) -> list[str]:
    code = (
        "import sys\nfrom pathlib import Path\nfrom course.home import Home\nfrom course.runtime.exec import NoContainer, run\n"
        "try:\n    sys.exit(run(Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3], sys.argv[4:]))\n"
        "except NoContainer as error:\n    sys.exit(str(error))"
    )
    return [sys.executable, "-c", code, str(runtime.home.root), id, name, *words]


def surroundings(way: str) -> dict[str, str]:
    """With the docker program on PATH, or without."""
    if way == "docker":
        program("docker")
        return dict(os.environ)
    return {**os.environ, "PATH": "/nonexistent"}


@pytest.mark.parametrize("way", ["docker", "engine"])
def test_output_errors_input_and_exit_status_are_handed_on(runtime: Driver, box: Box, way: str) -> None:
    given = task(box())
    runtime.run(given)
    asked = command(runtime, given["id"], "", "sh", "-c", "cat; echo wrong >&2; exit 5")
    done = subprocess.run(asked, input=b"typed", capture_output=True, env=surroundings(way), cwd=CHECKOUT, timeout=30)
    assert (done.stdout, done.stderr, done.returncode) == (b"typed", b"wrong\n", 5)


@pytest.mark.parametrize("way", ["docker", "engine"])
def test_a_shell_has_a_terminal_of_this_size(runtime: Driver, box: Box, way: str) -> None:
    given = task(box("one"), box("two"))
    runtime.run(given)
    asked = command(runtime, given["arn"], "two", "/bin/sh")
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(CHECKOUT)
        os.execve(asked[0], asked, surroundings(way))
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 111, 0, 0))
    assert b"# " in until(terminal, b"# ")
    time.sleep(0.3)  # the size is told a moment after the shell began
    os.write(terminal, b"stty size; exit 6\n")
    assert b"33 111" in until(terminal, b"33 111")
    until(terminal, b"never", 2)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 6


def until(terminal: int, wanted: bytes, timeout_s: float = 15) -> bytes:
    """What comes out of it until `wanted`, or the end, or the time is over."""
    found, deadline = b"", time.monotonic() + timeout_s
    while wanted not in found and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                found += os.read(terminal, 4096)
            except OSError:
                break
    return found


def test_what_is_not_there_is_said(runtime: Driver, box: Box) -> None:
    given = task(box("one"), box("two"))
    runtime.run(given)
    for id, name, words in (
        (given["id"], "three", "has no running container three: name one of one, two"),
        (given["id"], "", "has several containers: name one of one, two"),
        ("0" * 32, "one", "has no running container on this machine"),
    ):
        asked = command(runtime, id, name, "true")
        done = subprocess.run(asked, capture_output=True, text=True, cwd=CHECKOUT, timeout=30)
        assert words in done.stderr
        assert done.returncode == 1
