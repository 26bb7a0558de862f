"""A client's connection: requests come in, one after the other, pipelined or not, and their answers go out in that order."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import httptools

from course.dataplane.balancer.connections import Connections
from course.dataplane.balancer.exchange import Exchange
from course.dataplane.balancer.listener import Balancer
from course.dataplane.balancer.request import Request

if TYPE_CHECKING:
    from course.dataplane.balancer.listening import Port

QUEUE, SLOW_TARGET = 1, 2
"""Why nothing is read: requests wait for their turn; the target takes no more of a body."""


class Refused(Exception):
    """The request that is being read will be answered with an error, and nothing after it is read."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Client(asyncio.Protocol):
    """One connection. httptools calls the methods on_…"""

    transport: asyncio.Transport

    def __init__(self, port: Port, connections: Connections) -> None:
        self.port, self.connections = port, connections
        self.port_number, self.port_line = port.number, port.line
        self.exchange: Exchange | None = None
        """The request under way."""
        self.tunnel: asyncio.Transport | None = None
        """The target's end, once the connection is a WebSocket."""
        self.touched = self.born = connections.now
        self.processed = 0
        """Bytes since the last answer."""
        self.full = False
        """Whether more waits to be sent to the client than should."""
        self._queue: deque[Exchange] = deque()
        self._advancing = False
        self._reading: Exchange | None = None
        self._head_began = 0.0
        self._head_size = 0
        self._held = 0
        self._rest = b""
        """What came after a request for an upgrade, which may be no HTTP any more."""
        self._lingers_until = 0.0
        self._parser: Any = httptools.HttpRequestParser(self)
        self._parser.set_dangerous_leniencies(lenient_chunked_length=True)
        self._balancer: Balancer | None = None
        self._taken = False

    # --- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.transport = transport  # type: ignore[assignment]
        address, port = (transport.get_extra_info("peername") or ("127.0.0.1", 0))[:2]
        self.address = str(address)
        self.peer = self.address.encode()
        self.peer_and_port = b"%b:%d" % (self.peer, port)
        self.transport.set_write_buffer_limits(high=self.connections.limits.buffer)
        self._taken = self.connections.take_client(self)
        self.touched = self.born = self.connections.now
        if not self._taken:
            self.port.count("RejectedConnectionCount")
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self._taken:
            self.connections.leave_client(self)
        if self._balancer is not None:
            self._balancer.figures.own.processed += self.processed
            self._balancer.figures.closed()
        self._queue.clear()
        self._parser = self._reading = None
        if self.exchange is not None:
            self.exchange.client_gone()

    def abort(self) -> None:
        """Close it at once."""
        self.transport.abort()

    def belongs_to(self, balancer: Balancer) -> None:
        """It is to this load balancer that the client talks: known with the first request."""
        if self._balancer is None or self._balancer.figures is not balancer.figures:
            if self._balancer is not None:
                self._balancer.figures.closed()
            balancer.figures.opened()
        self._balancer = balancer

    def tls_lines(self) -> bytes:
        """The headers that tell a target how the client's connection is encrypted."""
        cipher, version, _ = self.transport.get_extra_info("cipher") or ("", "", 0)
        return b"X-Amzn-Tls-Version: %b\r\nX-Amzn-Tls-Cipher-Suite: %b\r\n" % (version.encode(), cipher.encode())

    def check(self, now: float) -> None:
        """Time-outs: the idle time-out for silence and for heads that do not end; the keep-alive time for the connection."""
        idle_s = self._balancer.idle_s if self._balancer is not None else self.port.idle_s
        silent = now - self.touched > idle_s
        if self._lingers_until:
            if now > self._lingers_until:
                self.transport.abort()
        elif self.exchange is not None:
            if silent:
                self.exchange.timed_out()
        elif self._head_began:
            if now - self._head_began > idle_s:
                self._parser = None
                self._refuse(408)
        elif silent or self.port.closed or (self._balancer and now - self.born > self._balancer.client_s):
            self.transport.close()

    # --- reading

    def data_received(self, data: bytes) -> None:
        """Bytes of requests, or of a WebSocket."""
        connections = self.connections
        self.touched = connections.now
        self.processed += len(data)
        if self.tunnel is not None:
            self.tunnel.write(data)
            return
        if self._parser is None:
            if not self._lingers_until:
                self._rest += data
                if len(self._rest) > connections.limits.buffer:
                    self.hold(QUEUE)
            return
        self._parse(data)
        exchange = self.exchange
        if exchange is not None and exchange.out:
            exchange.flush()

    def _parse(self, data: bytes) -> None:
        head_of = self._reading if self._head_began else None
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._parser, self._rest = None, data[upgrade.args[0] :]
            return
        except httptools.HttpParserError as error:
            if self._parser is None:  # the connection ends with an answer that has been given meanwhile
                return
            cause = error.__context__
            if isinstance(error, httptools.HttpParserCallbackError) and not isinstance(cause, Refused):
                self.transport.abort()
                raise
            self._parser = None
            self._refuse(cause.status if isinstance(cause, Refused) else 400)
            return
        if head_of is not None and self._head_began and self._reading is head_of:  # all of it belongs to one head
            self._head_size += len(data)
            limits = self.connections.limits
            if self._head_size > limits.head + limits.request_line:
                self._parser = None
                self._refuse(400)

    def on_message_begin(self) -> None:
        """A request begins."""
        if self._parser is None:
            raise Refused(400)
        self._reading = Exchange(self, Request(self.address))
        self._head_began, self._head_size = self.connections.now, 0

    def on_url(self, url: bytes) -> None:
        """The address, or a piece of it."""
        request = self._reading.request  # type: ignore[union-attr]
        request.url = request.url + url if request.url else url
        if len(request.url) > self.connections.limits.request_line:
            raise Refused(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer, which goes no further."""
        if self._head_began:
            self._reading.request.headers.append((name, value))  # type: ignore[union-attr]

    def on_headers_complete(self) -> None:
        """The head is there: it is this request's turn, or it waits for those before it."""
        exchange, parser = self._reading, self._parser
        assert exchange is not None
        request = exchange.request
        request.method = parser.get_method()
        version = parser.get_http_version()
        if version not in ("1.1", "1.0"):
            raise Refused(400)
        request.http10 = version == "1.0"
        request.keep = parser.should_keep_alive()
        self._head_began = 0.0
        if self.exchange is None:
            self._begin(exchange)
        else:
            self._queue.append(exchange)
            self.hold(QUEUE)

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        if self._reading is not None:
            self._reading.body(body)

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        exchange, self._reading = self._reading, None
        if exchange is not None:
            exchange.end()

    def _refuse(self, status: int) -> None:
        """Nothing more is read. The request that was being read fails, once its turn has come."""
        exchange = self._reading or Exchange(self, Request(self.address))
        self._reading, self._head_began = None, 0.0
        exchange.request.keep = False
        exchange.complete = True
        if exchange is self.exchange:
            exchange.broken(status)
        elif exchange in self._queue:
            exchange.refused = status
        elif self.exchange is not None:
            exchange.refused = status
            self._queue.append(exchange)
        else:
            exchange.refused = status
            self._begin(exchange)

    # --- answering

    def _begin(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.connections.waiting.pop(self, None)
        exchange.begin()

    def finished(self, keep: bool) -> None:
        """The answer has been written: the next request's turn, or the end."""
        balancer = self._balancer
        if balancer is not None:
            balancer.figures.own.processed += self.processed
            self.processed = 0
        self.exchange = None
        if not keep:
            self._linger()
            return
        self.connections.waiting[self] = None
        if self._advancing:
            return
        self._advancing = True
        try:
            while self._queue and self.exchange is None:
                exchange = self._queue.popleft()
                self._begin(exchange)
                if exchange.out:
                    exchange.flush()
        finally:
            self._advancing = False
        if self.exchange is not None or self._lingers_until:
            return
        self.release(QUEUE)
        if self._parser is None and not self.transport.is_closing():  # no upgrade has come of it: on with HTTP
            rest, self._rest = self._rest, b""
            self._parser = httptools.HttpRequestParser(self)
            self._parser.set_dangerous_leniencies(lenient_chunked_length=True)
            if rest:
                self.data_received(rest)

    def _linger(self) -> None:
        """Close, but take what still comes for a moment: closing with bytes unread would cost the client its answer."""
        self._parser = self._reading = None
        self._queue.clear()
        self._held = 0
        if self.transport.is_closing():
            return
        if self.transport.can_write_eof():
            self._lingers_until = self.connections.now + 2.0
            self.transport.write_eof()
            self.transport.resume_reading()
        else:
            self.transport.close()

    def begin_tunnel(self, target: asyncio.Transport) -> None:
        """The connection is a WebSocket from now on."""
        self.tunnel = target
        rest, self._rest = self._rest, b""
        self.release(QUEUE)
        if rest:
            target.write(rest)

    # --- back-pressure

    def hold(self, why: int) -> None:
        """Read no more, until this reason is gone."""
        if not self._held and not self.transport.is_closing():
            self.transport.pause_reading()
        self._held |= why

    def release(self, why: int) -> None:
        """A reason to read no more is gone."""
        if self._held & why:
            self._held &= ~why
            if not self._held and not self.transport.is_closing():
                self.transport.resume_reading()

    def pause_writing(self) -> None:
        """The client takes answers more slowly than they come."""
        self.touched, self.full = self.connections.now, True
        if self.exchange is not None and self.exchange.upstream is not None:
            self.exchange.upstream.pause()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.touched, self.full = self.connections.now, False
        if self.exchange is not None and self.exchange.upstream is not None:
            self.exchange.upstream.resume()
