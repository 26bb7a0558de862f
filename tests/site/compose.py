"""The whole site by docker-compose, under a name of its own, from images that are built already."""

from __future__ import annotations

import os
import socket
import subprocess
import uuid
from pathlib import Path

import yaml

from tests.engine.app_images import npm_settings
from tests.engine.base_images import APP
from tests.site.containers import docker


class Site:
    """One running site; `compose(...)` runs docker-compose on it."""

    def __init__(self, program: str, images: dict[str, str], folder: Path) -> None:
        self.name = f"ecscoursetest{uuid.uuid4().hex[:10]}"
        self.password = uuid.uuid4().hex
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        built = folder / "images.yaml"
        how = {
            "network": "host",
            "args": npm_settings(),
        }  # as in app_images, so that Compose finds its layers in the cache
        services = {part: {"image": images[part], "build": how} for part in ("web", "api", "db")}
        built.write_text(yaml.safe_dump({"services": services}))
        self._command = [program, "--project-name", self.name, "-f", str(APP / "compose.yaml"), "-f", str(built)]
        self._environment = os.environ | {
            "DB_PASSWORD": self.password,
            "WEB_PORT": str(self.port),
            "DOCKER_BUILDKIT": "0",
            "COMPOSE_DOCKER_CLI_BUILD": "0",
        }

    def compose(self, *words: str) -> str:
        """What docker-compose says; AssertionError when it fails."""
        done = subprocess.run([*self._command, *words], capture_output=True, text=True, env=self._environment)
        assert done.returncode == 0, f"docker-compose {' '.join(words)}: {done.stdout[-1000:]}{done.stderr[-2000:]}"
        return done.stdout

    def url(self, path: str = "/") -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}{path}"

    def containers(self, service: str) -> list[str]:
        """The ids of a service's containers."""
        return self.compose("ps", "--quiet", service).split()

    def left_over(self) -> list[str]:
        """Containers, networks and volumes that still carry the project's name."""
        mine = f"label=com.docker.compose.project={self.name}"
        return [
            *docker("ps", "--all", "--quiet", "--filter", mine).split(),
            *docker("network", "ls", "--quiet", "--filter", mine).split(),
            *docker("volume", "ls", "--quiet", "--filter", mine).split(),
        ]
