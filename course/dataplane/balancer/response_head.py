"""The head of a target's answer on its way to the client: what belongs to the one connection goes, framing fits the client."""

from __future__ import annotations

from enum import IntEnum

from course.dataplane.balancer.errors import date_line, reason
from course.dataplane.balancer.listener import Listener

CONNECTION, LENGTH, ENCODING, HOP, DATE, COOKIE, UPGRADE = range(7)
KNOWN = {
    b"connection": CONNECTION,
    b"content-length": LENGTH,
    b"transfer-encoding": ENCODING,
    b"keep-alive": HOP,
    b"proxy-connection": HOP,
    b"trailer": HOP,
    b"date": DATE,
    b"set-cookie": COOKIE,
    b"upgrade": UPGRADE,
}


class Framing(IntEnum):
    """How the end of a body is told."""

    NONE = 0
    """There is no body: HEAD, 204, 304."""
    LENGTH = 1
    CHUNKED = 2
    CLOSE = 3
    """By the end of the connection."""


class ResponseHead:
    """What the headers of an answer say, read once."""

    __slots__ = ("cookies", "framing", "lines", "status")

    def __init__(
        self, status: int, phrase: bytes, headers: list[tuple[bytes, bytes]], listener: Listener, bodiless: bool
    ) -> None:
        self.status = status
        self.cookies: list[bytes] = []
        """Values of Set-Cookie."""
        lines = [
            b"HTTP/1.1 %d %b\r\n" % (status, phrase or reason(status).encode()),
        ]
        self.framing = Framing.CLOSE
        dated, connection = False, b""
        replaced = listener.replaced
        for name, value in headers:
            lowered = name.lower()
            kind = KNOWN.get(lowered)
            if kind is None:
                if not replaced or lowered not in replaced:
                    lines.append(name + b": " + value + b"\r\n")
            elif kind == LENGTH:
                self.framing = Framing.LENGTH
                lines.append(b"Content-Length: " + value + b"\r\n")
            elif kind == DATE:
                dated = True
                lines.append(b"Date: " + value + b"\r\n")
            elif kind == CONNECTION:
                connection = value
            elif kind == ENCODING:
                self.framing = Framing.CHUNKED
            elif kind == COOKIE:
                self.cookies.append(value)
                lines.append(b"Set-Cookie: " + value + b"\r\n")
            elif kind == UPGRADE and status == 101:
                lines.append(b"Upgrade: " + value + b"\r\n")
        if connection and b"," in connection:
            named = {token.strip().lower() for token in connection.split(b",")}
            lines[1:] = [line for line in lines[1:] if line.partition(b":")[0].lower() not in named or status == 101]
        if not dated:
            lines.append(date_line())
        if listener.response_lines:
            lines.append(listener.response_lines)
        if bodiless or status in (204, 304) or status < 200:
            self.framing = Framing.NONE
        self.lines = lines

    def sets_cookie(self, name: bytes) -> bool:
        """Whether the answer sets this cookie."""
        return any(value.partition(b"=")[0].strip() == name for value in self.cookies)
