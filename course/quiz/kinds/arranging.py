"""Lines put in order, and lefts matched with rights."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from course.model.errors import UsageProblem
from course.model.question import MatchingQuestion, OrderingQuestion
from course.model.quiz import Feedback, Graded
from course.quiz.kinds.verdicts import positions, verdict


def ordering(question: OrderingQuestion, answer: Any) -> Graded:
    """Credit for the longest run of lines that stand rightly to each other; a line alone is no order and earns nothing."""
    arranged = positions(answer, len(question.items))
    size = len(question.items)
    if len(arranged) != size:
        raise UsageProblem(f"The answer needs all {size} lines, each once.")
    run = _longest_run(arranged)
    right = run == size
    message = "Right, in this order." if right else f"{run} of {size} lines follow each other rightly."
    feedback = [
        Feedback(text=item.text, right=arranged[place] == place, chosen=arranged[place] == place, why=item.why)
        for place, item in enumerate(question.items)
    ]
    return verdict(question, arranged, right, (run - 1) / max(size - 1, 1), message, feedback)


def matching(question: MatchingQuestion, answer: Any) -> Graded:
    """Each pair earns its share. Feedback names the right one; `chosen` says whether it was chosen."""
    rights = question.rights
    if not isinstance(answer, list | tuple) or len(answer) != len(question.pairs):
        raise UsageProblem(f"The answer needs a match for each of the {len(question.pairs)}.")
    matched = positions(answer, len(rights), again=True)
    hits = [rights[place] == pair.right for place, pair in zip(matched, question.pairs, strict=True)]
    right = all(hits)
    message = "Right, all of them." if right else f"{sum(hits)} of {len(hits)} matched rightly."
    feedback = [
        Feedback(text=f"{pair.left}: {pair.right}", right=hit, chosen=hit, why=pair.why)
        for pair, hit in zip(question.pairs, hits, strict=True)
    ]
    return verdict(question, matched, right, sum(hits) / len(hits), message, feedback)


def _longest_run(places: Sequence[int]) -> int:
    """Length of the longest increasing subsequence: how many lines already stand rightly to each other."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
