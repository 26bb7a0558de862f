"""kill -9 at a random moment, again and again: whatever was acknowledged is there after the next start, ids and all."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from datetime import UTC, datetime
from typing import Any

import psutil

from course.home import Home
from course.model.errors import SandboxNotReady
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.everything import TRUST

WRITERS = 2
LONGEST_S = 0.3
"""Seconds of calls before a kill, at most; a start of the sandbox takes about as long."""


class Learner(threading.Thread):
    """Makes things until the sandbox dies, and remembers what was acknowledged and what was only tried."""

    def __init__(self, round_: Round, number: int) -> None:
        super().__init__(daemon=True)
        self._round, self._number = round_, number

    def run(self) -> None:
        """Call after call."""
        turn = 0
        while not self._round.over.is_set():
            turn += 1
            name = f"r{self._round.number}-{self._number}-{turn}"
            try:
                self._round.world.make(self._round.chance.choice(list(self._round.world.makers)), name)
            except Exception:  # the sandbox is dead; that is what this is about
                if not self._round.over.wait(0.005):
                    continue
                return


class Round:
    """One life of the sandbox."""

    def __init__(self, world: World, number: int, chance: random.Random) -> None:
        self.world, self.number, self.chance = world, number, chance
        self.over = threading.Event()

    def live_and_die(self, pid: int) -> None:
        """Calls from several learners, and the end at any moment."""
        learners = [Learner(self, number) for number in range(WRITERS)]
        for learner in learners:
            learner.start()
        time.sleep(self.chance.uniform(0, LONGEST_S))
        kill(pid)
        self.over.set()
        for learner in learners:
            learner.join()


class World:
    """What was made in a sandbox, as its clients know it."""

    def __init__(self, endpoint: str, home: Home) -> None:
        self.home = home
        self.known: dict[str, dict[str, Any]] = {}
        """kind → name → what was acknowledged."""
        self.tried: set[tuple[str, str]] = set()
        self.latest = datetime.min.replace(tzinfo=UTC)
        key = "111111111111"
        self.ecs, self.ec2, self.iam, self.logs = (client_of(endpoint, s, key) for s in ("ecs", "ec2", "iam", "logs"))
        self.makers = {
            "cluster": lambda n: self.ecs.create_cluster(clusterName=n)["cluster"]["clusterArn"],
            "definition": self._define,
            "group": lambda n: self.ec2.create_security_group(GroupName=n, Description="d")["GroupId"],
            "role": self._role,
            "line": self._say,
        }
        self._lock = threading.Lock()

    def make(self, kind: str, name: str) -> None:
        """Make one thing; remembered once it is acknowledged."""
        with self._lock:
            self.tried.add((kind, name))
        made = self.makers[kind](name)
        with self._lock:
            self.known.setdefault(kind, {})[name] = made

    def check(self) -> None:
        """Everything acknowledged is there as it was told, and nothing that nobody asked for."""
        found = {
            "cluster": {arn.rpartition("/")[2]: arn for arn in self._pages(self.ecs, "list_clusters", "clusterArns")},
            "definition": {
                name: self._definition(name)
                for name in self._pages(self.ecs, "list_task_definition_families", "families")
                if name in self.known.get("definition", {})
            },
            "group": {
                group["GroupName"]: group["GroupId"]
                for group in self.ec2.describe_security_groups()["SecurityGroups"]
                if group["GroupName"] != "default"
            },
            "role": {
                role["RoleName"]: (role["RoleId"], role["CreateDate"])
                for role in self._pages(self.iam, "list_roles", "Roles")
            },
            "line": {event["message"]: None for event in self._events()},
        }
        for kind, things in found.items():
            known = self.known.get(kind, {})
            lost = {name: made for name, made in known.items() if things.get(name, "nothing") != made}
            assert not lost, f"{kind} acknowledged and not there as told: {lost}"
            extra = {name for name in things if name not in known and (kind, name) not in self.tried}
            assert not extra, f"{kind} that nobody asked for: {extra}"

    def tell_time(self) -> None:
        """Sandbox time never goes back, not even over a kill."""
        now = process.now(self.home)
        assert now >= self.latest
        self.latest = now

    def prepare(self) -> None:
        """What the others stand on."""
        self.logs.create_log_group(logGroupName="g")
        self.logs.create_log_stream(logGroupName="g", logStreamName="s")

    def _define(self, name: str) -> Any:
        container = {"name": "a", "image": "b", "memory": 64}
        told = self.ecs.register_task_definition(family=name, containerDefinitions=[container])["taskDefinition"]
        return told["taskDefinitionArn"], told["registeredAt"]

    def _definition(self, name: str) -> Any:
        told = self.ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]
        return told["taskDefinitionArn"], told["registeredAt"]

    def _role(self, name: str) -> Any:
        told = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]
        return told["RoleId"], told["CreateDate"]

    def _say(self, name: str) -> None:
        event = {"timestamp": round(time.time() * 1000), "message": name}
        self.logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[event])

    def _events(self) -> list[Any]:
        return self._pages(self.logs, "filter_log_events", "events", logGroupName="g")

    @staticmethod
    def _pages(client: Any, operation: str, key: str, **asked: Any) -> list[Any]:
        return [item for page in client.get_paginator(operation).paginate(**asked) for item in page[key]]


def kill(pid: int) -> None:
    """kill -9, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def rounds(home: Home, count: int, seed: int) -> int:
    """`count` kills; how many things were acknowledged over them all. AssertionError when one was lost."""
    chance = random.Random(seed)
    world = World(process.up(home).endpoint, home)
    world.prepare()
    for number in range(count):
        running = process.up(home)
        if number % 4 == 3:  # while it starts
            time.sleep(chance.uniform(0, LONGEST_S))
        else:
            if number % 2 == 0:
                world.check()
            world.tell_time()
            Round(world, number, chance).live_and_die(running.pid)
            continue
        kill(running.pid)
    process.up(home)
    world.check()
    journal = process.tell(home, "GET", "status")["journal"]
    if journal["replayed"]["different"]:
        raise SandboxNotReady(f"A replay went another way: {journal['notes']}")
    return sum(map(len, world.known.values()))
