"""The home screen as plain text: the weeks as a picture, streak, what to repeat, weak topics, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course.app.overview import Overview, WeakTopic
from course.app.words import count, day_words, days_done, plain, progress_of, streak_words
from course.model.day import PlannedDay, Week

Place = Literal["done", "current", "begun", "open", "later"]
PLACES: dict[Place, tuple[str, str]] = {
    "done": ("✔", "done"),
    "current": ("▶", "next"),
    "begun": ("◐", "begun"),
    "open": ("○", "open"),
    "later": ("·", "not ready yet"),
}
"""Where a day stands → its sign and word."""
WEAKEST = 3
"""Weak topics that are shown."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """The one thing to do next."""

    says: str
    command: str
    """In a terminal."""
    day: int


def place_of(overview: Overview, day: PlannedDay) -> Place:
    """Where a day stands."""
    state = progress_of(overview, day).state
    if state == "passed":
        return "done"
    if overview.current and overview.current.id == day.id:
        return "current"
    if day.status != "ready":
        return "later"
    return "begun" if state == "started" else "open"


def next_step(overview: Overview) -> Step:
    """What to do next: begin the current day, go on with it, or, where all are done, repeat the last."""
    day = overview.current
    if day is None:
        ready = [day for day in overview.plan.days if day.status == "ready"]
        return Step(
            says="All days that are ready are done. Repeat one",
            command=f"ecs-course open {ready[-1].day}",
            day=ready[-1].day,
        )
    progress = progress_of(overview, day)
    said = f"{day_words(day)} ({minutes_words(day.minutes)})"
    if progress.state == "open":
        return Step(says=f"Begin {said}", command=f"ecs-course open {day.day}", day=day.day)
    if not progress.checks:
        return Step(says=f"Go on with {said}", command=f"ecs-course check {day.day}", day=day.day)
    best = f"best so far {progress.best} of {count(progress.max_score, 'point')}"
    return Step(says=f"Go on with {said}, {best}", command=f"ecs-course check {day.day}", day=day.day)


def minutes_words(minutes: int) -> str:
    """`55 min`, `7 h 50 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def week_words(week: Week) -> str:
    """`Days 1 to 7: Containers and ECR`."""
    return f"Days {week.days[0].day} to {week.days[-1].day}: {week.title}"


def due_words(overview: Overview, drill: str = "ecs-course drill") -> str:
    """`3 cards are due: ecs-course drill`; `drill` is what starts one where this is read."""
    if overview.due:
        return f"{count(overview.due, 'card is', 'cards are')} due: {drill}"
    return "No card is due." if overview.progress.questions else "No quiz question answered yet."


def weak_words(weak: WeakTopic) -> str:
    """`ecs-core: 2 of 6 questions wrong, 1 criterion not there yet`."""
    parts = [f"{weak.wrong} of {count(weak.answered, 'question')} wrong"] if weak.wrong else []
    parts += [f"{count(weak.criteria, 'criterion', 'criteria')} not there yet"] if weak.criteria else []
    return f"{plain(weak.topic)}: {', '.join(parts)}"


def home_words(overview: Overview) -> str:
    """The whole screen."""
    step = next_step(overview)
    lines = [plain(overview.plan.title), f"{days_done(overview)} {streak_words(overview)} {due_words(overview)}", ""]
    for week in overview.plan.weeks:
        tiles = "".join(f"{PLACES[place_of(overview, day)][0]} {day.day:<4}" for day in week.days)
        lines.append(f"  {plain(week.title):<20} {tiles:<42} {minutes_words(sum(day.minutes for day in week.days))}")
    lines += ["", "  " + "   ".join(f"{sign} {word}" for sign, word in PLACES.values()), ""]
    if overview.weak:
        lines += ["Weak just now:", *(f"  {weak_words(weak)}" for weak in overview.weak[:WEAKEST]), ""]
    lines += [plain(step.says), f"  {step.command}"]
    ready = [str(day.day) for day in overview.plan.days if day.status == "ready" and day.day != step.day]
    if ready:
        lines.append(f"Any other ready day ({', '.join(ready)}): ecs-course open N")
    notes = [f"Note: {plain(note)}" for note in overview.progress.notes if note]
    return "\n".join([*lines, *(["", *notes] if notes else [])])
