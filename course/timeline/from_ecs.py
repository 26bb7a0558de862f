"""DescribeServices, DescribeTasks and DescribeServiceDeployments as entries. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from course.timeline.entry import Entry, Mark, last_part, owner, revision_name, utc

Answer = Mapping[str, Any]
SHORT = 8
"""Characters of a task's id in a line, as the console and the sandbox's story show it."""
SIGNALS = {129: "SIGHUP", 130: "SIGINT", 134: "SIGABRT", 137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}
"""Exit codes above 128 name the signal that ended a process: 128 and its number (POSIX shells and Docker alike)."""
FAILED = re.compile(
    r"unable|fail|unhealthy|rolling back|circuit breaker|throttl|impaired|insufficient|not be placed", re.I
)
GOOD = re.compile(r"reached a steady state|deployment completed", re.I)


def of_service(service: Answer) -> Iterator[Entry]:
    """A service: that it was made, its events, and how it stands."""
    cluster, name = last_part(service.get("clusterArn")), str(service.get("serviceName") or "")
    own = {"kind": "service", "cluster": cluster, "service": name, "subject": name}
    arn = str(service.get("serviceArn") or f"{cluster}/{name}")
    if (made := utc(service.get("createdAt"))) is not None:
        yield Entry(id=f"{arn}/created/{made.isoformat()}", at=made, says="service created", place=-9, **own)  # type: ignore[arg-type]
    events = [event for event in service.get("events") or () if utc(event.get("createdAt"))]
    for number, event in enumerate(events):  # newest first, so the later one of a moment has the lower number
        said = str(event.get("message") or "")
        shown = said.removeprefix(f"(service {name}) ").removeprefix(f"service {name} ")
        at = utc(event.get("createdAt"))
        assert at is not None
        id = str(event.get("id") or f"{arn}/{at.isoformat()}/{said}")
        yield Entry(id=f"event/{id}", at=at, says=shown, mark=event_mark(said), place=-number, **own)  # type: ignore[arg-type]


ECHO = re.compile(r"^\(deployment [^)]+\) deployment (completed|failed)|^rolling back to deployment", re.I)
ECHO_S = 120
"""How far apart a service event and the service deployment that it speaks of may be."""


def without_echo(events: Iterable[Entry], rollouts: Iterable[Entry]) -> Iterator[Entry]:
    """Service events without those that only say what a service deployment of the same moment says with more words."""
    ends = [entry.at for entry in rollouts if not entry.standing and not entry.id.endswith("/started")]
    for event in events:
        if ECHO.match(event.says) and any(abs((event.at - end).total_seconds()) <= ECHO_S for end in ends):
            continue
        yield event


def standing(service: Answer, now: datetime) -> Entry:
    """How a service stands: running of desired, pending, and whether it is whole."""
    cluster, name = last_part(service.get("clusterArn")), str(service.get("serviceName") or "")
    desired, running, pending = (int(service.get(f"{each}Count") or 0) for each in ("desired", "running", "pending"))
    status = str(service.get("status") or "")
    says = f"{running} of {desired} running" + (f", {pending} pending" if pending else "")
    if status not in ("", "ACTIVE"):
        says = f"{status}: {says}"
    mark = Mark.GOOD if running == desired else Mark.LOOK if running else Mark.BAD
    return Entry(
        id=f"now/service/{cluster}/{name}", at=now, kind="service", cluster=cluster, service=name, subject=name,
        says=says, mark=mark, standing=True,
    )  # fmt: skip


def event_mark(said: str) -> Mark:
    """What a service event means. "has reached a steady state" is good; what names a failure is bad."""
    return Mark.BAD if FAILED.search(said) else Mark.GOOD if GOOD.search(said) else Mark.PLAIN


def of_task(task: Answer) -> Iterator[Entry]:
    """A task's life, as far as DescribeTasks remembers it: made, images pulled, running, stopping, stopped."""
    arn, group = str(task.get("taskArn") or ""), str(task.get("group") or "")
    service = group.removeprefix("service:") if group.startswith("service:") else ""
    own: dict[str, Any] = {
        "kind": "task", "cluster": last_part(task.get("clusterArn")), "service": service,
        "subject": last_part(arn)[:SHORT],
    }  # fmt: skip
    for place, (step, says, mark) in enumerate(_steps(task)):
        if (at := utc(task.get(step))) is not None:
            yield Entry(id=f"{arn}/{step}", at=at, says=says, mark=mark, place=100 + place, **own)


def _steps(task: Answer) -> Iterator[tuple[str, str, Mark]]:
    where = str(task.get("capacityProviderName") or task.get("launchType") or "")
    zone = task.get("availabilityZone")
    yield "createdAt", " ".join(filter(None, ["made,", revision_name(task.get("taskDefinitionArn")), "on" if where else "",
                                              where, f"in {zone}" if zone else ""])).rstrip(","), Mark.PLAIN  # fmt: skip
    began, ended = utc(task.get("pullStartedAt")), utc(task.get("pullStoppedAt"))
    took = f" in {(ended - began).total_seconds():.0f} s" if began and ended and ended >= began else ""
    yield "pullStoppedAt", f"images pulled{took}", Mark.PLAIN
    yield "startedAt", "RUNNING", Mark.PLAIN
    code, reason = str(task.get("stopCode") or ""), str(task.get("stoppedReason") or "")
    why = f": {reason}" if reason else ""
    why += f" ({code})" if code else ""
    over = utc(task.get("stoppedAt")) is not None
    yield (
        "stoppingAt",
        f"stopping ({code})" if over and code else f"stopping{why}",
        Mark.PLAIN if over else stop_mark(task),
    )
    ends = "; ".join(_container_ends(task.get("containers") or ()))
    yield "stoppedAt", f"STOPPED{why}" + (f"; {ends}" if ends else ""), stop_mark(task)


def _container_ends(containers: Iterable[Answer]) -> Iterator[str]:
    for container in containers:
        code, reason = container.get("exitCode"), str(container.get("reason") or "")
        name = str(container.get("name") or "a container")
        signal = f" ({SIGNALS[code]})" if code in SIGNALS else ""
        if code is not None:
            yield f"{name} exited with {code}{signal}" + (f": {reason}" if reason else "")
        elif reason:
            yield f"{name}: {reason}"


def stop_mark(task: Answer) -> Mark:
    """Whether a stop is bad: it failed to start, it ended by itself with a fault, its health failed, its capacity went."""
    code, reason = task.get("stopCode"), str(task.get("stoppedReason") or "")
    codes = [container.get("exitCode") for container in task.get("containers") or ()]
    if code in ("TaskFailedToStart", "SpotInterruption", "InfrastructureHealth") or re.search(
        r"fail|unhealthy", reason, re.I
    ):
        return Mark.BAD
    if code == "EssentialContainerExited":
        return Mark.BAD if any(codes) or not codes else Mark.LOOK
    return Mark.LOOK if code == "TerminationNotice" else Mark.PLAIN


def of_deployment(deployment: Answer, revisions: Mapping[str, str], now: datetime) -> Iterator[Entry]:
    """A service deployment: started, rolled back, ended. `revisions`: ARN of a service revision → `api:3`."""
    arn, status = str(deployment.get("serviceDeploymentArn") or ""), str(deployment.get("status") or "")
    cluster, service = owner(deployment.get("serviceArn"))
    own: dict[str, Any] = {
        "kind": "deployment",
        "cluster": cluster,
        "service": service,
        "subject": last_part(arn)[:SHORT],
    }
    target = deployment.get("targetServiceRevision") or {}
    to = revisions.get(str(target.get("arn")), "")
    sources = [revisions.get(str(each.get("arn")), "") for each in deployment.get("sourceServiceRevisions") or ()]
    before = ", ".join(name for name in sources if name)
    if (began := utc(deployment.get("startedAt") or deployment.get("createdAt"))) is not None:
        change = f"{before} → {to}" if before and to else to
        yield Entry(id=f"{arn}/started", at=began, says="started" + (f": {change}" if change else ""), place=-1, **own)
    rollback, why = deployment.get("rollback") or {}, str(deployment.get("statusReason") or "")
    if (turned := utc(rollback.get("startedAt"))) is not None:
        back = revisions.get(str(rollback.get("serviceRevisionArn")), "")
        reason = str(rollback.get("reason") or why)
        says = "failed, rolling back" + (f" to {back}" if back else "") + (f": {reason}" if reason else "")
        yield Entry(id=f"{arn}/rollback", at=turned, says=says, mark=Mark.BAD, place=60, **own)
    ended = utc(deployment.get("finishedAt") or deployment.get("stoppedAt"))
    if ended is not None:
        says, mark = ENDS.get(status, (status.lower().replace("_", " "), Mark.LOOK))
        known = str(rollback.get("reason") or "")
        says += f": {why}" if why and status != "SUCCESSFUL" and why != known else ""
        yield Entry(id=f"{arn}/{status}", at=ended, says=says, mark=mark, place=70, **own)
    else:
        breaker = deployment.get("deploymentCircuitBreaker") or {}
        failed, most = int(breaker.get("failureCount") or 0), int(breaker.get("threshold") or 0)
        running, wanted = target.get("runningTaskCount", 0), target.get("requestedTaskCount", 0)
        says = f"{status.lower().replace('_', ' ')}: {running} of {wanted} running"
        says += f", {failed} failed" + (f" (the circuit breaker trips at {most})" if most else "") if failed else ""
        mark = Mark.BAD if "ROLLBACK" in status else Mark.LOOK
        yield Entry(id=f"now/{arn}", at=now, says=says, mark=mark, standing=True, **own)


ENDS = {
    "SUCCESSFUL": ("completed", Mark.GOOD),
    "STOPPED": ("stopped", Mark.LOOK),
    "ROLLBACK_SUCCESSFUL": ("rolled back", Mark.BAD),
    "ROLLBACK_FAILED": ("failed, and so did the rollback", Mark.BAD),
}
"""ServiceDeploymentStatus → how it ended."""


def of_rollout(service: Answer) -> Iterator[Entry]:
    """The same from DescribeServices, for where service deployments cannot be read."""
    cluster, name = last_part(service.get("clusterArn")), str(service.get("serviceName") or "")
    for each in service.get("deployments") or ():
        id, state = str(each.get("id") or ""), str(each.get("rolloutState") or "")
        own: dict[str, Any] = {"kind": "deployment", "cluster": cluster, "service": name, "subject": last_part(id)[:20]}
        if (began := utc(each.get("createdAt"))) is not None:
            definition = revision_name(each.get("taskDefinition"))
            yield Entry(id=f"{id}/started", at=began, says=f"started: {definition}", place=-1, **own)
        if state in ("COMPLETED", "FAILED") and (ended := utc(each.get("updatedAt"))) is not None:
            why = str(each.get("rolloutStateReason") or "")
            bad = state == "FAILED"
            yield Entry(
                id=f"{id}/{state}", at=ended, says=(f"failed: {why}" if why else "failed") if bad else "completed",
                mark=Mark.BAD if bad else Mark.GOOD, place=70, **own,
            )  # fmt: skip
