"""A judgement as SARIF 2.1.0, which code hosts show beside the lines: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from course.lint.form import FORM_RULES
from course.lint.judging import Judgement, Noticed
from course.simulator.rules.judge import rules_for

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ABOUT = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html"


def as_sarif(judgement: Judgement) -> str:
    """One run, with the rules that were broken and a result for each finding."""
    rules: dict[str, dict[str, Any]] = {}
    for each in judgement.noticed:
        rules.setdefault(_id(each), _rule(each))
    places = {name: place for place, name in enumerate(rules)}
    notes = [
        {
            "level": "error",
            "message": {"text": f"{each.file} {each.says}"},
            "locations": [_location(each.file, each.line or 1)],
        }
        for each in judgement.not_read
    ]
    run = {
        "tool": {"driver": {"name": "ecs-course lint", "informationUri": ABOUT, "rules": list(rules.values())}},
        "invocations": [{"executionSuccessful": not judgement.not_read, "toolExecutionNotifications": notes}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, places[_id(each)]) for each in judgement.noticed],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _id(each: Noticed) -> str:
    return each.finding.rule if each.finding.rule.startswith("shape-") else f"{each.service}/{each.finding.rule}"


def _rule(each: Noticed) -> dict[str, Any]:
    finding = each.finding
    form = {known.id: known.why for known in FORM_RULES.values()}
    known = next((rule for rule in rules_for(each.service, each.operation) if rule.id == finding.rule), None)
    why = form.get(finding.rule) or (known.why if known else finding.why)
    return {
        "id": _id(each),
        "name": "".join(word.title() for word in finding.rule.split("-")),
        "shortDescription": {"text": why},
        "helpUri": finding.page,
        "defaultConfiguration": {"level": "error"},
    }


def _result(each: Noticed, place: int) -> dict[str, Any]:
    finding = each.finding
    logical = ".".join(filter(None, (each.subject, each.path)))
    location = _location(each.file, each.line) | {
        "logicalLocations": [{"fullyQualifiedName": logical, "kind": "object"}]
    }
    return {
        "ruleId": _id(each),
        "ruleIndex": place,
        "level": "error",
        "message": {"text": f"{finding.why} {finding.fix}"},
        "locations": [location],
        "properties": {"says": finding.says, "operation": f"{each.service}:{each.operation}", "page": finding.page},
    }


def _location(file: str, line: int) -> dict[str, Any]:
    path = PurePath(file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}
