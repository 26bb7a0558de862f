"""Sending requests by a schedule: open loop. A slow server does not slow the load down, and each request's time counts from when
it was due, so that waiting for a connection, for a turn or for this program is part of it (no coordinated omission)."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from course.dataplane.load.resolver import Resolver, is_local
from course.dataplane.load.shapes import Shape, arrivals
from course.dataplane.load.tally import Tally

MOST_WAITING = 20_000
"""Requests under way. Beyond it a request is not begun, and counts as failed: a load that piles up without end tells no more."""
GRACE_S = 1.0
"""What a run that was stopped still waits for answers."""
VERSION_HEADER = "X-Task-Version"
MOST_JSON = 4096
"""Bytes of a JSON answer in which its `version` is looked for."""
AHEAD_S = 0.05
"""Between the start of the run and its first request, so that this is not late at once."""

NOT_BEGUN = "not begun: too many requests under way"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run."""

    url: str
    shape: Shape
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    connections: int = 100
    """At most so many at a time; they are kept open and used again."""
    patience_s: float = 10.0
    """From when a request was due; then it counts as timed out."""


async def drive(plan: Plan, tally: Tally, stop: asyncio.Event) -> None:
    """Send all requests of the plan and count what comes of them, until all have ended or `stop` is set.

    `tally` may be looked at meanwhile. Raises nothing for what servers do.
    """
    loop = asyncio.get_running_loop()
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=plan.connections, resolver=Resolver(), ttl_dns_cache=300),
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": "ecs-course-load", **plan.headers},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )
    stopped = loop.create_task(stop.wait())
    under_way: set[asyncio.Task[None]] = set()
    began = time.perf_counter() + AHEAD_S
    sender = _Sender(plan, tally, session, began)
    try:
        for moment in arrivals(plan.shape):
            await _until(began + moment, stopped)
            tally.seconds = max(time.perf_counter() - began, 0.0)
            if stop.is_set():
                break
            tally.due += 1
            if len(under_way) >= MOST_WAITING:
                tally.error(NOT_BEGUN, moment)
                await asyncio.sleep(0)
                continue
            request = loop.create_task(sender.send(moment))
            under_way.add(request)
            request.add_done_callback(under_way.discard)
        await _until(began + plan.shape.seconds, stopped)
        await _rest(under_way, stopped, tally, began)
    finally:
        stopped.cancel()
        for request in under_way:
            request.cancel()
        tally.unfinished = len(under_way)
        await asyncio.gather(stopped, *under_way, return_exceptions=True)
        await session.close()
    tally.seconds = max(time.perf_counter() - began, 0.0)


async def _until(moment: float, stopped: asyncio.Task[bool]) -> None:
    """Wait until then, and never less: loops round to their ticks, and a request that goes out early would look faster."""
    while (delay := moment - time.perf_counter()) > 0 and not stopped.done():
        await asyncio.wait({stopped}, timeout=delay)


async def _rest(under_way: set[asyncio.Task[None]], stopped: asyncio.Task[bool], tally: Tally, began: float) -> None:
    """Wait for what is under way; for the grace alone once the run is stopped."""
    while under_way and not stopped.done():
        await asyncio.wait({stopped, *under_way}, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
        tally.seconds = time.perf_counter() - began
    if under_way:
        await asyncio.wait(set(under_way), timeout=GRACE_S)


class _Sender:
    """Sends one request and counts what comes of it."""

    def __init__(self, plan: Plan, tally: Tally, session: aiohttp.ClientSession, began: float) -> None:
        self._plan = plan
        self._tally = tally
        self._session = session
        self._began = began
        # the sandbox's certificates are its own, and the names are this machine's: there is nobody to be deceived by
        self._tls: bool | ssl.SSLContext = not is_local(urlsplit(plan.url).hostname or "")

    async def send(self, moment: float) -> None:
        """`moment`: when it is due, from the beginning."""
        due = self._began + moment  # by a clock of its own: an event loop's may stand still for a millisecond
        late = time.perf_counter() - due
        self._tally.lag.add(_us(late))
        try:
            async with asyncio.timeout(self._plan.patience_s - late):
                async with self._session.request(
                    self._plan.method, self._plan.url, allow_redirects=False, ssl=self._tls
                ) as answer:
                    body = await answer.read()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self._tally.error(_kind(error), moment)
        else:
            self._tally.answer(answer.status, _us(time.perf_counter() - due), len(body), _version(answer, body), moment)


def _kind(error: Exception) -> str:
    """The kind of an error, in words: few kinds, whatever servers do."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "name not found"
    if isinstance(error, aiohttp.ClientSSLError):
        return "TLS failed"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "connection refused" if isinstance(error.os_error, ConnectionRefusedError) else "no connection"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "answer broken off"
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError | aiohttp.ClientOSError):
        return "connection closed without an answer"
    if isinstance(error, aiohttp.ClientResponseError):
        return "answer is no HTTP"
    return type(error).__name__


def _version(answer: aiohttp.ClientResponse, body: bytes) -> str:
    """Which version of the service answered: by header, else by `version` in a small JSON answer. "" where it does not say."""
    if said := answer.headers.get(VERSION_HEADER):
        return said[:64]
    if len(body) > MOST_JSON or b'"version"' not in body or "json" not in answer.headers.get("Content-Type", ""):
        return ""
    try:
        facts = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = facts.get("version") if isinstance(facts, dict) else None
    return str(said)[:64] if isinstance(said, str | int | float) else ""


def _us(seconds: float) -> int:
    return round(seconds * 1_000_000)
