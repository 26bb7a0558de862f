"""The answers that a load balancer gives itself: error pages as AWS has them, and the head that all of its answers share."""

from __future__ import annotations

import functools
import time
from email.utils import formatdate
from http import HTTPStatus

SERVER = b"Server: awselb/2.0\r\n"
WORDS = {
    414: "Request-URI Too Large",
    431: "Request Header Fields Too Large",
    460: "",
    463: "",
    464: "",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
    561: "Unauthorized",
}
"""Reason phrases that are not Python's, as people have shown AWS's answers (`curl -i` of a load balancer without targets)."""


@functools.lru_cache(256)
def reason(status: int) -> str:
    """The reason phrase of a status."""
    if status in WORDS:
        return WORDS[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


@functools.lru_cache(256)
def status_line(status: int) -> bytes:
    """`HTTP/1.1 200 OK`, with the end of the line."""
    return f"HTTP/1.1 {status} {reason(status)}\r\n".encode()


@functools.lru_cache(64)
def page(status: int) -> bytes:
    """The HTML of an error, or of a redirect."""
    words = f"{status} {reason(status)}"
    lines = (
        "<html>",
        f"<head><title>{words}</title></head>",
        "<body>",
        f"<center><h1>{words}</h1></center>",
        "</body>",
        "</html>",
        "",
    )
    return "\r\n".join(lines).encode()


_date = (0, b"")


def date_line() -> bytes:
    """The Date header of now."""
    global _date
    now = int(time.time())
    if _date[0] != now:
        _date = (now, f"Date: {formatdate(now, usegmt=True)}\r\n".encode())
    return _date[1]


def answer(
    status: int,
    body: bytes,
    content_type: str,
    *,
    extra: bytes = b"",
    keep: bool = True,
    with_body: bool = True,
    server: bytes = SERVER,
) -> bytes:
    """A whole answer of the load balancer's own; `extra` holds further header lines."""
    about_body = b"" if status == 204 else b"Content-Length: %d\r\n" % len(body)
    if body or content_type:
        about_body = b"Content-Type: %b\r\n" % content_type.encode("latin-1") + about_body
    parts = (
        status_line(status),
        server,
        date_line(),
        about_body,
        extra,
        b"Connection: keep-alive\r\n\r\n" if keep else b"Connection: close\r\n\r\n",
        body if with_body and status != 204 else b"",
    )
    return b"".join(parts)


def error(status: int, *, keep: bool = False, with_body: bool = True) -> bytes:
    """The error page of a status, as a whole answer."""
    return answer(status, page(status), "text/html", keep=keep, with_body=with_body)
