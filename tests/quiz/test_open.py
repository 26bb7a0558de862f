"""Open answers: how near the matcher comes to the labels, and what it never does, whatever is written."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.catalog.bank import bank
from course.model.errors import UsageProblem
from course.model.question import OpenQuestion, RubricPoint
from course.quiz.answers.claims import GLUE
from course.quiz.answers.grader import Judged, matcher
from course.quiz.answers.matcher import LONGEST_QUOTE, judge
from course.quiz.grade import grade
from course.quiz.kinds.open import credit_of, open_answer, with_verdict
from course.quiz.kinds.text import LONGEST, typed
from tests.quiz.labelled import ANSWERS, answers
from tests.quiz.measured import measure

OPEN = {q.id: q for q in bank().values() if isinstance(q, OpenQuestion)}
TUNE = answers("tune")
CLAIMS = tomllib.loads((ANSWERS / "claims.toml").read_text("utf-8"))["claim"]
ROLES = OPEN["open-two-roles"]
FOUND = ("covered", "contradicted", "said")
anyone = st.sampled_from(TUNE)


def test_precision_and_recall_on_answers_that_nobody_tuned_on() -> None:
    figures = measure(matcher, "eval")
    assert figures["all"].precision >= 0.9
    assert figures["all"].recall >= 0.75
    assert figures["covered"].precision >= 0.9
    assert figures["covered"].recall >= 0.75


@pytest.mark.parametrize("id", OPEN)
def test_every_point_can_be_found_and_the_model_answer_earns_full_credit(id: str) -> None:
    question = OPEN[id]
    assert all(point.match and point.better for point in question.rubric)
    assert 3 <= len(question.follow_ups) <= 5
    graded = open_answer(question, question.model_answer)
    assert [p.says for p in graded.points if not p.good] == []
    assert graded.right
    assert graded.credit == 1.0


@pytest.mark.parametrize("id", OPEN)
def test_a_point_in_the_words_of_the_rubric_is_found(id: str) -> None:
    for at, point in enumerate(OPEN[id].rubric):
        assert judge(OPEN[id], point.says)[at].verdict == ("said" if point.must_not else "covered"), point.says
        better = judge(OPEN[id], point.better)[at].verdict
        assert better == ("not_said" if point.must_not else "covered"), point.better


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim['question']}: {claim['text'][:50]}")
def test_single_claims(claim: dict[str, str]) -> None:
    points = judge(OPEN[claim["question"]], claim["text"])
    if claim["verdict"] == "nothing":
        assert [p.says for p in points if p.verdict in ("said", "contradicted")] == []
    else:
        assert points[int(claim["point"])].verdict == claim["verdict"]


@pytest.mark.parametrize("kind", ["keyword-salad", "off-topic"])
def test_no_credit_for_words_without_a_claim_nor_for_other_matters(kind: str) -> None:
    for answer in TUNE:
        if answer.kind == kind:
            assert open_answer(OPEN[answer.question], answer.text).credit == 0.0, answer.id


@pytest.mark.parametrize("id", OPEN)
def test_a_list_of_the_rubrics_own_words_covers_nothing(id: str) -> None:
    names = [
        name
        for point in OPEN[id].rubric
        for pattern in point.match
        for name in pattern.split()[-1].split("|")
        if name.isalpha() and len(name) > 5 and name not in GLUE
    ]
    assert open_answer(OPEN[id], ", ".join(dict.fromkeys(names))).credit == 0.0


@pytest.mark.parametrize(
    ("text", "point", "verdict"),
    [
        ("The task role pulls the image.", 6, "said"),
        ("It is not the task role that pulls the image.", 6, "not_said"),
        ("The task role never pulls the image.", 6, "not_said"),
        ("It is the execution role, rather than the task role, that pulls the image.", 6, "not_said"),
        ("People think that the task role pulls the image.", 6, "not_said"),
        ("A common mistake: the task role pulls the image.", 6, "not_said"),
        ("Does the task role pull the image? No.", 6, "not_said"),
        ("The execution role pulls the image.", 0, "covered"),
        ("The exectuion role pulls the image.", 0, "covered"),
        ("THE EXECUTION ROLE PULLS THE IMAGE", 0, "covered"),
        ("Task execution role → pulls image from ECR", 0, "covered"),
        ("execution role image pull logs secrets task role S3 DynamoDB", 0, "missed"),
    ],
)
def test_what_is_denied_reported_or_asked_is_not_claimed(text: str, point: int, verdict: str) -> None:
    assert judge(ROLES, text)[point].verdict == verdict


@given(anyone)
@settings(deadline=None)
def test_quotes_are_the_learners_own_words(answer: object) -> None:
    text = answer.text  # type: ignore[attr-defined]
    for point in judge(OPEN[answer.question], text):  # type: ignore[attr-defined]
        assert point.quote in text
        assert bool(point.quote) == (point.verdict in FOUND)
        assert len(point.quote) <= LONGEST_QUOTE


def test_the_same_answer_has_the_same_verdict() -> None:
    for answer in TUNE[::7]:
        question = OPEN[answer.question]
        assert judge(question, answer.text) == judge(replace(question), answer.text + "")


@given(anyone, st.sampled_from(["I like the mountains in spring.", "That was last year, by the way.", "😀😀"]))
@settings(deadline=None)
def test_an_unrelated_sentence_turns_nothing(answer: object, more: str) -> None:
    question, text = OPEN[answer.question], answer.text  # type: ignore[attr-defined]
    if answer.kind == "keyword-salad":  # type: ignore[attr-defined]
        return
    before = [p.verdict for p in judge(question, text)]
    assert [p.verdict for p in judge(question, f"{text}\n\n{more}")] == before
    assert [p.verdict for p in judge(question, f"{more}\n\n{text}")] == before


@given(anyone, st.sampled_from([str.upper, str.lower, lambda t: t.replace(" ", "  "), lambda t: t.replace("'", "’")]))
@settings(deadline=None)
def test_case_spaces_and_signs_change_nothing(answer: object, change: object) -> None:
    question, text = OPEN[answer.question], answer.text  # type: ignore[attr-defined]
    before = [p.verdict for p in judge(question, text)]
    assert [p.verdict for p in judge(question, change(text))] == before  # type: ignore[operator]


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_is_judged(text: str) -> None:
    for point in judge(ROLES, text):
        assert point.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "😀 execution role 😀 pulls the image 🚀",
        "\u202eexecution role pulls\u202c the image",
        "execution\x00 role\x07 pulls the image",
        "התפקיד execution role pulls the image",
        "e\u0301xecution? The execution role pulls the image",
    ],
)
def test_odd_characters_do_no_harm(text: str) -> None:
    graded = open_answer(ROLES, text)
    assert graded.points[0].verdict == "covered"
    assert graded.points[0].quote in typed(text)


def test_an_answer_that_nobody_speaks_is_refused_and_a_long_one_is_quick() -> None:
    with pytest.raises(UsageProblem, match="at most"):
        open_answer(ROLES, "role " * 20_000)
    begun = time.perf_counter()
    open_answer(ROLES, ("the execution role pulls no image, and " * 1_000)[:LONGEST])
    assert time.perf_counter() - begun < 5


def test_a_verdict_corrected_by_the_learner_counts() -> None:
    graded = open_answer(ROLES, "The execution role pulls the image.")
    corrected = with_verdict(graded, 1, "covered")
    assert corrected.points[1].by == "learner"
    assert corrected.credit == credit_of(corrected.points) > graded.credit
    assert corrected.points[0] == graded.points[0]


def test_what_must_not_be_said_costs_credit_and_half_of_it_where_it_was_true_once() -> None:
    points = judge(ROLES, "The execution role pulls the image.")
    wrong = replace(points[-1], verdict="said")
    assert credit_of([*points[:-1], wrong]) < credit_of([*points[:-1], replace(wrong, outdated=True)])
    assert credit_of([*points[:-1], replace(wrong, outdated=True)]) < credit_of(points)


def test_another_grader_may_judge_and_leave_a_note() -> None:
    points = judge(ROLES, "x")
    graded = grade(ROLES, "x", lambda *_: Judged([replace(p, by="model") for p in points], "A note."))
    assert {p.by for p in graded.points} == {"model"}
    assert graded.message.endswith("A note.")


def test_a_pattern_that_makes_no_sense_harms_no_learner() -> None:
    broken = replace(ROLES, rubric=(RubricPoint(says="a", match=("@nowhere", "the | x", "execution_role")),))
    assert judge(broken, "It is the execution role.")[0].verdict == "covered"
