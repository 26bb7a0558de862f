"""A task's start against a bare `docker run -d` of the same image, in the same run: python -m tests.bench.bench_runtime [rounds]

The task has one container that publishes one port; so has `docker run`, on a bridge network of the user's, as every service
with a load balancer would. Rounds alternate, and medians are compared. Ours is measured from the message `prepare` to the
message `started`; the sandbox adds one tick of its scheduler between the two.
"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import docker
from docker.errors import ImageNotFound

from tests.runtime.conftest import root_file_system
from tests.runtime.driver import Driver, container, task

GOAL = 1.3
IMAGE = "ecs-course-test/busybox:bench"
PORT = {"containerPort": 8080, "protocol": "tcp"}
PLAIN, PUBLISHED = "nothing published", "a port published"


def bare(network: str, *flags: str) -> float:
    """Seconds of `docker run -d`."""
    name = f"ecs-course-bench-{uuid.uuid4().hex[:8]}"
    begun = time.perf_counter()
    command = ["docker", "run", "-d", "--name", name, "--network", network, *flags, IMAGE, "sleep", "600"]
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - begun
    subprocess.run(["docker", "rm", "-f", name], check=True, capture_output=True)
    return seconds


def ours(runtime: Driver, **more: object) -> float:
    """Seconds from `prepare` to `started`."""
    given = task(container(image=IMAGE, portMappings=[PORT], command=["sleep", "600"]), **more)
    begun = time.perf_counter()
    runtime.run(given)
    seconds = time.perf_counter() - begun
    runtime.forget()
    return seconds


def measure(rounds: int) -> dict[str, tuple[float, float]]:
    """Medians of ours and of docker's, in seconds."""
    client = docker.APIClient(version="auto")
    busybox = Path(str(shutil.which("busybox"))).resolve().read_bytes()
    repository, _, tag = IMAGE.partition(":")
    try:
        client.inspect_image(IMAGE)
    except ImageNotFound:
        client.import_image_from_data(root_file_system(busybox), repository=repository, tag=tag)
    network = f"ecs-course-bench-{uuid.uuid4().hex[:8]}"
    client.create_network(network, driver="bridge")
    folder = tempfile.mkdtemp(prefix="bench")
    runtime = Driver(Path(folder))
    found: dict[str, tuple[list[float], list[float]]] = {PLAIN: ([], []), PUBLISHED: ([], [])}
    try:
        runtime.wait("engine", up=True)
        ours(runtime)
        for _ in range(rounds):
            found[PUBLISHED][0].append(ours(runtime))
            found[PUBLISHED][1].append(bare(network, "-p", "127.0.0.1::8080"))
            found[PLAIN][0].append(ours(runtime, publish=False))
            found[PLAIN][1].append(bare(network))
    finally:
        runtime.close()
        with contextlib.suppress(docker.errors.APIError):
            client.remove_network(network)
            client.remove_image(IMAGE)
        client.close()
        shutil.rmtree(folder)
    return {name: (statistics.median(a), statistics.median(b)) for name, (a, b) in found.items()}


def main() -> int:
    """Print the table; exit status 1 when the goal is missed."""
    table = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    for name, (task_s, bare_s) in table.items():
        print(f"{name:20} {task_s:7.3f} / {bare_s:7.3f} = {task_s / bare_s:.2f} (goal {GOAL})")
    return 0 if table[PUBLISHED][0] <= GOAL * table[PUBLISHED][1] else 1


if __name__ == "__main__":
    sys.exit(main())
