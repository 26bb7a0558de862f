"""The sandbox's own routes under /_sandbox/: what `ecs-course sandbox …` asks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from course.sandbox.call import Environ
from course.sandbox.engine import Engine
from course.sandbox.refusal import Answer

Route = Callable[[Environ], dict[str, Any]]


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

    def answer(self, environ: Environ) -> Answer | None:
        """The answer of the route that the request names; None for moto's own pages, which moto serves."""
        method, path = (
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", "").rstrip("/"),
        )
        route = self.routes.get((method, path))
        if route is not None:
            return as_json("200 OK", route(environ))
        if path.startswith("/moto-api"):
            return None
        offered = ", ".join(f"{m} {p}" for m, p in sorted(self.routes) if p.startswith("/_sandbox"))
        return as_json(
            "404 Not Found",
            {"error": f"The sandbox has no route {method} {path}. It has: {offered}."},
        )

    def _status(self, environ: Environ) -> dict[str, Any]:
        return {
            "instance": self.instance,
            "pid": os.getpid(),
            "port": self.port,
            "uptime_s": round(time.monotonic() - self.born, 3),
            "version": self.engine.version,
            "moto": self.engine.moto_version,
            "warm": self.engine.warm,
            "fault": self.engine.fault,
        }

    def _reset(self, environ: Environ) -> dict[str, Any]:
        self.engine.reset()
        return {"reset": True}

    def _stop(self, environ: Environ) -> dict[str, Any]:
        self.stop()
        return {"stopping": True}


def as_json(status: str, content: dict[str, Any]) -> Answer:
    """A JSON answer that no page of another origin may read and no cache keeps."""
    body = json.dumps(content).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    return status, headers, body
