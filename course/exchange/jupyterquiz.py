"""JSON for jupyterquiz: multiple_choice, many_choice, numeric and string questions."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from course.exchange.formats import Export
from course.exchange.markdown import clean, inline, words
from course.exchange.parts import DEPENDS, NO_LINE, ask, number, options_of, pieces, reasons
from course.model.question import (
    ClozeQuestion,
    Gap,
    NumberQuestion,
    OutputQuestion,
    Question,
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked

_LEFT = {
    "ordering": "jupyterquiz puts nothing in order",
    "matching": "jupyterquiz matches nothing",
    "fix": "jupyterquiz judges no documents",
    "open": "jupyterquiz judges no answers in one's own words",
    "scenario": DEPENDS,
}


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """A list of questions, as `display_quiz` takes it. ASCII only: it opens its file in the platform's own encoding."""
    made = Export()
    listed = []
    for one in asked:
        entry = _entry(one.question, made)
        if entry is not None:
            listed.append({**entry, "metadata": {"id": one.question.id, "topic": one.question.topic}})
            made.written.append(one.question.id)
    made.data = (json.dumps(listed, indent=1, ensure_ascii=True) + "\n").encode("ascii")
    return made


def _entry(question: Question, made: Export) -> dict[str, Any] | None:
    if question.kind in _LEFT:
        made.leave(question, _LEFT[question.kind])
        return None
    entry: dict[str, Any] = {"question": _shown(ask(question))}
    if isinstance(question, NumberQuestion):
        unit = f"<p>Your answer, in {words(question.unit)}.</p>" if question.unit else ""
        return {"question": _shown(ask(question) + unit), "type": "numeric", "answers": _numbers(question)}
    if isinstance(question, ShortQuestion):
        return {**entry, "type": "string", "answers": _texts(question.accept, question, question.near)}
    if isinstance(question, ClozeQuestion):
        if len(question.gaps) != 1:
            made.leave(question, f"it has {len(question.gaps)} gaps, and jupyterquiz asks for one text")
            return None
        (gap,) = question.gaps
        shown = "".join("_____" if isinstance(piece, Gap) else piece for piece in pieces(question))
        answers = _texts(gap.accept, question, gap.near, match_case=True, why=gap.why)
        return {**entry, "type": "string", "code": _shown(words(shown)), "answers": answers}
    if isinstance(question, OutputQuestion):
        entry["code"] = _shown(words(question.output))
        made.lose(question, NO_LINE)
    one_right = isinstance(question, SingleQuestion | OutputQuestion)
    answers = [
        {"answer": _shown(inline(option.text)), "correct": option.right, "feedback": _said(option.why, option.right, question)}
        for option in options_of(question)
    ]  # fmt: skip
    return {**entry, "type": "multiple_choice" if one_right else "many_choice", "answers": answers}


def _numbers(question: NumberQuestion) -> list[dict[str, Any]]:
    """A range holds its lower end and not its upper one, which is a value of its own therefore."""
    right = {"correct": True, "feedback": _said("", True, question)}
    answers: list[dict[str, Any]] = [{"type": "value", "value": _plain(question.answer), **right}]
    if question.tolerance:
        low, high = question.answer - question.tolerance, question.answer + question.tolerance
        answers += [
            {"type": "range", "range": [low, high], **right},
            {"type": "value", "value": _plain(high), **right},
        ]
    for wrong in question.wrong:
        feedback = f"{number(wrong.value)} {words(question.unit)}: {inline(wrong.why)}"
        answers.append({"type": "value", "value": _plain(wrong.value), "correct": False, "feedback": _shown(feedback)})
    return [*answers, {"type": "default", "feedback": "No usual slip leads to this number. Try again."}]


def _plain(value: float) -> float | int:
    return int(value) if math.isfinite(value) and value == int(value) else value


def _texts(
    accept: Sequence[str], question: Question, near: Sequence[Any], *, match_case: bool = False, why: str = ""
) -> list[dict[str, Any]]:
    said = _said(why, True, question)
    answers: list[dict[str, Any]] = [
        {"answer": clean(text), "correct": True, "match_case": match_case, "feedback": said} for text in accept
    ]
    answers += [
        {"answer": clean(one.text), "correct": False, "match_case": match_case, "feedback": _shown(inline(one.why))}
        for one in near
    ]
    return [*answers, {"type": "default", "feedback": "Not this. Try again."}]


def _said(why: str, right: bool, question: Question) -> str:
    """Feedback: the reason of one option, and after the right one all that is said after the question."""
    return _shown((f"<p>{inline(why)}</p>" if why else "") + (reasons(question) if right else ""))


def _shown(html_text: str) -> str:
    """HTML in which jupyterquiz finds neither formulas (`$`) nor links of its own (`[a](b)`)."""
    return html_text.replace("$", "&#36;").replace("[", "&#91;")
