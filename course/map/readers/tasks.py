"""Tasks with their states, the health that load balancers see, and, for a while, the stopped ones with their reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from course.map.asking import Asking
from course.map.found import Found, Record, facts, revision, short
from course.map.readers.balancing import HEALTH
from course.map.readers.network import eni
from course.map.scene import Mood, Node

MOST_IN_CLUSTER = 300
MOST_IN_SERVICE = 60
MOST_GROUPS = 6
MOST_STOPPED = 3
"""Of one service, the newest."""
A_WHILE = timedelta(minutes=5)
"""So long, in the world's time, a stopped task is shown."""
STARTING = ("PROVISIONING", "PENDING", "ACTIVATING")
LEAVING = ("DEACTIVATING", "STOPPING", "DEPROVISIONING")
BAD_STOPS = ("EssentialContainerExited", "TaskFailedToStart", "SpotInterruption")


def collect(now: Callable[[], datetime]) -> Callable[[Asking, Found], None]:
    """A reader of records: tasks of the clusters that are shown. `now`: the world's time."""

    def read(ask: Asking, found: Found) -> None:
        for cluster in found.clusters:
            arn = cluster["clusterArn"]
            for status in ("RUNNING", "STOPPED"):
                arns = _listed(ask, found, cluster, status)
                found.tasks += ask.each("ecs", "describe_tasks", "tasks", arns, "tasks", cluster=arn)
        stopped = [task for task in found.tasks if task.get("lastStatus") == "STOPPED"]
        if stopped:
            gone = _gone(stopped, now() - A_WHILE)
            found.tasks = [task for task in found.tasks if task["taskArn"] not in gone]

    return read


def _listed(ask: Asking, found: Found, cluster: Record, status: str) -> list[str]:
    arn = cluster["clusterArn"]
    busy = cluster.get("runningTasksCount", 0) + cluster.get("pendingTasksCount", 0) > MOST_IN_CLUSTER
    if not busy and not found.hidden.get(arn):
        found_arns = ask.pages("ecs", "list_tasks", "taskArns", most=MOST_IN_CLUSTER, cluster=arn, desiredStatus=status)
        return list(dict.fromkeys(found_arns))[:MOST_IN_CLUSTER]
    arns: list[str] = []
    for service in found.services:
        if service["clusterArn"] == arn:
            asked = {"cluster": arn, "serviceName": service.get("serviceName"), "desiredStatus": status}
            arns += (ask.one("ecs", "list_tasks", **asked).get("taskArns") or [])[:MOST_IN_SERVICE]
    return arns


def _gone(stopped: list[Record], since: datetime) -> set[str]:
    """Stopped tasks that are not shown: too old, or not among the newest of their group."""
    stopped = sorted(stopped, key=lambda task: (str(task.get("stoppedAt", "")), task["taskArn"]), reverse=True)
    shown: dict[str, int] = {}
    gone = set()
    for task in stopped:
        group, at = f"{task.get('clusterArn')} {task.get('group')}", task.get("stoppedAt")
        shown[group] = shown.get(group, 0) + 1
        if shown[group] > MOST_STOPPED or not isinstance(at, datetime) or at < since:
            gone.add(task["taskArn"])
    return gone


def read(_: Asking, found: Found) -> None:
    """Nodes of tasks; tasks without a service stand in a group of their own."""
    homes = {
        f"{service['clusterArn']} service:{service.get('serviceName')}": service["serviceArn"]
        for service in found.services
    }
    alone: dict[str, list[Record]] = {}
    number: dict[str, int] = {}
    for task in sorted(found.tasks, key=lambda task: (str(task.get("createdAt", "")), task["taskArn"])):
        group = f"{task.get('clusterArn')} {task.get('group', '')}"
        home = homes.get(group)
        if home is None:
            if str(task.get("group", "")).startswith("service:"):
                continue  # its service is not shown, or was deleted a moment ago
            alone.setdefault(group, []).append(task)
            continue
        number[home] = number.get(home, 0) + 1
        if number[home] <= MOST_IN_SERVICE:
            found.nodes.append(_task(task, home, found))
    found.leave_out("tasks", sum(max(0, many - MOST_IN_SERVICE) for many in number.values()))
    found.leave_out("groups of tasks without a service", len(alone) - MOST_GROUPS)
    for group, tasks in sorted(alone.items())[:MOST_GROUPS]:
        _alone(group, tasks, found)


def _alone(group: str, tasks: list[Record], found: Found) -> None:
    cluster, _, name = group.partition(" ")
    running = sum(task.get("lastStatus") == "RUNNING" for task in tasks)
    found.leave_out("tasks", len(tasks) - MOST_IN_SERVICE)
    found.nodes.append(
        Node(
            id=group, kind="task_group", name=name or "tasks", inside=cluster, state="no service",
            says=f"{running} running of {len(tasks)}", room=min(len(tasks), MOST_IN_SERVICE),
            zones=tuple(sorted({str(task["availabilityZone"]) for task in tasks if task.get("availabilityZone")})),
            facts=facts(("group", name), ("tasks", len(tasks)), ("running", running)),
        )
    )  # fmt: skip
    found.nodes += [_task(task, group, found) for task in tasks[:MOST_IN_SERVICE]]


def _task(task: Record, home: str, found: Found) -> Node:
    status, health = str(task.get("lastStatus", "")), str(task.get("healthStatus", "UNKNOWN"))
    address = next((detail["value"] for detail in eni(task) if detail.get("name") == "privateIPv4Address"), "")
    seen = found.health.get(address, []) if address else []
    state, mood = _state(task, status, health, seen)
    definition = revision(task.get("taskDefinitionArn", ""))
    containers = [
        f"{one.get('name')} {one.get('lastStatus', '')}"
        + (f", exit code {one['exitCode']}" if "exitCode" in one else "")
        + (f", {one['reason']}" if one.get("reason") else "")
        for one in task.get("containers") or ()
    ]
    return Node(
        id=task["taskArn"], kind="task", name=short(task["taskArn"])[:8], inside=home, state=state, mood=mood,
        says=f"rev {definition.rpartition(':')[2]}", zone=str(task.get("availabilityZone") or ""),
        facts=facts(
            ("last status", status), ("desired status", task.get("desiredStatus")),
            ("container health", health if health != "UNKNOWN" else ""),
            *[("target", f"{name}: {said}{': ' if why else ''}{why}") for name, said, why in seen],
            ("stopped because", task.get("stoppedReason")), ("stop code", task.get("stopCode")),
            ("task definition", definition), ("zone", task.get("availabilityZone")), ("address", address),
            ("runs on", task.get("capacityProviderName") or task.get("launchType")),
            ("containers", containers), ("started by", task.get("startedBy")),
            ("created", task.get("createdAt")), ("started", task.get("startedAt")), ("stopped", task.get("stoppedAt")),
            ("task", short(task["taskArn"])),
        ),
    )  # fmt: skip


def _state(task: Record, status: str, health: str, seen: list[tuple[str, str, str]]) -> tuple[str, Mood]:
    """A word and a mood from what ECS and the load balancers say."""
    if status == "STOPPED":
        return "stopped", Mood.BAD if task.get("stopCode") in BAD_STOPS else Mood.GONE
    if status != "RUNNING":
        return status.lower(), Mood.MOVING if status in STARTING + LEAVING else Mood.IDLE
    leaving = task.get("desiredStatus") == "STOPPED"
    for _, said, _ in seen:
        if said in HEALTH and HEALTH[said] is not Mood.GOOD:
            return said, HEALTH[said]
    if health == "UNHEALTHY":
        return "unhealthy", Mood.BAD
    if leaving:
        return "stopping", Mood.MOVING
    if any(said == "healthy" for _, said, _ in seen) or health == "HEALTHY":
        return "healthy", Mood.GOOD
    return "running", Mood.GOOD
