"""The travel site's images, built for tests: once for all of pytest's workers, and again only when a source has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from tests.engine import base_images
from tests.engine.base_images import APP
from tests.engine.engine import FOLDER, needed
from tests.tools import missing

PREFIX = "ecs-course-test/wanderly"
# image: (folder below labs/app, stage of its Dockerfile)
IMAGES = {"api": ("backend", ""), "web": ("frontend", ""), "db": ("database", ""), "migrate": ("database", "migrate")}


def app_images() -> dict[str, str]:
    """The names of built images by part ("api", "web", "db", "migrate"); skips or fails the test where that cannot be.

    A name carries a digest of the sources, so runs on different sources never share one. Older ones are removed.
    """
    needed()
    try:
        base_images.ensure()
    except base_images.CannotMake as error:
        missing(f"the base images can be neither pulled nor made: {str(error)[-300:]}")
    with FileLock(FOLDER / "app-images.lock"):
        return {part: _built(part) for part in IMAGES}


def build(context: Path, name: str, stage: str = "", **arguments: str) -> str:
    """Builds with the engine's own builder (no BuildKit) and returns what it said. AssertionError when it fails.

    The build has the machine's network, and npm's registry as this machine has it configured: it reaches what we reach.
    """
    given = npm_settings() | arguments
    options = [part for key, value in given.items() for part in ("--build-arg", f"{key}={value}")]
    if stage:
        options += ["--target", stage]
    done = subprocess.run(
        ["docker", "build", "--network=host", "--force-rm", "--tag", name, *options, str(context)],
        capture_output=True,
        text=True,
        env=os.environ | {"DOCKER_BUILDKIT": "0"},
    )
    assert done.returncode == 0, f"{name}: {done.stdout[-3000:]}{done.stderr[-1500:]}"
    return done.stdout


def npm_settings() -> dict[str, str]:
    """What the Dockerfiles' ARG NPM_CONFIG_REGISTRY is to be; nothing where npm uses the registry that it is made with."""
    own = _npm_registry()
    built_in = _npm_registry(f"--userconfig={os.devnull}", f"--globalconfig={os.devnull}")
    return {"NPM_CONFIG_REGISTRY": own} if own != built_in else {}


def _npm_registry(*options: str) -> str:
    """npm's registry with this machine's settings; with options, without its variables, as npm then has it."""
    npm = shutil.which("npm")
    if npm is None:
        return ""
    kept = {key: value for key, value in os.environ.items() if not options or not key.lower().startswith("npm_config_")}
    asked = subprocess.run(
        [npm, "config", "get", "registry", *options], capture_output=True, text=True, env=kept, cwd="/"
    )
    return asked.stdout.strip()


def sources(folder: Path) -> list[Path]:
    """The files of a build context, without what .dockerignore leaves out anyway."""
    left_out = {"node_modules", "dist", "test"}
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not left_out & set(path.relative_to(folder).parts)
    )


def _built(part: str) -> str:
    folder, stage = IMAGES[part]
    context = APP / folder
    digest = hashlib.sha256(
        b"\0".join(
            b"%b\0%b" % (str(path.relative_to(context)).encode(), path.read_bytes()) for path in sources(context)
        )
    )
    repository = f"{PREFIX}-{part}"
    name = f"{repository}:{digest.hexdigest()[:12]}"
    known = subprocess.run(
        ["docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}", repository], capture_output=True, text=True
    )
    there = known.stdout.split()
    if name not in there:
        build(context, name, stage)
        for old in there:  # without force: one that a container still uses stays
            subprocess.run(["docker", "image", "rm", old], capture_output=True)
    return name
