"""What the schema cannot say of a question: that it can be answered, and that its parts fit each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from course.model.ids import SLUG
from course.model.problem import BLANK
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NearMiss,
    NumberQuestion,
    OpenQuestion,
    Option,
    OrderingQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
    ShortQuestion,
    SingleQuestion,
)

Wrong = Callable[[str, str], None]
"""Takes what is wrong, and what to do."""
GAP = re.compile(r"\[\[([A-Za-z_][\w-]*)\]\]")
"""A gap in the text of a cloze question."""


def judge(question: Question, topic: str, wrong: Wrong) -> None:
    """Everything that is wrong with a question of this topic's file, each told to `wrong`."""
    _every(question, topic, wrong)
    match question:
        case SingleQuestion():
            _options(question.options, wrong)
            _one_right(question.options, wrong)
        case MultipleQuestion():
            _options(question.options, wrong)
            if not 0 < sum(o.right for o in question.options) < len(question.options):
                wrong(
                    "none or all of the options are right", "mark the right ones, and have at least one that is wrong"
                )
        case NumberQuestion():
            for number in question.wrong:
                if abs(number.value - question.answer) <= question.tolerance:
                    wrong(f"the wrong number {number.value:g} lies within the tolerance", "make it differ, or drop it")
        case OrderingQuestion():
            if len({item.text for item in question.items}) < max(3, len(question.items)):
                wrong("it has fewer than three different lines", "add lines, or ask it another way")
        case MatchingQuestion():
            _matching(question, wrong)
        case ShortQuestion():
            _accepted(question.accept, question.near, "", wrong)
        case ClozeQuestion():
            _cloze(question, wrong)
        case OutputQuestion():
            _options(question.options, wrong)
            _one_right(question.options, wrong)
            _evidence(question, wrong)
        case ScenarioQuestion():
            _scenario(question, wrong)
        case OpenQuestion():
            _open(question, wrong)
        case FixQuestion():
            _fix(question, wrong)


def _every(question: Question, topic: str, wrong: Wrong) -> None:
    if not SLUG.fullmatch(question.id):
        wrong("the id is no slug", "use lower case, digits and single dashes")
    if question.topic != topic:
        wrong(f"topic is {question.topic}", f"make it {topic}, or move the question")
    if not question.sources:
        wrong("it has no source", "name the page the answer was read on")
    if not question.days:
        wrong("it belongs to no day", "name the day that teaches it")
    if any(not source.url.startswith("https://") and BLANK not in source.url for source in question.sources):
        wrong("a source is no https address", "name a page that a learner can open")


def _options(options: Sequence[Option], wrong: Wrong, where: str = "") -> None:
    if len(options) < 3:
        wrong(f"{where}it has fewer than three options", "add one that a real misconception would choose")
    if len({o.text for o in options}) != len(options):
        wrong(f"{where}two options read the same", "make them differ")


def _one_right(options: Sequence[Option], wrong: Wrong, where: str = "") -> None:
    if sum(o.right for o in options) != 1:
        wrong(f"{where}not exactly one option is right", "mark one with right = true")


def _matching(question: MatchingQuestion, wrong: Wrong) -> None:
    if len(question.pairs) < 3:
        wrong("it has fewer than three pairs", "add pairs, or ask it another way")
    for left in _twice(pair.left for pair in question.pairs):
        wrong(f"{left!r} stands twice on the left", "let every left stand once")
    rights = {pair.right for pair in question.pairs}
    if len(rights) < 2:
        wrong("all have the same right", "there must be something to choose")
    for extra in question.extra:
        if extra in rights:
            wrong(f"the extra {extra!r} is the right of a pair", "an extra belongs to no left")
    for extra in _twice(question.extra):
        wrong(f"the extra {extra!r} stands twice", "drop one")


def _accepted(accept: Sequence[str], near: Sequence[NearMiss], where: str, wrong: Wrong) -> None:
    if not accept or not all(_plain(text) or text.strip() for text in accept):
        wrong(f"{where}accept has nothing, or an empty text", "write the right answers, the one to be shown first")
    right = {_plain(text) for text in accept if BLANK not in text}
    for one in near:
        if BLANK not in one.text and _plain(one.text) in right:
            wrong(f"{where}{one.text!r} is accepted, and near as well", "a near miss is not right: drop it from one")


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-/]+", "", text.casefold()).strip(".,;:!?\"'`()")


def _cloze(question: ClozeQuestion, wrong: Wrong) -> None:
    written = Counter(GAP.findall(question.text))
    names = [gap.name for gap in question.gaps]
    for name in _twice(names):
        wrong(f"two gaps are named {name}", "give each a name of its own")
    for name, times in written.items():
        if name not in names:
            wrong(f"the text has [[{name}]], and no gap has that name", "add the gap, or take it out of the text")
        if times > 1:
            wrong(f"[[{name}]] stands {times} times in the text", "let each gap stand once")
    for gap in question.gaps:
        if gap.name not in written:
            wrong(f"no [[{gap.name}]] stands in the text", "put it there: letters, digits, _ and -")
        _accepted(gap.accept, gap.near, f"gap {gap.name}: ", wrong)
    if not question.gaps:
        wrong("it has no gap", "write [[name]] into the text, and a [[question.gaps]] for it")


def _evidence(question: OutputQuestion, wrong: Wrong) -> None:
    lines = question.output.rstrip("\n").split("\n")
    if not question.evidence:
        wrong("no line proves it", "name the line of the output that shows what happened")
    if len(lines) < 2:
        wrong("the output has one line only", "there must be lines to choose from")
    for one in question.evidence:
        times = sum(one.line in line for line in lines)
        if times != 1 or not one.line:
            wrong(
                f"the evidence {one.line!r} stands in {times} lines of the output",
                "quote a part that stands in exactly one line",
            )


def _scenario(question: ScenarioQuestion, wrong: Wrong) -> None:
    steps = {step.id: step for step in question.steps}
    if not question.steps:
        wrong("it has no step", "write at least two steps")
        return
    for id in _twice(step.id for step in question.steps):
        wrong(f"two steps are named {id}", "give each an id of its own")
    for step in question.steps:
        where = f"step {step.id}: "
        texts = [option.text for option in step.options]
        if len(texts) < 2:
            wrong(f"{where}it has fewer than two options", "give something to choose")
        if len(set(texts)) != len(texts):
            wrong(f"{where}two options read the same", "make them differ")
        _one_right(step.options, wrong, where)
        for text, after in step.next.items():
            if text not in texts:
                wrong(f"{where}next names {text!r}, which is no option", "write the option's text, letter by letter")
            if after not in steps:
                wrong(f"{where}next names the step {after}, which is not there", f"name one of {', '.join(steps)}")
    follow = {id: {after for after in step.next.values() if after in steps} for id, step in steps.items()}
    reached = _reached(question.steps[0].id, follow)
    for id in steps:
        if id not in reached:
            wrong(f"no answer leads to step {id}", "name it in a step's next, or drop it")
        if any(id in _reached(after, follow) for after in follow[id]):
            wrong(f"step {id} leads back to itself", "a scenario goes on, and ends")


def _reached(start: str, follow: dict[str, set[str]]) -> set[str]:
    met, ahead = set(), [start]
    while ahead:
        id = ahead.pop()
        if id not in met:
            met.add(id)
            ahead += follow[id]
    return met


def _open(question: OpenQuestion, wrong: Wrong) -> None:
    if sum(not point.must_not for point in question.rubric) < 3:
        wrong(
            "its rubric has fewer than three points that a good answer says", "add points; must_not ones do not count"
        )
    if not question.model_answer.strip():
        wrong("it has no model answer", "write what a good candidate says")
    for says in _twice(point.says for point in question.rubric):
        wrong(f"the point {says!r} stands twice", "make them differ, or drop one")
    if question.seconds <= 0:
        wrong("its speaking time is none", "give seconds, 120 for most")
    if any(point.weight < 1 for point in question.rubric):
        wrong("a point weighs less than 1", "weights are 1 or more")


def _fix(question: FixQuestion, wrong: Wrong) -> None:
    """What can be said without judging: authoring.mending proves the rest."""
    if not question.wanted and not question.rules:
        wrong("nothing is wanted", "name rules that the document breaks, or what must hold")
    for one in question.wanted:
        if (one.equals is not None) + bool(one.one_of) + one.absent > 1:
            wrong(f"{one.path} is wanted in two ways", "choose equals, one_of or absent")
        if one.keep and one.absent:
            wrong(f"{one.path} is to be kept and absent", "choose one")


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1 and BLANK not in str(value)]
