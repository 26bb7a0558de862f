"""Services with their counts, and what is being deployed in each."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from course.map.asking import Asking
from course.map.found import Found, Record, facts, revision, short
from course.map.readers.network import subnets_of
from course.map.scene import Edge, Mood, Node

ROLLOUT = {"COMPLETED": Mood.GOOD, "FAILED": Mood.BAD, "IN_PROGRESS": Mood.MOVING}
MOST_DEPLOYMENTS = 3
EVENTS = 3


def read(_: Asking, found: Found) -> None:
    """Services and, inside, deployments and task sets; edges from their target groups."""
    known = {group["TargetGroupArn"] for group in found.target_groups}
    for service in found.services:
        found.nodes.append(_service(service, found))
        rolling = service.get("deployments") or ()
        found.nodes += [_deployment(one, service, "deployment") for one in rolling[:MOST_DEPLOYMENTS]]
        sets = service.get("taskSets") or ()
        found.nodes += [_deployment(one, service, "task_set") for one in sets[:MOST_DEPLOYMENTS]]
        for group in targets(service):
            if group in known:
                found.edges.append(Edge(start=group, end=service["serviceArn"]))


def targets(service: Record) -> list[str]:
    """The target groups of a service: its own, the alternate one of a blue/green deployment, those of its task sets."""
    balancers = list(service.get("loadBalancers") or ())
    for one in [*(service.get("taskSets") or ()), *(service.get("deployments") or ())]:
        balancers += one.get("loadBalancers") or ()
    arns = [balancer.get("targetGroupArn") for balancer in balancers]
    arns += [(balancer.get("advancedConfiguration") or {}).get("alternateTargetGroupArn") for balancer in balancers]
    return list(dict.fromkeys(arn for arn in arns if arn))


def _service(service: Record, found: Found) -> Node:
    desired, running, pending = (service.get(f"{word}Count", 0) for word in ("desired", "running", "pending"))
    deployments = service.get("deployments") or ()
    state, mood = _state(service, deployments)
    configuration = service.get("deploymentConfiguration") or {}
    most = configuration.get("maximumPercent") or 200
    controller = (service.get("deploymentController") or {}).get("type", "ECS")
    return Node(
        id=service["serviceArn"], kind="service", name=service.get("serviceName", ""), inside=service["clusterArn"],
        state=state, mood=mood, says=f"{running} running · {pending} pending · {desired} desired",
        zones=found.zones(subnets_of(service.get("networkConfiguration"))),
        room=max(ceil(desired * most / 100), desired, running + pending),
        facts=facts(
            ("status", service.get("status")), ("desired", desired), ("running", running), ("pending", pending),
            ("task definition", revision(service.get("taskDefinition", ""))),
            ("launch type", service.get("launchType")),
            ("capacity", [f"{s.get('capacityProvider')} weight {s.get('weight', 0)} base {s.get('base', 0)}"
                          for s in service.get("capacityProviderStrategy") or ()]),
            ("deployment", f"{controller} {configuration.get('strategy', '')}".strip()),
            ("may have", f"{configuration.get('minimumHealthyPercent', '?')} to {most} percent of desired"),
            ("circuit breaker", (configuration.get("deploymentCircuitBreaker") or {}).get("enable")),
            ("target groups", [arn.split("/")[-2] if arn.count("/") > 1 else arn for arn in targets(service)]),
            *[("event", event.get("message")) for event in (service.get("events") or ())[:EVENTS]],
        ),
    )  # fmt: skip


def _state(service: Record, deployments: Sequence[Record]) -> tuple[str, Mood]:
    """One word for a service: what AWS says of it, its rollout, and whether it has what it wants."""
    if service.get("status") != "ACTIVE":
        return str(service.get("status", "")), Mood.MOVING if service.get("status") == "DRAINING" else Mood.GONE
    primary = next((one for one in deployments if one.get("status") == "PRIMARY"), {})
    rollout = primary.get("rolloutState", "")
    if rollout == "FAILED":
        return "deployment failed", Mood.BAD
    short_of = service.get("runningCount", 0) < service.get("desiredCount", 0)
    if len(deployments) > 1 or rollout == "IN_PROGRESS":
        failing = primary.get("failedTasks", 0)
        if failing and not primary.get("runningCount", 0):
            return f"deploying, {failing} tasks failed", Mood.BAD
        return "deploying", Mood.MOVING
    if short_of or service.get("pendingCount", 0):
        return "starting tasks", Mood.MOVING
    if service.get("runningCount", 0) > service.get("desiredCount", 0):
        return "stopping tasks", Mood.MOVING
    return ("steady", Mood.GOOD) if service.get("desiredCount", 0) else ("scaled to 0", Mood.IDLE)


def _deployment(one: Record, service: Record, kind: str) -> Node:
    rollout = str(one.get("rolloutState") or one.get("stabilityStatus") or "")
    running, failed = one.get("runningCount", 0), one.get("failedTasks", 0)
    wanted = one.get("desiredCount", one.get("computedDesiredCount", 0))
    number = revision(one.get("taskDefinition", "")).rpartition(":")[2]
    mood = {"STEADY_STATE": Mood.GOOD, "STABILIZING": Mood.MOVING}.get(rollout) or ROLLOUT.get(rollout, Mood.IDLE)
    if one.get("status") == "ACTIVE" and kind == "deployment":
        mood = Mood.MOVING  # the old one, on its way out
    said = f"{running}/{wanted}" + (f" · {failed} failed" if failed else "")
    return Node(
        id=str(one.get("taskSetArn") or f"{service['serviceArn']} {one.get('id')}"), kind=kind,
        name=f"{one.get('status', '')} rev {number}", state=rollout or "ACTIVE", mood=mood, says=said,
        inside=service["serviceArn"], part=(running, max(wanted, running)),
        facts=facts(
            ("id", short(str(one.get("id", "")))), ("status", one.get("status")), ("rollout", rollout),
            ("why", one.get("rolloutStateReason")), ("task definition", revision(one.get("taskDefinition", ""))),
            ("desired", wanted), ("running", running), ("pending", one.get("pendingCount")), ("failed tasks", failed),
            ("share of traffic", (one.get("scale") or {}).get("value")), ("begun", one.get("createdAt")),
        ),
    )  # fmt: skip
