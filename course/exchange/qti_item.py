"""One question as a QTI 2.1 assessment item: what is asked, how a response is scored, what is said after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from course.exchange.markdown import clean, html, inline, words
from course.exchange.parts import guide, number, options_of, pieces, prompt, reasons
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderingQuestion,
    Question,
    ShortQuestion,
)

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
_KEPT = {"a": ("href",), "code": ("class",)}
"""Attributes that QTI's HTML has; a list's `start` and a link's `title` it has not."""

_OUTCOMES = (("SCORE", "single", "float"), ("FEEDBACK", "multiple", "identifier"), ("REASON", "single", "identifier"))


class _Made(NamedTuple):
    """An item in the making."""

    root: ET.Element
    body: ET.Element
    processing: ET.Element
    said: list[tuple[str, str, str]]
    """Outcome, identifier and HTML of what is shown after a response."""


def item(question: Question) -> ET.Element:
    """The assessmentItem of a question that is no scenario."""
    root = _node("assessmentItem", identifier=f"ecs-{question.id}", title=question.id, label=f"{question.topic} {question.level}",
                 adaptive="false", timeDependent="false", toolName="ECS in 30 Days")  # fmt: skip
    root.set(f"{{{XSI}}}schemaLocation", f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd")
    root.set(f"{{{XML}}}lang", "en")
    body = _node("itemBody")
    _parts(_node("div", body), prompt(question))
    processing = _node("responseProcessing")
    made = _Made(root, body, processing, [])
    _INTERACTIONS[question.kind](question, made)
    for name, cardinality, base in _OUTCOMES:
        declared = _node("outcomeDeclaration", root, identifier=name, cardinality=cardinality, baseType=base)
        if name == "SCORE":
            declared.set("normalMaximum", "1")
            _value(_node("defaultValue", declared), "0")
    _set(processing, "REASON", _base("identifier", "reason"))
    root.append(body)
    root.append(processing)
    for outcome, identifier, text in [*made.said, ("REASON", "reason", _after(question))]:
        if text:
            shown = _node("modalFeedback", root, outcomeIdentifier=outcome, identifier=identifier, showHide="show")
            _parts(shown, text)
    return root


def _after(question: Question) -> str:
    """The reasons of all parts, then the question's own."""
    rows: list[str] = []
    if isinstance(question, OrderingQuestion):
        rows = [f"{inline(one.text)}: {inline(one.why)}" for one in question.items]
    elif isinstance(question, MatchingQuestion):
        rows = [f"{inline(one.left)}: {inline(one.right)}. {inline(one.why)}" for one in question.pairs]
    elif isinstance(question, ClozeQuestion):
        rows = [f"<code>{words(gap.accept[0])}</code>: {inline(gap.why)}" for gap in question.gaps]
    listed = "".join(f"<li>{row}</li>" for row in rows)
    return (f"<ul>{listed}</ul>" if listed else "") + reasons(question)


def _choice(question: Question, made: _Made) -> None:
    options = options_of(question)
    several = isinstance(question, MultipleQuestion)
    rights = [f"option-{n}" for n, option in enumerate(options) if option.right]
    declared = _declare(made.root, "RESPONSE", "multiple" if several else "single", "identifier", rights)
    part = 1 / max(len(rights), 1)
    mapped = [(f"option-{n}", part if o.right else -part if several else 0.0) for n, o in enumerate(options)]
    _mapping(declared, mapped)
    box = _node(
        "choiceInteraction",
        made.body,
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxChoices="0" if several else "1",
    )
    for n, option in enumerate(options):
        _parts(_node("simpleChoice", box, identifier=f"option-{n}"), inline(option.text))
        made.said.append(("FEEDBACK", f"option-{n}", inline(option.why)))
    _score(made.processing, ["RESPONSE"])
    chosen = _node("variable", identifier="RESPONSE")
    if not several:
        chosen, only = _node("multiple"), chosen
        chosen.append(only)
    _set(made.processing, "FEEDBACK", chosen)


def _number(question: NumberQuestion, made: _Made) -> None:
    _declare(made.root, "RESPONSE", "single", "float", [number(question.answer)])
    line = _node("p", made.body)
    entry = _node("textEntryInteraction", line, responseIdentifier="RESPONSE", expectedLength="12")
    entry.tail = f" {clean(question.unit)}"
    branch = _node("responseCondition", made.processing)
    right = _node("responseIf", branch)
    right.append(_equal(question.answer, question.tolerance))
    _set(right, "SCORE", _base("float", "1"))
    for n, slip in enumerate(question.wrong):
        other = _node("responseElseIf", branch)
        other.append(_equal(slip.value, 0.0))
        _set(other, "FEEDBACK", _several(f"slip-{n}"))
        made.said.append(("FEEDBACK", f"slip-{n}", inline(slip.why)))


def _short(question: ShortQuestion, made: _Made) -> None:
    declared = _declare(made.root, "RESPONSE", "single", "string", question.accept[:1])
    _mapping(declared, [(text, 1.0) for text in question.accept], case=False)
    line = _node("p", made.body)
    _node("textEntryInteraction", line, responseIdentifier="RESPONSE", expectedLength="40")
    _score(made.processing, ["RESPONSE"])
    if question.near:
        branch = _node("responseCondition", made.processing)
        for n, near in enumerate(question.near):
            met = _node("responseElseIf" if n else "responseIf", branch)
            match = _node("stringMatch", met, caseSensitive="false", substring="false")
            _node("variable", match, identifier="RESPONSE")
            match.append(_base("string", near.text))
            _set(met, "FEEDBACK", _several(f"near-{n}"))
            made.said.append(("FEEDBACK", f"near-{n}", inline(near.why)))


def _ordering(question: OrderingQuestion, made: _Made) -> None:
    names = [f"line-{n}" for n in range(len(question.items))]
    _declare(made.root, "RESPONSE", "ordered", "identifier", names)
    box = _node("orderInteraction", made.body, responseIdentifier="RESPONSE", shuffle="true")
    for name, one in zip(names, question.items, strict=True):
        _parts(_node("simpleChoice", box, identifier=name), inline(one.text))
    right = _node("responseIf", _node("responseCondition", made.processing))
    match = _node("match", right)
    _node("variable", match, identifier="RESPONSE")
    _node("correct", match, identifier="RESPONSE")
    _set(right, "SCORE", _base("float", "1"))


def _matching(question: MatchingQuestion, made: _Made) -> None:
    rights = question.rights
    joined = [f"left-{n} right-{rights.index(pair.right)}" for n, pair in enumerate(question.pairs)]
    declared = _declare(made.root, "RESPONSE", "multiple", "directedPair", joined)
    _mapping(declared, [(pair, 1 / len(joined)) for pair in joined])
    box = _node(
        "matchInteraction", made.body, responseIdentifier="RESPONSE", shuffle="true", maxAssociations=str(len(joined))
    )
    lefts, others = _node("simpleMatchSet", box), _node("simpleMatchSet", box)
    for n, pair in enumerate(question.pairs):
        _parts(_node("simpleAssociableChoice", lefts, identifier=f"left-{n}", matchMax="1"), inline(pair.left))
    for n, right in enumerate(rights):
        _parts(_node("simpleAssociableChoice", others, identifier=f"right-{n}", matchMax="0"), inline(right))
    _score(made.processing, ["RESPONSE"])


def _cloze(question: ClozeQuestion, made: _Made) -> None:
    names = {gap.name: f"GAP-{n}" for n, gap in enumerate(question.gaps)}
    for gap in question.gaps:
        declared = _declare(made.root, names[gap.name], "single", "string", gap.accept[:1])
        _mapping(declared, [(text, 1 / len(names)) for text in gap.accept])
    text, last = _node("pre", made.body), None
    for piece in pieces(question):
        if not isinstance(piece, str):
            last = _node("textEntryInteraction", text, responseIdentifier=names[piece.name], expectedLength="20")
        elif last is not None:
            last.tail = clean(piece)
        else:
            text.text = clean(piece)
    _score(made.processing, list(names.values()))
    branches = [(gap, near) for gap in question.gaps for near in gap.near]
    for n, (gap, near) in enumerate(branches):
        met = _node("responseIf", _node("responseCondition", made.processing))
        match = _node("stringMatch", met, caseSensitive="true", substring="false")
        _node("variable", match, identifier=names[gap.name])
        match.append(_base("string", near.text))
        both = _node("multiple")
        _node("variable", both, identifier="FEEDBACK")
        both.append(_base("identifier", f"near-{n}"))
        _set(met, "FEEDBACK", both)
        made.said.append(("FEEDBACK", f"near-{n}", f"<code>{words(near.text)}</code>: {inline(near.why)}"))


def _written(question: OpenQuestion | FixQuestion, made: _Made) -> None:
    _declare(made.root, "RESPONSE", "single", "string", ())
    rubric = _node("rubricBlock", made.body, view="scorer tutor")
    _parts(rubric, guide(question))
    lines = question.document.count("\n") + 3 if isinstance(question, FixQuestion) else 12
    form = "preformatted" if isinstance(question, FixQuestion) else "plain"
    _node("extendedTextInteraction", made.body, responseIdentifier="RESPONSE", expectedLines=str(lines), format=form)
    model = html(question.model_answer) if isinstance(question, OpenQuestion) else ""
    if model:
        made.said.append(("REASON", "reason", model))


_INTERACTIONS: dict[str, Callable[[Any, _Made], None]] = {
    "single": _choice, "multiple": _choice, "output": _choice, "number": _number, "short": _short, "ordering": _ordering,
    "matching": _matching, "cloze": _cloze, "fix": _written, "open": _written,
}  # fmt: skip


def _declare(root: ET.Element, name: str, cardinality: str, base: str, correct: Iterable[str]) -> ET.Element:
    declared = _node("responseDeclaration", root, identifier=name, cardinality=cardinality, baseType=base)
    values = list(correct)
    if values:
        holder = _node("correctResponse", declared)
        for value in values:
            _value(holder, value)
    return declared


def _mapping(declared: ET.Element, rows: Iterable[tuple[str, float]], *, case: bool = True) -> None:
    """What each response is worth; between 0 and 1 in all. A key stands once."""
    mapping = _node("mapping", declared, lowerBound="0", upperBound="1", defaultValue="0")
    for key, value in dict(rows).items():
        entry = _node("mapEntry", mapping, mapKey=clean(key), mappedValue=f"{value:.6g}")
        if not case:
            entry.set("caseSensitive", "false")


def _score(processing: ET.Element, names: Sequence[str]) -> None:
    mapped = [_node("mapResponse", identifier=name) for name in names]
    total = _node("sum")
    total.extend(mapped)
    _set(processing, "SCORE", total if len(mapped) > 1 else mapped[0])


def _equal(value: float, tolerance: float) -> ET.Element:
    equal = _node("equal", toleranceMode="absolute" if tolerance else "exact")
    if tolerance:
        equal.set("tolerance", f"{number(tolerance)} {number(tolerance)}")
    _node("variable", equal, identifier="RESPONSE")
    equal.append(_base("float", number(value)))
    return equal


def _set(parent: ET.Element, name: str, value: ET.Element) -> None:
    _node("setOutcomeValue", parent, identifier=name).append(value)


def _base(kind: str, value: str) -> ET.Element:
    made = _node("baseValue", baseType=kind)
    made.text = clean(value)
    return made


def _several(identifier: str) -> ET.Element:
    made = _node("multiple")
    made.append(_base("identifier", identifier))
    return made


def _value(parent: ET.Element, text: str) -> None:
    _node("value", parent).text = clean(text)


def _parts(parent: ET.Element, html_text: str) -> None:
    """HTML as children of an element, in QTI's namespace and with QTI's attributes only."""
    read = ET.fromstring(f"<x>{html_text}</x>")
    for node in list(read.iter())[1:]:
        kept = {name: value for name, value in node.attrib.items() if name in _KEPT.get(node.tag, ())}
        node.attrib.clear()
        node.attrib.update(kept)
        node.tag = _q(node.tag)
    parent.text = read.text
    parent.extend(list(read))


def _node(name: str, parent: ET.Element | None = None, **facts: str) -> ET.Element:
    if parent is None:
        return ET.Element(_q(name), facts)
    return ET.SubElement(parent, _q(name), facts)


def _q(name: str) -> str:
    return f"{{{QTI}}}{name}"
