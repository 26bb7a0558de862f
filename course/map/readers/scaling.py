"""Application Auto Scaling of services: targets, policies, and the alarms that watch services, target groups and clusters."""

from __future__ import annotations

from typing import Any

from course.map.asking import Asking
from course.map.found import Found, Record, facts, short
from course.map.scene import Edge, Mood, Node

SPACE: dict[str, Any] = {"ServiceNamespace": "ecs"}
ALARM = {"OK": Mood.GOOD, "ALARM": Mood.BAD, "INSUFFICIENT_DATA": Mood.IDLE}


def read(ask: Asking, found: Found) -> None:
    """What belongs to a service that is shown."""
    homes = {
        f"service/{short(service['clusterArn'])}/{service.get('serviceName')}": service["serviceArn"]
        for service in found.services
    }
    if not homes:
        return
    targets: list[Record] = ask.pages(
        "application-autoscaling", "describe_scalable_targets", "ScalableTargets", **SPACE
    )
    policies: list[Record] = []
    ours = [target for target in targets if target.get("ResourceId") in homes]
    for target in sorted(ours, key=lambda one: str(one["ResourceId"])):
        _target(found, target, homes[target["ResourceId"]])
    if ours:
        policies = ask.pages("application-autoscaling", "describe_scaling_policies", "ScalingPolicies", **SPACE)
    owners: dict[str, str] = {}
    for policy in sorted(policies, key=lambda one: str(one.get("PolicyName"))):
        home = homes.get(str(policy.get("ResourceId")))
        if home:
            _policy(found, policy, home)
            owners |= {str(alarm.get("AlarmName")): home for alarm in policy.get("Alarms") or ()}
    _alarms(ask, found, owners)


def _target(found: Found, target: Record, service: str) -> None:
    id = f"scaling {target['ResourceId']}"
    held = [name for name, on in (target.get("SuspendedState") or {}).items() if on]
    span = f"{target.get('MinCapacity')} to {target.get('MaxCapacity')}"
    found.nodes.append(
        Node(
            id=id, kind="scaling", name=f"{short(service)}: {span} tasks", state="suspended" if held else "active",
            mood=Mood.IDLE if held else Mood.GOOD, says=span,
            facts=facts(("service", short(service)), ("tasks", span), ("suspended", held)),
        )
    )  # fmt: skip
    found.edges.append(Edge(start=service, end=id, kind="uses"))


def _policy(found: Found, policy: Record, service: str) -> None:
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration") or {}
    metric = (tracking.get("PredefinedMetricSpecification") or {}).get("PredefinedMetricType") or (
        tracking.get("CustomizedMetricSpecification") or {}
    ).get("MetricName")
    kind = str(policy.get("PolicyType", ""))
    id = str(policy.get("PolicyARN"))
    found.nodes.append(
        Node(
            id=id, kind="policy", name=str(policy.get("PolicyName", "")), state="in force", mood=Mood.GOOD,
            says=f"{metric} at {tracking.get('TargetValue')}" if metric else kind,
            facts=facts(
                ("service", short(service)), ("kind", kind), ("metric", metric), ("holds it at", tracking.get("TargetValue")),
                ("scale out, cooldown", tracking.get("ScaleOutCooldown")),
                ("scale in, cooldown", tracking.get("ScaleInCooldown")),
                ("alarms", [alarm.get("AlarmName") for alarm in policy.get("Alarms") or ()]),
            ),
        )
    )  # fmt: skip
    found.edges.append(Edge(start=service, end=id, kind="uses"))


def _alarms(ask: Asking, found: Found, owners: dict[str, str]) -> None:
    """Alarms of policies and deployments by name, and those whose dimensions name something that is shown."""
    for service in found.services:
        watched = ((service.get("deploymentConfiguration") or {}).get("alarms") or {}).get("alarmNames") or ()
        owners.update({name: service["serviceArn"] for name in watched if name not in owners})
    by_name = {(short(s["clusterArn"]), str(s.get("serviceName"))): s["serviceArn"] for s in found.services}
    clusters = {str(cluster.get("clusterName")) for cluster in found.clusters}
    shown = {
        f"targetgroup/{arn.split('targetgroup/')[-1]}": arn
        for arn in (g["TargetGroupArn"] for g in found.target_groups)
    }
    for alarm in ask.pages("cloudwatch", "describe_alarms", "MetricAlarms", most=500):
        named = {one.get("Name"): one.get("Value") for one in alarm.get("Dimensions") or ()}
        owner = owners.get(str(alarm.get("AlarmName"))) or by_name.get(
            (str(named.get("ClusterName")), str(named.get("ServiceName")))
        )
        owner = owner or shown.get(str(named.get("TargetGroup")))
        if owner or (named.get("ClusterName") in clusters and "ServiceName" not in named):
            _alarm(found, alarm, owner)


def _alarm(found: Found, alarm: Record, owner: str | None) -> None:
    name, state = str(alarm.get("AlarmName", "")), str(alarm.get("StateValue", ""))
    mood = ALARM.get(state, Mood.IDLE)
    if name.startswith("TargetTracking-") and "-AlarmLow-" in name and state == "ALARM":
        mood = Mood.IDLE  # that is how target tracking scales in: nothing is wrong
    id = f"alarm {name}"
    found.nodes.append(
        Node(
            id=id, kind="alarm", name=_brief(name), state=state, mood=mood,
            says=f"{alarm.get('MetricName', '')} {alarm.get('Threshold', '')}".strip(),
            facts=facts(
                ("alarm", name), ("metric", f"{alarm.get('Namespace', '')} {alarm.get('MetricName', '')}"),
                ("threshold", f"{alarm.get('ComparisonOperator', '')} {alarm.get('Threshold', '')}"),
                ("why", alarm.get("StateReason")), ("since", alarm.get("StateUpdatedTimestamp")),
            ),
        )
    )  # fmt: skip
    if owner:
        found.edges.append(Edge(start=owner, end=id, kind="uses"))


def _brief(name: str) -> str:
    """`api AlarmHigh` for the alarms that target tracking makes, whose names hold a path and a UUID."""
    if not name.startswith("TargetTracking-"):
        return name
    path, _, rest = name.removeprefix("TargetTracking-").partition("-Alarm")
    return f"{short(path)} Alarm{rest.partition('-')[0]}" if rest else name
