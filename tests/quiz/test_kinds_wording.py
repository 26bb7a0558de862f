"""Short answers and gaps: right, near, misspelt or wrong, and what is said to each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.quiz.grade import grade
from tests.quiz.questions import cloze, gap, short

ROLE = short("task execution role", "executionRoleArn", near=("task role", "instance profile"))


@pytest.mark.parametrize(
    ("answer", "credit", "message"),
    [
        ("task execution role", 1.0, "Right."),
        ("The Task Execution-Role.", 1.0, "Right."),
        ("  execution_role_arn ", 1.0, "Right."),
        ("\u201ctask execution role\u201d", 1.0, "Right."),
        ("task\u200b execution role", 1.0, "Right."),
        ("task role", 0.0, "Near, but not it."),
        ("a Task-Role", 0.0, "Near, but not it."),
        ("task exectuion role", 0.5, "Nearly: look at the spelling."),
        ("service role", 0.0, "Not this."),
        ("🙂", 0.0, "Not this."),
        ("role execution task", 0.0, "Not this."),
    ],
)
def test_short(answer: str, credit: float, message: str) -> None:
    graded = grade(ROLE, answer)
    assert (graded.credit, graded.right, graded.message) == (credit, credit == 1, message)
    assert sum(f.chosen for f in graded.feedback) == 1
    assert all(f.text and f.why for f in graded.feedback)
    assert next(f for f in graded.feedback if f.chosen).right == graded.right


def test_a_near_miss_says_what_sets_it_apart() -> None:
    chosen = next(f for f in grade(ROLE, "instance-profile").feedback if f.chosen)
    assert (chosen.text, chosen.right, chosen.why) == ("instance profile", False, "why instance profile")


def test_short_words_and_numbers_have_no_slips_of_spelling() -> None:
    assert grade(short("task"), "task1").credit == 0
    assert grade(short("port 8080"), "port 8081").credit == 0
    assert grade(short("awsvpc"), "awsvcp").credit == 0.5


@pytest.mark.parametrize("answer", [None, 3, ["task"], "", "  ", "\u202e\u0000", "x" * 100_000])
def test_what_is_no_short_answer_is_refused(answer: Any) -> None:
    with pytest.raises(UsageProblem, match=r"\.$"):
        grade(ROLE, answer)


@pytest.mark.parametrize(
    ("mode", "cpu", "credit", "said"),
    [
        ("awsvpc", "256", 1.0, ("", "")),
        ('"awsvpc"', 256, 1.0, ("", "")),
        ("awsvpc", "0.25vCPU", 1.0, ("", "")),
        ("AwsVpc", "256", 0.75, ("You wrote AwsVpc: here upper and lower case count. ", "")),
        ("awsvcp", "256", 0.75, ("You wrote awsvcp: look at the spelling. ", "")),
        ("bridge", "256", 0.5, ("You wrote bridge. why bridge. ", "")),
        ("host", "512", 0.0, ("You wrote host. ", "You wrote 512. ")),
        ("awsvpc", "", 0.5, ("", "Left empty. ")),
        ("awsvpc", None, 0.5, ("", "Left empty. ")),
    ],
)
def test_cloze(mode: Any, cpu: Any, credit: float, said: tuple[str, str]) -> None:
    graded = grade(cloze(), {"mode": mode, "cpu": cpu})
    assert (graded.credit, graded.right) == (credit, credit == 1)
    assert [f.text for f in graded.feedback] == ["mode: awsvpc", "cpu: 256"]
    assert [f.why for f in graded.feedback] == [f"{said[0]}why mode.", f"{said[1]}why cpu."]
    assert [f.right for f in graded.feedback] == [not s for s in said]


def test_a_gap_that_wants_quotes_takes_the_value_with_and_without_them() -> None:
    question = cloze(gap("command", '"CMD-SHELL"'))
    assert grade(question, {"command": '"CMD-SHELL"'}).right
    assert grade(question, {"command": "CMD-SHELL"}).right


def test_a_near_entry_in_another_case_than_the_right_one_is_told_as_near() -> None:
    question = cloze(gap("key", "taskRoleArn", near=("task_role_arn",)))
    assert grade(question, {"key": "task_role_arn"}).feedback[0].why.startswith("You wrote task_role_arn. why task")
    assert grade(question, {"key": "taskrolearn"}).credit == 0.5


@pytest.mark.parametrize(
    "answer",
    [None, "awsvpc", [], {}, {"mode": ""}, {"other": "x"}, {"mode": ["x"]}, {"mode": {}}, {"mode": "y" * 50_000}],
)
def test_what_fills_no_gap_is_refused(answer: Any) -> None:
    with pytest.raises(UsageProblem, match=r"\.$"):
        grade(cloze(), answer)


@given(
    st.dictionaries(
        st.sampled_from(["mode", "cpu"]), st.sampled_from(["awsvpc", "256", "bridge", "AWSVPC", " "]), min_size=1
    )
)
def test_each_gap_earns_its_share_whatever_stands_in_the_other(answer: dict[str, str]) -> None:
    alone = []
    for name in ("mode", "cpu"):
        try:
            alone.append(grade(cloze(), {name: answer.get(name, "")}).credit)
        except UsageProblem:
            alone.append(0.0)
    try:
        graded = grade(cloze(), answer)
    except UsageProblem:
        assert not any(value.strip() for value in answer.values())
        return
    assert graded.credit == pytest.approx(sum(alone))
