"""`docker push` of a 200 MB image to the sandbox's registry and to Debian's docker-registry, side by side, and memory meanwhile:
python -m tests.bench.bench_registry [rounds]

Each round pushes one image of random bytes to both, in turns, so that neither finds a layer that it has already. docker itself
compresses as it pushes; what skopeo copies is compressed before, and shows the registries alone.
"""

from __future__ import annotations

import base64
import io
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from course.home import Home
from course.sandbox import process
from course.sandbox.launch import free_port
from course.sandbox.registry_place import PORT_FILE
from course.world.access import sandbox_clients

MB = 200
GOAL = 1.2
FLAT_MB = 40
"""By so much memory may grow while a push is under way."""
REGISTRY = "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {folder}\nhttp:\n  addr: 127.0.0.1:{port}\n"


def run(*words: str, **environment: str) -> None:
    """A program that must succeed."""
    subprocess.run(words, check=True, capture_output=True, env=os.environ | environment)


def image(name: str) -> None:
    """An image of random bytes in the engine."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        entry = tarfile.TarInfo("random")
        entry.size = MB << 20
        tar.addfile(entry, io.BytesIO(os.urandom(entry.size)))
    subprocess.run(["docker", "import", "-", name], input=content.getvalue(), check=True, capture_output=True)


@contextmanager
def debian(folder: Path) -> Iterator[str]:
    """Debian's docker-registry; its address."""
    port = free_port()
    (folder / "config.yml").write_text(REGISTRY.format(folder=folder / "blobs", port=port))
    log = (folder / "log").open("wb")
    registry = subprocess.Popen(["docker-registry", "serve", str(folder / "config.yml")], stdout=log, stderr=log)
    try:
        time.sleep(1)
        yield f"localhost:{port}"
    finally:
        registry.terminate()
        registry.wait()
        log.close()


class Memory:
    """The most memory that the data plane has held, in MB, while this runs."""

    def __init__(self, sandbox: int) -> None:
        children = psutil.Process(sandbox).children()
        self._process = next(each for each in children if "course.dataplane.serve" in each.cmdline())
        self.before = self.most = self._now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _now(self) -> float:
        return float(self._process.memory_info().rss) / 1e6

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, self._now())

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def timed(*words: str, **environment: str) -> float:
    """Seconds that a program takes."""
    begun = time.perf_counter()
    run(*words, **environment)
    return time.perf_counter() - begun


def measure(rounds: int) -> tuple[dict[str, float], Memory]:
    """Ratios of ours to Debian's, by client, and memory."""
    folder = Path(tempfile.mkdtemp(prefix="bench-registry-"))
    home = Home(folder / "home")
    running = process.up(home)
    ecr = sandbox_clients(running.endpoint, "us-east-1")("ecr")
    ecr.create_repository(repositoryName="bench")
    (given,) = ecr.get_authorization_token()["authorizationData"]
    login = base64.b64decode(given["authorizationToken"]).decode()
    ours = f"localhost:{(home.sandbox / PORT_FILE).read_text()}"
    docker = {"DOCKER_CONFIG": str(folder / "docker")}
    subprocess.run(
        ["docker", "login", "-u", "AWS", "--password-stdin", ours],
        input=login.partition(":")[2].encode(),
        check=True,
        capture_output=True,
        env=os.environ | docker,
    )
    seconds: dict[str, list[float]] = {}
    made: list[str] = []
    try:
        with debian(folder) as theirs, Memory(running.pid) as memory:
            for number in range(rounds):
                local = f"ecs-course-bench-{uuid.uuid4().hex[:8]}:{number}"
                image(local)
                made.append(local)
                sides = {"ours": ours, "Debian's": theirs}
                for side in sides if number % 2 else reversed(sides):
                    name = f"{sides[side]}/bench:{number}"
                    run("docker", "tag", local, name)
                    made.append(name)
                    seconds.setdefault(f"docker push, {side}", []).append(timed("docker", "push", "-q", name, **docker))
                copied = folder / f"dir-{number}"
                image(f"{local}-skopeo")
                made.append(f"{local}-skopeo")
                copy = ("skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false")
                run("skopeo", "copy", "--insecure-policy", f"docker-daemon:{local}-skopeo", f"dir:{copied}")
                creds = {"ours": (f"--dest-creds={login}",), "Debian's": ()}
                for side in sides if number % 2 else reversed(sides):
                    target = f"docker://{sides[side]}/bench:s{number}"
                    took = timed(*copy, *creds[side], f"dir:{copied}", target)
                    seconds.setdefault(f"skopeo copy, {side}", []).append(took)
                shutil.rmtree(copied)
    finally:
        for name in made:
            subprocess.run(["docker", "rmi", "-f", name], capture_output=True)
        process.down(home)
        shutil.rmtree(folder, ignore_errors=True)
    medians = {what: statistics.median(times) for what, times in seconds.items()}
    for what, time_s in medians.items():
        print(f"{what:24} {time_s:6.2f} s")
    clients = ("docker push", "skopeo copy")
    return {each: medians[f"{each}, ours"] / medians[f"{each}, Debian's"] for each in clients}, memory


def main() -> int:
    """Print the figures; 1 if a goal is missed."""
    for tool in ("docker", "docker-registry", "skopeo"):
        if shutil.which(tool) is None:
            print(f"bench_registry: {tool} is not installed")
            return 0
    ratios, memory = measure(int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 3)
    for what, ratio in ratios.items():
        print(f"{what}: {ratio:.2f} of Debian's docker-registry" + (f" (goal {GOAL})" if what == "docker push" else ""))
    grown = memory.most - memory.before
    print(
        f"memory of the data plane: {memory.before:.0f} MB, at most {memory.most:.0f} MB (goal: no more than {FLAT_MB} more)"
    )
    return int(ratios["docker push"] > GOAL or grown > FLAT_MB)


if __name__ == "__main__":
    raise SystemExit(main())
