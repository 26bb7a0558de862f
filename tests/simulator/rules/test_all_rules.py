"""What holds of every rule: names for life, words, sources, and sentences whose blanks a breach fills."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from course.simulator.rules import all_rules
from course.simulator.rules.rule import PARAPHRASED, Rule


def test_no_two_rules_share_a_name() -> None:
    named = Counter((rule.service, rule.id) for rule in all_rules())
    assert [name for name, times in named.items() if times > 1] == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: f"{rule.service}:{rule.id}")
def test_a_rule_says_what_why_how_and_where(rule: Rule) -> None:
    assert rule.page.startswith("https://")
    assert rule.wording == PARAPHRASED or rule.wording.startswith(("https://", "botocore "))
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert rule.says
    assert re.fullmatch(r"[A-Za-z]+(\.[A-Za-z]+)*", rule.code), rule.code
    assert 400 <= rule.status < 500
