"""Day 8, second part: how many tasks does each capacity provider get? The rule stands in README.md.

Run it with `python split.py` to see a few answers.
"""

STRATEGY = [
    {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
]


def split(desired: int, strategy: list[dict]) -> dict[str, int]:
    """Tasks for every provider of the strategy, such as {"FARGATE": 2, "FARGATE_SPOT": 4}."""
    return {}  # yours to write


if __name__ == "__main__":
    for desired in (0, 1, 2, 4, 5, 6):
        print(desired, split(desired, STRATEGY))
