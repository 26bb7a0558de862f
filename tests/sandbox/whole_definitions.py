"""Task definitions that AWS takes, one for EC2 and one for Fargate: together they say everything that can be said."""

from __future__ import annotations

from typing import Any

from tests.sandbox.whole_requests import model, request, whole

REGISTER = "RegisterTaskDefinition"
RETIRED = "inferenceAccelerators"


def _shape(name: str) -> Any:
    return model("ecs").shape_for(name)


def _volumes() -> list[dict[str, Any]]:
    """One volume of each kind, called as the kind."""
    members = _shape("Volume").members
    given = {"transitEncryption": "ENABLED", "rootDirectory": "/", "scope": "shared"}
    return [{"name": kind, kind: whole(shape, given)} for kind, shape in members.items() if kind != "name"]


def _container(name: str, **given: Any) -> dict[str, Any]:
    """A container with every member."""
    port, requirement = _shape("PortMapping"), _shape("ResourceRequirement")
    valid = {
        "name": name,
        "portMappings": [
            whole(port, {"name": "http", "containerPortRange": None}),
            whole(port, {"name": "more", "containerPort": None, "hostPort": None, "containerPortRange": "8000-8010"}),
        ],
        "environmentFiles.value": "arn:aws:s3:::settings/web.env",
        "secrets.name": "SECRET",
        "resourceRequirements": [whole(requirement, {"value": None}), whole(requirement, {"sharingStrategy": None})],
        "mountPoints": [whole(_shape("MountPoint"), {"sourceVolume": volume["name"]}) for volume in _volumes()],
        "logConfiguration.logDriver": "awsfirelens",
        "healthCheck.interval": 5,
        "healthCheck.timeout": 2,
        "restartPolicy.restartAttemptPeriod": 60,
    }
    made: dict[str, Any] = whole(_shape("ContainerDefinition"), valid | given)
    return made


def for_ec2() -> dict[str, Any]:
    """In bridge mode, with a container that waits for another and has its volumes."""
    other = {"dependsOn": None, "volumesFrom": [], "links": [], "portMappings": []}
    first = {"dependsOn.containerName": "other", "volumesFrom.sourceContainer": "other", "links": ["other"]}
    containers = [_container("web", **first), _container("other", **other)]
    given = {
        "family": "whole",
        "containerDefinitions": containers,
        "volumes": _volumes(),
        "cpu": "256",
        "memory": "512",
        "ephemeralStorage": None,
        "proxyConfiguration": None,
        RETIRED: None,
    }
    return request("ecs", REGISTER, given)


def for_fargate() -> dict[str, Any]:
    """What only Fargate has, and the proxy, which needs awsvpc mode."""
    properties = [{"name": name, "value": "1"} for name in ("ProxyIngressPort", "ProxyEgressPort", "AppPorts")]
    return {
        "family": "small",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{"name": "envoy", "image": "envoy"}],
        "ephemeralStorage": {"sizeInGiB": 21},
        "proxyConfiguration": {"type": "APPMESH", "containerName": "envoy", "properties": properties},
    }
