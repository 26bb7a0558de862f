"""A mock interview as it is held: resumable after a kill, quiet till the end, with an honest report, whatever is said."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from course.app import interview as use
from course.app import regrading
from course.app import sitting as engine
from course.app.cards import cards
from course.app.interview import Interview, begin, past, report, sheet
from course.app.interview_report import FLOOR, Score, verdict_of
from course.app.interview_words import held_words, report_document, sheet_document
from course.app.sitting_file import kept
from course.app.written import as_markdown, as_text
from course.catalog.bank import bank
from course.home import Home
from course.model.errors import UsageProblem
from course.model.question import OpenQuestion, Question
from course.model.quiz import Graded, PointVerdict
from course.progress.log import Log

Judge = Callable[[Question], float]


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Question id → the credit that its answer gets; "" for all others. The engine's business here is what follows from it."""
    wanted = {"": 1.0}

    def grade(question: Question, answer: Any, grader: object = None) -> Graded:
        if not isinstance(answer, str) or not answer.strip():
            raise UsageProblem("Write an answer first.")
        credit = wanted.get(question.id, wanted[""])
        points: tuple[PointVerdict, ...] = ()
        if isinstance(question, OpenQuestion):
            points = tuple(
                PointVerdict(
                    says=p.says,
                    verdict=("said" if credit == 0.0 else "not_said")
                    if p.must_not
                    else ("covered" if credit > 0.5 else "missed"),
                    quote="as I said" if credit > 0.5 else "",
                    weight=p.weight,
                    outdated=p.outdated,
                    better=p.better,
                )
                for p in question.rubric
            )
        return Graded(
            question_id=question.id,
            answer=answer,
            right=credit >= 0.7,
            credit=credit,
            message="So.",
            feedback=(),
            explain=question.explain,
            points=points,
            model_answer=getattr(question, "model_answer", ""),
        )

    monkeypatch.setattr(engine, "grade", grade)
    monkeypatch.setattr(regrading, "grade", grade)
    return wanted


def through(interview: Interview, says: str = "An answer.") -> Interview:
    while (position := interview.next()) is not None:
        interview.answer(position, says)
    interview.end()
    return interview


def events(own: Home, kind: str) -> list[dict[str, Any]]:
    return [event.body for event in Log(own.progress).events(kind)]


def test_verdicts_come_at_the_end_and_are_noted_then(own: Home, judged: dict[str, float]) -> None:
    interview = begin("senior", seed=3, learner=own)
    interview.answer(0, "One.")
    assert interview.answered == {}
    assert events(own, "question_answered") == []
    through(interview)
    assert len(interview.answered) == len(interview.asked)
    noted = events(own, "question_answered")
    assert [body["question"] for body in noted] == [one.question.id for one in interview.asked]
    assert {body["asked_in"] for body in noted} == {"interview"}
    (ending,) = events(own, "sitting_ended")
    assert {"level": "senior", "verdict": "pass", "score": 1.0, "seed": 3}.items() <= ending.items()


def test_with_feedback_each_answer_is_judged_at_once(own: Home, judged: dict[str, float]) -> None:
    interview = begin("senior", feedback=True, learner=own)
    interview.answer(0, "One.")
    assert list(interview.answered) == [0]
    assert len(events(own, "question_answered")) == 1


def test_what_was_said_is_said(own: Home, judged: dict[str, float]) -> None:
    interview = begin("senior", learner=own)
    interview.answer(0, "One.")
    with pytest.raises(UsageProblem, match="an interview goes on"):
        interview.answer(0, "No, two.")
    interview.skip(1)
    with pytest.raises(UsageProblem, match="an interview goes on"):
        interview.answer(1, "After all.")
    with pytest.raises(UsageProblem, match="not open any more"):
        interview.skip(1)
    assert interview.next() == 2


def test_answers_lead_the_way(own: Home, judged: dict[str, float]) -> None:
    strong = through(begin("senior", seed=5, learner=own))
    judged[""] = 0.1
    weak = through(begin("senior", seed=5, learner=own))
    depth = [max(one.step(n).rung for n in range(len(one.asked))) for one in (strong, weak)]
    assert depth[0] > depth[1]
    whys = [weak.why(n) for n in range(len(weak.asked))]
    assert "Warm-up" in whys
    assert any(why.endswith(", from another side") for why in whys)
    assert any(strong.why(n).endswith(", a step deeper") for n in range(len(strong.asked)))


def test_a_passed_over_question_is_weak_and_its_card_comes_back(own: Home, judged: dict[str, float]) -> None:
    interview = begin("associate", seed=1, learner=own)
    interview.skip(0)
    (noted,) = events(own, "question_answered")
    assert (noted["credit"], noted["answer"]) == (0.0, None)
    card = cards(own).memory.cards[noted["question"]]
    assert (card.due - card.last).total_seconds() < 3600
    through(interview)
    found = report(learner=own)
    assert found.entries[0].skipped
    assert "You passed over this one." in as_text(report_document(found))


def test_it_goes_on_after_a_kill_with_the_same_questions(own: Home) -> None:
    code = """
        import os
        from course.app.interview import begin
        interview = begin("lead", seed=11)
        for _ in range(3):
            position = interview.next()
            if interview.asked[position].question.kind == "open":
                interview.answer(position, "Something about tasks, services and load balancers.")
            else:
                interview.skip(position)
        print(",".join(one.question.id for one in interview.asked), flush=True)
        os.kill(os.getpid(), 9)
    """
    environment = {"ECS_COURSE_HOME": str(own.root), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=environment, capture_output=True, text=True, check=False
    )
    before = done.stdout.strip().split(",")
    assert len(before) == 4, done.stderr
    again = begin("lead", learner=own)
    assert [one.question.id for one in again.asked] == before
    assert again.next() == 3
    assert again.kept.more["credits"].keys() == set(before[:3])


def test_seed_and_level_choose_what_goes_on(own: Home, judged: dict[str, float]) -> None:
    first = begin("senior", seed=1, learner=own)
    first.close()
    other = begin("associate", learner=own)
    other.close()
    assert begin("senior", learner=own).kept.id == first.kept.id
    assert begin("senior", seed=2, learner=own).kept.id not in (first.kept.id, other.kept.id)
    assert begin(learner=own, fresh=True).set.level == "associate"


def test_two_at_once_are_two(own: Home, judged: dict[str, float]) -> None:
    first = begin("senior", learner=own)
    code = "from course.app.interview import begin; print(begin('senior').kept.id)"
    environment = {"ECS_COURSE_HOME": str(own.root), "PATH": ""}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.strip() not in ("", first.kept.id)


def test_a_bank_that_changed_meanwhile(own: Home, judged: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    """What left the bank is not asked and not counted; the interview goes on and asks nothing twice."""
    interview = begin("senior", seed=4, learner=own)
    for _ in range(4):
        interview.answer(interview.next() or 0, "An answer.")
    answered = [one.question.id for one in interview.asked[:4]]
    waiting = interview.asked[4].question.id
    interview.close()
    changed: dict[str, Question] = dict(bank())
    changed[answered[0]] = replace(changed[answered[0]], status="retired")
    del changed[waiting]
    monkeypatch.setattr(use, "bank", lambda: changed)
    again = begin("senior", learner=own)
    assert any("left the bank" in note for note in again.notes)
    assert [one.question.id for one in again.asked[:3]] == answered[1:]
    through(again)
    ids = [one.question.id for one in again.asked]
    assert len(set(ids)) == len(ids)
    assert not {answered[0], waiting} & set(ids)


def test_the_report_stays_when_the_bank_changes(
    own: Home, judged: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    through(begin("lead", seed=2, learner=own))
    before = report(learner=own)
    judged[""] = 0.0
    monkeypatch.setattr(use, "bank", dict)
    assert report(learner=own) == before
    assert report(before.id[:8], learner=own) == before


def test_a_correction_changes_the_report_and_not_the_way(own: Home, judged: dict[str, float]) -> None:
    judged[""] = 0.1
    interview = through(begin("associate", seed=6, learner=own))
    position = next(n for n, one in enumerate(interview.asked) if one.question.kind == "open")
    before, asked = report(learner=own), [one.question.id for one in interview.asked]
    interview.correct(position, 0, "covered")
    after = report(learner=own)
    assert after.score > before.score
    assert after.entries[position].points[0].by == "learner"
    assert [one.question.id for one in interview.asked] == asked
    assert "As you judged it yourself." in as_text(report_document(after))


@pytest.mark.parametrize(
    "answer",
    [
        "🚢 " * 50 + "ECS",
        "\u202eevil\u202c مهمة تعمل على فارجيت",
        "a\x00b\x1b[2Jc\x07",
        "<script>alert(1)</script> & [x](javascript:1) **bold** `code`\n# heading\n1. one\n- two",
        "x" * 19_000,
    ],
    ids=["emoji", "rtl", "control", "markup", "long"],
)
def test_any_answer_can_be_given_and_reported(own: Home, answer: str) -> None:
    interview = begin("associate", seed=1, learner=own)
    assert interview.answer(0, answer)
    interview.end()
    found = report(learner=own)
    markdown, words = as_markdown(report_document(found)), as_text(report_document(found))
    for text in (markdown, words):
        assert not {"\x00", "\x1b", "\u202e"} & set(text)
    quoted = "\n".join(line for line in markdown.splitlines() if line.startswith(">"))
    rendered = MarkdownIt("commonmark", {"html": True}).render(quoted)
    assert set(re.findall(r"<(/?\w+)", rendered)) <= {"blockquote", "/blockquote", "p", "/p"}, (
        "what was said is no markup"
    )


def test_an_answer_of_100_kb_is_refused_in_a_sentence_and_costs_nothing(own: Home) -> None:
    interview = begin("associate", seed=1, learner=own)
    with pytest.raises(UsageProblem, match="Say it shorter"):
        interview.answer(0, "x" * 100_000)
    assert interview.next() == 0
    assert interview.answer(0, "Shorter.")


def test_a_pair_s_sheet_is_what_the_interview_asks_first(own: Home, judged: dict[str, float]) -> None:
    interview = through(begin("senior", seed=9, learner=own))
    own_sheet = sheet("senior", 9)
    asked = [one.question for one in interview.asked]
    assert {q.id for q in asked} <= {entry.question.id for entry in own_sheet.entries}
    begins = [entry.question.id for entry in own_sheet.entries if entry.start]
    first_of_theme = {}
    for n, question in enumerate(asked):
        if theme := interview.step(n).theme:
            first_of_theme.setdefault(theme, question.id)
    assert list(first_of_theme.values()) == begins
    text = as_text(sheet_document(own_sheet))
    for question in asked:
        if isinstance(question, OpenQuestion):
            assert all(" ".join(point.says.split())[:40] in " ".join(text.split()) for point in question.rubric)
    assert "begin here" in text
    assert "☐" in text


def test_the_report_says_all_of_it(own: Home, judged: dict[str, float]) -> None:
    judged.update({"design-safe-releases-for-a-sale": 0.0})
    through(begin("senior", seed=9, learner=own))
    found = report(learner=own)
    assert found.strengths
    assert any(claim.outdated and claim.better for claim in found.claims)
    assert [day.day for day in found.days] == [18]
    assert found.cards == 1
    assert found.verdict != "pass", "a part below the floor does not pass"
    document = report_document(found)
    text = as_text(document)
    for heading in (
        "WHAT YOU DID WELL",
        "BY TOPIC",
        "WHAT IS NOT TRUE, OR NO LONGER",
        "WHERE TO GO ON",
        "QUESTION BY QUESTION",
    ):
        assert heading in text
    assert text.index("WHAT YOU DID WELL") < text.index("WHAT IS NOT TRUE")
    assert "no longer true" in text
    assert "Day 18, Blue/green, linear and canary" in text
    markdown = as_markdown(document)
    assert markdown.startswith("# Mock interview: senior\n")
    assert "| Topic | Score | Questions |" in markdown


@pytest.mark.parametrize(
    ("score", "lowest", "says"),
    [
        (0.65, 0.5, "pass"),
        (0.9, FLOOR - 0.01, "nearly"),
        (0.64, 0.5, "nearly"),
        (0.5, 0.1, "nearly"),
        (0.49, 0.4, "not_yet"),
    ],
)
def test_the_verdict_follows_the_rule(score: float, lowest: float, says: str) -> None:
    scores = [Score(name="A", score=lowest, questions=1), Score(name="B", score=1.0, questions=1)]
    assert verdict_of(score, scores, 0.65) == says


def test_a_deeper_answer_never_lowers_the_score(own: Home, judged: dict[str, float]) -> None:
    strong = through(begin("senior", seed=5, learner=own))
    deeper = [one.question.id for n, one in enumerate(strong.asked) if strong.step(n).rung > 1]
    assert deeper
    judged.update(dict.fromkeys(deeper, 0.0))
    through(begin("senior", seed=5, learner=own))
    themes = [one.score for one in report(learner=own).scores if one.name in strong.themes]
    assert themes == [1.0] * len(themes)


def test_an_interview_left_early_counts_what_was_not_reached_as_nothing(own: Home, judged: dict[str, float]) -> None:
    interview = begin("senior", seed=5, learner=own)
    interview.answer(0, "One.")
    interview.end()
    found = report(learner=own)
    assert found.verdict == "not_yet"
    assert found.score < 0.2
    assert "not reached" in as_text(report_document(found))


def test_past_interviews_are_listed(own: Home, judged: dict[str, float]) -> None:
    assert "Begin one" in held_words(past(own))
    through(begin("lead", seed=1, learner=own))
    begin("senior", seed=2, learner=own).close()
    found = past(own)
    assert [(one.level, one.verdict) for one in found] == [("senior", ""), ("lead", "pass")]
    assert "not over yet" in held_words(found)
    assert "100 %, would pass" in held_words(found)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda own: begin("expert", learner=own), "There is no level expert. There are: associate, senior, lead."),
        (lambda own: report(learner=own), "No interview has ended yet."),
        (lambda own: report("nope", learner=own), "No interview that ended is called nope."),
        (lambda own: sheet("x", 1), "There is no level x."),
    ],
)
def test_what_cannot_be_says_so(own: Home, call: Callable[[Home], object], says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        call(own)
    assert says in str(problem.value)


def test_a_file_of_an_interview_that_makes_no_sense_is_passed_over(own: Home, judged: dict[str, float]) -> None:
    interview = begin("senior", seed=1, learner=own)
    interview.close()
    path = own.sittings / f"{interview.kept.id}.json"
    path.write_text(path.read_text("utf-8").replace('"senior"', '"emperor"'), "utf-8")
    other = begin("senior", learner=own)
    assert other.kept.id != interview.kept.id
    assert len(list(kept(own.sittings, "interview"))) == 2
    assert begin(learner=own).set.level == "associate"
