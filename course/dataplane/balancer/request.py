"""The head of a request: what was asked, whether it may pass, and which of its headers go on to the target.

Facts: Application Load Balancers user guide, "Troubleshoot your Application Load Balancers" (400, 405, 414, 463, 501) and
"HTTP headers and Application Load Balancers". How bad framing is judged: desync.py.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from course.dataplane.balancer.desync import Verdict, resembles_framing
from course.dataplane.balancer.limits import Limits

HOST, CONNECTION, LENGTH, ENCODING, EXPECT, UPGRADE, FOR, PROTO, PORT, TRACE, COOKIE, DROPPED = range(12)
KNOWN = {
    b"host": HOST,
    b"connection": CONNECTION,
    b"content-length": LENGTH,
    b"transfer-encoding": ENCODING,
    b"expect": EXPECT,
    b"upgrade": UPGRADE,
    b"x-forwarded-for": FOR,
    b"x-forwarded-proto": PROTO,
    b"x-forwarded-port": PORT,
    b"x-amzn-trace-id": TRACE,
    b"cookie": COOKIE,
    b"keep-alive": DROPPED,
    b"proxy-connection": DROPPED,
    b"te": DROPPED,
    b"trailer": DROPPED,
    b"http2-settings": DROPPED,
}
"""Headers that are not simply handed on: they belong to one connection (RFC 9110, 7.6.1), or are written anew."""
_VALID_NAME = re.compile(rb"[-A-Za-z0-9]+")
"""API reference, LoadBalancerAttribute: routing.http.drop_invalid_header_fields.enabled."""


class Request:
    """One request of a client, as far as its head."""

    __slots__ = (
        "address",
        "chunked",
        "cookie",
        "expects",
        "forwarded_for",
        "has_body",
        "headers",
        "host",
        "http10",
        "invalid_names",
        "keep",
        "length",
        "lines",
        "method",
        "path",
        "query",
        "trace",
        "upgrade",
        "url",
        "verdict",
    )

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers: list[tuple[bytes, bytes]] = []
        self.url = b""
        self.method = b""
        self.path = self.query = self.host = b""
        self.http10 = False
        self.keep = True
        """Whether the client can go on with its connection."""
        self.length = -1
        self.chunked = False
        self.has_body = False
        self.expects = False
        """Whether the client waits for 100 Continue."""
        self.upgrade = b""
        self.forwarded_for = self.trace = self.cookie = b""
        self.lines: list[bytes] = []
        """The header lines that go on to the target as they are."""
        self.invalid_names = False
        self.verdict = Verdict.COMPLIANT

    def judge(self, limits: Limits) -> int:
        """Read the headers, once they are there; the status with which the request is refused, 0 if it may pass."""
        total, hosts, lengths, encodings = 0, 0, 0, 0
        encoding, connection, lines = b"", b"", self.lines
        for name, value in self.headers:
            size = len(name) + len(value) + 4
            total += size
            if size > limits.header:
                return 400
            lowered = name.lower()
            kind = KNOWN.get(lowered)
            if kind is None:
                lines.append(name + b": " + value + b"\r\n")
                if b"_" in name and resembles_framing(lowered):
                    self.verdict = max(self.verdict, Verdict.AMBIGUOUS)
            elif kind == HOST:
                hosts += 1
                self.host = self.host or value
            elif kind == CONNECTION:
                connection = connection + b"," + value if connection else value
            elif kind == LENGTH:
                lengths += 1
                if not value.isdigit():
                    return 400
                self.length = int(value)
            elif kind == ENCODING:
                encodings += 1
                encoding = value.strip().lower()
            elif kind == EXPECT:
                self.expects = value.lower() == b"100-continue"
            elif kind == UPGRADE:
                self.upgrade = value
            elif kind == FOR:
                self.forwarded_for = self.forwarded_for + b", " + value if self.forwarded_for else value
            elif kind == TRACE:
                self.trace = value
            elif kind == COOKIE:
                self.cookie = self.cookie + b"; " + value if self.cookie else value
        if total > limits.head:
            return 400
        if connection:
            self._read_connection(connection)
        elif self.upgrade:
            self.upgrade = b""
        return self._judge_framing(encoding, encodings, lengths) or self._judge_line(hosts)

    def without_invalid_names(self) -> None:
        """Drop the headers whose names have other signs than letters, digits and hyphens."""
        valid = [line for line in self.lines if _VALID_NAME.fullmatch(line.partition(b":")[0])]
        self.invalid_names = len(valid) != len(self.lines)
        self.lines = valid

    def _read_connection(self, connection: bytes) -> None:
        """What the header Connection names belongs to this connection, and goes no further."""
        tokens = {token.strip().lower() for token in connection.split(b",")}
        if b"upgrade" not in tokens or self.upgrade.lower() in (b"h2c", b""):
            self.upgrade = b""
        named = tokens - {b"keep-alive", b"close", b"upgrade", b""}
        if named:
            self.lines = [line for line in self.lines if line.partition(b":")[0].lower() not in named]

    def _judge_framing(self, encoding: bytes, encodings: int, lengths: int) -> int:
        """How long the body is, and whether everybody will agree on that."""
        if encodings > 1 or lengths > 1:
            return 400
        if encodings and encoding not in (b"chunked", b"identity"):
            return 501
        self.chunked = encoding == b"chunked"
        if self.chunked and self.http10:
            return 400
        if self.chunked and lengths:
            self.length = -1  # Transfer-Encoding counts, and Content-Length goes no further: RFC 9112, 6.3
            self.verdict = max(self.verdict, Verdict.AMBIGUOUS)
        self.has_body = self.chunked or self.length > 0
        if self.method in (b"GET", b"HEAD") and (self.chunked or lengths):
            self.verdict = max(self.verdict, Verdict.AMBIGUOUS if self.has_body else Verdict.ACCEPTABLE)
        return 0

    def _judge_line(self, hosts: int) -> int:
        """Method, address and host."""
        if self.method == b"TRACE":
            return 405
        if hosts > 1 or (not hosts and not self.http10) or self.method == b"CONNECT":
            return 400
        url = self.url
        if not url.startswith(b"/"):
            if url.lower().startswith((b"http://", b"https://")):  # a request as to a proxy: RFC 9112, 3.2.2
                try:
                    parts = urlsplit(url)
                except ValueError:
                    return 400
                self.host = parts.netloc or self.host
                url = (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")
                self.url = url
            elif url != b"*":
                return 400
        self.path, _, self.query = url.partition(b"?")
        if b"#" in url:
            self.path = self.path.partition(b"#")[0]
        return 0
