"""drill(), exam(), interview() and the day's quiz in a notebook: one view for each call, going on where it stopped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course.app.sitting import Sitting
from course.app.sitting_file import held, kept
from course.notebook.calm import calm
from course.notebook.play import Draw, Play

_plays: dict[str, Play] = {}


def quiz_of(id: str, title: str, draw: Draw, seed: int | None) -> Play:
    """The day's quiz, going on where it stopped; every cell that shows it stays awake."""
    return _played(f"quiz {id}", "d.quiz()", lambda chosen: _told(draw(chosen)), seed)


@calm
def drill(
    *topics: str,
    level: str | Iterable[str] = (),
    days: int | Iterable[int] = (),
    kinds: str | Iterable[str] = (),
    count: int = 20,
    seed: int | None = None,
    ahead: bool = False,
    new_a_day: int | None = None,
    fresh: bool = False,
) -> Play:
    """Ask me what is due, what a lab showed to be weak, and what is new: `drill()`, `drill("ecs-core", count=10)`.

    Called again, in this kernel or the next, it goes on where it stopped; `fresh=True` or a `seed` begins another.
    `ahead=True` goes on with cards that are not due yet.
    """
    from course.app import practise

    wishes: dict[str, Any] = {
        "topics": _named(topics),
        "levels": _named(level),
        "days": [days] if isinstance(days, int) else sorted(days),
        "kinds": _named(kinds),
        "count": count,
        "ahead": ahead,
        "new_a_day": new_a_day,
    }

    def draw(chosen: int | None) -> Sitting:
        return _told(practise.drill(**wishes, seed=chosen, fresh=fresh))

    return _played(f"drill {sorted(wishes.items())}", _call("drill", topics), draw, seed, fresh=fresh)


@calm
def exam(
    *topics: str,
    level: str | Iterable[str] = (),
    days: int | Iterable[int] = (),
    count: int = 30,
    seed: int | None = None,
    minutes: float | None = None,
    extra_time: int = 0,
    clock: bool = True,
    fresh: bool = False,
) -> Play:
    """Ask me against the clock, with no verdict before the end: `exam()`, `exam(count=65, extra_time=25, clock=False)`.

    `minutes`: None for 90 seconds a question, 0 for no limit. `extra_time`: percent on top. `clock=False` hides the clock.
    """
    from course.app import practise

    wishes: dict[str, Any] = {
        "topics": _named(topics),
        "levels": _named(level),
        "days": [days] if isinstance(days, int) else sorted(days),
        "count": count,
        "minutes": minutes,
        "extra_time": extra_time,
    }

    def draw(chosen: int | None) -> Sitting:
        sitting = _told(practise.exam(**wishes, seed=chosen, fresh=fresh))
        if not clock:
            sitting.kept.more["clock_hidden"] = True
        return sitting

    return _played(f"exam {sorted(wishes.items())}", _call("exam", topics), draw, seed, fresh=fresh)


@calm
def interview(level: str = "", *, seed: int | None = None, feedback: bool = False, fresh: bool = False) -> Play:
    """A mock interview: `interview("senior")`. The levels are associate, senior and lead; what is asked follows your answers.

    The same seed begins the same. `feedback=True`: verdicts after each answer instead of at the end. The report comes at the end.
    """
    from course.app.interview import begin

    def draw(chosen: int | None) -> Sitting:
        return _told(begin(level, seed=chosen, feedback=feedback, fresh=fresh))

    named = f'"{level}"' if level else ""
    return _played(f"interview {level}", f"interview({named})", draw, seed, fresh=fresh)


def _named(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else sorted(given)


def _call(name: str, topics: Iterable[str]) -> str:
    return f"{name}({', '.join(repr(topic) for topic in topics)})"


def _played(name: str, call: str, draw: Draw, seed: int | None, *, fresh: bool = False) -> Play:
    play = _plays.get(name)
    if play is None:
        play = Play(name, call, draw)
    play.draw = draw
    play.go_on(seed, fresh=fresh)
    _plays[name] = play
    return play


def _told(sitting: Sitting) -> Sitting:
    """With a note where another notebook or terminal plays one like it: this is one of its own then."""
    own = sitting.kept
    if not sitting.given:
        for other in kept(sitting.home.sittings, own.asked_in):
            if other.id == own.id or other.ended or other.wanted != own.wanted:
                continue
            file = held(sitting.home.sittings, other.id)
            if file is None:
                sitting.notes.append(
                    "Another notebook or terminal has one of these open. This is one of its own; both count."
                )
                break
            file.close()
    return sitting
