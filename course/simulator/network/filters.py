"""What lets a packet through and what does not: security groups, network ACLs, route tables, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course.simulator.network.model import (
    ANY_PROTOCOL,
    AclEntry,
    Interface,
    Network,
    Permission,
    Route,
    RouteTable,
    Subnet,
    address,
    network,
)

EPHEMERAL = (32768, 60999)
"""Ports to which answers go: the range of the Linux kernels that run tasks (net.ipv4.ip_local_port_range). VPC user guide,
"Ephemeral ports", advises 1024-65535, for other clients use others."""
SOMEWHERE = "198.51.100.7"
"""Stands for any address on the internet: RFC 5737 keeps it for documentation, so that no rule is written for it."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing on the way, and whether it lets the packet through."""

    kind: str
    """`security group`, `network ACL`, `route table`, `NAT gateway` …"""
    id: str
    ok: bool
    says: str
    """One sentence: by which of its rules, or what is missing."""
    mend: str = ""
    """What would let it through, where it does not."""


def first_stop(hops: Iterable[Hop]) -> Hop | None:
    """The hop that lets nothing through, None where all do."""
    return next((hop for hop in hops if not hop.ok), None)


@dataclass(frozen=True, slots=True)
class Side:
    """The other end of a packet, as rules see it."""

    address: str
    groups: tuple[str, ...] = ()
    prefix_list: str = ""
    name: str = ""

    @property
    def words(self) -> str:
        return self.name or self.address


def out_of(net: Network, source: Interface, to: Side, port: int, protocol: str = "tcp") -> Hop:
    """The source's security groups: may it open this connection?"""
    return _groups(net, source, to, port, protocol, egress=True)


def into(net: Network, destination: Interface, of: Side, port: int, protocol: str = "tcp") -> Hop:
    """The destination's security groups: may this connection come in?"""
    return _groups(net, destination, of, port, protocol, egress=False)


def _groups(net: Network, one: Interface, other: Side, port: int, protocol: str, *, egress: bool) -> Hop:
    way, to = ("out", "to") if egress else ("in", "from")
    if not one.guarded:
        return Hop("security group", "", True, f"{one.name} has no security group, so none stops anything.")
    for id in one.groups:
        group = net.groups.get(id)
        for permission in (group.egress if egress else group.ingress) if group else ():
            if permission.covers(protocol, port) and _speaks_of(permission, other):
                return Hop("security group", id, True, f"{id} of {one.name} lets it {way}: {permission.words}.")
    listed = ", ".join(one.groups) or "no security group"
    return Hop(
        "security group",
        one.groups[0] if one.groups else "",
        False,
        f"{listed} of {one.name} has no {'outbound' if egress else 'inbound'} rule for {protocol} {port} {to} {other.words}.",
        f"Add {'an outbound' if egress else 'an inbound'} rule for {protocol} {port} {to} {other.words}.",
    )


def _speaks_of(permission: Permission, other: Side) -> bool:
    if permission.group:
        return permission.group in other.groups
    if permission.prefix_list:
        return permission.prefix_list == other.prefix_list
    return bool(permission.cidr) and ":" not in permission.cidr and address(other.address) in network(permission.cidr)


def acl(net: Network, subnet: Subnet, other: str, ports: tuple[int, int], protocol: str, *, egress: bool) -> Hop:
    """The subnet's network ACL: does it let all of these ports through, to or from this address?"""
    way = "outbound" if egress else "inbound"
    found = net.acls.get(subnet.acl)
    if found is None:  # EC2 gives every subnet one; a world that knows none lets everything through
        return Hop("network ACL", subnet.acl, True, f"The network ACL of {subnet.id} is not known here.")
    first = _first(found.egress if egress else found.ingress, other, ports, protocol)
    what = f"{protocol} {ports[0]}" if ports[0] == ports[1] else f"{protocol} {ports[0]}-{ports[1]}"
    if first is not None and first.allow:
        return Hop(
            "network ACL", found.id, True, f"{found.id} of {subnet.id} allows {what} {way} (rule {first.number})."
        )
    why = f"rule {first.number} denies it" if first else "no rule allows it"
    return Hop(
        "network ACL",
        found.id,
        False,
        f"{found.id} of {subnet.id} stops {what} {way}: {why}.",
        f"Add an {way} rule to {found.id} that allows {what}"
        f"{'; it is stateless, so answers need it' if ports == EPHEMERAL else ''}.",
    )


def _first(entries: Iterable[AclEntry], other: str, ports: tuple[int, int], protocol: str) -> AclEntry | None:
    """The entry that decides. Where only a part of the ports meets an entry, a denied part decides for all."""
    deciding: AclEntry | None = None
    low, high = ports
    covered = low - 1
    for entry in sorted(entries, key=lambda entry: entry.number):
        if ":" in entry.cidr or address(other) not in network(entry.cidr):
            continue
        if entry.protocol not in (ANY_PROTOCOL, protocol):
            continue
        first, last = (0, 65535) if entry.protocol == ANY_PROTOCOL else (entry.low, entry.high)
        if last < low or first > high or last <= covered:
            continue
        if not entry.allow:
            return entry
        if first <= covered + 1:
            deciding, covered = entry, max(covered, last)
            if covered >= high:
                return deciding
    return None


def route(table: RouteTable | None, to: str, prefix_lists: Iterable[str] = ()) -> Route | None:
    """The route that decides for an address: the longest prefix; a list that holds the address is more specific than the default.

    VPC user guide, "Route priority".
    """
    best: tuple[int, Route] | None = None
    wanted = set(prefix_lists)
    for one in table.routes if table else ():
        if one.prefix_list:
            length = 24 if one.prefix_list in wanted else -1  # longer than any route of one's own to the internet
        elif one.cidr and ":" not in one.cidr and address(to) in network(one.cidr):
            length = network(one.cidr).prefixlen
        else:
            continue
        if length >= 0 and (best is None or length > best[0]):
            best = (length, one)
    return best[1] if best else None
