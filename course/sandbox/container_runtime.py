"""The sandbox's end of the container runtime: started when the first image is pushed, asked for what tasks need, and heard.

Containers never outlive the sandbox: where it ends or falls over, they go, and tasks that it finds again find theirs gone.
"""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from course.dataplane.registry import token
from course.home import Home
from course.sandbox.companion import Companion, Message
from course.sandbox.engine import Engine

REPORTS = ("looked", "prepared", "not_prepared", "started", "not_started", "ended", "health")
"""What it says of tasks and containers, and the simulator must know."""
DRAINED = ("stop",)
"""What it is told only when no load balancer sends anything there any more."""


class ContainerRuntime:
    """One for the process."""

    def __init__(self, engine: Engine, home: Home, port: int, registry_port: int, settle: Callable[[], None]) -> None:
        """`settle()` returns when the data plane acts by all that has happened so far."""
        self._engine, self._settle, self._folder = engine, settle, home.sandbox
        self._companion = Companion(
            "course.runtime.serve",
            lambda: ["--home", str(home.root), "--endpoint-port", str(port), "--registry-port", str(registry_port)],
            self._heard,
            self._gone,
        )
        self._asked: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.engine_facts: dict[str, Any] = {}
        """What it last said of the container engine: up, name, version, why."""
        self._known = threading.Event()
        self._arns: dict[str, str] = {}
        self._usage: dict[str, dict[str, tuple[float, float]]] = {}
        """ARN of a task → container → CPU units and MiB in use, since they were published last."""
        threading.Thread(target=self._pass_on, name="container runtime", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether its process is to run."""
        return self._companion.running

    def start(self) -> None:
        """Start it, unless it runs."""
        self._companion.start()

    def wait(self, timeout_s: float = 10) -> dict[str, Any]:
        """What the container engine is, once that is known."""
        self.start()
        self._known.wait(timeout_s)
        return self.engine_facts

    def stop(self) -> None:
        """Let it remove everything and end."""
        self._companion.stop(timeout_s=20)

    def tell(self, message: Message) -> None:
        """Ask for something. Under the engine's lock: quick."""
        if "arn" in message:
            self._arns[message["task"] if isinstance(message["task"], str) else message["task"]["id"]] = message["arn"]
        self._asked.put(message)

    def clear(self) -> None:
        """A new world: nothing of the one before is needed."""
        self._arns.clear()
        if self.running:
            self._asked.put({"do": "clear"})

    def _pass_on(self) -> None:
        while True:
            message = self._asked.get()
            try:
                self.start()
                if message["do"] in DRAINED:
                    self._settle()
                elif message["do"] == "prepare":
                    message["auth"] = self._password(message["task"]["account"])
                self._companion.tell(message)
            except Exception:
                traceback.print_exc()

    def _password(self, account: str) -> dict[str, str]:
        """What opens the registry. Whether the execution role may pull has been decided before."""
        bearer = token.Bearer(account, account)
        return {"username": token.USER, "password": token.issue(self._folder, bearer, time.time())}

    def _heard(self, said: Message) -> None:
        kind = said["is"]
        if kind == "engine":
            self.engine_facts = said
            self._engine.hear("runtime", {"is": "engine", "up": bool(said["up"])})
            self._known.set()
        elif (arn := self._arns.get(said.get("task", ""))) is None:
            return
        elif kind in REPORTS:
            self._engine.hear("runtime", {**said, "task": arn})
        elif kind == "stats":
            self._used(arn, said)
        elif kind == "log":
            with self._engine.held() as (_, moto):
                moto.keep_lines(arn, said["container"], [text for _, text in said["lines"]])

    def _used(self, task: str, said: Message) -> None:
        """Keep what a container uses; where it is told a second time, all have been told: publish."""
        if said["container"] in self._usage.get(task, {}):
            usage, self._usage = self._usage, {}
            with self._engine.held() as (_, moto):
                for arn, containers in usage.items():
                    cpu, memory = (sum(each) for each in zip(*containers.values(), strict=True))
                    moto.keep_usage(arn, cpu, memory)
        self._usage.setdefault(task, {})[said["container"]] = said["cpu_units"], said["memory_mib"]

    def _gone(self) -> None:
        self._usage.clear()
        self._engine.hear("runtime", {"is": "lost"})
