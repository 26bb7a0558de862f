"""What public Terraform modules make, no rule refuses: planned, held against the rules, applied to the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.simulator.rules import findings
from tests.clients.terraform import stack_in

MAIN = Path(__file__).with_name("examples.tf")
FAMILIES = ["alone", "bridge", "front", "mesh", "with-disk"]


@pytest.mark.timeout(600)
def test_examples_of_modules_are_taken(
    tmp_path: Path, home: Home, endpoint: str, account: str, client: Callable[[str], Any]
) -> None:
    terraform = stack_in(tmp_path, MAIN.read_text(), home, endpoint, account)
    for words in (["init"], ["plan", "-out", "plan"], ["apply", "plan"]):
        done = terraform(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    ecs = client("ecs")
    assert ecs.list_task_definition_families(status="ACTIVE")["families"] == FAMILIES
    for family in FAMILIES:
        made = ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
        assert findings("ecs", "RegisterTaskDefinition", made) == []
    again = terraform("plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout
