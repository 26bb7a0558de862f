"""The ways from one end to the other: every pair of places that may meet, each judged by simulator.network.reach. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from course.model.errors import UsageProblem
from course.reachability.end import End
from course.simulator.network.filters import Hop, first_stop
from course.simulator.network.model import Interface, Network
from course.simulator.network.reach import Way, from_internet, to_interface, to_internet, to_service


@dataclass(frozen=True, kw_only=True)
class Part:
    """One way of an answer."""

    source: str
    destination: str
    subnet: str
    """Where it begins; where it ends for one that begins on the internet."""
    way: Way
    policy: Hop | None = None
    """What the policy of the endpoint on the way says."""

    @property
    def hops(self) -> tuple[Hop, ...]:
        """All of the way, the policy last: it is asked where the network leads to the endpoint."""
        return (*self.way.hops, *([self.policy] if self.policy is not None else []))

    @property
    def ok(self) -> bool:
        """Whether nothing stops it."""
        return self.stopped_by is None

    @property
    def stopped_by(self) -> Hop | None:
        """What stops it first."""
        return first_stop(self.hops)

    @property
    def outcome(self) -> tuple[str, str]:
        """What makes two ways the same for a reader: which kind of thing stops them, and how; not which ids and addresses."""
        stop = self.stopped_by
        return (stop.kind, re.sub(r"\S*\d\S*", "", stop.mend)) if stop else ("", "")


def ways(net: Network, source: End, destination: End, port: int = 0) -> tuple[Part, ...]:
    """All of them, in order of services and subnets. Raises UsageProblem where no port is known, or nothing can be asked."""
    if source.kind == "internet" and destination.kind in ("internet", "aws", "host"):
        raise UsageProblem(
            f"The internet and {destination.name} both lie outside: there is nothing of yours on that way."
        )
    if not source.places and source.kind != "internet":
        raise UsageProblem(f"{source.name} stands in no subnet.")
    chosen = port or destination.port
    if not chosen:
        raise UsageProblem(
            f"On which port? Nothing says where {destination.name} listens: add --port, such as --port 3306."
        )
    return tuple(_ways(net, source, destination, chosen))


def _ways(net: Network, source: End, destination: End, port: int) -> Iterator[Part]:
    if destination.kind == "aws":
        for service in destination.services:
            for place in source.places:
                yield _part(source, place.subnet, service, to_service(net, place, service, port))
    elif destination.kind in ("host", "internet"):
        for place in source.places:
            yield _part(source, place.subnet, destination.name, to_internet(net, place, port, destination.name))
    elif source.kind == "internet":
        for end in destination.places:
            yield _part(source, end.subnet, destination.name, from_internet(net, end, port))
    else:
        for place, end in _pairs(net, source, destination):
            yield _part(source, place.subnet, destination.name, _to(net, place, destination, end, port))


def _part(source: End, subnet: str, destination: str, way: Way) -> Part:
    return Part(source=source.name, destination=destination, subnet=subnet, way=way)


def _pairs(net: Network, source: End, destination: End) -> Iterator[tuple[Interface, Interface]]:
    """A load balancer meets a target from its own subnet in the target's zone; else everything may meet everything."""
    for end in destination.places:
        if source.kind == "balancer":
            yield min(source.places, key=lambda place: (_zone(net, place) != _zone(net, end), place.subnet)), end
        else:
            for place in source.places:
                if place != end or len(source.places) == 1:
                    yield place, end


def _zone(net: Network, place: Interface) -> str:
    subnet = net.subnets.get(place.subnet)
    return subnet.zone if subnet else ""


def _to(net: Network, place: Interface, destination: End, end: Interface, port: int) -> Way:
    if not destination.public:
        return to_interface(net, place, end, port)
    # Elastic Load Balancing user guide: the name of an internet-facing one leads to public addresses, from inside too.
    out = to_internet(net, place, port, destination.name)
    back = from_internet(net, end, port)
    return replace(out, hops=(*out.hops, *(back.hops if out.ok else ())))
