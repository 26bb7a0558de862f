"""What AWS refuses and moto accepts: rules as data with small predicates, one folder a service, one file a subject.

Three ways in:

    refusal(service, operation, asked, world)   the first thing AWS would refuse, for the sandbox
    findings(service, operation, asked)         everything wrong with a request that nobody has made, for `ecs-course lint`
    all_rules()                                 the rules themselves, for documents and tests

A new rule is a function under `@book.rule(…)` in the file of its subject; nothing else has to be told.
"""

from __future__ import annotations

from course.simulator.rules.judge import all_rules, findings, judges, refusal, rules_for
from course.simulator.rules.verdict import Finding, Refusal

__all__ = ["Finding", "Refusal", "all_rules", "findings", "judges", "refusal", "rules_for"]
