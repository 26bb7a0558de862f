"""A document with a flaw, mended by the learner."""

from __future__ import annotations

from typing import Any

from course.model.errors import UsageProblem
from course.model.question import FixQuestion
from course.model.quiz import Graded


def fix(question: FixQuestion, answer: Any) -> Graded:
    """Not built yet."""
    raise UsageProblem("Documents cannot be mended here yet.")
