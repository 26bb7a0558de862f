"""Load balancers, listener rules and target groups with the health of their targets; only those that ECS has to do with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from course.map.asking import Asking
from course.map.found import Found, Record, facts
from course.map.readers.services import targets
from course.map.scene import Edge, Mood, Node

NEWEST = 2
"""So many load balancers without a service are shown, the newest: the learner may be building one."""
MOST_GROUPS = 16
MOST_RULES = 10
"""Of one listener."""
OLD = datetime(1970, 1, 1, tzinfo=UTC)
HEALTH = {"healthy": Mood.GOOD, "unhealthy": Mood.BAD, "initial": Mood.MOVING, "draining": Mood.MOVING}
STATES = {"active": Mood.GOOD, "provisioning": Mood.MOVING, "failed": Mood.BAD, "active_impaired": Mood.BAD}


def read(ask: Asking, found: Found) -> None:
    """From the services backwards: their target groups, the load balancers of these, and the newest others."""
    used = {arn for service in found.services for arn in targets(service)}
    groups: list[Record] = ask.pages("elbv2", "describe_target_groups", "TargetGroups", most=2_000)
    behind = {arn for group in groups if group["TargetGroupArn"] in used for arn in group.get("LoadBalancerArns") or ()}
    balancers: list[Record] = ask.pages("elbv2", "describe_load_balancers", "LoadBalancers", most=2_000)
    others = [one for one in balancers if one["LoadBalancerArn"] not in behind]
    others.sort(key=lambda one: (one.get("CreatedTime") or OLD, one["LoadBalancerArn"]), reverse=True)
    behind |= {one["LoadBalancerArn"] for one in others[:NEWEST]}
    found.leave_out("other load balancers", len(others) - NEWEST)
    found.balancers = [one for one in balancers if one["LoadBalancerArn"] in behind]
    for balancer in found.balancers:
        _balancer(ask, found, balancer)
    sent_to = {edge.end for edge in found.edges}
    related = [group for group in groups if group["TargetGroupArn"] in used | sent_to]
    loose = [group for group in groups if group["TargetGroupArn"] not in used | sent_to]
    related += loose if len(loose) <= NEWEST else []
    found.leave_out("other target groups", len(loose) if len(loose) > NEWEST else 0)
    found.leave_out("target groups", len(related) - MOST_GROUPS)
    found.target_groups = related[:MOST_GROUPS]
    for group in found.target_groups:
        _group(ask, found, group)
    shown = {group["TargetGroupArn"] for group in found.target_groups}
    found.edges = [edge for edge in found.edges if edge.end in shown or edge.end in behind]


def _balancer(ask: Asking, found: Found, balancer: Record) -> None:
    arn, state = balancer["LoadBalancerArn"], str((balancer.get("State") or {}).get("Code", ""))
    listeners: list[Record] = ask.pages("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn)
    said = f"{balancer.get('Type', '')} · {balancer.get('Scheme', '')}"
    found.nodes.append(
        Node(
            id=arn, kind="load_balancer", name=balancer.get("LoadBalancerName", ""), state=state,
            mood=STATES.get(state, Mood.IDLE), says=said if listeners else "no listener yet",
            facts=facts(
                ("type", balancer.get("Type")), ("scheme", balancer.get("Scheme")), ("DNS name", balancer.get("DNSName")),
                ("zones", [zone.get("ZoneName", "") for zone in balancer.get("AvailabilityZones") or ()]),
                ("why", (balancer.get("State") or {}).get("Reason")), ("VPC", balancer.get("VpcId")),
                ("listeners", [f"{one.get('Protocol')} :{one.get('Port')}" for one in listeners] or "none"),
            ),
        )
    )  # fmt: skip
    found.edges.append(Edge(start="client", end=arn))
    for listener in sorted(listeners, key=lambda one: (one.get("Port", 0), one["ListenerArn"])):
        rules: list[Record] = ask.pages("elbv2", "describe_rules", "Rules", ListenerArn=listener["ListenerArn"])
        found.leave_out("listener rules", len(rules) - MOST_RULES)
        for rule in sorted(rules, key=_priority)[-MOST_RULES:]:
            _rule(found, arn, listener, rule)


def _priority(rule: Record) -> tuple[bool, int]:
    said = str(rule.get("Priority", ""))
    return (not said.isdigit(), int(said) if said.isdigit() else 0)


def _rule(found: Found, balancer: str, listener: Record, rule: Record) -> None:
    door = f"{listener.get('Protocol', '')} :{listener.get('Port', '')}"
    conditions = [_condition(one) for one in rule.get("Conditions") or ()]
    weights = _weights(rule.get("Actions") or ())
    others = [_action(action) for action in rule.get("Actions") or () if action.get("Type") != "forward"]
    says = " & ".join(conditions) or ("everything else" if rule.get("IsDefault") else "")
    whole = sum(weights.values())
    found.nodes.append(
        Node(
            id=rule["RuleArn"], kind="rule", name=door if rule.get("IsDefault") else f"{door} · {rule.get('Priority')}",
            inside=balancer, says=says if weights else f"{says} → {', '.join(others) or 'nothing'}",
            state="forwards" if weights else "answers", mood=Mood.GOOD if weights or others else Mood.BAD,
            facts=facts(
                ("listener", door), ("priority", rule.get("Priority")), ("conditions", conditions),
                ("actions", others),
                ("sends to", [f"{arn.split('/')[-2]} weight {weight}" for arn, weight in weights.items()]),
                ("certificates", [c.get("CertificateArn", "") for c in listener.get("Certificates") or ()]),
            ),
        )
    )  # fmt: skip
    for arn, weight in weights.items():
        share = (weight / whole if whole else 0.0) if len(weights) > 1 else None
        found.edges.append(Edge(start=rule["RuleArn"], end=arn, share=share))


def _weights(actions: Sequence[Record]) -> dict[str, int]:
    """Target group → weight, for all forward actions of a rule."""
    weights: dict[str, int] = {}
    for action in actions:
        if action.get("Type") != "forward":
            continue
        several = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
        for each in several:
            weights[each["TargetGroupArn"]] = int(each.get("Weight", 1))
        if not several and action.get("TargetGroupArn"):
            weights[action["TargetGroupArn"]] = 1
    return weights


def _condition(one: Record) -> str:
    values = list(one.get("Values") or ())
    for key, inner in one.items():
        if key.endswith("Config") and isinstance(inner, dict):
            values = values or [str(value) for value in inner.get("Values") or ()]
    return f"{str(one.get('Field', '')).replace('-pattern', '').replace('-header', '')} {' or '.join(map(str, values))}"


def _action(action: Record) -> str:
    kind = str(action.get("Type", ""))
    redirect, fixed = action.get("RedirectConfig") or {}, action.get("FixedResponseConfig") or {}
    if redirect:
        return f"redirect {redirect.get('Protocol', '')} :{redirect.get('Port', '')}"
    return f"answer {fixed.get('StatusCode', '')}" if fixed else kind


def _group(ask: Asking, found: Found, group: Record) -> None:
    arn, name = group["TargetGroupArn"], str(group.get("TargetGroupName", ""))
    answer = ask.one("elbv2", "describe_target_health", TargetGroupArn=arn)
    described: list[Record] = answer.get("TargetHealthDescriptions") or []
    counts = Counter(str((one.get("TargetHealth") or {}).get("State", "")) for one in described)
    for one in described:
        health = one.get("TargetHealth") or {}
        target = one.get("Target") or {}
        said = (name, str(health.get("State", "")), str(health.get("Description") or health.get("Reason") or ""))
        found.health.setdefault(str(target.get("Id", "")), []).append(said)
    if counts["unhealthy"]:
        state, mood = "unhealthy targets", Mood.BAD
    elif counts["initial"] or counts["draining"]:
        state, mood = "changing", Mood.MOVING
    else:
        state, mood = ("healthy", Mood.GOOD) if counts["healthy"] else ("no targets", Mood.IDLE)
    order = [word for word in ("healthy", "initial", "unhealthy", "draining", "unused") if counts[word]]
    found.nodes.append(
        Node(
            id=arn, kind="target_group", name=name, state=state, mood=mood,
            says=" · ".join(f"{counts[word]} {word}" for word in order) or "no targets",
            facts=facts(
                ("protocol", f"{group.get('Protocol', '')} :{group.get('Port', '')}"),
                ("target type", group.get("TargetType")),
                ("health check", f"{group.get('HealthCheckProtocol', '')} {group.get('HealthCheckPath', '')}".strip()),
                ("every", f"{group.get('HealthCheckIntervalSeconds', '?')} s"),
                *[("target", _target(one)) for one in described[:20]],
            ),
        )
    )  # fmt: skip


def _target(one: Record) -> str:
    target, health = one.get("Target") or {}, one.get("TargetHealth") or {}
    why = health.get("Description") or health.get("Reason") or ""
    return f"{target.get('Id', '')}:{target.get('Port', '')} {health.get('State', '')}{': ' if why else ''}{why}"
