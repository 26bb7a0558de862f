"""What plain moto does right is not lost: the same calls on both, and every difference is one that was meant."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.sandbox.launch import free_port
from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.stock_calls import every

# Where our answer lost or changed something, as a pattern of operation and path, and why that is right.
INTENDED: dict[str, str] = {
    "ecs.describe_capacity_providers.failures.arn": "AWS writes capacity-provider; moto capacity_provider",
    "ecs.delete_capacity_provider.capacityProvider.status": "a deleted provider is INACTIVE",
    "ecs.list_task_definition_families.families": "in alphabetical order",
    "ecs.*_service*.service*.pendingCount": "nothing is pending before a scheduler starts it",
    "ecs.*.deployments.pendingCount": "nothing is pending before a scheduler starts it",
    "ecs.*.deployments.platformFamily": "an operating system, not a launch type",
    "ecs.*.deployments.desiredCount": "moto's deployments keep the first count for ever",
    "ecs.create_service.service.networkConfiguration": "absent where none was asked for, not {}",
    "ecs.delete_service.service.status": "DeleteService answers DRAINING; INACTIVE comes after",
    "ecs.describe_services.services.status": "a deleted service drains before it is INACTIVE",
    "ecs.*.attachments.details": "while a task is PROVISIONING only the subnet of its interface is known",
    "ecs.*.attachments.status": "the interface of a task that is PROVISIONING is not attached yet, that of a stopped one gone",
    "ecs.*.containers.containerArn": "moto makes it from the ARN of the task definition",
    "ecs.*.containers.taskArn": "moto gives the ARN of the task definition",
    "ecs.*.containers.exitCode": "a container that has not ended has none",
    "ecs.*.containers.healthStatus": "UNKNOWN before a health check, and without one",
    "ecs.stop_task.task.containers.lastStatus": "a container of a task that is to stop may not have ended yet",
    "ecs.stop_task.task.lastStatus": "a task that is to stop is not STOPPED yet",
    "ecs.*_task*.tasks.lastStatus": "tasks start PROVISIONING, and looking at them moves nothing",
    "ecs.*_task*.tasks.stoppedReason": "absent before a task is stopped",
    "ecs.run_task.tasks.startedBy": "absent where nothing was given",
    "ecr.*.repositoryUri": "where the sandbox's registry answers",
    "ecr.get_authorization_token.authorizationData.proxyEndpoint": "where the sandbox's registry answers",
    "elbv2.*.LoadBalancers.DNSName": "a name that opens",
    "elbv2.delete_target_group.refused.Message": "AWS's words: Target group … is currently in use",
    "elbv2.describe_target_health.*.HealthCheckPort": "the port itself, not traffic-port",
    "elbv2.describe_target_health.*.TargetHealth.State": "a target is healthy only after a health check",
    "elbv2.describe_rules.Rules.RuleArn": "moto names the default rule after its place in memory",
    "elbv2.describe_target_groups.TargetGroups.LoadBalancerArns": "each load balancer once",
}

IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{16,17}\b"
    r"|(?<=ecs-svc/)\d+|(?<=[a-z]-)[0-9a-f]{17}|[0-9a-f]{2}(:[0-9a-f]{2}){5}|\b[0-9a-z]{36}\b|\bA[0-9A-Z]{20}\b|QVdTO\w+=*"
    r"|\br-[0-9a-f]+|(?<=web-)\d+(?=\.us-east-1)"
)
ADDRESS = re.compile(r"\b(10|172|54)[.-]\d+[.-]\d+[.-]\d+\b(?!/)")


@pytest.fixture(scope="module")
def stock() -> Iterator[str]:
    """A plain moto_server of this module's own."""
    port = free_port()
    script = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    endpoint = f"http://127.0.0.1:{port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        for _ in range(200):
            try:
                opener.open(f"{endpoint}/moto-api/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield endpoint
    finally:
        child.terminate()
        child.wait()


class Recorder:
    """Makes calls at one endpoint and keeps the answers, without ids, addresses and times."""

    def __init__(self, endpoint: str, account: str) -> None:
        self._endpoint, self._account = endpoint, account
        self._clients: dict[str, Any] = {}
        self.answers: list[tuple[str, Any]] = []

    def call(self, service: str, operation: str, /, **arguments: Any) -> dict[str, Any]:
        if service not in self._clients:
            self._clients[service] = client_of(self._endpoint, service, self._account)
        said: dict[str, Any]
        try:
            said = getattr(self._clients[service], operation)(**arguments)
        except ClientError as error:
            said = error.response  # type: ignore[assignment]
            self.answers.append((f"{service}.{operation}", {"refused": self.plain(said["Error"])}))
            return said
        said.pop("ResponseMetadata")
        self.answers.append((f"{service}.{operation}", self.plain(said)))
        return said

    def plain(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.plain(each) for each in value]
        if isinstance(value, datetime):
            return "<time>"
        if isinstance(value, str):
            return ADDRESS.sub(
                "<address>",
                IDS.sub("<id>", value.replace(self._account, "<account>").replace("123456789012", "<account>")),
            )
        return value


def differences(name: str, stock: Any, ours: Any) -> Iterator[str]:
    """Paths at which our answer lost or changed what plain moto says; what it has besides is an addition."""
    if isinstance(stock, dict) and isinstance(ours, dict):
        for key, value in stock.items():
            if key not in ours:
                yield f"{name}.{key}"
            else:
                yield from differences(f"{name}.{key}", value, ours[key])
    elif isinstance(stock, list) and isinstance(ours, list) and len(stock) <= len(ours):
        for one, other in zip(stock, ours, strict=False):
            yield from differences(name, one, other)
    elif stock != ours:
        yield name


def test_every_difference_is_meant(stock: str, sandbox: Running, account: str, still: None) -> None:
    plain, mine = Recorder(stock, "123456789012"), Recorder(sandbox.endpoint, account)
    for _ in zip(every(plain.call), every(mine.call), strict=True):
        pass
    assert [name for name, _ in plain.answers] == [name for name, _ in mine.answers]
    assert len(plain.answers) > 60
    found = {
        path: (one, other)
        for (name, one), (_, other) in zip(plain.answers, mine.answers, strict=True)
        for path in differences(name, one, other)
    }
    unmeant = {path: both for path, both in found.items() if not any(fnmatchcase(path, known) for known in INTENDED)}
    assert sorted(unmeant) == [], unmeant
    assert [known for known in INTENDED if not any(fnmatchcase(path, known) for path in found)] == []
