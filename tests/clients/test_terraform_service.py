"""Terraform waits until a service is steady: it creates, scales, rolls, sees a bad image rolled back, and destroys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from tests.clients.terraform import stack_in

MAIN = Path(__file__).with_name("service.tf")


@pytest.mark.timeout(600)
def test_a_service_from_its_first_day_to_its_last(
    tmp_path: Path, home: Home, endpoint: str, account: str, client: Callable[[str], Any]
) -> None:
    terraform = stack_in(tmp_path, MAIN.read_text(), home, endpoint, account)
    ecs = client("ecs")

    def apply(**variables: str) -> str:
        given = [word for name, value in variables.items() for word in ("-var", f"{name}={value}")]
        done = terraform("apply", "-auto-approve", *given)
        assert done.returncode == 0, done.stdout + done.stderr
        again = terraform("plan", "-detailed-exitcode", *given)
        return "unchanged" if again.returncode == 0 else again.stdout

    def service() -> dict[str, Any]:
        (told,) = ecs.describe_services(cluster="wanderly", services=["api"])["services"]
        return dict(told)

    assert terraform("init").returncode == 0
    assert apply() == "unchanged"
    assert (service()["runningCount"], service()["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
    assert apply(tasks="4") == "unchanged"
    assert service()["runningCount"] == 4
    assert apply(tasks="4", image="wanderly/api:2") == "unchanged"
    good = service()["taskDefinition"]
    arns = ecs.list_tasks(cluster="wanderly", serviceName="api")["taskArns"]
    images = {
        c["image"] for task in ecs.describe_tasks(cluster="wanderly", tasks=arns)["tasks"] for c in task["containers"]
    }
    assert images == {"wanderly/api:2"}
    missing = f"{account}.dkr.ecr.us-east-1.amazonaws.com/wanderly/api:none"
    drift = apply(tasks="4", image=missing)  # steady again, on the old revision: the next plan shows it
    assert service()["taskDefinition"] == good
    assert any("rolling back to deployment" in event["message"] for event in service()["events"])
    assert "aws_ecs_service.api will be updated in-place" in drift
    gone = terraform("destroy", "-auto-approve")
    assert gone.returncode == 0, gone.stdout + gone.stderr
    assert ecs.list_clusters()["clusterArns"] == []
