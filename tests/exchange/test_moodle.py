"""Moodle XML: the structure that https://docs.moodle.org/en/Moodle_XML_format and Moodle's own exports have."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from course.exchange.formats import export
from course.model.question import Question
from tests.exchange.samples import EVERY, NOW, asked, by_id, whole_bank

GRADES = {
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10,
    5,
    0,
}
"""The grades that Moodle's import takes."""


def quiz(*questions: Question) -> ET.Element:
    return ET.fromstring(export("moodle", asked(*questions), NOW).data)


def one(id: str) -> ET.Element:
    (found,) = quiz(by_id(*EVERY)[id]).findall("question[name]")
    return found


def text(node: ET.Element, path: str) -> str:
    found = node.find(f"{path}/text")
    assert found is not None, path
    return found.text or ""


def test_every_question_has_what_moodle_asks_of_each() -> None:
    asked = [*EVERY, *(one.question for one in whole_bank())]
    found = quiz(*asked).findall("question[name]")
    assert len(found) == sum(question.kind != "scenario" for question in asked)  # Moodle has no branches
    for node in found:
        assert text(node, "name")
        assert text(node, "questiontext")
        assert text(node, "generalfeedback")
        assert node.findtext("idnumber") == text(node, "name")
        for answer in node.findall("answer"):
            if node.get("type") != "ordering":
                assert abs(float(answer.get("fraction", ""))) in GRADES
            assert text(answer, ".") != ""
        for html in node.iter():
            if html.get("format") == "html":
                ET.fromstring(f"<x>{html.findtext('text') or ''}</x>")


def test_a_category_for_each_topic() -> None:
    assert quiz(*EVERY).findtext("question[@type='category']/category/text") == "$course$/top/ECS in 30 Days/ecs-core"


def test_single_and_multiple_choice() -> None:
    single, several = one("a-single"), one("a-multiple")
    assert single.findtext("single") == "true"
    assert [answer.get("fraction") for answer in single.findall("answer")] == ["100", "0", "0", "0"]
    assert several.findtext("single") == "false"
    assert [answer.get("fraction") for answer in several.findall("answer")] == ["50", "-50", "-50", "50"]
    assert "must" in text(single.findall("answer")[0], "feedback")


def test_a_number_with_tolerance_unit_and_known_slips() -> None:
    node = one("a-number")
    rows = [(a.get("fraction"), text(a, "."), a.findtext("tolerance")) for a in node.findall("answer")]
    assert rows == [("100", "0.25", "0.05"), ("0", "25", "0"), ("0", "-3", "0")]
    assert node.findtext("units/unit/unit_name") == "USD per month"


def test_a_star_in_a_short_answer_is_a_star() -> None:
    assert [text(answer, ".") for answer in one("a-short").findall("answer")] == [
        "task definition",
        "a -> b = c\\*",
        "task",
    ]


def test_ordering_is_graded_as_here() -> None:
    node = one("an-ordering")
    assert node.get("type") == "ordering"
    assert node.findtext("gradingtype") == "LONGEST_ORDERED_SUBSET"
    assert [answer.get("fraction") for answer in node.findall("answer")] == ["1", "2", "3", "4"]


def test_matching_with_a_right_that_belongs_to_none() -> None:
    rows = [(text(row, "."), text(row, "answer")) for row in one("a-matching").findall("subquestion")]
    assert rows[0] == ("<code>service</code> = x", "keeps tasks")
    assert rows[-1] == ("", "is a registry")


def test_a_cloze_embeds_its_answers_with_their_signs_escaped() -> None:
    shown = unescape(text(one("a-cloze"), "questiontext"))
    gaps = re.findall(r"\{1:SHORTANSWER_C:(.+?)(?<!\\)\}", shown)
    assert len(gaps) == 2
    assert gaps[0] == r"=256#A quarter.~=0.25 vCPU#A quarter.~%0%25\*6#No *."
    assert "[[no-gap]]" in shown


@pytest.mark.parametrize("id", ["a-fix", "an-open"])
def test_what_a_person_grades_comes_with_the_guide(id: str) -> None:
    node = one(id)
    assert node.get("type") == "essay"
    assert text(node, "graderinfo")
    assert ('"memory": 0' in text(node, "responsetemplate")) == (id == "a-fix")


def test_a_scenario_is_left_out_and_told() -> None:
    made = export("moodle", asked(*EVERY), NOW)
    assert [told.id for told in made.left] == ["a-scenario"]
    assert "a-scenario" not in made.written
