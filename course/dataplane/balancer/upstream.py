"""A connection to a target: one request at a time goes out, its answer goes on to the client as it comes."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

import httptools

from course.dataplane.balancer.response_head import Framing, ResponseHead

if TYPE_CHECKING:
    from course.dataplane.balancer.connections import Connections
    from course.dataplane.balancer.exchange import Exchange
    from course.dataplane.balancer.figures import BalancerFigures
    from course.dataplane.balancer.group import Target

SLOW_TARGET = 2
JOINED = 64 * 1024
"""Up to this size, pieces of an answer are written as one; larger ones are not copied for that."""


def _trusting() -> ssl.SSLContext:
    """Load balancers do not check the certificates of targets (Application Load Balancers user guide, "Target groups")."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Upstream(asyncio.Protocol):
    """One connection, kept for further requests as long as the target keeps it and remains in service. httptools calls on_…"""

    transport: asyncio.Transport

    def __init__(self, target: Target, connections: Connections, figures: BalancerFigures, idle_s: float) -> None:
        self.target, self.connections, self.figures = target, connections, figures
        self.exchange: Exchange | None = None
        self.touched = connections.now
        self._idle_s = idle_s
        self._parser: Any = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._phrase = b""
        self._out: list[bytes] = []
        """What goes to the client at the end of this turn."""
        self._head: ResponseHead | None = None
        self._complete = False
        """Whether the answer is there as a whole."""
        self._sound = True
        """Whether the connection can be used again."""
        self._heard = self._used = self._paused = False

    # --- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The target has taken the connection."""
        self.transport = transport  # type: ignore[assignment]
        self.transport.set_write_buffer_limits(high=self.connections.limits.buffer)
        self.connections.take(self)
        self.figures.opened()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self.connections.leave(self)
        self.figures.closed()
        self._parser = None
        exchange, self.exchange = self.exchange, None
        if exchange is None:
            if self in self.target.idle:
                self.target.idle.remove(self)
        elif exchange.client.tunnel is not None:
            exchange.client.transport.close()
        elif self._head is not None and self._head.framing is Framing.CLOSE and exc is None:
            self._sound = False
            if exchange.chunked:
                self._write(exchange, [b"0\r\n\r\n"])
            exchange.finish()
        else:
            exchange.lost(self._heard, self._used)

    def check(self, now: float) -> None:
        """Close it if it has waited for the idle time-out. Requests under way are the client's matter."""
        if self.exchange is None and now - self.touched > self._idle_s:
            self.close()

    def close(self) -> None:
        """Close it, idle as it is."""
        self.transport.close()

    def abort(self) -> None:
        """Close it at once."""
        self.transport.abort()

    def serve(self, exchange: Exchange) -> None:
        """From now on it is this exchange's."""
        self.exchange = exchange
        self._heard = False
        if exchange.client.full:
            self.pause()

    def release(self) -> None:
        """The exchange is over: wait for the next one, or close."""
        exchange, self.exchange = self.exchange, None
        if exchange is None:
            return
        transport = self.transport
        if (
            self._complete
            and self._sound
            and exchange.complete
            and not exchange.single
            and not self.target.retired
            and not transport.is_closing()
        ):
            self._complete, self._used, self._head = False, True, None
            self.touched = self.connections.now
            if self._paused:
                self.resume()
            self.target.idle.append(self)
        elif self._complete or (self._head is not None and self._head.status == 101):
            transport.close()
        else:
            transport.abort()

    # --- the answer

    def data_received(self, data: bytes) -> None:
        """Bytes of an answer, or of a WebSocket."""
        exchange = self.exchange
        if exchange is None:  # a target that speaks unasked
            self._sound = False
            self.transport.abort()
            return
        client = exchange.client
        client.touched = self.connections.now
        self._heard = True
        if client.tunnel is not None:
            client.processed += len(data)
            client.transport.write(data)
            return
        rest = b""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
            if not exchange.request.upgrade:
                self._broken(exchange)
                return
        except httptools.HttpParserError as error:
            if isinstance(error, httptools.HttpParserCallbackError):
                self.transport.abort()
                raise
            if not self._complete:
                self._broken(exchange)
                return
            self._sound = False  # more than was promised: the answer stands, the connection goes
        if self._out:
            out, self._out = self._out, []
            self._write(exchange, out)
        if self._head is not None and self._head.status == 101:
            client.begin_tunnel(self.transport)
            if rest:
                client.transport.write(rest)
        elif self._complete:
            exchange.finish()

    def _write(self, exchange: Exchange, out: list[bytes]) -> None:
        client = exchange.client
        if len(out) == 1:
            data = out[0]
            client.processed += len(data)
            client.transport.write(data)
            return
        size = sum(map(len, out))
        client.processed += size
        if size <= JOINED:
            client.transport.write(b"".join(out))
        else:
            client.transport.writelines(out)

    def _broken(self, exchange: Exchange) -> None:
        """The target's answer is no HTTP."""
        self._sound = False
        self._out = []
        exchange.fail(502)

    def on_message_begin(self) -> None:
        """An answer begins; a second one was not asked for."""
        if self._complete:
            self._sound = False
        self._headers, self._phrase = [], b""

    def on_status(self, phrase: bytes) -> None:
        """The reason phrase, or a piece of it."""
        self._phrase += phrase

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer, which goes no further."""
        if self._head is None:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head of an answer, or of an interim one (1XX), which goes no further."""
        exchange, parser = self.exchange, self._parser
        if exchange is None or self._complete:
            return
        status = parser.get_status_code()
        if status < 200 and status != 101:
            return
        assert exchange.listener is not None
        bodiless = exchange.request.method == b"HEAD"
        head = self._head = ResponseHead(status, self._phrase, self._headers, exchange.listener, bodiless)
        self._sound = parser.should_keep_alive() and head.framing is not Framing.CLOSE
        if status == 101 and not exchange.request.upgrade:
            return
        self._out.append(b"".join(exchange.respond(head)))
        if bodiless:  # llhttp would wait for the body that HEAD does not have
            self._complete = True
            self._parser = httptools.HttpResponseParser(self)

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        exchange = self.exchange
        if exchange is None or self._complete:
            self._sound = False
        elif exchange.chunked:
            self._out += (b"%x\r\n" % len(body), body, b"\r\n")
        else:
            self._out.append(body)

    def on_message_complete(self) -> None:
        """The answer is there as a whole."""
        exchange, head = self.exchange, self._head
        if exchange is None or head is None or self._complete or head.status == 101:
            return
        self._complete = True
        if exchange.chunked:
            self._out.append(b"0\r\n\r\n")

    # --- back-pressure

    def pause(self) -> None:
        """Read no more: the client has not taken what came."""
        if not self.transport.is_closing():
            self._paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        self._paused = False
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def pause_writing(self) -> None:
        """The target takes a body more slowly than it comes."""
        if self.exchange is not None:
            self.exchange.client.hold(SLOW_TARGET)

    def resume_writing(self) -> None:
        """The target has caught up."""
        if self.exchange is not None:
            self.exchange.client.release(SLOW_TARGET)


def connect(exchange: Exchange, target: Target) -> None:
    """Make a connection to a target for an exchange, which goes on, or fails, when that is decided."""
    exchange.timer = exchange.client.connections.loop.create_task(_connect(exchange, target))


async def _connect(exchange: Exchange, target: Target) -> None:
    connections, listener = exchange.client.connections, exchange.listener
    assert listener is not None
    assert target.address is not None
    host, port = target.address
    balancer = listener.balancer
    limit_s = connections.limits.connect_s
    try:
        async with asyncio.timeout(2 * limit_s if target.tls else limit_s):
            _, upstream = await connections.loop.create_connection(
                lambda: Upstream(target, connections, balancer.figures, balancer.idle_s),
                host,
                port,
                ssl=_trusting() if target.tls else None,
                server_hostname=host if target.tls else None,
                ssl_handshake_timeout=limit_s if target.tls else None,
            )
    except TimeoutError:
        exchange.timer = None
        exchange.fail(504, "TargetConnectionErrorCount")
    except (ssl.SSLError, ConnectionAbortedError):  # the latter: the handshake takes too long
        exchange.timer = None
        exchange.fail(502, "TargetTLSNegotiationErrorCount")
    except OSError:
        exchange.timer = None
        exchange.fail(502, "TargetConnectionErrorCount")
    else:
        exchange.attach(upstream)
        exchange.flush()
