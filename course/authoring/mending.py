"""Questions of the kind `fix` proven: the document has the flaw it is said to have, and the model answer is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from course.catalog.questions import question_lines
from course.catalog.reading import Reading
from course.model.errors import CourseError
from course.model.problem import BLANK
from course.model.question import FixQuestion, Question
from course.quiz.documents.paths import at
from course.quiz.kinds.fix import fix, holds, judged
from course.quiz.pick import ask

Wrong = Callable[[str, str], None]
NOTHING = {"json": "{}", "yaml": "{}", "hcl": "# nothing"}
"""What is left when everything was deleted."""


def mending(reading: Reading, questions: Iterable[Question]) -> None:
    """Judge every such question, in each of its variants; what is wrong becomes a problem with the question's line."""
    for question in questions:
        if isinstance(question, FixQuestion) and BLANK not in question.document + question.model_answer:
            path = reading.places.questions / f"{question.topic}.toml"
            line = _line(path, question.id)

            def wrong(says: str, fix: str, id: str = question.id, path: Path = path, line: int = line) -> None:
                reading.problem(path, f"{id}: {says}", fix, line=line)

            told: set[str] = set()
            for seed in range(len(question.variants) * 4 or 1):
                asked = ask(question, seed).question
                assert isinstance(asked, FixQuestion)
                if asked.document not in told:
                    told.add(asked.document)
                    prove(asked, wrong)


def prove(question: FixQuestion, wrong: Wrong) -> None:
    """Everything that is wrong with one question."""
    try:
        document = judged(question.syntax, question.document, question.beside)
    except CourseError as error:
        wrong(f"the document cannot be read: {error.message}", "a flaw of syntax is not asked: write what can be read")
        return
    try:
        model = judged(question.syntax, question.model_answer, question.beside)
        broken = set((document.counts() - model.counts()).keys())
        if missing := sorted(set(question.rules) - broken):
            wrong(
                f"the document does not break {', '.join(missing)}", f"it breaks: {', '.join(sorted(broken)) or 'none'}"
            )
        if further := sorted(broken - set(question.rules)):
            wrong(f"the document breaks {', '.join(further)}, too", "name it in rules, or mend it in the document")
        held = [holds(one, document.read, document.read) for one in question.wanted]
        for one, hold in zip(question.wanted, held, strict=True):
            if one.keep and not hold:
                wrong(f"{one.path} is to be kept, and does not hold in the document", "correct the path or the value")
            if not one.keep and hold and not one.absent and at(document.read.value, one.path):
                wrong(f"{one.path} holds in the document as it stands", "mark it with keep = true, or correct it")
        if not broken and all(held):
            wrong("the document has no flaw", "name rules that it breaks, or what is wanted")
        graded = fix(question, question.model_answer)
        if not graded.right:
            off = "; ".join(f"{each.text}: {each.why}" for each in graded.feedback if not each.right)
            wrong(f"the model answer is not right: {graded.message} {off}".strip(), "correct it, or what is wanted")
        if fix(question, question.document).right:
            wrong("the document is right as it stands", "say in wanted what must change")
        if fix(question, NOTHING[question.syntax]).right:
            wrong("deleting everything is right", "say with keep = true what must stay")
    except CourseError as error:
        wrong(
            f"it cannot be graded: {error.message}", "correct the model answer, the paths, or the documents beside it"
        )


def _line(path: Path, id: str) -> int:
    try:
        text = path.read_text("utf-8")
    except OSError:
        return 0
    lines = text.splitlines()
    return next((n for n in question_lines(text, text.count("[[question]]")) if n and f'"{id}"' in lines[n - 1]), 0)
