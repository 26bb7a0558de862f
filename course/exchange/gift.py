"""GIFT: plain text, one question a paragraph, as Moodle's own importer reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from course.exchange.formats import Export
from course.exchange.markdown import clean, plain
from course.exchange.parts import AS_ASKED, DEPENDS, NO_LINE, number, pieces, share
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    Gap,
    MatchingQuestion,
    MultipleQuestion,
    NearMiss,
    NumberQuestion,
    OpenQuestion,
    OrderingQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked

RESERVED = "\\#=~{}:"
"""Characters that need a backslash before them (Moodle's qformat_gift; a new line becomes \\n)."""


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """The questions, a category for each topic. `[plain]` keeps readers from taking `*` or `<` for marks."""
    made = Export()
    lines = [f"// Questions of ECS in 30 Days, written on {now:%Y-%m-%d}.\n"]
    topic = ""
    for one in asked:
        answers = _answers(one.question, made)
        if answers is None:
            continue
        if one.question.topic != topic:
            topic = one.question.topic
            lines.append(f"$CATEGORY: ECS in 30 Days/{topic}\n")
        before, inside, after = answers
        lines.append(
            f"// [id:{one.question.id}] [tag:{one.question.level}] [tag:{one.question.topic}]\n"
            f"::{_text(one.question.id)}::[plain]{_text(before)}{{{inside}{_general(one.question)}}}{_text(after)}\n"
        )
        made.written.append(one.question.id)
    made.data = "\n".join(lines).encode("utf-8")
    return made


def _answers(question: Question, made: Export) -> tuple[str, str, str] | None:
    """Text before the answers, the answers, text after them; None where GIFT has no such question."""
    ask = plain(question.ask) + (f"\n\n{AS_ASKED} {plain(question.asked_as)}" if question.asked_as else "")
    if isinstance(question, SingleQuestion | OutputQuestion):
        if isinstance(question, OutputQuestion):
            ask += f"\n\n    {question.shows}\n\n" + "\n".join(f"    {line}" for line in question.output.split("\n"))
            made.lose(question, NO_LINE)
        return ask, _lines(("=" if o.right else "~", plain(o.text), plain(o.why)) for o in question.options), ""
    if isinstance(question, MultipleQuestion):
        part = share(sum(option.right for option in question.options))
        return (
            ask,
            _lines((f"~%{'' if o.right else '-'}{part}%", plain(o.text), plain(o.why)) for o in question.options),
            "",
        )
    if isinstance(question, NumberQuestion):
        rows = [(f"=%100%{number(question.answer)}:{number(question.tolerance)}", "", "")]
        rows += [(f"=%0%{number(slip.value)}:0", "", plain(slip.why)) for slip in question.wrong]
        unit = f"\n\nYour answer, in {question.unit}." if question.unit else ""
        return ask + unit, "#" + _lines(rows), ""
    if isinstance(question, ShortQuestion):
        return ask, _accepted(question.accept, question.near, ""), ""
    if isinstance(question, MatchingQuestion):
        pairs = [("=", plain(pair.left), "", plain(pair.right)) for pair in question.pairs]
        pairs += [("=", "", "", plain(extra)) for extra in question.extra]
        made.lose(question, "the reason of each pair; GIFT has one feedback for the whole question")
        return ask, _lines(pairs), ""
    if isinstance(question, OrderingQuestion):
        made.lose(question, "that lines are moved: they are matched with their places, 1 being the first")
        return ask, _lines(("=", str(n), "", plain(item.text)) for n, item in enumerate(question.items, 1)), ""
    if isinstance(question, ClozeQuestion):
        if len(question.gaps) != 1:
            made.leave(question, f"it has {len(question.gaps)} gaps, and GIFT holds one")
            return None
        text = "".join("[gap]" if isinstance(piece, Gap) else piece for piece in pieces(question))
        shown = "\n".join(f"    {line}" for line in text.split("\n"))
        gap = question.gaps[0]
        made.lose(question, "the gap in its place: it is shown as [gap], the answer is typed below")
        return f"{ask}\n\n{shown}", _accepted(gap.accept, gap.near, plain(gap.why)), ""
    if isinstance(question, OpenQuestion):
        made.lose(question, "that its points are graded: they are read after the answer; a person judges")
        if question.picture:
            made.lose(question, "its picture")
        return ask, "", ""
    if isinstance(question, FixQuestion):
        made.leave(question, "GIFT has no document to mend")
        return None
    assert isinstance(question, ScenarioQuestion)
    made.leave(question, DEPENDS)
    return None


def _accepted(accept: Iterable[str], near: Iterable[NearMiss], why: str) -> str:
    """`*` stands for anything in Moodle's short answers, unless a backslash stands before it."""
    rows = [("=%100%", text.replace("*", "\\*"), why) for text in accept]
    return _lines([*rows, *(("=%0%", one.text.replace("*", "\\*"), plain(one.why)) for one in near)])


def _lines(rows: Iterable[tuple[str, ...]]) -> str:
    """One answer a line: its mark, its text, its feedback, and in a matching what it belongs to."""
    said = []
    for mark, text, why, *right in rows:
        shown = _text(text if mark.startswith("~") else text.replace("->", "→"))  # `->` makes a matching of it
        belongs = f" -> {_text(right[0].replace('->', '→'))}" if right else ""
        said.append(f"\t{mark}{shown}{belongs}{f'#{_text(why)}' if why else ''}\n")
    return "\n" + "".join(said)


def _general(question: Question) -> str:
    said = [plain(question.explain)]
    if isinstance(question, OutputQuestion):
        said += [f"{one.line.strip()}: {plain(one.why)}" for one in question.evidence]
    if isinstance(question, OpenQuestion):
        said += [f"{'Never say' if p.must_not else 'Say'}: {plain(p.says)} {plain(p.better)}" for p in question.rubric]
        said += [f"Asked next: {plain(follow)}" for follow in question.follow_ups]
        said += ["Model answer: " + plain(question.model_answer)]
    named = ", ".join(f"{source.title} {source.url}" for source in question.sources)
    said.append(f"Source: {named}; checked on {question.checked.isoformat()}." if named else "")
    return f"\t####{_text(chr(10).join(filter(None, said)))}\n"


def _text(value: str) -> str:
    """Text with the characters of the format escaped."""
    kept = clean(value)
    for sign in RESERVED:
        kept = kept.replace(sign, "\\" + sign)
    return kept.replace("\n", "\\n").replace("\t", "    ")
