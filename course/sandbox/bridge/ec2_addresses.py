"""Private addresses: always inside the subnet, never given twice, given back with their interface, in one order.

Plain moto draws them by lot, so that two interfaces can meet, and a task's may lie in no subnet at all.
"""

from __future__ import annotations

import ipaddress
from collections import deque
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import instances, nat_gateways, vpcs
from moto.ec2.models.elastic_network_interfaces import NetworkInterface, NetworkInterfaceBackend
from moto.ec2.models.subnets import Subnet

_create = NetworkInterfaceBackend.create_network_interface
_delete = NetworkInterfaceBackend.delete_network_interface


def take(subnet: Any, instance: Any = None) -> str:
    """The next free address; those given back come last. The first four and the last are AWS's own (VPC user guide)."""
    for address in subnet._subnet_ip_generator:
        if address != subnet.cidr.broadcast_address and str(address) not in subnet._subnet_ips:
            subnet._subnet_ips[str(address)] = instance
            return str(address)
    freed = _freed(subnet)
    while freed:
        known = freed.popleft()
        if known not in subnet._subnet_ips:
            subnet._subnet_ips[known] = instance
            return known
    raise EC2ClientError(
        "InsufficientFreeAddressesInSubnet",
        f"There are not enough free addresses in subnet '{subnet.id}' to satisfy the requested number of instances.",
    )


def give_back(subnet: Any, address: str) -> None:
    """Free an address; plain moto keeps them in a set, whose order changes from process to process."""
    if subnet._subnet_ips.pop(address, _MISSING) is not _MISSING:
        _freed(subnet).append(address)


_MISSING = object()


def _freed(subnet: Any) -> deque[str]:
    if not hasattr(subnet, "freed_addresses"):
        subnet.freed_addresses = deque()
    freed: deque[str] = subnet.freed_addresses
    return freed


def claim(backend: Any, subnet: Any, address: str) -> None:
    """Take the address that was asked for. Codes: EC2 API reference, "Error codes"."""
    if ipaddress.ip_address(address) not in subnet.cidr or ipaddress.ip_address(address) in subnet.aws_reserved_ips:
        raise EC2ClientError("InvalidParameterValue", "Address does not fall within the subnet's address range")
    if address in subnet._subnet_ips:
        # an instance claims its address before its interface exists
        interfaces = (eni for eni in backend.enis.values() if eni.subnet is subnet)
        if any(address == held["PrivateIpAddress"] for eni in interfaces for held in eni.private_ip_addresses):
            raise EC2ClientError("InvalidIPAddress.InUse", f"Address {address} is in use.")
        return
    subnet._subnet_ips[address] = None


def create_network_interface(
    self: Any,
    subnet: Any,
    private_ip_address: Any = None,
    private_ip_addresses: list[Any] | None = None,
    *args: Any,
    **kwargs: Any,
) -> NetworkInterface:
    """A network interface whose IPv4 addresses the subnet knows of."""
    home = self.get_subnet(subnet) if isinstance(subnet, str) else subnet
    if home is None or not home.cidr_block:
        return _create(self, subnet, private_ip_address, private_ip_addresses, *args, **kwargs)
    first = private_ip_address[0] if isinstance(private_ip_address, list) and private_ip_address else private_ip_address
    listed = [item if isinstance(item, str) else item.get("PrivateIpAddress") for item in private_ip_addresses or []]
    marked = [item["PrivateIpAddress"] for item in private_ip_addresses or [] if _is_primary(item)]
    primary = first or (marked or listed or [""])[0]
    for address in dict.fromkeys([*filter(None, [primary]), *listed]):
        claim(self, home, address)
    primary = primary or take(home)
    others = [address for address in listed if address != primary]
    others += [take(home) for _ in range(int(kwargs.pop("secondary_ips_count", None) or 0))]
    addresses = [{"Primary": address == primary, "PrivateIpAddress": address} for address in (primary, *others)]
    return _create(self, home, primary, addresses, *args, **kwargs)


def _is_primary(item: Any) -> bool:
    return isinstance(item, dict) and str(item.get("Primary")).lower() == "true"


def delete_network_interface(self: Any, eni_id: str) -> None:
    """Remove the interface and free its addresses."""
    eni = self.enis.get(eni_id)
    _delete(self, eni_id)
    if eni is not None and eni.subnet is not None:
        for held in eni.private_ip_addresses:
            give_back(eni.subnet, held["PrivateIpAddress"])


def assign_private_ip_addresses(
    self: Any, eni_id: str, private_ip_addresses: list[str] | None = None, secondary_ips_count: int | None = None
) -> NetworkInterface:
    """More addresses for an interface."""
    eni = self.get_network_interface(eni_id)
    held = {item["PrivateIpAddress"] for item in eni.private_ip_addresses}
    new = [address for address in private_ip_addresses or [] if address not in held]
    for address in new:
        claim(self, eni.subnet, address)
    if not private_ip_addresses:
        new = [take(eni.subnet) for _ in range(int(secondary_ips_count or 0))]
    eni.private_ip_addresses.extend({"Primary": False, "PrivateIpAddress": address} for address in new)
    return eni


def unassign_private_ip_addresses(
    self: Any, eni_id: str, private_ip_address: list[str] | None = None
) -> NetworkInterface:
    """Fewer addresses for an interface."""
    eni = self.get_network_interface(eni_id)
    for item in list(eni.private_ip_addresses):
        if item["PrivateIpAddress"] in (private_ip_address or []):
            eni.private_ip_addresses.remove(item)
            give_back(eni.subnet, item["PrivateIpAddress"])
    return eni


def _ask_the_subnet(*args: Any, **kwargs: Any) -> str:
    return ""


def install() -> None:
    """Put the functions above into moto's EC2. Idempotent."""
    Subnet.get_available_subnet_ip = take
    Subnet.del_subnet_ip = give_back
    for function in (
        create_network_interface,
        delete_network_interface,
        assign_private_ip_addresses,
        unassign_private_ip_addresses,
    ):
        setattr(NetworkInterfaceBackend, function.__name__, function)
    for module in (instances, nat_gateways, vpcs):
        module.random_private_ip = _ask_the_subnet
