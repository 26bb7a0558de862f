"""Services and tasks as ends of a way: from their network configuration and their interfaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.model.errors import UsageProblem
from course.reachability import ends_around
from course.reachability.asking import Asking
from course.reachability.end import End
from course.reachability.names import Named
from course.reachability.translating import interface
from course.simulator.network.model import Interface, network

SHOWN = 8
"""Names that a sentence lists; the rest is counted."""


def place_of(arn: str) -> str:
    """`arn:…:service/shop/web` → `shop/web`."""
    return arn.partition("/")[2]


def every_service(ask: Asking) -> list[tuple[str, str]]:
    """(cluster's name, ARN) of all services."""
    return [
        (cluster.rpartition("/")[2], str(arn))
        for cluster in _clusters(ask)
        for arn in ask.pages("ecs", "list_services", "serviceArns", cluster=cluster, maxResults=100)
    ]


def _clusters(ask: Asking) -> list[str]:
    return [str(arn) for arn in ask.pages("ecs", "list_clusters", "clusterArns")]


def service(ask: Asking, named: Named) -> End:
    """A service, `web` or `shop/web`, by its network configuration: before any task of it runs."""
    text = place_of(named.name) if named.name.startswith("arn:") else named.name
    cluster, _, name = text.rpartition("/")
    clusters = [arn for arn in _clusters(ask) if cluster in ("", arn.rpartition("/")[2])]
    if cluster and not clusters:
        there = sorted(arn.rpartition("/")[2] for arn in _clusters(ask))
        raise UsageProblem(f"There is no cluster {cluster} (there: {listed(there)}).")
    every = every_service(ask)
    wanted = [(of, arn) for of, arn in every if arn.rpartition("/")[2] == name and cluster in ("", of)]
    if len(wanted) > 1:
        names = ", ".join(sorted(place_of(arn) for _, arn in wanted))
        raise UsageProblem(f"There is more than one service {name}: say which ({names}).")
    if not wanted:
        there = sorted(place_of(arn) for of, arn in every if cluster in ("", of))
        balancers = sorted(ends_around.balancer_names(ask)) if named.kind == "name" and not cluster else []
        more = f"; load balancers: {listed(balancers)}" if balancers else ""
        what = "service or load balancer" if named.kind == "name" and not cluster else "service"
        raise UsageProblem(f"There is no {what} {text} (services: {listed(there)}{more}).")
    ((of, arn),) = wanted
    (found,) = ask.one("ecs", "describe_services", cluster=of, services=[arn])["services"]
    return _service(ask, of, found)


def listed(names: list[str]) -> str:
    """The first few names, and how many more; `none`."""
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "") if names else "none"


def _service(ask: Asking, cluster: str, found: Mapping[str, Any]) -> End:
    name = str(found["serviceName"])
    definition = _definition(ask, found.get("taskDefinition") or _of_a_task_set(found))
    config = (_network(found) or {}).get("awsvpcConfiguration")
    fargate = _on_fargate(found)
    balancing = list(found.get("loadBalancers") or ())
    places = _places(ask, name, config, fargate=fargate) if config else _instances(ask, cluster, name, found)
    return End(
        kind="service",
        name=name,
        places=places,
        port=_port(definition, balancing),
        see=f"aws ecs describe-services --cluster {cluster} --services {name} --query 'services[].networkConfiguration'",
        definition=definition,
        fargate=fargate,
        behind=_behind(ask, [str(each["targetGroupArn"]) for each in balancing if each.get("targetGroupArn")]),
    )


def _network(found: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of the service, or of its task set that is primary."""
    own: Mapping[str, Any] | None = found.get("networkConfiguration")
    sets = sorted(found.get("taskSets") or (), key=lambda each: each.get("status") != "PRIMARY")
    return own or next((each["networkConfiguration"] for each in sets if each.get("networkConfiguration")), None)


def _of_a_task_set(found: Mapping[str, Any]) -> str:
    return next((str(each["taskDefinition"]) for each in found.get("taskSets") or ()), "")


def _on_fargate(found: Mapping[str, Any]) -> bool:
    providers = [str(each.get("capacityProvider", "")) for each in found.get("capacityProviderStrategy") or ()]
    if providers:
        return all(each.startswith("FARGATE") for each in providers)
    return str(found.get("launchType", "FARGATE")) == "FARGATE"


def _places(ask: Asking, name: str, config: Mapping[str, Any], *, fargate: bool) -> tuple[Interface, ...]:
    """One for each subnet. Which address a task gets nobody knows before: the subnet's first stands for it."""
    wanted = [str(id) for id in config.get("subnets") or ()]
    found = {each["SubnetId"]: each for each in ask.ec2("describe_subnets", "Subnets", "subnet-id", wanted)}
    groups = tuple(str(id) for id in config.get("securityGroups") or ())
    public = fargate and config.get("assignPublicIp") == "ENABLED"
    return tuple(
        Interface(
            name=name,
            subnet=id,
            address=str(network(found[id]["CidrBlock"]).network_address + 4) if id in found else "",
            groups=groups or (ends_around.default_groups(ask, found[id]["VpcId"]) if id in found else ()),
            public=public,
        )
        for id in sorted(wanted)
    )


def _instances(ask: Asking, cluster: str, name: str, found: Mapping[str, Any]) -> tuple[Interface, ...]:
    """Without awsvpc a task uses the interface of its container instance: those on which tasks run."""
    arns = [str(arn) for arn in ask.pages("ecs", "list_tasks", "taskArns", cluster=cluster, serviceName=name)]
    tasks = ask.portions("ecs", "describe_tasks", "tasks", arns, "tasks", 100, cluster=cluster)
    hosts = sorted({str(each["containerInstanceArn"]) for each in tasks if each.get("containerInstanceArn")})
    described = ask.portions(
        "ecs", "describe_container_instances", "containerInstances", hosts, "containerInstances", 100, cluster=cluster
    )
    ids = [str(each["ec2InstanceId"]) for each in described if each.get("ec2InstanceId")]
    if not ids:
        raise UsageProblem(
            f"{name} has no network configuration: its tasks use the interfaces of container instances, and none runs now."
            " Ask for an instance: i-…"
        )
    return tuple(one for id in ids for one in ends_around.instance(ask, Named("instance", id)).places)


def task(ask: Asking, named: Named) -> End:
    """A task by ARN, id, or the first eight characters of its id."""
    cluster, arn = _task_arn(ask, named.name)
    answer = ask.one("ecs", "describe_tasks", cluster=cluster, tasks=[arn])
    if not answer.get("tasks"):
        raise UsageProblem(f"There is no task {named.name}; ECS forgets a stopped one after about an hour.")
    found = answer["tasks"][0]
    id = str(found["taskArn"]).rpartition("/")[2]
    fargate = found.get("launchType") != "EC2"
    definition = _definition(ask, found["taskDefinitionArn"])
    return End(
        kind="task",
        name=f"task {id[:8]}",
        places=_of_task(ask, cluster, id, found),
        port=_port(definition, []),
        see=f"aws ecs describe-tasks --cluster {cluster} --tasks {id} --query 'tasks[].attachments'",
        definition=definition,
        fargate=fargate,
    )


def _task_arn(ask: Asking, name: str) -> tuple[str, str]:
    if name.startswith("arn:"):
        return name.split("/")[1] if name.count("/") > 1 else "default", name
    cluster, _, id = name.rpartition("/")
    found = [
        (of.rpartition("/")[2], str(arn))
        for of in _clusters(ask)
        if cluster in ("", of.rpartition("/")[2])
        for status in ("RUNNING", "STOPPED")
        for arn in ask.pages("ecs", "list_tasks", "taskArns", cluster=of, desiredStatus=status)
        if str(arn).rpartition("/")[2].startswith(id)
    ]
    if len(found) != 1:
        raise UsageProblem(
            f"There is no task {name}; ECS forgets a stopped one after about an hour."
            if not found
            else f"There is more than one task {name}…: {listed(sorted(place_of(arn) for _, arn in found))}."
        )
    return found[0]


def _of_task(ask: Asking, cluster: str, id: str, found: Mapping[str, Any]) -> tuple[Interface, ...]:
    details = {
        each["name"]: each["value"]
        for attached in found.get("attachments") or ()
        if attached.get("type") == "ElasticNetworkInterface"
        for each in attached.get("details") or ()
    }
    name = f"task {id[:8]}"
    if own := details.get("networkInterfaceId"):
        there = ask.ec2("describe_network_interfaces", "NetworkInterfaces", "network-interface-id", [own])
        if there:
            return (interface(name, there[0]),)
    if host := found.get("containerInstanceArn"):
        (described,) = ask.one("ecs", "describe_container_instances", cluster=cluster, containerInstances=[host])[
            "containerInstances"
        ]
        return ends_around.instance(ask, Named("instance", str(described["ec2InstanceId"]))).places
    return _without_interface(ask, cluster, name, found, details)


def _without_interface(
    ask: Asking, cluster: str, name: str, found: Mapping[str, Any], details: Mapping[str, str]
) -> tuple[Interface, ...]:
    """A task that has its interface no more or not yet: it stands in its subnet as its service's configuration says."""
    group = str(found.get("group", ""))
    known = ask.one("ecs", "describe_services", cluster=cluster, services=[group.removeprefix("service:")])["services"] \
        if group.startswith("service:") else []  # fmt: skip
    config = (_network(known[0]) or {}).get("awsvpcConfiguration") if known else None
    if not config:
        stopped = found.get("desiredStatus") == "STOPPED"
        raise UsageProblem(
            f"{name} has stopped and its network interface is gone: ask for its service, or for a running task."
            if stopped
            else f"{name} has no network interface yet: ask again in a moment."
        )
    subnets = [details["subnetId"]] if details.get("subnetId") else config.get("subnets")
    return _places(ask, name, {**config, "subnets": subnets}, fargate=found.get("launchType") != "EC2")


def _definition(ask: Asking, arn: Any) -> Mapping[str, Any]:
    if not arn:
        return {}
    found: Mapping[str, Any] = ask.one("ecs", "describe_task_definition", taskDefinition=str(arn))["taskDefinition"]
    return found


def _port(definition: Mapping[str, Any], balancing: list[Mapping[str, Any]]) -> int:
    """Where it listens: the port behind its load balancer, else the first that a container maps."""
    behind = [int(each["containerPort"]) for each in balancing if each.get("containerPort")]
    mapped = [
        int(mapping["containerPort"])
        for container in definition.get("containerDefinitions") or ()
        for mapping in container.get("portMappings") or ()
        if mapping.get("containerPort")
    ]
    return next(iter([*behind, *mapped]), 0)


def _behind(ask: Asking, groups: list[str]) -> tuple[str, ...]:
    if not groups:
        return ()
    described = ask.tried(
        "Its load balancers",
        lambda: ask.pages("elbv2", "describe_target_groups", "TargetGroups", TargetGroupArns=groups),
    )
    arns = [str(arn) for each in described or () for arn in each.get("LoadBalancerArns") or ()]
    return tuple(dict.fromkeys(arn.split("/")[-2] for arn in arns))
