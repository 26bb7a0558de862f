"""Long answers for Go's SDK, and with it Terraform: compressed, so that one read takes them; others' stay as they are."""

from __future__ import annotations

import gzip
import http.client

import pytest

from course.sandbox.compression import LONG, compressed
from course.sandbox.process import Running
from course.sandbox.refusal import Answer

ONE_READ = 4096
"""Bytes that Go's net/http reads at once (bufio.NewReader's size in transport.go)."""


def subnets(sandbox: Running, account: str, accepted: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=20)
    headers = {
        "Accept-Encoding": accepted,
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/ec2/aws4_request",
    }
    connection.request("POST", "/", "Action=DescribeSubnets&Version=2016-11-15", headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_one_read_takes_the_default_subnets(sandbox: Running, account: str) -> None:
    plain, whole = subnets(sandbox, account, "identity")
    assert plain.headers["Content-Encoding"] is None
    assert len(whole) > ONE_READ
    packed, body = subnets(sandbox, account, "gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(body) + len(str(packed.headers)) < ONE_READ
    text = gzip.decompress(body).decode()
    assert (packed.status, text.count("<subnetId>")) == (200, whole.decode().count("<subnetId>"))


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5", True),
        ("gzip; q=1.0", True),
        ("gzip;q=0", False),
        ("gzip;q=0.00", False),
        ("identity", False),
        ("deflate, br", False),
        ("", False),
    ],
)
def test_who_asks_for_it(accepted: str, is_packed: bool) -> None:
    answer: Answer = ("200 OK", [("Content-Type", "text/xml"), ("Content-Length", "9999")], b"x" * 9999)
    _, headers, body = compressed({"HTTP_ACCEPT_ENCODING": accepted}, answer)
    assert (dict(headers).get("Content-Encoding") == "gzip") is is_packed
    assert dict(headers)["Content-Length"] == str(len(body))
    assert len(headers) == 2 + is_packed


@pytest.mark.parametrize(
    ("kind", "encoding", "size"),
    [("text/xml", None, LONG), ("application/octet-stream", None, LONG + 1), ("text/xml", "br", LONG + 1)],
)
def test_what_stays_as_it_is(kind: str, encoding: str | None, size: int) -> None:
    headers = [("Content-Type", kind), *([("Content-Encoding", encoding)] if encoding else [])]
    answer: Answer = ("200 OK", headers, b"x" * size)
    assert compressed({"HTTP_ACCEPT_ENCODING": "gzip"}, answer) is answer
