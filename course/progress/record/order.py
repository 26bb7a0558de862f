"""What happened to lines in between: given what they should be and what they are, which were changed, moved, added, dropped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Differences:
    """Places count from 0."""

    changed: list[tuple[int, int]] = field(default_factory=list)
    """(place in the file, place that it should have been)."""
    moved: list[tuple[int, int]] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    """Places as they should have been."""


def differences(wanted: Sequence[str], there: Sequence[str], claims: Sequence[int]) -> Differences:
    """`wanted` and `there` are hashes of lines; `claims`: for each line that is there, the place that it says it has, or -1.

    A line that is not wanted counts as a changed one where it claims, or stands in, the place of one that is missing.
    """
    found = Differences()
    place_of = {digest: place for place, digest in reversed(list(enumerate(wanted)))}
    first: dict[int, int] = {}
    foreign = set()
    for at, digest in enumerate(there):
        place = place_of.get(digest)
        if place is None:
            foreign.add(at)
        elif place in first:
            found.repeated.append((at, place))
        else:
            first[place] = at
    missing = {place for place in range(len(wanted)) if place not in first}
    known = {at: place for place, at in first.items()}
    next_place = 0
    for at, claim in enumerate(claims):
        if at in foreign:
            place = claim if claim in missing else next_place
            if place in missing:
                missing.remove(place)
                found.changed.append((at, place))
                known[at] = place
            else:
                found.added.append(at)
        next_place = known.get(at, next_place - 1) + 1
    found.dropped = sorted(missing)
    places = [(at, known[at]) for at in sorted(known)]
    moved = _out_of_order(places)
    shifted = [(at, place) for at, place in places if at != place]
    whole = not (found.added or found.repeated or found.dropped)
    found.moved = shifted if whole and len(shifted) <= len(moved) else moved
    return found


def _out_of_order(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The fewest lines that, taken out, leave the others in order."""
    ends: list[int] = []
    rank: list[int] = []
    for _, place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        rank.append(at)
    kept, wanted = set(), len(ends) - 1
    for index in range(len(places) - 1, -1, -1):
        if rank[index] == wanted:
            kept.add(index)
            wanted -= 1
    return [entry for index, entry in enumerate(places) if index not in kept]
