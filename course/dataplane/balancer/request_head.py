"""The head of the request that goes to a target: X-Forwarded-*, X-Amzn-Trace-Id, Host, and one framing.

Facts: Application Load Balancers user guide, "HTTP headers and Application Load Balancers", "Request tracing" and "Host header
preservation". Where a listener on port 80 has to be opened at another port of this machine, Host and X-Forwarded-Port keep the
port that the client used: a target that builds links from them would otherwise lead to a port where nobody listens.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from course.dataplane.balancer.listener import Balancer, Listener
from course.dataplane.balancer.request import Request

if TYPE_CHECKING:
    from course.dataplane.balancer.client import Client

DEFAULT_PORTS = (80, 443)
LONGEST_TRACE = 7 * 1024
_random = random.Random()


def request_head(request: Request, listener: Listener, client: Client) -> bytes:
    """All lines, up to the empty one."""
    balancer = listener.balancer
    parts = [
        b"%b %b HTTP/1.1\r\nHost: %b\r\n" % (request.method, request.url, _host(request, listener, client)),
        b"X-Forwarded-Proto: https\r\n" if listener.secure else b"X-Forwarded-Proto: http\r\n",
        client.port_line,
        _forwarded_for(request, balancer, client),
        _trace(request.trace),
    ]
    if balancer.drops_invalid:
        request.without_invalid_names()
        if request.invalid_names:
            balancer.figures.own.add("DroppedInvalidHeaderRequestCount")
    parts += request.lines
    if request.cookie:
        parts.append(b"Cookie: %b\r\n" % request.cookie)
    if request.chunked:
        parts.append(b"Transfer-Encoding: chunked\r\n")
    elif request.length >= 0:
        parts.append(b"Content-Length: %d\r\n" % request.length)
    if request.upgrade:
        parts.append(b"Connection: Upgrade\r\nUpgrade: %b\r\n" % request.upgrade)
    if balancer.tls_headers and listener.secure:
        parts.append(client.tls_lines())
    parts.append(b"\r\n")
    return b"".join(parts)


def _host(request: Request, listener: Listener, client: Client) -> bytes:
    host = request.host or listener.balancer.host
    if listener.balancer.preserves_host or client.port_number != listener.port:
        return host
    name, colon, port = host.rpartition(b":")
    has_port = bool(colon) and port.isdigit()
    if listener.port in DEFAULT_PORTS:
        return name if has_port else host
    return host if has_port else b"%b:%d" % (host, listener.port)


def _forwarded_for(request: Request, balancer: Balancer, client: Client) -> bytes:
    before = request.forwarded_for
    if balancer.forwarded_for == "append":
        own = client.peer_and_port if balancer.client_port else client.peer
        return b"X-Forwarded-For: %b, %b\r\n" % (before, own) if before else b"X-Forwarded-For: %b\r\n" % own
    if balancer.forwarded_for == "preserve" and before:
        return b"X-Forwarded-For: %b\r\n" % before
    return b""


def _trace(before: bytes) -> bytes:
    own = b"1-%08x-%024x" % (int(time.time()), _random.getrandbits(96))
    if not before or len(before) > LONGEST_TRACE:
        return b"X-Amzn-Trace-Id: Root=%b\r\n" % own
    fields = [field for field in before.split(b";") if not field.strip().startswith(b"Self=")]
    if not any(field.strip().startswith(b"Root=") for field in fields):
        return b"X-Amzn-Trace-Id: %b\r\n" % b";".join([b"Root=" + own, *fields])
    return b"X-Amzn-Trace-Id: %b\r\n" % b";".join([b"Self=" + own, *fields])
