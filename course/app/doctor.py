"""What is there, what is missing, and what to run: one finding for each thing that the course can use."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.home import Home
from course.model.errors import CourseError
from course.sandbox import process
from course.world.chosen import chosen_world

OLDEST_AWS_V2 = (2, 13)
"""The first AWS CLI v2 that honours AWS_ENDPOINT_URL (changelog of 2.13.0); older ones would call the real AWS."""
LOOPBACK_NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One thing looked at."""

    name: str
    state: Literal["ok", "optional", "problem"]
    """`optional`: not there, and only some labs would use it. `problem`: something will not work."""
    found: str
    run: str = ""
    """What to run or do; "" where nothing."""


def examine(home: Home) -> list[Sign]:
    """Look at everything, the slow things at the same time. Starts nothing and changes nothing."""
    looks: list[Callable[[Home], Sign]] = [
        _python, _home, _progress, _world, _sandbox, _aws_cli, _terraform, _container_engine, _port_80, _proxies, _credentials,
    ]  # fmt: skip
    with ThreadPoolExecutor(len(looks)) as pool:
        return list(pool.map(lambda look: look(home), looks))


def _python(home: Home) -> Sign:
    inside = Path(sys.prefix) != Path(sys.base_prefix)
    found = f"Python {sys.version.split()[0]} in {'the environment' if inside else 'the system'} {sys.prefix}"
    return Sign(name="Python", state="ok" if inside else "problem", found=found, run="" if inside else "make setup")


def _home(home: Home) -> Sign:
    try:
        home.state.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home.state) as file:
            file.write(b"x" * 4096)
        free = shutil.disk_usage(home.root).free
    except OSError as error:
        return Sign(name="Your folder", state="problem", found=f"{home.root}: {error.strerror}",
                    run="free some space, or set ECS_COURSE_HOME to a folder you can write")  # fmt: skip
    if free < 200_000_000:
        return Sign(name="Your folder", state="problem", found=f"{home.root}: {free / 1e6:.0f} MB are free",
                    run="free some space: JupyterLab and the sandbox need about 200 MB")  # fmt: skip
    return Sign(name="Your folder", state="ok", found=f"{home.root} ({free / 1e9:.0f} GB free)")


def _progress(home: Home) -> Sign:
    if not home.progress.exists():
        return Sign(name="Progress log", state="ok", found="nothing noted yet")
    from course.progress.log import Log

    try:
        log = Log(home.progress)
        problems = log.verify()
    except CourseError as problem:
        return Sign(name="Progress log", state="problem", found=problem.message, run=problem.run)
    if problems:
        return Sign(name="Progress log", state="problem", found=str(problems[0]), run="ecs-course progress")
    return Sign(name="Progress log", state="ok", found=f"whole ({home.progress})")


def _world(home: Home) -> Sign:
    try:
        return Sign(name="World", state="ok", found=chosen_world(home).words)
    except CourseError as problem:
        return Sign(name="World", state="problem", found=problem.message, run=problem.run)


def _sandbox(home: Home) -> Sign:
    try:
        running = process.status(home)
    except CourseError as problem:
        return Sign(name="Sandbox", state="problem", found=problem.message, run=problem.run)
    if running is None:
        return Sign(name="Sandbox", state="optional", found="not running", run="ecs-course sandbox up")
    return Sign(name="Sandbox", state="ok", found=f"{running.endpoint} (process {running.pid})")


def _aws_cli(home: Home) -> Sign:
    path = shutil.which("aws")
    said = _said([path, "--version"]) if path else ""
    version = re.match(r"aws-cli/(\d+)\.(\d+)", said)
    if path is None or version is None:
        return Sign(
            name="AWS CLI", state="optional", found=said or "`aws` is not on PATH in this shell", run="ecs-course shell"
        )
    major, minor = int(version[1]), int(version[2])
    found = f"{said.split()[0]} ({path})"
    if major >= 2 and (major, minor) < OLDEST_AWS_V2:
        return Sign(name="AWS CLI", state="problem", found=f"{found} ignores the sandbox's endpoint and would call the real AWS",
                    run="ecs-course shell (its `aws` is the right one), or update to 2.13 or newer")  # fmt: skip
    return Sign(name="AWS CLI", state="ok", found=found)


def _terraform(home: Home) -> Sign:
    path = shutil.which("terraform") or shutil.which("tofu")
    if path is None:
        return Sign(
            name="Terraform",
            state="optional",
            found="not on PATH; days 24 and 25 use it",
            run="install terraform or opentofu",
        )
    version = re.search(r'"terraform_version": *"([^"]+)"', _said([path, "version", "-json"]))
    return Sign(name="Terraform", state="ok", found=f"{version[1] if version else 'of unknown version'} ({path})")


def _container_engine(home: Home) -> Sign:
    for name in ("docker", "podman"):
        path = shutil.which(name)
        if path is None:
            continue
        said = _said([path, "version", "--format", "{{.Server.Version}}"])
        if re.fullmatch(r"[\w.+~-]+", said):
            return Sign(name="Container engine", state="ok", found=f"{name} {said}")
        return Sign(name="Container engine", state="optional", found=f"{name} is installed, its engine does not answer",
                    run="start Docker; every lab can also be done without")  # fmt: skip
    return Sign(
        name="Container engine", state="optional", found="none; every lab can be done without", run="install Docker"
    )


def _port_80(home: Home) -> Sign:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 80))
        except OSError as error:
            return Sign(
                name="Port 80",
                state="optional",
                found=f"{error.strerror}: load balancers will open on port 20080 instead",
            )
    return Sign(name="Port 80", state="ok", found="free")


def _proxies(home: Home) -> Sign:
    names = [
        name for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY") if os.environ.get(name)
    ]
    if not names:
        return Sign(name="Proxy", state="ok", found="none set")
    spared = f"{os.environ.get('NO_PROXY', '')},{os.environ.get('no_proxy', '')}"
    if all(name in spared for name in LOOPBACK_NAMES):
        return Sign(name="Proxy", state="ok", found=f"{names[0]} is set, and NO_PROXY spares this machine")
    return Sign(name="Proxy", state="optional", found=f"{names[0]} is set and NO_PROXY does not spare this machine",
                run="ecs-course shell (it sets NO_PROXY); JupyterLab from `ecs-course lab` is right already")  # fmt: skip


def _credentials(home: Home) -> Sign:
    own = [
        name
        for name in os.environ
        if name.startswith("AWS_") and ("KEY" in name or name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"))
    ]
    if own and os.environ.get("AWS_ACCESS_KEY_ID") != "sandbox":
        return Sign(
            name="Real credentials",
            state="ok",
            found=f"{', '.join(sorted(own))} are set here; the course does not use them",
        )
    there = (Path.home() / ".aws").is_dir()
    return Sign(
        name="Real credentials",
        state="ok",
        found="~/.aws is there; the sandbox never reads it" if there else "none here",
    )


def _said(command: list[str | None]) -> str:
    """What a program prints first, or "" where it cannot be run or hangs."""
    try:
        done = subprocess.run(
            [word for word in command if word], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=8, text=True, errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def problems(signs: list[Sign]) -> Iterator[Sign]:
    """Those that will not work."""
    return (sign for sign in signs if sign.state == "problem")
