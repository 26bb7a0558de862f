"""Use cases of the mock interview: begin or go on, its report, the interviewer's sheet, those that were held."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from course.app.cards import Cards, cards
from course.app.interview_report import Report, kept_report, report_of
from course.app.record import record
from course.app.regrading import graded_again
from course.app.sitting import Sitting
from course.app.sitting_file import Kept, SittingFile, goes_on, kept
from course.catalog.bank import bank
from course.catalog.interviews import LEVELS, interview_set
from course.home import Home, home
from course.model.errors import UsageProblem
from course.model.interview import PARTS, InterviewSet, Part
from course.model.question import OpenQuestion, Question
from course.model.quiz import Graded
from course.quiz.interview import Past, Step, following, themes
from course.quiz.interview import sheet as steps_of
from course.quiz.pick import ask

GIVEN_S: dict[str, int] = {"scenario": 240, "output": 180}
"""Kind → seconds that an answer is given; open questions say it themselves, all others have OTHER_S."""
OTHER_S = 60
PART_WORDS: dict[Part, str] = {
    "warm_up": "Warm-up",
    "ladder": "Theme",
    "scenario": "Scenario",
    "troubleshooting": "Troubleshooting",
    "design": "Design",
}
SEEDS = 1_000_000
"""A seed that chance chooses is below this: short enough to be read aloud to the other of a pair."""


class Interview(Sitting):
    """A sitting whose next question follows from the answers. Faces play it like any other; and there is `skip`."""

    def __init__(
        self, home: Home, bank: Mapping[str, Question], cards: Cards, kept: Kept, file: SittingFile, own: InterviewSet
    ) -> None:
        self.set = own
        super().__init__(home, bank, cards, kept, file)
        if not self.ended:
            self._go_on()

    @property
    def reveals(self) -> bool:
        """Verdicts come after each answer only where the learner wished it."""
        return bool(self.kept.more.get("feedback")) or self.ended

    def step(self, position: int) -> Step:
        """Where a question stands in the interview."""
        place = self.kept.places[position]
        part, _, rest = place.why.partition("/")
        rung, _, theme = rest.partition("/")
        known: Part = next((one for one in PARTS if one == part), "warm_up")
        return Step(part=known, question=place.question, theme=theme, rung=int(rung) if rung.isdigit() else 0)

    def why(self, position: int) -> str:
        """`Warm-up`, or of a theme its name and whether the question goes deeper: what an interviewer would say."""
        step = self.step(position)
        if step.part != "ladder":
            return PART_WORDS[step.part]
        own = [n for n in range(position) if self.step(n).theme == step.theme]
        if not own:
            return step.theme
        before = self.step(own[-1]).rung
        turn = "a step deeper" if step.rung > before else "from another side" if step.rung < before else "once more"
        return f"{step.theme}, {turn}"

    def given_s(self, position: int) -> int:
        """Seconds that an interviewer would give for the answer."""
        return seconds_for(self._at(position).question)

    def passed_over(self, position: int) -> bool:
        """Whether the learner skipped it."""
        return self._id(position) in self.kept.more.get("skipped", ())

    def next(self, position: int = -1) -> int | None:
        """The question that waits for an answer; None where the interview is through."""
        open_ones = [n for n in range(len(self._asked)) if str(n) not in self.kept.given and not self.passed_over(n)]
        return open_ones[0] if open_ones else None

    def answer(self, position: int, answer: Any, *, confidence: int | None = None) -> Graded:
        """As in every sitting; what was said is said, also where verdicts come at the end."""
        if str(position) in self.kept.given or (position < len(self._asked) and self.passed_over(position)):
            raise UsageProblem(f"Question {position + 1} is answered already; an interview goes on.")
        return super().answer(position, answer, confidence=confidence)

    def after(self, position: int, graded: Graded) -> None:
        """The first verdict leads on. One that the learner corrects later changes the report, not the way that was taken."""
        self.kept.more.setdefault("credits", {}).setdefault(self._id(position), graded.credit)
        if self.ended:
            self._keep_report()
        else:
            self._go_on()

    def skip(self, position: int) -> None:
        """Pass over a question: no credit, and its card comes back soon. It cannot be taken up again."""
        question = self._at(position).question
        if self.ended or str(position) in self.kept.given or self.passed_over(position):
            raise UsageProblem(f"Question {position + 1} is not open any more.")
        seconds = self._stop()
        self.kept.more.setdefault("skipped", []).append(self._id(position))
        self.kept.more.setdefault("credits", {})[self._id(position)] = 0.0
        body = {
            "question": question.id,
            "topic": question.topic,
            "day": "",
            "kind": question.kind,
            "answer": None,
            "right": False,
            "credit": 0.0,
            "seconds": round(seconds, 1),
            "sitting": self.kept.id,
            "asked_in": "interview",
        }
        self._say(record(self.home, "question_answered", body))
        self._go_on()
        self.keep()

    @property
    def themes(self) -> list[str]:
        """The themes of this interview, also those not reached yet."""
        there = _there(self._bank, self.set) | {place.question for place in self.kept.places}
        return [ladder.theme for ladder in themes(self.set, self.seed, there)]

    def verdict_now(self, position: int) -> Graded | None:
        """The verdict on an answer, also while it is not shown yet; None where the changed bank makes no sense of it."""
        given = self.kept.given.get(str(position))
        return None if given is None else self.answered.get(position) or graded_again(self._asked[position], given)

    def report(self) -> Report:
        """Its report; of an interview that goes on, as far as it has come."""
        return report_of(self)

    def _ending(self) -> dict[str, Any]:
        """The report is made of what was answered and kept with it, before anybody else can open the file."""
        made = self._keep_report()
        return {**super()._ending(), "level": self.set.level, "verdict": made.verdict, "score": round(made.score, 4)}

    def _keep_report(self) -> Report:
        made = report_of(self)
        self.kept.more["report"] = asdict(made)
        return made

    def _id(self, position: int) -> str:
        return self.kept.places[position].question

    def _past(self) -> list[Past]:
        over = (n for n in range(len(self._asked)) if str(n) in self.kept.given or self.passed_over(n))
        return [Past(step=self.step(n), credit=self._credit(n)) for n in over]

    def _credit(self, position: int) -> float:
        """As the interview went on from it; where the question got another id meanwhile, as the answer stands now."""
        credits, given = self.kept.more.get("credits", {}), self.kept.given.get(str(position))
        if self._id(position) in credits or given is None:
            return float(credits.get(self._id(position), 0.0))
        graded = graded_again(self._asked[position], given)
        return graded.credit if graded else 0.0

    def _go_on(self) -> None:
        """Ask what follows, unless a question is open."""
        if self.next() is not None:
            return
        step = following(self.set, self.seed, self._past(), _there(self._bank, self.set))
        if step is not None:
            self.add(self._bank[step.question], why=f"{step.part}/{step.rung}/{step.theme}")


def begin(
    level: str = "",
    *,
    seed: int | None = None,
    feedback: bool = False,
    fresh: bool = False,
    learner: Home | None = None,
) -> Interview:
    """The interview that was begun (of this level, with this seed, where they are named), or a new one.

    `level`: associate (where a new one begins and none is named), senior, lead. `feedback`: verdicts after each answer instead of
    at the end; of one that goes on, it stays as it was. `fresh`: a new one in any case. Raises UsageProblem for an unknown level.
    """
    own = learner or home()
    if level:
        interview_set(level)
    if not fresh and (begun := _resumed(own, level, seed)):
        return begun
    chosen = interview_set(level or "associate")
    now = datetime.now(UTC)
    new = Kept(
        id=f"{now:%Y%m%d-%H%M%S}-{uuid4().hex[:8]}",
        asked_in="interview",
        title=chosen.title,
        seed=secrets.randbelow(SEEDS) if seed is None else seed,
        begun=now.isoformat(timespec="milliseconds"),
        wanted={"level": chosen.level, "seeded": seed is not None},
        more={"feedback": feedback},
    )
    sitting = Interview(own, bank(), cards(own), new, SittingFile(own.sittings, new.id), chosen)
    if sitting.next() is None:
        sitting.close()
        raise UsageProblem("The bank holds none of this interview's questions.", run="ecs-course doctor")
    sitting.keep()
    return sitting


def _resumed(own: Home, level: str, seed: int | None) -> Interview | None:
    def fits(found: Kept) -> bool:
        of_level = found.wanted.get("level")
        return of_level in LEVELS and level in ("", of_level) and seed in (None, found.seed)

    for now, file in goes_on(own.sittings, "interview", fits):
        return Interview(own, bank(), cards(own), now, file, interview_set(str(now.wanted["level"])))
    return None


@dataclass(frozen=True, kw_only=True)
class Held:
    """An interview in the list of past ones."""

    id: str
    level: str
    title: str
    seed: int
    begun: str
    ended: str
    """"" while it goes on."""
    score: float | None
    """0 to 1; None while it goes on."""
    verdict: str
    answered: int


def past(learner: Home | None = None) -> list[Held]:
    """The learner's interviews, the newest first."""
    found = []
    for one in kept((learner or home()).sittings, "interview"):
        report = kept_report(one)
        found.append(
            Held(
                id=one.id,
                level=str(one.wanted.get("level", "")),
                title=one.title,
                seed=one.seed,
                begun=one.begun,
                ended=one.ended,
                score=report.score if report else None,
                verdict=report.verdict if report else "",
                answered=len(one.given),
            )
        )
    return found


def report(id: str = "", *, learner: Home | None = None) -> Report:
    """The report of an interview that ended: the latest where no id is named; the start of an id is enough.

    It says what was judged when the interview ended, whatever became of the bank since, and holds the learner's corrections.
    Raises UsageProblem where there is none.
    """
    over = [one for one in kept((learner or home()).sittings, "interview") if one.ended and one.id.startswith(id)]
    if id and len(over) > 1 and (whole := [one for one in over if one.id == id]):
        over = whole
    if id and len(over) > 1:
        raise UsageProblem(
            f"{len(over)} interviews begin with {id[:60]}. Name one whole.", run="ecs-course interview list"
        )
    for one in over:
        if (found := kept_report(one)) is not None:
            return found
    if id:
        raise UsageProblem(f"No interview that ended is called {id[:60]}.", run="ecs-course interview list")
    raise UsageProblem("No interview has ended yet.", run="ecs-course interview")


@dataclass(frozen=True, kw_only=True)
class SheetEntry:
    """A question as the person who asks needs it."""

    step: Step
    question: Question
    """With the values of its variant."""
    seconds: int
    start: bool = False
    """Of a theme: whether the interview begins here."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the one of a pair asks, by seed."""

    set: InterviewSet
    seed: int
    entries: tuple[SheetEntry, ...]


def sheet(level: str, seed: int) -> Sheet:
    """The interviewer's sheet. The interview with this level and seed asks the same, from a theme what the answers lead to."""
    chosen = interview_set(level)
    questions = bank()
    entries = []
    for step in steps_of(chosen, seed, _there(questions, chosen)):
        question = ask(questions[step.question], seed).question
        start = next((one.start for one in chosen.ladders if one.theme == step.theme), -1) == step.rung
        entries.append(SheetEntry(step=step, question=question, seconds=seconds_for(question), start=start))
    return Sheet(set=chosen, seed=seed, entries=tuple(entries))


def seconds_for(question: Question) -> int:
    """Seconds that an answer is given."""
    return question.seconds if isinstance(question, OpenQuestion) else GIVEN_S.get(question.kind, OTHER_S)


def _there(questions: Mapping[str, Question], own: InterviewSet) -> set[str]:
    found = ((id, questions.get(id)) for _, id in own.ids())
    return {id for id, question in found if question is not None and question.status == "active"}
