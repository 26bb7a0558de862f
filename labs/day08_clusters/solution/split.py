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

    # The rest goes out one task at a time, to whoever would have the fewest for its weight. min() keeps the first of
    # equals, which is the rule for ties.
    weight = {item["capacityProvider"]: item.get("weight", 0) for item in strategy}
    shared = {name: 0 for name in weight if weight[name] > 0}
    for _ in range(desired - sum(base.values())):
        name = min(shared, key=lambda name: (shared[name] + 1) / weight[name])
        shared[name] += 1

    return {name: base[name] + shared.get(name, 0) for name in base}


if __name__ == "__main__":
    for desired in (0, 1, 2, 4, 5, 6):
        print(desired, split(desired, STRATEGY))
