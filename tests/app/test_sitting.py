"""A sitting: what is graded, noted and kept, and how it goes on after a crash, a changed bank, or in two processes at once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.app import practise
from course.app import sitting as engine
from course.app.cards import cards
from course.app.current_day import current_day
from course.app.sitting import Sitting, digest
from course.app.sitting_file import Kept, Place, SittingFile, held, kept
from course.catalog.bank import bank
from course.home import Home
from course.model.errors import UsageProblem
from course.model.question import Question
from course.progress.log import Log
from course.quiz.queue import pulled
from tests.quiz.questions import multiple, single

Begin = Callable[..., Sitting]


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def begin(own: Home) -> Begin:
    """Begins (or, with `kept`, resumes) a sitting of these questions."""

    def start(*questions: Question, asked_in: Any = "drill", limit: float = 0.0, kept: Kept | None = None) -> Sitting:
        bank = {question.id: question for question in questions}
        places = [Place(question=q.id, seed=7, digest=digest(q)) for q in questions]
        new = kept or Kept(
            id="s1", asked_in=asked_in, title="T", seed=7, begun="2026-11-24", places=places, limit=limit
        )
        return Sitting(own, bank, cards(own), new, SittingFile(own.sittings, new.id))

    return start


def events(own: Home, kind: str) -> list[dict[str, Any]]:
    return [event.body for event in Log(own.progress).events(kind)]


def test_an_answer_is_graded_noted_and_kept_at_once(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"), multiple(id="b"), asked_in="quiz")
    graded = sitting.answer(0, 0, confidence=75)
    assert graded.right
    assert sitting.answered == {0: graded}
    assert sitting.next() == 1
    (noted,) = events(own, "question_answered")
    expected = {"question": "a", "right": True, "credit": 1.0, "confidence": 75, "sitting": "s1", "asked_in": "quiz"}
    assert expected.items() <= noted.items()
    (file,) = kept(own.sittings)
    assert file.given["0"].answer == 0
    assert not file.ended


def test_the_first_answer_counts(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"))
    sitting.answer(0, 1)
    with pytest.raises(UsageProblem, match="answered already"):
        sitting.answer(0, 0)
    assert len(events(own, "question_answered")) == 1


@pytest.mark.parametrize("answer", [-1, "x" * 100_000, "🚢", "\u202e\u200f", None, [0, 0], {"a": 1}, "\x00\x1b[2J"])
def test_an_answer_without_sense_changes_nothing(begin: Begin, own: Home, answer: Any) -> None:
    sitting = begin(single(id="a"), multiple(id="b"))
    for position in (0, 1):
        with pytest.raises(UsageProblem):
            sitting.answer(position, answer)
    with pytest.raises(UsageProblem, match="no question 3"):
        sitting.answer(2, 0)
    assert sitting.next() == 0
    assert events(own, "question_answered") == []
    assert sitting.answer(0, 0).right


def test_what_was_forgotten_comes_again_at_the_end_of_a_drill_and_not_for_ever(begin: Begin) -> None:
    sitting = begin(single(id="a"), single(id="b"))
    for position in range(2 + engine.AGAIN):
        place = sitting.next()
        assert place == position
        sitting.answer(position, 1 if sitting.asked[position].question.id == "a" else 0)
    assert [one.question.id for one in sitting.asked] == ["a", "b", "a", "a"]
    assert sitting.next() is None
    assert sitting.why(2) == "again"


def test_a_quiz_asks_each_question_once(begin: Begin) -> None:
    sitting = begin(single(id="a"), asked_in="quiz")
    sitting.answer(0, 1)
    assert sitting.next() is None


def test_the_dates_shown_are_the_dates_that_come(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"))
    sitting.answer(0, 0)
    dates = sitting.dates(0)
    assert sitting.suggested(0) == 3
    assert cards(own).memory.cards["a"].due == dates[3]
    assert dates[1] < dates[2] < dates[3] < dates[4]
    sitting.rate(0, 4)
    assert cards(own).memory.cards["a"].due == dates[4]
    assert sitting.suggested(0) == 4
    sitting.rate(0, 1)
    assert cards(own).memory.cards["a"].due == dates[1]
    assert cards(own).memory.cards["a"].reviews == 1
    with pytest.raises(UsageProblem, match="Rate with"):
        sitting.rate(0, 5)  # type: ignore[arg-type]


def test_buried_and_suspended_questions_are_away(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"), single(id="b"))
    sitting.bury(0)
    sitting.suspend(1)
    memory = cards(own).memory
    assert memory.suspended == {"b"}
    assert set(memory.buried) == {"a"}
    with pytest.raises(UsageProblem):
        sitting.suspend(5)


def test_an_exam_shows_nothing_before_its_end_and_counts_the_last_answer(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"), single(id="b"), asked_in="exam", limit=600)
    assert not sitting.reveals
    assert sitting.left_s is not None
    assert 590 < sitting.left_s <= 600
    sitting.answer(0, 1)
    sitting.answer(0, 0)
    assert sitting.answered == {}
    assert events(own, "question_answered") == []
    assert sitting.next() == 1
    sitting.end()
    assert sitting.reveals
    assert list(sitting.answered) == [0]
    assert sitting.answered[0].right
    (noted,) = events(own, "question_answered")
    assert noted["answer"] == 0
    (ending,) = events(own, "sitting_ended")
    assert ending["questions"] == 2
    assert ending["right"] == 1
    assert ending["credit"] == 0.5
    with pytest.raises(UsageProblem, match="is over"):
        sitting.answer(1, 0)
    assert [one.ended != "" for one in kept(own.sittings, "exam")] == [True]


def test_when_the_time_is_up_what_was_answered_counts(begin: Begin, own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(engine.time, "monotonic", lambda: now[0])
    sitting = begin(single(id="a"), single(id="b"), asked_in="exam", limit=60)
    sitting.answer(0, 0)
    now[0] += 61
    with pytest.raises(UsageProblem, match="time is up"):
        sitting.answer(1, 0)
    assert sitting.ended
    assert len(events(own, "question_answered")) == 1


def test_a_clock_that_jumps_costs_nobody_an_exam(begin: Begin, own: Home) -> None:
    """Only seconds in front of it count: what is kept says how many, whatever the calendar says."""
    sitting = begin(single(id="a"), single(id="b"), asked_in="exam", limit=600)
    sitting.answer(0, 0)
    sitting.close()
    (file,) = kept(own.sittings)
    again = begin(single(id="a"), single(id="b"), kept=replace(file, begun="1999-01-01T00:00:00+00:00"))
    assert again.left_s is not None
    assert again.left_s > 590
    assert again.given == {0: 0}


def test_a_question_that_left_the_bank_is_left_out_and_said(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"), single(id="b"), single(id="c"))
    sitting.answer(1, 0)
    sitting.close()
    (file,) = kept(own.sittings)
    again = begin(single(id="b"), single(id="c", status="retired"), kept=file)
    assert [one.question.id for one in again.asked] == ["b"]
    assert again.given == {0: 0}
    assert again.next() is None
    assert again.notes == ["2 of these questions left the bank since you began; they are not asked."]


def test_a_question_that_changed_is_asked_as_it_is_now(begin: Begin, own: Home) -> None:
    sitting = begin(single(id="a"), single(id="b"), asked_in="quiz")
    sitting.answer(0, 2)
    sitting.close()
    (file,) = kept(own.sittings)
    again = begin(single("r.", id="a"), single("r..", id="b", ask="Another?"), kept=file)
    assert again.given == {}, "the old answer names an option that is gone"
    assert again.next() == 0
    assert again.notes == ["2 of these questions changed since you began; you see them as they are now."]


def test_a_drills_new_questions_are_of_the_days_up_to_the_one_the_learner_has_come_to(own: Home) -> None:
    here = current_day(own)
    assert any(min(entry.days) > here for entry in bank().entries), "without later days this shows nothing"
    drill = practise.drill(count=20, new_a_day=20, seed=3, learner=own)
    assert len(drill.asked) == 20
    assert all(min(one.question.days) <= here for one in drill.asked)


def test_a_former_id_finds_its_question(own: Home) -> None:
    sitting = practise.drill(count=1, seed=1, learner=own)
    (one,) = sitting.asked
    assert sitting.kept.places[0].question == one.question.id


def test_a_file_that_makes_no_sense_is_no_sitting(own: Home) -> None:
    own.sittings.mkdir(parents=True)
    (own.sittings / "a.json").write_text("{")
    (own.sittings / "b.json").write_text('{"id": "b"}')
    (own.sittings / "c.json").write_bytes(b"\xff\xfe")
    assert list(kept(own.sittings)) == []
    assert practise.drill(count=2, learner=own).next() == 0


def test_a_disk_that_cannot_be_written_costs_a_note_only(
    begin: Begin, own: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begin(single(id="a"))
    monkeypatch.setattr("course.app.sitting_file.os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    assert sitting.answer(0, 0).right
    assert any("cannot be resumed: disk full" in note for note in sitting.notes)


# A day's quiz, a drill, an exam


def test_a_drill_goes_on_where_a_killed_process_left_it(own: Home) -> None:
    code = """
        import os
        from course.app import practise
        from course.quiz.kinds.scenario import step_after

        def answer(question):
            match question.kind:
                case "multiple":
                    return [0]
                case "number":
                    return 1
                case "short" | "open":
                    return "a service"
                case "ordering":
                    return list(range(len(question.items)))
                case "matching":
                    return [0] * len(question.pairs)
                case "cloze":
                    return {question.gaps[0].name: "awsvpc"}
                case "fix":
                    return question.document
                case "output":
                    return {"option": 0, "line": 1}
                case "scenario":
                    way = [0]
                    while step_after(question, way) is not None:
                        way.append(0)
                    return way
                case _:
                    return 0

        sitting = practise.drill(count=5)
        for position in range(2):
            sitting.answer(position, answer(sitting.asked[position].question))
        os.kill(os.getpid(), 9)
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    subprocess.run(run, env={"ECS_COURSE_HOME": str(own.root), "PATH": ""}, capture_output=True, check=False)
    noted = [body["question"] for body in events(own, "question_answered")]
    assert len(noted) == 2
    (file,) = kept(own.sittings, "drill")
    again = practise.drill(count=5, learner=own)
    assert again.kept.id == file.id
    assert len(again.given) == len(noted)
    assert [again.asked[at].question.id for at in sorted(again.given)] == noted


def test_two_at_once_get_sittings_of_their_own(own: Home) -> None:
    first = practise.drill(count=3, learner=own)
    code = "from course.app import practise; print(practise.drill(count=3).kept.id)"
    environment = {"ECS_COURSE_HOME": str(own.root), "PATH": ""}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.strip() not in ("", first.kept.id)
    assert held(own.sittings, first.kept.id) is None or sys.platform == "win32"


def test_other_wishes_begin_another_drill_and_leave_the_first(own: Home) -> None:
    first = practise.drill(count=3, learner=own)
    first.close()
    other = practise.drill(topics=["iam"], count=2, learner=own)
    assert {one.question.topic for one in other.asked} == {"iam"}
    other.close()
    assert practise.drill(count=3, learner=own).kept.id == first.kept.id


def test_the_same_seed_draws_the_same(own: Home, tmp_path: Path) -> None:
    one = practise.drill(count=10, seed=5, learner=own)
    two = practise.drill(count=10, seed=5, learner=Home(tmp_path / "other"))
    assert [(a.question.id, a.order) for a in one.asked] == [(a.question.id, a.order) for a in two.asked]
    assert practise.exam(seed=5, learner=own).asked == practise.exam(seed=5, learner=Home(tmp_path / "third")).asked


def test_an_exam_mixes_topics_levels_and_gives_extra_time(own: Home) -> None:
    exam = practise.exam(count=20, seed=1, learner=own)
    assert len({one.question.topic for one in exam.asked}) >= 15
    assert exam.kept.limit == 20 * practise.EXAM_SECONDS
    assert len({one.question.level for one in exam.asked}) == 3
    assert practise.exam(count=20, seed=1, extra_time=50, learner=own).kept.limit == 30 * practise.EXAM_SECONDS
    assert practise.exam(count=20, seed=1, minutes=0, learner=own).left_s is None


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"topics": ["no-such"]}, "There is no topic no-such. There are: "),
        ({"levels": ["expert"]}, "There is no level expert. There are: beginner, intermediate, advanced."),
        ({"count": 0}, "at least one question"),
        ({"days": [99]}, "Nothing is due now"),
    ],
)
def test_wishes_that_cannot_be_met_say_so(own: Home, wishes: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        practise.drill(learner=own, **wishes)
    assert says in str(problem.value)


def test_a_lab_mistake_comes_back_as_a_card(own: Home) -> None:
    from datetime import UTC, datetime

    from course.catalog.bank import bank

    entry = next(entry for entry in bank().entries if entry.criteria)
    day, _, criterion = entry.criteria[0].partition("/")
    report = {"day": day, "work": "abc", "criteria": [{"id": criterion, "status": "failed"}]}
    Log(own.progress).append("check_run", report, now=datetime.now(UTC))
    now = datetime.now(UTC)
    assert entry.id in pulled(bank().entries, cards(own).memory, now)
    sitting = practise.drill(count=20, learner=own)
    assert "lab" in {sitting.why(n) for n, one in enumerate(sitting.asked) if one.question.id == entry.id}


def test_keeping_now_and_then_takes_nothing_from_the_time_of_an_answer(
    begin: Begin, own: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(engine.time, "monotonic", lambda: now[0])
    sitting = begin(single(id="a"), single(id="b"))
    sitting.shown(0)
    for _ in range(4):
        now[0] += 5
        sitting.keep()
    assert sitting.thought_s == 20
    sitting.answer(0, 0)
    sitting.shown(1)
    for _ in range(1000):  # the lid is open, nobody is there
        now[0] += 5
        sitting.keep()
    assert sitting.spent_s == 20 + engine.IDLE_S
    sitting.answer(1, 0)
    assert [event["seconds"] for event in events(own, "question_answered")] == [20, engine.IDLE_S]
