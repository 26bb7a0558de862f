"""Is a container engine there, and, where that is allowed, starting one: `python -m tests.engine.engine`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from filelock import FileLock

from course.home import CHECKOUT
from tests.tools import REQUIRE_ALL, missing, program

FOLDER = CHECKOUT / ".cache" / "engine"
WAIT_S = 60


class NoEngine(Exception):
    """No container engine answers; the text says why."""


def version() -> str | None:
    """The version of the engine that the `docker` command reaches (DOCKER_HOST and contexts count), or None."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    try:
        asked = subprocess.run(
            [docker, "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True, timeout=20
        )
    except subprocess.TimeoutExpired:
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None


def start() -> str:
    """The version of the engine that answers; where none does, dockerd is started first (root only).

    It goes on when this process has ended: whoever wants it gone ends the process named in .cache/engine/dockerd.pid.
    Raises NoEngine when none can be started.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(FOLDER / "start.lock"):
        if found := version():
            return found
        dockerd = shutil.which("dockerd")
        if dockerd is None or shutil.which("docker") is None:
            raise NoEngine("docker and dockerd are not both installed")
        if os.geteuid() != 0:
            raise NoEngine("only root may start dockerd")
        log = FOLDER / "dockerd.log"
        with log.open("ab") as out:
            begun = subprocess.Popen(
                [dockerd], stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
            )
        (FOLDER / "dockerd.pid").write_text(f"{begun.pid}\n")
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until and begun.poll() is None:
            if found := version():
                begun.returncode = 0  # it is meant to outlive this process; Popen would warn about it
                return found
            time.sleep(0.3)
        raise NoEngine(f"dockerd did not answer within {WAIT_S} s; the end of {log}:\n{log.read_text()[-600:]}")


def needed() -> str:
    """The `docker` program, with an engine behind it; else the test is skipped (or fails under ECS_COURSE_REQUIRE_ALL=1)."""
    docker = program("docker")
    if version() is None:
        if not REQUIRE_ALL:
            missing("no container engine answers")
        try:
            start()
        except NoEngine as error:
            missing(f"no container engine answers: {error}")
    return docker


if __name__ == "__main__":
    try:
        print(f"the container engine {start()} answers")
    except NoEngine as no:
        sys.exit(str(no))
