"""What a world is changed by, in words that the tables read like: a NAT gateway, an endpoint that is missing, a right dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from course.simulator.network.model import Endpoint, NatGateway, Permission, Route
from course.simulator.starting.facts import Image, Repository, Secret
from tests.simulator.starting.around import (
    ACCOUNT,
    ENV_FILE,
    PARAMETER,
    REGION,
    SECRET,
    Around,
    allow,
    customer_key,
    policy,
    secrets,
)

Change = Callable[[Around], Any]
GUIDE = "ECS developer guide"
TOKEN = "unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue"
LAYERS = "There is a connection issue between the task and the registry"
NO_LOGS = (
    "The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue"
)
NO_ASM = "unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager"
NO_SSM = "There is a connection issue between the task and AWS Systems Manager Parameter Store"


# Networks


def public(a: Around) -> None:
    """The public subnet, with a public address: as it stands."""


def private(a: Around) -> None:
    """The private subnet, which leads nowhere."""
    a.interface = replace(a.interface, subnet="subnet-b", address="10.0.2.20", public=False)  # type: ignore[type-var]


def nat(a: Around) -> None:
    private(a)
    a.made.nats["nat-1"] = NatGateway("nat-1", "subnet-a")
    route(a, "rtb-b", Route("nat-1", "0.0.0.0/0"))


def route(a: Around, table: str, *added: Route) -> None:
    a.made.change("route_tables", table, routes=(*a.made.route_tables[table].routes, *added))


def endpoints(*services: str, policy: Any = None) -> Change:
    """A private subnet with these interface endpoints; s3 is a gateway endpoint."""

    def change(a: Around) -> None:
        private(a)
        for service in services:
            if service == "s3":
                a.made.endpoints["vpce-s3"] = Endpoint("vpce-s3", "vpc-1", "s3", "gateway", policy=policy)
                route(a, "rtb-b", Route("vpce-s3", prefix_list="pl-s3"))
            else:
                id = f"vpce-{service}"
                places = {"subnet-b": "10.0.2.9"}
                a.made.endpoints[id] = Endpoint(
                    id, "vpc-1", service, addresses=places, groups=("sg-vpce",), policy=policy
                )

    return change


ALL = ("ecr.api", "ecr.dkr", "s3", "logs", "secretsmanager", "ssm")


def but(service: str) -> Change:
    """All endpoints but this one."""
    return endpoints(*(one for one in ALL if one != service))


def both(*changes: Change) -> Change:
    def change(a: Around) -> None:
        for one in changes:
            one(a)

    return change


# Other changes


def drops(*actions: str) -> Change:
    return lambda a: a.grants.__setitem__(slice(None), [one for one in a.grants if one not in actions])


def grants(*actions: str, **more: Any) -> Change:
    return lambda a: a.more.append(policy(allow(list(actions), **more)))


def asks(**values: Any) -> Change:
    return lambda a: a.asked.update(values)


def of_task(**values: Any) -> Change:
    return lambda a: a.task.update(values)


def put(field: str, key: Any, value: Any) -> Change:
    return lambda a: getattr(a, field).__setitem__(key, value)


def lacks(field: str, key: Any) -> Change:
    return lambda a: (
        getattr(a, field).pop(key) if isinstance(getattr(a, field), dict) else getattr(a, field).discard(key)
    )


def egress(*permissions: Permission) -> Change:
    return lambda a: a.made.change("groups", "sg-web", egress=permissions)


def sets(**values: Any) -> Change:
    return lambda a: [setattr(a, name, value) for name, value in values.items()]


def denied(action: str, resource: str = "*") -> str:
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/ecsTaskExecutionRole/1a2b3c"
    return f"User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows"


with_secret = both(asks(secrets=secrets(SECRET)), grants("secretsmanager:GetSecretValue"))
with_parameter = both(asks(secrets=secrets(PARAMETER)), grants("ssm:GetParameters"))
with_file = both(asks(environment_files=(ENV_FILE,)), grants("s3:GetObject"))
foreign = asks(image="nginx:1.27", logs=None)
other_account = f"444455556666.dkr.ecr.{REGION}.amazonaws.com/shared/base:1"
FAR = "arn:aws:ecr:us-east-1:444455556666:repository/shared/base"


def shared(principal: Any) -> Repository:
    pulls = {"Effect": "Allow", "Principal": principal, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}
    return Repository(FAR, policy(pulls))


def far(repository: Repository | None) -> Change:
    def change(a: Around) -> None:
        a.asked.update(image=other_account)
        a.images["1"] = Image("sha256:bb")
        if repository:
            a.repositories["444455556666", REGION, "shared/base"] = repository

    return change


def keyed(*statements: Any, usable: bool = True) -> Change:
    key = customer_key(*statements, usable=usable)
    return put("secrets", SECRET, Secret(SECRET, {"AWSCURRENT": '{"password": "x"}'}, key=key))


def secret_with(**values: Any) -> Change:
    return put("secrets", SECRET, Secret(SECRET, **{"stages": {"AWSCURRENT": "plain"}, **values}))


def through(a: Around) -> None:
    """An image of Docker Hub by way of a cache rule."""
    a.cache_rules.add("docker-hub")
    a.asked.update(image=f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/docker-hub/library/nginx:1.27")


ECR_GUIDE = "ECR user guide, pull through cache"
IMPORT = "ecr:BatchImportUpstreamImage"
WORKS = ""
ONLY_OTHERS = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/other"},
    "Action": "kms:*",
    "Resource": "*",
}
DENY_ALL = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
Row = tuple[str, Change, str, str]
"""Name of the world, what changes it, what its stopped reason says (WORKS: nothing), and where that is said."""
