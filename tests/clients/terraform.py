"""Terraform as a learner runs it from a shell of the course: the environment, the provider from a local mirror."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from course.home import Home
from course.world.chosen import SANDBOX
from course.world.environment import environment, write_empty_aws_files
from tests.tools import program, terraform_mirror


@dataclass(frozen=True)
class Stack:
    """A folder with main.tf, and the environment in which terraform runs there."""

    folder: Path
    surroundings: dict[str, str]

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`terraform …` in the folder."""
        return subprocess.run(
            ["terraform", *words, "-no-color"],
            cwd=self.folder,
            env=self.surroundings,
            capture_output=True,
            text=True,
            timeout=280,
        )


def stack_in(folder: Path, main: str, home: Home, endpoint: str, account: str) -> Stack:
    """A stack that is ready for `terraform init`."""
    program("terraform")
    mirror = terraform_mirror()
    (folder / "tf.rc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    (folder / "stack").mkdir()
    (folder / "stack" / "main.tf").write_text(main)
    surroundings = dict(os.environ)
    write_empty_aws_files(home)
    environment(home, SANDBOX, endpoint, surroundings).apply(surroundings)
    surroundings |= {
        "AWS_ACCESS_KEY_ID": account,
        "TF_CLI_CONFIG_FILE": str(folder / "tf.rc"),
        "CHECKPOINT_DISABLE": "1",
    }
    return Stack(folder / "stack", surroundings)
