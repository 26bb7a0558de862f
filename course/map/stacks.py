"""Places in a lane, counted in rows: whoever has a place keeps it; newcomers take the first gap that is large enough.

Pure. A lane holds groups (clusters, load balancers, headings of the side strip), a group one or more segments, a segment a title
and items. A group that cannot grow where it stands goes on in another segment further down, so that nobody has to make way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """An item that needs a place."""

    id: str
    group: str
    rows: int
    near: int = 0
    """For `beside`: the row where it would like to be."""


@dataclass(frozen=True)
class Span:
    """Rows from `top` on."""

    top: int
    rows: int
    group: str = ""

    @property
    def end(self) -> int:
        """The first row after it."""
        return self.top + self.rows

    def meets(self, other: Span, gap: int = 0) -> bool:
        """Whether they share a row, or leave less than `gap` rows between them."""
        return self.top < other.end + gap and other.top < self.end + gap


@dataclass(frozen=True)
class Form:
    """How the segments of a lane are built, in rows."""

    title: int = 0
    pad: int = 0
    gap: int = 0


@dataclass(frozen=True)
class Stack:
    """A lane: its segments and the places of its items."""

    segments: tuple[Span, ...] = ()
    """In the order in which they were made: the first of a group bears its title."""
    places: dict[str, Span] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The first row below everything."""
        return max((span.end for span in (*self.segments, *self.places.values())), default=0)


def stacked(groups: Sequence[str], wanted: Sequence[Wanted], before: Stack, form: Form) -> Stack:
    """The lane after `before`. Items whose place is still large enough, and segments, stay where they are."""
    work = _Work(form, [span for span in before.segments if span.group in groups])
    ours = {item.id: item for item in wanted}
    for id, span in before.places.items():
        if id in ours and ours[id].group == span.group and work.holder(span) is not None:
            work.places[id] = span
    work.drop_empty()
    for item in wanted:
        held = work.places.get(item.id)
        if held is not None and held.rows < item.rows and not work.grown(item, held):
            del work.places[item.id]
    work.drop_empty()
    for group in groups:
        new = [item for item in wanted if item.group == group and item.id not in work.places]
        if not any(span.group == group for span in work.segments):
            work.add_segment(group, sum(item.rows for item in new))
        for item in new:
            work.put(item)
    return Stack(tuple(work.segments), work.places)


def beside(wanted: Sequence[Wanted], before: Stack) -> Stack:
    """A lane without groups: newcomers go to the free place nearest to the row they would like."""
    ours = {item.id: item for item in wanted}
    places = {id: span for id, span in before.places.items() if id in ours and ours[id].rows <= span.rows}
    for item in wanted:
        if item.id not in places:
            ends = [span.end for span in places.values()] + [span.top - item.rows for span in places.values()]
            tries = [Span(top, item.rows) for top in sorted({0, item.near, *ends}) if top >= 0]
            free = [span for span in tries if not any(span.meets(other) for other in places.values())]
            places[item.id] = min(free, key=lambda span: (abs(span.top - item.near), span.top))
    return Stack((), places)


def first_free(taken: Iterable[int], count: int | None = None) -> int | None:
    """The lowest number that is not taken; None where `count` numbers are all taken."""
    used = set(taken)
    number = next(n for n in range(len(used) + 1) if n not in used)
    return number if count is None or number < count else None


class _Work:
    """Segments and places while they are being arranged."""

    def __init__(self, form: Form, segments: list[Span]) -> None:
        self.form, self.segments = form, segments
        self.places: dict[str, Span] = {}

    def holder(self, place: Span) -> Span | None:
        """The segment that a place lies in."""
        return next(
            (s for s in self.segments if s.group == place.group and s.top <= place.top and place.end <= s.end), None
        )

    def drop_empty(self) -> None:
        """Forget segments that hold nothing, save the first of each group: its title stands there."""
        holding = {self.holder(place) for place in self.places.values()}
        seen: set[str] = set()
        kept = []
        for segment in self.segments:
            if segment in holding or segment.group not in seen:
                kept.append(segment)
                seen.add(segment.group)
        self.segments = kept

    def grown(self, item: Wanted, place: Span) -> bool:
        """Whether an item could grow downwards where it is; then it has."""
        larger = Span(place.top, item.rows, place.group)
        segment = self.holder(place)
        others = [span for id, span in self.places.items() if id != item.id]
        if segment is None or any(larger.meets(other) for other in others):
            return False
        if not self._reach(segment, larger.end + self.form.pad):
            return False
        self.places[item.id] = larger
        return True

    def add_segment(self, group: str, rows: int) -> Span:
        """A new segment at the first free place of the lane."""
        size = self.form.title + rows + self.form.pad
        tops = sorted({0, *(span.end + self.form.gap for span in self.segments)})
        tries = (Span(top, size, group) for top in tops)
        made = next(span for span in tries if not any(span.meets(other, self.form.gap) for other in self.segments))
        self.segments.append(made)
        return made

    def put(self, item: Wanted) -> None:
        """A place in a gap of the group's segments, below its last item, or in a new segment."""
        mine = sorted((span for span in self.segments if span.group == item.group), key=lambda span: span.top)
        for segment in mine:
            inner = [span for span in self.places.values() if segment.top <= span.top and span.end <= segment.end]
            tops = sorted({segment.top + self.form.title, *(span.end for span in inner)})
            for top in tops:
                place = Span(top, item.rows, item.group)
                if any(place.meets(other) for other in inner):
                    continue
                if self._reach(segment, place.end + self.form.pad):
                    self.places[item.id] = place
                    return
        made = self.add_segment(item.group, item.rows)
        self.places[item.id] = Span(made.top + self.form.title, item.rows, item.group)

    def _reach(self, segment: Span, end: int) -> bool:
        """Whether a segment goes, or can be made to go, down to a row."""
        if end <= segment.end:
            return True
        longer = Span(segment.top, end - segment.top, segment.group)
        if any(longer.meets(other, self.form.gap) for other in self.segments if other != segment):
            return False
        self.segments[self.segments.index(segment)] = longer
        return True
