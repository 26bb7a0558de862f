"""Tasks that really run: what AWS's calls say of them, from the first log line to the last exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from course.sandbox import process
from course.simulator.containers import OUT_OF_MEMORY
from tests.real.ground import Ground, until

BIN = Path(sys.executable).parent


def test_a_task_has_its_variables_secrets_role_and_neighbours_and_what_it_says_is_in_its_log(ground: Ground) -> None:
    secret = ground.aws("secretsmanager").create_secret(Name="db", SecretString=json.dumps({"password": "h0la"}))["ARN"]
    ground.aws("ssm").put_parameter(Name="/plain", Value="from-ssm", Type="String")
    read = {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameters"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [read]})
    ground.aws("iam").put_role_policy(RoleName="task", PolicyName="read", PolicyDocument=policy)
    ground.define(
        {"script": "mkdir -p /www && echo neighbour > /www/index.html && httpd -f -p 8000 -h /www"},
        {
            "script": "sleep 1; echo $GREETING $PASSWORD $PLAIN; wget -qO- http://localhost:8000/;"
            " wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task | head -c 200; echo; sleep 300",
            "environment": [{"name": "GREETING", "value": "hello"}],
            "secrets": [
                {"name": "PASSWORD", "valueFrom": f"{secret}:password::"},
                {"name": "PLAIN", "valueFrom": "/plain"},
            ],
        },
    )
    arn = ground.run()
    task = ground.reaches(arn, "RUNNING")
    assert [each["lastStatus"] for each in task["containers"]] == ["RUNNING", "RUNNING"]
    lines = until(lambda: len(found := ground.lines()) >= 3 and found, 20)
    assert "hello h0la from-ssm" in lines
    assert "neighbour" in lines
    assert any(f'"TaskARN":"{arn}"' in line.replace(" ", "") for line in lines)
    ground.aws("ecs").stop_task(cluster="real", task=arn, reason="enough")
    stopped = ground.reaches(arn, "STOPPED")
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")
    assert until(lambda: not ground.containers(arn))


@pytest.mark.parametrize(
    ("container", "code", "reason"),
    [
        ({"script": "sleep 0.3; exit 7"}, 7, ""),
        ({"script": "exec dd if=/dev/zero of=/dev/null bs=300M count=1", "memory": 64}, 137, OUT_OF_MEMORY),
        ({"command": ["/no/such/program"]}, None, "CannotStartContainerError"),
    ],
    ids=["exit", "memory", "no program"],
)  # fmt: skip
def test_how_it_ends_is_told_in_awss_words(ground: Ground, container: dict, code: int | None, reason: str) -> None:  # type: ignore[type-arg]
    ground.define(dict(container))
    stopped = ground.reaches(ground.run(), "STOPPED")
    (shown,) = stopped["containers"]
    assert (shown.get("exitCode"), shown.get("reason", "")[: len(reason)]) == (code, reason) or (
        code is None and shown["reason"].startswith(reason)
    )
    assert stopped["stopCode"] in ("EssentialContainerExited", "TaskFailedToStart")


def test_a_shell_in_a_container_and_its_exit_status(ground: Ground) -> None:
    ground.define({"script": "sleep 300", "environment": [{"name": "WHERE", "value": "inside"}]})
    arn = ground.run(enableExecuteCommand=True)
    ground.reaches(arn, "RUNNING")
    surroundings = os.environ | {"ECS_COURSE_HOME": str(ground.home.root)}
    command = [str(BIN / "ecs-course"), "exec", arn, "sh", "-c", "echo $WHERE; exit 3"]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, stdin=subprocess.DEVNULL)
    assert (done.stdout.strip(), done.returncode) == ("inside", 3), done.stderr


def test_a_restart_of_the_sandbox_and_a_reset_take_containers_along(ground: Ground) -> None:
    ground.define({"script": "sleep 600"})
    ground.serve()
    (before,) = until(ground.running)
    (container,) = [each for each in ground.containers(before) if "/pause" not in each["Command"]]
    process.down(ground.home)
    assert ground.left() == {}
    ground.up()
    (after,) = until(lambda: [arn for arn in ground.running() if arn != before])
    task = ground.task(before)
    assert (task["stopCode"], task["containers"][0]["exitCode"]) == ("EssentialContainerExited", 137)
    assert container["Id"] not in {each["Id"] for each in ground.containers(after)}
    assert len(ground.containers(after)) == 2
    process.reset(ground.home)
    until(lambda: "containers" not in ground.left(), 20)


def test_a_crash_of_the_sandbox_leaves_nothing(ground: Ground) -> None:
    ground.define({"script": "sleep 600"})
    ground.reaches(ground.run(), "RUNNING")
    running = process.status(ground.home)
    assert running is not None
    os.kill(running.pid, 9)
    until(lambda: ground.left() == {}, 30)


def test_more_tasks_than_the_machine_can_hold_are_told_as_missing_capacity(ground: Ground) -> None:
    ground.define({"script": "sleep 600"}, cpu="16384", memory="122880")
    task = ground.reaches(ground.run(), "STOPPED")
    assert task["stopCode"] == "TaskFailedToStart"
    assert "Capacity is unavailable at this time" in task["stoppedReason"]


def test_simulated_on_request(ground: Ground) -> None:
    process.tell(ground.home, "POST", "runtime/simulated")
    ground.define({"script": "sleep 600"})
    arn = ground.run()
    ground.reaches(arn, "RUNNING")
    assert ground.containers(arn) == []


def test_what_a_service_really_uses_is_in_its_metrics(ground: Ground) -> None:
    ground.define({"script": "while :; do :; done"})
    ground.serve()
    until(ground.running)
    dimensions = [{"Name": "ClusterName", "Value": "real"}, {"Name": "ServiceName", "Value": "s"}]

    def average(name: str) -> float:
        now = datetime.fromisoformat(process.tell(ground.home, "GET", "time")["now"])
        asked = {"Namespace": "AWS/ECS", "MetricName": name, "Dimensions": dimensions, "Statistics": ["Maximum"]}
        times = {"StartTime": now - timedelta(hours=1), "EndTime": now + timedelta(minutes=1), "Period": 60}
        found = ground.aws("cloudwatch").get_metric_statistics(**asked, **times)["Datapoints"]
        return max((each["Maximum"] for each in found), default=0.0)

    assert until(lambda: average("CPUUtilization") > 60, 40)  # of a quarter of a CPU, all of which it may have
    assert 0 < average("MemoryUtilization") < 20
