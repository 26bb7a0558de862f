"""Messages between the sandbox and a process of its own beside it: the other process's end. JSON lines, over standard streams.

The sandbox's end is course/sandbox/companion.py. When the sandbox ends, in whatever way, this end sees the end of its input.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
"""`{"do": …}` from the sandbox, `{"is": …}` to it."""


class Channel:
    """One for each process. Take it before anything prints: standard output becomes standard error."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        os.dup2(2, 1)
        self._lock = threading.Lock()

    def tell(self, what: str, **facts: Any) -> None:
        """Send `{"is": what, …}`. From any thread; nothing happens when nobody listens any more."""
        rest = memoryview(json.dumps({"is": what, **facts}, separators=(",", ":")).encode() + b"\n")
        try:
            with self._lock:
                while rest:
                    rest = rest[os.write(self._out, rest) :]
        except OSError:
            pass

    def listen(self, heard: Callable[[Message], None], ended: Callable[[], None]) -> None:
        """From now on call `heard` for each message, and `ended` once after the last, both in the running event loop."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            for line in sys.stdin.buffer:
                loop.call_soon_threadsafe(heard, json.loads(line))
            loop.call_soon_threadsafe(ended)

        threading.Thread(target=read, name="channel", daemon=True).start()
