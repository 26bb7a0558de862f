"""A socket in front of the container engine that can go away and come back, so that tests need not stop the real one."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from pathlib import Path

ENGINE = "/var/run/docker.sock"


class Proxy:
    """Passes bytes through while it is up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        return f"unix://{self.path}"

    def up(self) -> None:
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        opened.bind(str(self.path))
        opened.listen(64)
        self._listening = opened
        threading.Thread(target=self._accept, args=(opened,), daemon=True).start()

    def down(self) -> None:
        """Every connection breaks, as when the engine is killed."""
        listening, self._listening = self._listening, None
        if listening is not None:
            os.unlink(self.path)
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            far.connect(ENGINE)
            with self._lock:
                self._open += [near, far]
            pumps = [threading.Thread(target=_pump, args=pair, daemon=True) for pair in ((near, far), (far, near))]
            for pump in pumps:
                pump.start()
            threading.Thread(target=self._close, args=(near, far, pumps), daemon=True).start()

    def _close(self, near: socket.socket, far: socket.socket, pumps: list[threading.Thread]) -> None:
        for pump in pumps:
            pump.join()
        with self._lock:
            for each in (near, far):
                self._open.remove(each)
                each.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            sink.sendall(chunk)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
