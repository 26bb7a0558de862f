"""What a mock interview asks next: pure, from the set, the seed, and how the answers so far came out.

On a ladder the answers lead: a strong one goes a rung deeper, never beyond a rung that was weak; a weak one goes to an easier
rung; one in between stays at its depth. Two weak ones in a row, or no fitting question left, and the theme is over. Nothing is
asked twice, and no part is gone back to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from course.model.interview import PARTS, InterviewSet, Ladder, Part

T = TypeVar("T")
STRONG = 0.7
"""Credit from which an answer earns a deeper question; an open answer counts as right from there."""
WEAK = 0.4
"""Credit below which an answer gets an easier one."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One question and its place in the interview."""

    part: Part
    question: str
    theme: str = ""
    """Of a ladder."""
    rung: int = 0
    """Of a ladder, counted from 0."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A question that was answered or passed over."""

    step: Step
    credit: float


def following(one: InterviewSet, seed: int, past: Sequence[Past], there: Collection[str]) -> Step | None:
    """The next question, or None at the end. `there`: ids that can be asked; the bank may have changed meanwhile."""
    asked = {answer.step.question for answer in past}
    open_ids = {id for _, id in one.ids() if id in there and id not in asked}
    reached = PARTS.index(past[-1].step.part) if past else 0
    for part in PARTS[reached:]:
        if part == "ladder":
            step = _on_ladders(one, seed, past, open_ids)
        else:
            so_far = sum(answer.step.part == part for answer in past)
            step = next(_of_part(one, seed, part, open_ids), None) if so_far < getattr(one.counts, part) else None
        if step is not None:
            return step
    return None


def sheet(one: InterviewSet, seed: int, there: Collection[str]) -> list[Step]:
    """All that a pair needs: what is asked in any case, and every rung of the themes, the easiest first.

    On each rung stands the question that the interview with this seed asks there first.
    """
    ids = {id for _, id in one.ids() if id in there}
    found: list[Step] = []
    for part in PARTS:
        if part == "ladder":
            for ladder in themes(one, seed, ids):
                rungs = range(len(ladder.rungs))
                found += [step for rung in rungs if (step := _at(ladder, rung, seed, ids)) is not None]
        else:
            wanted = getattr(one.counts, part)
            found += [step for _, step in zip(range(wanted), _of_part(one, seed, part, ids), strict=False)]
    return found


def themes(one: InterviewSet, seed: int, there: Collection[str]) -> list[Ladder]:
    """The ladders of this seed, in their order; one that nothing is left of is passed over."""
    order = _shuffled(list(one.ladders), f"{seed}/themes")
    return [ladder for ladder in order if any(id in there for rung in ladder.rungs for id in rung)][: one.counts.themes]


def _of_part(one: InterviewSet, seed: int, part: Part, open_ids: Collection[str]) -> Iterator[Step]:
    ids: tuple[str, ...] = getattr(one, part)
    for id in _shuffled(list(ids), f"{seed}/{part}"):
        if id in open_ids:
            yield Step(part=part, question=id)


def _on_ladders(one: InterviewSet, seed: int, past: Sequence[Past], open_ids: set[str]) -> Step | None:
    answered = {answer.step.question for answer in past}
    chosen = themes(one, seed, open_ids | answered)
    last = past[-1].step if past else None
    at = next((n for n, ladder in enumerate(chosen) if last is not None and ladder.theme == last.theme), 0)
    for ladder in chosen[at:]:
        own = [answer for answer in past if answer.step.theme == ladder.theme]
        step = _climb(ladder, seed, own, one.counts.per_theme, open_ids)
        if step is not None:
            return step
    return None


def _climb(ladder: Ladder, seed: int, own: Sequence[Past], most: int, open_ids: Collection[str]) -> Step | None:
    if not own:
        nearest = sorted(range(len(ladder.rungs)), key=lambda rung: (abs(rung - ladder.start), rung))
        return _first(ladder, nearest, seed, open_ids)
    if len(own) >= most:
        return None
    here, credit = own[-1].step.rung, own[-1].credit
    if credit >= STRONG:
        weak = [answer.step.rung for answer in own if answer.credit < WEAK]
        return _first(ladder, range(here + 1, min(weak, default=len(ladder.rungs) - 1) + 1), seed, open_ids)
    if credit >= WEAK:
        return _first(ladder, [here], seed, open_ids)
    if len(own) > 1 and own[-2].credit < WEAK:
        return None
    return _first(ladder, range(here - 1, -1, -1), seed, open_ids)


def _first(ladder: Ladder, rungs: Sequence[int], seed: int, open_ids: Collection[str]) -> Step | None:
    found = (_at(ladder, rung, seed, open_ids) for rung in rungs)
    return next((step for step in found if step is not None), None)


def _at(ladder: Ladder, rung: int, seed: int, open_ids: Collection[str]) -> Step | None:
    ids = _shuffled(list(ladder.rungs[rung]), f"{seed}/{ladder.theme}/{rung}")
    id = next((id for id in ids if id in open_ids), None)
    return None if id is None else Step(part="ladder", question=id, theme=ladder.theme, rung=rung)


def _shuffled(items: list[T], chance: str) -> list[T]:
    Random(chance).shuffle(items)
    return items
