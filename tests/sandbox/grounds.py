"""A ground for tests of starts: an image in its repository, roles, subnets that lead out or not, tasks run and looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox.everything import TRUST, execution_role
from tests.sandbox.images import manifest, push

Aws = Callable[..., Any]
CLUSTER, FAMILY, REPOSITORY, REGION = "wanderly", "api", "wanderly/api", "us-east-1"


@dataclass
class Ground:
    """One account. `later` lets sandbox time pass."""

    aws: Aws
    account: str
    later: Callable[[str], None]
    role: str = ""
    subnet: str = ""
    vpc: str = ""
    image: str = ""
    network: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.aws("ecs").create_cluster(clusterName=CLUSTER)
        subnet = self.aws("ec2").describe_subnets()["Subnets"][0]
        self.subnet, self.vpc = subnet["SubnetId"], subnet["VpcId"]
        self.role = execution_role(self.aws("iam"))
        self.aws("ecr").create_repository(repositoryName=REPOSITORY)
        push(self.aws("ecr"), REPOSITORY, manifest("api"), "1")
        self.image = image_of(self.account)
        self.network = awsvpc(self.subnet)

    # What a task is

    def define(self, image: str = "", container: dict[str, Any] | None = None, **more: Any) -> str:
        """A revision of the task definition; `container` and `more` are added to what the API is asked."""
        ports = [{"containerPort": 3000}]
        asked: dict[str, Any] = {
            "family": FAMILY,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": self.role,
            "containerDefinitions": [
                {"name": "api", "image": image or self.image, "portMappings": ports} | (container or {})
            ],
        }
        made = self.aws("ecs").register_task_definition(**asked | more)["taskDefinition"]
        return str(made["taskDefinitionArn"])

    def grant(self, role: str, action: str, resource: str = "*", name: str = "inline", effect: str = "Allow") -> None:
        """A policy for the role of that name."""
        self.aws("iam").put_role_policy(
            RoleName=role, PolicyName=name, PolicyDocument=document(action, resource, effect)
        )

    def task_role(self, name: str = "task") -> str:
        """A role for programs, with no right; its ARN."""
        return str(self.aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])

    # Where it stands

    def private_subnet(self) -> str:
        """A subnet of the default VPC whose routes lead nowhere."""
        ec2 = self.aws("ec2")
        made = ec2.create_subnet(VpcId=self.vpc, CidrBlock="172.31.200.0/24", AvailabilityZone=f"{REGION}a")
        subnet = str(made["Subnet"]["SubnetId"])
        table = ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        self.network = awsvpc(subnet, "DISABLED")
        return subnet

    def table_of(self, subnet: str) -> str:
        """The route table that was associated with a subnet."""
        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        return str(self.aws("ec2").describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"])

    def endpoint(self, subnet: str, service: str, kind: str = "Interface", **more: Any) -> dict[str, Any]:
        """An endpoint for a service."""
        where = {"SubnetIds": [subnet], "PrivateDnsEnabled": True}
        if kind == "Gateway":
            where = {"RouteTableIds": [self.table_of(subnet)]}
        name = f"com.amazonaws.{REGION}.{service}"
        made = self.aws("ec2").create_vpc_endpoint(
            VpcId=self.vpc, ServiceName=name, VpcEndpointType=kind, **where | more
        )
        return dict(made["VpcEndpoint"])

    # What becomes of it

    def run(self, **more: Any) -> str:
        """Run a task of the newest definition; its ARN."""
        (task,) = self.aws("ecs").run_task(
            **{"cluster": CLUSTER, "taskDefinition": FAMILY, "launchType": "FARGATE"}
            | {"networkConfiguration": self.network}
            | more
        )["tasks"]
        return str(task["taskArn"])

    def told(self, arn: str) -> dict[str, Any]:
        """DescribeTasks of one."""
        (task,) = self.aws("ecs").describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"]
        return dict(task)

    def after(self, by: str = "6m", **more: Any) -> dict[str, Any]:
        """Run a task and look at it that much later."""
        arn = self.run(**more)
        self.later(by)
        return self.told(arn)

    def serve(self, **more: Any) -> None:
        """A service of one task."""
        self.aws("ecs").create_service(
            **{"cluster": CLUSTER, "serviceName": FAMILY, "taskDefinition": FAMILY, "desiredCount": 1}
            | {"launchType": "FARGATE", "networkConfiguration": self.network}
            | more
        )

    def service(self) -> dict[str, Any]:
        """DescribeServices."""
        (found,) = self.aws("ecs").describe_services(cluster=CLUSTER, services=[FAMILY])["services"]
        return dict(found)

    def said(self) -> list[str]:
        """Messages of the service's events, oldest first, without its name."""
        return [each["message"].removeprefix(f"(service {FAMILY}) ") for each in reversed(self.service()["events"])]

    def lines(self, group: str) -> dict[str, list[str]]:
        """Stream → its lines."""
        logs = self.aws("logs")
        streams = [each["logStreamName"] for each in logs.describe_log_streams(logGroupName=group)["logStreams"]]
        return {
            stream: [
                each["message"]
                for each in logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)["events"]
            ]
            for stream in streams
        }


def awsvpc(subnet: str, public: str = "ENABLED", *groups: str) -> dict[str, Any]:
    """networkConfiguration."""
    found: dict[str, Any] = {"subnets": [subnet], "assignPublicIp": public}
    return {"awsvpcConfiguration": found | ({"securityGroups": list(groups)} if groups else {})}


def image_of(account: str, tag: str = "1") -> str:
    """The image that `Ground` pushes, by its whole name."""
    return f"{account}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}:{tag}"


def document(action: str, resource: str = "*", effect: str = "Allow", **more: Any) -> str:
    """A policy of one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": resource} | more
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def awslogs(group: str, prefix: str = "api", **options: str) -> dict[str, Any]:
    """logConfiguration."""
    names = {"awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": prefix}
    return {"logDriver": "awslogs", "options": names | options}
