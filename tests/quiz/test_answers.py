"""The labelled answers are complete, fit the bank's rubrics, and their two halves are alike."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from course.catalog.bank import bank
from course.model.question import OpenQuestion
from tests.quiz.labelled import Kind, Label, Split, answers, tables

SPLITS: tuple[Split, ...] = get_args(Split)
TOPICS = ("interview-core", "interview-network", "interview-deploy", "interview-operate")
"""Whose open questions have labelled answers."""
OPEN = {q.id: q for q in bank().values() if isinstance(q, OpenQuestion) and q.topic in TOPICS}
ALL = [answer for split in SPLITS for answer in answers(split)]
LEAST: dict[Kind, int] = {"good": 3, "partial": 3, "wrong": 2, "outdated": 1, "off-topic": 1, "keyword-salad": 1}
"""How many answers of each kind every question has at least."""


def test_there_are_enough_and_none_twice() -> None:
    assert len(ALL) >= 330
    assert [id for id, n in Counter(a.id for a in ALL).items() if n > 1] == []
    assert [text for text, n in Counter(a.text for a in ALL).items() if n > 1] == []


@pytest.mark.parametrize("split", SPLITS)
def test_points_are_those_of_the_rubric_that_was_labelled(split: Split) -> None:
    labelled = {table["id"]: table["points"] for _, table in tables(split)}
    assert labelled == {
        id: [("must not: " if point.must_not else "") + point.says for point in question.rubric]
        for id, question in OPEN.items()
    }


def test_every_point_has_a_label_that_fits_it() -> None:
    for answer in ALL:
        rubric = OPEN[answer.question].rubric
        fitting = [{"said", "not_said"} if p.must_not else {"covered", "missed", "contradicted"} for p in rubric]
        assert len(answer.labels) == len(rubric), answer.id
        assert all(label in labels for label, labels in zip(answer.labels, fitting, strict=True)), answer.id


def test_kind_and_labels_do_not_belie_each_other() -> None:
    for answer in ALL:
        labels = Counter(answer.labels)
        wrong = labels["contradicted"] + labels["said"]
        fits = {
            "good": labels["covered"] >= 3 and not wrong,
            "partial": labels["covered"] > 0 and not wrong,
            "wrong": wrong > 0,
            "outdated": True,
            "off-topic": not labels["covered"] and not wrong,
            "keyword-salad": not labels["covered"] and not wrong,
        }
        assert fits[answer.kind], answer.id


def test_every_question_has_answers_of_every_kind() -> None:
    counted = {id: Counter(a.kind for a in ALL if a.question == id) for id in OPEN}
    assert {
        (id, kind): counts[kind] for id, counts in counted.items() for kind, n in LEAST.items() if counts[kind] < n
    } == {}


def test_each_answer_stands_in_the_file_of_its_half() -> None:
    for split in SPLITS:
        assert {raw["split"] for _, table in tables(split) for raw in table["answer"]} == {split}


def test_the_halves_are_alike() -> None:
    kinds = Counter((a.kind, a.split) for a in ALL)
    assert [kind for kind in LEAST if abs(kinds[kind, "tune"] - kinds[kind, "eval"]) > 1] == []
    labels = Counter((label, a.split) for a in ALL for label in a.labels)
    frequent: tuple[Label, ...] = ("covered", "missed", "not_said")
    for label in frequent:
        assert abs(labels[label, "tune"] - labels[label, "eval"]) < 0.1 * labels[label, "tune"], label
    rare: tuple[Label, ...] = ("contradicted", "said")
    for label in rare:
        assert min(labels[label, "tune"], labels[label, "eval"]) >= 25, label
    for id in OPEN:
        each = Counter(a.split for a in ALL if a.question == id)
        assert min(each["tune"], each["eval"]) >= 5, id
