"""A process of the sandbox's own beside it, spoken to in JSON lines: started late, started again when it falls over.

The other end is course/channel.py. It ends when this process does, in whatever way: its standard input ends.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

Message = dict[str, Any]
PAUSE_S = 1.0
"""Between the end of a process that fell over and its next start."""
STEADY_S = 30.0
"""A process that lived for this long may be started again; one that falls over at once, only so often in a row."""
TRIES = 3


class Companion:
    """One process. From any thread; `heard` and `gone` are called in a thread of this object's."""

    def __init__(
        self,
        module: str,
        arguments: Callable[[], Sequence[str]],
        heard: Callable[[Message], None],
        gone: Callable[[], None],
        inherits: Callable[[], Sequence[int]] = tuple,
    ) -> None:
        """`python -m module *arguments()`. `inherits()` are file descriptors that it is given. `gone` is called when it has
        ended by itself, before it is started again."""
        self._module, self._arguments, self._inherits = module, arguments, inherits
        self._heard, self._gone = heard, gone
        self._lock = threading.Lock()
        self._out: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False

    @property
    def running(self) -> bool:
        """Whether it has been started and is to run."""
        return self._wanted

    @property
    def pid(self) -> int | None:
        """Of the process that lives now."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it, unless it runs already. Returns at once."""
        with self._lock:
            if self._wanted:
                return
            self._wanted = True
        threading.Thread(target=self._keep, name=self._module, daemon=True).start()

    def tell(self, message: Message) -> None:
        """Send a message, once the process is there. What was not sent before it fell over is lost."""
        self._out.put(message)

    def stop(self, timeout_s: float = 5) -> None:
        """Let it end, and wait for that: it cleans up after itself."""
        self._wanted = False
        process = self._process
        if process is not None:
            self._out.put(None)
            try:
                process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()

    def _keep(self) -> None:
        failures = 0
        while self._wanted and failures < TRIES:
            begun = time.monotonic()
            try:
                self._run()
            except Exception:
                traceback.print_exc()
            self._process = None
            if self._is_over():
                return
            failures = 0 if time.monotonic() - begun > STEADY_S else failures + 1
            print(f"{self._module} ended; it is started again" if failures < TRIES else f"{self._module} keeps ending")
            self._out = queue.SimpleQueue()
            with suppress(Exception):
                self._gone()
            time.sleep(PAUSE_S)
        self._wanted = False

    def _is_over(self) -> bool:
        return not self._wanted

    def _run(self) -> None:
        command = [sys.executable, "-P", "-m", self._module, *self._arguments()]
        fds = list(self._inherits())
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(os.environ),
            pass_fds=fds if sys.platform != "win32" else (),
            start_new_session=True,
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        threading.Thread(target=self._write, args=(process.stdin, self._out), name="to it", daemon=True).start()
        for line in process.stdout:
            try:
                self._heard(json.loads(line))
            except Exception:  # one report that cannot be used must not end all others
                traceback.print_exc()
        self._out.put(None)
        process.wait()

    @staticmethod
    def _write(pipe: Any, out: queue.SimpleQueue[Message | None]) -> None:
        with suppress(OSError), pipe:
            while (message := out.get()) is not None:
                pipe.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
                pipe.flush()
