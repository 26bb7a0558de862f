"""A judgement as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from course.lint.form import FORM_RULES
from course.lint.judging import Judgement
from course.simulator.rules.rule import Rule


def as_json(judgement: Judgement) -> str:
    """Findings, files that could not be judged, and counts."""
    facts = {
        "findings": [
            {
                "file": each.file,
                "line": each.line,
                "subject": each.subject,
                "path": each.path,
                "service": each.service,
                "operation": each.operation,
                "rule": each.finding.rule,
                "why": each.finding.why,
                "fix": each.finding.fix,
                "says": each.finding.says,
                "page": each.finding.page,
            }
            for each in judgement.noticed
        ],
        "not_read": [asdict(each) for each in judgement.not_read],
        "passed_over": judgement.passed_over,
        "faults": [asdict(each) for each in judgement.faults],
        "files": len(judgement.files),
        "requests": len(judgement.subjects),
        "partly_known": judgement.partly_known,
    }
    return json.dumps(facts, indent=2)


def rules_as_json(rules: Iterable[Rule]) -> str:
    """Every rule that lint knows."""
    known: list[dict[str, Any]] = [
        {"id": form.id, "service": "", "operations": [], "why": form.why} for form in FORM_RULES.values()
    ]
    known += (
        {
            "id": rule.id,
            "service": rule.service,
            "operations": list(rule.operations),
            "code": rule.code,
            "why": rule.why,
            "page": rule.page,
        }
        for rule in rules
    )
    return json.dumps(known, indent=2)
