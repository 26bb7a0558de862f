"""The timeline, measured: python -m tests.bench.bench_timeline

`timeline`: d.timeline() of 5 services × 20 tasks, rolled once, asked and drawn, beside the floor: only listing and describing
those 200 tasks with boto3. `timeline_cold_s`: `ecs-course timeline` of the same world in seconds.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from course.home import Home
from course.sandbox import process
from tests.bench.bench_learner import ECS_COURSE, median, program, timed
from tests.bench.bench_services import ground

SERVICES, TASKS = 5, 20
GOALS = {"timeline": 2.5, "timeline_cold_s": 1.0}


def main() -> int:
    """Print the figures; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Home(Path(folder))
        os.environ["ECS_COURSE_HOME"] = folder
        running = process.up(home)
        try:
            return measured(home, running.port)
        finally:
            process.down(home)


def measured(home: Home, port: int) -> int:
    """Build the world, roll it once, and read it."""
    from course.app.study import open_day
    from course.notebook.day import Day

    opened = open_day(8)
    client = opened.ready.client
    common = ground(port)  # in the sandbox's default account, which is the learner's
    ecs = client("ecs")
    for number in range(SERVICES):
        ecs.create_service(**common, serviceName=f"s{number}", desiredCount=TASKS)
    process.tell(home, "POST", "time/forward", by="10m")
    for number in range(SERVICES):
        ecs.update_service(cluster="c", service=f"s{number}", taskDefinition="api:2")
    process.tell(home, "POST", "time/freeze")
    process.tell(home, "POST", "time/forward", by="10m")
    day = Day(opened)
    found = day.timeline()
    assert found.timeline is not None

    def raw() -> None:
        for status in ("RUNNING", "STOPPED"):
            arns = ecs.list_tasks(cluster="c", desiredStatus=status)["taskArns"]
            for start in range(0, len(arns), 100):
                ecs.describe_tasks(cluster="c", tasks=arns[start : start + 100])

    rounds = [(timed(raw), timed(opened.timeline), timed(day.timeline)) for _ in range(15)]
    floor, ask, whole = (statistics.median(column) * 1e3 for column in zip(*rounds, strict=True))
    cold = median(lambda: program(str(ECS_COURSE), "timeline", home=home.root), 5)
    print(f"{len(found.timeline.entries)} entries of {SERVICES} services x {TASKS} tasks, rolled once")
    print(f"raw describe of the tasks {floor:.0f} ms, timeline asked {ask:.0f} ms, asked and drawn {whole:.0f} ms")
    figures = {"timeline": whole / floor, "timeline_cold_s": cold}
    for name, value in figures.items():
        print(f"{name:16} {value:8.2f} (goal {GOALS[name]:g}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
