"""QTI 2.1: the structure that the specification gives, and what a response scores by each item's own rules.

Against the published schema itself: `python -m tests.exchange.against_xsd imsqti_v2p1.xsd`, for it may not be copied here.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from course.exchange.formats import export
from course.exchange.qti import CP
from course.exchange.qti_item import QTI
from tests.exchange.responses import said, scored
from tests.exchange.samples import EVERY, NOW, asked, whole_bank

ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
"""Children of an item, in the order of the schema."""
HTML = {
    "p",
    "div",
    "pre",
    "code",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "br",
    "hr",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
}
INTERACTIONS = {
    "single": "choiceInteraction", "multiple": "choiceInteraction", "output": "choiceInteraction",
    "number": "textEntryInteraction", "short": "textEntryInteraction", "cloze": "textEntryInteraction",
    "ordering": "orderInteraction", "matching": "matchInteraction", "open": "extendedTextInteraction",
    "fix": "extendedTextInteraction",
}  # fmt: skip


def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(export("qti", [*asked(*EVERY), *whole_bank()], NOW).data))


def item(id: str) -> ET.Element:
    return ET.fromstring(package().read(f"items/{id}.xml"))


def q(name: str) -> str:
    return f"{{{QTI}}}{name}"


def test_the_manifest_names_every_item_and_no_other() -> None:
    files = package()
    assert files.namelist()[0] == "imsmanifest.xml"
    root = ET.fromstring(files.read("imsmanifest.xml"))
    assert [child.tag for child in root] == [f"{{{CP}}}{name}" for name in ("metadata", "organizations", "resources")]
    resources = root.findall(f".//{{{CP}}}resource")
    assert {resource.get("type") for resource in resources} == {"imsqti_item_xmlv2p1"}
    assert [resource.get("href") for resource in resources] == files.namelist()[1:]
    assert len({resource.get("identifier") for resource in resources}) == len(resources)


def test_every_item_has_the_structure_of_the_specification() -> None:
    files = package()
    for name in files.namelist()[1:]:
        root = ET.fromstring(files.read(name))
        assert root.tag == q("assessmentItem")
        children = [child.tag.removeprefix(q("")) for child in root]
        assert children == sorted(children, key=ORDER.index), name
        assert {"identifier", "title", "adaptive", "timeDependent"} <= set(root.attrib)
        declared = {node.get("identifier") for node in root if node.tag.endswith("Declaration")}
        for node in root.iter():
            plain = node.tag.removeprefix(q(""))
            assert node.tag.startswith(q("")), f"{name}: {node.tag} is in no namespace"
            if plain in HTML:
                assert set(node.attrib) <= {"href", "class"}, f"{name}: {plain} {node.attrib}"
            named = node.get("responseIdentifier") or node.get("outcomeIdentifier")
            assert named is None or named in declared, f"{name}: {named} is not declared"
            if plain in ("variable", "correct", "mapResponse", "setOutcomeValue"):
                assert node.get("identifier") in declared, name
        for node in root.iter(q("mapping")):
            keys = [entry.get("mapKey") for entry in node]
            assert len(keys) == len(set(keys)), name
        choices = [
            node.get("identifier")
            for node in root.iter()
            if node.tag in (q("simpleChoice"), q("simpleAssociableChoice"))
        ]
        assert len(choices) == len(set(choices)), name


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_a_kind_has_its_interaction(question: object) -> None:
    kind, id = question.kind, question.id  # type: ignore[attr-defined]
    if kind == "scenario":
        assert [told.id for told in export("qti", asked(*EVERY), NOW).left] == [id]
        return
    found = [node.tag for node in item(id).iter() if node.tag.endswith("Interaction")]
    assert set(found) == {q(INTERACTIONS[kind])}


@pytest.mark.parametrize(
    ("id", "responses", "score"),
    [
        ("a-single", {"RESPONSE": ["option-0"]}, 1),
        ("a-single", {"RESPONSE": ["option-1"]}, 0),
        ("a-multiple", {"RESPONSE": ["option-0", "option-3"]}, 1),
        ("a-multiple", {"RESPONSE": ["option-0"]}, 0.5),
        ("a-multiple", {"RESPONSE": ["option-0", "option-1"]}, 0),
        ("a-number", {"RESPONSE": ["0.3"]}, 1),
        ("a-number", {"RESPONSE": ["0.31"]}, 0),
        ("a-number-exact", {"RESPONSE": ["-3"]}, 1),
        ("a-short", {"RESPONSE": ["Task Definition"]}, 1),
        ("a-short", {"RESPONSE": ["task"]}, 0),
        ("an-ordering", {"RESPONSE": ["line-0", "line-1", "line-2", "line-3"]}, 1),
        ("an-ordering", {"RESPONSE": ["line-1", "line-0", "line-2", "line-3"]}, 0),
        ("a-matching", {"RESPONSE": ["left-0 right-0", "left-1 right-1", "left-2 right-0"]}, 1),
        ("a-matching", {"RESPONSE": ["left-0 right-0", "left-1 right-0"]}, 1 / 3),
        ("a-cloze", {"GAP-0": ["0.25 vCPU"], "GAP-1": ["awsvpc"]}, 1),
        ("a-cloze", {"GAP-0": ["256"], "GAP-1": ["AWSVPC"]}, 0.5),
        ("an-output", {"RESPONSE": ["option-0"]}, 1),
    ],
)
def test_a_response_scores_as_here(id: str, responses: dict[str, list[str]], score: float) -> None:
    assert scored(item(id), responses) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("id", "responses", "says"),
    [
        ("a-single", {"RESPONSE": ["option-1"]}, "A tag <script>alert(1)</script> is text."),
        ("a-multiple", {"RESPONSE": ["option-0", "option-3"]}, "Yes."),
        ("a-number", {"RESPONSE": ["25"]}, "why 25"),
        ("a-short", {"RESPONSE": ["TASK"]}, "That runs."),
        ("a-cloze", {"GAP-0": ["25*6"], "GAP-1": [""]}, "No *."),
        ("an-ordering", {"RESPONSE": ["line-0"]}, "why 2"),
        ("an-open", {"RESPONSE": ["It runs."]}, "A task is one or more containers."),
        ("an-output", {"RESPONSE": ["option-2"]}, "128 + 9."),
    ],
)
def test_a_response_brings_its_feedback(id: str, responses: dict[str, list[str]], says: str) -> None:
    shown = said(item(id), responses)
    assert says in shown
    assert "Because." in shown


def test_the_same_questions_give_the_same_bytes() -> None:
    one, other = (export("qti", asked(*EVERY), NOW).data for _ in range(2))
    assert one == other
