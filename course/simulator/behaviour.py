"""How an image behaves when it runs: told by one data file (images.toml), as no program really runs in the simulator."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from course.simulator.command import program
from course.simulator.image import read_image

IMAGES = Path(__file__).with_name("images.toml")


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that a program does with AWS, under the role of its task."""

    action: str
    """As policies name it: `s3:PutObject`."""
    resource: str
    """ARN; `{account}` and `{region}` stand for the task's own."""
    path: str = ""
    """The path that is answered with 500 while the program may not do it."""
    exits: bool = False
    """Whether the program ends with exit code 1 when it may not."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a container of an image does. Seconds count from the start of the container."""

    name: str
    """The pattern it stands under in images.toml: `wanderly/api:*`."""
    says: str = ""
    """One sentence for the learner who asks why it behaves so."""
    size_mb: int = 60
    """Compressed, megabytes: how long it takes to pull."""
    listens: bool = True
    """Whether it is a server at all."""
    start_s: float = 1.0
    """Until it listens and answers."""
    port: int | None = None
    """Where it listens; None: on every port that its container declares."""
    paths: dict[str, int] = field(default_factory=dict)
    """Path → HTTP status. A path that is not here is answered with `otherwise`."""
    otherwise: int = 200
    """HTTP status of all other paths."""
    needs: tuple[str, ...] = ()
    """Environment variables without which it exits with 1 as soon as it starts; `A|B` asks for one of them."""
    exits_after_s: float | None = None
    """When it ends by itself; None: never."""
    exit_code: int = 0
    """With what it ends by itself."""
    unhealthy: bool = False
    """Whether its own health check command (and every path) fails."""
    unhealthy_after_s: float | None = None
    """When it begins to fail its checks; None: never."""
    memory_mb: int = 60
    """What it uses once it has started."""
    memory_growth_mb_per_min: float = 0
    cpu_ms_per_request: float = 5
    memory_kb_per_request: float = 0
    ignores_sigterm: bool = False
    stop_s: float = 1.0
    """From SIGTERM to its end."""
    sigterm_exit_code: int = 143
    """What it exits with after SIGTERM: 128 + 15 unless the program handles the signal."""
    architectures: tuple[str, ...] = ("X86_64", "ARM64")
    uses: tuple[Use, ...] = ()
    """What it does with AWS as soon as it has started."""
    sdk: Literal["JavaScript", "Python"] = "JavaScript"
    """In whose words it logs what AWS refuses it."""
    log: tuple[str, ...] = ()
    """Lines it writes when it starts."""
    log_at_exit: tuple[str, ...] = ()
    imitated: bool = False
    """True for an image that nobody described: it runs as a plain server on its declared ports."""

    def lacks(self, environment: frozenset[str]) -> bool:
        """Whether a variable is missing without which it ends."""
        return any(environment.isdisjoint(need.split("|")) for need in self.needs)

    def status_of(self, path: str) -> int:
        """The HTTP status with which it answers this path."""
        return self.paths.get(path.partition("?")[0] or "/", self.otherwise)

    def memory_at(self, age_s: float) -> float:
        """Megabytes in use so long after the start."""
        return self.memory_mb + self.memory_growth_mb_per_min * age_s / 60

    def reaches_memory_s(self, limit_mb: float) -> float | None:
        """Seconds after which it uses this much memory, None if it never does."""
        if self.imitated:  # nobody knows what it uses: it is taken to fit
            return None
        if self.memory_mb >= limit_mb:
            return 0.0
        if self.memory_growth_mb_per_min <= 0:
            return None
        return (limit_mb - self.memory_mb) / self.memory_growth_mb_per_min * 60


IMITATED = Behaviour(
    name="*", says="Nobody described this image: it is imitated by a plain server on its declared ports.", imitated=True
)


def read_behaviours(text: str) -> tuple[Behaviour, ...]:
    """The behaviours of a file in the form of images.toml, in order. TypeError for a field that is not known."""
    return tuple(_behaviour(entry) for entry in tomllib.loads(text).get("image", []))


def _behaviour(entry: dict[str, Any]) -> Behaviour:
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    if "uses" in lists:
        lists["uses"] = tuple(Use(**each) for each in lists["uses"])
    return Behaviour(**entry | lists)


@functools.cache
def known() -> tuple[Behaviour, ...]:
    """All that images.toml describes."""
    return read_behaviours(IMAGES.read_text("utf-8"))


@functools.lru_cache(4096)
def behaviour_of(reference: str) -> Behaviour:
    """How an image behaves: the first pattern of images.toml that `repository:tag` matches, else IMITATED."""
    name = read_image(reference).name
    return next((each for each in known() if fnmatchcase(name, each.name)), IMITATED)


def behaviour_under(reference: str, command: Sequence[str]) -> Behaviour:
    """How an image behaves when it is started with a command of its own: `sleep 300` listens nowhere, whatever the image."""
    behaviour = behaviour_of(reference)
    own = program(command) if command else None
    if own is None:
        return behaviour
    says = f"Runs {' '.join(command)!r} in place of the image's own program."
    return replace(
        behaviour,
        says=says,
        listens=False,
        needs=(),
        uses=(),
        log=(),
        exits_after_s=own.exits_after_s,
        exit_code=own.exit_code,
    )
