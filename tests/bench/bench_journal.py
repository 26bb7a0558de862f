"""What the journal costs: python -m tests.bench.bench_journal [calls]

Median of one append (with the line made, and the write alone beside SQLite and fsync), of the same call with and without
the journal, and the seconds from a start to the first answer of a sandbox with 1,000 calls in its journal.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.home import Home
from course.sandbox import process
from course.sandbox.call import CALL, Call
from course.sandbox.entry import Entry, request_facts, to_line
from course.sandbox.journal import Journal
from tests.bench.bench_sandbox import call
from tests.faults.kills import kill

RESTART_GOAL_S = 3.0
APPEND_GOAL_US = 50.0


def median_us(do: Callable[[], object], times: int = 2000) -> float:
    """Median microseconds."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds) * 1e6


def environ() -> dict[str, Any]:
    """A CreateCluster as a client sends it."""
    body = b'{"clusterName": "bench"}'
    return {
        CALL: Call("111111111111", "us-east-1", "ecs", "CreateCluster", "111111111111"),
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "REQUEST_URI": "/",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1:24000",
        "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=111111111111/20250101/us-east-1/ecs/aws4_request, "
        + "x" * 110,
        "HTTP_X_AMZ_TARGET": "AmazonEC2ContainerServiceV20141113.CreateCluster",
        "HTTP_USER_AGENT": "Boto3/1.44 md/Botocore#1.44",
        "wsgi.input": io.BytesIO(body),
    }


def append_us(folder: Path) -> dict[str, float]:
    """Microseconds of an append and of its parts."""
    asked = environ()
    entry = Entry("call", 1_790_000_000_000_000, 1_790_000_000_000_000, 2**40, request_facts(asked), "0" * 16)
    line = to_line(entry)
    journal = Journal(folder / "journal")
    file = os.open(folder / "alone", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def whole() -> None:
        journal.append(Entry("call", 1, 2, 3, request_facts(asked), ""))

    def synced() -> None:
        os.write(file, line)
        os.fsync(file)

    figures = {
        "append, all of it": median_us(whole),
        "the write alone": median_us(lambda: os.write(file, line)),
        "write and fsync (not done)": median_us(synced, 200),
    }
    os.close(file)
    journal.close()
    return figures


def restart_s(calls: int) -> tuple[float, float, float]:
    """Seconds from a start to the first answer with `calls` in the journal; of these, the replay; and its megabytes."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Home(Path(folder))
        running = process.up(home)
        call(running.port, "CreateCluster", {"clusterName": "bench"})
        container = {"name": "web", "image": "nginx", "memory": 128}
        for number in range((calls - 1) // 3):
            name = f"web-{number % 50}"
            call(running.port, "RegisterTaskDefinition", {"family": name, "containerDefinitions": [container]})
            if number < 50:
                service = {"cluster": "bench", "serviceName": name, "taskDefinition": name, "desiredCount": 0}
                call(running.port, "CreateService", service)
            else:
                asked = {"cluster": "bench", "service": name, "taskDefinition": name, "desiredCount": 0}
                call(running.port, "UpdateService", asked)
            tags = [{"key": "n", "value": str(number)}]
            arn = f"arn:aws:ecs:us-east-1:123456789012:service/bench/{name}"
            call(running.port, "TagResource", {"resourceArn": arn, "tags": tags})
        kill(running.pid)
        begun = time.perf_counter()
        running = process.up(home)
        call(running.port, "ListClusters", {})
        seconds = time.perf_counter() - begun
        journal = process.tell(home, "GET", "status")["journal"]
        process.down(home)
        return seconds, journal["replayed"]["seconds"], journal["bytes"] / 1e6


def main() -> int:
    """Print the table; exit status 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        figures = append_us(Path(folder))
    for name, us in figures.items():
        print(f"{name:32} {us:8.1f} µs")
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seconds, replay, megabytes = restart_s(calls)
    print(f"restart with {calls} calls          {seconds:8.2f} s  (replay {replay:.2f} s, journal {megabytes:.2f} MB)")
    return 0 if seconds < RESTART_GOAL_S and figures["append, all of it"] < APPEND_GOAL_US else 1


if __name__ == "__main__":
    sys.exit(main())
