"""Things that many tests of ECS need in their account: a cluster, a network, task definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Aws = Callable[..., Any]


def network(aws: Aws) -> dict[str, Any]:
    """networkConfiguration in a subnet of the default VPC, with a public address, without security groups."""
    subnet = aws("ec2").describe_subnets()["Subnets"][0]
    return {"awsvpcConfiguration": {"subnets": [subnet["SubnetId"]], "assignPublicIp": "ENABLED"}}


def bare_network(aws: Aws) -> dict[str, Any]:
    """The same with nothing but the subnet."""
    return {"awsvpcConfiguration": {"subnets": network(aws)["awsvpcConfiguration"]["subnets"]}}


def fargate_definition(aws: Aws, family: str = "web", **more: Any) -> str:
    """A task definition as people write it for Fargate: memory of the task only."""
    asked: dict[str, Any] = {
        "family": family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "web:1", "portMappings": [{"containerPort": 8080}]},
            {"name": "sidecar", "image": "sidecar:1", "essential": False},
        ],
    }
    return str(aws("ecs").register_task_definition(**asked | more)["taskDefinition"]["taskDefinitionArn"])


def bridge_definition(aws: Aws, family: str = "bridge", **container: Any) -> str:
    """A task definition for EC2 with a dynamic host port."""
    containers = [
        {"name": "web", "image": "web:1", "memory": 512, "portMappings": [{"containerPort": 80, "hostPort": 0}]}
        | container
    ]
    made = aws("ecs").register_task_definition(family=family, containerDefinitions=containers)
    return str(made["taskDefinition"]["taskDefinitionArn"])


def container_instance(aws: Aws, cluster: str) -> str:
    """The ARN of a new container instance."""
    instance = aws("ec2").run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    document = f'{{"instanceId": "{instance}"}}'
    made = aws("ecs").register_container_instance(cluster=cluster, instanceIdentityDocument=document)
    return str(made["containerInstance"]["containerInstanceArn"])


def service(aws: Aws, name: str = "s", **more: Any) -> dict[str, Any]:
    """A Fargate service `name` in cluster `a` (made when it is not there)."""
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="a")
    if not ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"]:
        fargate_definition(aws)
    asked = {
        "cluster": "a",
        "serviceName": name,
        "taskDefinition": "web",
        "launchType": "FARGATE",
        "networkConfiguration": network(aws),
    }
    made: dict[str, Any] = ecs.create_service(**asked | more)["service"]
    return made
