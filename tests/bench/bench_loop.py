"""The learning loop as the log grows: python -m tests.bench.bench_loop

`home_cold_s`: `ecs-course` in a process of its own, with an empty log and with 100,000 events. `fold_ms`: 100,000 events folded,
beside the same through the log (read from the disk and folded, once) and by way of the kept fold. `check_growth`: what a check
does with the log (fold, judge its work, attach hints, append), with 100,000 events in it, beside the same with ten.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from course.app import helping
from course.app.record import record
from course.catalog.labs import lab
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.checking.find import find
from course.home import Home
from course.model.lab import Lab
from course.model.result import CriterionResult, Report, Status
from course.progress import store
from course.progress.chain import FIRST_PREVIOUS, event_of, hash_of, line_of
from course.progress.fold import fold
from course.progress.log import Log
from course.progress.snapshot import folded
from tests.bench.bench_learner import ECS_COURSE, median, program, timed

EVENTS = 100_000
DAY = "day08_clusters"
GOALS = {"home_cold_s": 0.4, "home_cold_full_s": 0.4, "fold_ms": 300.0, "fold_kept_ms": 300.0, "check_growth": 1.25}


def report() -> Report:
    """Day 8, one criterion not there yet."""
    criteria = [
        CriterionResult(id=c.id, title=c.title, status=Status.FAILED if n == 3 else Status.PASSED, points=c.points,
                        expected="weight 1 and weight 3", found="weight 1 and weight 1", see=c.see, read=c.read)
        for n, c in enumerate(find(Places().check(DAY)))
    ]  # fmt: skip
    return Report(day=DAY, world="sandbox", criteria=tuple(criteria), seconds=0.1)


def entries(number: int) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(kind, body, wall time) of a busy learner: a check for every four answers, over a year."""
    check = {**report().as_json(), "work": ""}
    for n in range(number):
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * n)).isoformat(timespec="milliseconds")
        if n % 5 == 0:
            yield "check_run", {**check, "work": f"{n:064}"}, at
        else:
            body = {"question": f"q{n % 900}", "topic": f"topic{n % 14}", "day": DAY, "kind": "single", "answer": 1,
                    "right": n % 3 > 0, "credit": float(n % 3 > 0), "seconds": 9.5}  # fmt: skip
            yield "question_answered", body, at


def fill(log: Log, number: int) -> None:
    """Write a log of that many events, chained as they should be."""
    log.append("day_opened", {"day": DAY}, now=datetime(2026, 1, 1, tzinfo=UTC))
    with store.writing(log.path, 5) as connection:
        row = store.head(connection)
        previous = hash_of(row.line) if row.seq else FIRST_PREVIOUS
        for kind, body, at in entries(number - 1):
            event = event_of({"id": "x", "seq": row.seq + 1, "previous": previous, "learner": "l", "device": "d",
                              "wall_time": at, "versions": {"course": "1"}, "kind": kind, "body": body})  # fmt: skip
            line = line_of(event)
            row, previous = store.add(connection, row, event.seq, line, kind), hash_of(line)


def folded_in_memory(log: Log) -> float:
    """Median seconds of the fold alone, over events that are in memory already."""
    events = list(log.events())
    return median(lambda: fold(events), 5)


def check(home: Home, found: Lab, judged: Report, n: int) -> None:
    """What a check does with the log, after its AWS calls."""
    day = helping.so_far(home, DAY)
    work = helping.work_of(judged, found, home.day(DAY), day)
    shown = helping.with_hints(judged, found, day, tried=work != day.work)
    record(home, "check_run", {**shown.as_json(), "work": f"{work}{n}"})


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        empty, small, full = (Home(Path(folder) / name) for name in ("empty", "small", "full"))
        found, judged = lab(DAY, Reading(Places())), report()
        for home in (small, full):
            shutil.copytree(found.folder / "solution", home.day(DAY))
        fill(Log(small.progress), 10)
        fill(Log(full.progress), EVENTS)

        program(str(ECS_COURSE), home=empty.root)
        figures["home_cold_s"] = median(lambda: program(str(ECS_COURSE), home=empty.root), 7)

        figures["fold_ms"] = folded_in_memory(Log(full.progress)) * 1e3
        through = timed(lambda: folded(Log(full.progress)))
        figures["fold_kept_ms"] = median(lambda: folded(Log(full.progress)), 5) * 1e3
        figures["home_cold_full_s"] = median(lambda: program(str(ECS_COURSE), home=full.root), 7)

        seconds: dict[Path, list[float]] = {small.root: [], full.root: []}
        for n in range(60):  # in turn, so that a slow moment of the machine meets both
            for home in (small, full):
                began = time.perf_counter()
                check(home, found, judged, n)
                seconds[home.root].append(time.perf_counter() - began)
        few, many = (statistics.median(one) for one in seconds.values())
        figures["check_growth"] = many / few
    print(f"check with its log {few * 1e3:.1f} ms after 10 events, {many * 1e3:.1f} ms after {EVENTS:,}")
    print(f"fold through the log, once {through * 1e3:.0f} ms (read, folded, and kept)")
    for name, value in figures.items():
        print(f"{name:18} {value:.2f} (goal {GOALS[name]}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
