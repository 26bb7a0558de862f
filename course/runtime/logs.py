"""What containers write, read from the engine and told in batches: every line once, with the engine's time."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

BATCH_S = 0.2
"""Seconds between two messages of one container at least."""
BATCH_BYTES = 256 * 1024
"""A message is sent at once when it has as much."""
LONGEST = 262_144 - 26
"""Bytes of one event of CloudWatch Logs with its overhead: the awslogs driver cuts a longer line into several events."""
BYTES_A_SECOND, LINES_A_SECOND = 4 * 1024 * 1024, 10_000
"""Of one container at most: one that floods its log must not drown the sandbox. The engine keeps what waits, up to the size of
its files (arguments.py), and then the oldest is lost, as with awslogs' non-blocking mode."""

REMEMBERED = 8192
"""Frames of which it is known one by one that they were read."""

Line = tuple[int, str]
"""Milliseconds since 1970 and the text."""


def wall_ms(stamp: str) -> int:
    """Of a timestamp as the engine writes it: RFC 3339, nanoseconds."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    seconds = int(datetime.fromisoformat(whole).replace(tzinfo=UTC).timestamp())
    return seconds * 1000 + int((fraction + "000")[:3])


def cut(text: bytes) -> Iterator[str]:
    """A line as events: empty ones vanish, those that are too long are cut, never inside a character."""
    while text:
        end = len(text)
        if end > LONGEST:
            end = LONGEST
            while end > LONGEST - 4 and text[end] & 0xC0 == 0x80:
                end -= 1
        yield text[:end].decode("utf-8", errors="replace")
        text = text[end:]


class Seen:
    """Which frames of a container were read, so that reading again where one stopped tells nothing twice. Frames of the two
    streams may come a little out of the order of their timestamps: the newest thousands are remembered one by one."""

    def __init__(self) -> None:
        self.newest = ""
        self._forgotten = ""
        self._kept: dict[int, str] = {}

    def is_new(self, stamp: str, key: int) -> bool:
        """Whether it was not read before; it counts as read from now on."""
        if key in self._kept or stamp <= self._forgotten:
            return False
        self._kept[key] = stamp
        self.newest = max(self.newest, stamp)
        if len(self._kept) > REMEMBERED:
            oldest = next(iter(self._kept))
            self._forgotten = max(self._forgotten, self._kept.pop(oldest))
        return True

    @property
    def since(self) -> int | None:
        """From when to read again, whole seconds since 1970; None for the beginning."""
        return max(1, wall_ms(self.newest) // 1000 - 1) if self.newest else None


class Lines:
    """Frames of the engine's log stream into lines. A frame is `TIMESTAMP text`; long lines come as several frames, of which
    only the last ends with a newline."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._parts: list[bytes] = []
        self._stamp = ""
        self._times: dict[bytes, int] = {}

    def add(self, frame: bytes) -> list[Line]:
        """The lines that this frame completes."""
        found: list[Line] = []
        # with a terminal the stream has no frames, and what comes is any number of lines
        for piece in frame.splitlines(keepends=True) if frame.count(b"\n") > 1 else [frame]:
            stamp, _, text = piece.partition(b" ")
            name = stamp.decode("ascii", errors="replace")
            if not self._seen.is_new(name, hash((piece, self._time(piece)))):
                continue
            self._stamp = self._stamp if self._parts else name
            self._parts.append(text)
            if piece.endswith(b"\n"):
                found += self.rest()
        return found

    def _time(self, frame: bytes) -> int:
        """The how-manyth of its kind: the parts of a long line have one timestamp, and may be alike."""
        if len(self._times) > 256:
            self._times.clear()
        number = self._times[frame] = self._times.get(frame, 0) + 1
        return number

    def rest(self) -> list[Line]:
        """What has no newline at its end, when nothing more comes."""
        whole, self._parts = b"".join(self._parts).rstrip(b"\r\n"), []
        if not whole:
            return []
        at = wall_ms(self._stamp)
        return [(at, part) for part in cut(whole)]


class LogDesk:
    """Collects lines from all followers, and tells them in batches from one thread."""

    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._waiting = threading.Event()
        self._lines: dict[tuple[str, str], list[Line]] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        self._turn = threading.Lock()
        threading.Thread(target=self._run, name="logs", daemon=True).start()

    def write(self, task: str, container: str, lines: Sequence[Line]) -> None:
        """From a follower's thread."""
        key = (task, container)
        with self._lock:
            self._lines.setdefault(key, []).extend(lines)
            size = self._sizes[key] = self._sizes.get(key, 0) + sum(len(text) for _, text in lines)
        self._waiting.set()
        if size >= BATCH_BYTES:
            self.flush(task, container)

    def flush(self, task: str, container: str) -> None:
        """Tell what there is of one container, now. Returns when it is told."""
        with self._turn:  # batches of one container must not overtake each other
            with self._lock:
                lines = self._lines.pop((task, container), [])
                self._sizes.pop((task, container), None)
            if lines:
                self._tell("log", task=task, container=container, lines=lines)

    def _run(self) -> None:
        while True:
            self._waiting.wait()
            time.sleep(BATCH_S)
            self._waiting.clear()
            with self._lock:
                keys = list(self._lines)
            for task, container in keys:
                self.flush(task, container)


class Follower:
    """Follows one run of one container, in a thread of its own, until the engine says that there is no more."""

    def __init__(self, desk: LogDesk, task: str, container: str, seen: Seen | None = None) -> None:
        self._desk = desk
        self._task = task
        self._container = container
        self.seen = seen or Seen()
        """To be handed to the next follower of the same container."""
        self._over = threading.Event()
        self._enough = False
        self._debt_s, self._paid = 0.0, time.monotonic()

    def start(self, client: Any, docker_id: str) -> None:
        """Begin. `client` is a docker.APIClient."""
        threading.Thread(target=self._run, args=(client, docker_id), name="follow", daemon=True).start()

    def _run(self, client: Any, docker_id: str) -> None:
        self._read(client, docker_id, follow=True)
        self._over.set()

    def finish(self, client: Any, docker_id: str, timeout_s: float) -> None:
        """Wait for the last line of a container that has ended, and tell it. `client` is None if no engine answers."""
        if not self._over.wait(timeout_s):
            self._enough = True  # it wrote more than can be told: nothing of it comes after its end
            self._over.wait(1)
        elif client is not None:
            # engines may end a stream that is followed before the last lines of a container that ends at once are in it
            self._read(client, docker_id, follow=False)
        self._desk.flush(self._task, self._container)

    def _read(self, client: Any, docker_id: str, follow: bool) -> None:
        lines = Lines(self.seen)
        try:
            stream = client.logs(docker_id, stream=True, follow=follow, timestamps=True, since=self.seen.since)
            for frame in stream:
                if self._enough:
                    break
                found = lines.add(frame)
                if found:
                    self._desk.write(self._task, self._container, found)
                self._slow_down(len(frame))
        except Exception as error:
            # the engine went away, in one of the many ways that urllib3 and http.client have for it
            print(f"the log of {docker_id[:12]} ends: {error!r}", file=sys.stderr)
        self._desk.write(self._task, self._container, lines.rest())

    def _slow_down(self, size: int) -> None:
        """Sleep where it reads faster than it may."""
        now = time.monotonic()
        self._debt_s = max(0.0, self._debt_s - (now - self._paid)) + size / BYTES_A_SECOND + 1 / LINES_A_SECOND
        self._paid = now
        if self._debt_s > BATCH_S:
            time.sleep(self._debt_s)
