"""Heads as properties: whatever a client sends, what goes on is well-formed, framed once, and says nothing it was not told."""

from __future__ import annotations

import httptools
from hypothesis import given
from hypothesis import strategies as st

from course.dataplane.balancer.errors import error, page
from course.dataplane.balancer.figures import BalancerFigures
from course.dataplane.balancer.limits import Limits
from course.dataplane.balancer.listener import Balancer, Listener
from course.dataplane.balancer.request import KNOWN, Request
from course.dataplane.balancer.request_head import request_head
from course.dataplane.balancer.stickiness import cookies_of

TOKEN = st.text("abcXYZ-_019", min_size=1, max_size=12)
VALUE = st.text("abc XYZ,;=/\"'()019é", max_size=20).map(str.strip)
NAME = st.one_of(TOKEN, st.sampled_from([name.decode() for name in KNOWN]), st.just("Transfer_Encoding"))
HEADERS = st.lists(st.tuples(NAME, VALUE), max_size=8)


class OneClient:
    """What heads need to know of a client."""

    port_number, port_line = 80, b"X-Forwarded-Port: 80\r\n"
    peer, peer_and_port = b"127.0.0.1", b"127.0.0.1:5"

    def tls_lines(self) -> bytes:
        return b""


class Reader:
    """What a target's parser makes of a head."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.complete = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.complete = True


def judged(headers: list[tuple[str, str]], method: str = "POST") -> tuple[Request, int]:
    made = Request("127.0.0.1")
    made.method, made.url = method.encode(), b"/a?b"
    made.headers = [(b"Host", b"a.example.com")] + [(name.encode(), value.encode()) for name, value in headers]
    return made, made.judge(Limits())


def listener(**attributes: str) -> Listener:
    told = {"arn": "lb", "host": "a.example.com", "attributes": attributes}
    listening = {"arn": "l", "protocol": "HTTP", "port": 80, "bind": 80}
    return Listener(Balancer(told, BalancerFigures("application")), listening, {}, {})


@given(HEADERS)
def test_what_goes_on_is_framed_once_and_read_alike_by_the_target(headers: list[tuple[str, str]]) -> None:
    made, status = judged(headers)
    if status:
        assert status in (400, 501)
        return
    head = request_head(made, listener(), OneClient())  # type: ignore[arg-type]
    assert head.endswith(b"\r\n\r\n")
    assert head.count(b"\r\n\r\n") == 1
    reader = Reader()
    parser = httptools.HttpRequestParser(reader)
    try:
        parser.feed_data(head)
    except httptools.HttpParserUpgrade:
        assert made.upgrade
    names = [name.lower() for name, _ in reader.headers]
    assert reader.complete
    for once in (b"host", b"x-forwarded-proto", b"x-forwarded-port", b"x-amzn-trace-id", b"x-forwarded-for"):
        assert names.count(once) == 1
    assert names.count(b"content-length") + names.count(b"transfer-encoding") <= 1
    assert not {b"keep-alive", b"te", b"trailer", b"proxy-connection", b"http2-settings", b"expect"} & set(names)
    assert names.count(b"connection") == (1 if made.upgrade else 0)


@given(HEADERS)
def test_other_headers_pass_in_order(headers: list[tuple[str, str]]) -> None:
    made, status = judged([(name, value) for name, value in headers if name.lower() != "connection"])
    if not status:
        expected = [f"{name}: {value}\r\n".encode() for name, value in headers if name.lower().encode() not in KNOWN]
        assert made.lines == expected


@given(st.lists(st.tuples(TOKEN, st.text("abc=+/ ", max_size=8).map(str.strip)), max_size=5))
def test_cookies(pairs: list[tuple[str, str]]) -> None:
    header = "; ".join(f"{name}={value}" for name, value in pairs).encode()
    expected: dict[bytes, bytes] = {}
    for name, value in pairs:
        expected.setdefault(name.encode(), value.encode())
    assert cookies_of(header) == expected


def test_error_pages_have_aws_s_sizes() -> None:
    assert [len(page(status)) for status in (301, 502, 503)] == [134, 122, 162]
    assert b"Connection: close" in error(400)
    assert error(400, with_body=False).endswith(b"\r\n\r\n")
