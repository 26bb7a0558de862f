"""The report of a mock interview as plain data: what was asked and said, how it was judged, and where to go on.

The rule. A theme's score is the mean of its answers, where an easier question counts half and a deeper one only if it raises
the score; every other part's score is the mean of its answers. A question that was passed over or never reached counts as
nothing. The whole is the mean of the themes and the parts, each as much as the other. The level would pass from the set's pass
mark on, if no theme or part lies below FLOOR; from NEARLY below the mark it is nearly there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from course.app.sitting_file import Kept
from course.catalog.building import build
from course.catalog.plan import plan
from course.model.errors import ContentProblem
from course.model.interview import InterviewSet
from course.model.question import OpenQuestion, OutputQuestion, Question
from course.model.quiz import Graded
from course.quiz.interview import STRONG

if TYPE_CHECKING:
    from course.app.interview import Interview

FLOOR = 0.3
"""Score of one theme or part below which a level does not pass, however good the others are."""
NEARLY = 0.15
"""How far below the pass mark is still nearly there."""
STRENGTHS = 5
"""Points that went well which stand at the top, at most."""
MOCK_DAY = 30
"""The day of the mock interview itself: nobody learns a gap away there."""
Verdict = Literal["pass", "nearly", "not_yet"]
PARTS_ASIDE = {"warm_up": "Warm-up", "scenario": "Scenario", "troubleshooting": "Troubleshooting", "design": "Design"}
"""Parts beside the themes → the name of their score."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a rubric, as it was met."""

    says: str
    verdict: str
    quote: str = ""
    better: str = ""
    outdated: bool = False
    weight: int = 1
    by: str = "matcher"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said about an option, step or line of a question with given answers."""

    text: str
    right: bool
    chosen: bool
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One question of the interview."""

    question: str
    """Its id."""
    place: str
    """`Warm-up`, or `Networking, a step deeper`."""
    score_name: str
    """The theme or part whose score it belongs to."""
    ask: str
    kind: str
    exhibit: str = ""
    """The output or picture that belongs to it, as source."""
    answer: str = ""
    """The learner's own words; of a question with given answers, what was chosen stands in `said`."""
    skipped: bool = False
    credit: float = 0.0
    message: str = ""
    points: tuple[Point, ...] = ()
    said: tuple[Said, ...] = ()
    explain: str = ""
    model_answer: str = ""
    follow_ups: tuple[str, ...] = ()
    seconds: float = 0.0
    given_s: int = 0
    day: int = 0
    easier: bool = False
    """Lies before the level's own question on its theme."""
    deeper: bool = False


@dataclass(frozen=True, kw_only=True)
class Score:
    """A theme's or part's score, 0 to 1."""

    name: str
    score: float
    questions: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day to go back to, and the questions that say so."""

    day: int
    title: str
    ready: bool
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Something said that is not so, or not so any more."""

    says: str
    quote: str
    better: str
    outdated: bool
    question: int
    """Number in the interview, counted from 1."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of it."""

    id: str
    level: str
    title: str
    seed: int
    begun: str
    ended: str
    """"" while it goes on."""
    verdict: Verdict
    score: float
    pass_mark: float
    seconds: float
    given_s: int
    """Seconds that the questions met were given together."""
    scores: tuple[Score, ...]
    strengths: tuple[Point, ...]
    claims: tuple[Claim, ...]
    days: tuple[Day, ...]
    cards: int
    """Cards that come back soon because of this interview."""
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def report_of(interview: Interview) -> Report:
    """The report of an interview as far as it has come."""
    entries = [entry_of(interview, at) for at in range(len(interview.asked))]
    entries = [entry for at, entry in enumerate(entries) if _over(interview, at)]
    scores = _scores(interview.set, interview.themes, entries)
    score = sum(one.score for one in scores) / len(scores) if scores else 0.0
    return Report(
        id=interview.kept.id,
        level=interview.set.level,
        title=interview.title,
        seed=interview.seed,
        begun=interview.kept.begun,
        ended=interview.kept.ended,
        verdict=verdict_of(score, scores, interview.set.pass_mark),
        score=score,
        pass_mark=interview.set.pass_mark,
        seconds=round(sum(entry.seconds for entry in entries), 1),
        given_s=sum(entry.given_s for entry in entries),
        scores=tuple(scores),
        strengths=_strengths(entries),
        claims=_claims(entries),
        days=_days(entries),
        cards=sum(entry.credit < STRONG for entry in entries),
        entries=tuple(entries),
        notes=tuple(interview.notes),
    )


def kept_report(one: Kept) -> Report | None:
    """The report that an ended interview holds; None where there is none."""
    try:
        return build(Report, one.more["report"])
    except (KeyError, ValueError, TypeError):
        return None


def verdict_of(score: float, scores: list[Score], pass_mark: float) -> Verdict:
    """The rule above."""
    if score >= pass_mark and all(one.score >= FLOOR for one in scores):
        return "pass"
    return "nearly" if score >= pass_mark - NEARLY else "not_yet"


def _over(interview: Interview, at: int) -> bool:
    return interview.passed_over(at) or str(at) in interview.kept.given


def entry_of(interview: Interview, at: int) -> Entry:
    """One question of the interview as it stands now."""
    question, step = interview.asked[at].question, interview.step(at)
    given, skipped = interview.kept.given.get(str(at)), interview.passed_over(at)
    graded = interview.verdict_now(at)
    start = next((one.start for one in interview.set.ladders if one.theme == step.theme), 0)
    common = Entry(
        question=question.id,
        place=interview.why(at),
        score_name=step.theme if step.part == "ladder" else PARTS_ASIDE[step.part],
        ask=question.ask.strip(),
        kind=question.kind,
        exhibit=exhibit(question),
        skipped=skipped,
        explain=question.explain.strip(),
        model_answer=question.model_answer.strip() if isinstance(question, OpenQuestion) else "",
        follow_ups=question.follow_ups if isinstance(question, OpenQuestion) else (),
        seconds=given.seconds if given else 0.0,
        given_s=interview.given_s(at),
        day=next((day for day in question.days if day != MOCK_DAY), 0),
        easier=step.part == "ladder" and step.rung < start,
        deeper=step.part == "ladder" and step.rung > start,
        answer=graded.answer if graded and isinstance(graded.answer, str) else "",
    )
    return _judged(common, graded) if graded else common


def _judged(entry: Entry, graded: Graded) -> Entry:
    points = tuple(
        Point(
            says=point.says,
            verdict=point.verdict,
            quote=point.quote,
            better=point.better,
            outdated=point.outdated,
            weight=point.weight,
            by=point.by,
        )
        for point in graded.points
    )
    said = tuple(Said(text=one.text, right=one.right, chosen=one.chosen, why=one.why) for one in graded.feedback)
    return replace(entry, credit=graded.credit, message=graded.message, points=points, said=said)


def exhibit(question: Question) -> str:
    """What is shown beside a question, as text: an output, or a picture's source."""
    if isinstance(question, OutputQuestion):
        return f"{question.shows}\n{question.output}".strip()
    return question.picture.strip() if isinstance(question, OpenQuestion) else ""


def _scores(own: InterviewSet, own_themes: list[str], entries: list[Entry]) -> list[Score]:
    """Every theme and part that this interview has, those never reached too."""
    names = [name for part, name in PARTS_ASIDE.items() if getattr(own.counts, part)]
    names[1:1] = own_themes
    names += [name for name in dict.fromkeys(entry.score_name for entry in entries) if name not in names]
    wanted = {name: getattr(own.counts, part) for part, name in PARTS_ASIDE.items()}
    found = []
    for name in names:
        here = [entry for entry in entries if entry.score_name == name]
        found.append(Score(name=name, score=_score(here, wanted.get(name, 0)), questions=len(here)))
    return found


def _score(entries: list[Entry], wanted: int) -> float:
    weights = [(entry.credit, 0.5 if entry.easier else 1.0) for entry in entries if not entry.deeper]
    total, size = sum(credit * weight for credit, weight in weights), sum(weight for _, weight in weights)
    size = max(size, float(wanted))
    for entry in sorted((one for one in entries if one.deeper), key=lambda one: -one.credit):
        if not size or entry.credit > total / size:
            total, size = total + entry.credit, size + 1
    return total / size if size else 0.0


def _strengths(entries: list[Entry]) -> tuple[Point, ...]:
    """What was said well, the weightiest first, of different questions where there are enough."""
    best = [
        (at, -entry.credit, point)
        for entry in entries
        for at, point in enumerate(
            sorted((p for p in entry.points if p.verdict == "covered"), key=lambda point: -point.weight)
        )
    ]
    best.sort(key=lambda one: one[:2])
    return tuple(point for _, _, point in best[:STRENGTHS])


def _claims(entries: list[Entry]) -> tuple[Claim, ...]:
    return tuple(
        Claim(says=point.says, quote=point.quote, better=point.better, outdated=point.outdated, question=number)
        for number, entry in enumerate(entries, start=1)
        for point in entry.points
        if point.verdict in ("said", "contradicted")
    )


def _days(entries: list[Entry]) -> tuple[Day, ...]:
    """The days that teach what was weak; the weakest answers first."""
    try:
        known = {day.day: day for day in plan().days}
    except ContentProblem:
        known = {}
    found: dict[int, list[str]] = {}
    for entry in sorted(entries, key=lambda one: one.credit):
        if entry.credit < STRONG and entry.day:
            found.setdefault(entry.day, []).append(entry.ask)
    return tuple(
        Day(
            day=day,
            title=known[day].title if day in known else "",
            ready=day in known and known[day].status == "ready",
            because=tuple(asked),
        )
        for day, asked in found.items()
    )
