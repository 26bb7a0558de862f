"""The sandbox's end of the data plane: it is started when the first connection reaches the registry or the first listener is
there, told what has changed, and heard about what real health checks find."""

from __future__ import annotations

import select
import socket
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from course.sandbox.companion import Companion, Message
from course.sandbox.engine import Engine
from course.sandbox.listener_ports import ListenerPorts

APART_S = 0.02
"""Changes that come within this are told together."""
PROBE_EVERY_S = 0.5
"""Between two real health checks of a target. By the wall: sandbox time says how many of them count."""


class DataPlane:
    """One for the process. Threads of its own wait for the first connection and carry changes over."""

    def __init__(self, engine: Engine, home: str, port: int, registry: socket.socket, ports: ListenerPorts) -> None:
        """`home`: the learner's folder. `registry`: a listening socket."""
        self._engine, self._registry, self._ports = engine, registry, ports
        self._companion = Companion(
            "course.dataplane.serve",
            lambda: ["--home", home, "--endpoint-port", str(port), "--registry-fd", str(registry.fileno())],
            self._heard,
            self._again,
            inherits=lambda: [registry.fileno()],
        )
        self._changed = threading.Event()
        self._told: dict[str, dict[str, Any]] = {}
        """Account and region → what was told of it last."""
        self._version = 0
        self._telling = threading.Lock()
        self._holds = threading.Condition()
        self._holds_version = 0
        self.opened: list[Callable[[], None]] = []
        """Called when the first connection has reached the registry."""
        self.listeners: dict[str, dict[str, Any]] = {}
        """ARN → where it listens: bound, own, error."""
        self.figures: dict[str, Any] = {}
        """The sums of what load balancers counted."""
        threading.Thread(target=self._door, name="registry door", daemon=True).start()
        threading.Thread(target=self._carry, name="data plane", daemon=True).start()

    @property
    def open(self) -> bool:
        """Whether anybody listens for load balancers."""
        return self._companion.running and any(part["balancers"] for part in self._told.values())

    def notice(self) -> None:
        """Something may have changed. Under the engine's lock."""
        if self._engine.balancing():
            self._changed.set()

    def start(self) -> None:
        """Start it now."""
        self._companion.start()

    def stop(self) -> None:
        """Let it end."""
        self._companion.stop(timeout_s=2)

    def settle(self, timeout_s: float = 2.0) -> None:
        """Wait until the data plane acts by everything that has happened before this call, `timeout_s` seconds at most."""
        if not self.open:
            return
        with self._telling:  # what is being told now may have been looked up before
            self._changed.set()
            wanted = self._version + 1
        with self._holds:
            self._holds.wait_for(lambda: self._holds_version >= wanted, timeout_s)

    def _door(self) -> None:
        select.select([self._registry], [], [])
        self.start()
        for each in self.opened:
            each()

    def _carry(self) -> None:
        while True:
            self._changed.wait()
            time.sleep(APART_S)
            self._changed.clear()
            try:
                with self._telling:
                    self._tell()
            except Exception:
                traceback.print_exc()

    def _tell(self) -> None:
        engine = self._engine
        with engine.held() as (_, moto):
            changed = moto.configurations() if moto.balancing() else []
        for place, part in changed:
            for balancer in part["balancers"]:
                for listener in balancer["listeners"]:
                    listener["bind"] = self._ports.of(listener["port"])
            self._told[place] = part
        if not self._companion.running and any(part["balancers"] for _, part in changed):
            self.start()
        if not self._companion.running:
            return
        self._version += 1
        self._companion.tell({"do": "configure", "version": self._version, "places": dict(changed)})
        probes = [probe for part in self._told.values() for probe in part["probes"]]
        self._companion.tell({"do": "probe", "every_s": PROBE_EVERY_S, "targets": probes})

    def _again(self) -> None:
        """It fell over: its next start must hear everything."""
        self._version += 1
        self._companion.tell({"do": "configure", "version": self._version, "places": self._told})

    def _heard(self, said: Message) -> None:
        kind = said["is"]
        if kind == "configured":
            self.listeners = said["listeners"]
            with self._holds:
                self._holds_version = max(self._holds_version, said["version"])
                self._holds.notify_all()
        elif kind == "probed":
            self._engine.hear("probe", {key: said[key] for key in ("key", "passed", "status", "why")})
        elif kind == "figures":
            _add(self.figures, said["balancers"])


def _add(sums: dict[str, Any], more: dict[str, Any]) -> None:
    """Add what was counted since the last time."""
    for name, value in more.items():
        before = sums.get(name)
        if isinstance(value, dict):
            _add(sums.setdefault(name, {}), value)
        elif isinstance(value, list):
            sums[name] = value if before is None else _together(before, value)
        else:
            sums[name] = value if before is None or name.startswith("Active") else before + value


def _together(one: list[Any], other: list[Any]) -> list[Any]:
    """Count, sum, least, most, and how many fell into each bucket."""
    buckets = dict(one[4])
    _add(buckets, other[4])
    return [one[0] + other[0], one[1] + other[1], min(one[2], other[2]), max(one[3], other[3]), buckets]
