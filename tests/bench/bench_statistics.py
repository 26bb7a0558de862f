"""What statistics of 100,000 answers cost: python -m tests.bench.bench_statistics

`stats_s`: everything that `ecs-course stats` shows, from a new process's point of view (kept cards and fold read from the disk).
`program_s`: the whole process. Beside them, not goals: the one replay after the course itself has changed, and the drawing.
"""

from __future__ import annotations

import os
import statistics as numbers
import tempfile
from pathlib import Path

from course.app.cards import cards
from course.app.statistics import statistics
from course.app.statistics_text import statistics_text
from course.catalog.bank import bank
from course.home import Home
from course.notebook.stats import stats_card
from tests.bench.bench_learner import ECS_COURSE, median, program, timed
from tests.quiz.histories import events, months_of_answers, written

ANSWERS = 100_000
GOALS = {"stats_s": 1.5, "program_s": 1.5}


def main() -> int:
    """Print every figure with its goal; exit status 1 where one is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        home = Home(Path(folder))
        os.environ["ECS_COURSE_HOME"] = str(home.root)
        written(home.progress, events(months_of_answers(bank().entries, ANSWERS, days=365)))
        replay = timed(lambda: cards(home))
        statistics(learner=home)  # keeps the fold
        figures = {
            "stats_s": median(lambda: statistics(learner=home), 9),
            "program_s": numbers.median(
                timed(lambda: program(str(ECS_COURSE), "stats", home=home.root)) for _ in range(5)
            ),
        }
        found = statistics(learner=home)
        drawn = timed(lambda: (stats_card(found), statistics_text(found)))
        size = home.progress.with_suffix(".cards").stat().st_size
    print(
        f"{found.answers:,} answers  replayed once in {replay:.2f} s, then kept in {size:,} bytes; drawn in {drawn * 1e3:.0f} ms"
    )
    for name, value in figures.items():
        print(f"{name:15} {value:.3f} (goal {GOALS[name]}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
