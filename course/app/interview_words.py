"""What a learner reads of a mock interview: its report and the interviewer's sheet as documents, and the words around it."""

from __future__ import annotations

from course.app.interview import PART_WORDS, Held, Sheet, SheetEntry
from course.app.interview_report import FLOOR, NEARLY, Claim, Entry, Point, Report, Said
from course.app.words import count, plain
from course.app.written import Block, Document, Exhibit, Heading, Item, Items, Paragraph, Quote, Rows
from course.model.question import (
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
    ShortQuestion,
    SingleQuestion,
)
from course.quiz.interview import STRONG, WEAK

VERDICTS = {
    "pass": "You would pass at this level.",
    "nearly": "Nearly: a little more, and you would pass at this level.",
    "not_yet": "Not yet at this level, and now you know where to work.",
}
SIGNS = {
    "covered": ("✔", "covered"),
    "missed": ("○", "missing"),
    "contradicted": ("✘", "not so"),
    "said": ("✘", "not so"),
    "not_said": ("✔", "rightly not said"),
}
"""A point's verdict → its sign and words."""


def minutes(seconds: float) -> str:
    """`2:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def per_cent(share: float) -> str:
    """`72 %`, never rounded up to what was not reached."""
    return f"{int(share * 100 + 1e-9)} %"


# The report


def report_document(report: Report, *, whole: bool = True) -> Document:
    """The report: what went well stands first. Not `whole`: without the single questions."""
    blocks: list[Block] = [Paragraph(VERDICTS[report.verdict], strong=True), Paragraph(_in_short(report))]
    if not report.ended:
        blocks.append(Paragraph("The interview goes on; this is how it stands now."))
    if report.strengths:
        blocks += [Heading("What you did well"), Items(tuple(_well(point) for point in report.strengths))]
    blocks += [Heading("By topic"), Rows(("Topic", "Score", "Questions"), _score_rows(report), "Scores by topic")]
    if report.claims:
        blocks += [Heading("What is not so, or not so any more"), Items(tuple(map(_claim, report.claims)))]
    if report.days:
        blocks += [Heading("Where to go on"), *_further(report)]
    if whole and report.entries:
        blocks.append(Heading("Question by question"))
        for number, entry in enumerate(report.entries, start=1):
            blocks += _entry(number, entry)
    blocks += [Heading("How this was judged"), Paragraph(_rule(report))]
    blocks += [Paragraph(f"Note: {note}") for note in report.notes]
    return Document(report.title, tuple(blocks))


def _in_short(report: Report) -> str:
    met = count(len(report.entries), "question")
    return (
        f"Score {per_cent(report.score)}; the pass mark is {per_cent(report.pass_mark)}. {met}, {minutes(report.seconds)} minutes"
        f" of the {minutes(report.given_s)} that they were given. Seed {report.seed}, held on {report.begun[:10]}."
    )


def _rule(report: Report) -> str:
    return (
        "Each answer was held against its points; every topic counts as much as the others. On a theme, an easier question counts"
        " half, and a deeper one only if it raises the score. A question passed over or not reached counts as nothing."
        f" The level passes from {per_cent(report.pass_mark)} on, if no topic lies below {per_cent(FLOOR)}; up to"
        f" {round(NEARLY * 100)} points below it is nearly there. The points are found in your words by fixed rules, which can"
        " miss an unusual way to put something: where you said it and the report says you did not, trust yourself."
    )


def _well(point: Point) -> Item:
    return Item(point.says, "✔", quote=point.quote)


def _score_rows(report: Report) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.name, per_cent(one.score) if one.questions else "not reached", str(one.questions)) for one in report.scores
    )


def _claim(claim: Claim) -> Item:
    more = [f"Better: {claim.better}"] if claim.better else []
    word = "no longer so" if claim.outdated else "not so"
    return Item(f"{claim.says} (question {claim.question})", "✘", word, claim.quote, tuple(more))


def _further(report: Report) -> list[Block]:
    items = []
    for day in report.days:
        title = f"Day {day.day}" + (f", {day.title}" if day.title else "")
        state = "" if day.ready else " (being written)"
        items.append(Item(f"{title}{state}", more=tuple(f"asked: {ask}" for ask in day.because)))
    cards = count(report.cards, "card comes", "cards come")
    return [
        Items(tuple(items)),
        Paragraph(f"{cards} back sooner because of this interview: `ecs-course drill` asks what is due."),
    ]


def _entry(number: int, entry: Entry) -> list[Block]:
    blocks: list[Block] = [Heading(f"{number}. {entry.place}", 3), Paragraph(entry.ask)]
    if entry.exhibit:
        blocks.append(_exhibit(entry.kind, entry.exhibit))
    if entry.answer:
        blocks += [Paragraph("Your answer:"), Quote(entry.answer)]
    return [*blocks, *verdict_blocks(entry)]


def verdict_blocks(entry: Entry) -> list[Block]:
    """How an answer was judged, and what a good one says."""
    blocks: list[Block] = []
    if entry.skipped:
        blocks.append(Paragraph("You passed over this one. In a real interview, say how you would find out."))
    else:
        time = f"{minutes(entry.seconds)} of the {minutes(entry.given_s)} minutes it was given"
        blocks.append(Paragraph(f"{per_cent(entry.credit)}. {plain(entry.message)} You took {time}."))
    points = [point for point in entry.points if point.verdict != "not_said"]
    if points:
        blocks.append(Items(tuple(map(_point, points))))
    if entry.said:
        blocks.append(Items(tuple(_said(one, entry.kind) for one in entry.said)))
    if entry.model_answer:
        blocks += [Paragraph("A good answer:"), Paragraph(entry.model_answer)]
    elif entry.explain:
        blocks.append(Paragraph(entry.explain))
    if entry.follow_ups:
        blocks += [Paragraph("What could be asked next:"), Items(tuple(Item(text) for text in entry.follow_ups))]
    return blocks


def _point(point: Point) -> Item:
    sign, word = SIGNS[point.verdict]
    more = [f"Better: {point.better}"] if point.better and point.verdict != "covered" else []
    if point.by == "learner":
        more.append("As you judged it yourself.")
    return Item(point.says, sign, "no longer so" if point.outdated and sign == "✘" else word, point.quote, tuple(more))


def _said(one: Said, kind: str) -> Item:
    """Of a number or a word, what was answered is the learner's own text; elsewhere an option of ours."""
    sign, word = _sign(one.right, one.chosen)
    if kind in ("short", "number") and one.chosen:
        return Item("", sign, word.removesuffix(", your answer"), one.text, _why(one.why))
    return Item(one.text, sign, word, more=_why(one.why))


def _sign(right: bool, chosen: bool) -> tuple[str, str]:
    return ("✔" if right else "✘"), ("right" if right else "wrong") + (", your answer" if chosen else "")


def _why(why: str) -> tuple[str, ...]:
    return (why,) if why else ()


def _exhibit(kind: str, text: str) -> Exhibit:
    return (
        Exhibit(text, "The picture, as mermaid source", "mermaid")
        if kind == "open"
        else Exhibit(text, "What was shown")
    )


# The interviewer's sheet


def sheet_document(sheet: Sheet) -> Document:
    """For the one who asks: what to ask, what to listen for, how to go on."""
    own = sheet.set
    blocks: list[Block] = [
        Paragraph(f"{own.says} About {own.minutes} minutes. Seed {sheet.seed}."),
        Paragraph(
            "The other one of you can take the same interview alone:"
            f" `ecs-course interview --level {own.level} --seed {sheet.seed}`."
        ),
        Items(
            (
                Item(
                    "Read the question aloud, once. Give the time that stands beside it, and do not help before it is over."
                ),
                Item("Tick a point when it was said, in whatever words."),
                Item("On a theme, begin where it says “begin here”."),
                Item(f"Strong, from {per_cent(STRONG)} of the weight on: ask the next deeper question."),
                Item(
                    f"Weak, below {per_cent(WEAK)}: ask the next easier one; after two weak answers go to the next theme."
                ),
                Item("In between: ask a follow-up, then go to the next theme."),
                Item(f"At most {own.counts.per_theme} questions a theme. End with something that went well."),
            )
        ),
    ]
    heading = ""
    for number, entry in enumerate(sheet.entries, start=1):
        part = f"Theme: {entry.step.theme}" if entry.step.theme else PART_WORDS[entry.step.part]
        if part != heading:
            blocks.append(Heading(part))
            heading = part
        blocks += _sheet_entry(number, entry, [e for e in sheet.entries if e.step.theme == entry.step.theme != ""])
    return Document(f"Interviewer's sheet: {own.title}", tuple(blocks))


def _sheet_entry(number: int, entry: SheetEntry, ladder: list[SheetEntry]) -> list[Block]:
    question = entry.question
    begin = ", begin here" if entry.start and len(ladder) > 1 else ""
    blocks: list[Block] = [
        Heading(f"{number}. {minutes(entry.seconds)} minutes{begin}", 3),
        Paragraph(question.ask.strip(), strong=question.ask.count("\n") == 0),
    ]
    if question.asked_as:
        blocks.append(Paragraph(f"Often worded: {question.asked_as}"))
    if isinstance(question, OutputQuestion):
        blocks.append(Exhibit(f"{question.shows}\n{question.output}".strip(), "Show this"))
    if isinstance(question, OpenQuestion) and question.picture:
        blocks.append(Exhibit(question.picture.strip(), "Show this picture, mermaid source", "mermaid"))
    blocks += _to_tick(question)
    blocks += _how_to_go_on(entry, ladder)
    if isinstance(question, OpenQuestion):
        blocks += [Paragraph("A good answer:"), Paragraph(question.model_answer.strip())]
    else:
        blocks += [Paragraph("Why:"), Paragraph(question.explain.strip())]
    return blocks


def _to_tick(question: Question) -> list[Block]:
    if isinstance(question, OpenQuestion):
        wanted = [p for p in question.rubric if not p.must_not]
        never = [p for p in question.rubric if p.must_not]
        blocks: list[Block] = [
            Paragraph("Listen for:"),
            Items(tuple(Item(p.says + (f" (counts {p.weight} times)" if p.weight > 1 else ""), "☐") for p in wanted)),
        ]
        if never:
            blocks.append(Paragraph("Should not be said:"))
            blocks.append(
                Items(
                    tuple(Item(p.says, "☐", "no longer so" if p.outdated else "", "", _better(p.better)) for p in never)
                )
            )
        return blocks
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        return [Items(tuple(Item(o.text, *_sign(o.right, False), more=(o.why,)) for o in question.options))]
    if isinstance(question, ScenarioQuestion):
        blocks = []
        for step in question.steps:
            blocks += [
                Paragraph(step.ask.strip()),
                Items(tuple(Item(o.text, *_sign(o.right, False), more=(o.why,)) for o in step.options)),
            ]
        return blocks
    if isinstance(question, NumberQuestion):
        return [Items((Item(f"{question.answer:g} {question.unit}", "✔"),))]
    if isinstance(question, ShortQuestion):
        return [Items((Item(" or ".join(question.accept), "✔"),))]
    return []


def _better(text: str) -> tuple[str, ...]:
    return (f"Better: {text}",) if text else ()


def _how_to_go_on(entry: SheetEntry, ladder: list[SheetEntry]) -> list[Block]:
    question = entry.question
    follow = question.follow_ups if isinstance(question, OpenQuestion) else ()
    items = [Item(text, word="Follow-up") for text in follow]
    deeper = next((one for one in ladder if one.step.rung > entry.step.rung), None)
    easier = next((one for one in reversed(ladder) if one.step.rung < entry.step.rung), None)
    if deeper:
        items.append(Item(deeper.question.ask.strip().splitlines()[0], word=f"If strong (from {per_cent(STRONG)})"))
    if easier:
        items.append(Item(easier.question.ask.strip().splitlines()[0], word="If weak"))
    return [Items(tuple(items))] if items else []


# Around it


def held_words(found: list[Held]) -> str:
    """The interviews so far, the newest first, a line each."""
    if not found:
        return "No interview yet. Begin one: ecs-course interview"
    lines = []
    for one in found:
        how = f"{per_cent(one.score)}, {_VERDICT_SHORT[one.verdict]}" if one.score is not None else "not over yet"
        answers = count(one.answered, "answer")
        lines.append(f"{one.id}  {plain(one.level):<9}  {one.begun[:10]}  seed {one.seed}  {answers}  {how}")
    return "\n".join(lines)


_VERDICT_SHORT = {"pass": "would pass", "nearly": "nearly", "not_yet": "not yet", "": "no report"}
