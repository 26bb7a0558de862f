"""The four reasons as a table: text and question, the first that is answered with yes."""


def numbers(strategy, key):
    return [item.get(key) or 0 for item in strategy]


def kinds(strategy):
    return {item["capacityProvider"].startswith("FARGATE") for item in strategy}


REASONS = {
    "not associated": lambda strategy, there: not {item["capacityProvider"] for item in strategy} <= set(there),
    "mixed": lambda strategy, there: kinds(strategy) == {True, False},
    "no weight": lambda strategy, there: len(strategy) > 1 and max(numbers(strategy, "weight")) == 0,
    "two bases": lambda strategy, there: len([base for base in numbers(strategy, "base") if base]) > 1,
}


def refusal(strategy, associated):
    return next((reason for reason, applies in REASONS.items() if applies(strategy, associated)), None)
