"""The environment of a learner's kernels and shells: what leads every AWS client into the chosen world and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from course.home import Home
from course.world.chosen import WORLD_VARIABLE, World

KEPT = frozenset({"AWS_DEFAULT_OUTPUT", "AWS_PAGER", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_CLI_AUTO_PROMPT"})
"""The only AWS_ variables of the learner's own that stay: they change how things are shown or retried, never where calls go.
All others go (a list of the dangerous ones would be out of date with the next SDK)."""

LOOPBACK = ("127.0.0.1", "localhost", ".localhost", "::1")


@dataclass(frozen=True)
class Environment:
    """Variables to set and to remove."""

    set: dict[str, str]
    unset: tuple[str, ...]

    def apply(self, environ: MutableMapping[str, str]) -> None:
        """Change `environ` (os.environ, or a copy for a child process) in place."""
        for name in self.unset:
            environ.pop(name, None)
        environ.update(self.set)


def environment(home: Home, world: World, endpoint: str, before: Mapping[str, str] | None = None) -> Environment:
    """What to set and unset so that plain boto3, `aws` and terraform reach `world`.

    `endpoint` is the sandbox's address, "" for an account; `before` the environment as it is (default os.environ).
    """
    before = os.environ if before is None else before
    wanted = {
        WORLD_VARIABLE: world.key,
        "ECS_COURSE_HOME": str(home.root),
        "AWS_REGION": world.region,
        "AWS_DEFAULT_REGION": world.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": before.get("AWS_PAGER", ""),
        "PATH": _path(before.get("PATH", "")),
    }
    if world.kind == "sandbox":
        no_proxy = _no_proxy(before)
        wanted |= {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_CONFIG_FILE": str(home.aws_config),
            "AWS_SHARED_CREDENTIALS_FILE": str(home.aws_credentials),
            "NO_PROXY": no_proxy,
            "no_proxy": no_proxy,
        }
    else:
        wanted |= {
            "AWS_PROFILE": world.profile,
            "AWS_CONFIG_FILE": world.config_file,
            "AWS_SHARED_CREDENTIALS_FILE": world.credentials_file,
        }
    gone = tuple(
        sorted(
            name
            for name in before
            if (name.upper().startswith("AWS_") or name in ("BOTO_CONFIG", "AWSCLI_CONFIG"))
            and name not in wanted
            and name not in KEPT
        )
    )
    return Environment(wanted, gone)


def write_empty_aws_files(home: Home) -> None:
    """Make the config and credentials files that the sandbox's environment points to, unless the learner has them.

    Raises OSError where the home cannot be written.
    """
    for path in (home.aws_config, home.aws_credentials):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text("# The sandbox's own AWS file; ~/.aws is not read here.\n", "utf-8")


def _path(path: str) -> str:
    """The environment's programs first, so that `aws` is the one that honours the endpoint."""
    programs = str(Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin"))
    rest = [part for part in path.split(os.pathsep) if part and part != programs]
    return os.pathsep.join([programs, *rest])


def _no_proxy(before: Mapping[str, str]) -> str:
    """The learner's own exceptions and loopback."""
    own = [
        part.strip() for name in ("NO_PROXY", "no_proxy") for part in before.get(name, "").split(",") if part.strip()
    ]
    return ",".join(dict.fromkeys([*own, *LOOPBACK]))
