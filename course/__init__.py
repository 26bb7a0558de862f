"""ECS in 30 Days. In a notebook: `from course import day`, `d = day(8)`; `my_course()` shows where you are, `drill()` asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.notebook.day import day as day
    from course.notebook.home import my_course as my_course
    from course.notebook.progress import my_progress as my_progress
    from course.notebook.stats import my_stats as my_stats
    from course.notebook.trainer import drill as drill
    from course.notebook.trainer import exam as exam
    from course.notebook.trainer import interview as interview

_LATE = {
    "day": "course.notebook.day",
    "drill": "course.notebook.trainer",
    "exam": "course.notebook.trainer",
    "interview": "course.notebook.trainer",
    "my_course": "course.notebook.home",
    "my_progress": "course.notebook.progress",
    "my_stats": "course.notebook.stats",
}


def __getattr__(name: str) -> Any:
    """The notebook's names, imported only when asked for: the command line needs none of them."""
    if name not in _LATE:
        raise AttributeError(f"course has no name {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATE[name]), name)
