"""The answer: reachable or not, in one sentence; what stops it, what to change, and where to see it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from course.reachability.end import End
from course.reachability.rights import Rights
from course.reachability.ways import Part
from course.simulator.network.filters import Hop

COMMANDS = {
    "network ACL": "aws ec2 describe-network-acls --network-acl-ids {id}",
    "route table": "aws ec2 describe-route-tables --route-table-ids {id}",
    "NAT gateway": "aws ec2 describe-nat-gateways --nat-gateway-ids {id}",
    "internet gateway": "aws ec2 describe-internet-gateways --internet-gateway-ids {id}",
    "VPC endpoint": "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id}",
    "endpoint policy": "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id} --query 'VpcEndpoints[].PolicyDocument'",
    "VPC": "aws ec2 describe-vpc-attribute --vpc-id {id} --attribute enableDnsSupport",
    "peering connection": "aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids {id}",
    "subnet": "aws ec2 describe-subnets --subnet-ids {id}",
}
"""Kind of hop → the command that shows it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether one can reach the other, and why."""

    source: End
    destination: End
    parts: tuple[Part, ...]
    rights: Rights | None = None
    """Of the execution role; None where it has no part in this."""
    notes: tuple[str, ...] = ()
    """What else one should know, and what was not looked at."""

    @property
    def ok(self) -> bool:
        """Reachable: by the network and the policies of endpoints, from everywhere the source may stand."""
        return all(part.ok for part in self.parts)

    @property
    def stopped(self) -> tuple[Part, ...]:
        """The ways that lead nowhere."""
        return tuple(part for part in self.parts if not part.ok)

    @property
    def verdict(self) -> str:
        """One sentence."""
        if self.ok:
            return self._reaches()
        part = self.stopped[0]
        hop = part.stopped_by
        assert hop is not None
        failing = list(dict.fromkeys(each.destination for each in self.stopped))
        others = f" (nor {', '.join(failing[1:])})" if len(failing) > 1 else ""
        here = [each for each in self.parts if each.destination == part.destination]
        where = f" from {part.subnet}" if len({each.ok for each in here}) > 1 and self.source.kind != "internet" else ""
        return f"{part.source} cannot reach {part.destination}{where}{others}: {hop.says}"

    def _reaches(self) -> str:
        names = list(dict.fromkeys(part.destination for part in self.parts))
        told = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
        ports = sorted({part.way.port for part in self.parts})
        by = list(dict.fromkeys(filter(None, (_by(part) for part in self.parts))))
        through = f", through {' and '.join(by)}" if by else ""
        but = "" if self.rights is None or self.rights.ok else "; but its execution role may not use it"
        return f"{self.source.name} reaches {told} on port {', '.join(map(str, ports))}{through}{but}."

    @property
    def changes(self) -> tuple[str, ...]:
        """What would let it through, each once; one thing at a time: behind it the next may wait."""
        said = (self.change(part.stopped_by) for part in self.stopped if part.stopped_by)
        return tuple(dict.fromkeys(filter(None, said)))

    def change(self, hop: Hop) -> str:
        """What would let it through one hop. Of a rule: in which group, and from a group where the other side has one."""
        if hop.kind == "security group" and hop.id and hop.mend:
            rule = re.sub(r"from [\d.]+ \((sg-\w+)[^)]*\)", r"from \1", hop.mend)
            return f"In {hop.id}: {rule[0].lower()}{rule[1:]}"
        return hop.mend

    @property
    def see(self) -> tuple[str, ...]:
        """Commands that show what stops it, each once."""
        said = (self.command(part.stopped_by) for part in self.stopped if part.stopped_by)
        return tuple(dict.fromkeys(filter(None, said)))

    def command(self, hop: Hop) -> str:
        """The command that shows one hop; "" where there is nothing to show."""
        if hop.kind == "security group":
            ids = list(dict.fromkeys(re.findall(r"\bsg-\w+", hop.says.partition(" of ")[0])))
            return f"aws ec2 describe-security-groups --group-ids {' '.join(ids)}" if ids else ""
        if hop.kind == "public address":
            ends = (self.source, self.destination)
            return next((end.see for end in ends if hop.id == end.name), ends[0].see or ends[1].see)
        return COMMANDS[hop.kind].format(id=hop.id) if hop.kind in COMMANDS and hop.id else ""

    def shown(self, *, every: bool = False) -> tuple[Part, ...]:
        """The ways to tell: for each destination the worst; the others where they end otherwise, or all (`every`)."""
        told: list[Part] = []
        for name in dict.fromkeys(part.destination for part in self.parts):
            here = sorted((part for part in self.parts if part.destination == name), key=lambda part: part.ok)
            seen: set[tuple[str, str]] = set()
            for part in here:
                if every or part.outcome not in seen:
                    told.append(part)
                seen.add(part.outcome)
        return tuple(told)

    def as_json(self) -> dict[str, Any]:
        """Plain values. Fields may be added; none goes or changes its meaning."""
        return {
            "source": self.source.name,
            "destination": self.destination.name,
            "reachable": self.ok,
            "verdict": self.verdict,
            "ways": [self._way(part) for part in self.parts],
            "change": list(self.changes),
            "see": list(self.see),
            "execution_role": None
            if self.rights is None
            else {
                "role": self.rights.role,
                "looked_at": self.rights.looked,
                "may": self.rights.ok if self.rights.looked else None,
                "says": self.rights.says,
            },
            "notes": list(self.notes),
        }

    def _way(self, part: Part) -> dict[str, Any]:
        return {
            "source": part.source,
            "destination": part.destination,
            "subnet": part.subnet,
            "port": part.way.port,
            "reachable": part.ok,
            "endpoint": part.way.endpoint.id if part.way.endpoint else "",
            "hops": [
                {
                    "kind": hop.kind,
                    "id": hop.id,
                    "ok": hop.ok,
                    "says": hop.says,
                    "change": self.change(hop),
                    "see": self.command(hop),
                }
                for hop in part.hops
            ],
        }


def _by(part: Part) -> str:
    """What leads out of the subnet: an endpoint, a NAT gateway, the internet gateway, a peering connection."""
    if part.way.endpoint is not None:
        return part.way.endpoint.id
    kinds = {hop.kind: hop.id for hop in part.hops}
    return next((kinds[kind] for kind in ("NAT gateway", "internet gateway") if kind in kinds), "")
