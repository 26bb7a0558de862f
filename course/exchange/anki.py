"""An Anki deck (.apkg): a note for each question, a subdeck for each topic; ids that stay, so that an import updates."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.exchange.anki_cards import CSS, FAMILIES, FIELDS
from course.exchange.formats import Export
from course.exchange.markdown import code, html, inline, words
from course.exchange.parts import ask, condition, guide, number, order_of, pieces, sources
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
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
from course.model.quiz import Asked

if TYPE_CHECKING:
    from genanki import Deck, Model

COURSE = "ECS in 30 Days"
Sides = dict[str, str]
"""Family, and the fields Shown, Answer, Feedback, Reason that make the sides."""


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """A package that Anki imports. Where the learner has the cards already, texts are updated; schedules and decks stay theirs.

    `now` is the notes' time of change: Anki takes the newer one.
    """
    from genanki import Note, Package

    made = Export()
    models: dict[str, Model] = {}
    decks: dict[str, Deck] = {}
    for place, one in enumerate(asked):
        question = one.question
        sides = _sides(question, one.order)
        family = sides.pop("family")
        if family not in models:
            models[family] = _model(family)
        if question.topic not in decks:
            decks[question.topic] = _deck(question.topic)
        values = {"Id": question.id, "Question": ask(question), "Sources": sources(question), **sides}
        values["About"] = words(
            " · ".join([question.topic, question.level, *(f"day {day}" for day in question.days[:1])])
        )
        fields = [value if name == "Answer" and family == "typed" else _safe(value) for name, value in _all(values)]
        note = Note(models[family], fields, guid=guid(question.id), tags=_tags(question), due=place)
        decks[question.topic].add_note(note)
        made.written.append(question.id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        Package(list(decks.values())).write_to_file(str(path), timestamp=now.timestamp())
        made.data = path.read_bytes()
    return made


def guid(id: str) -> str:
    """What Anki knows a note by, for life."""
    return sha256(f"ecs-in-30-days/{id}".encode()).hexdigest()[:16]


def _all(values: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, values.get(name, "")) for name in FIELDS]


def _model(family: str) -> Model:
    from genanki import Model

    found = FAMILIES[family]
    made: Any = Model(
        found.id,
        found.name,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": found.front, "afmt": found.back}],
        css=CSS,
        sort_field_index=FIELDS.index("Question"),
    )
    return made


def _deck(topic: str) -> Deck:
    from genanki import Deck

    number = int.from_bytes(sha256(f"ecs-in-30-days/deck/{topic}".encode()).digest()[:4])
    made: Any = Deck((1 << 30) + number % (1 << 30), f"{COURSE}::{topic}")
    return made


def _tags(question: Question) -> list[str]:
    days = [f"ecs::day::{day:02d}" for day in question.days]
    return [f"ecs::topic::{question.topic}", f"ecs::level::{question.level}", f"ecs::kind::{question.kind}", *days]


def _sides(question: Question, order: Sequence[int]) -> Sides:
    """The family of the note, and what its sides show."""
    reason = html(question.explain)
    if isinstance(question, SingleQuestion | MultipleQuestion):
        options = [question.options[place] for place in order_of(question, order, len(question.options))]
        hint = "One is right." if question.kind == "single" else "One or more are right."
        return {"family": "choice", "Shown": _listed(options) + f"<p class=about>{hint}</p>", "Feedback": _judged(options),
                "Reason": reason}  # fmt: skip
    if isinstance(question, OutputQuestion):
        options = [question.options[place] for place in order_of(question, order, len(question.options))]
        shown = f"<p><code>{words(question.shows)}</code></p>{code(question.output)}{_listed(options)}"
        proofs = "".join(f"<li><code>{words(one.line)}</code> {inline(one.why)}</li>" for one in question.evidence)
        return {"family": "output", "Shown": shown + "<p class=about>What happened, and which line proves it?</p>",
                "Feedback": f"{_judged(options)}<p>The line that proves it:</p><ul>{proofs}</ul>", "Reason": reason}  # fmt: skip
    if isinstance(question, NumberQuestion):
        near = f", give or take {number(question.tolerance)}" if question.tolerance else ""
        said = f"<p class=right><span class=sign>✔ Right:</span> {number(question.answer)} {words(question.unit)}{near}</p>"
        slips = [_line("wrong", f"{number(s.value)} {words(question.unit)}", s.why) for s in question.wrong]
        return {"family": "typed", "Shown": f"<p class=about>In {words(question.unit)}.</p>" if question.unit else "",
                "Answer": number(question.answer), "Feedback": said + _items(slips), "Reason": reason}  # fmt: skip
    if isinstance(question, ShortQuestion):
        others = [_line("right", words(text), "") for text in question.accept]
        nears = [_line("wrong", words(near.text), near.why) for near in question.near]
        return {
            "family": "typed",
            "Answer": words(question.accept[0]),
            "Feedback": _items(others + nears),
            "Reason": reason,
        }
    if isinstance(question, OrderingQuestion):
        mixed = [question.items[place] for place in order_of(question, order, len(question.items))]
        rows = "".join(f"<li>{inline(one.text)}</li>" for one in mixed)
        right = "".join(f"<li>{inline(one.text)}<p class=why>{inline(one.why)}</p></li>" for one in question.items)
        return {"family": "lines", "Shown": f"<p class=about>Put them in order.</p><ul>{rows}</ul>",
                "Feedback": f"<ol>{right}</ol>", "Reason": reason}  # fmt: skip
    if isinstance(question, MatchingQuestion):
        return _matched(question, order, reason)
    if isinstance(question, ClozeQuestion):
        return _gaps(question, reason)
    if isinstance(question, FixQuestion):
        held = [f"<li>{condition(one)}<p class=why>{inline(one.why)}</p></li>" for one in question.wanted]
        return {"family": "document", "Shown": code(question.document), "Answer": code(question.model_answer),
                "Feedback": f"<p>It must hold:</p><ul>{''.join(held)}</ul>", "Reason": reason}  # fmt: skip
    if isinstance(question, OpenQuestion):
        return {"family": "spoken", "Shown": f"<p class=about>Say it aloud, in about {question.seconds} seconds.</p>",
                "Feedback": guide(question), "Reason": reason}  # fmt: skip
    return _scenario(question, reason)


def _matched(question: MatchingQuestion, order: Sequence[int], reason: str) -> Sides:
    rights = [question.rights[place] for place in order_of(question, order, len(question.rights))]
    lefts = "".join(f"<li>{inline(pair.left)}</li>" for pair in question.pairs)
    choices = "".join(f"<li>{inline(right)}</li>" for right in rights)
    rows = "".join(
        f"<tr><td>{inline(p.left)}</td><td>{inline(p.right)}<p class=why>{inline(p.why)}</p></td></tr>"
        for p in question.pairs
    )
    shown = f"<p class=about>Match each with one of those below.</p><ol>{lefts}</ol><ul>{choices}</ul>"
    return {"family": "pairs", "Shown": shown, "Feedback": f"<table>{rows}</table>", "Reason": reason}


def _gaps(question: ClozeQuestion, reason: str) -> Sides:
    empty, filled, number_of = "", "", 0
    rows: list[str] = []
    for piece in pieces(question):
        if isinstance(piece, str):
            empty += words(piece)
            filled += words(piece)
            continue
        number_of += 1
        empty += f"<span class=gap>[{number_of}]</span>"
        filled += f"<span class=gap>{words(piece.accept[0])}</span>"
        more = f" (or {', '.join(words(text) for text in piece.accept[1:])})" if piece.accept[1:] else ""
        rows.append(_line("right", f"[{number_of}] {words(piece.accept[0])}{more}", piece.why))
        rows += [_line("wrong", words(near.text), near.why) for near in piece.near]
    return {"family": "gaps", "Shown": f"<pre><code>{empty}</code></pre>", "Answer": f"<pre><code>{filled}</code></pre>",
            "Feedback": _items(rows), "Reason": reason}  # fmt: skip


def _scenario(question: ScenarioQuestion, reason: str) -> Sides:
    """The first step on the front; the whole way on the back."""
    first = question.steps[0]
    said = ""
    for place, step in enumerate(question.steps, 1):
        said += f"<p><b>{place}.</b> {inline(step.ask)}</p>{_judged(step.options)}"
    shown = f"{html(first.ask)}{_listed(first.options)}<p class=about>What do you do, and what comes then?</p>"
    return {"family": "scenario", "Shown": shown, "Feedback": said, "Reason": reason}


def _listed(options: Sequence[Option]) -> str:
    return f'<ol type="a" class=options>{"".join(f"<li>{inline(option.text)}</li>" for option in options)}</ol>'


def _judged(options: Sequence[Option]) -> str:
    rows = [_line("right" if option.right else "wrong", inline(option.text), option.why) for option in options]
    return f'<ol type="a" class=options>{"".join(rows)}</ol>'


def _items(rows: Sequence[str]) -> str:
    return f"<ul class=options>{''.join(rows)}</ul>" if rows else ""


def _line(state: str, shown: str, why: str) -> str:
    """A sign and a word, never a colour alone."""
    sign = "✔ Right:" if state == "right" else "✘ Not this:"
    return (
        f"<li class={state}><span class=sign>{sign}</span> {shown}"
        + (f"<p class=why>{inline(why)}</p>" if why else "")
        + "</li>"
    )


def _safe(field: str) -> str:
    """HTML in which Anki finds no formula, sound or LaTeX of its own."""
    for sign in ("\\(", "\\[", "[sound:", "[anki:", "[latex]", "[$]", "[$$]"):
        field = field.replace(sign, f"&#{ord(sign[0])};{sign[1:]}")
    return field
