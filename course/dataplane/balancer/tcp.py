"""Network Load Balancers: a client's TCP connection is joined to a healthy target's.

Network Load Balancers user guide, "Listeners" and "Target group health": a new flow goes to one target for its whole life;
where no target is healthy it goes to any (fail open); where there is none, it is reset.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

from course.dataplane.balancer.actions import Forward
from course.dataplane.balancer.connections import Connections
from course.dataplane.balancer.stand_in_flow import StandInFlow

if TYPE_CHECKING:
    from course.dataplane.balancer.figures import BalancerFigures
    from course.dataplane.balancer.group import Target
    from course.dataplane.balancer.listening import Port

IDLE_S = 350.0
"""Network Load Balancers user guide, "Connection idle timeout": 350 seconds for TCP unless the listener says otherwise."""


class _End(asyncio.Protocol):
    """One end of a flow: what comes here goes out there."""

    transport: asyncio.Transport
    other: _End | None = None
    closed = False
    said_all = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        assert self.other is not None
        self.other.transport.write(data)

    def eof_received(self) -> bool | None:
        """One side has said all; the other may go on, until it has, too."""
        self.said_all = True
        other = self.other
        if other is None or other.said_all or not (self.transport.can_write_eof() and other.transport.can_write_eof()):
            return None
        other.transport.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self.other is not None:
            if exc is not None:
                self.other.transport.abort()
            elif not self.other.closed:
                self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None and not self.other.closed:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and not self.other.closed:
            self.other.transport.resume_reading()


class _TargetEnd(_End):
    """The end at the target."""

    def __init__(self, flow: Flow) -> None:
        self.other = self._flow = flow

    def data_received(self, data: bytes) -> None:
        self._flow.passed(len(data))
        self._flow.transport.write(data)


class Flow(_End):
    """The client's end of a flow."""

    def __init__(self, port: Port, connections: Connections) -> None:
        self._port, self._connections = port, connections
        self._figures: BalancerFigures | None = None
        self._target: Target | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._stand_in: StandInFlow | None = None
        self._touched = connections.now
        self._taken = False
        self._early = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come: choose its target and connect."""
        super().connection_made(transport)
        self._taken = self._connections.take_client(self)
        self._connections.waiting.pop(self, None)
        self._touched = self._connections.now
        listener = self._port.only()
        if listener is None or not self._taken:
            self.transport.abort()
            return
        self._figures = listener.balancer.figures
        self._figures.opened()
        action = listener.rules[0].action if listener.rules else None
        group = action.turns.next() if isinstance(action, Forward) else None
        target = group.chooser.next() if group is not None else None
        if target is None or group is None:
            self._reset()
            return
        self._target = target
        target.outstanding += 1
        if target.reachable and target.stand_in is not None:
            if target.stand_in.get("listens", True):
                self._stand_in = StandInFlow(self.transport, target.stand_in, self._connections.loop)
            else:
                self._reset()
            return
        self._connecting = self._connections.loop.create_task(self._connect(target))

    async def _connect(self, target: Target) -> None:
        limits, loop = self._connections.limits, self._connections.loop
        try:
            async with asyncio.timeout(limits.connect_s):
                if target.address is None or not target.reachable:
                    await asyncio.sleep(2 * limits.connect_s)  # nobody answers there
                    return
                host, port = target.address
                context = None
                if target.tls:
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                _, end = await loop.create_connection(lambda: _TargetEnd(self), host, port, ssl=context)
        except (TimeoutError, OSError):
            self._reset()
            return
        if self.closed:
            end.transport.abort()
            return
        self.other = end
        if self._early:
            end.transport.write(self._early)
            self._early = b""
            self.transport.resume_reading()
        if self.said_all and end.transport.can_write_eof():
            end.transport.write_eof()

    def data_received(self, data: bytes) -> None:
        """Bytes for the target."""
        self.passed(len(data))
        if self._stand_in is not None:
            self._stand_in.data_received(data)
        elif self.other is None:  # the connection to the target is still being made
            self._early += data
            self.transport.pause_reading()
        else:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """The client has said all, perhaps before there is a connection to the target."""
        if self.other is None and self._stand_in is None and self.transport.can_write_eof():
            self.said_all = True
            return True
        return super().eof_received()

    def passed(self, size: int) -> None:
        """So many bytes have passed, in either direction."""
        self._touched = self._connections.now
        if self._figures is not None:
            self._figures.own.processed += size

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self._taken:
            self._connections.leave_client(self)
        if self._figures is not None:
            self._figures.closed()
        if self._target is not None:
            self._target.outstanding -= 1
        if self._connecting is not None:
            self._connecting.cancel()
        if self._stand_in is not None:
            self._stand_in.close()
        super().connection_lost(exc)

    def _reset(self) -> None:
        if self._figures is not None:
            self._figures.own.add("TCP_ELB_Reset_Count")
        self.transport.abort()

    def check(self, now: float) -> None:
        """Close it after the idle time-out."""
        if now - self._touched > IDLE_S:
            self._reset()

    def abort(self) -> None:
        """Close it at once."""
        self.transport.abort()
