"""A question of any kind and the verdict on its answer, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from course.app.showing import count, indented, plain, wrapped
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderingQuestion,
    OutputQuestion,
    ScenarioQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked, Feedback, Graded, PointVerdict, Verdict
from course.quiz.kinds.scenario import step_after
from course.quiz.typing import LETTERS, example, shown_order

POINTS: tuple[tuple[Verdict, str, str], ...] = (
    ("covered", "✔", "covered"),
    ("missed", "○", "missed"),
    ("contradicted", "✘", "contradicted"),
    ("said", "✘", "said, and not so"),
)
"""Verdict on a point → its sign and word, in the order in which they are told. What a good answer never says and this one did
not say needs no word."""
LONGEST_QUOTE = 300
"""Characters of the learner's own words that are quoted."""


def question_words(asked: Asked, number: int, of: int, *, before: Sequence[int] = ()) -> str:
    """A question, with all that is needed to answer it. `before`: choices of a scenario that were made already."""
    body = _body(asked, before)
    ask = asked.question.ask.strip()
    return "\n".join([f"Question {number} of {of}: {ask}", *body, how_to_answer(asked)])


def _body(asked: Asked, before: Sequence[int]) -> list[str]:
    question = asked.question
    match question:
        case MatchingQuestion():
            lefts = [f"  {n}. {pair.left}" for n, pair in enumerate(question.pairs, 1)]
            return [*lefts, "", *_lettered(options_shown(asked))]
        case ClozeQuestion():
            return ["", *_block(gaps_numbered(question)), "", f"Gaps: {gap_names(question)}"]
        case OutputQuestion():
            lines = question.output.rstrip("\n").split("\n")
            width = len(str(len(lines)))
            listed = [f"  {n:>{width}}  {line}" for n, line in enumerate(lines, 1)]
            return ["", f"$ {question.shows}", *listed, "", *_lettered(options_shown(asked))]
        case FixQuestion():
            beside = [
                line for text in question.beside for line in ["", "Judged with it, and right as it is:", *_block(text)]
            ]
            return ["", *_block(question.document), *beside, ""]
        case ScenarioQuestion():
            step = step_after(question, before)
            if step is None:
                return ["", "That was the last step."]
            return ["", f"Step {len(before) + 1}: {step.ask.strip()}", *_lettered([o.text for o in step.options])]
        case _:
            return _lettered(options_shown(asked))


def _lettered(texts: Sequence[str]) -> list[str]:
    return [f"  {letter}) {text}" for letter, text in zip(LETTERS, texts, strict=False)]


def _block(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.strip("\n").split("\n")]


def gaps_numbered(question: ClozeQuestion) -> str:
    """The text of a cloze question with `[1 name]` in place of each gap."""
    text = question.text
    for number, gap in enumerate(question.gaps, 1):
        text = text.replace(f"[[{gap.name}]]", f"[{number} {gap.name}]")
    return text


def gap_names(question: ClozeQuestion) -> str:
    """`1 mode, 2 cpu`."""
    return ", ".join(f"{number} {gap.name}" for number, gap in enumerate(question.gaps, 1))


def options_shown(asked: Asked) -> tuple[str, ...]:
    """Texts of the options, lines or rights in the order in which they are shown; none for kinds without."""
    question = asked.question
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        texts: Sequence[str] = [option.text for option in question.options]
    elif isinstance(question, OrderingQuestion):
        texts = [item.text for item in question.items]
    elif isinstance(question, MatchingQuestion):
        texts = question.rights
    else:
        return ()
    return tuple(texts[position] for position in shown_order(asked))


def how_to_answer(asked: Asked) -> str:
    """What kind of answer is wanted."""
    question = asked.question
    match question:
        case NumberQuestion():
            return f"The answer is a number, in {question.unit}."
        case OpenQuestion():
            return f"Answer in your own words, as you would say it in {speaking_time(question)}."
        case MatchingQuestion():
            again = " A letter may stand more than once." if _repeats(question) else ""
            return f"Give each number its letter: {example(asked).partition('such as ')[2]}.{again}"
        case ClozeQuestion():
            return "Fill the gap." if len(question.gaps) == 1 else f"Fill the {len(question.gaps)} gaps."
        case FixQuestion():
            names = {"json": "JSON", "yaml": "YAML", "hcl": "HCL"}
            return f"Hand in the whole document, mended, in {names[question.syntax]}. What is right in it must stay."
        case OutputQuestion():
            return "One of them is what happened. Say which, and the number of a line that shows it."
    return {
        "single": "One of them is right.",
        "multiple": "One or more are right; choose all of them and no other.",
        "ordering": "Put them in order, first to last.",
        "short": "The answer is a word or a short phrase.",
        "scenario": "One of them is best. What follows depends on your answer.",
    }.get(question.kind, "")


def _repeats(question: MatchingQuestion) -> bool:
    return len({pair.right for pair in question.pairs}) < len(question.pairs)


def speaking_time(question: OpenQuestion) -> str:
    """`2 minutes`, `90 seconds`."""
    minutes, seconds = divmod(question.seconds, 60)
    return count(question.seconds, "second") if seconds or not minutes else count(minutes, "minute")


def graded_words(graded: Graded, asked: Asked | None = None) -> str:
    """The verdict on an answer: message, a word on every option or point, the reason, the model answer, the sources."""
    lines = [verdict_words(graded)]
    for one in feedback_shown(graded, asked):
        sign, word = feedback_sign(one, asked)
        lines += [f"  {sign} {word}: {one.text}", *indented(one.why)]
    for sign, word, points in points_grouped(graded):
        lines += [f"  {sign} {word}:", *(line for point in points for line in _point(point))]
    lines += wrapped(graded.explain)
    if graded.model_answer:
        is_fix = asked is not None and isinstance(asked.question, FixQuestion)
        model = _block(graded.model_answer) if is_fix else wrapped(graded.model_answer)
        lines += ["", "One way to write it:" if is_fix else "A good answer:", *model, ""]
    if asked is not None:
        checked = asked.question.checked.isoformat()
        lines += [f"Source: {source.title}, {source.url} (checked {checked})" for source in asked.question.sources]
    return "\n".join(lines)


def points_grouped(graded: Graded) -> Iterator[tuple[str, str, list[PointVerdict]]]:
    """Sign, word and points of each verdict that an open answer got; points that need no word are left out."""
    for verdict, sign, word in POINTS:
        points = [point for point in graded.points if point.verdict == verdict]
        if points:
            yield sign, word, points


def point_words(point: PointVerdict) -> tuple[str, str, str]:
    """Of a point: what it says, the learner's own words (or ""), and what to say better (or "")."""
    notes = ", outdated" if point.outdated else ""
    judge = {"model": ", judged by your language model", "learner": ", your own verdict"}.get(point.by, "")
    quote = f"You said: “{plain(' '.join(point.quote.split()), LONGEST_QUOTE)}”" if point.quote else ""
    better = f"Better: {point.better}" if point.better and not point.good else ""
    says = point.says if not (notes or judge) else f"{point.says} ({(notes + judge).removeprefix(', ')})"
    return says, quote, better


def _point(point: PointVerdict) -> list[str]:
    says, quote, better = point_words(point)
    return [*indented(f"- {says}", 4), *indented(quote), *indented(better)]


def verdict_words(graded: Graded) -> str:
    """`✔ Right.` or `✘ Not this one.`"""
    return f"{'✔' if graded.right else '✘'} {graded.message}"


def feedback_shown(graded: Graded, asked: Asked | None) -> list[Feedback]:
    """What is said about each option, in the order in which they were shown; lines of an ordering stand in the right one.

    A number's own reason is the explanation that follows anyway: not said twice.
    """
    said = [replace(one, why="") if one.why == graded.explain else one for one in graded.feedback]
    said = [
        replace(one, text=plain(one.text), why=plain(one.why)) for one in said
    ]  # a learner's words may stand in both
    kind = asked.question.kind if asked else ""
    if asked and kind in ("single", "multiple") and len(asked.order) == len(said):
        return [said[position] for position in asked.order]
    if asked and kind == "output" and len(asked.order) <= len(said):
        return [*(said[position] for position in asked.order), *said[len(asked.order) :]]
    if kind == "ordering":
        return [replace(one, text=f"{place}. {one.text}") for place, one in enumerate(said, start=1)]
    return said


def feedback_sign(feedback: Feedback, asked: Asked | None) -> tuple[str, str]:
    """Sign and words for one option: `right`, `wrong`, and whether it was chosen; for a line whether it was in its place."""
    sign = "✔" if feedback.right else "✘"
    kind = asked.question.kind if asked else ""
    right = feedback.right
    if kind == "ordering":
        return sign, "in its place" if right else "was elsewhere"
    if kind == "matching":
        return sign, "matched" if right else "belong together"
    if kind == "cloze":
        return sign, "right" if right else "not yet, right is"
    if kind == "fix":
        return sign, "holds" if right else "to mend"
    return sign, ("right" if right else "wrong") + (", your answer" if feedback.chosen else "")
