"""Ask a world whether one thing can reach another: the ends, their networks, the ways, the policies on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from course.model.errors import UsageProblem
from course.reachability import ends, reading, roles
from course.reachability.answer import Answer
from course.reachability.asking import Asking, Sight
from course.reachability.end import End
from course.reachability.names import named, service_of_host
from course.reachability.rights import needs, policy_hop, rights
from course.reachability.ways import Part, ways
from course.simulator.network.model import Network
from course.simulator.starting.facts import Role
from course.world.look import LearnerProblem


def why(look: Sight, source: str, destination: str, port: int = 0) -> Answer:
    """Can `source` reach `destination`, and why not. Describe calls only, so it works in every world.

    `port`: where the destination listens; 0: as its task definition, listener or database says, 443 for what is outside.
    Raises UsageProblem for names that are not there or not clear, WorldNotReady where the world does not answer.
    """
    ask = Asking(look)
    try:
        if not 0 <= port < 65536:
            raise UsageProblem(f"{port} is no port: 1 to 65535.")
        start, end = ends.source(ask, named(source)), ends.destination(ask, named(destination))
        return _answer(ask, start, end, port)
    except LearnerProblem as problem:  # something was deleted between two calls, or never there
        raise UsageProblem(str(problem)) from None


def _answer(ask: Asking, source: End, destination: End, port: int) -> Answer:
    subnets = sorted({place.subnet for end in (source, destination) for place in end.places if place.subnet})
    homes = {str(each["VpcId"]) for each in ask.ec2("describe_subnets", "Subnets", "subnet-id", subnets)}
    net = reading.network(ask, homes)
    region = _region(net)
    if destination.kind == "host" and (known := service_of_host(destination.name, region)):
        destination = ends.destination(ask, named(f"aws:{known}"))
    parts = ways(net, source, destination, port)
    role, looked = _role(ask, source, destination)
    if destination.kind == "aws":
        parts = tuple(_with_policy(part, source, destination, region, role) for part in parts)
    judged = (
        rights(source.definition, role, destination.services, destination.name, looked=looked, fargate=source.fargate)
        if source.definition and destination.kind == "aws"
        else None
    )
    return Answer(
        source=source,
        destination=destination,
        parts=parts,
        rights=judged,
        notes=(*_notes(source, destination), *ask.notes),
    )


def _region(net: Network) -> str:
    """Of the zones that are known: `eu-west-1a` → `eu-west-1`."""
    return next((subnet.zone.rstrip("abcdefgh") for subnet in net.subnets.values() if subnet.zone), "")


def _role(ask: Asking, source: End, destination: End) -> tuple[Role | None, bool]:
    arn = str(source.definition.get("executionRoleArn") or "")
    wanted = needs(source.definition) if source.definition and destination.kind == "aws" else {}
    return roles.role(ask, arn) if arn and any(wanted.get(each) for each in destination.services) else (None, False)


def _with_policy(part: Part, source: End, destination: End, region: str, role: Role | None) -> Part:
    endpoint = part.way.endpoint
    if endpoint is None or not part.way.ok:
        return part
    pulls = destination.name == "ecr"
    wanted = needs(source.definition).get(part.destination, []) if source.definition else _known(part.destination)
    return replace(part, policy=policy_hop(endpoint, wanted, region, role, pulls=pulls))


def _known(service: str) -> Sequence[tuple[str, str]]:
    """What everybody who comes asks for, whoever it is."""
    return [("ecr:GetAuthorizationToken", "*")] if service == "ecr.api" else []


def _notes(source: End, destination: End) -> list[str]:
    said = []
    if source.kind == "internet" and destination.kind in ("service", "task"):
        said += [
            f"{destination.name} stands behind {name}, where its users arrive: ecs-course why internet lb:{name}"
            for name in destination.behind
        ]
    if not source.fargate and source.kind in ("service", "task") and destination.kind in ("aws", "host"):
        said.append(
            "On container instances images, secrets and logs go over the instance's interface: ecs-course why i-… "
            f"{destination.name}. This is the way of the application's own calls."
        )
    return said
