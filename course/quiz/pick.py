"""A handful of questions drawn for a sitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from course.model.progress import QuestionProgress
from course.model.question import PLAYABLE, MultipleQuestion, OrderingQuestion, Question, SingleQuestion
from course.model.quiz import Asked
from course.quiz.variants import varied

FROM_EARLIER = 4
"""Questions that an earlier day teaches, at most, in a day's sitting."""


def draw(
    questions: Iterable[Question], *, day: int, seed: int, history: Mapping[str, QuestionProgress], n: int = 10
) -> tuple[Asked, ...]:
    """At most `n` playable questions of a day: never answered or last answered wrong first, then the longest unseen.

    At most FROM_EARLIER of them belong to an earlier day first of all. The same seed and history draw the same, and show
    options and lines in the same order.
    """
    chance = Random(f"{seed}/{day}")
    fitting = [q for q in questions if day in q.days and q.status == "active" and q.kind in PLAYABLE]
    fitting.sort(key=lambda q: q.id)
    chance.shuffle(fitting)
    fitting.sort(key=lambda q: _urgency(history.get(q.id)))  # stable: chance decides among equals
    chosen: list[Question] = []
    earlier = 0
    for question in fitting:
        is_earlier = question.days[0] != day
        if len(chosen) < n and not (is_earlier and earlier == FROM_EARLIER):
            chosen.append(question)
            earlier += is_earlier
    return tuple(Asked(question=varied(q, seed), order=_order(q, chance)) for q in chosen)


def _urgency(known: QuestionProgress | None) -> tuple[int, str]:
    if known is None or not known.answers:
        return (0, "")
    return (2, known.last_at) if known.last_right else (1, known.last_at)


def _order(question: Question, chance: Random) -> tuple[int, ...]:
    """The order in which options or lines are shown; lines never in the right one."""
    if isinstance(question, SingleQuestion | MultipleQuestion):
        size = len(question.options)
    elif isinstance(question, OrderingQuestion):
        size = len(question.items)
    else:
        return ()
    order = list(range(size))
    chance.shuffle(order)
    if isinstance(question, OrderingQuestion) and size > 1 and order == sorted(order):
        order.append(order.pop(0))
    return tuple(order)
