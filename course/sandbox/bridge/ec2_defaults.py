"""What AWS gives VPCs, endpoints and interfaces unasked, and plain moto leaves out: ways to the internet, groups, addresses.

VPC user guide, "Default VPC components" (an internet gateway, and a main route table that leads to it) and "Default security
groups" (all traffic from the group itself may come in).
"""

from __future__ import annotations

from typing import Any

from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend

from course.sandbox.bridge.chance import aside

_default_vpc = VPCBackend.create_default_vpc
_group = SecurityGroupBackend.create_security_group
_endpoint = VPCBackend.create_vpc_endpoint
_association = NetworkInterface.association


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


def create_vpc_endpoint(self: Any, vpc_id: str, *args: Any, **kwargs: Any) -> Any:
    """An endpoint; one with interfaces has the VPC's default group unless it is given others, and so have its interfaces.

    API reference, CreateVpcEndpoint, SecurityGroupIds.
    """
    made = _endpoint(self, vpc_id, *args, **kwargs)
    made.vpc_endpoint_type = made.vpc_endpoint_type or "Gateway"  # the same page, VpcEndpointType
    if made.network_interface_ids:
        made.security_group_ids = made.security_group_ids or [self.get_default_security_group(vpc_id).id]
        for eni in (self.enis[id] for id in made.network_interface_ids):
            eni._group_set = [self.get_security_group_from_id(id) for id in made.security_group_ids]
            described_as_endpoints(eni, made.id)
    return made


def described_as_endpoints(eni: Any, endpoint: str) -> None:
    """Mark an interface as one that an endpoint stands behind."""
    eni.description, eni.interface_type = f"VPC Endpoint Interface {endpoint}", "vpc_endpoint"
    eni.status, eni.requester_managed = "in-use", True


def association(self: Any) -> dict[str, Any]:
    """The public address of an interface as EC2 shows it: AWS's own unless it is an Elastic IP address of the account.

    VPC user guide, "DNS attributes for your VPC": a public name only where the VPC has DNS host names.
    """
    found: dict[str, Any] = _association.fget(self)
    if found and not found.get("allocationId"):
        region = (
            "compute-1" if self.ec2_backend.region_name == "us-east-1" else f"{self.ec2_backend.region_name}.compute"
        )
        name = f"ec2-{self.public_ip.replace('.', '-')}.{region}.amazonaws.com"
        named = str(self.ec2_backend.get_vpc(self.subnet.vpc_id).enable_dns_hostnames).lower() == "true"
        found = {"ipOwnerId": "amazon", "publicIp": self.public_ip, "publicDnsName": name if named else ""}
    return found


def install() -> None:
    """Put the functions above into moto's EC2. Idempotent."""
    VPCBackend.create_default_vpc = create_default_vpc
    VPCBackend.create_vpc_endpoint = create_vpc_endpoint
    NetworkInterface.association = property(association)
    SecurityGroupBackend.create_security_group = create_security_group
