"""Somebody at a terminal of the course's world: aws, docker and ecs-course, as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.home import Home
from course.sandbox import process
from course.world.chosen import SANDBOX
from course.world.environment import environment, write_empty_aws_files
from tests.tools import program

BIN = Path(sys.executable).parent


class Learner:
    """One person, one sandbox, Docker's configuration in a folder of their own."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self.endpoint = process.up(home).endpoint
        write_empty_aws_files(home)
        self.surroundings = dict(os.environ)
        environment(home, SANDBOX, self.endpoint, self.surroundings).apply(self.surroundings)
        self.surroundings |= {"DOCKER_CONFIG": str(folder), "DOCKER_BUILDKIT": "0", "AWS_PAGER": ""}
        self.docker_program = program("docker")

    def _run(self, words: list[str], **more: Any) -> str:
        done = subprocess.run(words, env=self.surroundings, capture_output=True, text=True, timeout=280, **more)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout.strip()

    def aws(self, words: str, *more: str) -> Any:
        """`aws …`: the answer as JSON (or as it stands, where it is none); None where there is none."""
        said = self._run([str(BIN / "aws"), *words.split(), *more])
        return json.loads(said) if said[:1] in "{[" and said else said or None

    def docker(self, words: str, *more: str, **given: Any) -> str:
        """`docker …`."""
        return self._run([self.docker_program, *words.split(), *more], **given)

    def course(self, words: str, *more: str) -> str:
        """`ecs-course …`."""
        return self._run([str(BIN / "ecs-course"), *words.split(), *more])

    def in_the_background(self, words: str, *more: str) -> subprocess.Popen[str]:
        """`ecs-course …`, not waited for."""
        command = [str(BIN / "ecs-course"), *words.split(), *more]
        return subprocess.Popen(
            command, env=self.surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


def until(holds: Callable[[], Any], seconds: float = 120) -> Any:
    """What `holds()` gives once that is true. AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = holds()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"It did not come true within {seconds:g} s; at last: {holds()!r}")
