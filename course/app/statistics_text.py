"""The statistics as text charts, 80 columns wide: blocks, or plain ASCII where a terminal knows no better."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.app import statistics_words as words
from course.app.statistics import Statistics
from course.app.words import plain
from course.quiz.mastery import DayMastery, TopicMastery
from course.quiz.outlook import Forecast
from course.quiz.statistics import LEVELS, Calibration, Period, Times
from course.quiz.thresholds import RETENTION

WIDTH = 80
BAR = 24
"""Columns of a bar that stands for 100 %."""
HEIGHT = 6
"""Lines of the columns of the forecast."""
WEEKS_SHOWN = 8


@dataclass(frozen=True)
class Ink:
    """The signs that bars are drawn with."""

    eighths: str
    """From an eighth to whole, for columns that grow upwards."""
    full: str
    part: str
    """What was met and is not known now."""
    empty: str
    mark: str
    """The target, on a bar."""
    rule: str


BLOCKS = Ink(eighths="▁▂▃▄▅▆▇█", full="█", part="▒", empty="·", mark="│", rule="─")
ASCII = Ink(eighths="#", full="#", part="=", empty=".", mark="|", rule="-")


def statistics_text(found: Statistics, *, ascii_only: bool = False) -> str:
    """Every chart with its sentence, under one another."""
    ink = ASCII if ascii_only else BLOCKS
    title = f"Your statistics: {found.topic}" if found.topic else "Your statistics"
    lines = [title, *_said(words.streak_words(found))]
    charts = {
        "retention": (words.retention_words(found), _retention(found.weeks, ink)),
        "forecast": (words.forecast_words(found.coming), _forecast(found.coming, ink)),
        "topics": (words.go_words(found), _topics(found.topics, ink)),
        "days": ("", [] if found.topic else _days(found.days, ink)),
        "calibration": (
            f"{words.calibration_words(found.sure)} {words.brier_words(found.sure)}",
            _calibration(found.sure, ink),
        ),
        "hardest": (words.hardest_words(found), _hardest(found)),
        "times": (words.times_words(found), _times(found.times, ink)),
    }
    for name, (sentence, chart) in charts.items():
        if chart or sentence:
            lines += ["", f"{words.TITLES[name]} ".ljust(WIDTH, ink.rule), *_said(sentence), *chart]
    lines += [line for note in found.notes for line in ["", *_said(f"Note: {plain(note)}")]]
    text = "\n".join(line.rstrip() for line in lines)
    return text.replace("–", "-").replace("×", "x").encode("ascii", "replace").decode() if ascii_only else text


def _said(sentence: str) -> list[str]:
    """Wrapped; a command stays in one piece, so that it can be copied."""
    whole = re.sub(
        r"ecs-course( (?:--)?[\w-]+)+", lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), sentence.strip()
    )
    lines = textwrap.wrap(whole, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _bar(value: float, ink: Ink, *, of: float = 1.0, met: float = 0.0, mark: float | None = None) -> str:
    """A bar of BAR columns; `value`, `met` and `mark` of `of`. Something is never nothing: a small share has one column."""

    def columns(amount: float) -> int:
        return max(int(amount > 0), min(BAR, round(BAR * amount / of)))

    signs = list((ink.full * columns(value)).ljust(columns(met), ink.part).ljust(BAR, ink.empty))
    if mark is not None:
        at = min(BAR - 1, round(BAR * mark / of))
        signs[at] = ink.mark
    return "".join(signs)


def _retention(weeks: Sequence[Period], ink: Ink) -> list[str]:
    rows = []
    for one in weeks[-WEEKS_SHOWN:]:
        bar = _bar(one.share.value or 0.0, ink, mark=RETENTION)
        said = f"{one.share.hits} of {one.share.of}, likely {words.interval_words(one.share)}"
        rows.append(f"  week of {one.begins:%d %b}  {bar}  {words.percent(one.share.value):>5}  {said}")
    return [*rows, f"  {ink.mark} the aim, {words.percent(RETENTION)}"] if rows else []


def _forecast(coming: Forecast, ink: Ink) -> list[str]:
    numbers = [coming.overdue, *(one.due for one in coming.days)]
    most = max(numbers)
    if not most:
        return []
    steps = len(ink.eighths)
    heights = [max(1, round(HEIGHT * steps * n / most)) if n else 0 for n in numbers]
    lines = []
    for row in range(HEIGHT - 1, -1, -1):
        signs = [ink.eighths[min(steps, h - row * steps) - 1] * 2 if h > row * steps else "  " for h in heights]
        scale = f"{most:>5}" if row == HEIGHT - 1 else " " * 5
        lines.append(f"{scale} {signs[0]} {ink.mark}{''.join(signs[1:])}")
    lines.append(f"{0:>5} {ink.rule * 2} {ink.mark}{ink.rule * 2 * len(coming.days)}")
    marks = "".join(f"{one.day:%d} {one.day:%b}".ljust(10) for one in coming.days[::5])
    lines.append(f"{'over':>8} {ink.mark}{marks}")
    full = [one for one in coming.days if one.left_over]
    lines.append(f"{'due':>8} {ink.mark}{'today: ' + str(coming.days[0].due)}, {coming.later} after these days")
    if full:
        lines.append(f"  Full days (more than {coming.limit}): {len(full)}, from {full[0].day:%d %b}")
    return lines


def _topics(topics: Iterable[TopicMastery], ink: Ink) -> list[str]:
    rows = [
        f"  {one.topic[:17]:<17} {_bar(one.mastery, ink, met=one.share_met)} {words.percent(one.mastery):>5}"
        f"  {one.met:>3} of {one.items:<3} met{f', {one.due} due' if one.due else ''}"
        for one in topics
    ]
    return (
        [*rows, f"  {ink.full * 2} known now   {ink.part * 2} met, not known now   {ink.empty * 2} not met yet"]
        if rows
        else []
    )


def _days(days: Sequence[DayMastery], ink: Ink) -> list[str]:
    cells = []
    for one in days:
        level = ink.eighths[min(len(ink.eighths) - 1, int(one.mastery * len(ink.eighths)))] if one.met else ink.empty
        said = words.percent(one.mastery) if one.items else "no items"
        cells.append(f"{one.day:>3} {level} {said:>5}".ljust(13))
    rows = ["  " + "".join(cells[at : at + 6]) for at in range(0, len(cells), 6)]
    return ["  day, and how much of its questions is known now:", *rows]


def _calibration(found: Calibration, ink: Ink) -> list[str]:
    rows = [
        f"  {LEVELS[one.percent]:>12} {one.percent:>3} % {_bar(one.share.value or 0.0, ink, mark=one.percent / 100)} "
        f"{words.percent(one.share.value):>5} right, {one.share.hits} of {one.share.of}"
        for one in found.levels
    ]
    return [*rows, f"  {ink.mark} what you said"] if rows else []


def _hardest(found: Statistics) -> list[str]:
    lines: list[str] = []
    for place, one in enumerate(found.hard, start=1):
        ask = " ".join(plain(found.prompts.get(one.question, "")).split())
        lines += [
            f"{place:>3}. " + textwrap.shorten(f"{one.question}: {ask}", WIDTH - 5, placeholder=" ..."),
            *textwrap.wrap(words.hard_words(one), WIDTH - 5, initial_indent=" " * 5, subsequent_indent=" " * 5),
        ]
    return lines


def _times(times: Sequence[Times], ink: Ink) -> list[str]:
    longest = max((one.three_quarters for one in times), default=0)
    if not longest:
        return []
    rows = []
    for one in times:
        begin, middle, end = (
            min(BAR - 1, round((BAR - 1) * value / longest)) for value in (one.quarter, one.median, one.three_quarters)
        )
        signs = [ink.empty] * begin + [ink.full] * (end - begin + 1) + [ink.empty] * (BAR - 1 - end)
        signs[middle] = ink.mark
        rows.append(
            f"  {words.KINDS.get(one.kind, one.kind):<17} {''.join(signs)} {one.median:>4} s"
            f"  ({one.quarter} to {one.three_quarters} s, {one.answers})"
        )
    return rows
