"""How near a grader of open answers comes to the labels: precision and recall, in sums only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from course.catalog.bank import bank
from course.model.question import OpenQuestion
from course.quiz.answers.grader import Grader
from tests.quiz.labelled import Split, answers

FINDS = ("covered", "contradicted", "said")
"""Verdicts that find something; missed and not_said find nothing."""


@dataclass(frozen=True)
class Figures:
    """Of all points of one half of the labelled answers."""

    right: int
    """Found as labelled."""
    wrong: int
    """Found, and labelled otherwise."""
    unseen: int
    """Labelled as something that was not found."""

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.unseen)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f} recall {self.recall:.3f} "
            f"({self.right} right, {self.wrong} wrong, {self.unseen} unseen)"
        )


def measure(grader: Grader, split: Split) -> dict[str, Figures]:
    """Figures for each verdict that finds something, and for "all" of them."""
    questions = {q.id: q for q in bank().values() if isinstance(q, OpenQuestion)}
    counts: Counter[tuple[str, str]] = Counter()
    for answer in answers(split):
        points = grader(questions[answer.question], answer.text).points
        for point, label in zip(points, answer.labels, strict=True):
            for verdict in FINDS:
                if point.verdict == label == verdict:
                    counts[verdict, "right"] += 1
                elif point.verdict == verdict:
                    counts[verdict, "wrong"] += 1
                elif label == verdict:
                    counts[verdict, "unseen"] += 1
    figures = {v: Figures(counts[v, "right"], counts[v, "wrong"], counts[v, "unseen"]) for v in FINDS}
    figures["all"] = Figures(*(sum(getattr(f, n) for f in figures.values()) for n in ("right", "wrong", "unseen")))
    return figures
