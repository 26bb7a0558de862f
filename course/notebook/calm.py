"""The course's errors in a notebook: the cell fails and says one sentence, without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from course.app.words import plain
from course.model.errors import CourseError

P = ParamSpec("P")
R = TypeVar("R")


def calm(call: Callable[P, R]) -> Callable[P, R]:
    """Let IPython show a CourseError as its sentence. It is still raised, so a batch run (nbval, nbgrader) sees it fail."""

    @wraps(call)
    def calmly(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except CourseError as error:
            said = sentence(error)
            error._render_traceback_ = lambda: [said]  # type: ignore[attr-defined]  # IPython asks the error itself
            raise

    return calmly


def sentence(error: CourseError) -> str:
    """What went wrong, and what to run."""
    said = plain(error.message)
    return f"{said}\nRun: {error.run}" if error.run else said
