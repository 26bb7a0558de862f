"""Day 8, second part: how many tasks does each capacity provider get? The rule stands in README.md.

Run it with `python split.py` to see a few answers.
"""

STRATEGY = [
    {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
]


def split(desired: int, strategy: list[dict]) -> dict[str, int]:
    """Tasks for every provider of the strategy, such as {"FARGATE": 2, "FARGATE_SPOT": 4}."""
    # All tasks are shared by weight.
    weight = {item["capacityProvider"]: item.get("weight", 0) for item in strategy}
    counts = {name: 0 for name in weight}
    for _ in range(desired):
        name = min((n for n in counts if weight[n] > 0), key=lambda n: (counts[n] + 1) / weight[n])
        counts[name] += 1

    # Then the base is topped up, at the cost of the others.
    for item in strategy:
        name, base = item["capacityProvider"], min(item.get("base", 0), desired)
        while counts[name] < base:
            counts[max((n for n in counts if n != name), key=lambda n: counts[n])] -= 1
            counts[name] += 1
    return counts


if __name__ == "__main__":
    for desired in (0, 1, 2, 4, 5, 6):
        print(desired, split(desired, STRATEGY))
