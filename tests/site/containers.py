"""A container of the app's, with a port of this machine, and plain HTTP to it."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any


def docker(*words: str, check: bool = True) -> str:
    """What a docker command says on standard output; AssertionError when it fails and `check` is set."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True)
    assert not check or done.returncode == 0, f"docker {' '.join(words)}: {done.stderr[-1000:]}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, or status 0 when nothing listened or the connection broke."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)


def ask(url: str, body: object = None, timeout_s: float = 10) -> Answer:
    """GET, or POST with a body as JSON ({} for none); redirects count as answers like any other."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"} if data else {})
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read().decode())
    except OSError as error:
        return Answer(0, {}, str(error))


def until(passes: Any, within_s: float = 20, every_s: float = 0.1) -> bool:
    """Whether something comes true within so many seconds."""
    end = time.monotonic() + within_s
    while not (true := bool(passes())) and time.monotonic() < end:
        time.sleep(every_s)
    return true


@dataclass(frozen=True)
class Container:
    """One running container."""

    id: str
    port: int

    @classmethod
    def start(cls, image: str, port: int, *options: str) -> Container:
        """Runs it with its port on a free one of this machine's; `options` are those of `docker run`."""
        name = docker("run", "--detach", "--publish", f"127.0.0.1::{port}", *options, image)
        return cls(name, port)

    def url(self, path: str = "/") -> str:
        """Where the container's port can be reached."""
        return f"http://{docker('port', self.id, str(self.port)).splitlines()[0]}{path}"

    def up(self, path: str = "/healthz", within_s: float = 20) -> Container:
        """Waits until it answers."""
        assert until(lambda: ask(self.url(path)).status == 200, within_s), self.logs()
        return self

    def logs(self) -> str:
        """Both streams of what it wrote."""
        done = subprocess.run(["docker", "logs", self.id], capture_output=True, text=True)
        return done.stdout + done.stderr

    def state(self) -> dict[str, Any]:
        """`docker inspect`'s State."""
        state: dict[str, Any] = json.loads(docker("inspect", "--format", "{{json .State}}", self.id))
        return state

    def exit_code(self, within_s: float = 20) -> int:
        """The exit code, once it has ended."""
        assert until(lambda: not self.state()["Running"], within_s), "it still runs"
        return int(self.state()["ExitCode"])
