"""The sitting in words for the screen's edges: where one is, how long is left, when a card comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from course.app.sitting import Sitting
from course.quiz.queue import REASONS

AGAIN = {"again": "forgotten a moment ago"}


def why_words(why: str) -> str:
    """Why a question is asked; an interview's own words stay."""
    return {**{str(name): words for name, words in REASONS.items()}, **AGAIN}.get(why, why)


def clock_words(seconds: float) -> str:
    """`1:05:09`, `12:34`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def in_words(at: datetime, now: datetime | None = None) -> str:
    """`10 min`, `3 h`, `12 days`, `5 months` from now."""
    minutes = max(0.0, (at - (now or datetime.now(UTC))).total_seconds() / 60)
    if minutes < 59.5:
        return f"{max(1, round(minutes))} min"
    if minutes < 24 * 60:
        return f"{round(minutes / 60)} h"
    days = minutes / 1440
    if days < 45:
        return f"{round(days)} {'day' if round(days) == 1 else 'days'}"
    months = round(days / 30.4)
    return f"{months} months" if months < 24 else f"{round(days / 365.25)} years"


def head_words(sitting: Sitting, at: int) -> str:
    """`Drill · question 3 of 20 · ecs-core, beginner · due today`."""
    question = sitting.asked[at].question
    grows = sitting.kept.asked_in == "interview"
    number = f"question {at + 1}" if grows else f"question {at + 1} of {len(sitting.asked)}"
    parts = [sitting.title, number, f"{question.topic}, {question.level}"]
    why = why_words(sitting.why(at))
    return " · ".join([*parts, why] if why else parts)


def bar_words(sitting: Sitting, width: int) -> tuple[str, str]:
    """The progress bar as what is done and what is not, and the figures behind it."""
    if sitting.kept.asked_in == "interview" and not sitting.ended:
        return "", f"{len(sitting.given)} answered"  # nobody knows yet how many there will be
    done, of = len(sitting.given), max(1, len(sitting.asked))
    right = f", {sitting.right} right" if sitting.reveals and done else ""
    figures = f" {done} of {of} answered{right}"
    room = max(4, min(60, width - len(figures)))
    full = round(room * done / of)
    return "━" * full, "─" * (room - full) + figures
