"""Services that live, measured: python -m tests.bench.bench_services

Seconds of wall time in the real sandbox (three tasks to steady; 1,000 services of ten tasks idle, and rolled; a jump of a
day with 100 services), and what a task costs in the pure simulator, from ten to 100,000 tasks.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from course.home import Home
from course.sandbox import process
from course.simulator.agenda import SECOND
from tests.bench.bench_sandbox import call
from tests.simulator.nowhere import Lab

GOALS = {
    "three_tasks_to_steady_s": 1.5,
    "idle_percent_of_a_core": 1.0,
    "roll_1000_services_s": 5.0,
    "jump_24h_100_services_s": 5.0,
}
SERVICES, TASKS = 1_000, 10
MOST = 100_000
"""Tasks of the largest pure service."""


@contextmanager
def sandbox() -> Iterator[tuple[Home, int, int]]:
    """A sandbox of its own: home, port, pid."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Home(Path(folder))
        running = process.up(home)
        try:
            yield home, running.port, running.pid
        finally:
            process.down(home)


def ground(port: int) -> dict[str, Any]:
    """A cluster and a task definition with two revisions; what a service there is made with."""
    call(port, "CreateCluster", {"clusterName": "c"})
    for image in ("wanderly/api:1", "wanderly/api:2"):
        definition = {
            "family": "api",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [{"name": "api", "image": image, "portMappings": [{"containerPort": 3000}]}],
        }
        call(port, "RegisterTaskDefinition", definition)
    import boto3

    ec2 = boto3.client(
        "ec2",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="x",
    )
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    return {
        "cluster": "c",
        "taskDefinition": "api:1",
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": subnets, "assignPublicIp": "ENABLED"}},
    }


def each(port: int, operation: str, bodies: list[dict[str, Any]]) -> None:
    """Many calls from eight clients."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda body: call(port, operation, body), bodies))


def deployed(port: int, name: str) -> bool:
    """Whether a service's only deployment is completed."""
    told = call(port, "DescribeServices", {"cluster": "c", "services": [name]})["services"][0]
    return len(told["deployments"]) == 1 and told["deployments"][0]["rolloutState"] == "COMPLETED"


def seconds_until(condition: Callable[[], bool], most: float = 120) -> float:
    """Wall seconds until it is true."""
    begun = time.perf_counter()
    while not condition():
        assert time.perf_counter() - begun < most
        time.sleep(0.02)
    return time.perf_counter() - begun


def three_tasks() -> float:
    """From CreateService to a completed deployment of three tasks; the median of five."""
    with sandbox() as (_, port, _pid):
        common = ground(port)
        took = []
        for number in range(5):
            name = f"s{number}"
            call(port, "CreateService", common | {"serviceName": name, "desiredCount": 3})
            took.append(seconds_until(lambda name=name: deployed(port, name)))
        return sorted(took)[2]


def thousand_services() -> dict[str, float]:
    """1,000 services of ten tasks: idle CPU, and a roll of all of them."""
    with sandbox() as (home, port, pid):
        common = ground(port)
        names = [f"s{number}" for number in range(SERVICES)]
        each(port, "CreateService", [common | {"serviceName": name, "desiredCount": TASKS} for name in names])
        process.tell(home, "POST", "time/forward", by="10m")
        assert deployed(port, names[0])
        assert deployed(port, names[-1])
        seconds_until(lambda: bool(process.tell(home, "GET", "status")["warm"]))  # it loads models when nobody calls
        program = psutil.Process(pid)
        before = program.cpu_times()
        time.sleep(10)
        after = program.cpu_times()
        idle = (after.user + after.system - before.user - before.system) * 10  # percent of ten seconds
        update = {"cluster": "c", "taskDefinition": "api:2"}
        begun = time.perf_counter()
        each(port, "UpdateService", [update | {"service": name} for name in names])
        calls = time.perf_counter() - begun
        roll = seconds_until(lambda: all(deployed(port, name) for name in (names[0], names[500], names[-1])))
        assert all(deployed(port, name) for name in names)
        return {
            "idle_percent_of_a_core": idle,
            "roll_1000_services_s": roll,
            "the_1000_calls_before_s": calls,
            "memory_mb": program.memory_info().rss / 1e6,
        }


def jump() -> float:
    """A jump of 24 hours with 100 services of three tasks, and the first look after it."""
    with sandbox() as (home, port, _pid):
        common = ground(port)
        each(port, "CreateService", [common | {"serviceName": f"s{n}", "desiredCount": 3} for n in range(100)])
        process.tell(home, "POST", "time/forward", by="10m")
        begun = time.perf_counter()
        process.tell(home, "POST", "time/forward", by="24h")
        call(port, "DescribeServices", {"cluster": "c", "services": ["s0"]})
        return time.perf_counter() - begun


def pure(tasks: int) -> tuple[float, float]:
    """Microseconds of CPU for each task, to start it and to roll it, in one service of the pure simulator."""
    gc.collect()
    gc.freeze()
    lab = Lab()
    begun = time.process_time()
    service = lab.service(desired=tasks)
    lab.run(600)
    started = time.process_time()
    lab.change(service, lab.revision(2))
    lab.run(1800)
    rolled = time.process_time()
    assert service.primary is not None
    assert service.primary.rollout == "COMPLETED"
    return (started - begun) / tasks * 1e6, (rolled - started) / tasks * 1e6


def day_of_the_pure() -> float:
    """CPU seconds of a day with 1,000 steady services in the pure simulator."""
    lab = Lab()
    for number in range(1_000):
        lab.service(name=f"s{number}", desired=1)
    lab.run(600)
    begun = time.process_time()
    lab.agenda.run_to(lab.agenda.now_us + 24 * 3600 * SECOND)
    return time.process_time() - begun


def main() -> int:
    """Print the figures; 1 when a goal is missed."""
    found = {"three_tasks_to_steady_s": three_tasks(), **thousand_services(), "jump_24h_100_services_s": jump()}
    missed = 0
    for name, value in found.items():
        goal = GOALS.get(name)
        verdict = "" if goal is None else f"  goal {goal:g}{'' if value <= goal else '  MISSED'}"
        missed += goal is not None and value > goal
        print(f"{name:28} {value:8.3f}{verdict}")
    for tasks in (10, 100, 1_000, 10_000, MOST):
        start, roll = pure(tasks)
        print(f"pure, {tasks:>7} tasks: {start:6.0f} us to start one, {roll:6.0f} us to roll one")
    print(f"pure, a day of 1,000 steady services: {day_of_the_pure():.3f} s of CPU")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
