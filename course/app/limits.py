"""How many new questions and reviews a day the learner wants: their own choice, kept in the home."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from course.home import Home
from course.model.errors import ProgressNotReady, UsageProblem
from course.quiz.thresholds import NEW_A_DAY, REVIEWS_A_DAY

MOST = 9999
"""The largest limit that can be asked for."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Questions a calendar day (UTC). Lab mistakes come on top: they are what one has just stumbled over."""

    new_a_day: int = NEW_A_DAY
    reviews_a_day: int = REVIEWS_A_DAY


def limits(home: Home) -> Limits:
    """The learner's limits; what cannot be read or makes no sense is the default."""
    try:
        data = json.loads(home.limits.read_bytes())
        found = {key: data.get(key) for key in asdict(Limits())}
    except (OSError, ValueError, AttributeError):
        return Limits()
    return Limits(**{key: value for key, value in found.items() if type(value) is int and 0 <= value <= MOST})


def set_limits(home: Home, *, new: int | None = None, reviews: int | None = None) -> Limits:
    """Keep a choice; None leaves that limit as it is. Raises UsageProblem for a number that is no limit."""
    before = limits(home)
    chosen = Limits(
        new_a_day=before.new_a_day if new is None else new,
        reviews_a_day=before.reviews_a_day if reviews is None else reviews,
    )
    if not all(0 <= number <= MOST for number in asdict(chosen).values()):
        raise UsageProblem(f"A daily limit is a number from 0 to {MOST}.")
    name = ""
    try:
        home.limits.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=home.limits.parent, prefix=".limits-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(asdict(chosen), file)
        os.replace(name, home.limits)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise ProgressNotReady(f"Your limits could not be kept: {error.strerror or error}.") from error
    return chosen
