"""Worlds of networks and registries."""

from __future__ import annotations

from dataclasses import replace

from course.simulator.network.model import Permission
from tests.simulator.starting.changes import (
    ALL,
    DENY_ALL,
    GUIDE,
    LAYERS,
    NO_LOGS,
    TOKEN,
    WORKS,
    Row,
    asks,
    both,
    but,
    egress,
    endpoints,
    foreign,
    nat,
    private,
    public,
    sets,
)

ROWS: list[Row] = [
    # network × registry
    ("public subnet, public address", public, WORKS, GUIDE),
    (
        "public subnet without a public address",
        sets(interface=None),
        WORKS,
        "nothing known of its place: nothing is judged",
    ),
    (
        "public subnet, no public address",
        lambda a: setattr(a, "interface", replace(a.interface, public=False)),
        TOKEN,
        "captures",
    ),
    ("private subnet, nothing else", private, TOKEN, "captures"),
    ("private subnet, NAT gateway", nat, WORKS, GUIDE),
    (
        "NAT gateway in the private subnet",
        both(nat, lambda a: a.made.change("nats", "nat-1", subnet="subnet-b")),
        TOKEN,
        "VPC guide",
    ),
    ("NAT gateway deleted", both(nat, lambda a: a.made.nats.clear()), TOKEN, "VPC guide"),
    ("internet gateway detached", lambda a: a.made.change("vpcs", "vpc-1", internet_gateway=""), TOKEN, "VPC guide"),
    ("no outbound rule", egress(), TOKEN, "captures: sealed security group"),
    ("outbound rule for port 80 only", egress(Permission("tcp", 80, 80, cidr="0.0.0.0/0")), TOKEN, "captures"),
    ("outbound rule for the VPC only", egress(Permission(cidr="10.0.0.0/16")), TOKEN, "captures"),
    ("network ACL without answers", lambda a: a.made.change("acls", "acl-a", ingress=()), TOKEN, "VPC guide"),
    ("DNS support off", lambda a: a.made.change("vpcs", "vpc-1", dns_support=False), TOKEN, "VPC guide"),
    ("all endpoints", endpoints(*ALL), WORKS, "ECR guide, interface VPC endpoints"),
    ("endpoint ecr.api is missing", but("ecr.api"), TOKEN, "captures"),
    ("endpoint ecr.dkr is missing", but("ecr.dkr"), "failed to resolve ref", "captures"),
    ("endpoint s3 is missing", but("s3"), LAYERS, "captures"),
    ("endpoint logs is missing", but("logs"), NO_LOGS, "captures"),
    ("endpoint logs is missing, and nothing is logged", both(but("logs"), asks(logs=None)), WORKS, GUIDE),
    (
        "endpoint's security group lets nobody in",
        both(endpoints(*ALL), lambda a: a.made.change("groups", "sg-vpce", ingress=())),
        TOKEN,
        "captures: endpoints with the default security group",
    ),
    (
        "endpoint without private DNS",
        both(endpoints(*ALL), lambda a: a.made.change("endpoints", "vpce-ecr.api", private_dns=False)),
        TOKEN,
        "captures: names lead to public addresses",
    ),
    (
        "endpoints, and DNS host names off",
        both(endpoints(*ALL), lambda a: a.made.change("vpcs", "vpc-1", dns_hostnames=False)),
        TOKEN,
        "PrivateLink guide",
    ),
    (
        "s3 endpoint, outbound only to the VPC and endpoints",
        both(endpoints(*ALL), egress(Permission(cidr="10.0.0.0/16"))),
        LAYERS,
        "captures: S3 by its prefix list is missing",
    ),
    (
        "s3 endpoint, outbound to the VPC and S3's prefix list",
        both(endpoints(*ALL), egress(Permission(cidr="10.0.0.0/16"), Permission("tcp", 443, 443, prefix_list="pl-s3"))),
        WORKS,
        "VPC guide",
    ),
    (
        "endpoint policy denies all",
        endpoints(*ALL, policy=DENY_ALL),
        "no VPC endpoint policy allows",
        "IAM guide, denied messages",
    ),
    # other registries
    ("Docker Hub from a public subnet", foreign, WORKS, GUIDE),
    (
        "Docker Hub from a private subnet",
        both(private, foreign),
        "failed to resolve ref docker.io/library/nginx:1.27: failed to do request: Head"
        ' "https://registry-1.docker.io/v2/library/nginx/manifests/1.27"',
        "captures",
    ),
    (
        "somebody's image of Docker Hub from a private subnet",
        both(private, asks(image="grafana/grafana:11.2.0", logs=None)),
        'ref docker.io/grafana/grafana:11.2.0: failed to do request: Head "https://registry-1.docker.io/v2/grafana/grafana/manifests/',
        "captures",
    ),
    ("Docker Hub with ECR's endpoints only", both(endpoints(*ALL), foreign), "i/o timeout", "captures"),
    ("Docker Hub through a NAT gateway", both(nat, foreign), WORKS, GUIDE),
    (
        "another registry without a way out",
        both(private, asks(image="ghcr.io/acme/web:1", logs=None)),
        "https://ghcr.io/v2/acme/web",
        "captures",
    ),
]
