"""The plain-text form carries the whole verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.app import words
from course.model.result import CriterionResult, Report, Status
from course.quiz.grade import grade
from tests.notebook.samples import asked, overview, report

REPORT = r"""
Day 8: Clusters and capacity providers
World: sandbox
Score: 2 of 12 points; 2 points could not be judged
6 criteria: 1 passed, 1 not yet, 1 blocked, 1 not run, 1 our fault, 1 timed out.

✔ passed     The cluster `wanderly` is active (cluster_active, 2 points)
✘ not yet    Container Insights is enhanced (insights_enhanced, 2 points)
    expected: containerInsights = enhanced
    found:    containerInsights = <img src=x onerror="alert(1)">\u001b[31m\u202e
    see:      aws ecs describe-clusters --clusters wanderly --include SETTINGS --query 'clusters[0].settings'
    read:     Container Insights
    hint:     1 of 3: Look at the cluster's `settings`.
⊘ blocked    The default strategy has weights 1 and 3 (default_weights, 3 points)
    blocked by: Container Insights is enhanced (insights_enhanced)
– not run    The image starts (image_runs, 1 point)
    why:      Docker is not there. Run: ecs-course doctor
⚠ our fault  The cluster is tagged (tags, 1 point)
    why:      The check itself fell over, your work was not judged: KeyError: 'tags'
              (day08_clusters.py, line 41)
⧖ timed out  `split` gives every case its tasks (split, 3 points)
    why:      There was no answer within 20 s.
    see:      python -c 'import split'
    read:     Base and weight
    hint:     1 of 3: Is there a loop that cannot end?

Note: The log is on a full disk.
""".strip()

OVERVIEW = """
ECS in 30 Days
1 of 3 days done.
3 of 4 quiz answers right.
2 days in a row with work.

✔ done       Day 7: A release gate, best 10 of 10 points in 1 check
◐ begun      Day 8: Clusters and capacity providers, best 5 of 12 points in 3 checks
1 more day is being written.

Note: One line of the log was lost.
""".strip()

ANSWER = """
✘ 1 of 2 found, 1 missed.
  ✘ wrong: Task definitions
      They belong to the region, not to a cluster.
  ✔ right, your answer: Services
      Yes.
  ✔ right: Container instances
      Yes, on EC2.
The **base** is served first; only the rest is split by weight.
Source: ECS developer guide: capacity providers, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ (checked 2026-11-20)
""".strip()


def test_a_report() -> None:
    said = words.report_words(
        report(), title="Day 8: Clusters and capacity providers", notes=["The log is on a full disk."]
    )
    assert said == REPORT.replace("⧖", Status.TIMED_OUT.sign)


def test_a_report_without_a_title_names_the_day() -> None:
    assert words.report_words(report()).startswith("day08_clusters\n")


def test_all_passed() -> None:
    said = words.report_words(report(better=True))
    assert "Score: 12 of 12 points\nAll 6 criteria passed." in said
    assert "expected" not in said


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_own_sign_and_word(status: Status) -> None:
    one = CriterionResult(id="one", title="One", status=status, points=1, why="Because.", expected="a", found="b")
    said = words.report_words(Report(day="day01", world="sandbox", criteria=(one,)))
    assert f"{status.sign} {status.word}" in said
    assert ("Because." in said) is (status is not Status.PASSED)
    others = [other for other in Status if other is not status]
    assert not any(f"{other.sign} " in said or f" {other.word} " in said for other in others)


def test_a_score_is_never_whole_while_something_was_withheld() -> None:
    criteria = tuple(c for c in report().criteria if c.status in (Status.PASSED, Status.BROKEN))
    assert words.score_words(replace(report(), criteria=criteria)) == "2 of 3 points; 1 point could not be judged"


def test_values_from_outside_are_cut_and_made_visible() -> None:
    assert words.plain("a\nb\tc") == "a\nb\tc"
    assert words.plain("\x1b]0;x\x07\u202eabc\x00") == "\\u001b]0;x\\u0007\\u202eabc\\u0000"
    assert words.plain("x" * 5000).endswith("x … (4,000 more characters)")
    found = replace(report().criteria[1], found="line one\n" + "word " * 60)
    said = words.report_words(replace(report(), criteria=(found,)))
    assert max(map(len, said.splitlines())) <= 110
    assert "    found:    line one\n              word word" in said


def test_a_question() -> None:
    said = words.question_words(asked()[1], 2, 4)
    assert said.splitlines() == [
        "Question 2 of 4: What can one cluster hold?",
        "  a) Task definitions",
        "  b) Services",
        "  c) Container instances",
        "One or more are right; choose all of them and no other.",
    ]


def test_an_answer() -> None:
    question = asked()[1]
    assert words.graded_words(grade(question.question, [0]), question) == ANSWER


def test_a_number_does_not_say_its_reason_twice() -> None:
    question = asked()[2]
    said = words.graded_words(grade(question.question, 120), question)
    assert said.count("The **base** is served first") == 1
    assert "✔ right, your answer: 120 seconds" in said


def test_lines_of_an_ordering_stand_in_the_right_order() -> None:
    question = asked()[3]
    said = words.graded_words(grade(question.question, [1, 0, 2]), question)
    assert "✘ was elsewhere: 1. Scale to 0" in said
    assert "✔ in its place: 3. Delete the cluster" in said


def test_an_overview() -> None:
    assert words.overview_words(overview()) == OVERVIEW


def test_an_overview_of_nothing() -> None:
    empty = replace(overview(), progress=type(overview().progress)(), streak=0)
    said = words.overview_words(empty)
    assert "0 of 3 days done.\nNo quiz question answered yet.\nNo work yet today or yesterday." in said
    assert "○ not begun  Day 8: Clusters and capacity providers\n" in said
