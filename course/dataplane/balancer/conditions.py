"""The conditions of a listener's rule, made into functions once, when the load balancer is configured.

Application Load Balancers user guide, "Condition types for listener rules": paths and methods are compared as they are written,
host names, headers and query strings without regard to case; all conditions of a rule must hold, and one value of each.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, Protocol

from course.dataplane.balancer.patterns import any_of, any_regex

CONFIGS = {
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "path-pattern": "PathPatternConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}


class Asked(Protocol):
    """What conditions look at."""

    method: bytes
    path: bytes
    query: bytes
    host: bytes
    """As the Host header has it, with its port."""
    address: str
    """Of the client."""
    headers: list[tuple[bytes, bytes]]


Test = Callable[[Asked], bool]


def compiled(conditions: list[dict[str, Any]]) -> list[Test]:
    """All conditions of a rule, in the form of DescribeRules; the cheap ones first. Fields that nobody knows match nothing."""
    order = ("http-request-method", "path-pattern", "host-header", "source-ip", "http-header", "query-string")
    known = {field: place for place, field in enumerate(order)}
    return [_test(each) for each in sorted(conditions, key=lambda each: known.get(each.get("Field", ""), 9))]


def bare_host(host: bytes) -> bytes:
    """A Host header in lower case, without its port and a last dot."""
    name = host.partition(b"]")[0] + b"]" if host.startswith(b"[") else host.partition(b":")[0]
    return name.rstrip(b".").lower()


def _test(condition: dict[str, Any]) -> Test:
    field = condition.get("Field", "")
    config = condition.get(CONFIGS.get(field, "")) or {}
    values = config.get("Values") or condition.get("Values") or []
    regexes = any_regex(config.get("RegexValues") or condition.get("RegexValues") or []).search
    if field == "path-pattern":
        path = any_of(values).fullmatch
        return lambda asked: bool(path(asked.path) or regexes(asked.path))
    if field == "host-header":
        host = any_of(values, ignore_case=True).fullmatch
        return lambda asked: bool(host(bare_host(asked.host)) or regexes(asked.host))
    if field == "http-request-method":
        methods = {value.encode() for value in values}
        return lambda asked: asked.method in methods
    if field == "http-header":
        name = str(config.get("HttpHeaderName", "")).lower().encode()
        header = any_of(values, ignore_case=True, escapes=True).fullmatch
        return lambda asked: any(
            key.lower() == name and (header(value) or regexes(value)) for key, value in asked.headers
        )
    if field == "query-string":
        return _query_test(values)
    if field == "source-ip":
        return _source_test(values)
    return lambda asked: False


def _query_test(pairs: list[dict[str, str]]) -> Test:
    wanted = [
        (
            any_of([pair["Key"]], ignore_case=True, escapes=True).fullmatch if pair.get("Key") else None,
            any_of([pair.get("Value", "")], ignore_case=True, escapes=True).fullmatch,
        )
        for pair in pairs
    ]

    def test(asked: Asked) -> bool:
        for part in asked.query.split(b"&") if asked.query else ():
            key, _, value = part.partition(b"=")
            if any((name is None or name(key)) and content(value) for name, content in wanted):
                return True
        return False

    return test


def _source_test(blocks: list[str]) -> Test:
    networks = [ipaddress.ip_network(block, strict=False) for block in blocks]

    def test(asked: Asked) -> bool:
        address = ipaddress.ip_address(asked.address)
        return any(address in network for network in networks)

    return test
