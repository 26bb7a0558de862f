"""A day whose world is made up: a roll, a crash, a rollback, hostile names, a clock of its own. The browser tests open it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from course.app.sandbox_time import SandboxTime
from course.app.steps import step
from course.model.errors import UsageProblem
from course.notebook.day import Day
from course.timeline.entry import Entry, Mark, Timeline, in_order
from tests.notebook.samples import EVIL, Opened

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def made(n: int, seconds: float, kind: str, says: str, mark: Mark = Mark.PLAIN, **facts: object) -> Entry:
    given = {"service": "api", "subject": "", "cluster": "wanderly", **facts}
    return Entry(
        id=f"{n}/{seconds}/{says}", at=NOON + timedelta(seconds=seconds), kind=kind, says=says, mark=mark, **given
    )  # type: ignore[arg-type]


def entries(tasks: int = 20) -> tuple[Entry, ...]:
    """A day's work."""
    found = [made(0, 0, "deployment", "started: api:1 → api:2", subject="YwsMkWag")]
    for n in range(tasks):
        who = {"subject": f"{n:08x}"}
        found += [
            made(n, 5 + n / 10, "task", "made, api:2 on FARGATE in us-east-1a", **who),
            made(n, 30 + n / 10, "task", f"images pulled in {5 + n % 3} s", **who),
            made(n, 32 + n / 10, "task", "RUNNING", **who),
        ]
    found += [
        made(1, 60, "target", "172.31.0.4:3000 unhealthy: Health checks failed with these codes: [500]", Mark.BAD,
             told_by="sandbox", subject="00000001"),
        made(1, 70, "task", "STOPPED: Task failed ELB health checks in (target-group api) (ServiceSchedulerInitiated); "
             "api exited with 137 (SIGKILL)", Mark.BAD, subject="00000001"),
        made(1, 80, "service", "has started 1 tasks: (task 0000000a).", subject="api"),
        made(1, 90, "deployment", f"failed, rolling back to api:1: {EVIL}", Mark.BAD, subject="YwsMkWag"),
        made(1, 100, "alarm", "from OK to ALARM: Threshold Crossed", Mark.BAD, subject="errors"),
        made(1, 110, "scaling", "Setting desired count to 4. monitor alarm cpu in state ALARM", service="web", subject="web"),
        made(1, 200, "service", "has reached a steady state.", Mark.GOOD, service="web", subject="web"),
    ]  # fmt: skip
    return in_order(found)


def standing() -> tuple[Entry, ...]:
    """How it is now."""
    return (
        made(1, 0, "service", "2 of 3 running, 1 pending", Mark.LOOK, standing=True),
        made(1, 1, "target", "2 healthy", Mark.GOOD, standing=True, subject="api"),
        made(1, 2, "target", "172.31.0.4:3000 unhealthy: Health checks failed", Mark.BAD, standing=True, subject="api"),
        made(1, 3, "service", "1 of 1 running", Mark.GOOD, standing=True, service="web"),
    )


@dataclass
class World(Opened):
    """An open day with a timeline and a clock. A jump of an hour takes three seconds."""

    clock: SandboxTime = field(
        default_factory=lambda: SandboxTime(now=NOON, ahead_s=0, frozen=False, hurried=False, rate=1, factor=60)
    )
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    found: tuple[Entry, ...] = field(default_factory=entries)

    def timeline(self, service: str = "", cluster: str = "", since: str = "", /) -> Timeline:
        self.asked.append((service, cluster, since))
        if service == "gone":
            raise UsageProblem("There is no such service.")
        name = service.rpartition("/")[2]
        return Timeline(
            now=NOON + timedelta(minutes=5), world="sandbox", services=("wanderly/api", "wanderly/web"),
            entries=tuple(e for e in self.found if name in ("", e.service)),
            standing=tuple(e for e in standing() if name in ("", e.service)),
            notes=("The history of alarms could not be read.",),
        )  # fmt: skip

    def time(self, do: str = "time", what: str = "", /) -> SandboxTime:
        jumps = {"1m": 60, "10m": 600, "1h": 3600}
        if do == "forward":
            if what not in jumps:
                raise UsageProblem(f"{what!r} is not a duration.")
            with step(f"Going ahead {what}") as at:
                for n in range(30 if what == "1h" else 0):
                    time.sleep(0.1)
                    at(n / 30)
            by = jumps[what]
            self.clock = replace(
                self.clock, now=self.clock.now + timedelta(seconds=by), ahead_s=self.clock.ahead_s + by
            )
        elif do == "speed":
            self.clock = replace(self.clock, factor=int(what))
        elif do in ("freeze", "run"):
            self.clock = replace(self.clock, frozen=do == "freeze")
        return self.clock


def world_day() -> Day:
    """What a notebook of the browser tests opens."""
    from course.app.steps import shown_by
    from course.notebook.bar import face

    shown_by(face)
    return Day(World())
