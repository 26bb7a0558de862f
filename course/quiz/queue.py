"""Which questions a drill asks, and in which order: lab mistakes, due cards, then new ones, topics mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from course.catalog.bank import Entry
from course.quiz.memory import Memory, known, retrievability
from course.quiz.thresholds import NEW_A_DAY, PULLED, REVIEWS_A_DAY, WEAK

Why = Literal["lab", "due", "weak", "new", "ahead"]
REASONS: dict[Why, str] = {
    "lab": "a lab went wrong here",
    "due": "due today",
    "weak": "new, of a weak topic",
    "new": "new",
    "ahead": "ahead of its time",
}
"""Why a question is asked, in the learner's words."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the learner asked for. Empty means any."""

    topics: Collection[str] = ()
    levels: Collection[str] = ()
    days: Collection[int] = ()
    kinds: Collection[str] = ()
    count: int = 20
    new_a_day: int = NEW_A_DAY
    reviews_a_day: int = REVIEWS_A_DAY
    ahead: bool = False
    """True: go on with cards that are not due yet, the weakest first, when nothing else is left."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A question chosen, and why."""

    id: str
    topic: str
    why: Why


def choose(
    entries: Iterable[Entry], memory: Memory, now: datetime, wanted: Wanted, seed: int, *, reached: int
) -> list[Choice]:
    """At most `wanted.count` questions.

    First those that a failed lab criterion pulls forward, then due cards, the ones most likely forgotten first, then new ones:
    of weak topics, then of days up to `reached` (the day the learner has come to), then the rest. New ones stand evenly between
    the others, and two of one topic follow each other only where nothing else is left. The same seed, memory and moment choose
    the same.
    """
    fitting = [entry for entry in entries if _fits(entry, wanted) and not memory.away(entry.id, now)]
    by_id = {entry.id: entry for entry in fitting}
    chance = Random(f"{seed}/drill")
    lab = pulled(fitting, memory, now)
    taken = set(lab)
    today = f"{now.astimezone(UTC):%Y-%m-%d}"
    cards = [(card, by_id[id]) for id, card in memory.cards.items() if id in by_id and id not in taken]
    due = sorted(
        (card for card, _ in cards if card.is_due(now)), key=lambda card: (retrievability(card, now), card.question)
    )
    due = due[: max(0, wanted.reviews_a_day - memory.reviews_on.get(today, 0))]
    weak = weak_topics(fitting, memory, now)
    new = [entry for entry in fitting if entry.id not in memory.cards and entry.id not in taken]
    new.sort(key=lambda entry: entry.id)
    chance.shuffle(new)
    new.sort(key=lambda entry: (entry.topic not in weak, min(entry.days, default=99) > reached, _level(entry)))
    new = new[: max(0, wanted.new_a_day - memory.new_on.get(today, 0))]
    old = [Choice(id=id, topic=by_id[id].topic, why="lab") for id in lab]
    old += [Choice(id=card.question, topic=by_id[card.question].topic, why="due") for card in due]
    fresh = [Choice(id=e.id, topic=e.topic, why="weak" if e.topic in weak else "new") for e in new]
    chosen = _evenly(old[: wanted.count], fresh[: wanted.count])[: wanted.count]
    if wanted.ahead and len(chosen) < wanted.count:
        later = sorted(
            (card for card, _ in cards if not card.is_due(now)),
            key=lambda card: (retrievability(card, now), card.question),
        )
        chosen += [
            Choice(id=card.question, topic=by_id[card.question].topic, why="ahead")
            for card in later[: wanted.count - len(chosen)]
        ]
    return interleaved(chosen)


def spread(entries: Iterable[Entry], wanted: Wanted, seed: int) -> list[str]:
    """Questions of all topics in turn and by chance, whatever is known of the learner: a seed gives everyone the same exam."""
    by_topic: dict[str, list[str]] = {}
    for entry in sorted(entries):
        if _fits(entry, wanted):
            by_topic.setdefault(entry.topic, []).append(entry.id)
    chance = Random(f"{seed}/exam")
    topics = list(by_topic)
    chance.shuffle(topics)
    for ids in by_topic.values():
        chance.shuffle(ids)
    rounds = max(map(len, by_topic.values()), default=0)
    return [by_topic[t][n] for n in range(rounds) for t in topics if n < len(by_topic[t])][: wanted.count]


def pulled(entries: Sequence[Entry], memory: Memory, now: datetime) -> list[str]:
    """Questions that failed criteria pull forward, the latest failure first: those written for the criterion, and of their topics
    the cards most likely forgotten. A question answered since the failure has done its work."""
    found: dict[str, None] = {}
    for key, at in sorted(memory.failed.items(), key=lambda item: (item[1], item[0]), reverse=True):
        own = sorted(entry for entry in entries if key in entry.criteria)
        topics = {entry.topic for entry in own}
        near = [card for e in entries if e.topic in topics and e not in own and (card := memory.cards.get(e.id))]
        near.sort(key=lambda card: (retrievability(card, now), card.question))
        open_ones = [card for card in near if card.last < at]
        left = max(0, PULLED - (len(near) - len(open_ones)))  # those answered since count: no new ones take their place
        for id in [*(entry.id for entry in own), *(card.question for card in open_ones[:left])]:
            card = memory.cards.get(id)
            if card is None or card.last < at:
                found[id] = None
    return list(found)


def weak_topics(entries: Iterable[Entry], memory: Memory, now: datetime) -> dict[str, float]:
    """Topics of which less than WEAK is known by now: topic → mean chance (0 to 1) that an answered question is known."""
    found: dict[str, list[float]] = {}
    for entry in entries:
        card = memory.cards.get(entry.id)
        if card is not None:
            found.setdefault(entry.topic, []).append(known(card, now))
    means = {topic: sum(values) / len(values) for topic, values in found.items()}
    return {topic: mean for topic, mean in sorted(means.items(), key=lambda item: item[1]) if mean < WEAK}


def next_due(entries: Iterable[Entry], memory: Memory, now: datetime) -> datetime | None:
    """When the next card comes due that is not yet; None where there is none."""
    ids = {entry.id for entry in entries}
    later = [card.due for id, card in memory.cards.items() if id in ids and card.due > now and not memory.away(id, now)]
    return min(later, default=None)


def due_count(entries: Iterable[Entry], memory: Memory, now: datetime, *, within: timedelta = timedelta(0)) -> int:
    """Cards that are due by `now + within`, lab mistakes among them."""
    listed = list(entries)
    ids = {entry.id for entry in listed}
    until = now + within
    due = {id for id, card in memory.cards.items() if id in ids and card.is_due(until) and not memory.away(id, now)}
    return len(due | {id for id in pulled(listed, memory, now) if not memory.away(id, now)})


def interleaved(choices: Sequence[Choice]) -> list[Choice]:
    """The same in nearly the same order, with no topic twice in a row where any order of them avoids it.

    The first of another topic comes next, unless one topic has more than half of what is left: then that one, or its rest would
    stand together at the end.
    """
    left, found = list(choices), list[Choice]()
    counts = Counter(choice.topic for choice in left)
    last = ""
    while left:
        most, number = counts.most_common(1)[0]
        wanted = most if 2 * number > len(left) and most != last else ""
        fits = (n for n, one in enumerate(left) if (one.topic == wanted if wanted else one.topic != last))
        choice = left.pop(next(fits, 0))
        last = choice.topic
        counts[last] -= 1
        found.append(choice)
    return found


def _fits(entry: Entry, wanted: Wanted) -> bool:
    return (
        (not wanted.topics or entry.topic in wanted.topics)
        and (not wanted.levels or entry.level in wanted.levels)
        and (not wanted.days or bool(set(entry.days) & set(wanted.days)))
        and (not wanted.kinds or entry.kind in wanted.kinds)
    )


def _level(entry: Entry) -> int:
    return {"beginner": 0, "intermediate": 1}.get(entry.level, 2)


def _evenly(old: Sequence[Choice], new: Sequence[Choice]) -> list[Choice]:
    """New ones spread evenly between the old ones, whose order stays; an old one begins."""
    places = [(n / len(old), 0, choice) for n, choice in enumerate(old)]
    places += [((n + 1) / (len(new) + 1), 1, choice) for n, choice in enumerate(new)]
    return [choice for _, _, choice in sorted(places, key=lambda place: place[:2])]
