"""What the counts say: retention, calibration, time for an answer. Pure; every share comes with how far it may be off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Literal

from course.quiz.tally import Tally
from course.quiz.thresholds import ENOUGH

LEVELS: dict[int, str] = {25: "a guess", 50: "unsure", 75: "fairly sure", 95: "certain"}
"""Percent → the learner's words, as a sitting asks for them (app.sitting.CONFIDENCE)."""
_Z = 1.959963984540054
"""The standard normal distribution's point beyond which one in forty lies: an interval of 95 %."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """Hits out of a number of tries."""

    of: int
    hits: int

    @property
    def value(self) -> float | None:
        """0 to 1; None of no tries."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, with 95 % confidence: Wilson's score interval, which holds for few tries, too.

        (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n); E. B. Wilson, Journal of the American Statistical Association 22
        (1927). (0, 1) of no tries.
        """
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.hits / self.of
        middle = p + _Z**2 / (2 * n)
        half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, (middle - half) / (1 + _Z**2 / n)), min(1.0, (middle + half) / (1 + _Z**2 / n))


@dataclass(frozen=True, kw_only=True)
class Period:
    """A week or month, and what was still known in it."""

    begins: date
    share: Share


def retention(tally: Tally, by: Literal["week", "month"] = "week", *, topic: str = "") -> list[Period]:
    """True retention: of the reviews of cards in review, a day or more after the last one, the share that was still known
    (rated better than again). The periods that had any, in order. Anki's manual has the idea under "True Retention"
    (docs.ankiweb.net/stats.html)."""
    found: dict[date, list[int]] = {}
    for name, days in tally.held.items():
        if topic and name != topic:
            continue
        for text, (n, hits) in days.items():
            day = date.fromisoformat(text)
            begins = day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1)
            at = found.setdefault(begins, [0, 0])
            at[0] += n
            at[1] += hits
    return [Period(begins=begins, share=Share(of=n, hits=hits)) for begins, (n, hits) in sorted(found.items()) if n]


def together(periods: Iterable[Period]) -> Share:
    """All of them as one."""
    listed = list(periods)
    return Share(of=sum(one.share.of for one in listed), hits=sum(one.share.hits for one in listed))


@dataclass(frozen=True, kw_only=True)
class Sure:
    """Answers given with one confidence."""

    percent: int
    """As said before the answer."""
    share: Share
    """How many of them were right."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What was said before the answers, against what came."""

    levels: tuple[Sure, ...]
    """The least sure first; only those that were said."""
    brier: float | None
    """Mean squared distance between what was said (0 to 1) and what came (0 or 1): 0 is best, always saying 50 % gives 0.25.
    G. W. Brier, Monthly Weather Review 78 (1950), in the form for two outcomes. None without answers."""

    @property
    def answers(self) -> int:
        return sum(level.share.of for level in self.levels)


def calibration(tally: Tally, *, topic: str = "") -> Calibration:
    """Confidence against right answers. What was said in other percents than LEVELS counts with the nearest one."""
    found: dict[int, list[int]] = {}
    squares = 0.0
    for name, percents in tally.said.items():
        if topic and name != topic:
            continue
        for text, (n, hits) in percents.items():
            said = int(text) / 100
            squares += hits * (1 - said) ** 2 + (n - hits) * said**2
            level = found.setdefault(min(LEVELS, key=lambda level: abs(level - int(text))), [0, 0])
            level[0] += n
            level[1] += hits
    levels = tuple(Sure(percent=p, share=Share(of=n, hits=hits)) for p, (n, hits) in sorted(found.items()) if n)
    answers = sum(level.share.of for level in levels)
    return Calibration(levels=levels, brier=squares / answers if answers else None)


def misjudged(found: Calibration) -> Sure | None:
    """The confidence that lies farthest from what came of it, where chance alone hardly explains it: of those with ENOUGH
    answers whose interval leaves the said percent out. Being too sure goes first: it costs more in an interview than being too
    careful. None where nothing stands out."""
    out = [level for level in found.levels if level.share.of >= ENOUGH and not _within(level)]
    return max(out, key=lambda level: (_too_sure(level) > 0, abs(_too_sure(level)), level.percent), default=None)


def _too_sure(level: Sure) -> float:
    return level.percent / 100 - (level.share.value or 0.0)


def _within(level: Sure) -> bool:
    low, high = level.share.interval
    return low <= level.percent / 100 <= high


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long answers of one kind took, in seconds. Half of all answers lie between `quarter` and `three_quarters`."""

    kind: str
    answers: int
    quarter: int
    median: int
    three_quarters: int


def times(seconds: Mapping[str, Mapping[str, int]]) -> list[Times]:
    """Answer times by kind, the slowest first. A quantile is the smallest time that this share of the answers does not exceed."""
    found = []
    for kind, counted in seconds.items():
        counts = Counter({int(took): n for took, n in counted.items() if n > 0})
        if counts:
            low, middle, high = (_quantile(counts, part) for part in (0.25, 0.5, 0.75))
            found.append(Times(kind=kind, answers=counts.total(), quarter=low, median=middle, three_quarters=high))
    return sorted(found, key=lambda one: (-one.median, one.kind))


def _quantile(counts: Counter[int], part: float) -> int:
    left = part * counts.total()
    for took in sorted(counts):
        left -= counts[took]
        if left <= 1e-9:
            return took
    return max(counts)
