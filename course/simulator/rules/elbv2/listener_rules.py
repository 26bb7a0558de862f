"""Rules of listeners: their priorities, and the default rule that stays as it is. Their conditions: rule_conditions.py."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("elbv2")

CREATE = api("CreateRule")


@book.rule(
    "rule-priority-taken",
    "CreateRule",
    code="PriorityInUse",
    says="Priority '{priority}' is currently in use",
    wording=probed("rule-priority-unique", "rule.rego"),
    page=CREATE,
    fix="Choose a priority that no other rule of the listener has.",
)
def rule_priority_taken(asked: Asked, world: World) -> Iterator[Breach]:
    """Each rule of a listener has a priority of its own, and {priority} is taken."""
    priority = str(asked.get("Priority"))
    if any(rule.get("Priority") == priority for rule in world.rules_of(str(asked.get("ListenerArn")))):
        yield at("Priority", priority=priority)


@book.rule(
    "rule-needs-a-condition",
    "CreateRule",
    code="ValidationError",
    says="A condition must be specified",
    wording=probed("rule-conditions-required", "rule.rego"),
    page=CREATE,
    fix="Add a condition; what matches everything belongs into the listener's default actions.",
)
def rule_needs_a_condition(asked: Asked) -> Iterator[Breach]:
    """A rule says which requests it is for; only the default rule is for all."""
    if not asked.get("Conditions"):
        yield at("Conditions")


@book.rule(
    "default-rule-stays",
    "DeleteRule",
    "ModifyRule",
    code="OperationNotPermitted",
    says="Default rule '{arn}' cannot be {done}",
    wording=PARAPHRASED,
    page=api("DeleteRule"),
    fix="Change the listener's default actions with ModifyListener.",
)
def default_rule_stays(asked: Asked, world: World) -> Iterator[Breach]:
    """A listener's default rule goes with the listener: it cannot be {done}."""
    arn = str(asked.get("RuleArn"))
    rule = world.listener_rule(arn)
    if rule is not None and rule.get("IsDefault"):
        yield at("RuleArn", arn=arn, done="modified" if asked.get("Actions") or asked.get("Conditions") else "deleted")
