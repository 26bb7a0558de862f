"""The sandbox beside plain moto_server, in the same run: python -m tests.bench.bench_sandbox [rounds]

Ratios, because this machine and that one differ: (a) start and first ECS call, (b) the common describe calls at p50,
(c) resident memory after the same calls. Rounds alternate, and medians are compared.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from course.home import Home
from course.sandbox import process
from course.sandbox.launch import clean_environment, free_port

GOALS = {"start_and_first_call": 0.9, "describe_p50": 0.8, "memory": 1.2}
CALLS = 300


@dataclass
class Server:
    """A started server under measurement."""

    name: str
    port: int
    pid: int
    stop: Callable[[], object]


def sandbox() -> Server:
    """Ours, through the same `up` that learners use."""
    folder = tempfile.TemporaryDirectory(prefix="bench")
    home = Home(Path(folder.name))
    running = process.up(home)

    def stop() -> None:
        process.down(home)
        folder.cleanup()

    return Server("sandbox", running.port, running.pid, stop)


def plain() -> Server:
    """moto_server as installed; byte-code is enabled for it, as it is for ours."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    environment = clean_environment(os.environ, port)
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop() -> None:
        started.kill()
        started.wait()

    return Server("moto_server", port, started.pid, stop)


def call(
    port: int,
    operation: str,
    body: dict[str, Any],
    connection: http.client.HTTPConnection | None = None,
) -> Any:
    """One ECS call, without the cost of a client library in it. OSError while nobody listens."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port)
    scope = "Credential=123456789012/20250101/us-east-1/ecs/aws4_request"
    headers = {
        "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
    }
    own.request("POST", "/", body=json.dumps(body), headers=headers)
    response = own.getresponse()
    answer = response.read()
    assert response.status == 200, answer
    return json.loads(answer)


def start_and_first_call(make: Callable[[], Server]) -> tuple[float, Server]:
    """Seconds from nothing to the answer of the first ECS call, and the server."""
    begun = time.perf_counter()
    server = make()
    while True:
        try:
            call(server.port, "CreateCluster", {"clusterName": "bench"})
            return time.perf_counter() - begun, server
        except OSError:
            time.sleep(0.005)


def describe_p50(server: Server) -> float:
    """Median seconds of the two describe calls that learners make most, on one kept connection and on fresh ones."""
    definition = {
        "family": "web",
        "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}],
    }
    call(server.port, "RegisterTaskDefinition", definition)
    service = {
        "cluster": "bench",
        "serviceName": "web",
        "taskDefinition": "web",
        "desiredCount": 1,
    }
    call(server.port, "CreateService", service)
    kept = http.client.HTTPConnection("127.0.0.1", server.port)
    seconds = []
    for turn in range(CALLS):
        connection = kept if turn % 2 else None
        for operation, body in (
            ("DescribeClusters", {"clusters": ["bench"]}),
            ("DescribeServices", {"cluster": "bench", "services": ["web"]}),
        ):
            begun = time.perf_counter()
            call(server.port, operation, body, connection)
            seconds.append(time.perf_counter() - begun)
    kept.close()
    return statistics.median(seconds[CALLS // 5 :])


def memory(server: Server) -> float:
    """Resident megabytes."""
    return float(psutil.Process(server.pid).memory_info().rss / 1e6)


def measure(rounds: int = 5) -> dict[str, dict[str, float]]:
    """Medians of ours and of moto_server, and their ratio, for each figure."""
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in GOALS}
    for turn in range(rounds):
        for make in (sandbox, plain) if turn % 2 else (plain, sandbox):
            first, server = start_and_first_call(make)
            try:
                p50 = describe_p50(server)
                time.sleep(2)  # the sandbox goes on warming up when calls pause: its memory counts when that is over
                for name, value in zip(GOALS, (first, p50, memory(server)), strict=True):
                    figures[name].setdefault(server.name, []).append(value)
            finally:
                server.stop()
    table = {}
    for name, by_server in figures.items():
        ours, theirs = (statistics.median(by_server[server]) for server in ("sandbox", "moto_server"))
        table[name] = {
            "sandbox": ours,
            "moto_server": theirs,
            "ratio": ours / theirs,
            "goal": GOALS[name],
        }
    return table


def main() -> int:
    """Print the table; exit status 1 when a goal is missed."""
    table = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    for name, row in table.items():
        print(f"{name:22} {row['sandbox']:9.4f} / {row['moto_server']:9.4f} = {row['ratio']:.2f} (goal {row['goal']})")
    return 0 if all(row["ratio"] <= row["goal"] for row in table.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
