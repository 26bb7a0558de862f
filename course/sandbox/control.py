"""The sandbox's own routes under /_sandbox/: what `ecs-course sandbox …` asks.

Each answers with a JSON object; an error is {"error": one sentence}. Parameters stand in the query string.

    GET  /_sandbox/status                         who answers, since when, and how its journal is
    POST /_sandbox/reset                          an empty world at the wall's time; the old one becomes before-reset
    POST /_sandbox/stop                           end the process; the world stays on disk
    GET  /_sandbox/time                           sandbox time, and how it runs
    POST /_sandbox/time/forward?by=90|10m|24h     jump ahead
    POST /_sandbox/time/freeze                    stand still
    POST /_sandbox/time/run                       run again
    POST /_sandbox/time/step?by=10s               jump ahead and stand still there
    POST /_sandbox/time/speed?factor=60           how fast time runs while something is in transition
    GET  /_sandbox/checkpoints                    the saved worlds
    POST /_sandbox/checkpoints/save?name=N        save the world (&replace=1 over one of that name)
    POST /_sandbox/checkpoints/restore?name=N     go back to a saved world; the one in use is saved first
    GET  /_sandbox/story?service=S&since=10m      what happened, oldest first
    GET  /_sandbox/faults                         what is broken on purpose
    POST /_sandbox/faults/<kind>?…                break something: kill-task, kill-container, memory, zone, spot,
                                                  capacity, health, api; mend it: clear
    GET  /_sandbox/iam?account=A                  whether IAM judges the calls of the account's users and roles
    POST /_sandbox/iam/on?account=A               let it; /_sandbox/iam/off: no more

Of moto's own pages (/moto-api/…) those are open that only look, and those that set answers in advance, which stand in the
journal (moto_pages.py).

Status: 400 not understood, 403 sent by a web page (guard.py) or to a page of moto's that is closed, 404 no such route, 503
the sandbox could not load, 507 the disk refuses and nothing was changed. Requests wait while the sandbox starts, except for
the status.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from course.sandbox import iam_routes, story_routes, time_routes, world_routes
from course.sandbox.call import Environ
from course.sandbox.engine import Broken, Engine
from course.sandbox.moto_pages import why_closed
from course.sandbox.refusal import Answer

Route = Callable[[dict[str, str]], dict[str, Any]]
"""Takes the parameters. ValueError for what it does not understand, OSError when the disk refuses."""


@dataclass
class Control:
    """The routes. A later part of the sandbox joins by adding to `routes`: (method, path) → a JSON object."""

    engine: Engine
    instance: str
    port: int
    stop: Callable[[], None]
    """Ends the process a moment later, so that the answer still leaves."""
    born: float = field(default_factory=time.monotonic)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.routes |= {
            ("GET", "/_sandbox/status"): self._status,
            ("POST", "/_sandbox/reset"): self._reset,
            ("POST", "/_sandbox/stop"): self._stop,
            # moto's own reset would go past ours, and with it past everything that must be emptied together
            ("POST", "/moto-api/reset"): self._reset,
        }
        for part in (time_routes, world_routes, story_routes, iam_routes):
            self.routes |= part.routes(self.engine)

    def answer(self, environ: Environ) -> Answer | None:
        """The answer of the route that the request names; None for moto's own pages, which moto serves."""
        method, path = (
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", "").rstrip("/"),
        )
        route = self.routes.get((method, path))
        if route is not None:
            return _answered(route, environ)
        if path.startswith("/moto-api"):
            reason = why_closed(method, path)
            return as_json("403 Forbidden", {"error": reason}) if reason else None
        offered = ", ".join(f"{m} {p}" for m, p in sorted(self.routes) if p.startswith("/_sandbox"))
        return as_json(
            "404 Not Found",
            {"error": f"The sandbox has no route {method} {path}. It has: {offered}."},
        )

    def _status(self, given: dict[str, str]) -> dict[str, Any]:
        return {
            "instance": self.instance,
            "pid": os.getpid(),
            "port": self.port,
            "uptime_s": round(time.monotonic() - self.born, 3),
            "version": self.engine.version,
            "moto": self.engine.moto_version,
            "warm": self.engine.warm,
            "fault": self.engine.fault,
            "state": self.engine.state,
            "journal": self.engine.memory.facts() if self.engine.memory else {},
        }

    def _reset(self, given: dict[str, str]) -> dict[str, Any]:
        self.engine.reset()
        return {"reset": True}

    def _stop(self, given: dict[str, str]) -> dict[str, Any]:
        self.stop()
        return {"stopping": True}


def _answered(route: Route, environ: Environ) -> Answer:
    given = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        return as_json("200 OK", route(given))
    except ValueError as error:
        return as_json("400 Bad Request", {"error": str(error)})
    except Broken as error:
        return as_json("503 Service Unavailable", {"error": str(error)})
    except OSError as error:
        why = error.strerror or type(error).__name__
        told = f"The sandbox cannot write to its folder ({why}); its world is as it was."
        return as_json("507 Insufficient Storage", {"error": told})


def as_json(status: str, content: dict[str, Any]) -> Answer:
    """A JSON answer that no page of another origin may read and no cache keeps."""
    body = json.dumps(content).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    return status, headers, body
