"""Ask a world what happened, by describe and list calls only, and put it in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from course.model.errors import WorldNotReady
from course.timeline import from_around, from_ecs
from course.timeline.entry import Entry, Timeline, in_order, last_part, revision_name, since
from course.world.look import LearnerProblem, Look

T = TypeVar("T")
MOST_TASKS, MOST_SERVICES = 2_000, 200
"""A world can hold any number of foreign things: so many tasks of a cluster, and services with their history, are read."""
AT_ONCE = 6
"""Calls under way at one time."""


@dataclass(frozen=True)
class Listing:
    """A call that answers in pages."""

    service: str
    method: str
    key: str
    """Where the items stand in its answer."""
    given: Mapping[str, Any] = field(default_factory=dict)
    most: int = 20
    """Pages that are read at most."""
    token: str = "NextToken"


CLUSTERS = Listing("ecs", "list_clusters", "clusterArns", token="nextToken")
SERVICES = Listing("ecs", "list_services", "serviceArns", {"maxResults": 100}, token="nextToken")
TASKS = Listing("ecs", "list_tasks", "taskArns", most=MOST_TASKS // 100, token="nextToken")
OF_ECS = {"ServiceNamespace": "ecs"}
ACTIVITIES = Listing("application-autoscaling", "describe_scaling_activities", "ScalingActivities",
                     {**OF_ECS, "IncludeNotScaledActivities": True}, 5)  # fmt: skip
POLICIES = Listing("application-autoscaling", "describe_scaling_policies", "ScalingPolicies", OF_ECS)
ALARMS = Listing("cloudwatch", "describe_alarms", "MetricAlarms", {"AlarmTypes": ["MetricAlarm"]})
NEWEST = {"HistoryItemType": "StateUpdate", "MaxRecords": 100, "ScanBy": "TimestampDescending"}
HISTORY = Listing("cloudwatch", "describe_alarm_history", "AlarmHistoryItems", NEWEST, 5)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is wanted; "" and None mean all."""

    cluster: str = ""
    service: str = ""
    """A name, or `cluster/name`."""
    since: timedelta | None = None

    @property
    def place(self) -> tuple[str, str]:
        """Cluster and service, each "" for any."""
        head, _, name = self.service.rpartition("/")
        return head or self.cluster, name


@dataclass
class Asking:
    """One reading of a world. What has gone meanwhile is passed over; what cannot be read becomes a note."""

    look: Look
    asked: Asked
    began: datetime
    """The world's time when the reading began."""
    notes: list[str] = field(default_factory=list)

    def pages(self, of: Listing, **given: Any) -> list[Any]:
        """All items of a call that answers in pages."""
        found: list[Any] = []
        token: dict[str, str] = {}
        for _ in range(of.most):
            answer = getattr(self.look.aws(of.service), of.method)(**of.given, **given, **token)
            found += answer.get(of.key) or []
            if not answer.get(of.token):
                return found
            token = {of.token: answer[of.token]}
        self.notes.append(f"Only the first {len(found):,} answers of {of.method.replace('_', ' ')} were read.")
        return found

    def tried(self, what: str, ask: Callable[..., list[T]], *args: Any, **given: Any) -> list[T] | None:
        """An answer; [] for what is not there any more; None, and a note, for what is not offered or not permitted."""
        try:
            return ask(*args, **given)
        except LearnerProblem:
            return []
        except Exception as error:  # whatever one source has, the others still tell
            said = (str(error).rpartition(" operation: ")[2] or type(error).__name__).rstrip(".")
            self.notes.append(f"{what} could not be read: {said}.")
            return None

    def services(self, clusters: Iterable[str]) -> tuple[list[str], list[dict[str, Any]]]:
        """`cluster/name` of all services, and DescribeServices of those that are wanted."""
        cluster, name = self.asked.place
        every: list[str] = []
        described: list[dict[str, Any]] = []
        left_out = 0
        for each in clusters:
            arns = self.tried("Services", self.pages, SERVICES, cluster=each) or []
            every += [f"{last_part(each)}/{last_part(arn)}" for arn in arns]
            wanted = [arn for arn in arns if name in ("", last_part(arn)) and cluster in ("", last_part(each))]
            room = max(0, MOST_SERVICES - len(described))
            left_out += len(wanted[room:])
            for some in batches(wanted[:room], 10):
                given = {"cluster": each, "services": some}
                described += self.tried("Services", self.ecs, "describe_services", "services", **given) or []
        if left_out:
            self.notes.append(f"{left_out:,} more services are not shown; name one, or a cluster.")
        return sorted(every), described

    def tasks(self, cluster: str, service: str) -> list[dict[str, Any]]:
        """DescribeTasks of a cluster, running and stopped (AWS remembers a stopped task for about an hour)."""
        arns: list[str] = []
        for status in ("RUNNING", "STOPPED"):
            given = {"cluster": cluster, "desiredStatus": status} | ({"serviceName": service} if service else {})
            arns += self.pages(TASKS, **given)
        if len(arns) > MOST_TASKS:
            self.notes.append(
                f"Only {MOST_TASKS:,} of {len(arns):,} tasks of {last_part(cluster)} are shown; name a service."
            )
        return [
            task
            for some in batches(arns[:MOST_TASKS], 100)
            for task in self.ecs("describe_tasks", "tasks", cluster=cluster, tasks=some)
        ]

    def deployments(self, service: dict[str, Any]) -> list[dict[str, Any]]:
        """DescribeServiceDeployments of a service, the newest 20."""
        given = {"cluster": service["clusterArn"], "service": service["serviceArn"], "maxResults": 20}
        answer = self.look.aws("ecs").list_service_deployments(**given)
        arns = [each["serviceDeploymentArn"] for each in answer.get("serviceDeployments") or ()]
        return (
            self.ecs("describe_service_deployments", "serviceDeployments", serviceDeploymentArns=arns) if arns else []
        )

    def revisions(self, deployments: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
        """ARN of each service revision of these service deployments, and its task definition as `api:3`."""
        arns = sorted({arn for each in deployments for arn in _revisions(each) if arn})
        return [
            (each["serviceRevisionArn"], revision_name(each.get("taskDefinition")))
            for some in batches(arns, 20)
            for each in self.ecs("describe_service_revisions", "serviceRevisions", serviceRevisionArns=some)
        ]

    def targets(self, group: str) -> list[dict[str, Any]]:
        """DescribeTargetHealth of a target group."""
        answer = self.look.aws("elbv2").describe_target_health(TargetGroupArn=group)
        return list(answer.get("TargetHealthDescriptions") or ())

    def ecs(self, method: str, key: str, **given: Any) -> list[dict[str, Any]]:
        """A describe call of ECS; what it cannot find any more is not in its answer."""
        return list(getattr(self.look.aws("ecs"), method)(**given).get(key) or ())


def read(
    look: Look,
    asked: Asked,
    *,
    world: str,
    clock: Callable[[], datetime],
    story: Callable[[], list[Mapping[str, Any]]] | None = None,
) -> Timeline:
    """Read a world once. `clock` tells its time, which may go on fast meanwhile.

    `story` asks for the sandbox's own story, where the world is one.
    Raises WorldNotReady where not even the clusters can be listed.
    """
    asking = Asking(look, asked, clock())
    cluster, name = asked.place
    try:
        clusters = asking.pages(CLUSTERS)
    except LearnerProblem as problem:
        raise WorldNotReady(str(problem)) from None
    every, services = asking.services(clusters)
    groups = {group: place for one in services for group, place in _groups(one)}
    around_it = ["cloudwatch", "application-autoscaling"] if clusters else []
    for service in (*around_it, *(["elbv2"] if groups else [])):
        look.aws(service)  # clients are made one at a time, by this thread alone
    with ThreadPoolExecutor(AT_ONCE) as pool:
        here = [arn for arn in clusters if cluster in ("", last_part(arn))]
        tasks = [pool.submit(asking.tried, "Tasks", asking.tasks, arn, name) for arn in here]
        told = [pool.submit(asking.tried, "Service deployments", asking.deployments, one) for one in services]
        health = {group: pool.submit(asking.tried, "Target health", asking.targets, group) for group in groups}
        around = pool.submit(_around, asking, services) if around_it else None
    histories = [done.result() or [] for done in told]
    revisions = asking.tried("Service revisions", asking.revisions, [one for each in histories for one in each]) or []
    names = dict(revisions)
    lines = (asking.tried("The sandbox's story", story) if story is not None else None) or ()
    now = clock()
    entries, standing = around.result() if around else [], list[Entry]()
    for one, history in zip(services, histories, strict=True):
        standing.append(from_ecs.standing(one, now))
        rollouts = [entry for each in history for entry in from_ecs.of_deployment(each, names, now)]
        if not history:  # not offered, not permitted, or a service with another deployment controller
            rollouts = list(from_ecs.of_rollout(one))
        entries += [*rollouts, *from_ecs.without_echo(from_ecs.of_service(one), rollouts)]
    for done in tasks:
        entries += [entry for task in done.result() or () for entry in from_ecs.of_task(task)]
    for group, place in groups.items():
        standing += from_around.of_targets(group, health[group].result() or (), place, now)
    entries += from_around.of_story(lines)
    if name and not any(last_part(one) == name for one in every):
        there = ", ".join(every[:20]) or "none"
        asking.notes.append(f"There is no service {asked.service} now (there: {there}).")
    shown = [entry for entry in entries if _wanted(entry, cluster, name)]
    return Timeline(
        now=now,
        world=world,
        entries=since(in_order(entry for entry in shown if not entry.standing), now, asked.since),
        standing=_by_place(
            [entry for entry in [*standing, *shown] if entry.standing and _wanted(entry, cluster, name)]
        ),
        services=tuple(every),
        notes=tuple(dict.fromkeys(asking.notes)),
    )


def _around(asking: Asking, services: list[dict[str, Any]]) -> list[Entry]:
    """Scaling activities and alarms."""
    activities = asking.tried("Scaling activities", asking.pages, ACTIVITIES) or []
    policies = asking.tried("Scaling policies", asking.pages, POLICIES) or []
    alarms = asking.tried("Alarms", asking.pages, ALARMS) or []
    places = from_around.alarm_places(alarms, policies, services)
    found = [entry for activity in activities for entry in from_around.of_activity(activity)]
    begin: dict[str, Any] = {}
    if not alarms:
        return found
    if asking.asked.since:
        begin = {"StartDate": asking.began - asking.asked.since}
    history = asking.tried("The history of alarms", asking.pages, HISTORY, **begin)
    if history is None:
        asking.notes.append("Of each alarm only its last change is shown.")
        return found + [entry for alarm in alarms for entry in from_around.of_alarm(alarm, places)]
    return found + [entry for item in history for entry in from_around.of_alarm_history(item, places)]


def _wanted(entry: Entry, cluster: str, service: str) -> bool:
    """Whether an entry is asked for. A fault of a whole zone or provider concerns every service."""
    if entry.kind == "fault" and not entry.service:
        return cluster in ("", entry.cluster) or not entry.cluster
    return cluster in ("", entry.cluster) and service in ("", entry.service)


def _by_place(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    order = {"service": 0, "deployment": 1, "target": 2}
    once = {entry.id: entry for entry in entries}
    return tuple(sorted(once.values(), key=lambda e: (e.cluster, e.service, order.get(e.kind, 3), e.place, e.id)))


def _groups(service: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """ARNs of the target groups of a service, with its place."""
    place = last_part(service.get("clusterArn")), str(service.get("serviceName"))
    for each in service.get("loadBalancers") or ():
        second = (each.get("advancedConfiguration") or {}).get("alternateTargetGroupArn")
        for arn in (each.get("targetGroupArn"), second):
            if arn:
                yield str(arn), place


def _revisions(deployment: dict[str, Any]) -> list[str]:
    sides = [deployment.get("targetServiceRevision"), *(deployment.get("sourceServiceRevisions") or ())]
    back = (deployment.get("rollback") or {}).get("serviceRevisionArn")
    return [str((side or {}).get("arn") or "") for side in sides] + [str(back or "")]


def batches(items: list[str], size: int) -> Iterator[list[str]]:
    """In pieces of a size: describe calls take only so many."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
