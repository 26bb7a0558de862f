"""Health checks of targets that really run: the first result of each target is told, and every change.

Application Load Balancers user guide, "Health checks for your target groups": a check is a connection of its own; the answer's
status must be one of the matcher's. Thresholds are not counted here, the sandbox does that in its own time.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import httptools

from course.simulator.target import matches

AGENT = "ELB-HealthChecker/2.0"
Key = tuple[str, str, int]
Result = tuple[bool, int | None, str]


class _Status:
    """Reads the status of an answer."""

    def __init__(self) -> None:
        self.parser: Any = httptools.HttpResponseParser(self)
        self.status: int | None = None

    def on_headers_complete(self) -> None:
        """The head is there."""
        status = self.parser.get_status_code()
        if status >= 200:
            self.status = status


async def _http_status(told: dict[str, Any], secure: bool) -> int | None:
    host, port = str(told["at"][0]), int(told["at"][1])
    context = None
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        named = told.get("host") or told["key"][1]
        head = (
            f"GET {told.get('path') or '/'} HTTP/1.1\r\nHost: {named}:{told.get('port') or port}\r\nConnection: close\r\n"
            f"User-Agent: {AGENT}\r\nAccept-Encoding: gzip, compressed\r\n\r\n"
        )
        writer.write(head.encode("latin-1", "replace"))
        answer = _Status()
        while answer.status is None and (data := await reader.read(64 * 1024)):
            answer.parser.feed_data(data)
        return answer.status
    finally:
        writer.transport.abort()


async def probe(told: dict[str, Any]) -> Result:
    """One check: whether it passed, the status if there was one, and why: ok, mismatch, timeout or refused."""
    protocol = str(told.get("protocol") or "HTTP").upper()
    try:
        async with asyncio.timeout(float(told.get("timeout_s") or 5)):
            if protocol in ("TCP", "TLS", "TCP_UDP", "UDP"):
                _, writer = await asyncio.open_connection(str(told["at"][0]), int(told["at"][1]))
                writer.transport.abort()
                return True, None, "ok"
            status = await _http_status(told, protocol == "HTTPS")
    except TimeoutError:
        return False, None, "timeout"
    except (OSError, httptools.HttpParserError):
        return False, None, "refused"
    if status is None:
        return False, None, "refused"
    passed = matches(status, str(told.get("codes") or "200"))
    return passed, status, "ok" if passed else "mismatch"


class Prober:
    """Checks a list of targets, each at its own pace."""

    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        self._tasks: dict[Key, tuple[dict[str, Any], asyncio.Task[None]]] = {}

    def configure(self, message: dict[str, Any]) -> None:
        """Take a whole list. Targets that stay as they were keep their results; others are told anew."""
        every_s = float(message.get("every_s") or 1)
        wanted = {_key(each): {**each, "every_s": each.get("every_s") or every_s} for each in message["targets"]}
        for key, (told, task) in list(self._tasks.items()):
            if wanted.get(key) != told:
                task.cancel()
                del self._tasks[key]
        for key, told in wanted.items():
            if key not in self._tasks:
                self._tasks[key] = (told, asyncio.create_task(self._watch(told)))

    async def _watch(self, told: dict[str, Any]) -> None:
        last: Result | None = None
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            result = await probe(told)
            if result != last:
                last = result
                passed, status, why = result
                self._tell("probed", key=told["key"], passed=passed, status=status, why=why)
            due = max(due + told["every_s"], loop.time())
            await asyncio.sleep(due - loop.time())

    async def close(self) -> None:
        """Stop checking."""
        tasks = [task for _, task in self._tasks.values()]
        self._tasks = {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _key(told: dict[str, Any]) -> Key:
    group, id, port = told["key"]
    return (str(group), str(id), int(port))
