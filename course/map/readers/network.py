"""VPCs, and Availability Zones with the subnets that services and load balancers use."""

from __future__ import annotations

from course.map.asking import SLOW_S, Asking
from course.map.found import Found, facts
from course.map.scene import Mood, Node


def read(ask: Asking, found: Found) -> None:
    """Subnets of services and load balancers; where there are none, nothing."""
    wanted = {id for service in found.services for id in subnets_of(service.get("networkConfiguration"))}
    wanted |= {
        str(zone["SubnetId"])
        for balancer in found.balancers
        for zone in balancer.get("AvailabilityZones") or ()
        if zone.get("SubnetId")
    }
    for task in found.tasks:
        wanted |= {detail["value"] for detail in eni(task) if detail.get("name") == "subnetId"}
    if not wanted:
        return
    by_id = {"Name": "subnet-id", "Values": sorted(wanted)[:200]}
    for subnet in ask.pages("ec2", "describe_subnets", "Subnets", keep_s=SLOW_S, Filters=[by_id]):
        found.subnets[subnet["SubnetId"]] = subnet
    _vpcs(ask, found)
    _zones(found)


def subnets_of(network: object) -> list[str]:
    if not isinstance(network, dict):
        return []
    return list((network.get("awsvpcConfiguration") or {}).get("subnets") or ())


def eni(task: dict[str, object]) -> list[dict[str, str]]:
    """The details of a task's network interface."""
    attachments = task.get("attachments") or ()
    assert isinstance(attachments, list | tuple)
    return [detail for each in attachments for detail in each.get("details") or ()]


def _vpcs(ask: Asking, found: Found) -> None:
    ids = sorted({subnet["VpcId"] for subnet in found.subnets.values() if subnet.get("VpcId")})
    by_id = {"Name": "vpc-id", "Values": ids}
    for vpc in ask.pages("ec2", "describe_vpcs", "Vpcs", keep_s=SLOW_S, Filters=[by_id]) if ids else ():
        subnets = [id for id, subnet in sorted(found.subnets.items()) if subnet.get("VpcId") == vpc["VpcId"]]
        name = next((tag["Value"] for tag in vpc.get("Tags") or () if tag.get("Key") == "Name"), "")
        found.nodes.append(
            Node(
                id=vpc["VpcId"], kind="vpc", name=name or vpc["VpcId"], state=str(vpc.get("State", "")),
                mood=Mood.GOOD if vpc.get("State") == "available" else Mood.MOVING, says=str(vpc.get("CidrBlock", "")),
                facts=facts(
                    ("id", vpc["VpcId"]), ("addresses", vpc.get("CidrBlock")), ("default", vpc.get("IsDefault")),
                    ("subnets used", subnets),
                ),
            )
        )  # fmt: skip


def _zones(found: Found) -> None:
    for zone in sorted({subnet["AvailabilityZone"] for subnet in found.subnets.values()}):
        subnets = [subnet for _, subnet in sorted(found.subnets.items()) if subnet["AvailabilityZone"] == zone]
        said = [
            f"{subnet['SubnetId']} {subnet.get('CidrBlock', '')} "
            f"({subnet.get('AvailableIpAddressCount', '?')} addresses free)"
            for subnet in subnets
        ]
        number = len(subnets)
        found.nodes.append(
            Node(
                id=f"zone {zone}", kind="zone", name=zone, says=f"{number} subnet{'s' if number > 1 else ''}",
                state="in use", facts=facts(*[("subnet", line) for line in said]),
            )
        )  # fmt: skip
