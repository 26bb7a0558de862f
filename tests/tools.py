"""Tools that some tests need: missing ones skip the test with a reason, or fail it where ECS_COURSE_REQUIRE_ALL=1."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

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
