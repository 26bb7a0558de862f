"""Requests held against the rules: the first refusal for the sandbox, every finding for lint."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import course.simulator.rules as package
from course.simulator.rules.rule import Asked, Book, Breach, Rule
from course.simulator.rules.shapes.answers import form_of
from course.simulator.rules.shapes.model import input_of
from course.simulator.rules.unknown import Undecided
from course.simulator.rules.verdict import Finding, Refusal
from course.simulator.rules.world import World


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule: those that look at the request alone first, because AWS checks the form before it looks anything up."""
    found: list[Rule] = []
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.ispkg:
            book = getattr(importlib.import_module(module.name), "book", None)
            found += book.rules if isinstance(book, Book) else []
    return tuple(sorted(found, key=lambda rule: rule.needs_world))


@functools.cache
def _index() -> dict[tuple[str, str], tuple[Rule, ...]]:
    index: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in all_rules():
        for operation in rule.operations:
            index[rule.service, operation].append(rule)
    return {key: tuple(rules) for key, rules in index.items()}


def rules_for(service: str, operation: str) -> tuple[Rule, ...]:
    """The rules of an operation (`ecs`, `RunTask`), in the order in which they are asked."""
    return _index().get((service, operation), ())


def judges(service: str, operation: str) -> bool:
    """Whether anything is known of what AWS refuses about this operation: its form, or a rule."""
    return input_of(service, operation) is not None or (service, operation) in _index()


def refusal(service: str, operation: str, asked: Asked, world: World | None) -> Refusal | None:
    """The first thing AWS would refuse about this request, None where it would not: its types, its form, its meaning.

    Where AWS's words for a fault of form are not known, a rule that looks at the request alone may say it first, in AWS's words.
    """
    form = form_of(service, operation, asked)
    if form is not None and form.certain:
        return form.refusal
    for rule in rules_for(service, operation):
        if form is not None and rule.needs_world:
            return form.refusal
        for breach in rule.breaches(asked, world):
            return Refusal(rule.id, rule.code, rule.status, rule.fill(rule.says, breach))
    return None if form is None else form.refusal


def findings(service: str, operation: str, asked: Asked, world: World | None = None) -> list[Finding]:
    """Everything wrong with this request. Values that are UNKNOWN (rules/unknown.py) are given the benefit of the doubt."""
    return [
        finding_of(rule, breach) for rule in rules_for(service, operation) for breach in _decided(rule, asked, world)
    ]


def finding_of(rule: Rule, breach: Breach) -> Finding:
    """A breach as a finding: the rule's sentences with their blanks filled."""
    says, why, fix = (rule.fill(sentence, breach) for sentence in (rule.says, rule.why, rule.fix))
    return Finding(rule.id, breach.path, says, why, fix, rule.page)


def _decided(rule: Rule, asked: Asked, world: World | None) -> Iterator[Breach]:
    try:
        yield from rule.breaches(asked, world)
    except Undecided:
        return
