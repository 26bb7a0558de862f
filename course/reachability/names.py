"""What a source or a destination is called: read from one word, by its shape. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from course.model.errors import UsageProblem

Kind = Literal[
    "internet", "aws", "host", "address", "interface", "instance", "place", "task", "service", "balancer", "targets",
    "database", "name",
]  # fmt: skip
SEVERAL = {"ecr": ("ecr.api", "ecr.dkr", "s3")}
"""Names that stand for more than one service. ECR user guide, "Amazon ECR interface VPC endpoints": layers come from S3."""
OTHERWISE = {
    "cloudwatch": "monitoring",
    "efs": "elasticfilesystem",
    "eventbridge": "events",
    "secrets": "secretsmanager",
}
"""What people say → how its endpoint is called."""
SERVICES = (
    "s3", "dynamodb", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages", "kms", "sts",
    "ecs", "ecs-agent", "ecs-telemetry", "monitoring", "events", "sqs", "sns", "states", "lambda", "xray", "ec2",
    "elasticfilesystem", "elasticloadbalancing", "execute-api", "kinesis-streams", "kinesis-firehose", "servicediscovery",
    "rds", "bedrock-runtime",
)  # fmt: skip
"""AWS services by the last part of their endpoint's name. AWS PrivateLink guide, "AWS services that integrate"."""
PREFIXES: dict[str, Kind] = {
    "service": "service", "task": "task", "lb": "balancer", "tg": "targets", "db": "database", "host": "host", "aws": "aws",
}  # fmt: skip
SHAPES: tuple[tuple[str, Kind], ...] = (
    (r"eni-\w+", "interface"),
    (r"i-[0-9a-f]+", "instance"),
    (r"subnet-\w+/sg-\w+(\+sg-\w+)*", "place"),
    (r"arn:[\w-]+:ecs:[^:]*:\d+:task/.+", "task"),
    (r"arn:[\w-]+:ecs:[^:]*:\d+:service/.+", "service"),
    (r"arn:[\w-]+:elasticloadbalancing:[^:]*:\d+:loadbalancer/.+", "balancer"),
    (r"arn:[\w-]+:elasticloadbalancing:[^:]*:\d+:targetgroup/.+", "targets"),
    (r"arn:[\w-]+:rds:[^:]*:\d+:db:.+", "database"),
    (r"[0-9a-f]{32}|[0-9a-f]{8}", "task"),
    (r"\d{1,3}(\.\d{1,3}){3}", "address"),
    (r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?(/.*)?", "host"),
    (r"[\w-]+(/[\w-]+)?", "name"),
)
"""A task's id may be shortened to its first eight characters, as the timeline shows it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and of what kind it is."""

    kind: Kind
    name: str
    """Without its prefix and its port."""
    port: int = 0
    """0: none was said."""


def named(said: str) -> Named:
    """Read a name: `web`, `shop/web`, `ecr`, `internet`, `eni-…`, `10.0.1.5:3306`, `db:orders`, `ghcr.io/org/app:1`.

    Raises UsageProblem for what cannot be one.
    """
    text = said.strip()
    head, colon, rest = text.partition(":")
    if colon and head in PREFIXES and rest:
        name, port = (rest, 0) if rest.startswith("arn:") else _port(rest)
        return (
            _aws(name, port) if head == "aws" else Named(PREFIXES[head], _bare(name) if head == "host" else name, port)
        )
    if text in ("internet", "the internet"):
        return Named("internet", "the internet")
    name, port = (text, 0) if text.startswith("arn:") else _port(text)
    if service_names(name):
        return Named("aws", name, port)
    for shape, kind in SHAPES:
        if re.fullmatch(shape, name):
            return _host(_bare(name), port) if kind == "host" else Named(kind, _sure(name, kind), port)
    raise UsageProblem(f"{said!r} names nothing that could be asked for. Try web, shop/web, ecr, internet or eni-….")


def _aws(name: str, port: int) -> Named:
    if not service_names(name):
        raise UsageProblem(f"{name} is no service of AWS known here (known: {', '.join(('ecr', *SERVICES))}).")
    return Named("aws", name, port)


def _host(host: str, port: int) -> Named:
    """A host; names that AWS gives to databases and load balancers mean these, which stand in a VPC.

    RDS user guide, "Finding the connection information"; ELB user guide, "DNS name".
    """
    if host.endswith(".rds.amazonaws.com"):
        return Named("database", host.partition(".")[0], port)
    if host.endswith(".amazonaws.com") and ".elb." in host:
        return Named("balancer", host, port)
    if host.endswith(".elb.localhost"):  # the sandbox's form; a port in it is this machine's, not the listener's
        return Named("balancer", host)
    if host.endswith((".local", ".internal")):
        raise UsageProblem(f"{host} is a private name: ask for what it leads to, a service or an address.")
    return Named("host", host, port)


def _sure(name: str, kind: Kind) -> str:
    if kind == "address" and any(int(part) > 255 for part in name.split(".")):
        raise UsageProblem(f"{name} is no address.")
    return name


def service_names(name: str) -> tuple[str, ...]:
    """`ecr` → ecr.api, ecr.dkr and s3; `com.amazonaws.eu-west-1.logs` → logs; () for what is no service of AWS."""
    short = name.split(".", 3)[3] if name.startswith("com.amazonaws.") and name.count(".") >= 3 else name
    if short in SEVERAL:
        return SEVERAL[short]
    plain = OTHERWISE.get(short, short)
    return (plain,) if plain in SERVICES else ()


def service_of_host(host: str, region: str) -> str:
    """`secretsmanager.eu-west-1.amazonaws.com` → secretsmanager in that region; "" for any other host."""
    if re.fullmatch(rf"\d{{12}}\.dkr\.ecr\.{re.escape(region)}\.amazonaws\.com", host):
        return "ecr"
    if host == f"api.ecr.{region}.amazonaws.com":
        return "ecr.api"
    known = re.fullmatch(rf"(?:[\w.-]+\.)?([\w-]+)\.{re.escape(region)}\.amazonaws\.com", host)
    return known[1] if known and known[1] in SERVICES else ""


def _port(text: str) -> tuple[str, int]:
    """`10.0.1.5:3306` → address and port; an image's tag is none."""
    name, _, last = text.rpartition(":")
    if name and last.isdigit() and "/" not in last and not ("/" in name and "." in name.partition("/")[0]):
        port = int(last)
        if not 0 < port < 65536:
            raise UsageProblem(f"{port} is no port: 1 to 65535.")
        return name, port
    return text, 0


def _bare(host: str) -> str:
    """The host of an address or of an image's reference."""
    return re.sub(r"^https?://", "", host).partition("/")[0].partition(":")[0]
