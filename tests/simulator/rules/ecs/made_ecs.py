"""A made world of ECS and valid requests in it, which tests change in one place."""

from __future__ import annotations

import copy
from typing import Any

from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Request

HERE = "arn:aws:ecs:eu-west-1:111122223333"
GROUPS = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup"
IP_GROUP, OTHER_IP_GROUP = f"{GROUPS}/web/1", f"{GROUPS}/green/2"
INSTANCE_GROUP, LONELY_GROUP = f"{GROUPS}/hosts/3", f"{GROUPS}/lonely/4"
RULE = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/shop/1/2/3"
REGISTRY = "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-a"
SRV_REGISTRY = "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-srv"
ROLE = "arn:aws:iam::111122223333:role/ecs"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": ["ecs.amazonaws.com", "ecs-tasks.amazonaws.com"]},
    "Action": "sts:AssumeRole",
}

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"], "securityGroups": ["sg-a"]}}
SERVICE: Request = {
    "cluster": "shop",
    "serviceName": "web",
    "taskDefinition": "web:1",
    "desiredCount": 2,
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
}
ON_EC2: Request = {
    "cluster": "shop",
    "serviceName": "hosts",
    "taskDefinition": "hosts:1",
    "desiredCount": 2,
    "launchType": "EC2",
}
DAEMON: Request = {
    "cluster": "shop",
    "serviceName": "agent",
    "taskDefinition": "hosts:1",
    "schedulingStrategy": "DAEMON",
    "launchType": "EC2",
}
TASK: Request = {
    "cluster": "shop",
    "taskDefinition": "web:1",
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
}
BALANCER = {"targetGroupArn": IP_GROUP, "containerName": "web", "containerPort": 80}
ADVANCED = {"alternateTargetGroupArn": OTHER_IP_GROUP, "productionListenerRule": RULE, "roleArn": ROLE}
BLUE_GREEN: Request = SERVICE | {
    "loadBalancers": [BALANCER | {"advancedConfiguration": ADVANCED}],
    "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5},
}


def item(provider: str, **numbers: int) -> dict[str, Any]:
    """An entry of a capacity provider strategy."""
    return {"capacityProvider": provider, **numbers}


def spread(*items: dict[str, Any]) -> Request:
    """The Fargate service with a strategy instead of a launch type."""
    service = copy.deepcopy(SERVICE)
    del service["launchType"]
    return service | {"capacityProviderStrategy": list(items)}


def definition(name: str, mode: str, compatibilities: list[str], **more: Any) -> dict[str, Any]:
    """A registered task definition with a container `web` that listens on port 80."""
    web = {
        "name": "web",
        "image": "nginx",
        "portMappings": [
            {"name": "web", "containerPort": 80, "appProtocol": "http"},
            {"name": "plain", "containerPort": 81},
            {"containerPortRange": "8000-8010"},
        ],
    }
    return {
        "taskDefinitionArn": f"{HERE}:task-definition/{name}",
        "status": "ACTIVE",
        "networkMode": mode,
        "compatibilities": compatibilities,
        "containerDefinitions": [web, {"name": "log", "image": "fluent-bit"}],
        "volumes": [{"name": "data", "configuredAtLaunch": True}, {"name": "scratch"}],
    } | more


def described(service: Request, **more: Any) -> dict[str, Any]:
    """A service that is there, made of the request that made it."""
    shown = {key: value for key, value in service.items() if key not in ("cluster", "serviceConnectConfiguration")}
    primary = {"status": "PRIMARY"} | {
        key: service[key] for key in ("serviceConnectConfiguration", "volumeConfigurations") if key in service
    }
    settings = {"minimumHealthyPercent": 100, "maximumPercent": 200, "strategy": "ROLLING"}
    return (
        {
            "status": "ACTIVE",
            "schedulingStrategy": "REPLICA",
            "deploymentController": {"type": "ECS"},
            "deploymentConfiguration": settings,
            "deployments": [primary],
        }
        | shown
        | more
    )


def made(*services: dict[str, Any], **clusters: dict[str, Any]) -> MadeWorld:
    """A world with the cluster `shop` (Fargate's providers and two of its own) and whatever else is given."""
    own = {
        name: {
            "name": name,
            "autoScalingGroupProvider": {
                "autoScalingGroupArn": f"arn:aws:autoscaling:::autoScalingGroupName/{name}-group"
            },
        }
        for name in ("hosts", "spare")
    }
    cluster = {
        "clusterArn": f"{HERE}:cluster/shop",
        "clusterName": "shop",
        "status": "ACTIVE",
        "capacityProviders": ["FARGATE", "FARGATE_SPOT", *own],
    }
    managed = {
        "name": "managed",
        "cluster": cluster["clusterArn"],
        "managedInstancesProvider": {"propagateTags": "NONE"},
    }
    fargate = {name: {"name": name} for name in ("FARGATE", "FARGATE_SPOT")}
    attached = {"LoadBalancerArns": ["arn:aws:elasticloadbalancing:::loadbalancer/app/shop/1"]}
    return MadeWorld(
        clusters={"shop": cluster, **{name: cluster | {"clusterName": name} | more for name, more in clusters.items()}},
        capacity_providers={**fargate, **own, "managed": managed},
        services={f"shop/{each['serviceName']}": each for each in services},
        task_definitions={
            "web": definition("web:1", "awsvpc", ["EC2", "FARGATE"]),
            "web:1": definition("web:1", "awsvpc", ["EC2", "FARGATE"], cpu="256", memory="512"),
            "web:2": definition("web:2", "awsvpc", ["EC2", "FARGATE"], taskRoleArn=ROLE, cpu="256", memory="512"),
            "large:1": definition("large:1", "awsvpc", ["EC2"]),
            "hosts:1": definition("hosts:1", "bridge", ["EC2", "EXTERNAL"]),
            "old:1": definition("old:1", "awsvpc", ["EC2", "FARGATE"], status="INACTIVE"),
        },
        subnets={
            "subnet-a": {"VpcId": "vpc-a"},
            "subnet-b": {"VpcId": "vpc-a"},
            "subnet-other": {"VpcId": "vpc-other"},
        },
        security_groups={"sg-a": {"VpcId": "vpc-a"}, "sg-other": {"VpcId": "vpc-other"}},
        target_groups={
            IP_GROUP: {"TargetType": "ip"} | attached,
            OTHER_IP_GROUP: {"TargetType": "ip"} | attached,
            INSTANCE_GROUP: {"TargetType": "instance"} | attached,
            LONELY_GROUP: {"TargetType": "ip", "LoadBalancerArns": []},
        },
        roles={"ecs": {"RoleName": "ecs", "Arn": ROLE, "AssumeRolePolicyDocument": {"Statement": [TRUST]}}},
        listener_rules={RULE: {"RuleArn": RULE}},
        namespaces={"shop.local": {"Name": "shop.local"}},
        discovery_services={
            "srv-a": {"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 60}]}},
            "srv-srv": {"DnsConfig": {"DnsRecords": [{"Type": "SRV", "TTL": 60}]}},
        },
        auto_scaling_groups={
            "guarded": {"NewInstancesProtectedFromScaleIn": True},
            "open": {"NewInstancesProtectedFromScaleIn": False},
        },
    )
