"""A handful of questions drawn for a sitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from course.model.progress import QuestionProgress
from course.model.question import (
    CLOSED,
    MatchingQuestion,
    MultipleQuestion,
    OrderingQuestion,
    OutputQuestion,
    Question,
    SingleQuestion,
)
from course.model.quiz import Asked
from course.quiz.variants import varied

FROM_EARLIER = 4
"""Questions that an earlier day teaches, at most, in a day's sitting."""


def draw(
    questions: Iterable[Question], *, day: int, seed: int, history: Mapping[str, QuestionProgress], n: int = 10
) -> tuple[Asked, ...]:
    """At most `n` closed questions of a day: never answered first, then last answered wrong, then the longest unseen.

    At most FROM_EARLIER of them were taught on an earlier day, so a sitting may be shorter than `n`. The same seed and history
    draw the same, and show options and lines in the same order, in whatever order the bank hands the questions over.
    """
    chance = Random(f"{seed}/{day}")
    by_id = {q.id: q for q in questions if day in q.days and q.status == "active" and q.kind in CLOSED}
    fitting = [by_id[id] for id in sorted(by_id)]
    chance.shuffle(fitting)
    fitting.sort(key=lambda q: _urgency(_known(q, history)))  # stable: chance decides among equals
    chosen: list[Question] = []
    earlier = 0
    for question in fitting:
        is_earlier = question.days[0] < day
        if len(chosen) < n and not (is_earlier and earlier == FROM_EARLIER):
            chosen.append(question)
            earlier += is_earlier
    return tuple(ask(q, seed) for q in chosen)


def ask(question: Question, seed: int) -> Asked:
    """The question as it is shown under this seed: its variant, and its options, lines or rights in an order of its own."""
    return Asked(question=varied(question, seed), order=_order(question, seed))


def _known(question: Question, history: Mapping[str, QuestionProgress]) -> QuestionProgress | None:
    """What is known of the question, under its id or one that it had before."""
    return next((history[id] for id in (question.id, *question.former_ids) if id in history), None)


def _urgency(known: QuestionProgress | None) -> tuple[int, str]:
    if known is None or not known.answers:
        return (0, "")
    return (2, known.last_at) if known.last_right else (1, known.last_at)


def _order(question: Question, seed: int) -> tuple[int, ...]:
    """The order in which options, lines or rights are shown; lines never in the right one.

    Each question has its own chance, so that what else was drawn does not change how it looks.
    """
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        size = len(question.options)
    elif isinstance(question, MatchingQuestion):
        size = len(question.rights)
    elif isinstance(question, OrderingQuestion):
        size = len(question.items)
    else:
        return ()
    order = list(range(size))
    chance = Random(f"{seed}/{question.id}/order")
    chance.shuffle(order)
    while isinstance(question, OrderingQuestion) and size > 1 and order == sorted(order):
        chance.shuffle(order)
    return tuple(order)
