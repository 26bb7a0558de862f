"""Services as records: AWS's defaults, honest counts, nothing replaced, states as AWS names them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.stack import bare_network, bridge_definition, fargate_definition, network, service

Aws = Callable[..., Any]


def told(aws: Aws, name: str = "s") -> dict[str, Any]:
    (found,) = aws("ecs").describe_services(cluster="a", services=[name])["services"]
    return dict(found)


def error(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    said = caught.value.response["Error"]
    return said["Code"], said["Message"]


def test_a_bare_fargate_service_shows_the_defaults_of_aws(aws: Aws, account: str) -> None:
    made = service(aws, desiredCount=2, networkConfiguration=bare_network(aws))
    shown = told(aws)
    assert {key: value for key, value in made.items() if key != "tags"} == shown
    deployment = shown["deployments"][0]
    assert re.fullmatch(r"ecs-svc/\d{19}", deployment["id"])
    expected = {
        "status": "ACTIVE",
        "desiredCount": 2,
        "runningCount": 0,
        "pendingCount": 0,
        "launchType": "FARGATE",
        "platformVersion": "LATEST",
        "platformFamily": "Linux",
        "loadBalancers": [],
        "serviceRegistries": [],
        "events": [],
        "placementConstraints": [],
        "placementStrategy": [],
        "healthCheckGracePeriodSeconds": 0,
        "schedulingStrategy": "REPLICA",
        "deploymentController": {"type": "ECS"},
        "enableECSManagedTags": False,
        "propagateTags": "NONE",
        "enableExecuteCommand": False,
        "availabilityZoneRebalancing": "ENABLED",
        "createdBy": f"arn:aws:iam::{account}:root",
        "roleArn": f"arn:aws:iam::{account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": False, "rollback": False},
            "maximumPercent": 200,
            "minimumHealthyPercent": 100,
            "strategy": "ROLLING",
            "bakeTimeInMinutes": 0,
        },
    }
    assert {key: shown[key] for key in expected} == expected
    vpc = shown["networkConfiguration"]["awsvpcConfiguration"]
    assert (vpc["securityGroups"], vpc["assignPublicIp"]) == ([], "DISABLED")
    assert deployment["networkConfiguration"] == shown["networkConfiguration"]
    expected = {
        "status": "PRIMARY",
        "taskDefinition": shown["taskDefinition"],
        "desiredCount": 2,
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {deployment['id']} in progress.",
    }
    assert {key: deployment[key] for key in expected} == expected


def test_a_service_on_instances_has_no_platform_and_no_network(aws: Aws) -> None:
    aws("ecs").create_cluster(clusterName="a")
    bridge_definition(aws)
    aws("ecs").create_service(cluster="a", serviceName="s", taskDefinition="bridge", desiredCount=1)
    shown = told(aws)
    assert shown["launchType"] == shown["deployments"][0]["launchType"] == "EC2"
    assert not {"platformVersion", "platformFamily", "networkConfiguration", "roleArn"} & shown.keys()


def test_a_daemon_wants_none_by_itself_and_has_its_own_percents(aws: Aws) -> None:
    aws("ecs").create_cluster(clusterName="a")
    bridge_definition(aws)
    aws("ecs").create_service(cluster="a", serviceName="s", taskDefinition="bridge", schedulingStrategy="DAEMON")
    shown = told(aws)
    percents = shown["deploymentConfiguration"]
    assert (percents["minimumHealthyPercent"], percents["maximumPercent"]) == (0, 100)
    assert (shown["desiredCount"], shown["availabilityZoneRebalancing"]) == (0, "DISABLED")


def test_the_strategy_of_the_cluster_is_taken_where_nothing_is_asked(aws: Aws) -> None:
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    aws("ecs").create_cluster(
        clusterName="a", capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=strategy
    )
    fargate_definition(aws)
    aws("ecs").create_service(
        cluster="a", serviceName="s", taskDefinition="web", networkConfiguration=network(aws), desiredCount=1
    )
    shown = told(aws)
    assert "launchType" not in shown
    whole = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
    assert shown["capacityProviderStrategy"] == shown["deployments"][0]["capacityProviderStrategy"] == whole
    assert aws("ecs").list_services(cluster="a", launchType="FARGATE")["serviceArns"] == [shown["serviceArn"]]
    assert aws("ecs").list_services(cluster="a", launchType="EC2")["serviceArns"] == []


def test_scaling_keeps_the_deployment_and_starts_tasks(aws: Aws, later: Callable[[str], None]) -> None:
    service(aws, desiredCount=0)
    later("1m")
    before = told(aws)
    assert before["deployments"][0]["rolloutState"] == "COMPLETED"
    answer = aws("ecs").update_service(cluster="a", service="s", desiredCount=3)["service"]
    assert (answer["desiredCount"], answer["runningCount"], answer["pendingCount"]) == (3, 0, 0)
    later("2m")
    after = told(aws)
    assert (after["desiredCount"], after["runningCount"], after["pendingCount"]) == (3, 3, 0)
    assert after["deployments"][0]["desiredCount"] == 3
    assert after["deployments"][0]["id"] == before["deployments"][0]["id"]
    assert len(aws("ecs").list_tasks(cluster="a", serviceName="s")["taskArns"]) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"taskDefinition": "web:2"},
        {"forceNewDeployment": True},
        {"platformVersion": "1.4.0"},
        {"capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}], "forceNewDeployment": True},
        {"loadBalancers": []},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_starts_a_new_deployment(aws: Aws, change: dict[str, Any], still: None) -> None:
    aws("ecs").create_cluster(clusterName="a", capacityProviders=["FARGATE"])
    first = service(aws, desiredCount=1)
    second = fargate_definition(aws)
    answer = aws("ecs").update_service(cluster="a", service="s", **change)["service"]
    assert answer["taskDefinition"] == (second if "taskDefinition" in change else first["taskDefinition"])
    (deployment,) = answer["deployments"]
    assert deployment["id"] != first["deployments"][0]["id"]
    assert deployment["taskDefinition"] == answer["taskDefinition"]
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "IN_PROGRESS")


def test_settings_change_without_a_new_deployment(aws: Aws) -> None:
    fargate_definition(aws, taskRoleArn="arn:aws:iam::111122223333:role/web")
    first = service(aws, desiredCount=1)
    changed = {
        "enableExecuteCommand": True,
        "propagateTags": "SERVICE",
        "enableECSManagedTags": True,
        "healthCheckGracePeriodSeconds": 30,
        "availabilityZoneRebalancing": "DISABLED",
    }
    configuration = {"minimumHealthyPercent": 50, "deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    aws("ecs").update_service(
        cluster="a", service=first["serviceArn"], taskDefinition="web", deploymentConfiguration=configuration, **changed
    )
    shown = told(aws)
    assert {key: shown[key] for key in changed} == changed
    assert shown["deploymentConfiguration"] == first["deploymentConfiguration"] | configuration
    assert shown["deployments"][0]["id"] == first["deployments"][0]["id"]


def test_nothing_replaces_a_service_that_is_there(aws: Aws) -> None:
    first = service(aws, desiredCount=1)
    for count in (1, 2):  # the same words are no excuse
        with pytest.raises(ClientError) as caught:
            service(aws, desiredCount=count)
        assert error(caught) == ("InvalidParameterException", "Creation of service was not idempotent.")
    assert (told(aws)["desiredCount"], told(aws)["deployments"][0]["id"]) == (1, first["deployments"][0]["id"])


def test_a_client_token_makes_a_second_creation_harmless(aws: Aws) -> None:
    first = service(aws, desiredCount=1, clientToken="once")
    again = service(aws, desiredCount=1, clientToken="once")
    assert [each["id"] for each in again["deployments"]] == [first["deployments"][0]["id"]]
    for changed in ({"desiredCount": 2, "clientToken": "once"}, {"desiredCount": 1, "clientToken": "twice"}):
        with pytest.raises(ClientError) as caught:
            service(aws, **changed)
        assert error(caught) == ("InvalidParameterException", "Creation of service was not idempotent.")
    assert told(aws)["desiredCount"] == 1


def test_a_deleted_service_drains_is_listed_no_more_and_may_come_back(
    aws: Aws, later: Callable[[str], None], still: None
) -> None:
    ecs = aws("ecs")
    service(aws, desiredCount=1)
    later("2m")
    with pytest.raises(ClientError) as caught:
        ecs.delete_service(cluster="a", service="s")
    assert error(caught)[1] == "The service cannot be stopped while it is scaled above 0."
    with pytest.raises(ClientError) as caught:
        ecs.delete_cluster(cluster="a")
    assert error(caught)[0] == "ClusterContainsServicesException"
    answer = ecs.delete_service(cluster="a", service="s", force=True)["service"]
    assert (answer["status"], answer["desiredCount"]) == ("DRAINING", 0)
    with pytest.raises(ClientError) as caught:
        service(aws, desiredCount=1)
    assert "still Draining" in error(caught)[1]
    later("2m")
    assert told(aws)["status"] == "INACTIVE"
    assert ecs.list_services(cluster="a")["serviceArns"] == []
    ecs.get_waiter("services_inactive").wait(cluster="a", services=["s"], WaiterConfig={"Delay": 0, "MaxAttempts": 1})
    with pytest.raises(ClientError) as caught:
        ecs.update_service(cluster="a", service="s")
    assert error(caught) == ("ServiceNotActiveException", "Service was not ACTIVE.")
    for forced in (False, True):
        assert ecs.delete_service(cluster="a", service="s", force=forced)["service"]["status"] == "INACTIVE"
    assert service(aws, desiredCount=2)["status"] == "ACTIVE"
    ecs.delete_service(cluster="a", service="s", force=True)
    later("2m")
    for _ in range(2):
        assert ecs.delete_cluster(cluster="a")["cluster"]["status"] == "INACTIVE"
    with pytest.raises(ClientError) as caught:
        ecs.create_service(cluster="a", serviceName="s", taskDefinition="web")
    assert error(caught) == ("ClusterNotFoundException", "The referenced cluster was inactive.")


def test_lists_come_in_pages_of_ten(aws: Aws) -> None:
    ecs = aws("ecs")
    arns = [service(aws, name=f"s{number:02}")["serviceArn"] for number in range(12)]
    first = ecs.list_services(cluster="a")
    assert first["serviceArns"] == arns[:10]
    rest = ecs.list_services(cluster="a", nextToken=first["nextToken"])
    assert rest["serviceArns"] == arns[10:]
    assert "nextToken" not in rest
    pages = ecs.get_paginator("list_services").paginate(cluster="a", PaginationConfig={"PageSize": 5})
    assert [arn for page in pages for arn in page["serviceArns"]] == arns
    with pytest.raises(ClientError) as caught:
        ecs.list_services(cluster="a", nextToken="nonsense")
    assert error(caught)[0] == "InvalidParameterException"


def test_services_by_namespace(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="a", serviceConnectDefaults={"namespace": "shop"})
    aws("servicediscovery").create_http_namespace(Name="other")
    own = service(aws, name="own", serviceConnectConfiguration={"enabled": True, "namespace": "other"})
    default = service(aws, name="default", serviceConnectConfiguration={"enabled": True})
    service(aws, name="none")
    assert ecs.list_services_by_namespace(namespace="shop")["serviceArns"] == [default["serviceArn"]]
    assert ecs.list_services_by_namespace(namespace="other")["serviceArns"] == [own["serviceArn"]]


def test_missing_services_are_failures(aws: Aws) -> None:
    service(aws)
    told = aws("ecs").describe_services(cluster="a", services=["s", "none"])
    assert [found["serviceName"] for found in told["services"]] == ["s"]
    assert told["failures"][0]["reason"] == "MISSING"
    with pytest.raises(ClientError) as caught:
        aws("ecs").update_service(cluster="a", service="none", desiredCount=1)
    assert error(caught) == ("ServiceNotFoundException", "Service not found.")
