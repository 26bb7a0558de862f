"""A small site in a test's account: a load balancer in front of a service that lives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sandbox.everything import execution_role

Aws = Callable[..., Any]
CLUSTER, SERVICE = "wanderly", "api"


@dataclass
class Site:
    """Names of what was made."""

    aws: Aws
    subnets: list[str]
    role: str
    """ARN of the task execution role."""
    group: str = ""

    def register(self, image: str = "wanderly/api:1", family: str = SERVICE, **container: Any) -> str:
        """Another revision of the task definition; its ARN."""
        made = self.aws("ecs").register_task_definition(
            family=family,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            executionRoleArn=self.role,
            containerDefinitions=[
                {"name": "api", "image": image, "portMappings": [{"containerPort": 3000}]} | container
            ],
        )
        return str(made["taskDefinition"]["taskDefinitionArn"])

    def balancer(self, **check: Any) -> None:
        """A load balancer with a listener in front of a target group."""
        elb = self.aws("elbv2")
        vpc = self.aws("ec2").describe_subnets(SubnetIds=self.subnets[:1])["Subnets"][0]["VpcId"]
        asked = {"Protocol": "HTTP", "Port": 3000, "VpcId": vpc, "TargetType": "ip", "HealthCheckPath": "/healthz"}
        group = elb.create_target_group(Name="api", **asked | check)["TargetGroups"][0]
        self.group = group["TargetGroupArn"]
        delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}]
        elb.modify_target_group_attributes(TargetGroupArn=self.group, Attributes=delay)
        balancer = elb.create_load_balancer(Name="site", Subnets=self.subnets)["LoadBalancers"][0]
        forward = [{"Type": "forward", "TargetGroupArn": self.group}]
        arn = balancer["LoadBalancerArn"]
        elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)

    def network(self) -> dict[str, Any]:
        """networkConfiguration of the site."""
        return {"awsvpcConfiguration": {"subnets": self.subnets, "assignPublicIp": "ENABLED"}}

    def create(self, **more: Any) -> dict[str, Any]:
        """The service, behind the load balancer if there is one."""
        asked: dict[str, Any] = {
            "cluster": CLUSTER,
            "serviceName": SERVICE,
            "taskDefinition": SERVICE,
            "desiredCount": 2,
            "launchType": "FARGATE",
            "networkConfiguration": self.network(),
        }
        if self.group:
            asked["loadBalancers"] = [{"targetGroupArn": self.group, "containerName": "api", "containerPort": 3000}]
        return dict(self.aws("ecs").create_service(**asked | more)["service"])

    def update(self, **changed: Any) -> dict[str, Any]:
        """UpdateService."""
        return dict(self.aws("ecs").update_service(cluster=CLUSTER, service=SERVICE, **changed)["service"])

    def told(self) -> dict[str, Any]:
        """DescribeServices."""
        (service,) = self.aws("ecs").describe_services(cluster=CLUSTER, services=[SERVICE])["services"]
        return dict(service)

    def tasks(self, status: str = "RUNNING") -> list[dict[str, Any]]:
        """DescribeTasks of the service."""
        ecs = self.aws("ecs")
        arns = ecs.list_tasks(cluster=CLUSTER, serviceName=SERVICE, desiredStatus=status)["taskArns"]
        return list(ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]) if arns else []

    def health(self) -> list[str]:
        """The states of all targets."""
        described = self.aws("elbv2").describe_target_health(TargetGroupArn=self.group)["TargetHealthDescriptions"]
        return sorted(each["TargetHealth"]["State"] for each in described)

    def said(self) -> list[str]:
        """The events, oldest first, without the service's name."""
        return [event["message"].partition(") ")[2] for event in reversed(self.told()["events"])]


def site(aws: Aws) -> Site:
    """The ground: a cluster, subnets of two zones, a task definition."""
    aws("ecs").create_cluster(clusterName=CLUSTER)
    subnets = sorted(aws("ec2").describe_subnets()["Subnets"], key=lambda subnet: subnet["AvailabilityZone"])
    role = execution_role(aws("iam"))
    made = Site(aws, [subnet["SubnetId"] for subnet in subnets[:2]], role)
    made.register()
    return made


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Ask until there is a true answer; it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
    return answer
