"""A runtime process for each test, and one small image for all."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.errors import DockerException, ImageNotFound
from filelock import FileLock

from tests.runtime.driver import Driver, Message, container, remains, wipe
from tests.tools import missing, program

APPLETS = [
    "sh",
    "sleep",
    "wget",
    "httpd",
    "nc",
    "cat",
    "echo",
    "id",
    "ls",
    "nslookup",
    "ping",
    "hostname",
    "dd",
    "head",
]
APPLETS += [
    "test",
    "rm",
    "tr",
    "yes",
    "kill",
    "true",
    "false",
    "mkdir",
    "date",
    "seq",
    "printf",
    "env",
    "mount",
    "ulimit",
    "touch",
]


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    """The container engine of this machine."""
    try:
        client = docker.APIClient(version="auto", **docker.utils.kwargs_from_env())
        client.ping()
    except DockerException:
        missing("no container engine answers")
    yield client
    client.close()


@pytest.fixture(scope="session")
def image(engine: Any) -> str:
    """An image with a static busybox and nothing else, made once."""
    busybox = Path(program("busybox")).resolve().read_bytes()
    if b"/lib64/ld-linux" in busybox[:4096] or b"/lib/ld-linux" in busybox[:4096]:
        missing("busybox is not static (package busybox-static)")
    name = f"ecs-course-test/busybox:{hashlib.sha256(busybox).hexdigest()[:12]}"
    with FileLock("/tmp/ecs-course-test-busybox.lock"):
        try:
            engine.inspect_image(name)
        except ImageNotFound:
            engine.import_image_from_data(root_file_system(busybox), repository=name)
    return name


def root_file_system(busybox: bytes) -> bytes:
    """A tar of it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:

        def add(name: str, content: bytes = b"", mode: int = 0o644, link: str = "", folder: bool = False) -> None:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.linkname = len(content), mode, link
            entry.type = tarfile.SYMTYPE if link else tarfile.DIRTYPE if folder else tarfile.REGTYPE
            archive.addfile(entry, io.BytesIO(content))

        for name in ("bin", "etc", "data", "www"):
            add(name, mode=0o755, folder=True)
        add("tmp", mode=0o1777, folder=True)
        add("bin/busybox", busybox, 0o755)
        for applet in APPLETS:
            add(f"bin/{applet}", link="busybox")
        add("bin/foreign", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xf3\x00" + bytes(44), 0o755)  # for RISC-V
        add("etc/passwd", b"root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")
        add("etc/group", b"root:x:0:\nnobody:x:65534:\n")
        add("www/index.html", b"Wanderly\n")
    return out.getvalue()


@pytest.fixture
def box(image: str) -> Callable[..., Message]:
    """Makes container definitions of that image."""
    return lambda name="app", script="sleep 600", **more: container(name, script, **{"image": image, **more})


@pytest.fixture
def start(engine: Any, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """Starts a runtime process; what it made must be gone when it has ended."""
    drivers: list[Driver] = []

    def begin(**more: Any) -> Driver:
        drivers.append(Driver(tmp_path / "runtime", **more))
        return drivers[-1]

    yield begin
    for driver in drivers:
        if driver.process.returncode is None:
            driver.close()
    for driver in drivers:
        left = remains(engine, driver.sandbox)
        wipe(engine, driver.sandbox)  # a test that failed in the middle leaves nothing to the next
        assert left == {}
        assert b"Traceback" not in driver.errors, driver.errors.decode()


@pytest.fixture(scope="module")
def running(engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """One process for all tests of a module that end nothing but their tasks."""
    driver = Driver(tmp_path_factory.mktemp("runtime"))
    yield driver
    driver.close()
    assert remains(engine, driver.sandbox) == {}
    assert b"Traceback" not in driver.errors, driver.errors.decode()


@pytest.fixture
def runtime(running: Driver) -> Iterator[Driver]:
    """That process; the tasks of the test are removed when it ends."""
    running.wait("engine", up=True)
    yield running
    running.forget()
