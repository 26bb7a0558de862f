"""Day 8, third part: would AWS take this strategy? What it says to those that it refuses stands in README.md.

Run it with `python strategies.py` to see a few answers.
"""

ASSOCIATED = ["FARGATE", "FARGATE_SPOT", "large-hosts"]

EXAMPLES = [
    [{"capacityProvider": "FARGATE", "base": 1, "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 3}],
    [{"capacityProvider": "FARGATE", "base": 1, "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "base": 1}],
    [{"capacityProvider": "FARGATE", "weight": 0}, {"capacityProvider": "FARGATE_SPOT", "weight": 0}],
    [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "large-hosts", "weight": 1}],
    [{"capacityProvider": "small-hosts", "weight": 1}],
]


def refusal(strategy: list[dict], associated: list[str]) -> str | None:
    """Why AWS refuses the strategy, such as "two bases"; None where it takes it."""
    return None  # yours to write


if __name__ == "__main__":
    for strategy in EXAMPLES:
        print(refusal(strategy, ASSOCIATED), strategy)
