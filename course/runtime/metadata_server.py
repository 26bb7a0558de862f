"""The task metadata endpoint and the credentials of task roles, over HTTP.

Developer guide, "Task metadata endpoint version 4" and "Task IAM role".
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from course.runtime.labels import runtime_id
from course.runtime.metadata import container_answer, task_answer
from course.runtime.task import Container, Task

Stats = Callable[[Container], Awaitable[Any]]
NOT_FOUND = "unable to get task arn from request: unable to get v3 endpoint ID from request"


class MetadataServer:
    """One for the process, listening wherever a door to it is opened."""

    def __init__(self, tasks: Mapping[str, Task], stats: Stats) -> None:
        self._tasks = tasks
        self._stats = stats
        app = web.Application()
        for version in ("v3", "v4"):
            base = f"/{version}/{{token}}"
            app.router.add_get(base, self._container)
            app.router.add_get(f"{base}/task", self._task)
            app.router.add_get(f"{base}/taskWithTags", self._task)
            app.router.add_get(f"{base}/stats", self._container_stats)
            app.router.add_get(f"{base}/task/stats", self._task_stats)
        app.router.add_get("/v2/credentials/{id}", self._credentials)
        app.router.add_get("/v2/credentials", self._credentials)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        self._set_up = False

    async def listen(self, opened: socket.socket) -> web.SockSite:
        """Answer on this socket until the site is stopped."""
        if not self._set_up:
            self._set_up = True
            await self._runner.setup()
        site = web.SockSite(self._runner, opened)
        await site.start()
        return site

    def _who(self, request: web.Request) -> tuple[Task, Container] | None:
        token = request.match_info["token"]
        for task in self._tasks.values():
            for container in task.containers.values():
                if container.token == token:
                    return task, container
        return None

    async def _container(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return _json(container_answer(*who, _version(request))) if who else _unknown(request)

    async def _task(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return _json(task_answer(who[0], _version(request))) if who else _unknown(request)

    async def _container_stats(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return _json(await self._stats(who[1])) if who else _unknown(request)

    async def _task_stats(self, request: web.Request) -> web.Response:
        who = self._who(request)
        if who is None:
            return _unknown(request)
        task, _ = who
        members = [each for each in task.containers.values() if each.docker_id]
        shown = await asyncio.gather(*(self._stats(each) for each in members))
        return _json({runtime_id(task.given, c.docker_id): stats for c, stats in zip(members, shown, strict=True)})

    async def _credentials(self, request: web.Request) -> web.Response:
        wanted = request.match_info.get("id") or request.query.get("id") or ""
        if not wanted:
            return _refusal("NoIdInRequest", "CredentialsV2Request: No Credential ID in the request")
        for task in self._tasks.values():
            if task.credentials_id == wanted and task.credentials is not None and not task.gone:
                return _json(task.credentials)
        return _refusal("InvalidIdInRequest", "CredentialsV2Request: Credentials not found")


def _version(request: web.Request) -> int:
    return int(request.path[2])


def _json(content: Any, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(content), status=status, content_type="application/json")


def _unknown(request: web.Request) -> web.Response:
    return _json(f"V{_version(request)} metadata handler: {NOT_FOUND}", 404)


def _refusal(code: str, message: str) -> web.Response:
    return _json({"code": code, "message": message, "HTTPErrorCode": 400}, 400)
