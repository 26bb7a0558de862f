"""Load balancers, target groups, instances, interfaces, databases and bare addresses as ends of a way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.model.errors import UsageProblem
from course.reachability.asking import Asking
from course.reachability.end import End
from course.reachability.names import Named
from course.reachability.translating import interface as translated
from course.simulator.network.model import Interface, network
from course.simulator.network.model import address as ip

Record = Mapping[str, Any]
STANDS_FOR = 10
"""Where AWS does not show the address of a load balancer or a database, the tenth of its subnet stands for it."""


def interface(ask: Asking, named: Named) -> End:
    """`eni-…`."""
    found = ask.ec2("describe_network_interfaces", "NetworkInterfaces", "network-interface-id", [named.name])
    if not found:
        raise UsageProblem(f"There is no network interface {named.name}.")
    see = f"aws ec2 describe-network-interfaces --network-interface-ids {named.name}"
    return End(kind="interface", name=named.name, places=(translated(named.name, found[0]),), port=named.port, see=see)


def instance(ask: Asking, named: Named) -> End:
    """`i-…`: its first interface."""
    reservations = ask.ec2("describe_instances", "Reservations", "instance-id", [named.name])
    found = [each for reservation in reservations for each in reservation["Instances"] if each.get("SubnetId")]
    if not found:
        raise UsageProblem(f"There is no instance {named.name} in a subnet.")
    name = f"instance {named.name}"
    first: Record = next(iter(found[0].get("NetworkInterfaces") or ()), {})
    groups = tuple(str(each["GroupId"]) for each in first.get("Groups") or found[0].get("SecurityGroups") or ())
    public = bool(found[0].get("PublicIpAddress"))
    one = Interface(name, str(found[0]["SubnetId"]), str(found[0]["PrivateIpAddress"]), groups, public)
    see = f"aws ec2 describe-instances --instance-ids {named.name}"
    return End(kind="instance", name=name, places=(one,), port=named.port, see=see, fargate=False)


def place(ask: Asking, named: Named) -> End:
    """`subnet-…/sg-…`: whatever stands in that subnet under those security groups."""
    subnet, _, groups = named.name.partition("/")
    found = ask.ec2("describe_subnets", "Subnets", "subnet-id", [subnet])
    if not found:
        raise UsageProblem(f"There is no subnet {subnet}.")
    one = Interface(named.name, subnet, _stands_for(found[0]), tuple(groups.split("+")))
    return End(kind="place", name=named.name, places=(one,), port=named.port)


def address(ask: Asking, named: Named) -> End:
    """`10.0.1.5`: the interface that has it; without one, the subnet that holds it, and no group is known."""
    found = ask.ec2("describe_network_interfaces", "NetworkInterfaces", "addresses.private-ip-address", [named.name])
    if len(found) > 1:
        ids = ", ".join(sorted(str(each["NetworkInterfaceId"]) for each in found))
        raise UsageProblem(f"More than one interface has the address {named.name}: say which ({ids}).")
    if found:
        see = f"aws ec2 describe-network-interfaces --network-interface-ids {found[0]['NetworkInterfaceId']}"
        return End(
            kind="address", name=named.name, places=(translated(named.name, found[0]),), port=named.port, see=see
        )
    subnets = [
        each for each in ask.pages("ec2", "describe_subnets", "Subnets") if ip(named.name) in network(each["CidrBlock"])
    ]
    if not ip(named.name).is_private:
        return End(kind="host", name=named.name, port=named.port or 443)
    if len(subnets) != 1:
        many = f"more than one subnet holds it ({', '.join(sorted(each['SubnetId'] for each in subnets))})"
        raise UsageProblem(
            f"No interface has the address {named.name}, and {many if subnets else 'no subnet holds it'}. Say eni-…,"
            " or subnet-…/sg-…"
        )
    ask.notes.append(f"No interface has the address {named.name} now: security groups at that end were not looked at.")
    one = Interface(named.name, str(subnets[0]["SubnetId"]), named.name, guarded=False)
    return End(kind="address", name=named.name, places=(one,), port=named.port)


def default_groups(ask: Asking, vpc: str) -> tuple[str, ...]:
    """The default security group of a VPC, which everything gets that names none."""
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    found = ask.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)
    return tuple(str(each["GroupId"]) for each in found)


# Load balancing


def balancer_names(ask: Asking) -> list[str]:
    """All load balancers."""
    return [str(each["LoadBalancerName"]) for each in _balancers(ask)]


def balancers_named(ask: Asking, name: str) -> list[Record]:
    """DescribeLoadBalancers of those with a name."""
    return [each for each in _balancers(ask) if each["LoadBalancerName"] == name]


def _balancers(ask: Asking) -> list[Record]:
    return ask.pages("elbv2", "describe_load_balancers", "LoadBalancers")


def balancer(ask: Asking, named: Named) -> End:
    """A load balancer by name or ARN."""
    found = [each for each in _balancers(ask) if named.name in _names_of(each)]
    if not found:
        there = ", ".join(sorted(balancer_names(ask))) or "none"
        raise UsageProblem(f"There is no load balancer {named.name} (there: {there}).")
    end = balancer_end(ask, found[0])
    return End(**{**_fields(end), "port": named.port or end.port})


def _names_of(found: Record) -> tuple[str, ...]:
    """Name, ARN, and DNS name without the port that the sandbox may add to it."""
    return str(found["LoadBalancerName"]), str(found["LoadBalancerArn"]), str(found["DNSName"]).partition(":")[0]


def _fields(end: End) -> dict[str, Any]:
    return {name: getattr(end, name) for name in End.__dataclass_fields__}


def balancer_end(ask: Asking, found: Record) -> End:
    """Once in each of its subnets. ELB API reference, CreateLoadBalancer: without groups it gets the VPC's default one."""
    name, arn = str(found["LoadBalancerName"]), str(found["LoadBalancerArn"])
    ids = [str(zone["SubnetId"]) for zone in found.get("AvailabilityZones") or () if zone.get("SubnetId")]
    subnets = {each["SubnetId"]: each for each in ask.ec2("describe_subnets", "Subnets", "subnet-id", ids)}
    groups = tuple(str(id) for id in found.get("SecurityGroups") or ())
    if not groups and found.get("Type") == "application":
        groups = default_groups(ask, str(found["VpcId"]))
    shown = _shown(ask, arn)
    public = found.get("Scheme") != "internal"
    listeners = ask.pages("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn)
    return End(
        kind="balancer",
        name=f"load balancer {name}",
        places=tuple(
            Interface(
                name=f"load balancer {name}",
                subnet=id,
                address=shown.get(id) or _stands_for(subnets[id]),
                groups=groups,
                public=public,
                guarded=bool(groups),
            )
            for id in sorted(subnets)
        ),
        port=next((int(each["Port"]) for each in listeners if each.get("Port")), 0),
        see=f"aws elbv2 describe-load-balancers --names {name}",
        public=public,
    )


def _shown(ask: Asking, arn: str) -> dict[str, str]:
    """Subnet → address of its interfaces, which AWS describes as `ELB app/web/50dc6c495c0c9188`."""
    said = f"ELB {arn.partition(':loadbalancer/')[2]}"
    found = ask.ec2("describe_network_interfaces", "NetworkInterfaces", "description", [said])
    return {str(each["SubnetId"]): str(each["PrivateIpAddress"]) for each in found}


def _stands_for(subnet: Record) -> str:
    return str(network(subnet["CidrBlock"]).network_address + STANDS_FOR)


def targets(ask: Asking, named: Named) -> End:
    """A target group by name or ARN: its registered targets."""
    groups = ask.pages("elbv2", "describe_target_groups", "TargetGroups")
    found = [each for each in groups if named.name in (each["TargetGroupName"], each["TargetGroupArn"])]
    if not found:
        there = ", ".join(sorted(str(each["TargetGroupName"]) for each in groups)) or "none"
        raise UsageProblem(f"There is no target group {named.name} (there: {there}).")
    arn, name = str(found[0]["TargetGroupArn"]), str(found[0]["TargetGroupName"])
    health = ask.one("elbv2", "describe_target_health", TargetGroupArn=arn)["TargetHealthDescriptions"]
    registered = [each["Target"] for each in health if (each.get("TargetHealth") or {}).get("State") != "draining"]
    if not registered:
        raise UsageProblem(f"The target group {name} has no targets now: ask for the service that registers them.")
    places: list[Interface] = []
    for each in registered:
        read = instance if str(each["Id"]).startswith("i-") else address
        places += read(ask, Named("address", str(each["Id"]))).places
    port = named.port or next(
        (int(each["Port"]) for each in registered if each.get("Port")), int(found[0].get("Port", 0))
    )
    return End(
        kind="targets",
        name=f"target group {name}",
        places=tuple(places),
        port=port,
        see=f"aws elbv2 describe-target-health --target-group-arn {arn}",
        behind=tuple(str(arn).split("/")[-2] for arn in found[0].get("LoadBalancerArns") or ()),
    )


# Databases


def database(ask: Asking, named: Named) -> End:
    """`db:orders`: an instance of RDS, once in each subnet of its subnet group that is in its zone."""
    name = named.name.rpartition(":db:")[2]
    shown = ask.tried("The database", lambda: ask.pages("rds", "describe_db_instances", "DBInstances"))
    if shown is None:
        raise UsageProblem("Databases may not be described here. Name an address, or subnet-…/sg-….")
    found = [each for each in shown if each["DBInstanceIdentifier"] == name]
    if not found:
        there = ", ".join(sorted(str(each["DBInstanceIdentifier"]) for each in shown)) or "none"
        raise UsageProblem(f"There is no database {name} (there: {there}).")
    one = found[0]
    groups = tuple(str(each["VpcSecurityGroupId"]) for each in one.get("VpcSecurityGroups") or ())
    listed = (one.get("DBSubnetGroup") or {}).get("Subnets") or ()
    ids = [str(each["SubnetIdentifier"]) for each in listed if each.get("SubnetIdentifier")]
    subnets = ask.ec2("describe_subnets", "Subnets", "subnet-id", ids)
    here = [each for each in subnets if each["AvailabilityZone"] == one.get("AvailabilityZone")] or subnets
    if not here:
        raise UsageProblem(f"AWS does not show in which subnets {name} stands. Name an address, or subnet-…/sg-….")
    return End(
        kind="database",
        name=f"database {name}",
        places=tuple(
            Interface(
                f"database {name}", str(each["SubnetId"]), _stands_for(each),
                groups or default_groups(ask, str(each["VpcId"])), bool(one.get("PubliclyAccessible")),
            )
            for each in sorted(here, key=lambda each: str(each["SubnetId"]))
        ),
        port=named.port or int((one.get("Endpoint") or {}).get("Port", 0)),
        see=f"aws rds describe-db-instances --db-instance-identifier {name}",
    )  # fmt: skip
