"""The clock from outside: control routes, commands, headers; and what tells time by it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from click.testing import CliRunner

from course.cli.sandbox import sandbox
from course.home import Home
from course.model.errors import CourseError, SandboxNotReady, UsageProblem
from course.sandbox import process
from course.sandbox.ask import hear
from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.people import trusting


def tell(home: Home, route: str, **given: str) -> dict[str, Any]:
    return process.tell(home, "POST", f"time/{route}", **given)


def test_jump_freeze_step_run(home: Home) -> None:
    process.up(home)
    before = process.now(home)
    assert abs(before - datetime.now(UTC)) < timedelta(seconds=5)
    tell(home, "forward", by="24h")
    tell(home, "forward", by="90")
    assert timedelta(0) < process.now(home) - before - timedelta(hours=24, seconds=90) < timedelta(seconds=10)
    frozen = tell(home, "freeze")
    assert (frozen["frozen"], frozen["rate"]) == (True, 0)
    assert process.now(home) == process.now(home) == datetime.fromisoformat(frozen["now"])
    stepped = tell(home, "step", by="10s")
    assert datetime.fromisoformat(stepped["now"]) - datetime.fromisoformat(frozen["now"]) == timedelta(seconds=10)
    assert tell(home, "run")["rate"] == 1
    assert tell(home, "speed", factor="120")["factor"] == 120
    assert tell(home, "step", by="1m")["frozen"] is True


@pytest.mark.parametrize(
    ("route", "given"),
    [
        ("forward", {}),
        ("forward", {"by": "abc"}),
        ("forward", {"by": "-5m"}),
        ("forward", {"by": "0"}),
        ("step", {"by": "1 week"}),
        ("speed", {}),
        ("speed", {"factor": "0"}),
        ("speed", {"factor": "1.5"}),
        ("speed", {"factor": "9" * 12}),
        ("backward", {}),
    ],
)
def test_nonsense_is_refused_and_moves_nothing(sandbox_home: Home, route: str, given: dict[str, str]) -> None:
    before = process.tell(sandbox_home, "GET", "time")
    with pytest.raises(UsageProblem):
        tell(sandbox_home, route, **given)
    after = process.tell(sandbox_home, "GET", "time")
    assert (after["frozen"], after["factor"]) == (before["frozen"], before["factor"])
    assert after["ahead_s"] - before["ahead_s"] < 300  # something of another test may be in transition


def test_time_ends_in_2100(home: Home) -> None:
    process.up(home)
    for _ in range(7):
        tell(home, "forward", by="3660d")
    with pytest.raises(UsageProblem, match="2100"):
        tell(home, "forward", by="3660d")
    assert process.now(home).year < 2100


def test_a_sandbox_that_does_not_run_has_no_time(home: Home) -> None:
    with pytest.raises(SandboxNotReady, match="not running"):
        process.now(home)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=str)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_sandbox/time"),
        ("POST", "/_sandbox/time/forward?by=24h"),
        ("POST", "/_sandbox/time/freeze"),
        ("POST", "/_sandbox/checkpoints/restore?name=a"),
    ],
)
def test_the_routes_are_closed_to_web_pages(sandbox: Running, method: str, path: str, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    assert response.status == 403
    assert "error" in json.loads(response.read())
    connection.close()


def test_every_answer_tells_sandbox_time_in_its_date(home: Home) -> None:
    running = process.up(home)
    tell(home, "forward", by="24h")
    ecs = client_of(running.endpoint, "ecs", "111111111111")
    told = [ecs.list_clusters()["ResponseMetadata"]["HTTPHeaders"]["date"]]
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    for path in ("/_sandbox/status", "/_sandbox/nothing"):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        assert len(response.headers.get_all("Date") or []) == 1
        told.append(response.headers["Date"])
    connection.close()
    for date in told:
        assert abs(parsedate_to_datetime(date) - process.now(home)) < timedelta(seconds=5)


def test_an_error_of_a_route_is_json_with_a_sentence(sandbox: Running) -> None:
    for method, path, status in [
        ("POST", "/_sandbox/time/forward?by=x", 400),
        ("POST", "/_sandbox/checkpoints/restore?name=none", 400),
        ("POST", "/_sandbox/checkpoints/save", 400),
        ("GET", "/_sandbox/time/forward", 404),
    ]:
        said = hear(sandbox.port, method, path)
        assert said is not None
        assert said[0] == status
        assert said[1]["error"].endswith(".")


def test_the_commands(home: Home) -> None:
    process.up(home)
    environment = {"ECS_COURSE_HOME": str(home.root)}

    def run(*words: str) -> Any:
        return CliRunner().invoke(sandbox, words, env=environment)

    assert "as the wall clock" in run("time").output
    assert "1 d ahead of the wall clock" in run("forward", "24h").output
    assert "standing still" in run("freeze").output
    assert "1 d 10 s ahead" in run("step", "10s").output
    assert ", running," in run("unfreeze").output
    assert json.loads(run("time", "--json").output)["ahead_s"] == pytest.approx(86410, abs=10)
    assert "60 times" in run("speed").output
    assert "120 times" in run("speed", "120").output
    for words in (("forward", "-5m"), ("forward", "soon"), ("step", "0")):
        refused = run(*words)
        assert isinstance(refused.exception, CourseError)
        assert refused.exception.exit_code == 2
    assert run("speed", "0").exit_code == 2
    assert "No checkpoints yet" in run("checkpoints").output
    assert "restore first" in run("save", "first").output
    assert json.loads(run("checkpoints", "--json").output)["checkpoints"][0]["name"] == "first"
    assert "before-restore-" in run("restore", "first").output
    assert "first" in run("checkpoints").output


def test_waiters_and_ranges_that_end_now_see_what_happened_in_the_future(home: Home) -> None:
    running = process.up(home)
    tell(home, "forward", by="24h")
    logs, metrics, ecs = (client_of(running.endpoint, s, "111111111111") for s in ("logs", "cloudwatch", "ecs"))
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    wall = round(time.time() * 1000)
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[{"timestamp": wall, "message": "m"}])
    asked = {"startTime": wall - 60_000, "endTime": wall + 1000}
    event = logs.filter_log_events(logGroupName="g", **asked)["events"][0]
    assert event["message"] == "m"
    assert abs(event["ingestionTime"] / 1000 - process.now(home).timestamp()) < 30
    assert logs.get_log_events(logGroupName="g", logStreamName="s", **asked)["events"]
    metrics.put_metric_data(Namespace="n", MetricData=[{"MetricName": "m", "Value": 1}])
    now = datetime.now(UTC)
    points = metrics.get_metric_statistics(
        Namespace="n",
        MetricName="m",
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    assert [point["Sum"] for point in points] == [1.0]
    assert abs(points[0]["Timestamp"] - process.now(home)) < timedelta(minutes=2)
    begun = time.monotonic()
    ecs.create_cluster(clusterName="a")
    ecs.register_task_definition(family="a", containerDefinitions=[{"name": "a", "image": "b", "memory": 64}])
    ecs.create_service(cluster="a", serviceName="a", taskDefinition="a", desiredCount=0)
    ecs.get_waiter("services_stable").wait(cluster="a", services=["a"], WaiterConfig={"Delay": 1, "MaxAttempts": 3})
    assert time.monotonic() - begun < 10


def test_the_aws_command_shows_the_logs_of_the_future(home: Home) -> None:
    running = process.up(home)
    tell(home, "forward", by="24h")
    logs = client_of(running.endpoint, "logs", "111111111111")
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    event = {"timestamp": round(process.now(home).timestamp() * 1000), "message": "from tomorrow"}
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[event])
    environment = dict(os.environ) | {
        "AWS_ENDPOINT_URL": running.endpoint,
        "AWS_ACCESS_KEY_ID": "111111111111",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
    }
    start = str(round((time.time() - 600) * 1000))
    asked = ["logs", "filter-log-events", "--log-group-name", "g", "--start-time", start]
    said = subprocess.run(
        [sys.executable, "-m", "awscli", *asked],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(said.stdout)["events"][0]["message"] == "from tomorrow"


def test_tokens_keep_the_time_of_the_wall(home: Home) -> None:
    running = process.up(home)
    tell(home, "forward", by="30d")
    sts, ecr, iam = (client_of(running.endpoint, s, "111111111111") for s in ("sts", "ecr", "iam"))
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trusting("111111111111"))["Role"]["Arn"]
    expiries = [
        sts.get_session_token()["Credentials"]["Expiration"],
        sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]["Expiration"],
        ecr.get_authorization_token()["authorizationData"][0]["expiresAt"],
    ]
    for expiry in expiries:
        assert timedelta(0) < expiry - datetime.now(UTC) < timedelta(days=2)
