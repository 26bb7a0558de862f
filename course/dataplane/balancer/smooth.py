"""Smooth weighted round robin: shares are exact over each round, and no choice comes in bursts."""

from __future__ import annotations

from typing import Generic, TypeVar

Choice = TypeVar("Choice")


class Smooth(Generic[Choice]):
    """Each time, every choice gains its weight; the one that has most is taken and pays the sum of all weights."""

    __slots__ = ("_held", "choices")

    def __init__(self) -> None:
        self.choices: list[tuple[Choice, float]] = []
        self._held: dict[Choice, float] = {}

    def next(self) -> Choice | None:
        """Whose turn it is; None where all weights are 0."""
        if len(self.choices) == 1:
            choice, weight = self.choices[0]
            return choice if weight > 0 else None
        held, best, most, total = self._held, None, 0.0, 0.0
        for choice, weight in self.choices:
            if weight <= 0:
                continue
            total += weight
            now = held[choice] = held.get(choice, 0.0) + weight
            if best is None or now > most + 1e-9:
                best, most = choice, now
        if best is not None:
            held[best] -= total
            if len(held) > 2 * len(self.choices) + 8:  # choices come and go
                there = {choice for choice, _ in self.choices}
                self._held = {choice: share for choice, share in held.items() if choice in there}
        return best
