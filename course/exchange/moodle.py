"""Moodle XML: questions for the bank of a Moodle course, as https://docs.moodle.org/en/Moodle_XML_format describes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from course.exchange.formats import Export
from course.exchange.markdown import clean, html, inline, plain, words
from course.exchange.parts import DEPENDS, NO_LINE, guide, number, options_of, pieces, prompt, reasons, share
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    Gap,
    MatchingQuestion,
    MultipleQuestion,
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

_TYPES = {"single": "multichoice", "multiple": "multichoice", "output": "multichoice", "number": "numerical",
          "short": "shortanswer", "ordering": "ordering", "matching": "matching", "cloze": "cloze", "fix": "essay",
          "open": "essay"}  # fmt: skip


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """A <quiz>, a category for each topic. `idnumber` is the question's id: Moodle keeps it, unique in its category."""
    made = Export()
    quiz = ET.Element("quiz")
    topic = ""
    for one in asked:
        question = one.question
        if isinstance(question, ScenarioQuestion):
            made.leave(question, DEPENDS)
            continue
        if question.topic != topic:
            topic = question.topic
            category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
            ET.SubElement(category, "text").text = f"$course$/top/ECS in 30 Days/{topic}"
        _question(quiz, question, made)
        made.written.append(question.id)
    ET.indent(quiz)
    made.data = ET.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"
    return made


def _question(quiz: ET.Element, question: Question, made: Export) -> None:
    node = ET.SubElement(quiz, "question", type=_TYPES[question.kind])
    _text(node, "name", question.id)
    text = prompt(question)
    if isinstance(question, NumberQuestion) and question.unit:
        text += f"<p>Your answer, in {words(question.unit)}.</p>"
    if isinstance(question, ClozeQuestion):
        text += _embedded(question)
    _html(node, "questiontext", text)
    _html(node, "generalfeedback", reasons(question))
    if not isinstance(question, ClozeQuestion):
        _plain(node, "defaultgrade", "1")
    for name, value in (("penalty", "0.3333333"), ("hidden", "0"), ("idnumber", question.id)):
        _plain(node, name, value)
    if isinstance(question, OutputQuestion):
        made.lose(question, NO_LINE)
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        _choices(node, question)
    elif isinstance(question, NumberQuestion):
        _numerical(node, question)
    elif isinstance(question, ShortQuestion):
        _plain(node, "usecase", "0")
        for accepted in question.accept:
            _answer(node, "100", _literal(accepted), "", form="moodle_auto_format")
        for near in question.near:
            _answer(node, "0", _literal(near.text), inline(near.why), form="moodle_auto_format")
    elif isinstance(question, OrderingQuestion):
        _ordered(node, question)
    elif isinstance(question, MatchingQuestion):
        _matched(node, question, made)
    elif isinstance(question, FixQuestion | OpenQuestion):
        made.lose(question, "that it is judged by itself: a person grades it, with the guide beside the answer")
        _essay(node, question)
    tags = ET.SubElement(node, "tags")
    for tag in (question.topic, question.level, *(f"day {day}" for day in question.days)):
        _text(tags, "tag", tag)


def _choices(node: ET.Element, question: Question) -> None:
    options = options_of(question)
    several = isinstance(question, MultipleQuestion)
    part = share(sum(option.right for option in options)) if several else "100"
    _plain(node, "single", "false" if several else "true")
    _plain(node, "shuffleanswers", "true")
    _plain(node, "answernumbering", "abc")
    _plain(node, "showstandardinstruction", "1")
    _combined(node)
    for option in options:
        fraction = part if option.right else f"-{part}" if several else "0"
        _answer(node, fraction, inline(option.text), inline(option.why))


def _numerical(node: ET.Element, question: NumberQuestion) -> None:
    rows = [("100", question.answer, question.tolerance, "")]
    rows += [("0", slip.value, 0.0, inline(slip.why)) for slip in question.wrong]
    for fraction, value, off, why in rows:
        answer = _answer(node, fraction, number(value), why, form="moodle_auto_format")
        _plain(answer, "tolerance", number(off))
    if question.unit:
        unit = ET.SubElement(ET.SubElement(node, "units"), "unit")
        _plain(unit, "multiplier", "1")
        _plain(unit, "unit_name", question.unit)
    # The unit may be typed or left out, and is not graded.
    settings = (("unitgradingtype", "0"), ("unitpenalty", "0.1"), ("showunits", "0" if question.unit else "3"))
    for name, setting in (*settings, ("unitsleft", "0")):
        _plain(node, name, setting)


def _ordered(node: ET.Element, question: OrderingQuestion) -> None:
    """Graded as here: by the longest run of lines that stand rightly to each other."""
    settings = (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0"),
                ("gradingtype", "LONGEST_ORDERED_SUBSET"), ("showgrading", "SHOW"), ("numberingstyle", "none"))  # fmt: skip
    for name, value in settings:
        _plain(node, name, value)
    _combined(node)
    for place, item in enumerate(question.items, 1):
        _answer(node, str(place), inline(item.text), inline(item.why))


def _matched(node: ET.Element, question: MatchingQuestion, made: Export) -> None:
    _plain(node, "shuffleanswers", "true")
    _combined(node)
    made.lose(question, "the reason beside each pair: they stand together in the general feedback")
    for left, right in [
        *((pair.left, pair.right) for pair in question.pairs),
        *(("", extra) for extra in question.extra),
    ]:
        row = _html(node, "subquestion", inline(left) if left else "")
        _text(row, "answer", plain(right))
    general = node.find("generalfeedback/text")
    assert general is not None
    reasons_listed = "".join(f"<li>{inline(p.left)}: {inline(p.right)}. {inline(p.why)}</li>" for p in question.pairs)
    general.text = f"<ul>{reasons_listed}</ul>{general.text}"


def _essay(node: ET.Element, question: FixQuestion | OpenQuestion) -> None:
    document = question.document if isinstance(question, FixQuestion) else ""
    form = "monospaced" if document else "editor"
    lines = str(min(40, max(15, document.count("\n") + 3)))
    settings = (("responseformat", form), ("responserequired", "1"), ("responsefieldlines", lines), ("attachments", "0"),
                ("attachmentsrequired", "0"))  # fmt: skip
    for name, value in settings:
        _plain(node, name, value)
    _html(node, "graderinfo", guide(question))
    # A monospaced answer takes its template as plain text; Moodle strips the tags of it.
    _html(node, "responsetemplate", words(document))


def _embedded(question: ClozeQuestion) -> str:
    """The text with Moodle's embedded answers: `{1:SHORTANSWER_C:=right#why~%0%near#why}`, upper and lower case counting."""
    said = ""
    for piece in pieces(question):
        if not isinstance(piece, Gap):
            said += words(piece)
            continue
        answers = [f"={_inside(_literal(text))}#{_inside(plain(piece.why))}" for text in piece.accept]
        answers += [f"%0%{_inside(_literal(near.text))}#{_inside(plain(near.why))}" for near in piece.near]
        said += "{1:SHORTANSWER_C:" + "~".join(answers) + "}"
    return f"<pre>{said}</pre>"


def _inside(text: str) -> str:
    return re.sub(r'([}#~/"])', r"\\\1", words(text).replace("\n", " "))


def _literal(text: str) -> str:
    """`*` stands for anything in Moodle's short answers."""
    return clean(text).replace("*", "\\*")


def _combined(node: ET.Element) -> None:
    said = (
        ("correctfeedback", "Right."),
        ("partiallycorrectfeedback", "Partly right."),
        ("incorrectfeedback", "Not yet."),
    )
    for name, text in said:
        _html(node, name, html(text))
    ET.SubElement(node, "shownumcorrect")


def _answer(node: ET.Element, fraction: str, text: str, why: str, *, form: str = "html") -> ET.Element:
    answer = ET.SubElement(node, "answer", fraction=fraction, format=form)
    ET.SubElement(answer, "text").text = text
    _html(answer, "feedback", why)
    return answer


def _html(node: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(node, name, format="html")
    ET.SubElement(made, "text").text = text
    return made


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(ET.SubElement(node, name), "text").text = clean(text)


def _plain(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, name).text = clean(text)
