"""EC2: resources told by the prefix of their ids. Service authorization reference, "Amazon EC2"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.iam.asking.need import Around, Asked

KINDS = {
    # prefix of an id → kind in the ARN
    "vpc": "vpc",
    "subnet": "subnet",
    "sg": "security-group",
    "rtb": "route-table",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "acl": "network-acl",
    "eni": "network-interface",
    "eipalloc": "elastic-ip",
    "vpce": "vpc-endpoint",
    "pcx": "vpc-peering-connection",
    "i": "instance",
    "vol": "volume",
    "snap": "snapshot",
    "lt": "launch-template",
    "ami": "image",
}
MADE = {
    # operation → kinds of what it makes, whose ids nobody knows yet
    "CreateVpc": ("vpc",),
    "CreateSubnet": ("subnet",),
    "CreateSecurityGroup": ("security-group",),
    "CreateRouteTable": ("route-table",),
    "CreateInternetGateway": ("internet-gateway",),
    "CreateNatGateway": ("natgateway",),
    "CreateNetworkAcl": ("network-acl",),
    "CreateNetworkInterface": ("network-interface",),
    "CreateVpcEndpoint": ("vpc-endpoint",),
    "CreateVpcPeeringConnection": ("vpc-peering-connection",),
    "CreateVolume": ("volume",),
    "CreateLaunchTemplate": ("launch-template",),
    "AllocateAddress": ("elastic-ip",),
    "RunInstances": ("instance", "network-interface", "volume"),
}
_ID = re.compile(r"([a-z]+)-[0-9a-f]{8,}")
NAMING = re.compile(r".*Ids?$")
"""Parameters that name resources; a rule's GroupId inside IpPermissions is no resource of the call."""
INSIDE = frozenset({"NetworkInterfaces", "LaunchTemplate"})
REPLACED = ("Describe", "Get", "Search")


def ec2(asked: Asked, around: Around) -> list[str]:
    """ARNs of what the call makes and of what it names; [] for describing calls, which are judged on `*`."""
    if asked.operation.startswith(REPLACED):
        return []
    made = [asked.arn(f"{kind}/*") for kind in MADE.get(asked.operation, ())]
    named = dict.fromkeys(_named(asked.parameters))
    return [*made, *(_arn(asked, kind, id) for kind, id in named)]


def _arn(asked: Asked, kind: str, id: str) -> str:
    if kind == "image":  # images belong to nobody that the ARN would name
        return f"arn:aws:ec2:{asked.region}::image/{id}"
    return asked.arn(f"{kind}/{id}")


def _named(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        if name in INSIDE:
            for each in value if isinstance(value, list) else [value]:
                yield from _named(each) if isinstance(each, Mapping) else ()
        elif NAMING.match(name) or name in ("Resources", "Groups"):
            for id in value if isinstance(value, list) else [value]:
                match = _ID.fullmatch(id) if isinstance(id, str) else None
                if match and match[1] in KINDS:
                    yield KINDS[match[1]], id
