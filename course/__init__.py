"""ECS in 30 Days. In a notebook: `from course import day`, then `d = day(8)`; `my_course()` shows where you are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.notebook.day import day as day
    from course.notebook.home import my_course as my_course
    from course.notebook.progress import my_progress as my_progress
    from course.notebook.stats import my_stats as my_stats

_LATE = {
    "day": "course.notebook.day",
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
