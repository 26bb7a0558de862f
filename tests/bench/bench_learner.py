"""What a learner waits for, each beside a named floor in the same run: python -m tests.bench.bench_learner

`check_warm`: a warm check of day 8 beside the raw AWS calls it makes. `check_cold`: `ecs-course check 8` in seconds, sandbox
up. `help`: `ecs-course --help` beside `python -c pass`. `start`: `ecs-course start` to a world that is ready, in seconds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from course.home import CHECKOUT, Home
from course.sandbox import process

GOALS = {"check_warm": 1.3, "check_cold_s": 1.0, "help": 8.0}
ECS_COURSE = Path(sys.executable).parent / "ecs-course"


def timed(act: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def median(act: Callable[[], object], rounds: int) -> float:
    """The median of several calls, in seconds."""
    return statistics.median(timed(act) for _ in range(rounds))


def program(*words: str, home: Path) -> None:
    """Run a command to its end; byte-code as set-up left it."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings["ECS_COURSE_HOME"] = str(home)
    subprocess.run(words, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def warm_check(home: Home) -> tuple[float, float, float]:
    """Median seconds of the raw calls, of a check without its event, and of the whole check."""
    os.environ["ECS_COURSE_HOME"] = str(home.root)
    from course.app.study import open_day

    opened = open_day(8)
    for path in (CHECKOUT / "labs" / "day08_clusters" / "solution").glob("*.py"):
        shutil.copy(path, opened.folder / path.name)
    opened.apply()
    ecs = opened.ready.client("ecs")

    def raw() -> None:
        ecs.describe_clusters(clusters=["wanderly"], include=["SETTINGS", "TAGS"])

    assert opened.check().passed
    raw_s, judge_s, check_s = [], [], []
    for _ in range(60):  # in turn, so that a slow moment of the machine meets all three
        raw_s.append(timed(raw))
        judge_s.append(timed(opened.judge))
        check_s.append(timed(opened.check))
    return statistics.median(raw_s), statistics.median(judge_s), statistics.median(check_s)


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Home(Path(folder))
        program(str(ECS_COURSE), "--help", home=home.root)
        start = timed(lambda: program(str(ECS_COURSE), "start", home=home.root))
        raw, judge, whole = warm_check(home)
        cold = median(lambda: program(str(ECS_COURSE), "check", "8", home=home.root), 5)
        helped = [
            (
                timed(lambda: program(str(ECS_COURSE), "--help", home=home.root)),
                timed(lambda: program(sys.executable, "-c", "pass", home=home.root)),
            )
            for _ in range(9)
        ]
        process.down(home)
    ratio = statistics.median(a / b for a, b in helped)
    print(f"start           {start:.2f} s from nothing to a world at the day's start")
    print(f"warm check      raw {raw * 1e3:.2f} ms, judged {judge * 1e3:.2f} ms, with its event {whole * 1e3:.2f} ms")
    figures = {"check_warm": judge / raw, "check_cold_s": cold, "help": ratio}
    print(f"check_warm_with_event {whole / raw:.2f} times the raw calls")
    for name, value in figures.items():
        print(f"{name:15} {value:.2f} (goal {GOALS[name]}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
