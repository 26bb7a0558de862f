"""The pictures of the statistics as SVG. Colours come from the style sheet; what they tell, place, shape and number tell, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil

from course.app import statistics_words as words
from course.notebook.map_drawing import fitted
from course.notebook.markup import text
from course.quiz.mastery import DayMastery, TopicMastery
from course.quiz.outlook import Forecast
from course.quiz.statistics import LEVELS, Calibration, Period, Share, Times
from course.quiz.thresholds import RETENTION

WIDTH = 660
LEFT = 44
"""Where the plot begins; its scale stands left of it."""
SIZE = 11.5
"""Size of letters, in the picture's own units: a picture is about as many pixels wide."""
ROW = 24
NAMES = 150
"""Width of the names beside rows."""

_Place = Callable[[float], float]


def retention_svg(weeks: Sequence[Period], name: str) -> str:
    """A dot and its likely range for each week, against the line of the target."""
    top, bottom = 20.0, 178.0
    least = 0.5 if all(one.share.interval[0] >= 0.5 for one in weeks) else 0.0

    def y(share: float) -> float:
        return bottom - (bottom - top) * (share - least) / (1 - least)

    step = (WIDTH - LEFT - 70) / max(8, len(weeks))
    parts = _scale([least, (1 + least) / 2, 1.0], y)
    parts.append(
        f'<line class="ecs-chart-aim" x1="{LEFT}" x2="{WIDTH - 66}" y1="{y(RETENTION):g}" y2="{y(RETENTION):g}"/>'
    )
    parts.append(_text(WIDTH - 62, y(RETENTION) + 4, f"aim {words.percent(RETENTION)}", "ecs-chart-strong"))
    for place, one in enumerate(weeks):
        x = LEFT + step * (place + 0.5)
        parts += _dot(x, one.share, y)
        parts.append(_text(x, bottom + 17, f"{one.begins.day} {one.begins:%b}", "ecs-chart-soft", "middle"))
        parts.append(_text(x, bottom + 32, f"of {one.share.of}", "ecs-chart-soft", "middle"))
    return _svg(parts, bottom + 40, name)


def forecast_svg(coming: Forecast, name: str) -> str:
    """A column for each day, the overdue ones apart; what the daily limit leaves over as a line of steps."""
    top, bottom, first = 24.0, 168.0, LEFT + 52.0
    over = [one.left_over for one in coming.days]
    most = max(1, coming.overdue, *(one.due for one in coming.days), *over)
    step = (WIDTH - first - 4) / len(coming.days)

    def y(number: float) -> float:
        return bottom - (bottom - top) * number / most

    parts = [
        _text(LEFT - 8, y(most) + 4, f"{most:,}", "ecs-chart-soft", "end"),
        _text(LEFT - 8, bottom, "0", "ecs-chart-soft", "end"),
    ]
    parts.append(f'<line class="ecs-chart-axis" x1="{LEFT}" x2="{WIDTH}" y1="{bottom:g}" y2="{bottom:g}"/>')
    if coming.overdue:
        parts.append(_rect("ecs-chart-open", LEFT + 8, y(coming.overdue), 26, bottom - y(coming.overdue)))
        parts.append(_text(LEFT + 21, y(coming.overdue) - 5, f"{coming.overdue:,}", "ecs-chart-strong", "middle"))
    parts.append(_text(LEFT + 21, bottom + 17, "overdue", "ecs-chart-soft", "middle"))
    small = most < 1000
    for place, one in enumerate(coming.days):
        x = first + step * place
        if one.due:
            parts.append(_rect("ecs-chart-full", x + 2, y(one.due), step - 4, bottom - y(one.due)))
            if small:
                parts.append(_text(x + step / 2, y(one.due) - 5, str(one.due), "ecs-chart-tiny", "middle"))
        if place % 5 == 0:
            parts.append(_text(x + 2, bottom + 17, f"{one.day.day} {one.day:%b}", "ecs-chart-soft"))
    if any(over):
        over = over[: max(n for n, left in enumerate(over) if left) + 2]  # down to the axis, and not along it
        path = "".join(
            f"{'M' if n == 0 else 'L'}{first + step * n:g} {y(left):g}H{first + step * (n + 1):g}"
            for n, left in enumerate(over)
        )
        parts.append(f'<path class="ecs-chart-left" d="{path}"/>')
        worst = max(range(len(over)), key=lambda n: over[n])
        x = min(first + step * (worst + 0.5), WIDTH - 90)
        parts.append(
            _text(
                max(x, first + 60),
                y(over[worst]) - 8,
                f"{over[worst]:,} left over by your limit",
                "ecs-chart-warn",
                "middle",
            )
        )
    return _svg(parts, bottom + 28, name)


def topics_svg(topics: Sequence[TopicMastery], name: str) -> str:
    """A bar for each topic: filled as far as it is known now, outlined as far as it was met."""
    wide = 250.0
    parts = []
    for place, one in enumerate(topics):
        y = 8.0 + ROW * place
        parts.append(_text(NAMES - 8, y + 13, fitted(one.topic, NAMES - 12, SIZE), "ecs-chart-strong", "end"))
        parts.append(_rect("ecs-chart-track", NAMES, y + 2, wide, 14))
        parts.append(_rect("ecs-chart-open", NAMES, y + 2, wide * one.share_met, 14))
        parts.append(_rect("ecs-chart-full", NAMES, y + 2, wide * one.mastery, 14))
        due = f", {one.due} due" if one.due else ""
        said = f"{words.percent(one.mastery)} known · {one.met} of {one.items} met{due}"
        parts.append(_text(NAMES + wide + 10, y + 13, said, ""))
    y = 14.0 + ROW * len(topics)
    parts += [
        _rect("ecs-chart-full", NAMES, y, 14, 11), _text(NAMES + 20, y + 10, "known now", "ecs-chart-soft"),
        _rect("ecs-chart-open", NAMES + 95, y, 14, 11), _text(NAMES + 115, y + 10, "met, not known now", "ecs-chart-soft"),
        _rect("ecs-chart-track", NAMES + 240, y, 14, 11), _text(NAMES + 260, y + 10, "not met yet", "ecs-chart-soft"),
    ]  # fmt: skip
    return _svg(parts, y + 20, name)


def days_svg(days: Sequence[DayMastery], name: str) -> str:
    """A tile for each day of the plan, filled from below as far as its questions are known now."""
    across, gap, high = 5, 6.0, 52.0
    wide = (WIDTH - gap * (across - 1)) / across
    parts = []
    for place, one in enumerate(days):
        x, y = (wide + gap) * (place % across), (high + gap) * (place // across) + 1
        part = 6.0
        said = words.percent(one.mastery) if one.met else "–"
        parts.append(_rect("ecs-chart-track", x + 0.5, y, wide - 1, high, 4))
        parts.append(_text(x + 8, y + 17, f"Day {one.day}", "ecs-chart-strong"))
        parts.append(_text(x + wide - 8, y + 17, said, "" if one.met else "ecs-chart-soft", "end"))
        parts.append(_text(x + 8, y + 33, fitted(one.title, wide - 14, 10.5), "ecs-chart-tiny"))
        parts.append(_rect("ecs-chart-open", x + 8, y + high - part - 6, (wide - 16) * one.share_met, part))
        parts.append(_rect("ecs-chart-full", x + 8, y + high - part - 6, (wide - 16) * one.mastery, part))
    return _svg(parts, (high + gap) * ceil(len(days) / across), name)


def calibration_svg(found: Calibration, name: str) -> str:
    """Right answers against what was said before them: on the line is who knows what they know."""
    left, top, side = LEFT + 16.0, 14.0, 250.0

    def x(part: float) -> float:
        return left + side * part

    def y(part: float) -> float:
        return top + side * (1 - part)

    parts = [f'<rect class="ecs-chart-track" x="{left:g}" y="{top:g}" width="{side:g}" height="{side:g}"/>']
    for part in (0.0, 0.5, 1.0):
        parts.append(_text(left - 8, y(part) + 4, words.percent(part), "ecs-chart-soft", "end"))
        parts.append(_text(x(part), top + side + 17, words.percent(part), "ecs-chart-soft", "middle"))
    parts.append(f'<path class="ecs-chart-aim" d="M{x(0):g} {y(0):g}L{x(1):g} {y(1):g}"/>')
    parts.append(_text(x(0.5), top + side + 34, "how sure you said you were", "ecs-chart-soft", "middle"))
    parts.append(_text(left - 8, y(0.5) + 20, "right", "ecs-chart-soft", "end"))
    parts.append(_text(x(0.05), y(0.95) + 6, "you know more than you said", "ecs-chart-soft"))
    parts.append(_text(x(0.97), y(0.04), "you know less than you said", "ecs-chart-soft", "end"))
    places = [(x(one.percent / 100), y(one.share.value or 0.0)) for one in found.levels]
    parts.append(f'<path class="ecs-chart-curve" d="M{"L".join(f"{a:g} {b:g}" for a, b in places)}"/>')
    row = top + 22
    parts.append(_text(x(1) + 40, row, "You said, and were right", "ecs-chart-strong"))
    for one in found.levels:
        parts += _dot(x(one.percent / 100), one.share, y, number=False)
    for place, one in enumerate(reversed(found.levels)):
        said = f"{LEVELS[one.percent]}, {one.percent} %:"
        right = f"{words.percent(one.share.value)} ({one.share.hits:,} of {one.share.of:,})"
        parts.append(_text(x(1) + 40, row + ROW * (place + 1), said, ""))
        parts.append(_text(x(1) + 170, row + ROW * (place + 1), right, "ecs-chart-strong"))
    return _svg(parts, top + side + 42, name)


def times_svg(times: Sequence[Times], name: str) -> str:
    """For each kind of question the middle half of the answer times, and the middle one as a mark."""
    wide = WIDTH - NAMES - 170.0
    longest = max(1, *(one.three_quarters for one in times))
    parts = []
    for place, one in enumerate(times):
        y = 8.0 + ROW * place
        begin, end = NAMES + wide * one.quarter / longest, NAMES + wide * one.three_quarters / longest
        middle = NAMES + wide * one.median / longest
        parts.append(
            _text(
                NAMES - 8,
                y + 13,
                words.KINDS.get(one.kind, fitted(one.kind, NAMES - 12, SIZE)),
                "ecs-chart-strong",
                "end",
            )
        )
        parts.append(f'<line class="ecs-chart-axis" x1="{NAMES}" x2="{NAMES + wide:g}" y1="{y + 9:g}" y2="{y + 9:g}"/>')
        parts.append(_rect("ecs-chart-open", begin, y + 2, max(2.0, end - begin), 14))
        parts.append(f'<line class="ecs-chart-mark" x1="{middle:g}" x2="{middle:g}" y1="{y - 1:g}" y2="{y + 19:g}"/>')
        said = f"{one.median} s ({one.quarter} to {one.three_quarters} s)"
        parts.append(_text(NAMES + wide + 10, y + 13, said, ""))
    return _svg(parts, 14.0 + ROW * len(times), name)


def _svg(parts: Iterable[str], height: float, name: str) -> str:
    return f'<svg class="ecs-chart" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{text(name)}">{"".join(parts)}</svg>'


def _text(x: float, y: float, said: str, look: str, anchor: str = "start") -> str:
    looks = f' class="{look}"' if look else ""
    return f'<text{looks} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{text(said)}</text>'


def _rect(look: str, x: float, y: float, width: float, height: float, round: float = 2) -> str:
    if width <= 0 or height <= 0:
        return ""
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round:g}"/>'


def _scale(values: Iterable[float], y: _Place) -> list[str]:
    parts = []
    for value in values:
        parts.append(
            f'<line class="ecs-chart-grid" x1="{LEFT}" x2="{WIDTH - 66}" y1="{y(value):g}" y2="{y(value):g}"/>'
        )
        parts.append(_text(LEFT - 8, y(value) + 4, words.percent(value), "ecs-chart-soft", "end"))
    return parts


def _dot(x: float, share: Share, y: _Place, *, number: bool = True) -> list[str]:
    """A share with its likely range."""
    low, high = share.interval
    value = share.value or 0.0
    ends = f"M{x - 4:g} {y(low):.1f}h8M{x - 4:g} {y(high):.1f}h8"
    parts = [
        f'<path class="ecs-chart-range" d="M{x:g} {y(low):.1f}V{y(high):.1f}{ends}"/>',
        f'<circle class="ecs-chart-full" cx="{x:g}" cy="{y(value):.1f}" r="4.5"/>',
    ]
    if number:
        parts.append(_text(x + 7, y(value) + 4, f"{value * 100:.0f}", "ecs-chart-tiny"))
    return parts
