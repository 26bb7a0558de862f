"""The wire under the clients: an answer arrives in one piece, and a connection stays open for the next call."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from course.sandbox.process import Running

ECS = "AmazonEC2ContainerServiceV20141113"


def request(account: str, operation: str, asked: dict[str, object], method: str = "POST", more: str = "") -> bytes:
    body = json.dumps(asked).encode()
    scope = f"Credential={account}/20250101/us-east-1/ecs/aws4_request"
    head = f"""{method} / HTTP/1.1
Host: 127.0.0.1
Content-Type: application/x-amz-json-1.1
X-Amz-Target: {ECS}.{operation}
Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0
Content-Length: {len(body)}
{more}
"""
    return head.replace("\n", "\r\n").encode() + body


@contextmanager
def connected(sandbox: Running) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=20) as connection:
        yield connection


def length(head: bytes) -> int:
    (line,) = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return int(line.split(b":")[1])


def answer(connection: socket.socket, got: bytes = b"") -> tuple[bytes, bytes, bytes]:
    """Head and body of one answer, and what came after it."""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, rest = got.partition(b"\r\n\r\n")
    while len(rest) < length(head):
        rest += connection.recv(65536)
    return head, rest[: length(head)], rest[length(head) :]


def test_head_and_body_arrive_together(sandbox: Running, account: str) -> None:
    # a client that reads as fast as it can sees two pieces as two; Go's SDK loses its connection between them
    with connected(sandbox) as connection:
        apart = 0
        for _ in range(200):
            connection.sendall(request(account, "ListClusters", {}))
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            apart += len(body) < length(head)
            while len(body) < length(head):
                body += connection.recv(65536)
        assert apart == 0


@pytest.mark.parametrize(
    ("path", "status"),
    [("/_sandbox/status", b"200"), ("/_sandbox/nowhere", b"404"), ("/_sandbox/time/forward?by=soon", b"400")],
)
def test_our_own_answers_arrive_together_too(sandbox: Running, path: str, status: bytes) -> None:
    method = "POST" if "time" in path else "GET"
    with connected(sandbox) as connection:
        for _ in range(20):
            connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 " + status)
            assert len(body) == length(head) > 0


def test_a_large_answer_arrives_whole_and_the_connection_goes_on(sandbox: Running, account: str) -> None:
    with connected(sandbox) as connection:
        tags = [{"key": f"k{n}", "value": "v" * 256} for n in range(50)]
        for n in range(100):
            connection.sendall(request(account, "CreateCluster", {"clusterName": f"c{n}", "tags": tags}))
            answer(connection)
        names = [f"c{n}" for n in range(100)]
        for _ in range(3):
            connection.sendall(request(account, "DescribeClusters", {"clusters": names, "include": ["TAGS"]}))
            head, body, after = answer(connection)
            assert head.startswith(b"HTTP/1.1 200")
            assert b"connection: close" not in head.lower()
            assert len(body) > 1_000_000
            assert len(json.loads(body)["clusters"]) == 100
            assert after == b""


def test_calls_sent_without_waiting_are_answered_in_order(sandbox: Running, account: str) -> None:
    with connected(sandbox) as connection:
        connection.sendall(b"".join(request(account, "CreateCluster", {"clusterName": f"c{n}"}) for n in range(20)))
        after = b""
        for n in range(20):
            _, body, after = answer(connection, after)
            assert json.loads(body)["cluster"]["clusterName"] == f"c{n}"


def test_a_body_that_waits_for_leave_gets_it(sandbox: Running, account: str) -> None:
    whole = request(account, "CreateCluster", {"clusterName": "patient"}, more="Expect: 100-continue\n")
    head, _, body = whole.partition(b"\r\n\r\n")
    with connected(sandbox) as connection:
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert json.loads(answer(connection)[1])["cluster"]["clusterName"] == "patient"


def test_what_is_no_http_is_refused_in_one_piece_and_the_line_is_cut(sandbox: Running) -> None:
    with connected(sandbox) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n")
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400")
        assert len(body) == length(head) > 0
        assert connection.recv(1) == b""


def test_an_answer_without_a_body_is_sent(sandbox: Running) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=20)
    asked.request("HEAD", "/_sandbox/status")
    assert asked.getresponse().read() == b""
    asked.close()


def test_many_idle_connections_leave_room_for_the_next(sandbox: Running, account: str) -> None:
    # notebooks and shells keep theirs open: waitress's own limit of 100 let the next one wait for two minutes
    with ExitStack() as held:
        for _ in range(150):
            connection = held.enter_context(connected(sandbox))
            connection.sendall(request(account, "ListClusters", {}))
            assert answer(connection)[0].startswith(b"HTTP/1.1 200")


def test_a_client_that_leaves_before_its_answer_hurts_nobody(sandbox: Running, account: str) -> None:
    for n in range(30):
        with connected(sandbox) as connection:
            connection.sendall(request(account, "CreateCluster", {"clusterName": f"left{n}"}))
    with connected(sandbox) as connection:
        connection.sendall(request(account, "ListClusters", {}))
        assert answer(connection)[0].startswith(b"HTTP/1.1 200")
