"""Which day a learner goes on with."""

from __future__ import annotations

from collections.abc import Mapping

from course.catalog.plan import plan
from course.home import Home
from course.model.day import CoursePlan, PlannedDay
from course.model.errors import ProgressNotReady
from course.model.progress import DayProgress
from course.progress.log import Log
from course.progress.snapshot import folded


def first_open(plan: CoursePlan, days: Mapping[str, DayProgress]) -> PlannedDay | None:
    """The first ready day that has not passed, None where all have. `days`: a day's id → what the log says about it."""
    for day in plan.days:
        if day.status == "ready" and (day.id not in days or days[day.id].state != "passed"):
            return day
    return None


def current_day(learner: Home) -> int:
    """The number of the day to open next: the first ready one that has not passed, else the last ready one."""
    course = plan()
    try:
        days = folded(Log(learner.progress), questions=False).days
    except ProgressNotReady:
        days = {}
    found = first_open(course, days)
    return found.day if found else max(day.day for day in course.days if day.status == "ready")
