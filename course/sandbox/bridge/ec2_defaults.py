"""What AWS gives every VPC and every account's default VPC, and plain moto leaves out: a way to the internet, and group rules.

VPC user guide, "Default VPC components" (an internet gateway, and a main route table that leads to it) and "Default security
groups" (all traffic from the group itself may come in).
"""

from __future__ import annotations

from typing import Any

from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend

from course.sandbox.bridge.chance import aside

_default_vpc = VPCBackend.create_default_vpc
_group = SecurityGroupBackend.create_security_group


def create_default_vpc(self: Any) -> Any:
    """A default VPC that leads to the internet."""
    vpc = _default_vpc(self)
    with aside(f"default-vpc/{self.account_id}/{self.region_name}/{vpc.id}"):
        gateway = self.create_internet_gateway()
        self.attach_internet_gateway(gateway.id, vpc.id)
        main = next(t for t in self.route_tables.values() if t.vpc_id == vpc.id and t.main_association_id is not None)
        self.create_route(main.id, "0.0.0.0/0", gateway_id=gateway.id)
    return vpc


def create_security_group(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    """A security group; the default one of a VPC lets its own members in."""
    group = _group(self, name, *args, **kwargs)
    if name == "default" and not group.ingress_rules:
        with aside(f"default-group/{group.id}"):
            own = {"GroupId": group.id, "OwnerId": self.account_id}
            group.ingress_rules.append(SecurityGroupRule(self, "-1", group.id, None, None, None, own))
    return group


def install() -> None:
    """Put the functions above into moto's EC2. Idempotent."""
    VPCBackend.create_default_vpc = create_default_vpc
    SecurityGroupBackend.create_security_group = create_security_group
