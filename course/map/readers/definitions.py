"""Roles and log groups that the task definitions of services and tasks name, and whether they are there."""

from __future__ import annotations

from course.map.asking import FOREVER, SLOW_S, Asking
from course.map.found import Found, Record, facts, short
from course.map.scene import Edge, Mood, Node

MOST = 30
"""Task definitions that are looked at."""


def read(ask: Asking, found: Found) -> None:
    """Edges `uses` from each service to its roles and log groups."""
    users: dict[str, list[str]] = {}
    for service in found.services:
        users.setdefault(str(service.get("taskDefinition", "")), []).append(service["serviceArn"])
    roles: dict[str, set[tuple[str, str]]] = {}
    groups: dict[str, set[tuple[str, str]]] = {}
    for arn, services in list(users.items())[:MOST]:
        answer = ask.one("ecs", "describe_task_definition", keep_s=FOREVER, taskDefinition=arn)
        definition: Record = answer.get("taskDefinition") or {}
        for label, word in (("executionRoleArn", "execution role"), ("taskRoleArn", "task role")):
            if definition.get(label):
                roles.setdefault(definition[label], set()).update((service, word) for service in services)
        for container in definition.get("containerDefinitions") or ():
            logs = container.get("logConfiguration") or {}
            name = (logs.get("options") or {}).get("awslogs-group")
            if logs.get("logDriver") == "awslogs" and name:
                uses = {(service, str(container.get("name", ""))) for service in services}
                groups.setdefault(name, set()).update(uses)
    for arn, uses in sorted(roles.items()):
        _role(ask, found, arn, uses)
    for name, uses in sorted(groups.items()):
        _logs(ask, found, name, uses)


def _role(ask: Asking, found: Found, arn: str, uses: set[tuple[str, str]]) -> None:
    before = len(ask.notes)
    answer = ask.one("iam", "get_role", keep_s=SLOW_S, RoleName=short(arn))
    role = answer.get("Role") or {}
    known = bool(role) or len(ask.notes) == before
    state, mood = ("there", Mood.GOOD) if role else (("missing", Mood.BAD) if known else ("not known", Mood.IDLE))
    words = sorted({word for _, word in uses})
    _side(found, Node(
        id=arn, kind="role", name=short(arn), state=state, mood=mood, says=" and ".join(words),
        facts=facts(("used as", words), ("used by", _names(uses)), ("ARN", arn), ("made", role.get("CreateDate"))),
    ), uses)  # fmt: skip


def _logs(ask: Asking, found: Found, name: str, uses: set[tuple[str, str]]) -> None:
    before = len(ask.notes)
    asked = {"logGroupNamePrefix": name}
    listed = ask.one("logs", "describe_log_groups", keep_s=SLOW_S, **asked).get("logGroups") or []
    group: Record = next((one for one in listed if one.get("logGroupName") == name), {})
    known = bool(group) or len(ask.notes) == before
    state, mood = ("there", Mood.GOOD) if group else (("missing", Mood.BAD) if known else ("not known", Mood.IDLE))
    keeps = f"{group['retentionInDays']} days" if group.get("retentionInDays") else "for ever"
    _side(found, Node(
        id=f"log group {name}", kind="log_group", name=name, state=state, mood=mood, says=f"keeps {keeps}" if group else "",
        facts=facts(
            ("used by", _names(uses)), ("containers", sorted({word for _, word in uses})),
            ("keeps", keeps if group else ""), ("bytes", group.get("storedBytes")),
        ),
    ), uses)  # fmt: skip


def _side(found: Found, node: Node, uses: set[tuple[str, str]]) -> None:
    found.nodes.append(node)
    found.edges += [Edge(start=service, end=node.id, kind="uses") for service in sorted({who for who, _ in uses})]


def _names(uses: set[tuple[str, str]]) -> list[str]:
    return sorted({short(service) for service, _ in uses})
