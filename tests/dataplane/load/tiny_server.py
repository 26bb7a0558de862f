"""A real server, as small as can be: answers, stalls, refuses and hangs up as its path says. A thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TinyServer:
    """`/` answers 200 with a JSON version; `/v2` with the version header; `/status/N`; `/hang-up`; `/stall`; `/gap` see below."""

    def __init__(self) -> None:
        self.port = 0
        self.heads: list[str] = []
        self.gap_s = 0.0
        """How long the next request to /gap is held; the whole server stands still meanwhile, as in a long garbage collection."""
        self._connections: set[asyncio.Task[None]] = set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                self.heads.append(head)
                path = head.split(" ")[1].partition("?")[0]
                if path == "/hang-up":
                    break
                if path == "/stall":
                    await asyncio.sleep(30)
                if path == "/gap" and self.gap_s:
                    gap, self.gap_s = self.gap_s, 0.0
                    threading.Event().wait(gap)
                status = int(path.removeprefix("/status/")) if path.startswith("/status/") else 200
                version = "X-Task-Version: v2\r\n" if path == "/v2" else ""
                body = b"" if path == "/v2" else b'{"version": "v1"}'
                writer.write(
                    f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n{version}"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _run(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._over.wait()
        server.close()
        for each in list(self._connections):
            each.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @contextmanager
    def running(self) -> Iterator[TinyServer]:
        """Serve until the block ends."""
        ready = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        thread.start()
        assert ready.wait(10)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join(10)
            assert not thread.is_alive()
