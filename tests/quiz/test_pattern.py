"""The language of patterns, each sign of it, and what is said of a line that is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.catalog.bank import bank
from course.model.question import OpenQuestion, RubricPoint
from course.quiz.answers.matcher import judge
from course.quiz.answers.pattern import parse, problems
from course.quiz.answers.spelling import meant
from course.quiz.answers.words import stem, words_of

ANY = next(q for q in bank().values() if isinstance(q, OpenQuestion))


def met(pattern: str, text: str) -> bool:
    question = replace(ANY, rubric=(RubricPoint(says="p", match=(pattern,)),))
    return judge(question, text)[0].verdict == "covered"


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("replace task", "It replaced the tasks.", "It replaced the hosts."),
        ("pull|download image", "It is downloading images.", "It is building images."),
        ("load_balancer", "Behind a load balancer.", "The balancer is under load."),
        ("load_balancer", "Behind a loadbalancer.", "A load, a balancer."),
        ("alb task", "An application load balancer sends it to a task.", "A listener sends it to a task."),
        ("deploy*", "The deployments are quick.", "The releases are quick."),
        ("@pull image", "It fetches the image.", "It draws the image."),
        ("~patch", "There is nothing to patch.", "You have to patch it."),
        ("~server", "You run it without a server.", "You run it on a server."),
        ("gone|~survive", "Files do not survive it.", "The files survive it."),
        ("?s3 endpoint", "Not S3, but an endpoint is needed.", "An endpoint is needed."),
        ("spot !database", "Use Spot for workers.", "Use Spot for a database."),
        ("role !~role", "The role pulls it.", "The role pulls it, and not that role."),
        ("base > first", "The base goes first.", "First comes the base."),
        ("clause: base first", "The base is placed first.", "First, there is the base."),
        (
            "wide: base first",
            "There is a base. It is what goes first.",
            "There is a base. Then more. This one is first.",
        ),
        ("answer: base first", "There is a base. Then there is more. It goes first.", "There is a base."),
        ("two|2 task", "It has two tasks.", "It has three tasks."),
    ],
)
def test_each_sign(pattern: str, yes: str, no: str) -> None:
    assert met(pattern, yes)
    assert not met(pattern, no)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "asks for nothing"),
        ("!spot", "asks for nothing"),
        ("!spot task", "put it last"),
        ("task >", "ends with >"),
        ("> task", "between no two"),
        ("task | role", "no word"),
        ("@nowhere", "not in content/synonyms.toml"),
        ("task ~", "no word"),
    ],
)
def test_a_line_that_is_no_pattern_is_named(pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse(pattern)
    question = replace(ANY, rubric=(RubricPoint(says="p", match=(pattern,)),))
    (problem,) = problems(question)
    assert "(point: p)" in problem


@pytest.mark.parametrize(
    "same",
    [
        "replace replaces replaced replacing",
        "stop stops stopped stopping",
        "policy policies",
        "patch patches patched patching",
        "run runs ran running",
        "address addresses",
    ],
)
def test_forms_of_a_word_are_one(same: str) -> None:
    assert len({stem(word) for word in same.split()}) == 1


@pytest.mark.parametrize(
    "different", ["need speed", "this his", "status state", "always alway", "nothing noth", "is was", "task ask"]
)
def test_endings_that_are_none_stay(different: str) -> None:
    one, other = (stem(word) for word in different.split())
    assert one != other


def test_slips_in_long_words_are_forgiven_and_short_ones_are_not() -> None:
    known = frozenset({"execution", "cluster", "host"})
    assert meant("exectuion", known) == "execution"
    assert meant("clsuter", known) == "cluster"
    assert meant("most", known) == "most"
    assert meant("bluster", known) == "bluster"


def test_words_know_their_place() -> None:
    text = "Don't use 30s, e.g. the ALB’s. It’s “ecs-exec”!"
    words = words_of(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)][:4] == ["Don't", "use", "30", "s"]
    assert words.norms[0] == "not"
    assert words.sentences[-1] == 1
