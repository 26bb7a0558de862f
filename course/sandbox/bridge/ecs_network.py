"""The awsvpc side of ECS: network configurations with their defaults, network interfaces of tasks."""

from __future__ import annotations

from typing import Any

from moto.ec2 import ec2_backends
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.moto_api._internal import mock_random

from course.sandbox.bridge.chance import aside
from course.sandbox.bridge.ecs_base import Records, invalid, short
from course.sandbox.bridge.ecs_task_record import TaskRecord


def network_with_defaults(asked: dict[str, Any] | None) -> dict[str, Any] | None:
    """API reference, AwsVpcConfiguration: no public address; no groups mean the default group of the VPC."""
    vpc = (asked or {}).get("awsvpcConfiguration")
    if not vpc:
        return None
    return {"awsvpcConfiguration": {"securityGroups": [], "assignPublicIp": "DISABLED"} | vpc}


class NetworkRecords(Records):
    """Network interfaces that ECS makes and removes."""

    @property
    def _ec2(self) -> Any:
        return ec2_backends[self.account_id][self.region_name]

    def subnet_of(self, subnet_id: str) -> Any:
        """The subnet, or ECS's refusal of an unknown one."""
        try:
            return self._ec2.get_subnet(subnet_id)
        except InvalidSubnetIdError as error:
            # code and words: users of RunTask and of CloudFormation quote them
            raise invalid(
                f"Error retrieving subnet information for [{subnet_id}]: {error.message} (ErrorCode: {error.code})"
            ) from None

    def attach(self, record: TaskRecord) -> None:
        """Give the task a network interface in its subnet."""
        if record.network is None:
            return
        task, vpc = record.life, record.network["awsvpcConfiguration"]
        subnet = self.subnet_of(task.subnet)
        with aside(f"eni/{task.id}"):
            attachment = str(mock_random.uuid4())
            eni = self._ec2.create_network_interface(
                subnet,
                "",
                group_ids=vpc.get("securityGroups") or None,
                # what EC2 shows for an interface that ECS manages
                description=self.arn_of(f"attachment/{attachment}"),
                public_ip_auto_assign=vpc["assignPublicIp"] == "ENABLED",
            )
        eni.status = "in-use"
        if eni.public_ip:
            eni.private_ip_addresses[0]["Association"] = eni.association
        record.default_groups = [group.id for group in eni.group_set]
        eni.requester_managed = True
        details = {
            "subnetId": subnet.id,
            "networkInterfaceId": eni.id,
            "macAddress": eni.mac_address,
            "privateDnsName": getattr(eni, "private_dns_name", None),
            "privateIPv4Address": eni.private_ip_address,
        }
        task.address = eni.private_ip_address
        record.interface_id = eni.id
        record.attached.append(
            {
                "id": attachment,
                "type": "ElasticNetworkInterface",
                "details": [{"name": name, "value": value} for name, value in details.items() if value],
            }
        )
        record.address = {"attachmentId": attachment, "privateIpv4Address": eni.private_ip_address}

    def release(self, record: TaskRecord) -> None:
        """Take back what `attach` gave, and the place on a container instance; the attachment stays as a record."""
        if record.interface_id in self._ec2.enis:
            self._ec2.delete_network_interface(record.interface_id)
        instance_id = short(record.life.instance)
        instance = self.container_instances[record.cluster_name].get(instance_id) if instance_id else None
        if instance is not None and record.resource_requirements is not None:
            self.update_container_instance_resources(instance, record.resource_requirements, removing=True)
        record.resource_requirements = None
