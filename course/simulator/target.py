"""One target of a target group, and what a health check finds there: pure, as DescribeTargetHealth tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from course.simulator.agenda import SECOND, Timer
from course.simulator.outside import TargetGroup
from course.simulator.probing import Outcome, Probe, Stretch

if TYPE_CHECKING:
    from course.simulator.task import ContainerRun, Task


class TargetHealth(NamedTuple):
    """State, reason and description. Wordings: Application Load Balancers user guide, "Health checks for your target
    groups", and API reference, TargetHealth."""

    state: str
    reason: str | None = None
    description: str | None = None


REGISTERING = TargetHealth("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
CHECKING = TargetHealth("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
HEALTHY = TargetHealth("healthy")
NOT_IN_USE = TargetHealth(
    "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
)

OK = Outcome(True)
REFUSED = Outcome(False, "Target.FailedHealthChecks", "Health checks failed")
TIMED_OUT = Outcome(False, "Target.Timeout", "Request timed out")


def mismatch(status: int) -> Outcome:
    """The answer's status is not one of the matcher's."""
    return Outcome(False, "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]")


def matches(status: int, codes: str) -> bool:
    """Whether a matcher takes a status: `200`, `200,301`, `200-299`. API reference, Matcher."""
    for part in codes.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdigit() and int(first) <= status <= int(last if last.isdigit() else first):
            return True
    return False


@dataclass(slots=True, eq=False)
class Target:
    """A target as long as it is registered."""

    group: TargetGroup
    id: str
    """An IPv4 address, or the id of an instance."""
    port: int
    registered_us: int
    task: Task | None = None
    """Whose it is, None for one that was registered by hand where no task is."""
    health: TargetHealth = REGISTERING
    probe: Probe | None = None
    timer: Timer | None = None
    """When its health will change."""
    healthy_since_us: int | None = None
    found: Outcome | None = None
    """What the last health check of a real task found."""


def answer(run: ContainerRun, port: int, group: TargetGroup) -> Outcome:
    """What a ready container answers to a health check on this port."""
    behaviour = run.behaviour
    listens_there = behaviour.port == port if behaviour.port is not None else port in run.spec.ports
    if not behaviour.listens or not listens_there:
        return REFUSED
    if group.check_protocol not in ("HTTP", "HTTPS"):
        return OK
    path = group.path.partition("?")[0]
    status = 500 if any(use.path == path for use in run.refused) else behaviour.status_of(path)
    return OK if matches(status, group.codes) else mismatch(status)


def findings(task: Task | None, target: Target) -> tuple[Stretch, ...]:
    """What health checks of a target find, from now and in the future, as things stand."""
    group = target.group
    if task is not None and task.real:
        return (Stretch(0, target.found or REFUSED),)
    port = target.port if group.check_port is None else group.check_port
    stretches: dict[int, Outcome] = {0: TIMED_OUT if task is None else REFUSED}
    for run in task.containers if task is not None else ():
        outcome = answer(run, port, group)
        if not run.running or run.started_us is None or outcome is REFUSED:
            continue
        behaviour = run.behaviour
        stretches[run.started_us + round(behaviour.start_s * SECOND)] = (
            mismatch(500) if behaviour.unhealthy else outcome
        )
        if behaviour.unhealthy_after_s is not None:
            stretches[run.started_us + round(behaviour.unhealthy_after_s * SECOND)] = mismatch(500)
    return tuple(Stretch(at_us, outcome) for at_us, outcome in sorted(stretches.items()))
