"""Who of a capacity provider strategy gets which task: bases first, the rest by the ratio of the weights.

Developer guide, "Amazon ECS capacity providers": base is the number of tasks at a minimum, weight the relative share of the
rest. Which of two equally deserving providers comes first is not documented: here the first named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Share(NamedTuple):
    """One item of a strategy."""

    provider: str
    weight: int = 0
    base: int = 0


def next_provider(strategy: Sequence[Share], running: Mapping[str, int]) -> str:
    """The provider of one more task, beside those that are there; "" for a strategy that gives nobody a share."""
    for share in strategy:
        if running.get(share.provider, 0) < share.base:
            return share.provider
    weighted = [share for share in strategy if share.weight > 0]
    if not weighted:
        return ""
    beyond = {share.provider: max(0, running.get(share.provider, 0) - share.base) for share in weighted}
    return min(weighted, key=lambda share: (beyond[share.provider] + 1) / share.weight).provider


def distribute(count: int, strategy: Sequence[Share]) -> list[str]:
    """The provider of each of `count` new tasks. Fewer than asked where the strategy gives nobody a share of the rest."""
    running: dict[str, int] = {}
    chosen: list[str] = []
    while len(chosen) < count and (provider := next_provider(strategy, running)):
        chosen.append(provider)
        running[provider] = running.get(provider, 0) + 1
    return chosen
