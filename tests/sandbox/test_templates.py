"""CloudFormation makes the same records as the calls do, through moto's own ways into the bridge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Aws = Callable[..., Any]

CONTAINER = {"Name": "web", "Image": "web:1", "Memory": 128}
TEMPLATE = {
    "Resources": {
        "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {}},
        "Definition": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {"Family": "web", "ContainerDefinitions": [CONTAINER]},
        },
        "Service": {
            "Type": "AWS::ECS::Service",
            "Properties": {"Cluster": {"Ref": "Cluster"}, "TaskDefinition": {"Ref": "Definition"}, "DesiredCount": 1},
        },
    }
}


def test_a_stack_with_a_service(aws: Aws) -> None:
    ecs, stacks = aws("ecs"), aws("cloudformation")
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(TEMPLATE))
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (arn,) = ecs.list_services(cluster=cluster)["serviceArns"]
    (service,) = ecs.describe_services(cluster=cluster, services=[arn])["services"]
    assert (service["desiredCount"], service["pendingCount"], service["launchType"]) == (1, 0, "EC2")
    definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    assert (definition["compatibilities"], definition["requiresAttributes"]) == (["EC2", "EXTERNAL"], [])
    changed = json.loads(json.dumps(TEMPLATE))
    changed["Resources"]["Service"]["Properties"]["DesiredCount"] = 0
    stacks.update_stack(StackName="s", TemplateBody=json.dumps(changed))
    (service,) = ecs.describe_services(cluster=cluster, services=[arn])["services"]
    assert service["desiredCount"] == 0
