"""Two opinions on one request compared, with the reasons for their differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from course.simulator.rules import all_rules
from tests.simulator.rules.second_opinion.cfn_lint import Opinion
from tests.simulator.rules.second_opinion.explained import ONLY_OURS, ONLY_THEIRS, SAME, Asked, Except, Same


def unexplained(asked: Asked, ours: set[str], theirs: Iterable[Opinion]) -> list[str]:
    """Disagreements without a reason, in words."""
    told = {(opinion.rule, opinion.place): opinion.message for opinion in theirs}
    left_ours, left_theirs = set(ours), set(told)
    found: list[str] = []
    for same in SAME:
        mine, yours = left_ours & set(same.ours), left_theirs & set(same.theirs)
        left_ours -= mine
        left_theirs -= yours
        if written() & set(same.ours):  # a rule that nobody has written yet cannot agree
            found += _differences(
                same, asked, mine, [f"{rule} at {place!r}: {told[rule, place]}" for rule, place in yours]
            )
    found += [f"only ours: {rule}" for rule in sorted(left_ours - _with_a_reason())]
    lone = sorted(left_theirs - set(ONLY_THEIRS))
    return found + [f"only theirs: {rule} at {place!r}: {told[rule, place]}" for rule, place in lone]


def _differences(same: Same, asked: Asked, mine: set[str], yours: list[str]) -> Iterator[str]:
    if mine and not yours and not _excepted(same.only_ours, asked):
        yield f"only ours: {sorted(mine)}, where cfn-lint should say one of {same.theirs}"
    if yours and not mine and not _excepted(same.only_theirs, asked):
        yield f"only theirs: {sorted(yours)}, where one of {same.ours} should say it"


def _excepted(exceptions: tuple[Except, ...], asked: Asked) -> bool:
    return any(exception.when(asked) for exception in exceptions)


@cache
def written() -> frozenset[str]:
    """The names of our rules."""
    return frozenset(rule.id for rule in all_rules())


@cache
def _with_a_reason() -> frozenset[str]:
    return frozenset(rule for rules in ONLY_OURS.values() for rule in rules)
