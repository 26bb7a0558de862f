"""Blobs by the standard: pulled whole and in part, pushed in every way, resumed, mounted, refused."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from course.dataplane.registry.store import Store
from course.home import Home
from tests.dataplane.registry.client import OCTETS, Client, Said, basic, sha

DATA = os.urandom(300_000)


def begin(web: Client) -> str:
    """Begin an upload; where it goes on."""
    said = web.ask("POST", "blobs/uploads/")
    assert (said.status, said.headers["range"]) == (202, "0-0")
    assert said.headers["location"].endswith(said.headers["docker-upload-uuid"])
    return said.headers["location"]


def chunk(web: Client, where: str, data: bytes, first: int) -> Said:
    """Send a chunk that says where it belongs."""
    return web.ask("PATCH", where, data, OCTETS | {"Content-Range": f"{first}-{first + len(data) - 1}"})


def test_a_blob_comes_back_as_it_was_pushed(web: Client) -> None:
    digest = web.push_blob(DATA)
    said = web.ask("GET", f"blobs/{digest}")
    assert (said.status, said.body) == (200, DATA)
    assert said.headers["docker-content-digest"] == digest
    head = web.ask("HEAD", f"blobs/{digest}")
    assert (head.status, head.headers["content-length"], head.body) == (200, str(len(DATA)), b"")


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-9", 0, 10), ("100000-", 100_000, len(DATA)), ("-7", len(DATA) - 7, len(DATA)), ("5-5", 5, 6)],
)
def test_a_part_of_a_blob(web: Client, asked: str, start: int, stop: int) -> None:
    digest = web.push_blob(DATA)
    said = web.ask("GET", f"blobs/{digest}", headers={"Range": f"bytes={asked}"})
    assert (said.status, said.body) == (206, DATA[start:stop])
    assert said.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(DATA)}"
    beyond = web.ask("GET", f"blobs/{digest}", headers={"Range": f"bytes={len(DATA)}-"})
    assert beyond.status == 416


def test_an_unknown_blob(web: Client) -> None:
    assert web.ask("GET", f"blobs/{sha(b'nothing')}").error[:2] == (404, "BLOB_UNKNOWN")
    for wrong in ("sha256:abc", "sha512:" + "a" * 128, "latest", "sha256:" + "A" * 64):
        assert web.ask("GET", f"blobs/{wrong}").error[:2] == (400, "DIGEST_INVALID")
    assert web.ask("DELETE", f"blobs/{web.push_blob(DATA)}").error[:2] == (405, "UNSUPPORTED")


def test_in_one_request_and_in_two(web: Client) -> None:
    assert web.push_blob(b"") == sha(b"")
    where = begin(web)
    said = web.ask("PUT", where, DATA, OCTETS, digest=sha(DATA))
    assert (said.status, said.headers["docker-content-digest"]) == (201, sha(DATA))
    assert web.ask("GET", said.headers["location"]).body == DATA


def test_in_chunks_that_know_their_place(web: Client) -> None:
    where = begin(web)
    first = chunk(web, where, DATA[:100_000], 0)
    assert (first.status, first.headers["range"]) == (202, "0-99999")
    for wrong in (0, 99_999, 100_001):
        refused = chunk(web, where, b"abc", wrong)
        assert refused.error[:2] == (416, "BLOB_UPLOAD_INVALID")
        assert (refused.headers["range"], refused.headers["location"]) == ("0-99999", where)
    assert web.ask("PATCH", where, b"abc", {"Content-Range": "next"}).error[0] == 400
    assert web.ask("PATCH", where, b"abc", {"Content-Range": "100000-100009"}).error[1] == "SIZE_INVALID"
    assert chunk(web, where, DATA[100_000:200_000], 100_000).headers["range"] == "0-199999"
    last = {"Content-Range": f"200000-{len(DATA) - 1}"}
    assert web.ask("PUT", where, DATA[200_000:], OCTETS | last, digest=sha(DATA)).status == 201
    assert web.ask("GET", f"blobs/{sha(DATA)}").body == DATA


def test_as_docker_streams_it(web: Client) -> None:
    def stream() -> Iterator[bytes]:
        for start in range(0, len(DATA), 10_000):
            yield DATA[start : start + 10_000]

    where = begin(web)
    assert web.ask("PATCH", where, stream()).headers["range"] == f"0-{len(DATA) - 1}"
    assert web.ask("PUT", where, digest=sha(DATA)).status == 201
    assert web.ask("PUT", where, digest=sha(DATA)).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")


def test_a_connection_that_breaks_is_gone_on_with(web: Client) -> None:
    where = begin(web)
    with socket.create_connection(("127.0.0.1", web.port)) as broken:
        head = f"PATCH {where} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(DATA)}\r\n"
        broken.sendall(f"{head}Authorization: {basic('AWS', web.password)}\r\n\r\n".encode() + DATA[:123_456])
        time.sleep(0.3)
    deadline = time.monotonic() + 10
    while (said := web.ask("GET", where)).headers["range"] != "0-123455" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (said.status, said.headers["range"], said.headers["location"]) == (204, "0-123455", where)
    assert web.ask("HEAD", f"blobs/{sha(DATA)}").status == 404
    while (said := chunk(web, where, DATA[123_456:], 123_456)).status == 409 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert web.ask("PUT", where, digest=sha(DATA)).status == 201
    assert web.ask("GET", f"blobs/{sha(DATA)}").body == DATA


def test_another_digest_than_was_said(web: Client, sandbox_home: Home) -> None:
    where = begin(web)
    status, code, said = web.ask("PUT", where, DATA, digest=sha(b"other")).error
    assert (status, code) == (400, "DIGEST_INVALID")
    assert sha(DATA) in said
    assert web.ask("GET", where).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")
    assert web.ask("POST", "blobs/uploads/", DATA, digest=sha(b"other")).error[:2] == (400, "DIGEST_INVALID")
    for digest in (sha(b"other"), sha(DATA)):
        assert web.ask("HEAD", f"blobs/{digest}").status == 404
    assert not list(Store(sandbox_home.sandbox).uploads(web.place).iterdir())


def test_an_upload_that_is_given_up(web: Client) -> None:
    where = begin(web)
    assert web.ask("PATCH", where, DATA).status == 202
    assert web.ask("DELETE", where).status == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert web.ask(method, where).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")


def test_an_upload_is_its_repositorys_own(web: Client, ecr: Any) -> None:
    ecr.create_repository(repositoryName="other")
    other = web.at(web.place._replace(repository="other"))
    where = begin(web)
    elsewhere = where.replace("/web/", "/other/")
    assert other.ask("PATCH", elsewhere, DATA).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")
    web.push_blob(DATA)
    assert other.ask("GET", f"blobs/{sha(DATA)}").error[:2] == (404, "BLOB_UNKNOWN")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd", "NAME_INVALID"),
        ("%2e%2e/%2e%2e/etc", "NAME_INVALID"),
        ("a//b", "NAME_INVALID"),
        ("UPPER", "NAME_INVALID"),
        ("a" * 300, "NAME_INVALID"),
        ("web%00", "NAME_INVALID"),
        ("web%0a", "NAME_INVALID"),
        ("nowhere", "DENIED"),  # the default account's registry, which tells others nothing
    ],
)
def test_names_that_lead_nowhere(web: Client, name: str, said: str) -> None:
    for method, path in (("POST", "blobs/uploads/"), ("GET", f"blobs/{sha(b'')}"), ("GET", "manifests/v1")):
        assert web.ask(method, f"/v2/{name}/{path}").error[1] == said
    for wrong in ("..%2f..%2fsecret", "%2e%2e", "a" * 32, "0" * 31 + "g"):
        assert web.ask("GET", f"blobs/uploads/{wrong}").status in (400, 404)


def test_many_push_the_same_at_once(web: Client, sandbox_home: Home) -> None:
    data = os.urandom(2_000_000)
    statuses: list[int] = []

    def push() -> None:
        where = begin(web)
        web.ask("PATCH", where, data)
        statuses.append(web.ask("PUT", where, digest=sha(data)).status)

    threads = [threading.Thread(target=push) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 8
    assert web.ask("GET", f"blobs/{sha(data)}").body == data
    assert not list(Store(sandbox_home.sandbox).uploads(web.place).iterdir())


def test_two_requests_at_one_upload(web: Client) -> None:
    where = begin(web)
    with socket.create_connection(("127.0.0.1", web.port)) as slow:
        head = f"PATCH {where} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
        slow.sendall(f"{head}Authorization: {basic('AWS', web.password)}\r\n\r\n12345".encode())
        time.sleep(0.3)
        assert web.ask("PATCH", where, b"abc").error[:2] == (409, "BLOB_UPLOAD_INVALID")
        assert web.ask("GET", "/v2/").status == 200  # a slow client keeps nobody else waiting
        slow.sendall(b"67890")
        assert slow.recv(1000).startswith(b"HTTP/1.1 202")
    assert web.ask("PUT", where, digest=sha(b"1234567890")).status == 201


def test_clients_that_never_come_to_the_point(web: Client) -> None:
    with ExitStack() as open_:
        for _ in range(200):
            half = open_.enter_context(socket.create_connection(("127.0.0.1", web.port)))
            half.sendall(b"GET /v2/ HTTP/1.1\r\nHost: local")
        assert web.push_blob(b"in between") == sha(b"in between")
    assert web.ask("GET", "/v2/", headers={"X-Long": "a" * 100_000}).status == 400
    assert web.ask("GET", "/v2/" + "a/" * 50_000).status in (400, 414)
    assert web.ask("GET", "/v2/").status == 200


def test_mounting_from_another_repository(web: Client, ecr: Any) -> None:
    ecr.create_repository(repositoryName="base")
    ecr.create_repository(repositoryName="locked", encryptionConfiguration={"encryptionType": "KMS"})
    base = web.at(web.place._replace(repository="base"))
    locked = web.at(web.place._replace(repository="locked"))
    digest = base.push_blob(DATA)
    locked.push_blob(DATA)

    def mount(source: str, what: str = digest) -> Said:
        return web.ask("POST", "blobs/uploads/", mount=what, **({"from": source} if source else {}))

    assert mount(base.place.name).status == 202  # ECR mounts nothing until it is told to
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    for source, what in [("", digest), (locked.place.name, digest), ("nowhere", digest), ("..", digest)]:
        said = mount(source, what)
        assert (said.status, "docker-upload-uuid" in said.headers) == (202, True)
    assert mount(base.place.name, sha(b"unknown")).status == 202
    assert web.ask("HEAD", f"blobs/{digest}").status == 404
    said = mount(base.place.name)
    assert (said.status, said.headers["docker-content-digest"]) == (201, digest)
    assert web.ask("GET", said.headers["location"]).body == DATA
