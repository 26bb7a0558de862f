"""One plain sentence for each picture of the statistics, the same in every face."""

from __future__ import annotations

from course.app.statistics import Statistics
from course.app.words import count
from course.quiz.mastery import Hard, Mastery
from course.quiz.outlook import Forecast
from course.quiz.statistics import LEVELS, Calibration, Share, misjudged
from course.quiz.thresholds import ENOUGH, LEECH, RETENTION

TITLES = {
    "retention": "Retention",
    "forecast": "Reviews to come",
    "topics": "Topics",
    "days": "The thirty days",
    "calibration": "How sure, how right",
    "hardest": "Hardest questions",
    "times": "Time for an answer",
}
KINDS = {
    "single": "one of several",
    "multiple": "several of many",
    "number": "a number",
    "short": "a short text",
    "ordering": "an ordering",
    "matching": "a matching",
    "cloze": "fill the gaps",
    "fix": "mend a document",
    "output": "read an output",
    "scenario": "a scenario",
    "open": "an open answer",
}
"""Kind of question → how the learner sees it."""
STEPS = {"begin": "begin", "repeat": "repeat", "go_on": "go on", "nothing": "known"}
"""What a topic needs next → one word."""


def percent(share: float | None) -> str:
    """`87 %`, or a dash where there is nothing."""
    return "–" if share is None else f"{share * 100:.0f} %"


def interval_words(share: Share) -> str:
    """`82 to 94 %`: where the true share lies, as far as so few tries tell."""
    low, high = share.interval
    return f"{low * 100:.0f} to {high * 100:.0f} %" if share.of else "–"


def streak_words(found: Statistics) -> str:
    """Answers in all, today, and the days in a row."""
    if not found.answers:
        return "No question answered yet. Your statistics grow from the first answer on: ecs-course drill"
    row = f"{found.days_in_a_row} days in a row" if found.days_in_a_row != 1 else "1 day"
    today = f"{count(found.today, 'answer')} today" if found.today else "none today yet"
    return f"{count(found.answers, 'answer')}, {today}; {row} with answers."


def retention_words(found: Statistics) -> str:
    """What was still known, against the target."""
    kept = found.kept
    if not kept.of:
        return "Nothing to tell yet: it takes a question that was known once and came back a day or more later."
    low, high = kept.interval
    said = f"Of {count(kept.of, 'review')} you still knew {kept.hits:,}, {percent(kept.value)}"
    if kept.of < ENOUGH:
        return f"{said}: too few to tell much (aim {percent(RETENTION)})."
    if high < RETENTION:
        return f"{said}; the aim is {percent(RETENTION)}. Do reviews on the day they are due, and rate honestly."
    if low > RETENTION:
        return f"{said}; the aim is {percent(RETENTION)}: you remember better than planned."
    return f"{said}; that fits the aim of {percent(RETENTION)}."


def forecast_words(coming: Forecast) -> str:
    """How many, and whether the daily limit holds them."""
    if not coming.total and not coming.later:
        return "No card is waiting: cards come from answered questions."
    said = f"{count(coming.total, 'review')} in the next {len(coming.days)} days"
    if coming.overdue:
        said += f", {coming.overdue} of them overdue"
    left = coming.days[-1].left_over
    if left:
        more = (
            f" Your limit of {coming.limit} a day leaves {left} undone at the end: ecs-course cards limits --reviews N"
        )
        return f"{said}.{more}"
    clear = next((n for n, one in enumerate(coming.days) if not one.left_over), 0)
    if clear:
        return f"{said}. With your limit of {coming.limit} a day you are level again in {count(clear + 1, 'day')}."
    return f"{said}. No day holds more than your limit of {coming.limit}."


def go_words(found: Statistics) -> str:
    """Where to turn to, with the command."""
    topic = found.go_to
    if topic is None:
        return "Everything that your days have come to is known." if found.answers else "Begin with: ecs-course drill"
    why = {
        "repeat": f"known {percent(topic.known)} of what you met",
        "go_on": f"{topic.met} of {count(topic.items, 'question')} met",
        "begin": "not begun",
    }[topic.step]
    return f"Turn to {topic.topic} ({why}): ecs-course drill --topic {topic.topic}"


def mastery_words(one: Mastery) -> str:
    """`34 % mastered: 40 of 113 met, 96 % of those known, 5 due`."""
    if not one.items:
        return "no questions yet"
    if not one.met:
        return f"not begun, {count(one.items, 'question')}"
    due = f", {one.due} due" if one.due else ""
    return f"{percent(one.mastery)} mastered: {one.met} of {one.items} met, {percent(one.known)} of those known{due}"


def calibration_words(found: Calibration) -> str:
    """One plain sentence on what was said and what came."""
    if found.answers < ENOUGH:
        return (
            "Say before an answer how sure you are; after ten such answers this shows how far you can trust yourself."
            if not found.answers
            else f"{count(found.answers, 'answer')} with a confidence so far: too few to tell much."
        )
    worst = misjudged(found)
    if worst is None:
        return f"What you say fits what you know, as far as {found.answers:,} answers can tell."
    share = worst.share
    said = f"When you said {LEVELS[worst.percent]} ({worst.percent} %), you were right {share.hits:,} of {share.of:,} times"
    if (share.value or 0.0) < worst.percent / 100:
        return f"{said}: slow down, and look for what would prove you wrong."
    return f"{said}: you know more than you think."


def brier_words(found: Calibration) -> str:
    """The Brier score with what it means, or ""."""
    if found.brier is None:
        return ""
    return f"Brier score {found.brier:.2f} (0 is best; always saying 50 % gives 0.25)."


def hardest_words(found: Statistics) -> str:
    """What leeches are, and what to do."""
    if not found.hard:
        return "None yet: nothing was forgotten, and nothing went wrong at first sight."
    if not found.leeches:
        return f"Forgotten most often, then wrong at first sight. From {LEECH} times forgotten on, one is a leech."
    return (
        f"{count(found.leeches, 'leech', 'leeches')} (forgotten {LEECH} times or more): asking again does not help there. Read "
        "the source, say it in words of your own, or put it away: ecs-course cards put ID suspend"
    )


def hard_words(one: Hard) -> str:
    """`forgotten 3 times in 9 reviews, first try 0 %, difficulty 8.1/10`."""
    first = "" if one.first is None else f", first try {percent(one.first)}"
    forgotten = "once" if one.lapses == 1 else f"{one.lapses} times"
    lapses = f"forgotten {forgotten} in {count(one.reviews, 'review')}" if one.lapses else count(one.reviews, "review")
    return f"{'leech: ' if one.leech else ''}{lapses}{first}, difficulty {one.difficulty:.1f}/10"


def times_words(found: Statistics) -> str:
    """What the bars are."""
    if not found.times:
        return "Shown for all topics together." if found.topic else "No answer was timed yet."
    return "Half of your answers took a time within the bar, in seconds; the mark is the middle one."
