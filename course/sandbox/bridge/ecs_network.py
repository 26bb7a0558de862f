"""The awsvpc side of ECS: network configurations with their defaults, network interfaces of tasks."""

from __future__ import annotations

from typing import Any

from moto.ec2 import ec2_backends
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.moto_api._internal import mock_random

from course.sandbox.bridge.ecs_base import Records, invalid


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
            raise invalid(
                f"Error retrieving subnet information for [{subnet_id}]: {error.message} (ErrorCode: {error.code})"
            ) from None

    def attach(self, task: Any, network: dict[str, Any]) -> None:
        """Give the task a network interface in the first of its subnets, and its zone."""
        vpc = network["awsvpcConfiguration"]
        subnet = self.subnet_of(vpc["subnets"][0])
        attachment = str(mock_random.uuid4())
        eni = self._ec2.create_network_interface(
            subnet,
            "",
            group_ids=vpc.get("securityGroups") or None,
            # what EC2 shows for an interface that ECS manages
            description=self.arn_of(f"attachment/{attachment}"),
        )
        eni.status = "in-use"
        eni.requester_managed = True
        details = {
            "subnetId": subnet.id,
            "networkInterfaceId": eni.id,
            "macAddress": eni.mac_address,
            "privateDnsName": getattr(eni, "private_dns_name", None),
            "privateIPv4Address": eni.private_ip_address,
        }
        task.availability_zone = subnet.availability_zone
        task.attachments.append(
            {
                "id": attachment,
                "type": "ElasticNetworkInterface",
                "status": "ATTACHING",
                "details": [{"name": name, "value": value} for name, value in details.items() if value],
            }
        )
        address = {"attachmentId": attachment, "privateIpv4Address": eni.private_ip_address}
        for container in task.containers:
            container["networkInterfaces"] = [address]

    def release(self, task: Any) -> None:
        """Remove what `attach` gave, and the place on a container instance; the attachment stays as a record."""
        for attachment in task.attachments:
            for detail in attachment["details"]:
                if detail["name"] == "networkInterfaceId" and detail["value"] in self._ec2.enis:
                    self._ec2.delete_network_interface(detail["value"])
            attachment["status"] = "DELETED"
        instance_id = (task.container_instance_arn or "").rpartition("/")[2]
        instance = self.container_instances[task.cluster_name].get(instance_id)
        if instance is not None and task.resource_requirements is not None:
            self.update_container_instance_resources(instance, task.resource_requirements, removing=True)
        task.resource_requirements = None
