"""Application Auto Scaling as records: tags, defaults, alarms at the policy's own target, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.stack import service

Aws = Callable[..., Any]
TARGET = {"ServiceNamespace": "ecs", "ResourceId": "service/a/s", "ScalableDimension": "ecs:service:DesiredCount"}


@pytest.fixture
def scaling(aws: Aws) -> Any:
    service(aws)
    client = aws("application-autoscaling")
    client.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=10, Tags={"team": "web"})
    return client


def tracking(**more: Any) -> dict[str, Any]:
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    return {"TargetValue": 60.0, "PredefinedMetricSpecification": metric} | more


def put(scaling: Any, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = scaling.put_scaling_policy(
        **TARGET,
        PolicyName="p",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking(**more),
    )
    return answer


def alarms(aws: Aws) -> dict[str, dict[str, Any]]:
    found = aws("cloudwatch").describe_alarms()["MetricAlarms"]
    return {"High" if "AlarmHigh" in alarm["AlarmName"] else "Low": alarm for alarm in found}


def test_a_target_with_tags_and_defaults(scaling: Any, account: str) -> None:
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    arn = target["ScalableTargetARN"]
    assert target["RoleARN"].startswith(f"arn:aws:iam::{account}:role/aws-service-role/ecs.application-autoscaling")
    assert set(target["SuspendedState"].values()) == {False}
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"team": "web"}
    scaling.tag_resource(ResourceARN=arn, Tags={"stage": "test"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["team", "none"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"stage": "test"}
    suspended = {"DynamicScalingInSuspended": True}
    scaling.register_scalable_target(**TARGET, SuspendedState=suspended)
    (again,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (again["ScalableTargetARN"], again["CreationTime"]) == (arn, target["CreationTime"])
    assert again["SuspendedState"] == target["SuspendedState"] | suspended
    assert scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"] == []
    with pytest.raises(ClientError) as caught:
        scaling.list_tags_for_resource(ResourceARN=arn + "x")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_alarms_stand_at_the_target_of_the_policy(aws: Aws, scaling: Any) -> None:
    first = put(scaling)
    found = alarms(aws)
    assert {side: alarm["Threshold"] for side, alarm in found.items()} == {"High": 60.0, "Low": 54.0}
    assert {alarm["AlarmARN"] for alarm in first["Alarms"]} == {alarm["AlarmArn"] for alarm in found.values()}
    assert found["High"]["AlarmActions"] == [first["PolicyARN"]]
    assert found["High"]["Dimensions"] == [{"Name": "ClusterName", "Value": "a"}, {"Name": "ServiceName", "Value": "s"}]
    assert (found["High"]["EvaluationPeriods"], found["Low"]["EvaluationPeriods"]) == (3, 15)
    again = put(scaling, TargetValue=70.0, DisableScaleIn=True)
    assert again["PolicyARN"] == first["PolicyARN"]
    assert {side: alarm["Threshold"] for side, alarm in alarms(aws).items()} == {"High": 70.0}
    assert alarms(aws)["High"]["AlarmActions"] == [first["PolicyARN"]]


def test_alarms_of_other_metrics(aws: Aws, scaling: Any) -> None:
    label = "app/web/50dc6c495c0c9188/targetgroup/web/943f017f100becff"
    metric = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label}
    put(scaling, TargetValue=1000.0, PredefinedMetricSpecification=metric)
    high = alarms(aws)["High"]
    assert (high["Namespace"], high["MetricName"]) == ("AWS/ApplicationELB", "RequestCountPerTarget")
    assert {item["Name"]: item["Value"] for item in high["Dimensions"]} == {
        "TargetGroup": "targetgroup/web/943f017f100becff",
        "LoadBalancer": "app/web/50dc6c495c0c9188",
    }
    own = {
        "Namespace": "Shop",
        "MetricName": "Backlog",
        "Statistic": "Maximum",
        "Dimensions": [{"Name": "Q", "Value": "q"}],
    }
    configuration = {"TargetValue": 10.0, "CustomizedMetricSpecification": own}
    scaling.put_scaling_policy(
        **TARGET,
        PolicyName="p",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=configuration,
    )
    high = alarms(aws)["High"]
    assert (high["Namespace"], high["MetricName"], high["Statistic"]) == ("Shop", "Backlog", "Maximum")


def test_metric_math_reaches_the_alarms(aws: Aws, scaling: Any) -> None:
    backlog = {"Metric": {"Namespace": "AWS/SQS", "MetricName": "Depth", "Dimensions": []}, "Stat": "Sum"}
    metrics = [
        {"Id": "depth", "MetricStat": backlog, "ReturnData": False},
        {"Id": "each", "Expression": "depth / 2", "ReturnData": True},
    ]
    scaling.put_scaling_policy(
        **TARGET,
        PolicyName="p",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 10.0,
            "CustomizedMetricSpecification": {"Metrics": metrics},
        },
    )
    high = alarms(aws)["High"]
    assert [each["Id"] for each in high["Metrics"]] == ["depth", "each"]
    assert high["Threshold"] == 10.0


def test_a_target_takes_its_policies_and_actions_along(aws: Aws, scaling: Any) -> None:
    put(scaling)
    scaling.put_scheduled_action(
        **TARGET, ScheduledActionName="night", Schedule="cron(0 2 * * ? *)", ScalableTargetAction={"MinCapacity": 0}
    )
    scaling.deregister_scalable_target(**TARGET)
    assert scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
    assert scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []
    assert alarms(aws) == {}
    with pytest.raises(ClientError) as caught:
        put(scaling)
    assert caught.value.response["Error"]["Code"] == "ObjectNotFoundException"
