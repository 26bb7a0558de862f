"""ECS Exec: a shell, or any command, inside a running container of the sandbox, with the learner's own terminal.

The docker program does this best, so it is used where it is installed; else the engine's API with a terminal in raw mode.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from course.home import Home
from course.runtime import labels
from course.runtime.engine import Unreachable, connect, said

NO_SHELL = 126
"""Exit status of docker exec for a command that cannot be run."""


class NoContainer(Exception):
    """There is no such container, or no engine; str() says which."""


def find(home: Home, task: str, container: str) -> tuple[str, str]:
    """The engine's id of a running container of this home's sandbox, and the engine's address. Raises NoContainer.

    `task`: id or ARN; `container`: its name in the task definition, "" for the only one.
    """
    client, host = _connected()
    try:
        wanted = [f"{labels.SANDBOX}={labels.sandbox_id(home)}", f"{labels.TASK}={task.rpartition('/')[2]}"]
        found = client.containers(filters={"label": [*wanted, labels.CONTAINER]})
    except Unreachable as error:
        raise NoContainer(said(error)) from None
    finally:
        client.close()
    names = {each["Labels"][labels.CONTAINER]: each["Id"] for each in found}
    if not container and len(names) == 1:
        return next(iter(names.values())), host
    if container in names:
        return str(names[container]), host
    if not names:
        raise NoContainer(f"task {task} has no running container on this machine")
    there = ", ".join(sorted(names))
    which = f"no running container {container}" if container else "several containers"
    raise NoContainer(f"task {task} has {which}: name one of {there}")


def run(home: Home, task: str, container: str, command: Sequence[str] = ("/bin/sh",)) -> int:
    """Run a command there, with this process's standard streams; a terminal if they are one. Its exit status.

    Raises NoContainer. `command` is an argument vector; the API's one string is split by the caller.
    """
    id, host = find(home, task, container)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    docker = shutil.which("docker")
    if docker is not None:
        flags = ["-i", "-t"] if terminal else ["-i"]
        environment = dict(os.environ)
        if "DOCKER_HOST" not in environment and host.startswith("unix://"):
            environment["DOCKER_HOST"] = host  # podman's socket, perhaps, which the program would not look for
        with _interrupts_are_its():
            return subprocess.call([docker, "exec", *flags, id, *command], env=environment)
    return through_api(id, command, terminal)


@contextmanager
def _interrupts_are_its() -> Iterator[None]:
    """Ctrl-C is for the program in the container, not for us who wait for it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def through_api(id: str, command: Sequence[str], terminal: bool) -> int:
    """The same without the docker program. Raises NoContainer."""
    client, _ = _connected()
    try:
        made = client.exec_create(id, list(command), stdin=True, tty=terminal)["Id"]
        stream = client.exec_start(made, tty=terminal, socket=True)
        raw: socket.socket = getattr(stream, "_sock", stream)
        with _raw_terminal(terminal):
            if terminal:
                _follow_size(client, made)
            threading.Thread(target=_send, args=(raw,), daemon=True).start()
            (_receive if terminal else _receive_frames)(raw)
        shown = client.exec_inspect(made)
        stream.close()
        code = shown.get("ExitCode")
        return NO_SHELL if code is None else int(code)
    except Unreachable as error:
        raise NoContainer(said(error)) from None
    finally:
        client.close()


def _connected() -> tuple[Any, str]:
    try:
        client, facts = connect()
    except ConnectionError as error:
        raise NoContainer(str(error)) from None
    return client, facts.host


def _send(raw: socket.socket) -> None:
    try:
        while chunk := os.read(0, 4096):
            raw.sendall(chunk)
        raw.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the command has ended


def _receive(raw: socket.socket) -> None:
    while chunk := raw.recv(65536):
        _write(1, chunk)


def _receive_frames(raw: socket.socket) -> None:
    """Without a terminal the engine tells standard output from standard error: a header of eight bytes, then so many."""
    while header := _exactly(raw, 8):
        _write(2 if header[0] == 2 else 1, _exactly(raw, int.from_bytes(header[4:8], "big")))


def _exactly(raw: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        chunk = raw.recv(size - len(found))
        if not chunk:
            return b""
        found += chunk
    return found


def _write(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


@contextmanager
def _raw_terminal(terminal: bool) -> Iterator[None]:
    """Every key goes to the program in the container, and the terminal is as before when it ends."""
    if not terminal or sys.platform == "win32":
        yield
        return
    import termios
    import tty

    before = termios.tcgetattr(0)
    try:
        tty.setraw(0)
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def _follow_size(client: Any, made: str) -> None:
    """The container's terminal is as large as this one, and stays so."""

    def resize(*_: object) -> None:
        size = os.get_terminal_size(0)
        with suppress(*Unreachable):  # it has ended
            client.exec_resize(made, height=size.lines, width=size.columns)

    resize()
    if sys.platform != "win32":
        signal.signal(signal.SIGWINCH, resize)
