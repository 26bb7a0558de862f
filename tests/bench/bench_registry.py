"""docker push to our registry beside Debian's docker-registry, in the same run: python -m tests.bench.bench_registry [MB]

An image of one layer of random bytes, which nothing can compress, pushed by `docker push`, and by `skopeo copy` out of a folder:
there no compression hides the registry. Every push is of an image that neither registry has seen; the sides take turns.
Goals: at most 1.2 times the time of the other, and memory that does not grow with the image.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import socket
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from course.home import Home
from course.sandbox import process, registry_place
from course.world.access import sandbox_clients
from tests.tools import program

GOAL, FLAT_MB = 1.2, 16
ROUNDS = 5
SIDES = ("ours", "theirs")
PEER = """
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}
http: {{addr: "localhost:{port}"}}
"""


def main() -> int:
    """Compare, and say whether the goals are reached."""
    size = (int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 200) << 20
    with tempfile.TemporaryDirectory() as given, _ours(Path(given)) as ours, _theirs(Path(given)) as theirs:
        folder, address = Path(given), {"ours": ours, "theirs": theirs}
        times: dict[str, dict[str, list[float]]] = {way: {side: [] for side in SIDES} for way in ("docker", "skopeo")}
        with _watched(_data_plane(folder)) as seen:
            for number in range(ROUNDS):
                for side in SIDES if number % 2 else reversed(SIDES):
                    times["docker"][side].append(_docker_push(folder, f"{address[side]}/bench:{number}", size))
                    times["skopeo"][side].append(_skopeo_copy(folder, f"{address[side]}/bench:s{number}", size))
    ratios = {way: statistics.median(t["ours"]) / statistics.median(t["theirs"]) for way, t in times.items()}
    for way, taken in times.items():
        shown = ", ".join(f"{side} {statistics.median(taken[side]):.2f} s" for side in SIDES)
        print(f"push of {size >> 20} MB by {way}: {shown}; ratio {ratios[way]:.2f} (goal for docker: at most {GOAL})")
    grown = (max(seen) - seen[0]) / 1e6
    print(f"memory of the data plane: {seen[0] / 1e6:.0f} MB, at most {grown:.1f} MB more (goal: {FLAT_MB})")
    return 0 if ratios["docker"] <= GOAL and grown <= FLAT_MB else 1


@contextmanager
def _ours(folder: Path) -> Iterator[str]:
    """A sandbox with the repository `bench`, logged in to; the address of its registry."""
    home = Home(folder / "home")
    endpoint = process.up(home).endpoint
    try:
        ecr = sandbox_clients(endpoint, "us-east-1", access_key="123456789012")("ecr")
        ecr.create_repository(repositoryName="bench")
        (given,) = ecr.get_authorization_token()["authorizationData"]
        address = f"localhost:{(home.sandbox / registry_place.PORT_FILE).read_text()}"
        (folder / "docker").mkdir()
        (folder / "docker" / "config.json").write_text(
            json.dumps({"auths": {address: {"auth": given["authorizationToken"]}}})
        )
        password = base64.b64decode(given["authorizationToken"]).decode()
        request = urllib.request.Request(f"http://{address}/v2/", headers={"Authorization": _basic(password)})
        urllib.request.urlopen(request).close()  # starts the data plane
        yield address
    finally:
        process.down(home)


@contextmanager
def _theirs(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "peer.yml"
    config.write_text(PEER.format(folder=folder, port=port))
    peer = subprocess.Popen([program("docker-registry"), "serve", str(config)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"localhost:{port}"
    finally:
        peer.kill()
        peer.wait()


@contextmanager
def _watched(of: psutil.Process) -> Iterator[list[int]]:
    """The resident memory of a process, now and every few milliseconds."""
    seen, over = [of.memory_info().rss], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            seen.append(of.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _data_plane(folder: Path) -> psutil.Process:
    for each in psutil.process_iter(["cmdline"]):
        words = each.info["cmdline"] or []
        if "course.dataplane.serve" in words and str(folder / "home") in words:
            return each
    raise AssertionError("the data plane does not run")


def _docker_push(folder: Path, name: str, size: int) -> float:
    """Seconds."""
    packed, environment = folder / "image.tar", os.environ | {"DOCKER_CONFIG": str(folder / "docker")}
    with tarfile.open(packed, "w") as tar:
        entry = tarfile.TarInfo("random")
        entry.size = size
        tar.addfile(entry, io.BytesIO(os.urandom(size)))
    docker = program("docker")
    subprocess.run([docker, "import", str(packed), name], check=True, capture_output=True, env=environment)
    packed.unlink()
    try:
        begun = time.monotonic()
        subprocess.run([docker, "push", name], check=True, capture_output=True, env=environment)
        return time.monotonic() - begun
    finally:
        subprocess.run([docker, "image", "rm", "-f", name], capture_output=True, env=environment, check=False)


def _skopeo_copy(folder: Path, name: str, size: int) -> float:
    """Seconds."""
    image = folder / "image"
    image.mkdir(exist_ok=True)
    layer, config = os.urandom(size), json.dumps({"architecture": "amd64", "os": "linux", "name": name}).encode()
    parts = []
    kinds = ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip")
    for data, kind in ((config, kinds[0]), (layer, kinds[1])):
        digest = hashlib.sha256(data).hexdigest()
        (image / digest).write_bytes(data)
        parts.append({"mediaType": kind, "digest": f"sha256:{digest}", "size": len(data)})
    told = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json"}
    (image / "manifest.json").write_text(json.dumps(told | {"config": parts[0], "layers": parts[1:]}))
    (image / "version").write_text("Directory Transport Version: 1.1\n")
    command = [program("skopeo"), "copy", "--insecure-policy", "--dest-tls-verify=false"]
    command += [f"--authfile={folder}/docker/config.json", f"dir:{image}", f"docker://{name}"]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    taken = time.monotonic() - begun
    for each in image.iterdir():
        each.unlink()
    return taken


def _basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


if __name__ == "__main__":
    sys.exit(main())
