"""Use cases of scripts: questions listed and shown, single answers graded, recorded only where that is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any

from course.app.question_words import options_shown
from course.app.record import record
from course.catalog.bank import Bank, bank
from course.home import Home
from course.model.errors import UsageProblem
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    NumberQuestion,
    OpenQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
)
from course.model.quiz import Asked, Graded
from course.quiz.grade import grade
from course.quiz.pick import ask
from course.quiz.typing import LETTERS, answer_of, example, shown_order
from course.quiz.variants import varied


def listed(
    home: Home,
    *,
    topics: Collection[str] = (),
    levels: Collection[str] = (),
    kinds: Collection[str] = (),
    days: Collection[int] = (),
) -> list[Question]:
    """The questions that fit all wishes, those of the learner's own decks among them, by topic and id.

    Raises UsageProblem for a topic, level or kind that no question has.
    """
    questions = bank(decks=home.decks)
    for name, asked, known in (
        ("topic", topics, {entry.topic for entry in questions.entries}),
        ("level", levels, {entry.level for entry in questions.entries}),
        ("kind", kinds, {entry.kind for entry in questions.entries}),
    ):
        for one in asked:
            if one not in known:
                raise UsageProblem(f"No question has the {name} {one}. There are: {', '.join(sorted(known))}.")
    return [
        question
        for entry in sorted(questions.entries, key=lambda each: (each.topic, each.id))
        if (not topics or entry.topic in topics)
        and (not levels or entry.level in levels)
        and (not kinds or entry.kind in kinds)
        and (not days or set(days) & set(entry.days))
        and (question := questions.get(entry.id)) is not None
    ]


def asked_for(home: Home, id: str, seed: int) -> Asked:
    """A question as it is shown under a seed. Raises UsageProblem for an id that there is not."""
    questions: Bank = bank(decks=home.decks)
    question = questions.get(id)
    if question is None:
        near = difflib.get_close_matches(id, questions, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise UsageProblem(f"There is no question {id[:80]}.{meant}", run="ecs-course quiz list")
    return ask(question, seed)


def graded(home: Home, asked: Asked, typed: str, *, keep: bool = False) -> tuple[Graded, str]:
    """The verdict on an answer as it was typed, or as JSON in the bank's positions; and a note, "" where all went well.

    `keep` writes it into the learner's log. Raises UsageProblem for what cannot be understood; nothing is kept then.
    """
    given = answer_of(typed, asked, bare_numbers=True)
    verdict = grade(asked.question, given)
    question = asked.question
    if not keep:
        return verdict, ""
    body: dict[str, Any] = {
        "question": question.id,
        "topic": question.topic,
        "day": "",
        "kind": question.kind,
        "answer": given,
        "right": verdict.right,
        "credit": round(verdict.credit, 4),
        "seconds": 0.0,
        "sitting": "",
        "asked_in": "script",
    }
    if verdict.points:
        body["points"] = [asdict(point) for point in verdict.points]
    return verdict, record(home, "question_answered", body)


def entry_json(question: Question) -> dict[str, Any]:
    """What a list says of a question."""
    return {
        "id": question.id,
        "topic": question.topic,
        "level": question.level,
        "kind": question.kind,
        "days": list(question.days),
        "prompt": varied(question, 0).ask.strip(),
    }


def shown_json(asked: Asked) -> dict[str, Any]:
    """A question with all that is needed to answer it, and nothing that answers it."""
    return {**entry_json(asked.question), **dict(_parts(asked)), "answer_with": example(asked)}


def _parts(asked: Asked) -> Iterator[tuple[str, Any]]:
    question = asked.question
    if isinstance(question, MatchingQuestion):
        yield "lefts", [{"number": n, "text": pair.left} for n, pair in enumerate(question.pairs, 1)]
    if options := options_shown(asked):
        yield (
            "options",
            [
                {"letter": letter, "position": position, "text": text}
                for letter, position, text in zip(LETTERS, shown_order(asked), options, strict=False)
            ],
        )
    match question:
        case NumberQuestion():
            yield "unit", question.unit
        case ClozeQuestion():
            yield from [
                ("text", question.text),
                ("syntax", question.syntax),
                ("gaps", [gap.name for gap in question.gaps]),
            ]
        case OutputQuestion():
            yield from [("shows", question.shows), ("output", question.output)]
        case FixQuestion():
            yield from [("document", question.document), ("syntax", question.syntax), ("beside", list(question.beside))]
        case OpenQuestion():
            yield "seconds", question.seconds
        case ScenarioQuestion():
            yield (
                "steps",
                [
                    {
                        "id": step.id,
                        "ask": step.ask,
                        "options": [option.text for option in step.options],
                        "next": step.next,
                    }
                    for step in question.steps
                ],
            )


def graded_json(verdict: Graded, asked: Asked) -> dict[str, Any]:
    """The verdict for programs."""
    return {
        "id": verdict.question_id,
        "answer": verdict.answer,
        "right": verdict.right,
        "credit": round(verdict.credit, 4),
        "message": verdict.message,
        "feedback": [asdict(one) for one in verdict.feedback],
        "points": [asdict(one) for one in verdict.points],
        "explain": verdict.explain.strip(),
        "model_answer": verdict.model_answer,
        "sources": [{"title": source.title, "url": source.url} for source in asked.question.sources],
        "checked": asked.question.checked.isoformat(),
    }
