"""What stands around a service, as entries: target health, scaling activities, alarms, and the sandbox's own story. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from course.timeline.entry import Entry, Mark, utc

Answer = Mapping[str, Any]
Place = tuple[str, str]
"""Cluster and service."""


def of_targets(group: str, described: Iterable[Answer], place: Place, now: datetime) -> Iterator[Entry]:
    """How the targets of a target group (its ARN) are now: the healthy ones counted, each other one with its reason."""
    name = group.split("/")[1] if group.count("/") > 1 else group
    own: dict[str, Any] = {
        "at": now, "kind": "target", "cluster": place[0], "service": place[1], "subject": name, "standing": True,
    }  # fmt: skip
    others = defaultdict(list)
    healthy = 0
    for each in described:
        target, health = each.get("Target") or {}, each.get("TargetHealth") or {}
        if (state := str(health.get("State") or "")) == "healthy":
            healthy += 1
            continue
        why = ": ".join(filter(None, [state, str(health.get("Description") or "")]))
        others[why + (f" ({health['Reason']})" if health.get("Reason") else ""), state].append(
            f"{target.get('Id', '?')}:{target.get('Port', '?')}"
        )
    if healthy:
        yield Entry(id=f"now/{group}/healthy", says=f"{healthy} healthy", mark=Mark.GOOD, **own)
    for (why, state), who in sorted(others.items()):
        mark = Mark.BAD if state == "unhealthy" else Mark.LOOK
        yield Entry(id=f"now/{group}/{why}", says=f"{', '.join(sorted(who))} {why}", mark=mark, place=1, **own)


def of_activity(activity: Answer) -> Iterator[Entry]:
    """A scaling activity of Application Auto Scaling."""
    at = utc(activity.get("StartTime"))
    if at is None:
        return
    status = str(activity.get("StatusCode") or "")
    says = [str(activity.get("Description") or "scaling").rstrip("."), str(activity.get("Cause") or "").rstrip(".")]
    reasons = [str(each.get("Code") or "") for each in activity.get("NotScaledReasons") or ()]
    if reasons:
        says[0] = f"not scaled ({', '.join(reasons)})"
    if status not in ("Successful", ""):
        says.append(str(activity.get("StatusMessage") or "").rstrip("."))
        says[0] = f"{status}: {says[0]}"
    mark = (
        Mark.BAD
        if status == "Failed"
        else Mark.LOOK
        if reasons or status in ("Unfulfilled", "Overridden")
        else Mark.PLAIN
    )
    cluster, service = scaled(activity.get("ResourceId"))
    yield Entry(
        id=f"scaling/{activity.get('ActivityId')}/{status}", at=at, kind="scaling", cluster=cluster, service=service,
        subject=service, says=". ".join(part for part in says if part), mark=mark, place=10,
    )  # fmt: skip


def scaled(resource: Any) -> Place:
    """`service/wanderly/api` → cluster and service."""
    parts = str(resource or "").split("/")
    return (parts[1], parts[2]) if len(parts) == 3 else ("", str(resource or ""))


def of_alarm_history(item: Answer, places: Mapping[str, Place]) -> Iterator[Entry]:
    """A change of state in an alarm's history (HistoryItemType StateUpdate)."""
    at, name = utc(item.get("Timestamp")), str(item.get("AlarmName") or "")
    if at is None or item.get("HistoryItemType", "StateUpdate") != "StateUpdate":
        return
    summary = str(item.get("HistorySummary") or "")
    try:
        data = json.loads(str(item.get("HistoryData") or "{}"))
        new = data.get("newState") or {}
        state, why = str(new.get("stateValue") or ""), str(new.get("stateReason") or "")
    except (ValueError, AttributeError):
        state, why = "", ""
    state = state or summary.rpartition(" to ")[2]
    says = summary.removeprefix("Alarm updated ") or state
    yield _alarm(f"{at.isoformat()}/{summary}", name, at, says + (f": {why}" if why else ""), state, places)


def of_alarm(alarm: Answer, places: Mapping[str, Place]) -> Iterator[Entry]:
    """The last change of an alarm, for where its history cannot be read."""
    at, state = (
        utc(alarm.get("StateTransitionedTimestamp") or alarm.get("StateUpdatedTimestamp")),
        alarm.get("StateValue"),
    )
    if at is not None and state != "INSUFFICIENT_DATA":  # the state in which every alarm is born
        why = str(alarm.get("StateReason") or "")
        yield _alarm(
            f"{at.isoformat()}/{state}", str(alarm.get("AlarmName") or ""), at, f"{state}" + (f": {why}" if why else ""),
            str(state), places,
        )  # fmt: skip


def _alarm(id: str, name: str, at: datetime, says: str, state: str, places: Mapping[str, Place]) -> Entry:
    cluster, service = places.get(name, ("", ""))
    tracking = name.startswith("TargetTracking-")  # its alarms only tell Application Auto Scaling to scale
    mark = {"ALARM": Mark.LOOK if tracking else Mark.BAD, "OK": Mark.PLAIN if tracking else Mark.GOOD}.get(
        state, Mark.PLAIN
    )
    return Entry(
        id=f"alarm/{name}/{id}",
        at=at,
        kind="alarm",
        cluster=cluster,
        service=service,
        subject=name,
        says=says,
        mark=mark,
    )


def alarm_places(alarms: Iterable[Answer], policies: Iterable[Answer], services: Iterable[Answer]) -> dict[str, Place]:
    """Alarm → the service it watches: by its dimensions, by a scaling policy, or by a deployment that watches it."""
    found: dict[str, Place] = {}
    for alarm in alarms:
        dimensions = {each.get("Name"): each.get("Value") for each in alarm.get("Dimensions") or ()}
        if dimensions.get("ClusterName") and dimensions.get("ServiceName"):
            found[str(alarm.get("AlarmName"))] = (str(dimensions["ClusterName"]), str(dimensions["ServiceName"]))
    for service in services:
        place = (str(service.get("clusterArn") or "").rpartition("/")[2], str(service.get("serviceName") or ""))
        for name in ((service.get("deploymentConfiguration") or {}).get("alarms") or {}).get("alarmNames") or ():
            found.setdefault(str(name), place)
    for policy in policies:
        for alarm in policy.get("Alarms") or ():
            found.setdefault(str(alarm.get("AlarmName")), scaled(policy.get("ResourceId")))
    return found


TOLD_ONLY_BY_THE_STORY = frozenset({"health", "target", "fault"})
"""Kinds of the story's lines that no describe call tells. Its task and service lines say what DescribeTasks and
DescribeServices say too, so they are left to those: one notion of one thing."""


def of_story(lines: Iterable[Answer]) -> Iterator[Entry]:
    """Lines of the sandbox's story that AWS's calls do not tell: container health, target changes, faults."""
    for line in lines:
        if line.get("kind") not in TOLD_ONLY_BY_THE_STORY:
            continue
        at = utc(datetime.fromisoformat(str(line["at"])))
        assert at is not None
        says, kind = str(line.get("says") or ""), line["kind"]
        bad = kind == "fault" or "unhealthy" in says.lower()
        healthy = not bad and "healthy" in says.lower()
        who = str(line.get("who") or "")
        yield Entry(
            id=f"story/{line.get('at_us')}/{kind}/{who}/{says}", at=at, kind=kind, cluster=str(line.get("cluster") or ""),
            service=str(line.get("service") or ""), subject=who[:8], says=says, told_by="sandbox", place=50,
            mark=Mark.BAD if bad else Mark.GOOD if healthy else Mark.PLAIN,
        )  # fmt: skip
