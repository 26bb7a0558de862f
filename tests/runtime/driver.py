"""Drives a runtime process through its standard streams, as the sandbox does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from course.home import CHECKOUT, Home
from course.runtime.labels import SANDBOX, sandbox_id
from course.sandbox.launch import free_port

Message = dict[str, Any]


class Driver:
    """One process under test."""

    def __init__(self, folder: Path, endpoint_port: int | None = None, **environment: str) -> None:
        self.home = Home(folder)
        self.sandbox = sandbox_id(self.home)
        self.endpoint_port = endpoint_port or free_port()
        command = [sys.executable, "-m", "course.runtime.serve", "--home", str(folder)]
        command += ["--endpoint-port", str(self.endpoint_port), "--registry-port", "1"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=CHECKOUT,
            env={**os.environ, **environment},
        )
        self.heard: list[Message] = []
        self._tasks: list[str] = []
        self.errors = b""
        self._news = threading.Condition()
        self._readers = [threading.Thread(target=each, daemon=True) for each in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.heard.append({**json.loads(line), "_at": time.perf_counter()})
                self._news.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors += line

    def tell(self, do: str, **facts: Any) -> None:
        assert self.process.stdin is not None
        if do == "prepare":
            self._tasks.append(facts["task"]["id"])
        self.process.stdin.write(json.dumps({"do": do, **facts}).encode() + b"\n")
        self.process.stdin.flush()

    def wait(self, *what: str, timeout_s: float = 30, after: Message | None = None, **facts: Any) -> Message:
        """The first message of one of these kinds with these facts, from the beginning on, or after another one."""

        def fits(message: Message) -> bool:
            return (
                message["is"] in what
                and all(message.get(key) == value for key, value in facts.items())
                and (after is None or message["_at"] > after["_at"])
            )

        deadline = time.monotonic() + timeout_s
        with self._news:
            while True:
                found = next((each for each in self.heard if fits(each)), None)
                if found is not None:
                    return found
                left = deadline - time.monotonic()
                assert left > 0, f"no {what} {facts} in {self.heard}; errors: {self.errors.decode()}"
                self._news.wait(left)

    def lines(self, container: str) -> list[str]:
        """Everything that a container wrote so far."""
        with self._news:
            told = [each for each in self.heard if each["is"] == "log" and each["container"] == container]
        return [text for each in told for _, text in each["lines"]]

    def run(self, task: Message, *names: str, **more: Any) -> Message:
        """Prepare a task and start these containers of it, or all; the message `prepared`."""
        self.tell("prepare", task=task, **more)
        prepared = self.wait("prepared", "not_prepared", task=task["id"])
        assert prepared["is"] == "prepared", prepared
        for name in names or [each["name"] for each in task["containers"]]:
            self.tell("start", task=task["id"], container=name)
            started = self.wait("started", "not_started", task=task["id"], container=name)
            assert started["is"] == "started", started
        return prepared

    def forget(self) -> None:
        """Remove all tasks, and what was told of them."""
        for id in self._tasks:
            self.tell("remove", task=id)
        for id in self._tasks:
            self.wait("removed", task=id)
        with self._news:
            self._tasks.clear()
            self.heard[:] = [each for each in self.heard if each["is"] == "engine"]

    def close(self) -> None:
        """End it as the end of the sandbox does."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
        self._done()

    def crash(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self._done()

    def _done(self) -> None:
        for reader in self._readers:
            reader.join()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()


def container(name: str = "app", script: str = "sleep 600", image: str = "", **more: Any) -> Message:
    """A container definition that runs a shell script."""
    return {"name": name, "image": image, "pull": None, "command": ["sh", "-c", script], "environment": [], **more}


def task(*containers: Message, **more: Any) -> Message:
    """A Fargate task of these containers, as `prepare` takes it."""
    id = uuid.uuid4().hex
    return {
        "id": id,
        "arn": f"arn:aws:ecs:us-east-1:123456789012:task/wanderly/{id}",
        "cluster": "arn:aws:ecs:us-east-1:123456789012:cluster/wanderly",
        "family": "web",
        "revision": 3,
        "account": "123456789012",
        "region": "us-east-1",
        "zone": "us-east-1a",
        "subnet": "subnet-1",
        "address": "10.0.1.5",
        "launch_type": "FARGATE",
        "cpu": 1024,
        "memory_mib": 512,
        "names": [],
        "network_mode": "awsvpc",
        "volumes": [],
        "task_role": None,
        "credentials": None,
        "containers": list(containers),
        **more,
    }


def remains(docker: Any, sandbox: str) -> dict[str, list[str]]:
    """What the engine has of a sandbox."""
    wanted = {"label": f"{SANDBOX}={sandbox}"}
    found = {
        "containers": [each["Names"][0] for each in docker.containers(all=True, filters=wanted)],
        "networks": [each["Name"] for each in docker.networks(filters=wanted)],
        "volumes": [each["Name"] for each in docker.volumes(filters=wanted)["Volumes"] or []],
    }
    places = [f"ecs-course/{sandbox}", f"*/ecs-course/{sandbox}"]  # of version 2 and 1
    found["cgroups"] = [str(each) for place in places for each in Path("/sys/fs/cgroup").glob(place)]
    return {kind: names for kind, names in found.items() if names}


def wipe(docker: Any, sandbox: str) -> None:
    """Remove what the engine has of a sandbox."""
    wanted = {"label": f"{SANDBOX}={sandbox}"}
    for each in docker.containers(all=True, filters=wanted):
        docker.remove_container(each["Id"], force=True, v=True)
    for each in docker.volumes(filters=wanted)["Volumes"] or []:
        docker.remove_volume(each["Name"], force=True)
    for each in docker.networks(filters=wanted):
        docker.remove_network(each["Id"])
