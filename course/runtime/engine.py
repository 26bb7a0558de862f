"""The connection to the container engine: found, watched, lost, found again. Docker's blocking calls run in threads here."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import docker
from docker.context import ContextAPI
from docker.errors import APIError, DockerException, NotFound
from docker.utils import kwargs_from_env
from requests.exceptions import RequestException

from course.runtime.labels import SANDBOX
from course.runtime.limits import MIB
from course.runtime.reasons import no_engine

__all__ = ["Engine", "Facts", "NotFound", "Refused", "Unreachable", "connect", "said"]

T = TypeVar("T")
Refused = APIError
"""The engine answers, and says no."""
Unreachable = (RequestException, DockerException, OSError)
"""Whatever the engine's failing can raise; Refused is one of these."""
THREADS = 32
ANSWER_S, LOOK_S = 120, 5
"""Seconds that a call may take (starting a container on a busy machine), and that finding out whether anyone answers may."""
RETRY_S, PING_EVERY_S = 1.0, 10.0
WATCHED = ["kill", "die", "health_status", "destroy"]
ARCHITECTURES = {"amd64": "X86_64", "x86_64": "X86_64", "arm64": "ARM64", "aarch64": "ARM64"}
"""The engine's words for what ECS calls cpuArchitecture."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the engine."""

    up: bool
    why: str = ""
    """Why not, in Docker's words."""
    name: str = ""
    version: str = ""
    host: str = ""
    """Its address, as in DOCKER_HOST."""
    architecture: str = ""
    """As it calls it: x86_64, aarch64."""
    cpus: int = 1
    memory_mib: int = 0
    cgroup_driver: str = ""

    def message(self) -> dict[str, Any]:
        """The facts of `{"is": "engine"}`."""
        arch = ARCHITECTURES.get(self.architecture, self.architecture)
        shown = {"up": self.up, "name": self.name, "version": self.version, "arch": arch}
        return {**shown, "cpus": self.cpus, "memory_mib": self.memory_mib, "why": self.why, "host": self.host}


def said(error: BaseException) -> str:
    """The engine's own sentence, without the HTTP around it."""
    return str(getattr(error, "explanation", None) or error)


def places() -> Iterable[dict[str, Any]]:
    """Where an engine may be, the most wanted first: DOCKER_HOST alone if it is set, else Docker's current context, the usual
    socket, podman's sockets. As arguments of docker.APIClient."""
    if os.environ.get("DOCKER_HOST"):
        yield kwargs_from_env()
        return
    try:
        context = ContextAPI.get_context(os.environ.get("DOCKER_CONTEXT"))
    except (DockerException, OSError, ValueError):
        context = None
    if context is not None and context.Host:
        yield {"base_url": context.Host, "tls": context.TLSConfig or False}
    if sys.platform != "win32":
        runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
        for path in ("/var/run/docker.sock", f"{runtime}/podman/podman.sock", "/run/podman/podman.sock"):
            if Path(path).exists():
                yield {"base_url": f"unix://{path}"}


def connect(timeout_s: float = ANSWER_S) -> tuple[docker.APIClient, Facts]:
    """The first engine that answers. Raises ConnectionError with the reason why none does."""
    why = no_engine("unix:///var/run/docker.sock")
    for number, place in enumerate(places()):
        host = str(place.get("base_url") or "").replace("http+unix://", "unix://")
        try:
            client = docker.APIClient(**place, version="auto", timeout=LOOK_S, max_pool_size=THREADS)
            client.timeout = timeout_s
            info, version = client.info(), client.version()
        except Unreachable as error:
            if number == 0:
                why = no_engine(host, _shortly(error))
            continue
        if info.get("OSType") not in ("linux", None, ""):
            why = f"The engine at {host} runs {info['OSType']} containers; the sandbox needs Linux containers."
            continue
        engine = "Podman" if "podman" in str(version).lower() else "Docker"
        return client, Facts(
            up=True,
            name=engine,
            version=str(version.get("Version") or ""),
            host=host,
            architecture=str(info.get("Architecture") or version.get("Arch") or ""),
            cpus=int(info.get("NCPU") or 1),
            memory_mib=int(info.get("MemTotal") or 0) // MIB,
            cgroup_driver=str(info.get("CgroupDriver") or ""),
        )
    raise ConnectionError(why)


def _shortly(error: BaseException) -> str:
    text = str(error).lower()
    for words in ("permission denied", "no such file or directory", "connection refused", "timed out"):
        if words in text:
            return words
    return ""


def _close(*opened: Any) -> None:
    for each in opened:
        with suppress(Exception):  # urllib3 fails in its own ways where the other end is gone already
            each.close()


class Engine:
    """One for the process. `changed` hears of every coming and going, `happened` of the events of our containers; both are
    called in the event loop."""

    def __init__(self, sandbox: str, changed: Callable[[Facts], None], happened: Callable[[Any], None]) -> None:
        self._sandbox = sandbox
        self._changed = changed
        self._happened = happened
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="engine")
        self._client: docker.APIClient | None = None
        self.facts = Facts(up=False)

    @property
    def client(self) -> docker.APIClient:
        """Raises ConnectionError while none answers."""
        if self._client is None:
            raise ConnectionError(self.facts.why or no_engine(self.facts.host))
        return self._client

    async def call(self, name: str, *args: Any, **more: Any) -> Any:
        """A method of docker.APIClient by its name, in a thread. Raises what it raises, and ConnectionError."""
        return await self.thread(partial(getattr(self.client, name), *args, **more))

    async def thread(self, work: Callable[[], T]) -> T:
        """Anything else that may block, in the same threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def run(self) -> None:
        """Find the engine, watch it, find it again, until cancelled."""
        told = False
        while True:
            try:
                client, facts = await self.thread(connect)
            except ConnectionError as error:
                if not told or self.facts.why != str(error):
                    told = True
                    self._change(None, Facts(up=False, why=str(error)))
            else:
                gone = asyncio.Event()
                stream = await self.thread(partial(self._watch, client, asyncio.get_running_loop(), gone))
                if stream is not None:
                    self._change(client, facts)
                    await self._until_gone(client, gone)
                    await self.thread(partial(_close, stream, client))
                    told = True
                    self._change(None, Facts(up=False, why=no_engine(facts.host)))
            await asyncio.sleep(RETRY_S)

    def _change(self, client: docker.APIClient | None, facts: Facts) -> None:
        self._client, self.facts = client, facts
        self._changed(facts)

    def _watch(self, client: docker.APIClient, loop: asyncio.AbstractEventLoop, gone: asyncio.Event) -> Any:
        """Open the stream of events, and hand on what comes out of it from a thread of its own."""
        filters = {"type": "container", "label": f"{SANDBOX}={self._sandbox}", "event": WATCHED}
        try:
            stream = client.events(filters=filters, decode=True)
        except Unreachable:
            return None

        def read() -> None:
            try:
                for event in stream:
                    loop.call_soon_threadsafe(self._happened, event)
            except Exception as error:
                # urllib3 and http.client have many ways to say that the other end is gone, and closing it here another
                print(f"the engine's events end: {error!r}", file=sys.stderr)
            loop.call_soon_threadsafe(gone.set)

        threading.Thread(target=read, name="events", daemon=True).start()
        return stream

    async def _until_gone(self, client: docker.APIClient, gone: asyncio.Event) -> None:
        """The stream has ended, or the engine has answered nothing for two rounds: it hangs."""
        silent = 0
        while silent < 2:
            try:
                await asyncio.wait_for(gone.wait(), PING_EVERY_S)
                return
            except TimeoutError:
                pass
            try:
                await asyncio.wait_for(self.thread(client.ping), LOOK_S)
                silent = 0
            except (*Unreachable, TimeoutError):
                silent += 1
