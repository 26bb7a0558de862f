"""Day 8, third part: would AWS take this strategy? What it says to those that it refuses stands in README.md.

Run it with `python strategies.py` to see a few answers.
"""

FARGATE = ("FARGATE", "FARGATE_SPOT")

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
    names = [item["capacityProvider"] for item in strategy]

    # A missing number counts as 0, and a base of 0 is no base.
    if sum(item.get("base", 0) > 0 for item in strategy) > 1:
        return "two bases"
    if len(strategy) > 1 and all(item.get("weight", 0) == 0 for item in strategy):
        return "no weight"

    # Whatever is not one of Fargate's two is somebody's Auto Scaling group.
    if len({name in FARGATE for name in associated}) > 1:
        return "mixed"
    if any(name not in associated for name in names):
        return "not associated"
    return None


if __name__ == "__main__":
    for strategy in EXAMPLES:
        print(refusal(strategy, ASSOCIATED), strategy)
