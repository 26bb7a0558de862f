"""Names turned into ends of a way, by describe calls: each kind of name has its function."""

from __future__ import annotations

from collections.abc import Callable

from course.model.errors import UsageProblem
from course.reachability import ends_around, ends_of_ecs
from course.reachability.asking import Asking
from course.reachability.end import End
from course.reachability.names import Kind, Named, service_names

READERS: dict[Kind, Callable[[Asking, Named], End]] = {
    "interface": ends_around.interface,
    "instance": ends_around.instance,
    "place": ends_around.place,
    "address": ends_around.address,
    "balancer": ends_around.balancer,
    "targets": ends_around.targets,
    "database": ends_around.database,
    "task": ends_of_ecs.task,
    "service": ends_of_ecs.service,
}


def source(ask: Asking, named: Named) -> End:
    """Who opens the connection. Raises UsageProblem for what is not there, or opens none."""
    if named.kind == "aws":
        raise UsageProblem(
            f"{named.name} is a service of AWS: it opens no connections into a VPC. Ask the other way round,"
            f" or for your own service of that name: service:{named.name}"
        )
    if named.kind in ("host", "targets"):
        raise UsageProblem(f"{named.name} is no source; ask from internet, a service, a task or a load balancer.")
    return internet() if named.kind == "internet" else _found(ask, named)


def destination(ask: Asking, named: Named) -> End:
    """Who is to be reached. Raises UsageProblem for what is not there."""
    if named.kind == "aws":
        return End(kind="aws", name=named.name, services=service_names(named.name), port=named.port or 443)
    if named.kind == "host":
        return End(kind="host", name=named.name, port=named.port or 443)
    return internet() if named.kind == "internet" else _found(ask, named)


def internet() -> End:
    """Anywhere outside."""
    return End(kind="internet", name="the internet", port=443)


def _found(ask: Asking, named: Named) -> End:
    if named.kind == "name":
        return _by_name(ask, named)
    return READERS[named.kind](ask, named)


def _by_name(ask: Asking, named: Named) -> End:
    """A service or a load balancer, whichever has this name."""
    services = ends_of_ecs.every_service(ask)
    cluster, _, name = named.name.rpartition("/")
    wanted = [arn for of, arn in services if arn.rpartition("/")[2] == name and cluster in ("", of)]
    balancers = [] if cluster else ends_around.balancers_named(ask, name)
    if len(wanted) + len(balancers) > 1:
        there = [f"service:{ends_of_ecs.place_of(arn)}" for arn in wanted] + [f"lb:{name}" for _ in balancers]
        raise UsageProblem(f"There is more than one {name}: say which ({', '.join(sorted(there))}).")
    if balancers:
        return ends_around.balancer_end(ask, balancers[0])
    return ends_of_ecs.service(ask, named)
