"""A world in which a task starts, from which tests take things away."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from course.simulator.iam.statement import Policy, policy_of
from course.simulator.network.model import Interface, Network
from course.simulator.starting.facts import (
    Asked,
    Image,
    Key,
    Logging,
    Parameter,
    Repository,
    Role,
    Secret,
    SecretRef,
    Starter,
)
from tests.simulator.network.worlds import World, world

ACCOUNT, REGION = "111122223333", "us-east-1"
EXECUTION = f"arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole"
TASK_ROLE = f"arn:aws:iam::{ACCOUNT}:role/wanderlyTaskRole"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/wanderly/api:1.4.0"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:wanderly/db-AbCdEf"
PARAMETER = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/wanderly/api-key"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/wanderly/api"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ENV_FILE = "arn:aws:s3:::wanderly-config/prod.env"

MANAGED = [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
]
"""AmazonECSTaskExecutionRolePolicy. AWS managed policy reference."""


def policy(*statements: dict[str, Any], name: str = "inline") -> Policy:
    return policy_of(name, {"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(service: Any = "ecs-tasks.amazonaws.com", **more: Any) -> Policy:
    return policy({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole", **more})


@dataclass
class Around:
    """Everything about one task: change it, then ask."""

    made: World = field(default_factory=world)
    interface: Interface | None = field(
        default_factory=lambda: Interface("task t", "subnet-a", "10.0.1.20", ("sg-web",), True)
    )
    roles: dict[str, Role] = field(default_factory=dict)
    grants: list[str] = field(default_factory=lambda: list(MANAGED))
    more: list[Policy] = field(default_factory=list)
    boundary: Policy | None = None
    trusts: dict[str, Policy | None] = field(default_factory=lambda: {EXECUTION: trust(), TASK_ROLE: trust()})
    repositories: dict[tuple[str, str, str], Repository] = field(
        default_factory=lambda: {(ACCOUNT, REGION, "wanderly/api"): Repository(REPOSITORY)}
    )
    images: dict[str, Image] = field(default_factory=lambda: {"1.4.0": Image("sha256:aa", ("X86_64", "ARM64"))})
    secrets: dict[str, Secret] = field(
        default_factory=lambda: {SECRET: Secret(SECRET, {"AWSCURRENT": json.dumps({"password": "x"})})}
    )
    parameters: dict[str, Parameter] = field(default_factory=lambda: {PARAMETER: Parameter(PARAMETER, secure=True)})
    groups: set[str] = field(default_factory=lambda: {"/ecs/wanderly"})
    objects: set[str] = field(default_factory=lambda: {ENV_FILE})
    resource_policies: dict[str, Policy] = field(default_factory=dict)
    cache_rules: set[str] = field(default_factory=set)
    """Prefixes of pull-through cache rules."""
    asked: dict[str, Any] = field(default_factory=dict)
    """Of the container."""
    task: dict[str, Any] = field(default_factory=dict)

    @property
    def starter(self) -> Starter:
        container = {
            "name": "api",
            "image": IMAGE,
            "logs": Logging("/ecs/wanderly", REGION, prefix="api"),
            **self.asked,
        }
        facts = {
            "id": "1a2b3c",
            "account": ACCOUNT,
            "region": REGION,
            "arn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/web/1a2b3c",
            "execution_role": EXECUTION,
            "interface": self.interface,
            **self.task,
        }
        return Starter(containers=(Asked(**container),), **facts)

    # Surroundings

    def network(self) -> Network:
        return self.made.net

    def role(self, arn: str) -> Role | None:
        found = self.trusts.get(arn)
        if found is None:
            return None
        return Role(arn, found, (policy(allow(self.grants)), *self.more), self.boundary)

    def repository(self, account: str, region: str, name: str) -> Repository | None:
        return self.repositories.get((account, region, name))

    def image(self, account: str, region: str, repository: str, tag: str, digest: str) -> Image | None:
        return self.images.get(digest or tag)

    def cached(self, account: str, region: str, repository: str) -> bool:
        return any(repository.startswith(f"{prefix}/") for prefix in self.cache_rules)

    def secret(self, reference: str) -> Secret | None:
        return next((s for arn, s in self.secrets.items() if reference in (arn, arn[:-7])), None)

    def parameter(self, reference: str) -> Parameter | None:
        return next(
            (p for arn, p in self.parameters.items() if reference in (arn, arn.partition(":parameter")[2])), None
        )

    def has_log_group(self, region: str, name: str) -> bool:
        return name in self.groups

    def has_object(self, arn: str) -> bool:
        return arn in self.objects

    def resource_policy(self, arn: str) -> Policy | None:
        return self.resource_policies.get(arn)


def secrets(*values: str) -> tuple[SecretRef, ...]:
    return tuple(SecretRef(f"V{n}", value) for n, value in enumerate(values))


def customer_key(*actions: dict[str, Any], usable: bool = True) -> Key:
    """A key whose policy hands on to the account unless statements are given."""
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    return Key(KEY, policy(*(actions or (root,))), usable)
