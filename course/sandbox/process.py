"""The sandbox as one background process: up, down, status, and what can be asked of it. Light to import: no moto, no boto3."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from course.home import Home
from course.model.errors import SandboxNotReady, UsageProblem
from course.sandbox import place
from course.sandbox.ask import ask, hear
from course.sandbox.launch import free_port, is_free, launch, reap

if TYPE_CHECKING:
    import psutil

UP = "ecs-course sandbox up"
DOWN = "ecs-course sandbox down"
NEW_PORT = "ecs-course sandbox up --new-port"
WORLD_S = 120.0
"""Seconds that a change of worlds may take: a long journal is replayed call by call."""


@dataclass(frozen=True)
class Running:
    """A sandbox that answered just now."""

    endpoint: str
    """`http://127.0.0.1:PORT`, the same for every AWS service."""
    port: int
    pid: int
    uptime_s: float
    """Seconds of wall time since this start."""
    instance: str
    """Fresh for each start: tells one start from another."""
    version: str
    """The course's version, "" while the process is still warming up."""
    moto: str
    """moto's version, "" while the process is still warming up."""
    notes: tuple[str, ...] = ()
    """What a learner should know of its journal: what was found damaged, why nothing can be written."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `ecs-course sandbox status --json`."""
        return asdict(self)


def up(
    home: Home,
    *,
    port: int | None = None,
    new_port: bool = False,
    timeout_s: float = 20,
) -> Running:
    """Find the home's sandbox or start it, and return once it answers.

    The port is chosen at the first start and kept. `port` asks for a certain one, `new_port` for any other one;
    both move a sandbox that is already running. `timeout_s` bounds the whole call, in seconds.
    Any number of processes may call this at once: one starts, the others find. Raises SandboxNotReady.
    """
    running = status(home)
    if running is not None and not new_port and port in (None, running.port):
        return running
    deadline = time.monotonic() + timeout_s
    folder = home.sandbox
    place.prepare(folder)
    with _alone(folder, timeout_s):
        running = _wait_if_silent(folder, deadline)
        if running is not None:
            if not new_port and port in (None, running.port):
                return running
            _stop(folder)
        kept = place.read_port(folder)
        chosen = port or (kept if kept and not new_port else free_port(avoid=kept))
        if not is_free(chosen):
            raise _taken(chosen)
        return _start(home, chosen, deadline)


def down(home: Home, *, timeout_s: float = 10) -> bool:
    """Stop the home's sandbox and wait until it is gone; True if one was running. Raises SandboxNotReady."""
    folder = home.sandbox
    if not folder.is_dir():
        return False
    with _alone(folder, timeout_s):
        return _stop(folder, timeout_s)


def status(home: Home) -> Running | None:
    """The home's sandbox if it answers within two seconds, else None. Never raises for a sandbox that is not there."""
    record = place.read_record(home.sandbox)
    return _answering(record) if record is not None else None


def reset(home: Home) -> None:
    """Empty the world: every account, every region. Raises SandboxNotReady when no sandbox runs."""
    tell(home, "POST", "reset")


def now(home: Home) -> datetime:
    """Sandbox time, aware, in UTC. Raises SandboxNotReady when no sandbox runs."""
    return datetime.fromisoformat(tell(home, "GET", "time")["now"])


def tell(home: Home, method: str, route: str, **given: str) -> dict[str, Any]:
    """What the control route /_sandbox/`route` answers.

    Raises UsageProblem for what the sandbox does not understand, SandboxNotReady when none runs or its disk refuses.
    """
    running = status(home)
    if running is None:
        raise SandboxNotReady("The sandbox is not running.", run=UP)
    path = f"/_sandbox/{route}" + (f"?{urlencode(given)}" if given else "")
    said = hear(running.port, method, path, timeout_s=WORLD_S)
    if said is None:
        raise SandboxNotReady(f"The sandbox did not answer to {route}.", run=f"{DOWN} && {UP}")
    code, answer = said
    if code != 200:
        told = str(answer.get("error", f"The sandbox answered {code}."))
        raise UsageProblem(told) if code in (400, 404) else SandboxNotReady(told, run="ecs-course doctor")
    return answer


def _start(home: Home, port: int, deadline: float) -> Running:
    folder, instance = home.sandbox, secrets.token_hex(16)
    try:
        place.write_port(folder, port)
        child = launch(home, port, instance)
    except OSError as error:
        raise place.unwritable(folder, error) from error
    record = place.Record(instance, child.pid, port)
    while True:
        running = _answering(record)
        if running is not None:
            return running
        if child.poll() is not None:
            if not is_free(port):
                raise _taken(port)
            said = place.last_lines(folder) or "it said nothing"
            raise SandboxNotReady(f"The sandbox stopped while starting: {said}.", run="ecs-course doctor")
        if time.monotonic() > deadline:
            raise SandboxNotReady(
                f"The sandbox did not answer on port {port} in time; its log is {folder / place.LOG_FILE}.",
                run=DOWN,
            )
        time.sleep(0.01)


def _stop(folder: Path, timeout_s: float = 10) -> bool:
    record = place.read_record(folder)
    if record is None:
        return False
    process = _our_process(record)
    answers = _answering(record) is not None
    if answers:
        ask(record.port, "POST", "/_sandbox/stop")
    if process is not None:
        _end(process, politely=answers, timeout_s=timeout_s)
        # Its first thread can be gone while others still hold the socket.
        deadline = time.monotonic() + 2
        while not is_free(record.port) and time.monotonic() < deadline:
            time.sleep(0.01)
    place.drop_record(folder, record.instance)
    reap()
    return answers or process is not None


def _end(process: psutil.Process, *, politely: bool, timeout_s: float) -> None:
    import psutil

    with suppress(psutil.NoSuchProcess):
        if not politely:
            process.terminate()
        if not _gone(process, timeout_s / 2):
            process.kill()
            if not _gone(process, timeout_s / 2):
                raise SandboxNotReady(f"The sandbox (pid {process.pid}) does not end.", run="ecs-course doctor")


def _gone(process: psutil.Process, timeout_s: float) -> bool:
    """Wait for the end. A process that only waits for its parent to notice (`ecs-course lab` that started it) has ended."""
    import psutil

    deadline = time.monotonic() + timeout_s
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _answering(record: place.Record) -> Running | None:
    """The sandbox of this record, by its own word: another program on its port cannot know the instance."""
    said = ask(record.port, "GET", "/_sandbox/status")
    if said is None or said.get("instance") != record.instance:
        return None
    return Running(
        endpoint=f"http://127.0.0.1:{record.port}",
        port=record.port,
        pid=int(said["pid"]),
        uptime_s=float(said["uptime_s"]),
        instance=record.instance,
        version=str(said["version"]),
        moto=str(said["moto"]),
        notes=_notes(said.get("journal", {})),
    )


def _notes(journal: dict[str, Any]) -> tuple[str, ...]:
    refusal = journal.get("refusal")
    unwritable = [f"The journal cannot be written ({refusal}); the world can only be read."] if refusal else []
    return (*unwritable, *map(str, journal.get("notes", [])))


def _our_process(record: place.Record) -> psutil.Process | None:
    """The process of this record, only if its own command line names this instance: pids are given out again."""
    import psutil

    try:
        process = psutil.Process(record.pid)
        return process if record.instance in process.cmdline() else None
    except (psutil.Error, OSError):
        return None


def _wait_if_silent(folder: Path, deadline: float) -> Running | None:
    """The running sandbox, None if there is none; one that lives but does not answer gets until the deadline."""
    while True:
        record = place.read_record(folder)
        if record is None:
            return None
        running = _answering(record)
        if running is not None or _our_process(record) is None:
            return running
        if time.monotonic() > deadline:
            raise SandboxNotReady(
                f"The sandbox (pid {record.pid}) is running but does not answer.",
                run=DOWN,
            )
        time.sleep(0.1)


def _taken(port: int) -> SandboxNotReady:
    return SandboxNotReady(f"Port {port} of the sandbox has been taken by another program.", run=NEW_PORT)


@contextmanager
def _alone(folder: Path, timeout_s: float) -> Iterator[None]:
    """One process at a time starts or stops the sandbox of a home."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / place.LOCK_FILE)
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout:
        raise SandboxNotReady(
            "Another program is starting or stopping the sandbox and does not finish.",
            run=UP,
        ) from None
    except OSError as error:
        raise place.unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()
