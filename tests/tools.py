"""Tools that some tests need: missing ones skip the test with a reason, or fail it where ECS_COURSE_REQUIRE_ALL=1."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

from course.home import CHECKOUT

NPM_FOLDER = CHECKOUT / ".cache" / "npm"
REQUIRE_ALL = os.environ.get("ECS_COURSE_REQUIRE_ALL") == "1"


def missing(what: str) -> NoReturn:
    """This test cannot run here because of `what`."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} (and ECS_COURSE_REQUIRE_ALL=1 lets nothing be skipped)")
    pytest.skip(what)


def program(name: str) -> str:
    """The path of a program on PATH."""
    return shutil.which(name) or missing(f"{name} is not installed")


def terraform_mirror() -> Path:
    """A filesystem mirror that holds the provider hashicorp/aws: $TF_PLUGIN_MIRROR, or one of the usual places."""
    usual = [os.environ.get("TF_PLUGIN_MIRROR", ""), "/opt/tf-plugins", "/usr/share/terraform/providers"]
    for place in filter(None, [*usual, str(Path.home() / ".terraform.d" / "plugins")]):
        if (Path(place) / "registry.terraform.io" / "hashicorp" / "aws").is_dir():
            return Path(place)
    missing("no filesystem mirror with the Terraform provider hashicorp/aws was found (set TF_PLUGIN_MIRROR)")


def npm_modules() -> Path:
    """node_modules with what tests/browser/package-lock.json names, installed with npm below .cache/."""
    npm = program("npm")
    given = CHECKOUT / "tests" / "browser"
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(NPM_FOLDER / "install.lock"):
        own, wanted = NPM_FOLDER / "package-lock.json", (given / "package-lock.json").read_bytes()
        if not (NPM_FOLDER / "node_modules").is_dir() or not own.is_file() or own.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(given / name, NPM_FOLDER / name)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=NPM_FOLDER, capture_output=True, text=True)
            if done.returncode:
                own.unlink(missing_ok=True)
                missing(f"npm could not install what the tests need: {done.stderr.strip()[-200:]}")
    return NPM_FOLDER / "node_modules"
