"""Services made up by hypothesis, each with its task definition, its target group and the world around them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from course.sandbox.bridge.ecs_task_definitions import filled_in
from course.simulator.compatibilities import compatibilities
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.second_opinion.cfn_lint import Opinion, Resource, opinions, resource
from tests.simulator.rules.second_opinion.definitions import LEFT_OUT

HERE = "us-east-1:111122223333"
CLUSTER = f"arn:aws:ecs:{HERE}:cluster/wanderly"
GROUP = f"arn:aws:elasticloadbalancing:{HERE}:targetgroup/trips/0123456789abcdef"
GREEN = f"arn:aws:elasticloadbalancing:{HERE}:targetgroup/green/0123456789abcdef"
BALANCER = f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/trips/0123456789abcdef"
ROLE = "arn:aws:iam::111122223333:role/ecs"
SUBNET, SECURITY_GROUP = "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
NETWORK = {
    "awsvpcConfiguration": {"subnets": [SUBNET], "securityGroups": [SECURITY_GROUP], "assignPublicIp": "DISABLED"}
}
BALANCED = [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 80}]

DEFINITIONS: tuple[Mapping[str, Any], ...] = (
    {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"},
    {"requiresCompatibilities": ["EC2"], "networkMode": "awsvpc"},
    {"requiresCompatibilities": ["EC2"], "networkMode": "bridge"},
    {"networkMode": "awsvpc", "cpu": "256", "memory": "512"},
    {"requiresCompatibilities": ["EXTERNAL"], "networkMode": "bridge"},
)
LOG_DRIVERS = (None, "awslogs", "json-file", "fluentd", "splunk")
ACROSS = ("E3049", "E3054", "E3713")
"""The rules of cfn-lint that look at a service and point at what it refers to."""
HOST_PORTS = (None, 80, 0)
HEALTH_PORTS = (None, "traffic-port", "8080")

SERVICE: dict[str, tuple[Any, ...]] = {
    "launchType": ("FARGATE", "EC2", "EXTERNAL", LEFT_OUT),
    "networkConfiguration": (NETWORK, LEFT_OUT, {"awsvpcConfiguration": {"subnets": [SUBNET]}}),
    "desiredCount": (0, 1, LEFT_OUT),
    "schedulingStrategy": ("REPLICA", "DAEMON"),
    "deploymentController": ({"type": "ECS"}, {"type": "CODE_DEPLOY"}, {"type": "EXTERNAL"}),
    "deploymentConfiguration": (
        {"maximumPercent": 200, "minimumHealthyPercent": 100},
        {"maximumPercent": 100, "minimumHealthyPercent": 100},
        {"maximumPercent": 100, "minimumHealthyPercent": 0},
        {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        {"strategy": "ROLLING", "bakeTimeInMinutes": 1440},
        {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1441},
        {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}},
        {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 101.0, "canaryBakeTimeInMinutes": 10}},
        {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.0, "stepBakeTimeInMinutes": 10}},
    ),
    "capacityProviderStrategy": (
        [],
        [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 4}],
        [{"capacityProvider": "FARGATE", "weight": 0}],
        [{"capacityProvider": "FARGATE", "weight": 1001}],
        [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 100001}],
    ),
    "loadBalancers": (
        [],
        BALANCED,
        [BALANCED[0] | {"containerPort": 81}],
        [BALANCED[0] | {"containerName": "nobody"}],
        [{"targetGroupArn": GROUP}],
        [BALANCED[0] | {"advancedConfiguration": {"alternateTargetGroupArn": GREEN}}],
    ),
    "healthCheckGracePeriodSeconds": (0, 60),
    "platformVersion": ("LATEST", "1.4.0", "9.9.9"),
    "propagateTags": ("SERVICE", "TASK_DEFINITION"),
    "enableExecuteCommand": (False, True),
    "placementStrategy": ([], [{"type": "spread", "field": "instanceId"}], [{"type": "binpack", "field": "memory"}]),
    "placementConstraints": (
        [],
        [{"type": "distinctInstance"}],
        [{"type": "memberOf", "expression": "attribute:a == b"}],
    ),
    "serviceConnectConfiguration": (
        {"enabled": False},
        {"enabled": True, "namespace": "trips", "services": [{"portName": "front", "clientAliases": [{"port": 80}]}]},
        {"enabled": True, "namespace": "trips", "services": [{"portName": "back", "clientAliases": [{"port": 70000}]}]},
    ),
    "availabilityZoneRebalancing": ("ENABLED", "DISABLED"),
    "tags": ([{"key": "team", "value": "trips"}], [{"key": "aws:team", "value": "trips"}]),
}
_OFTEN = ("launchType", "schedulingStrategy", "loadBalancers")
_CHANGES = [(key, value) for key, values in SERVICE.items() for value in values for _ in range(1 + 2 * (key in _OFTEN))]


@dataclass(frozen=True)
class Story:
    """A CreateService in its surroundings."""

    definition: dict[str, Any]
    health_port: str | None
    asked: dict[str, Any]

    def world(self) -> MadeWorld:
        """The surroundings as describe calls show them."""
        definition = filled_in(self.definition) | {
            "taskDefinitionArn": f"arn:aws:ecs:{HERE}:task-definition/trips:1",
            "compatibilities": compatibilities(filled_in(self.definition)),
            "status": "ACTIVE",
            "revision": 1,
        }
        kind = "ip" if definition["networkMode"] == "awsvpc" else "instance"
        groups = {
            arn: {"TargetGroupArn": arn, "TargetType": kind, "VpcId": "vpc-1", "LoadBalancerArns": [BALANCER]}
            for arn in (GROUP, GREEN)
        }
        providers = ["FARGATE", "FARGATE_SPOT"]
        cluster = {"clusterArn": CLUSTER, "clusterName": "wanderly", "status": "ACTIVE", "capacityProviders": providers}
        return MadeWorld(
            region="us-east-1",
            clusters={"wanderly": cluster | {"defaultCapacityProviderStrategy": []}},
            task_definitions={"trips": definition, "trips:1": definition},
            target_groups=groups,
            load_balancers={BALANCER: {"LoadBalancerArn": BALANCER, "VpcId": "vpc-1", "Type": "application"}},
            subnets={SUBNET: {"SubnetId": SUBNET, "VpcId": "vpc-1"}},
            security_groups={SECURITY_GROUP: {"GroupId": SECURITY_GROUP, "VpcId": "vpc-1"}},
        )

    def opinions(self) -> set[Opinion]:
        """What cfn-lint finds in the service, and in the others because of it: then the place names the other first."""
        told = opinions(self._resources())
        about = told["Service"].copy()
        for name in ("Definition", "Group"):
            about |= {
                Opinion(one.rule, f"{name}: {one.place}", one.message) for one in told[name] if one.rule in ACROSS
            }
        return about

    def _resources(self) -> dict[str, Resource]:
        asked = copy.deepcopy(self.asked) | {"taskDefinition": {"Ref": "Definition"}}
        for entry in asked.get("loadBalancers", ()):
            if entry.get("targetGroupArn") == GROUP:
                entry["targetGroupArn"] = {"Ref": "Group"}
        group = {"Port": 80, "Protocol": "HTTP", "VpcId": "vpc-0123456789abcdef0"}
        return {
            "Definition": resource("RegisterTaskDefinition", self.definition),
            "Group": {
                "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
                "Properties": group | ({"HealthCheckPort": self.health_port} if self.health_port else {}),
            },
            "Service": resource("CreateService", asked),
        }


def _story(
    definition: Mapping[str, Any],
    driver: str | None,
    host_port: int | None,
    health_port: str | None,
    changes: list[tuple[str, Any]],
) -> Story:
    port = {"containerPort": 80, "name": "front"} | ({} if host_port is None else {"hostPort": host_port})
    container = {"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 128, "portMappings": [port]}
    if driver:
        container["logConfiguration"] = {"logDriver": driver}
    fargate = "FARGATE" in definition.get("requiresCompatibilities", ["FARGATE"])
    kind = "FARGATE" if fargate else "EXTERNAL" if definition["requiresCompatibilities"] == ["EXTERNAL"] else "EC2"
    asked: dict[str, Any] = {"cluster": "wanderly", "serviceName": "trips", "taskDefinition": "trips:1"}
    asked |= {"desiredCount": 1, "launchType": kind}
    if definition["networkMode"] == "awsvpc":
        asked["networkConfiguration"] = NETWORK
    for key, value in changes:
        asked.pop(key, None) if value is LEFT_OUT else asked.update({key: value})
    return Story({"family": "trips", "containerDefinitions": [container]} | dict(definition), health_port, asked)


def stories() -> st.SearchStrategy[Story]:
    """CreateService calls, each parameter of the type that the API wants."""
    return st.builds(
        _story,
        st.sampled_from(DEFINITIONS),
        st.sampled_from(LOG_DRIVERS),
        st.sampled_from(HOST_PORTS),
        st.sampled_from(HEALTH_PORTS),
        st.lists(st.sampled_from(_CHANGES), max_size=5),
    )
