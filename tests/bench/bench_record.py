"""What a record costs, beside named floors in the same run: python -m tests.bench.bench_record

`verify`: `ecs-course record verify` on a record of thirty labs, the whole process, beside `python -c pass`. `passes`: the passed
labs found in a log of 100,000 events, beside the fold of the same events. `digests`: what a check now notes of what judged it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from course.app.digests import digests
from course.catalog.places import Places
from course.catalog.plan import plan
from course.progress import store
from course.progress.chain import line_of
from course.progress.fold import fold
from course.progress.log import Log
from course.progress.record.judge import judge
from course.progress.record.passes import passed_labs
from tests.bench.bench_learner import ECS_COURSE, program, timed
from tests.progress.record.records import events, of_days, run

EVENTS = 100_000
GOALS = {"verify_s": 0.6, "passes": 1.5}
ROUNDS = 9


def long_log(folder: Path) -> Log:
    """Thirty days, passed after thousands of checks and hints."""
    days = [day.id for day in plan().days]
    kinds = [run(day, passed=False) for day in days]
    happened = [kinds[n % len(kinds)] for n in range(EVENTS - len(days))] + [run(day, passed=True) for day in days]
    log = Log(folder / "progress.sqlite")
    store.build(log.path, ((e.seq, line_of(e), e.kind) for e in events(*happened)), {"learner": "l"})
    log.twin.write_bytes(b"".join(line_of(e) + b"\n" for e in events(*happened)))
    return log


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Path(folder)
        data = of_days(*(day.id for day in plan().days))
        (home / "record.jsonl").write_bytes(data)
        words = (str(ECS_COURSE), "record", "verify", str(home / "record.jsonl"))
        program(*words, home=home)
        verify = statistics.median(timed(lambda: program(*words, home=home)) for _ in range(ROUNDS))
        floor = statistics.median(
            timed(lambda: program(sys.executable, "-c", "pass", home=home)) for _ in range(ROUNDS)
        )
        judged = statistics.median(timed(lambda: judge(data, "r")) for _ in range(ROUNDS))
        log = long_log(home)
        read = list(log.events())
        folded = statistics.median(timed(lambda: fold(read)) for _ in range(5))
        passes = statistics.median(timed(lambda: passed_labs(read, {})) for _ in range(5))
        assert len(passed_labs(read, {})) == len(plan().days)
    print(
        f"record          {len(data):,} bytes for thirty labs, judged in {judged * 1e3:.2f} ms; python -c pass {floor:.3f} s"
    )
    print(f"{len(read):,} events  folded in {folded * 1e3:.0f} ms, passes found in {passes * 1e3:.0f} ms")
    noted = statistics.median(timed(lambda: digests(Places(), "day08_clusters")) for _ in range(50))
    print(f"digests         {noted * 1e3:.2f} ms for each check")
    figures = {"verify_s": verify, "passes": passes / folded}
    for name, value in figures.items():
        print(f"{name:15} {value:.2f} (goal {GOALS[name]}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
