"""Questions to mend a document are proven before anybody sees them: what they say of the document is so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.authoring.mending import mending, prove
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.model.question import FixQuestion, Wanted
from tests.quiz.questions import DEFINITION, MENDED, fix

KEEP = Wanted(path="executionRoleArn", keep=True, why="It pulls.")
BOTH = ("fargate-network-mode", "fargate-task-size")


def told(question: FixQuestion) -> list[str]:
    found: list[str] = []
    prove(question, lambda says, fix: found.append(says) if fix else None)
    return found


def test_a_sound_question_has_no_problem() -> None:
    assert told(fix()) == []
    assert told(fix(wanted=())) == []


UNSOUND: dict[str, tuple[FixQuestion, str]] = {
    "no document": (fix(document="{"), "the document cannot be read: This is not JSON yet (line 1, column 2)"),
    "no model answer": (fix(model_answer="{"), "it cannot be graded: This is not JSON yet"),
    "a rule that is not broken": (fix(rules=(*BOTH, "image-characters")), "the document does not break image-characters"),
    "a rule more than is said": (fix(rules=BOTH[:1]), "the document breaks fargate-task-size, too"),
    "a model answer with a flaw": (
        fix(model_answer=MENDED.replace('"512"', '"300"').replace("web", "Web")), "does not break fargate-task-size",
    ),
    "a model answer without a wish": (
        fix(wanted=(Wanted(path="memory", equals=1024, why="Small."), KEEP)), "the model answer is not right: 2 of 3 mended.",
    ),
    "a wish that holds already": (
        fix(wanted=(Wanted(path="cpu", equals=256, why="Small."),)), "cpu holds in the document as it stands",
    ),
    "what is to be kept is not there": (
        fix(wanted=(Wanted(path="taskRoleArn", keep=True, why="?"),)), "taskRoleArn is to be kept, and does not hold",
    ),
    "no path": (fix(wanted=(Wanted(path="a[", why="?"),)), "it cannot be graded: 'a[' is no path"),
    "no flaw": (fix(document=MENDED, rules=(), wanted=(KEEP,)), "the document has no flaw"),
    "nothing to change": (
        fix(document=MENDED, rules=(), model_answer=MENDED, wanted=(KEEP,)),
        "the model answer is not right: It says what it said",
    ),
    "deleting will do": (
        fix(
            document='{"debug": true}', model_answer='{"debug": false}', rules=(),
            wanted=(Wanted(path="debug", equals=False, why="."),),
        ),
        "",
    ),
    "deleting everything will do": (
        fix(
            document='{"debug": true, "log": 1}', model_answer='{"log": 1}', rules=(),
            wanted=(Wanted(path="debug", absent=True, why="."),),
        ),
        "deleting everything is right",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "says"), UNSOUND.values(), ids=UNSOUND)
def test_what_is_not_so_is_said(question: FixQuestion, says: str) -> None:
    found = told(question)
    assert any(says in each for each in found) if says else found == []


def test_the_other_syntaxes_are_proven_as_well() -> None:
    hcl = 'resource "aws_ecs_cluster" "main" {\n  name = "old"\n}\n'
    question = fix(
        syntax="hcl", document=hcl, model_answer=hcl.replace("old", "new"), rules=(),
        wanted=(Wanted(path="aws_ecs_cluster.main.name", equals="new", why="."),),
    )  # fmt: skip
    assert told(question) == []
    assert told(replace(question, syntax="json"))[0].startswith("the document cannot be read: This is not JSON yet")


def test_every_variant_is_proven_and_named_with_the_line_of_the_question(tmp_path: Path) -> None:
    variants = ({"size": "300"}, {"size": "512"})
    question = fix(document=DEFINITION.replace("300", "{size}"), variants=variants)
    reading = Reading(Places(tmp_path))
    reading.places.questions.mkdir(parents=True)
    (reading.places.questions / "ecs-core.toml").write_text('# A bank\n[[question]]\nid = "q"\n', "utf-8")
    mending(reading, [question])
    assert [(Path(problem.file).name, problem.says) for problem in reading.problems] == [
        ("ecs-core.toml:3", "q: the document does not break fargate-task-size"),
        ("ecs-core.toml:3", "q: memory holds in the document as it stands"),
    ]
