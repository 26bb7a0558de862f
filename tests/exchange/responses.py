"""A small reader of QTI's response processing: just the expressions that our items use, so that their rules can be tried."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

Values = dict[str, list[str]]


def scored(item: ET.Element, responses: Values) -> float:
    """SCORE after these responses."""
    return float((_processed(item, responses).get("SCORE") or ["0"])[0])


def said(item: ET.Element, responses: Values) -> str:
    """The text of the modal feedback that is shown."""
    values = _processed(item, responses)
    shown = [
        "".join(node.itertext())
        for node in item
        if _name(node) == "modalFeedback"
        and node.get("identifier") in values.get(node.get("outcomeIdentifier", ""), [])
    ]
    return "\n".join(shown)


def _processed(item: ET.Element, responses: Values) -> Values:
    values = dict(responses)
    for node in item:
        if _name(node) == "responseProcessing":
            _run(node, item, values)
    return values


def _run(parent: ET.Element, item: ET.Element, values: Values) -> None:
    for node in parent:
        name = _name(node)
        if name == "setOutcomeValue":
            values[node.get("identifier", "")] = _several(_value(node[0], item, values))
        elif name == "responseCondition":
            met = next((branch for branch in node if _value(branch[0], item, values) is True), None)
            if met is not None:
                _run(met, item, values)


def _value(node: ET.Element, item: ET.Element, values: Values) -> Any:
    name, given = _name(node), values.get(node.get("identifier", ""), [])
    if name == "variable":
        return given
    if name == "baseValue":
        return [node.text or ""]
    if name == "correct":
        return [value.text for value in _declared(item, node).iter() if _name(value) == "value"]
    if name == "multiple":
        return [one for child in node for one in _several(_value(child, item, values))]
    if name == "sum":
        return [str(sum(float(one) for child in node for one in _several(_value(child, item, values))))]
    if name == "match":
        return _value(node[0], item, values) == _value(node[1], item, values)
    if name == "stringMatch":
        one, other = (_value(child, item, values) for child in node)
        fold = node.get("caseSensitive") == "false"
        return [text.lower() for text in one] == [text.lower() for text in other] if fold else one == other
    if name == "equal":
        (one,), (other,) = (_value(child, item, values) for child in node)
        low, high = map(float, node.get("tolerance", "0 0").split())
        return float(other) - low - 1e-9 <= float(one) <= float(other) + high + 1e-9
    if name == "mapResponse":
        return [str(_mapped(_declared(item, node), given))]
    if name in ("responseIf", "responseElseIf"):
        return _value(node[0], item, values)
    raise NotImplementedError(name)


def _mapped(declared: ET.Element, given: list[str]) -> float:
    (mapping,) = [node for node in declared if _name(node) == "mapping"]
    total = 0.0
    for response in given:
        for entry in mapping:
            key, fold = entry.get("mapKey", ""), entry.get("caseSensitive") == "false"
            if key == response or (fold and key.lower() == response.lower()):
                total += float(entry.get("mappedValue", "0"))
    return max(float(mapping.get("lowerBound", "-inf")), min(float(mapping.get("upperBound", "inf")), total))


def _declared(item: ET.Element, node: ET.Element) -> ET.Element:
    return next(
        one for one in item if _name(one) == "responseDeclaration" and one.get("identifier") == node.get("identifier")
    )


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _name(node: ET.Element) -> str:
    return node.tag.partition("}")[2]
