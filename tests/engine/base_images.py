"""The base images that the app's Dockerfiles name, made on the spot where no registry can be reached.

    python -m tests.engine.base_images

A name that the engine has already is left alone; a real image is pulled where that goes. Otherwise a stand-in is made
under the same name: Debian by debootstrap from this machine's own apt mirror, Node from the npm package that carries its
program, nginx and MariaDB from Debian. Stand-ins carry the label `ecs-course.stand-in`; to have the real image instead,
remove the stand-in and pull. What was downloaded is kept in .cache/engine, so a second making is faster.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import yaml
from filelock import FileLock

from course.home import CHECKOUT
from tests.engine import apt_sources
from tests.engine.engine import FOLDER, NoEngine, start

APP = CHECKOUT / "labs" / "app"
STAND_INS = Path(__file__).parent / "stand_ins"
LABEL = "ecs-course.stand-in"
RELEASE = "bookworm"
BASE = f"debian:{RELEASE}-slim"
KINDS = ("node", "nginx", "mysql", "debian")
NPM_VERSION = "11"
NO_APT_CACHE = 'APT::Keep-Downloaded-Packages "false";\nDir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n'
RECIPE = b"2"  # raise it when this file makes something else than before
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class CannotMake(Exception):
    """A base image can neither be pulled nor made here; the text says why."""


def names() -> list[str]:
    """The base images that labs/app asks for, in FROM lines and in compose.yaml, and the Debian that they stand on."""
    found = {BASE}
    for dockerfile in APP.rglob("Dockerfile"):
        if "node_modules" not in dockerfile.parts:
            found |= set(re.findall(r"^FROM\s+(\S+)", dockerfile.read_text(), re.MULTILINE))
    services = yaml.safe_load((APP / "compose.yaml").read_text())["services"].values()
    found |= {service["image"] for service in services if "build" not in service}
    return sorted(name for name in found if name.partition(":")[0] in KINDS)


def ensure() -> dict[str, str]:
    """Sees to it that the engine has every image of `names()`; returns by name what it is: "real" or "stand-in".

    Parallel callers wait for one. Raises CannotMake, and NoEngine where no engine answers.
    """
    start()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(FOLDER / "base-images.lock"):
        state = {name: _state(name) for name in names()}
        if lacking := [name for name, is_ in state.items() if is_ == "lacking"]:
            state |= dict.fromkeys(_pulled(lacking), "real")
            lacking = [name for name in lacking if state[name] == "lacking"]
            for name in sorted(lacking, key=lambda name: name != BASE):
                _make(name)
                state[name] = "stand-in"
        return state


def _recipe(name: str) -> str:
    """Changes when the making of this stand-in changes, so that an old one is made anew."""
    files = sorted(path for path in (STAND_INS / name.partition(":")[0]).rglob("*") if path.is_file())
    return hashlib.sha256(b"".join([RECIPE, *(path.read_bytes() for path in files)])).hexdigest()[:12]


def _state(name: str) -> str:
    asked = _docker("image", "inspect", "--format", "{{json .Config.Labels}}", name, check=False)
    if asked.returncode:
        return "lacking"
    label = (json.loads(asked.stdout) or {}).get(LABEL)
    if label is None:
        return "real"
    return "stand-in" if label == _recipe(name) else "lacking"


def _pulled(wanted: list[str]) -> list[str]:
    """Those that a registry gave. The first one that cannot be had ends it: there is no registry, or it gives no more."""
    had: list[str] = []
    for name in wanted:
        try:
            if _docker("pull", "--quiet", name, check=False, timeout=300).returncode:
                break
        except subprocess.TimeoutExpired:
            break
        had.append(name)
    return had


def _make(name: str) -> None:
    kind, _, tag = name.partition(":")
    began = time.monotonic()
    replaced = _docker("image", "inspect", "--format", "{{.Id}}", name, check=False).stdout.strip()
    if kind == "debian":
        _make_debian(name)
    else:
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            context = Path(folder)
            shutil.copytree(STAND_INS / kind, context, dirs_exist_ok=True)
            if kind == "node":
                _fill_node(context, tag.partition("-")[0])
            _docker(
                *["build", "--quiet", "--force-rm", "--network=host", "--build-arg", f"BASE={BASE}"],
                *["--label", f"{LABEL}={_recipe(name)}", "--label", f"{LABEL}.for={name}", "--tag", name, str(context)],
            )
    if replaced:
        _docker("image", "rm", replaced, check=False)  # stays where another image still stands on it
    print(f"made a stand-in for {name} in {time.monotonic() - began:.0f} s", flush=True)


def _make_debian(name: str) -> None:
    """The smallest Debian, with this machine's apt sources and certificates, so that builds in it reach what it reaches."""
    sources = apt_sources.of_release(RELEASE)
    debootstrap = shutil.which("debootstrap")
    if debootstrap is None or os.geteuid() != 0 or not sources:
        raise CannotMake(
            f"{name} cannot be pulled, and making a stand-in needs root, debootstrap and apt sources of Debian {RELEASE}"
        )
    packages = FOLDER / "debs"
    packages.mkdir(parents=True, exist_ok=True)
    # Not below .cache: the folder may lie on a file system that is mounted without devices, which debootstrap needs.
    with tempfile.TemporaryDirectory(prefix="ecs-course-base-") as folder:
        root = Path(folder) / "root"
        _run([debootstrap, "--variant=minbase", f"--cache-dir={packages}", RELEASE, str(root), sources[0].uri])
        etc = root / "etc"
        (etc / "apt" / "sources.list").write_text("".join(f"{source.line()}\n" for source in sources))
        (etc / "apt" / "apt.conf.d" / "80machine").write_text(apt_sources.connection() + NO_APT_CACHE)
        (etc / "dpkg" / "dpkg.cfg.d" / "slim").write_text(
            "force-unsafe-io\npath-exclude /usr/share/doc/*\npath-exclude /usr/share/man/*\npath-exclude /usr/share/locale/*\n"
        )
        if CERTIFICATES.is_file():
            (etc / "ssl" / "certs").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CERTIFICATES, root / CERTIFICATES.relative_to("/"))
        for waste in (
            "usr/share/doc",
            "usr/share/man",
            "usr/share/locale",
            "var/cache/apt/archives",
            "var/lib/apt/lists",
        ):
            shutil.rmtree(root / waste, ignore_errors=True)
        (root / "var/lib/apt/lists/partial").mkdir(parents=True)
        (root / "var/cache/apt/archives/partial").mkdir(parents=True)
        changes = [f"LABEL {LABEL}={_recipe(name)} {LABEL}.for={name}", 'CMD ["bash"]']
        options = [part for change in changes for part in ("--change", change)]
        with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packer:
            _run(["docker", "import", *options, "-", name], stdin=packer.stdout)


def _fill_node(context: Path, version: str) -> None:
    """Puts Node's program and npm into the folder, from the npm packages that hold them."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine().lower())
    if machine is None:
        raise CannotMake(f"no npm package holds Node for {platform.machine()}")
    _extract(f"node-linux-{machine}@{version}", "package/bin/node", context / "bin" / "node")
    _extract(f"npm@{NPM_VERSION}", "package", context / "npm")


def _extract(package: str, inside: str, to: Path) -> None:
    """Copies a file or folder out of an npm package, which is kept in the cache."""
    cache = FOLDER / "npm" / re.sub(r"[^\w.-]", "_", package)
    if not list(cache.glob("*.tgz")):
        cache.mkdir(parents=True, exist_ok=True)
        _run(["npm", "pack", "--silent", "--pack-destination", str(cache), package])
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder, tarfile.open(next(cache.glob("*.tgz"))) as archive:
        wanted = [m for m in archive.getmembers() if m.name == inside or m.name.startswith(f"{inside}/")]
        archive.extractall(folder, wanted, filter="data")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / inside, to)


def _docker(*words: str, check: bool = True, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DOCKER_BUILDKIT": "0"}
    done = subprocess.run(["docker", *words], capture_output=True, text=True, env=environment, timeout=timeout)
    if check and done.returncode:
        raise CannotMake(f"docker {' '.join(words)}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done


def _run(command: list[str], stdin: object = subprocess.DEVNULL) -> None:
    done = subprocess.run(command, stdin=stdin, capture_output=True, text=True)  # type: ignore[call-overload]
    if done.returncode:
        raise CannotMake(f"{' '.join(command)}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")


def main() -> int:
    """Makes what is lacking and says what is there."""
    try:
        for name, what in ensure().items():
            print(f"{name}: {what}")
    except (CannotMake, NoEngine) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
