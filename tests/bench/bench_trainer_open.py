"""What grading one open answer costs: python -m tests.bench.bench_trainer_open

Beside a floor in the same run: the same answer only split into words by one regular expression. The goal is per answer, patterns
compiled; the first answer to a question, which compiles them, is shown too.
"""

from __future__ import annotations

import re
import statistics
import sys
import time

from course.catalog.bank import bank
from course.model.question import OpenQuestion
from course.quiz.answers import matcher, pattern
from course.quiz.kinds.open import open_answer
from course.quiz.kinds.text import LONGEST
from tests.quiz.labelled import answers

GOAL_MS = 5.0
FIRST_MS = 60.0
LONG_MS = 500.0


def timed(call: object, *args: object) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    call(*args)  # type: ignore[operator]
    return (time.perf_counter() - begun) * 1_000


def main() -> int:
    """0 where every goal is met."""
    questions = {q.id: q for q in bank().values() if isinstance(q, OpenQuestion)}
    tuned = answers("tune")
    first = []
    for question in questions.values():
        matcher._compiled.cache_clear()
        pattern.parse.cache_clear()
        first.append(timed(open_answer, question, question.model_answer))
    pairs = [(questions[answer.question], answer.text) for answer in tuned]
    pairs += [(question, question.model_answer) for question in questions.values()]
    for question, text in pairs:
        open_answer(question, text)
    each = [min(timed(open_answer, question, text) for _ in range(3)) for question, text in pairs]
    floor = [min(timed(re.findall, r"\w+", text) for _ in range(3)) for _, text in pairs]
    question = questions["open-two-roles"]
    long = timed(open_answer, question, (question.model_answer * 50)[:LONGEST])
    worst, middle = max(each), statistics.median(each)
    print(f"open answer: median {middle:.2f} ms, worst {worst:.2f} ms of {len(each)} (goal {GOAL_MS:g} ms)")
    print(f"  split into words only: {statistics.median(floor):.3f} ms, ratio {middle / statistics.median(floor):.0f}")
    print(f"  first answer to a question: worst {max(first):.1f} ms (goal {FIRST_MS:g} ms)")
    print(f"  the longest answer that is read, {LONGEST:,} characters: {long:.0f} ms (goal {LONG_MS:g} ms)")
    return int(worst >= GOAL_MS or max(first) >= FIRST_MS or long >= LONG_MS)


if __name__ == "__main__":
    sys.exit(main())
