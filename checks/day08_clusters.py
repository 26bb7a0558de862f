"""Day 8: the cluster `wanderly`, its default strategy, `split`, and what AWS refuses of a strategy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from course.checking.api import Finding, Look, criterion

NAME = "wanderly"
PROVIDERS = ("FARGATE", "FARGATE_SPOT")
TAGS = {"project": "wanderly", "environment": "learning"}
SEE = f"aws ecs describe-clusters --clusters {NAME}"
NO_STRATEGY = "the cluster has no default strategy"

Case = tuple[int, list[dict[str, Any]], dict[str, int]]
"""Desired count, strategy, and the right counts."""


def described(look: Look) -> dict[str, Any]:
    """The cluster as AWS describes it, empty where it never was; a deleted one is still there, INACTIVE."""
    answer = look.aws("ecs").describe_clusters(clusters=[NAME], include=["SETTINGS", "TAGS"])
    return next(iter(answer.get("clusters") or []), {})


def strategy(look: Look) -> dict[str, dict[str, int]]:
    """The default strategy: provider → its base and weight, 0 where AWS says nothing."""
    items = described(look).get("defaultCapacityProviderStrategy") or []
    return {
        item.get("capacityProvider", "?"): {"base": item.get("base", 0), "weight": item.get("weight", 0)}
        for item in items
    }


@criterion(title="The cluster wanderly is ACTIVE", points=1, see=SEE, read="A cluster is a name, not a machine")
def cluster_active(look: Look) -> Finding:
    status = described(look).get("status")
    if status:
        found = f"{NAME} is {status}" + (": it was deleted" if status == "INACTIVE" else "")
    else:
        others = sorted(arn.rpartition("/")[2] for arn in look.aws("ecs").list_clusters().get("clusterArns") or [])
        found = f"no cluster named {NAME}" + (f"; there is: {', '.join(others)}" if others else "")
    return Finding(status == "ACTIVE", expected=f"a cluster named {NAME} with status ACTIVE", found=found)


@criterion(
    title="FARGATE and FARGATE_SPOT are associated with it", points=1, needs=("cluster_active",),
    see=f'{SEE} --query "clusters[0].capacityProviders"', read="Associated is not yet used",
)  # fmt: skip
def both_providers(look: Look) -> Finding:
    there = described(look).get("capacityProviders") or []
    return Finding(
        set(PROVIDERS) <= set(there),
        expected=f"capacity providers {' and '.join(PROVIDERS)}",
        found=f"capacity providers: {', '.join(sorted(there)) or 'none'}",
    )


@criterion(
    title="The default strategy has base 1 on FARGATE", points=2, needs=("cluster_active",),
    see=f'{SEE} --query "clusters[0].defaultCapacityProviderStrategy"', read="Base first, then weights",
)  # fmt: skip
def default_base(look: Look) -> Finding:
    default = strategy(look)
    bases = {name: item["base"] for name, item in default.items() if item["base"]}
    said = " and ".join(f"base {base} is on {name}" for name, base in bases.items())
    return Finding(
        bases == {"FARGATE": 1},
        expected="base 1 on FARGATE, no base elsewhere",
        found=said or ("no provider has a base" if default else NO_STRATEGY),
    )


@criterion(
    title="For one more task on FARGATE, three go to FARGATE_SPOT", points=2, needs=("both_providers",),
    see=f'{SEE} --query "clusters[0].defaultCapacityProviderStrategy"', read="Base first, then weights",
)  # fmt: skip
def default_weights(look: Look) -> Finding:
    weights = {name: item["weight"] for name, item in strategy(look).items()}
    fargate, spot = (weights.get(name, 0) for name in PROVIDERS)
    others = any(weight for name, weight in weights.items() if name not in PROVIDERS)
    return Finding(
        fargate > 0 and spot == 3 * fargate and not others,
        expected="weight 1 on FARGATE and weight 3 on FARGATE_SPOT, or another pair of that ratio",
        found=", ".join(f"weight {weight} on {name}" for name, weight in weights.items()) or NO_STRATEGY,
    )


@criterion(
    title="Container Insights is enhanced", points=1, needs=("cluster_active",),
    see=f'{SEE} --include SETTINGS --query "clusters[0].settings"', read="Container Insights has three values",
)  # fmt: skip
def insights_enhanced(look: Look) -> Finding:
    settings = {s.get("name"): s.get("value") for s in described(look).get("settings") or []}
    value = settings.get("containerInsights")
    return Finding(
        value == "enhanced",
        expected="containerInsights = enhanced",
        found=f"containerInsights = {value}" if value else "containerInsights is not set",
    )


@criterion(
    title="It is tagged with project and environment", points=1, needs=("cluster_active",),
    see=f'{SEE} --include TAGS --query "clusters[0].tags"', read="Tags say whose it is",
)  # fmt: skip
def tags(look: Look) -> Finding:
    there = {tag.get("key", "?"): tag.get("value", "") for tag in described(look).get("tags") or []}
    return Finding(
        TAGS.items() <= there.items(),
        expected=" and ".join(f"{key} = {value}" for key, value in TAGS.items()),
        found=", ".join(f"{key} = {value}" for key, value in there.items()) or "no tags",
    )


def item(provider: str, **numbers: int) -> dict[str, Any]:
    """One entry of a strategy, as the API writes it."""
    return {"capacityProvider": provider, **numbers}


def words(items: Sequence[dict[str, Any]]) -> str:
    """A strategy in one line: FARGATE base 1 weight 1, FARGATE_SPOT weight 3."""
    return ", ".join(
        " ".join([entry["capacityProvider"], *(f"{key} {entry[key]}" for key in ("base", "weight") if key in entry)])
        for entry in items
    )


def sum_of(value: Any, desired: int) -> str:
    """A remark where counts do not add up to the tasks that are wanted."""
    numbers = list(value.values()) if isinstance(value, dict) else []
    if not numbers or not all(isinstance(n, int | float) for n in numbers) or sum(numbers) == desired:
        return ""
    return f", together {sum(numbers):g}"


def judged(look: Look, cases: Sequence[Case]) -> Finding:
    """The learner's `split` held against every case; the first that is wrong is shown."""
    answers = look.calls("split.py", "split", [(desired, items) for desired, items, _ in cases])
    pairs = list(zip(cases, answers, strict=True))
    wrong = [(case, answer) for case, answer in pairs if answer.error or answer.value != case[2]]
    if not wrong:
        return Finding(True, expected=f"{len(cases)} cases right", found=f"{len(cases)} cases right")
    (desired, items, counts), answer = wrong[0]
    call = f"split({desired}, {words(items)})"
    said = answer.error or f"gave {answer.value}{sum_of(answer.value, desired)}"
    return Finding(
        False,
        expected=f"{call} gives {counts}",
        found=f"{call} {said} ({len(cases) - len(wrong)} of {len(cases)} cases are right)",
        see=f"python -c 'from split import split; print(split({desired}, {json.dumps(items)}))'",
    )


WANDERLY = [item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", base=0, weight=3)]
SPOT_FIRST = WANDERLY[::-1]
TWO_SAFE = [item("FARGATE", base=2, weight=1), item("FARGATE_SPOT", base=0, weight=3)]
EQUAL = [item("blue", base=0, weight=1), item("green", base=0, weight=1), item("grey", base=0, weight=1)]

SHARES: list[Case] = [
    (6, WANDERLY, {"FARGATE": 2, "FARGATE_SPOT": 4}),
    (5, WANDERLY, {"FARGATE": 2, "FARGATE_SPOT": 3}),
    (5, EQUAL, {"blue": 2, "green": 2, "grey": 1}),
    (2, WANDERLY, {"FARGATE": 1, "FARGATE_SPOT": 1}),
    (4, WANDERLY, {"FARGATE": 2, "FARGATE_SPOT": 2}),
    (4, SPOT_FIRST, {"FARGATE": 1, "FARGATE_SPOT": 3}),
    (6, TWO_SAFE, {"FARGATE": 3, "FARGATE_SPOT": 3}),
    (101, WANDERLY, {"FARGATE": 26, "FARGATE_SPOT": 75}),
    (11, [item("blue", base=0, weight=2), item("green", base=3, weight=5)], {"blue": 2, "green": 9}),
]


@criterion(
    title="split gives every provider its share", points=2, see="python split.py", read="Base first, then weights"
)
def split_shares(look: Look) -> Finding:
    return judged(look, SHARES)


EDGES: list[Case] = [
    (3, [item("FARGATE", base=5, weight=1), item("FARGATE_SPOT", weight=3)], {"FARGATE": 3, "FARGATE_SPOT": 0}),
    (0, [item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", weight=3)], {"FARGATE": 0, "FARGATE_SPOT": 0}),
    (2, [item("FARGATE", base=2, weight=1), item("FARGATE_SPOT", weight=3)], {"FARGATE": 2, "FARGATE_SPOT": 0}),
    (6, [item("FARGATE", base=2), item("FARGATE_SPOT", weight=1)], {"FARGATE": 2, "FARGATE_SPOT": 4}),
    (6, [item("FARGATE", base=2, weight=0), item("FARGATE_SPOT", weight=1)], {"FARGATE": 2, "FARGATE_SPOT": 4}),
    (4, [item("FARGATE", weight=1), item("FARGATE_SPOT", weight=1)], {"FARGATE": 2, "FARGATE_SPOT": 2}),
    (3, [item("FARGATE_SPOT"), item("FARGATE", weight=1)], {"FARGATE_SPOT": 0, "FARGATE": 3}),
]


@criterion(
    title="split is right at the edges: large base, no tasks, missing numbers", points=2, see="python split.py",
    read="Base first, then weights",
)  # fmt: skip
def split_edges(look: Look) -> Finding:
    return judged(look, EDGES)


BOTH = ["FARGATE", "FARGATE_SPOT"]
HOSTS = ["large-hosts", "small-hosts"]

STRATEGIES: list[tuple[list[dict[str, Any]], list[str], str | None]] = [
    (WANDERLY, BOTH, None),
    ([item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", base=1, weight=3)], BOTH, "two bases"),
    ([item("FARGATE", weight=0), item("FARGATE_SPOT", weight=0)], BOTH, "no weight"),
    ([item("FARGATE", weight=1), item("large-hosts", weight=1)], [*BOTH, *HOSTS], "mixed"),
    ([item("FARGATE", weight=1), item("FARGATE_SPOT", weight=3)], ["FARGATE"], "not associated"),
    ([item("FARGATE", base=0, weight=1), item("FARGATE_SPOT", base=0, weight=1)], BOTH, None),
    ([item("FARGATE", base=2), item("FARGATE_SPOT", weight=1)], BOTH, None),
    ([item("FARGATE", base=2), item("FARGATE_SPOT")], BOTH, "no weight"),
    ([item("large-hosts", base=1, weight=1), item("small-hosts", weight=1)], [*BOTH, *HOSTS], None),
    ([item("large-hosts", base=1, weight=1), item("small-hosts", base=9)], HOSTS, "two bases"),
    ([item("small-hosts", weight=1), item("FARGATE_SPOT", base=1)], [*BOTH, *HOSTS], "mixed"),
    ([item("FARGATE_SPOT", weight=1)], [], "not associated"),
    ([item("large-hosts", weight=1)], BOTH, "not associated"),
]
"""A strategy, the providers that are associated with the cluster, and why AWS refuses it: None where it does not."""


@criterion(
    title="refusal knows the strategies that AWS refuses, and no others", points=2, see="python strategies.py",
    read="What AWS refuses",
)  # fmt: skip
def refused_strategies(look: Look) -> Finding:
    answers = look.calls("strategies.py", "refusal", [(items, there) for items, there, _ in STRATEGIES])
    pairs = list(zip(STRATEGIES, answers, strict=True))
    wrong = [(case, answer) for case, answer in pairs if answer.error or answer.value != case[2]]
    count = len(STRATEGIES)
    if not wrong:
        return Finding(True, expected=f"{count} strategies right", found=f"{count} strategies right")
    (items, there, reason), answer = wrong[0]
    call = f"refusal({words(items)}; associated: {', '.join(there) or 'none'})"
    said = answer.error or f"gave {answer.value!r}"
    return Finding(
        False,
        expected=f"{call} gives {reason!r}",
        found=f"{call} {said} ({count - len(wrong)} of {count} strategies are right)",
        see=f"python -c 'from strategies import refusal; print(refusal({json.dumps(items)}, {json.dumps(there)}))'",
    )
