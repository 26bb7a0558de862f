"""One request under way: from its rule to a target and back. It holds the client's connection and the target's together."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from course.dataplane.balancer import errors
from course.dataplane.balancer.actions import FixedResponse, Forward, Refuse
from course.dataplane.balancer.desync import blocked, closes
from course.dataplane.balancer.forwarding import forward
from course.dataplane.balancer.redirect import Redirect
from course.dataplane.balancer.request import Request
from course.dataplane.balancer.response_head import Framing, ResponseHead
from course.dataplane.balancer.stickiness import target_lines
from course.dataplane.balancer.upstream import connect

if TYPE_CHECKING:
    from course.dataplane.balancer.client import Client
    from course.dataplane.balancer.group import Target
    from course.dataplane.balancer.listener import Listener
    from course.dataplane.balancer.upstream import Upstream

SLOW_TARGET = 2
UNREADABLE = (400, 408, 414, 501)
"""Refusals after which the connection ends: nobody knows where the next request begins."""
REPEATABLE = (b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE")
"""Methods that may be sent twice: RFC 9110, 9.2.2."""


class Exchange:
    """A request and its answer."""

    __slots__ = (
        "_buffered",
        "chunked",
        "client",
        "complete",
        "cookies",
        "head",
        "listener",
        "out",
        "over",
        "refused",
        "request",
        "responded",
        "retried",
        "sent_at",
        "single",
        "sticky",
        "target",
        "timer",
        "upstream",
    )

    def __init__(self, client: Client, request: Request) -> None:
        self.client, self.request = client, request
        self.listener: Listener | None = None
        self.target: Target | None = None
        self.upstream: Upstream | None = None
        self.timer: asyncio.TimerHandle | asyncio.Task[None] | None = None
        """What has to be given up with the exchange: a connection being made, an answer to come."""
        self.out: list[bytes] = []
        """What waits to be sent to the target."""
        self._buffered = 0
        self.head = b""
        self.complete = False
        """Whether the whole request is there."""
        self.responded = False
        """Whether the client has been sent a part of an answer."""
        self.over = False
        self.refused = 0
        self.retried = False
        self.single = False
        """Whether the target's connection is not kept."""
        self.chunked = False
        """Whether the answer goes to the client in chunks."""
        self.sticky = False
        """Whether the client came with a cookie that led to its target."""
        self.cookies = b""
        self.sent_at = 0.0

    # --- the request

    def begin(self) -> None:
        """It is this request's turn."""
        client, request = self.client, self.request
        status = self.refused or request.judge(client.connections.limits)
        self.listener = listener = client.port.listener_for(request.host)
        if status:
            self.refuse(status)
            return
        if listener is None:
            body = client.port.unknown_host(request.host)
            self.answer(404, body, "text/plain; charset=utf-8")
            return
        balancer = listener.balancer
        client.belongs_to(balancer)
        if request.verdict:
            balancer.figures.own.add("DesyncMitigationMode_NonCompliant_Request_Count")
            if blocked(request.verdict, balancer.desync):
                self.refuse(400)
                return
            if closes(request.verdict, balancer.desync):
                request.keep, self.single = False, True
        if request.forwarded_for.count(b",") >= client.connections.limits.forwarded_for:
            self.refuse(463)
            return
        if request.expects and request.has_body and not request.http10:
            client.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._act()

    def _act(self) -> None:
        listener = self.listener
        assert listener is not None
        rule = listener.rule_for(self.request)
        action = rule.action if rule is not None else Refuse(503)
        if isinstance(action, Forward):
            forward(self, action)
        elif isinstance(action, FixedResponse):
            self.count("HTTP_Fixed_Response_Count")
            if action.status >= 400:
                listener.balancer.figures.failed(action.status)
            self.answer(action.status, action.body, action.content_type)
        elif isinstance(action, Redirect):
            self._redirect(action)
        else:
            self.refuse(action.status)

    def _redirect(self, redirect: Redirect) -> None:
        listener, port, request = self.listener, self.client.port, self.request
        assert listener is not None
        host = (request.host or listener.balancer.host).decode("latin-1").rpartition(":")
        name = host[0] if host[1] and host[2].isdigit() else "".join(host)
        location = redirect.location(
            "https" if listener.secure else "http",
            name,
            listener.port,
            request.path.decode("latin-1"),
            request.query.decode("latin-1"),
            lambda number: listener.balancer.openable(number, port.own),
        ).encode("latin-1", "replace")
        if len(location) > self.client.connections.limits.location or b"\r" in location or b"\n" in location:
            self.count("HTTP_Redirect_Url_Limit_Exceeded_Count")
            self.refuse(500)
            return
        self.count("HTTP_Redirect_Count")
        listener.balancer.figures.failed(redirect.status)
        page = errors.page(redirect.status)
        self.answer(redirect.status, page, "text/html", extra=b"Location: %b\r\n" % location)

    def body(self, piece: bytes) -> None:
        """A piece of the request's body."""
        if self.over:
            return
        self.out.append(b"%x\r\n%b\r\n" % (len(piece), piece) if self.request.chunked else piece)
        if self.upstream is None:
            self._buffered += len(piece)
            if self._buffered > self.client.connections.limits.buffer:
                self.client.hold(SLOW_TARGET)

    def end(self) -> None:
        """The request is there as a whole."""
        if self.complete:
            return
        self.complete = True
        if self.over:
            self.client.finished(self.request.keep)
        elif self.request.chunked:
            self.out.append(b"0\r\n\r\n")

    def flush(self) -> None:
        """Send the target what waits for it."""
        upstream, out = self.upstream, self.out
        if upstream is None:
            return
        self.out = []
        upstream.transport.write(out[0] if len(out) == 1 else b"".join(out))
        if self.complete:
            self.sent_at = time.perf_counter()

    # --- the target

    def attach(self, upstream: Upstream) -> None:
        """There is a connection to the target."""
        self.upstream = upstream
        self.timer = None
        upstream.serve(self)
        self.out.insert(0, self.head)
        self.sent_at = time.perf_counter()
        self.client.release(SLOW_TARGET)

    def respond(self, head: ResponseHead) -> list[bytes]:
        """The target's answer begins: the lines that the client is sent."""
        request, listener, target = self.request, self.listener, self.target
        assert listener is not None
        assert target is not None
        tally = listener.balancer.figures.of_target(target.group.arn, target.zone)
        tally.responded(head.status, time.perf_counter() - self.sent_at)
        self.responded = True
        lines = head.lines
        if target.group.sticky:
            app_cookie = target.group.app_cookie.encode()
            if not app_cookie or head.sets_cookie(app_cookie) or self.sticky:
                lines.append(target_lines(target))
        if self.cookies:
            lines.append(self.cookies)
        if head.framing >= Framing.CHUNKED:
            if request.http10:
                request.keep = False
            else:
                self.chunked = True
                lines.append(b"Transfer-Encoding: chunked\r\n")
        if self.client.port.closed:
            request.keep = False
        if head.status == 101:
            lines.append(b"Connection: Upgrade\r\n\r\n")
        else:
            lines.append(b"Connection: keep-alive\r\n\r\n" if request.keep else b"Connection: close\r\n\r\n")
        return lines

    def finish(self) -> None:
        """The target's answer has been written."""
        self._done()
        if self.complete:
            self.client.finished(self.request.keep)

    def lost(self, heard: bool, reused: bool) -> None:
        """The target has closed its connection before the answer was complete, or said what is no HTTP."""
        target, self.upstream = self.target, None
        request = self.request
        repeatable = request.method in REPEATABLE and not request.has_body and not request.upgrade
        if reused and not heard and repeatable and not self.retried and target is not None:
            self.retried = True
            self.out = []
            connect(self, target)  # the connection had waited for too long: the request has not been seen by anybody
        else:
            self.fail(502)

    def fail(self, status: int, count: str = "") -> None:
        """There will be no answer of the target."""
        if count and self.target is not None and self.listener is not None:
            self.listener.balancer.figures.of_target(self.target.group.arn, self.target.zone).add(count)
        if self.responded:
            self._done()
            self.client.abort()
        else:
            self.refuse(status)

    # --- the load balancer's own answers

    def count(self, name: str) -> None:
        """Count something about the load balancer."""
        if self.listener is not None:
            self.listener.balancer.figures.own.add(name)

    def refuse(self, status: int) -> None:
        """Answer with an error page."""
        if self.listener is not None:
            self.client.belongs_to(self.listener.balancer)
            self.listener.balancer.figures.failed(status)
        if status in UNREADABLE:
            self.request.keep = False
        self.answer(status, errors.page(status), "text/html")

    def answer(
        self, status: int, body: bytes, content_type: str, *, extra: bytes = b"", server: bytes = errors.SERVER
    ) -> None:
        """Answer as a whole, in the load balancer's own name or a stand-in's."""
        request = self.request
        if self.client.port.closed or (not self.complete and request.length > self.client.connections.limits.buffer):
            request.keep = False
        with_body = request.method != b"HEAD"
        data = errors.answer(
            status, body, content_type, extra=extra, keep=request.keep, with_body=with_body, server=server
        )
        self.client.processed += len(data)
        self.client.transport.write(data)
        self.responded = True
        self._done()
        if self.complete or not request.has_body or not request.keep:
            self.complete = True
            self.client.finished(request.keep)

    # --- the end

    def broken(self, status: int) -> None:
        """The client sent a body that is none."""
        if self.over or self.responded:
            self._done()
            self.client.abort()
        else:
            self.refuse(status)

    def timed_out(self) -> None:
        """Nothing has come from either side for the idle time-out."""
        if self.over or self.responded:
            self._done()
            self.client.abort()
        else:
            self.refuse(504 if self.complete else 408)

    def client_gone(self) -> None:
        """The client has closed its connection: AWS logs that as 460."""
        if not self.over:
            if not self.responded and self.listener is not None:
                self.listener.balancer.figures.failed(460)
            self._done()

    def _done(self) -> None:
        """Give back what the exchange holds."""
        if self.over:
            return
        self.over = True
        self.out = []
        self.client.release(SLOW_TARGET)
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.target is not None:
            self.target.outstanding -= 1
        upstream, self.upstream = self.upstream, None
        if upstream is not None:
            upstream.release()
