"""The stand-in of a simulated task behind a Network Load Balancer: it has to read HTTP itself."""

from __future__ import annotations

import asyncio
from typing import Any

import httptools

from course.dataplane import stand_in
from course.dataplane.balancer import errors

MOST = 64 * 1024
"""Bytes of a head."""


class StandInFlow:
    """Answers what comes over one connection. httptools calls the methods on_…"""

    def __init__(self, transport: asyncio.Transport, told: stand_in.StandIn, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._told, self._loop = transport, told, loop
        self._parser: Any = httptools.HttpRequestParser(self)
        self._url, self._accept = b"", b""
        self._size = 0
        self._timers: list[asyncio.TimerHandle] = []

    def data_received(self, data: bytes) -> None:
        """Bytes of requests."""
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._size = MOST + 1
        if self._size > MOST:
            self._transport.write(errors.error(400))
            self._transport.close()

    def close(self) -> None:
        """The client has gone."""
        for timer in self._timers:
            timer.cancel()

    def on_url(self, url: bytes) -> None:
        """The address, or a piece of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        if name.lower() == b"accept":
            self._accept = value

    def on_body(self, body: bytes) -> None:
        """A piece of a body, which nobody reads."""
        self._size = 0

    def on_message_complete(self) -> None:
        """Answer, after the image's own time."""
        keep = self._parser.should_keep_alive()
        head_only = self._parser.get_method() == b"HEAD"
        told = stand_in.answer(self._told, self._url.decode("latin-1"), self._accept.decode("latin-1"))
        self._url, self._accept, self._size = b"", b"", 0
        lines = b"".join(f"{name}: {value}\r\n".encode("latin-1", "replace") for name, value in told.headers)
        data = errors.answer(
            told.status, told.body, told.content_type, extra=lines, keep=keep, with_body=not head_only, server=b""
        )
        delay_s = float(self._told.get("delay_s") or 0)
        if delay_s:
            self._timers = [timer for timer in self._timers if timer.when() > self._loop.time()]
            self._timers.append(self._loop.call_later(delay_s, self._write, data, keep))
        else:
            self._write(data, keep)

    def _write(self, data: bytes, keep: bool) -> None:
        self._transport.write(data)
        if not keep:
            self._transport.close()
