"""All quotients at once: the n-th task of a provider costs n / weight, and the cheapest ones run."""

from collections import Counter
from fractions import Fraction


def split(desired, strategy):
    counts = Counter({item["capacityProvider"]: 0 for item in strategy})
    for item in strategy:
        counts[item["capacityProvider"]] += min(item.get("base", 0), desired)
    rest = desired - counts.total()
    queue = sorted(
        (Fraction(nth, item["weight"]), place, item["capacityProvider"])
        for place, item in enumerate(strategy)
        for nth in range(1, rest + 1)
        if item.get("weight", 0)
    )
    counts.update(name for _, _, name in queue[:rest])
    return dict(counts)
