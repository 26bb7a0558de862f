"""Our load balancer beside nginx as a proxy, in the same run: python -m tests.bench.bench_balancer [seconds]

wrk asks over kept connections for a small file: of nginx directly, through nginx as a proxy (one worker, kept connections to the
target), and through ours (one process). All of them share the machine, so the ratios count and not the figures.
Goal: at least half of the proxy's requests per second.
"""

from __future__ import annotations

import asyncio
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvloop

from course.dataplane.balancer.balancers import Balancers
from tests.tools import program

GOAL = 0.5
ROUNDS, CLIENTS = 5, 32
BODY = "x" * 512
SIDES = ("target", "nginx", "ours")

TARGET = """
worker_processes 1; daemon off; pid {folder}/target.pid; error_log {folder}/target.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; {places}
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""
PROXY = """
worker_processes 1; daemon off; pid {folder}/proxy.pid; error_log {folder}/proxy.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; {places}
  upstream target {{ server 127.0.0.1:{target}; keepalive 256; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://target; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port;
    }}
  }}
}}
"""


def main() -> int:
    """Compare, and say whether the goal is reached."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 4.0
    wrk = program("wrk")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        ports = {side: _free_port() for side in SIDES}
        www = Path(folder, "www")
        www.mkdir()
        Path(folder).chmod(0o755)
        (www / "small.txt").write_text(BODY)
        running.enter_context(_nginx(folder, "target", TARGET, ports["target"]))
        running.enter_context(_nginx(folder, "proxy", PROXY, ports["nginx"], target=ports["target"]))
        command = [
            sys.executable,
            "-m",
            "tests.bench.bench_balancer",
            "serve",
            str(ports["target"]),
            str(ports["ours"]),
        ]
        running.enter_context(_process(command, ports["ours"]))
        found: dict[str, list[tuple[float, float]]] = {side: [] for side in SIDES}
        for _ in range(ROUNDS):
            for side in SIDES:
                found[side].append(_measure(wrk, ports[side], seconds))
    print(f"{CLIENTS} kept connections, {len(BODY)} bytes, median of {ROUNDS} rounds of {seconds:g} s\n")
    for side in SIDES:
        rates, tails = zip(*found[side], strict=True)
        print(f"{side:<8} {statistics.median(rates):>9.0f} requests/s   p99 {statistics.median(tails):>7.2f} ms")
    ratios = [ours[0] / nginx[0] for ours, nginx in zip(found["ours"], found["nginx"], strict=True)]
    tails = [ours[1] / nginx[1] for ours, nginx in zip(found["ours"], found["nginx"], strict=True)]
    ratio = statistics.median(ratios)
    print(f"\nours/nginx: {ratio:.2f} of the requests ({min(ratios):.2f} to {max(ratios):.2f}), ", end="")
    print(f"p99 {statistics.median(tails):.2f} times; goal: {GOAL} or more of the requests")
    return int(ratio < GOAL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _process(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            sys.exit(f"{command[0]} does not listen")
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _nginx(folder: str, name: str, config: str, port: int, **more: int) -> Iterator[None]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{name}-{kind};" for kind in kinds)
    file = Path(folder, f"{name}.conf")
    file.write_text(config.format(folder=folder, port=port, places=places, **more))
    with _process([program("nginx"), "-p", folder, "-c", str(file), "-e", f"{folder}/{name}.log"], port):
        yield


def _measure(wrk: str, port: int, seconds: float) -> tuple[float, float]:
    """Requests per second and the 99th percentile of the response time, ms."""
    address = f"http://127.0.0.1:{port}/small.txt"
    command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "--latency", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None
    assert tail is not None
    return float(rate[1]), float(tail[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[tail[2]]


def serve(target: int, bind: int) -> None:
    """Our side, in a process of its own, until it is ended."""

    async def run() -> None:
        balancers = Balancers(lambda what, **facts: None)
        forward = {"Type": "forward", "TargetGroupArn": "group"}
        rule = {"arn": "rule", "priority": "default", "conditions": [], "actions": [forward]}
        listener = {"arn": "listener", "protocol": "HTTP", "port": bind, "bind": bind, "rules": [rule]}
        balancer = {"arn": "balancer", "name": "web", "host": "web.elb.localhost", "listeners": [listener]}
        at = {"id": "10.0.1.5", "port": 80, "state": "healthy", "at": ["127.0.0.1", target]}
        groups = {"group": {"arn": "group", "protocol": "HTTP", "targets": [at]}}
        await balancers.configure({"version": 1, "balancers": [balancer], "groups": groups})
        await asyncio.Event().wait()

    uvloop.run(run())


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(*map(int, sys.argv[2:4]))
    else:
        sys.exit(main())
