"""A document with a flaw, mended by the learner: held against our rules, what is wanted, and what must be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from course.lint.judging import Noticed, judge_read
from course.lint.lines import nearest
from course.model.errors import ContentProblem, UsageProblem
from course.model.question import FixQuestion, Wanted
from course.model.quiz import Feedback, Graded
from course.quiz.documents.paths import at, identical, same, steps
from course.quiz.documents.read import Read, cleaned, read
from course.quiz.documents.requests import requests_of
from course.quiz.documents.standing import lost
from course.quiz.kinds.verdicts import verdict

ANSWER = "answer"
"""The name under which the learner's document is judged."""
LONGEST_SHOWN = 80
"""Characters of a value that are quoted."""


@dataclass(frozen=True)
class Judged:
    """A document, and what our rules find in it."""

    read: Read
    noticed: tuple[Noticed, ...]
    operations: Counter[str]
    """How often it asks for what."""

    def counts(self) -> Counter[str]:
        """How often each rule is broken."""
        return Counter(each.finding.rule for each in self.noticed)


def fix(question: FixQuestion, answer: Any) -> Graded:
    """Right: no rule is broken that the model answer keeps, everything wanted holds, and nothing was lost.

    Each rule that was broken and each thing wanted earns its share; each rule broken anew, and each thing lost, takes a share
    away. Raises UsageProblem, with line and column, where the answer is not written in the question's syntax, and ContentProblem
    where the question's own documents are not.
    """
    before, model = _own(question, question.document), _own(question, question.model_answer)
    text = cleaned(answer)
    given = judged(question.syntax, text, question.beside)
    left = _beyond(given, model)
    broken = Counter(each.finding.rule for each in left)
    to_mend = {each.finding.rule: each for each in reversed(_beyond(before, model))}
    missing = model.operations - given.operations
    mended = [rule for rule, was in to_mend.items() if not broken[rule] and was.operation not in missing]
    new = [each for each in left if each.finding.rule not in to_mend]
    held = [(one, holds(one, given.read, before.read)) for one in question.wanted]
    wanted = [hold for one, hold in held if not one.keep]
    gone = lost(before.read, model.read, given.read) or [f"what makes it a {name}" for name in missing]
    bad = len(new) + len(gone) + sum(not hold for one, hold in held if one.keep)
    good, total = len(mended) + sum(wanted), len(to_mend) + len(wanted)
    unchanged = identical(given.read.value, before.read.value)
    right = good == total and not bad and not unchanged
    partial = 0.0 if unchanged else max(0.0, (good - bad) / max(total, 1))
    feedback = [_left(each) for each in left]
    feedback += [_mended(to_mend[rule]) for rule in mended]
    feedback += [_wanted(one, hold, given.read) for one, hold in held]
    feedback += [
        Feedback(text=f"You also removed {thing}", right=False, chosen=True, why="It must stay; only the flaw goes.")
        for thing in gone
    ]
    message = _message(right, unchanged, good, total, bad, bool(gone) or any(o.keep and not h for o, h in held))
    return replace(verdict(question, text, right, partial, message, feedback), model_answer=question.model_answer)


def _own(question: FixQuestion, text: str) -> Judged:
    """A document of the question's own; one that cannot be read is no slip of the learner's."""
    try:
        return judged(question.syntax, text, question.beside)
    except UsageProblem as error:
        raise ContentProblem(f"{question.id}: a document of this question cannot be read: {error.message}") from None


@lru_cache(maxsize=64)
def judged(syntax: str, text: str, beside: tuple[str, ...] = ()) -> Judged:
    """A document read and judged, with those beside it. Raises UsageProblem where it cannot be read."""
    found = read(syntax, text)
    others = [requests_of(read(syntax, other), f"beside {n}") for n, other in enumerate(beside, 1)]
    own = requests_of(found, ANSWER)
    noticed = judge_read([own, *others]).noticed
    operations = Counter(subject.operation for subject in own[1])
    return Judged(found, tuple(each for each in noticed if each.file == ANSWER), operations)


def holds(wanted: Wanted, given: Read, before: Read) -> bool:
    """Whether something wanted stands in the document."""
    found = at(given.value, wanted.path)
    if wanted.absent:
        return not found
    name = next((step for step in reversed(steps(wanted.path)) if isinstance(step, str) and step != "*"), "")
    if wanted.equals is not None or wanted.one_of:
        right = wanted.one_of or (wanted.equals,)
        return any(same(value, one, name) for value, _ in found for one in right)
    if wanted.keep:
        old = at(before.value, wanted.path)
        return bool(found) and all(any(same(value, was, name) for value, _ in found) for was, _ in old)
    return bool(found)


def _beyond(given: Judged, model: Judged) -> list[Noticed]:
    """What our rules find beyond what they find in the model answer; of the same rule, first what stands elsewhere."""
    allowed = model.counts()
    places = {(each.finding.rule, each.path) for each in model.noticed}
    found = []
    for each in sorted(given.noticed, key=lambda one: (one.finding.rule, one.path) not in places):
        if allowed[each.finding.rule] > 0:
            allowed[each.finding.rule] -= 1
        else:
            found.append(each)
    return sorted(found, key=lambda each: each.line)


def _left(each: Noticed) -> Feedback:
    where = f"line {each.line}: {each.path or each.subject}"
    return Feedback(text=where, right=False, chosen=True, why=f"{each.finding.why} (rule {each.finding.rule})")


def _mended(each: Noticed) -> Feedback:
    where = each.path or each.subject
    return Feedback(text=f"{where}: mended", right=True, chosen=True, why=f"Before: {each.finding.why}")


def _wanted(wanted: Wanted, hold: bool, given: Read) -> Feedback:
    found = at(given.value, wanted.path)
    if not found:
        says = "is lost: you also removed it" if wanted.keep and not wanted.absent else "is not there"
        return Feedback(text=f"{wanted.path} {says}", right=hold, chosen=True, why=wanted.why)
    value, place = found[0]
    plain = len(found) == 1 and not isinstance(value, dict | list)
    says = f"is {_shown(value)}" if plain else "is there"
    if not hold:
        says += (
            ", and must not be there"
            if wanted.absent
            else ", and that was changed, which it must not be"
            if wanted.keep
            else ""
            if plain
            else ", but not as it must be"
        )
    line = nearest(given.places, place)
    return Feedback(text=f"line {line}: {wanted.path} {says}", right=hold, chosen=True, why=wanted.why)


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _message(right: bool, unchanged: bool, good: int, total: int, bad: int, is_lost: bool) -> str:
    if right:
        return "Right: the flaw is gone, and nothing else is."
    if unchanged:
        return "It says what it said before: nothing has changed yet."
    also = " and something that must stay is lost or changed" if is_lost else " and a new flaw came in" if bad else ""
    if good == total:
        return f"The flaw is gone,{also.replace(' and', ' but', 1)}."
    return f"{good} of {total} mended{',' if also else ''}{also}."
