"""What the rules may know of networks: VPCs, subnets, security groups, instances."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from moto.ec2.models import ec2_backends

from course.sandbox.bridge.known_place import KnownPlace
from course.sandbox.bridge.known_record import Fields, Shown
from course.simulator.rules.world import Record

VPC: Fields = {
    "VpcId": attrgetter("id"),
    "CidrBlock": attrgetter("cidr_block"),
    "IsDefault": attrgetter("is_default"),
    "CidrBlockAssociationSet": lambda vpc: [
        {"CidrBlock": each["cidr_block"]} for each in vpc.cidr_block_association_set
    ],
}
SUBNET: Fields = {
    "SubnetId": attrgetter("id"),
    "VpcId": attrgetter("vpc_id"),
    "CidrBlock": attrgetter("cidr_block"),
    "AvailabilityZone": attrgetter("availability_zone"),
    "MapPublicIpOnLaunch": lambda subnet: str(subnet.map_public_ip_on_launch).lower() == "true",
}
SECURITY_GROUP: Fields = {
    "GroupId": attrgetter("id"),
    "GroupName": attrgetter("name"),
    "VpcId": attrgetter("vpc_id"),
}
INSTANCE: Fields = {
    "InstanceId": attrgetter("id"),
    "VpcId": attrgetter("vpc_id"),
    "SubnetId": attrgetter("subnet_id"),
    "State": lambda instance: {"Name": instance.state},
}


class KnownNetwork(KnownPlace):
    """EC2, as far as containers touch it."""

    @property
    def _ec2(self) -> Any:
        return ec2_backends[self.account][self.region]

    def vpc(self, id: str) -> Record | None:
        """DescribeVpcs."""
        found = self._ec2.vpcs.get(id)
        return Shown(found, VPC) if found is not None else None

    def subnet(self, id: str) -> Record | None:
        """DescribeSubnets."""
        for in_zone in self._ec2.subnets.values():
            if id in in_zone:
                return Shown(in_zone[id], SUBNET)
        return None

    def security_group(self, id: str) -> Record | None:
        """DescribeSecurityGroups."""
        for in_vpc in self._ec2.groups.values():
            if id in in_vpc:
                return Shown(in_vpc[id], SECURITY_GROUP)
        return None

    def instance(self, id: str) -> Record | None:
        """DescribeInstances."""
        found = self._ec2.get_instance_by_id(id)
        return Shown(found, INSTANCE) if found is not None else None
