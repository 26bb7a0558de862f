"""Describing changes nothing: every describe, list and get call twice, in any order, gives the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.stack import bridge_definition, container_instance, fargate_definition, network, service

Aws = Callable[..., Any]
LOOK = {
    "ecs": [
        ("list_clusters", {}),
        ("describe_clusters", {"clusters": ["a"], "include": ["STATISTICS", "TAGS", "SETTINGS"]}),
        ("describe_capacity_providers", {}),
        ("list_services", {"cluster": "a"}),
        ("describe_services", {"cluster": "a", "services": ["s", "gone"], "include": ["TAGS"]}),
        ("list_tasks", {"cluster": "a"}),
        ("list_tasks", {"cluster": "a", "desiredStatus": "STOPPED"}),
        ("describe_tasks", {"cluster": "a", "tasks": "<tasks>", "include": ["TAGS"]}),
        ("list_task_definitions", {}),
        ("list_task_definition_families", {}),
        ("describe_task_definition", {"taskDefinition": "web"}),
        ("list_container_instances", {"cluster": "a"}),
        ("describe_container_instances", {"cluster": "a", "containerInstances": "<instances>"}),
        ("list_attributes", {"cluster": "a", "targetType": "container-instance"}),
        ("list_account_settings", {"effectiveSettings": True}),
        ("list_services_by_namespace", {"namespace": "n"}),
    ],
    "elbv2": [
        ("describe_load_balancers", {}),
        ("describe_target_groups", {}),
        ("describe_target_health", {"TargetGroupArn": "<group>"}),
        ("describe_listeners", {"LoadBalancerArn": "<balancer>"}),
        ("describe_load_balancer_attributes", {"LoadBalancerArn": "<balancer>"}),
        ("describe_target_group_attributes", {"TargetGroupArn": "<group>"}),
    ],
    "application-autoscaling": [
        ("describe_scalable_targets", {"ServiceNamespace": "ecs"}),
        ("describe_scaling_policies", {"ServiceNamespace": "ecs"}),
        ("describe_scaling_activities", {"ServiceNamespace": "ecs"}),
    ],
    "ec2": [("describe_network_interfaces", {}), ("describe_subnets", {}), ("describe_instances", {})],
    "ecr": [("describe_repositories", {}), ("list_images", {"repositoryName": "web"})],
    "iam": [("list_roles", {}), ("list_policies", {"Scope": "All"})],
    "cloudwatch": [("describe_alarms", {})],
}
CALLS = [(name, operation, arguments) for name, calls in LOOK.items() for operation, arguments in calls]


def world(aws: Aws) -> dict[str, Any]:
    """Something of everything; names for the placeholders above."""
    ecs, elb = aws("ecs"), aws("elbv2")
    service(aws, desiredCount=2)
    service(aws, name="gone", desiredCount=0)
    ecs.delete_service(cluster="a", service="gone")
    bridge_definition(aws)
    instance = container_instance(aws, "a")
    fargate_definition(aws)
    run = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network(aws)}
    tasks = [task["taskArn"] for task in ecs.run_task(**run, count=2)["tasks"]]
    tasks += [task["taskArn"] for task in ecs.run_task(cluster="a", taskDefinition="bridge")["tasks"]]
    ecs.stop_task(cluster="a", task=tasks[0])
    subnets = [subnet["SubnetId"] for subnet in aws("ec2").describe_subnets()["Subnets"][:2]]
    vpc = aws("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")["TargetGroups"][0]
    forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
    elb.register_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "172.31.0.99"}])
    aws("ecr").create_repository(repositoryName="web")
    target = {"ServiceNamespace": "ecs", "ResourceId": "service/a/s", "ScalableDimension": "ecs:service:DesiredCount"}
    aws("application-autoscaling").register_scalable_target(**target, MinCapacity=1, MaxCapacity=2)
    return {
        "<tasks>": tasks,
        "<instances>": [instance],
        "<group>": group["TargetGroupArn"],
        "<balancer>": balancer,
    }


def test_looking_changes_nothing(aws: Aws, later: Callable[[str], None], still: None) -> None:
    names = world(aws)
    later("1m")

    def look(number: int) -> str:
        service_name, operation, arguments = CALLS[number]
        asked = {key: names.get(value, value) if isinstance(value, str) else value for key, value in arguments.items()}
        answer = getattr(aws(service_name), operation)(**asked)
        answer.pop("ResponseMetadata")
        return json.dumps(answer, default=str, sort_keys=True)

    first = {number: look(number) for number in range(len(CALLS))}

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(st.lists(st.integers(0, len(CALLS) - 1), min_size=5, max_size=20))
    def again(order: list[int]) -> None:
        for number in order:
            assert look(number) == first[number], CALLS[number]

    again()
    for number, answer in first.items():
        assert look(number) == answer, CALLS[number]
