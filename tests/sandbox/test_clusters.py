"""Clusters and capacity providers, as AWS answers: what day 8 stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Aws = Callable[..., Any]


def test_creating_a_cluster_again_gives_the_existing_one(aws: Aws) -> None:
    ecs = aws("ecs")
    first = ecs.create_cluster(
        clusterName="a",
        settings=[{"name": "containerInsights", "value": "enabled"}],
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
        tags=[{"key": "k", "value": "v"}],
    )["cluster"]
    again = ecs.create_cluster(clusterName="a")["cluster"]
    assert again == first
    assert again["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert again["tags"] == [{"key": "k", "value": "v"}]
    assert ecs.create_cluster(clusterName="a", tags=[{"key": "k", "value": "v"}])["cluster"] == first
    for other in ({"capacityProviders": ["FARGATE"]}, {"configuration": {"executeCommandConfiguration": {}}}):
        with pytest.raises(ClientError) as caught:
            ecs.create_cluster(clusterName="a", **other)
        assert caught.value.response["Error"] == {
            "Code": "InvalidParameterException",
            "Message": "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
        }
    ecs.delete_cluster(cluster="a")
    assert ecs.list_clusters()["clusterArns"] == []
    assert ecs.create_cluster(clusterName="a")["cluster"]["capacityProviders"] == []


def test_describe_clusters_shows_only_what_is_asked_for(aws: Aws) -> None:
    ecs = aws("ecs")
    configuration = {"executeCommandConfiguration": {"logging": "DEFAULT"}}
    ecs.create_cluster(clusterName="a", tags=[{"key": "k", "value": "v"}], configuration=configuration)
    bare = ecs.describe_clusters(clusters=["a", "b"])
    assert bare["failures"][0]["reason"] == "MISSING"
    (cluster,) = bare["clusters"]
    assert (cluster["tags"], cluster["settings"], cluster["statistics"]) == ([], [], [])
    assert "configuration" not in cluster
    include = ["TAGS", "SETTINGS", "STATISTICS", "CONFIGURATIONS", "ATTACHMENTS"]
    (cluster,) = ecs.describe_clusters(clusters=["a"], include=include)["clusters"]
    assert cluster["tags"] == [{"key": "k", "value": "v"}]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert {"name": "runningFargateTasksCount", "value": "0"} in cluster["statistics"]
    assert cluster["configuration"] == configuration
    assert ecs.describe_clusters(clusters=["a"])["clusters"][0]["tags"] == []


def test_every_account_has_the_fargate_capacity_providers(aws: Aws, account: str) -> None:
    ecs = aws("ecs")
    everything = ecs.describe_capacity_providers()["capacityProviders"]
    assert [(p["name"], p["status"]) for p in everything] == [("FARGATE", "ACTIVE"), ("FARGATE_SPOT", "ACTIVE")]
    assert everything[0]["capacityProviderArn"] == f"arn:aws:ecs:us-east-1:{account}:capacity-provider/FARGATE"
    asg = f"arn:aws:autoscaling:us-east-1:{account}:autoScalingGroup:1:autoScalingGroupName/g"
    ecs.create_capacity_provider(
        name="own", autoScalingGroupProvider={"autoScalingGroupArn": asg}, tags=[{"key": "k", "value": "v"}]
    )
    for operation, asked, words in (
        (
            ecs.create_capacity_provider,
            {"name": "own", "autoScalingGroupProvider": {"autoScalingGroupArn": asg}},
            "already",
        ),
        (ecs.delete_capacity_provider, {"capacityProvider": "none"}, "does not exist"),
    ):
        with pytest.raises(ClientError, match=f"ClientException.*The specified capacity provider {words}"):
            operation(**asked)
    said = ecs.describe_capacity_providers(capacityProviders=["own", "FARGATE_SPOT", "none"])
    assert [p["name"] for p in said["capacityProviders"]] == ["own", "FARGATE_SPOT"]
    assert said["capacityProviders"][0]["tags"] == []
    assert said["failures"][0]["reason"] == "MISSING"
    (own,) = ecs.describe_capacity_providers(capacityProviders=["own"], include=["TAGS"])["capacityProviders"]
    assert own["tags"] == [{"key": "k", "value": "v"}]


def test_put_cluster_capacity_providers(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="a")
    strategy = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 3},
    ]
    ecs.put_cluster_capacity_providers(
        cluster="a", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=strategy
    )
    (cluster,) = ecs.describe_clusters(clusters=["a"])["clusters"]
    assert cluster["defaultCapacityProviderStrategy"] == strategy


def test_update_cluster_settings(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="a")
    setting = {"name": "containerInsights", "value": "enhanced"}
    assert ecs.update_cluster_settings(cluster="a", settings=[setting])["cluster"]["settings"] == [setting]
    assert ecs.describe_clusters(clusters=["a"], include=["SETTINGS"])["clusters"][0]["settings"] == [setting]
    with pytest.raises(ClientError) as caught:
        ecs.update_cluster_settings(cluster="none", settings=[setting])
    assert caught.value.response["Error"]["Code"] == "ClusterNotFoundException"
