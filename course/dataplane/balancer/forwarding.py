"""Forwarding a request: its target group, its target, and a connection there, or the stand-in of a simulated task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.dataplane import stand_in
from course.dataplane.balancer.actions import Forward
from course.dataplane.balancer.request_head import request_head
from course.dataplane.balancer.stickiness import cookies_of, group_lines, sticky_group, sticky_target, target_lines
from course.dataplane.balancer.upstream import connect

if TYPE_CHECKING:
    from course.dataplane.balancer.exchange import Exchange
    from course.dataplane.balancer.group import Group, Target

HTTP1 = "HTTP1"


def forward(exchange: Exchange, action: Forward) -> None:
    """Perform a forward action. A group that has no target is not replaced by another: the weights do not fail over."""
    request = exchange.request
    sticky = action.sticky_s > 0 or any(group.sticky for group in action.groups)
    cookies = cookies_of(request.cookie) if sticky and request.cookie else {}
    group = sticky_group(action.groups, cookies, action.sticky_s) if action.sticky_s else None
    group = group or action.turns.next()
    if group is None:
        exchange.refuse(503)
        return
    if group.version != HTTP1:  # HTTP/2 and gRPC, which nobody speaks with an HTTP/1.1 client
        exchange.refuse(464)
        return
    target = _choose(exchange, group, cookies)
    if target is None:
        exchange.refuse(503)
        return
    if action.sticky_s:
        exchange.cookies = group_lines(group)
    exchange.target = target
    target.outstanding += 1
    assert exchange.listener is not None
    exchange.listener.balancer.figures.of_target(group.arn, target.zone).requests += 1
    _send(exchange, target)


def _choose(exchange: Exchange, group: Group, cookies: dict[bytes, bytes]) -> Target | None:
    if group.sticky:
        target = sticky_target(group, cookies) if cookies else None
        if target is not None:
            exchange.sticky = True
            return target
        exchange.count("NonStickyRequestCount")
    return group.chooser.next()


def _send(exchange: Exchange, target: Target) -> None:
    client = exchange.client
    if target.reachable and target.stand_in is not None:
        _stand_in(exchange, target.stand_in)
    elif target.reachable and target.address is not None:
        assert exchange.listener is not None
        exchange.head = request_head(exchange.request, exchange.listener, client)
        idle = target.idle
        while idle:
            upstream = idle.pop()
            if not upstream.transport.is_closing():
                exchange.attach(upstream)
                return
        connect(exchange, target)
    else:  # nobody answers there, not even with a refusal
        limits = client.connections.limits
        exchange.timer = client.connections.loop.call_later(
            limits.connect_s, exchange.fail, 504, "TargetConnectionErrorCount"
        )


def _stand_in(exchange: Exchange, told: stand_in.StandIn) -> None:
    if not told.get("listens", True):
        exchange.fail(502, "TargetConnectionErrorCount")
        return
    delay_s = float(told.get("delay_s") or 0)
    loop = exchange.client.connections.loop
    exchange.timer = loop.call_later(delay_s, _answer, exchange, told, delay_s) if delay_s else None
    if not delay_s:
        _answer(exchange, told, 0.0)


def _answer(exchange: Exchange, told: stand_in.StandIn, seconds: float) -> None:
    request, target, listener = exchange.request, exchange.target, exchange.listener
    assert target is not None
    assert listener is not None
    accept = b",".join(value for name, value in request.headers if name.lower() == b"accept").decode("latin-1")
    answer = stand_in.answer(told, request.path.decode("latin-1"), accept)
    lines = b"".join(f"{name}: {value}\r\n".encode("latin-1", "replace") for name, value in answer.headers)
    if target.group.sticky and not target.group.app_cookie:
        lines += target_lines(target)
    listener.balancer.figures.of_target(target.group.arn, target.zone).responded(answer.status, seconds)
    extra = lines + exchange.cookies + listener.response_lines
    exchange.answer(answer.status, answer.body, answer.content_type, extra=extra, server=b"")
