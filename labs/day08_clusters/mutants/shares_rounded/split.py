"""Day 8, second part: how many tasks does each capacity provider get? The rule stands in README.md.

Run it with `python split.py` to see a few answers.
"""

STRATEGY = [
    {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
]


def split(desired: int, strategy: list[dict]) -> dict[str, int]:
    """Tasks for every provider of the strategy, such as {"FARGATE": 2, "FARGATE_SPOT": 4}."""
    # The base comes first, and never brings more tasks than are wanted.
    base = {item["capacityProvider"]: min(item.get("base", 0), desired) for item in strategy}

    # The rest is shared in proportion to the weights.
    weight = {item["capacityProvider"]: item.get("weight", 0) for item in strategy}
    rest, total = desired - sum(base.values()), sum(weight.values())

    return {name: base[name] + round(rest * weight[name] / total) for name in base}


if __name__ == "__main__":
    for desired in (0, 1, 2, 4, 5, 6):
        print(desired, split(desired, STRATEGY))
