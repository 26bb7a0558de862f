"""Tasks as records: all containers, right names and addresses, found exactly."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.everything import TRUST
from tests.sandbox.stack import bridge_definition, container_instance, fargate_definition, network, service

Aws = Callable[..., Any]


@pytest.fixture
def ecs(aws: Aws) -> Any:
    client = aws("ecs")
    client.create_cluster(clusterName="a", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    fargate_definition(aws)
    return client


def run(aws: Aws, **more: Any) -> list[dict[str, Any]]:
    asked = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network(aws)}
    answer = aws("ecs").run_task(**asked | more)
    assert answer["failures"] == []
    return list(answer["tasks"])


def detail(task: dict[str, Any], name: str) -> str:
    (attachment,) = task["attachments"]
    return next(item["value"] for item in attachment["details"] if item["name"] == name)


def refused(operation: Callable[..., Any], **asked: Any) -> str:
    with pytest.raises(ClientError) as caught:
        operation(**asked)
    said = caught.value.response["Error"]
    return f"{said['Code']}: {said['Message']}"


def test_a_fargate_task_as_people_write_it(
    aws: Aws, ecs: Any, account: str, later: Callable[[str], None], still: None
) -> None:
    made = aws("iam").create_role(RoleName="web", AssumeRolePolicyDocument=TRUST)
    role = {"taskRoleArn": made["Role"]["Arn"]}
    (task,) = run(
        aws, overrides=role, startedBy="me", group="batch", enableExecuteCommand=True, tags=[{"key": "k", "value": "v"}]
    )
    there = f"arn:aws:ecs:us-east-1:{account}"
    assert re.fullmatch(there + r":task/a/[0-9a-f]{32}", task["taskArn"])
    identity = task["taskArn"].rpartition("/")[2]
    assert [container["name"] for container in task["containers"]] == ["web", "sidecar"]
    for container in task["containers"]:
        assert re.fullmatch(rf"{there}:container/a/{identity}/[0-9a-f-]{{36}}", container["containerArn"])
        assert container["taskArn"] == task["taskArn"]
        assert (container["lastStatus"], container["healthStatus"]) == ("PENDING", "UNKNOWN")
        assert "exitCode" not in container
        assert container["networkInterfaces"] == []
    (attachment,) = task["attachments"]
    assert (attachment["status"], [each["name"] for each in attachment["details"]]) == ("PRECREATED", ["subnetId"])
    expected = {
        "cpu": "256",
        "memory": "512",
        "lastStatus": "PROVISIONING",
        "desiredStatus": "RUNNING",
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "ephemeralStorage": {"sizeInGiB": 20},
        "startedBy": "me",
        "group": "batch",
        "enableExecuteCommand": True,
        "version": 1,
        "tags": [{"key": "k", "value": "v"}],
    }
    assert {key: task[key] for key in expected} == expected
    later("1m")
    (task,) = ecs.describe_tasks(cluster="a", tasks=[identity])["tasks"]
    for container in task["containers"]:
        address = container["networkInterfaces"][0]["privateIpv4Address"]
        assert address == detail(task, "privateIPv4Address")
    (subnet,) = aws("ec2").describe_subnets(SubnetIds=[detail(task, "subnetId")])["Subnets"]
    assert ipaddress.ip_address(address) in ipaddress.ip_network(subnet["CidrBlock"])
    assert task["availabilityZone"] == subnet["AvailabilityZone"]
    interface = aws("ec2").describe_network_interfaces(NetworkInterfaceIds=[detail(task, "networkInterfaceId")])
    groups = [group["GroupName"] for group in interface["NetworkInterfaces"][0]["Groups"]]
    assert groups == ["default"]


def test_looking_moves_no_task_and_tasks_are_counted(aws: Aws, ecs: Any, still: None) -> None:
    (task,) = run(aws)
    first = ecs.describe_tasks(cluster="a", tasks=[task["taskArn"]])
    again = [ecs.describe_tasks(cluster="a", tasks=[task["taskArn"]])["tasks"] for _ in range(5)]
    assert all(tasks == first["tasks"] for tasks in again)
    (cluster,) = ecs.describe_clusters(clusters=["a"], include=["STATISTICS"])["clusters"]
    assert (cluster["runningTasksCount"], cluster["pendingTasksCount"]) == (0, 1)
    assert {"name": "pendingFargateTasksCount", "value": "1"} in cluster["statistics"]


def test_stopping(aws: Aws, ecs: Any, later: Callable[[str], None]) -> None:
    (task,), (other,) = run(aws), run(aws)
    assert refused(ecs.delete_cluster, cluster="a").startswith("ClusterContainsTasksException")
    ecs.stop_task(cluster="a", task=task["taskArn"])
    ecs.stop_task(cluster="a", task=other["taskArn"].rpartition("/")[2], reason="enough")
    later("2m")
    told = ecs.describe_tasks(cluster="a", tasks=[task["taskArn"], other["taskArn"]])["tasks"]
    assert [each["stoppedReason"] for each in told] == ["Task stopped by user", "enough"]
    for each in told:
        assert (each["lastStatus"], each["desiredStatus"], each["stopCode"]) == ("STOPPED", "STOPPED", "UserInitiated")
        assert each["createdAt"] <= each["stoppingAt"] <= each["stoppedAt"]
        assert {container["lastStatus"] for container in each["containers"]} == {"STOPPED"}
    assert ecs.list_tasks(cluster="a")["taskArns"] == []
    assert len(ecs.list_tasks(cluster="a", desiredStatus="STOPPED")["taskArns"]) == 2
    described = aws("ec2").describe_network_interfaces()["NetworkInterfaces"]
    assert detail(told[0], "networkInterfaceId") not in {each["NetworkInterfaceId"] for each in described}
    again = ecs.stop_task(cluster="a", task=task["taskArn"], reason="once more")["task"]
    assert again["stoppedReason"] == "Task stopped by user"
    assert refused(ecs.stop_task, cluster="a", task="0" * 32) == (
        "InvalidParameterException: The referenced task was not found."
    )
    ecs.delete_cluster(cluster="a")


def test_names_are_matched_exactly_and_within_the_cluster(aws: Aws, ecs: Any) -> None:
    (task,) = run(aws)
    ecs.create_cluster(clusterName="b")
    identity = task["taskArn"].rpartition("/")[2]
    names = [identity, identity[:8], "x" + identity]
    told = ecs.describe_tasks(cluster="a", tasks=names)
    assert [each["taskArn"] for each in told["tasks"]] == [task["taskArn"]]
    assert [(each["arn"].rpartition("/")[2], each["reason"]) for each in told["failures"]] == [
        (identity[:8], "MISSING"),
        ("x" + identity, "MISSING"),
    ]
    elsewhere = ecs.describe_tasks(cluster="b", tasks=[task["taskArn"]])
    assert (elsewhere["tasks"], len(elsewhere["failures"])) == ([], 1)


def test_list_filters_and_pages(aws: Aws, ecs: Any) -> None:
    fargate_definition(aws, family="web-2")
    service(aws)
    mine = run(aws, count=3, startedBy="me")
    theirs = run(aws, taskDefinition="web-2", group="service:s")
    arns = [task["taskArn"] for task in mine]
    assert ecs.list_tasks(cluster="a", startedBy="me")["taskArns"] == arns
    assert ecs.list_tasks(cluster="a", family="web")["taskArns"] == arns
    assert ecs.list_tasks(cluster="a", serviceName="s")["taskArns"] == [theirs[0]["taskArn"]]
    assert ecs.list_tasks(cluster="a", launchType="EC2")["taskArns"] == []
    assert ecs.list_tasks(cluster="a", desiredStatus="PENDING")["taskArns"] == []
    pages = ecs.get_paginator("list_tasks").paginate(cluster="a", PaginationConfig={"PageSize": 2})
    assert [len(page["taskArns"]) for page in pages] == [2, 2]


def test_overrides_and_tags(aws: Aws, ecs: Any) -> None:
    fargate_definition(aws, tags=[{"key": "team", "value": "web"}])
    overrides = {
        "cpu": "512",
        "memory": "1024",
        "containerOverrides": [{"name": "sidecar", "command": ["x"], "cpu": 64}],
    }
    (task,) = run(
        aws,
        overrides=overrides,
        propagateTags="TASK_DEFINITION",
        enableECSManagedTags=True,
        tags=[{"key": "own", "value": "1"}],
    )
    assert (task["cpu"], task["memory"]) == ("512", "1024")
    assert task["overrides"]["containerOverrides"] == [{"name": "web"}, overrides["containerOverrides"][0]]  # type: ignore[index]
    assert task["containers"][1]["cpu"] == "64"
    tags = {tag["key"]: tag["value"] for tag in task["tags"]}
    assert tags == {"team": "web", "aws:ecs:clusterName": "a", "own": "1"}
    assert "tags" not in ecs.describe_tasks(cluster="a", tasks=[task["taskArn"]])["tasks"][0]
    (told,) = ecs.describe_tasks(cluster="a", tasks=[task["taskArn"]], include=["TAGS"])["tasks"]
    assert told["tags"] == task["tags"]
    assert ecs.list_tags_for_resource(resourceArn=task["taskArn"])["tags"] == task["tags"]


@pytest.mark.parametrize(
    ("base", "weights", "expected"),
    [
        (0, (3, 1), [6, 2]),
        (4, (1, 3), [5, 3]),
        (8, (1, 1), [8, 0]),
        (0, (0, 1), [0, 8]),
    ],
)
def test_base_and_weight_of_a_strategy(
    aws: Aws, ecs: Any, base: int, weights: tuple[int, int], expected: list[int]
) -> None:
    strategy = [
        {"capacityProvider": "FARGATE", "base": base, "weight": weights[0]},
        {"capacityProvider": "FARGATE_SPOT", "weight": weights[1]},
    ]
    asked = {"cluster": "a", "taskDefinition": "web", "networkConfiguration": network(aws), "count": 8}
    tasks = ecs.run_task(**asked, capacityProviderStrategy=strategy)["tasks"]
    names = [task["capacityProviderName"] for task in tasks]
    assert [names.count("FARGATE"), names.count("FARGATE_SPOT")] == expected
    assert {task["launchType"] for task in tasks} == {"FARGATE"}


def test_instances_take_dynamic_ports_and_say_what_they_lack(aws: Aws, ecs: Any, later: Callable[[str], None]) -> None:
    bridge_definition(aws)
    asked = {"cluster": "a", "taskDefinition": "bridge"}
    assert refused(ecs.run_task, **asked) == (
        "InvalidParameterException: No Container Instances were found in your cluster."
    )
    instance = container_instance(aws, "a")
    placed = ecs.run_task(**asked, count=3)
    assert {task["containerInstanceArn"] for task in placed["tasks"]} == {instance}
    assert (placed["tasks"][0]["cpu"], placed["tasks"][0]["memory"]) == ("0", "512")
    fixed = [{"containerPort": 80, "hostPort": 8080}]
    for family, more, reason in (
        ("large", {"memory": 60_000}, "RESOURCE:MEMORY"),
        ("busy", {"cpu": 8192}, "RESOURCE:CPU"),
    ):
        bridge_definition(aws, family=family, **more)
        answer = ecs.run_task(cluster="a", taskDefinition=family)
        assert (answer["tasks"], answer["failures"]) == ([], [{"arn": instance, "reason": reason}])
    bridge_definition(aws, family="fixed", portMappings=fixed)
    answer = ecs.run_task(cluster="a", taskDefinition="fixed", count=2)
    assert (len(answer["tasks"]), answer["failures"]) == (1, [{"arn": instance, "reason": "RESOURCE:PORTS"}])
    ecs.stop_task(cluster="a", task=answer["tasks"][0]["taskArn"])
    later("2m")
    assert len(ecs.run_task(cluster="a", taskDefinition="fixed")["tasks"]) == 1
    missing = ecs.start_task(cluster="a", taskDefinition="bridge", containerInstances=[instance, "none"])
    assert (len(missing["tasks"]), missing["failures"][0]["reason"]) == (1, "MISSING")
    assert len(ecs.list_tasks(cluster="a", containerInstance=instance)["taskArns"]) == 5


def test_instances_that_are_not_there(aws: Aws, ecs: Any) -> None:
    told = ecs.describe_container_instances(cluster="a", containerInstances=["none"])
    assert (told["containerInstances"], told["failures"][0]["reason"]) == ([], "MISSING")
    said = refused(ecs.deregister_container_instance, cluster="a", containerInstance="none")
    assert said == "InvalidParameterException: Referenced container instance none not found."
    instance = container_instance(aws, "a")
    assert refused(ecs.delete_cluster, cluster="a").startswith("ClusterContainsContainerInstancesException")
    gone = ecs.deregister_container_instance(cluster="a", containerInstance=instance)
    assert gone["containerInstance"]["status"] == "INACTIVE"
    assert ecs.list_container_instances(cluster="a")["containerInstanceArns"] == []


def test_what_tasks_are_started_from(aws: Aws, ecs: Any) -> None:
    unknown = "ClientException: TaskDefinition not found."
    assert refused(ecs.run_task, cluster="a", taskDefinition="none") == unknown
    assert refused(ecs.start_task, cluster="a", taskDefinition="none:1", containerInstances=["i"]) == unknown
    assert refused(ecs.create_service, cluster="a", serviceName="s", taskDefinition="none") == unknown
    both = {"launchType": "FARGATE", "capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}
    assert refused(ecs.run_task, cluster="a", taskDefinition="web", networkConfiguration=network(aws), **both) == (
        "InvalidParameterException: Specifying both a launch type and capacity provider strategy is not supported."
        " Remove one and try again."
    )
    told = ecs.describe_tasks(cluster="a", tasks=["0123456789abcdef0123456789abcdef"])
    assert (told["tasks"], told["failures"][0]["reason"]) == ([], "MISSING")


def test_awsvpc_needs_a_network_and_an_existing_subnet(aws: Aws, ecs: Any) -> None:
    asked = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE"}
    assert refused(ecs.run_task, **asked).startswith(
        "InvalidParameterException: Network Configuration must be provided"
    )
    nowhere = {"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"]}}
    assert refused(ecs.run_task, **asked, networkConfiguration=nowhere).startswith(
        "InvalidParameterException: Error retri"
    )
