"""What outlives the process, what a half push leaves, and a disk that takes no more."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from course.dataplane.registry.names import Place
from course.dataplane.registry.store import Store
from course.dataplane.registry.uploads import STALE_S
from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.dataplane.registry.client import OCTETS, Client, sha
from tests.dataplane.registry.conftest import password_of, port_of
from tests.tools import missing

PLACE = Place("123456789012", "us-east-1", "web")


def start(home: Home) -> tuple[Any, Client]:
    """Start the home's sandbox: its ECR, and the repository `web` with a login."""
    endpoint = process.up(home).endpoint
    ecr = sandbox_clients(endpoint, "us-east-1", access_key="123456789012")("ecr")
    return ecr, Client(port_of(home), PLACE, password_of(ecr))


def data_plane(home: Home) -> psutil.Process:
    """The process that serves the home's registry."""
    for each in psutil.process_iter(["cmdline"]):
        if "course.dataplane.serve" in (each.info["cmdline"] or []) and str(home.root) in each.info["cmdline"]:
            return each
    raise AssertionError("it does not run")


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """A home of the test's own, whose sandbox is stopped afterwards."""
    yield home
    process.down(home)


def test_a_restart_loses_nothing_and_goes_on(home: Home) -> None:
    ecr, web = start(home)
    uri = ecr.create_repository(repositoryName="web")["repository"]["repositoryUri"]
    assert uri == f"localhost:{web.port}/web"
    digest = web.push("a", "v1")
    data = os.urandom(100_000)
    where = web.ask("POST", "blobs/uploads/").headers["location"]
    assert web.ask("PATCH", where, data[:60_000]).status == 202
    old = Store(home.sandbox).uploads(PLACE) / ("0" * 32)
    old.write_bytes(b"left by a push that nobody went on with")
    os.utime(old, (time.time() - STALE_S - 60,) * 2)

    process.down(home)
    ecr, again = start(home)
    assert again.port == web.port
    assert web.ask("GET", "/v2/").status == 200  # the login is as good as before
    manifest = web.ask("GET", f"manifests/{digest}")
    assert manifest.status == 200
    for part in (manifest.json["config"], *manifest.json["layers"]):
        assert sha(web.ask("GET", f"blobs/{part['digest']}").body) == part["digest"]
    assert web.ask("GET", where).headers["range"] == "0-59999"
    assert web.ask("HEAD", f"blobs/{sha(data)}").status == 404
    rest = OCTETS | {"Content-Range": "60000-99999"}
    assert web.ask("PUT", where, data[60_000:], rest, digest=sha(data)).status == 201
    assert web.ask("GET", f"blobs/{sha(data)}").body == data
    assert not old.exists()


def test_a_data_plane_that_is_killed_comes_back(home: Home) -> None:
    ecr, web = start(home)
    ecr.create_repository(repositoryName="web")
    digest = web.push("a", "v1")
    data_plane(home).kill()
    assert web.ask("GET", f"manifests/{digest}").status == 200  # connections wait on the socket, which is the sandbox's


def test_a_full_disk_is_told_and_leaves_nothing_behind(home: Home) -> None:
    if not hasattr(psutil, "RLIMIT_FSIZE"):
        missing("only Linux lets a test limit the size of another process's files")
    ecr, web = start(home)
    ecr.create_repository(repositoryName="web")
    small = web.push_blob(os.urandom(100_000))
    limited = data_plane(home)
    limited.rlimit(psutil.RLIMIT_FSIZE, (1 << 20, psutil.RLIM_INFINITY))
    data = os.urandom(5 << 20)
    where = web.ask("POST", "blobs/uploads/").headers["location"]
    for method, path, more in (("PATCH", where, {}), ("POST", "blobs/uploads/", {"digest": sha(data)})):
        status, code, said = web.ask(method, path, data, OCTETS, **more).error
        assert (status, code) == (403, "DENIED")
        assert said.startswith("The sandbox's registry cannot write to its folder (File too large).")
    assert web.ask("GET", where).error[:2] == (404, "BLOB_UPLOAD_UNKNOWN")
    assert not list(Store(home.sandbox).uploads(PLACE).iterdir())
    assert web.ask("HEAD", f"blobs/{sha(data)}").status == 404
    assert web.ask("GET", f"blobs/{small}").status == 200
    limited.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    assert web.ask("POST", "blobs/uploads/", data, OCTETS, digest=sha(data)).status == 201


def test_memory_stays_flat(home: Home) -> None:
    ecr, web = start(home)
    ecr.create_repository(repositoryName="web")
    web.push_blob(os.urandom(8 << 20))
    serving = data_plane(home)
    before, most = serving.memory_info().rss, 0
    piece = os.urandom(1 << 20)

    def stream() -> Iterator[bytes]:
        nonlocal most
        for _ in range(100):
            most = max(most, serving.memory_info().rss)
            yield piece

    where = web.ask("POST", "blobs/uploads/").headers["location"]
    assert web.ask("PATCH", where, stream()).headers["range"] == f"0-{100 * len(piece) - 1}"
    assert most - before < 16 << 20
