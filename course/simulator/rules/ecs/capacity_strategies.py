"""Capacity provider strategies: what AWS refuses of a strategy, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.simulator.rules.ecs.launches import FARGATE_PROVIDERS, Item, cluster_of, providers, short
from course.simulator.rules.ecs.pages import API, issue, seen
from course.simulator.rules.ecs.plans import updated
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

ITEM_PAGE = f"{API}/API_CapacityProviderStrategyItem.html"
TYPES_PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html"
PUT_PAGE = f"{API}/API_PutClusterCapacityProviders.html"
LAUNCHING = ("CreateService", "UpdateService", "RunTask", "CreateTaskSet")
OF_CLUSTERS = ("CreateCluster", "PutClusterCapacityProviders")
MOST_PROVIDERS = 20
"""In a strategy and with a cluster: API reference, CapacityProviderStrategyItem; "Amazon ECS service quotas"."""


def _strategy(asked: Asked) -> tuple[str, Sequence[Item]]:
    """Where the request's strategy stands, and its items."""
    key = "defaultCapacityProviderStrategy"
    if asked.get(key):
        return key, tuple(asked[key])
    return "capacityProviderStrategy", tuple(asked.get("capacityProviderStrategy") or ())


def _with_base(items: Sequence[Item]) -> list[str]:
    return [short(str(item.get("capacityProvider"))) for item in items if item.get("base")]


def _weightless(items: Sequence[Item]) -> bool:
    return not any(item.get("weight") for item in items)


@book.rule(
    "strategy-mixes-providers",
    *LAUNCHING,
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate"
    " providers. Specify one or the other and try again.",
    wording=issue("terraform-aws-modules/terraform-aws-ecs", 68),
    page=TYPES_PAGE,
    fix="Keep either the Fargate providers or the others in this strategy; the cluster may still have both.",
)
def strategy_mixes_providers(asked: Asked) -> Iterator[Breach]:
    """A strategy has Fargate providers only, or none: {fargate} and {other} cannot stand in one."""
    key, items = _strategy(asked)
    names = [name for name in providers(items) if name]
    fargate = [name for name in names if name in FARGATE_PROVIDERS]
    other = [name for name in names if name not in FARGATE_PROVIDERS]
    if fargate and other:
        yield at(key, fargate=fargate[0], other=other[0])


@book.rule(
    "strategy-two-bases",
    *LAUNCHING,
    code="InvalidParameterException",
    says="There are multiple capacity providers in the specified capacity provider strategy with a base value defined",
    wording=seen("pf-ecs-svc-capacity-provider-multiple-base"),
    page=ITEM_PAGE,
    fix="Leave the base on one provider and take it away from the others.",
)
def strategy_two_bases(asked: Asked) -> Iterator[Breach]:
    """Only one provider of a strategy may have a base, and here {names} have one."""
    named = _with_base(asked.get("capacityProviderStrategy") or ())
    if len(named) > 1:
        yield at("capacityProviderStrategy", names=" and ".join(named))


@book.rule(
    "default-strategy-two-bases",
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="The specified capacity provider strategy contains multiple capacity providers with a base value defined",
    wording=seen("pf-ecs-cluster-default-strategy-multiple-base"),
    page=ITEM_PAGE,
    fix="Leave the base on one provider and take it away from the others.",
)
def default_strategy_two_bases(asked: Asked) -> Iterator[Breach]:
    """Only one provider of a strategy may have a base, and here {names} have one."""
    named = _with_base(asked.get("defaultCapacityProviderStrategy") or ())
    if len(named) > 1:
        yield at("defaultCapacityProviderStrategy", names=" and ".join(named))


@book.rule(
    "strategy-without-weight",
    *LAUNCHING,
    code="InvalidParameterException",
    says="There are no capacity providers in the capacity provider strategy with a weight value greater than zero",
    wording=seen("pf-ecs-svc-capacity-provider-zero-weight"),
    page=ITEM_PAGE,
    fix="Give at least one provider a weight above 0; a missing weight counts as 0.",
)
def strategy_without_weight(asked: Asked) -> Iterator[Breach]:
    """A strategy of several providers that all have weight 0 places nothing.

    Of a single provider AWS's page says nothing, and people report that it is taken: so is it here.
    """
    items = tuple(asked.get("capacityProviderStrategy") or ())
    if len(items) > 1 and _weightless(items):
        yield at("capacityProviderStrategy")


@book.rule(
    "default-strategy-without-weight",
    "CreateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="There are no capacity providers with a weight value greater than zero defined in the default capacity provider"
    " strategy. At least one capacity provider must have a weight value greater than zero specified. Update the cluster's"
    " default capacity provider strategy or specify a valid capacity provider strategy and try again.",
    wording=issue("terraform-aws-modules/terraform-aws-ecs", 27),
    page=ITEM_PAGE,
    fix="Give a provider of the cluster's default strategy a weight above 0, or name a launch type or a strategy here.",
)
def default_strategy_without_weight(asked: Asked, world: World) -> Iterator[Breach]:
    """The request leaves the choice to the cluster's default strategy, all of whose providers have weight 0.

    The cluster itself may be made with such a default; AWS refuses only who uses it.
    """
    if asked.get("launchType") or asked.get("capacityProviderStrategy"):
        return
    cluster = cluster_of(asked, world)
    items = tuple((cluster or {}).get("defaultCapacityProviderStrategy") or ())
    if items and _weightless(items) and (len(items) > 1 or ("serviceName" in asked and not _with_base(items))):
        yield at("capacityProviderStrategy")


@book.rule(
    "strategy-too-long",
    *LAUNCHING,
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="A capacity provider strategy can contain a maximum of 20 capacity providers.",
    wording=PARAPHRASED,
    page=ITEM_PAGE,
    fix="Name at most 20 providers.",
)
def strategy_too_long(asked: Asked) -> Iterator[Breach]:
    """A strategy has at most 20 providers, and this one has {count}."""
    key, items = _strategy(asked)
    if len(items) > MOST_PROVIDERS:
        yield at(key, count=len(items))


@book.rule(
    "strategy-provider-not-associated",
    *LAUNCHING,
    code="InvalidParameterException",
    says="The specified capacity provider strategy cannot contain a capacity provider that is not associated with the"
    " cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.",
    wording=issue("dask/dask-cloudprovider", 328),
    page=ITEM_PAGE,
    fix="Associate {name} with the cluster (PutClusterCapacityProviders, with the whole list), or name another provider.",
)
def strategy_provider_not_associated(asked: Asked, world: World) -> Iterator[Breach]:
    """A strategy may name only providers that are associated with the cluster, and {name} is not."""
    items = asked.get("capacityProviderStrategy") or ()
    cluster = cluster_of(asked, world) if items else None
    if cluster is None:
        return
    associated = {short(str(name)) for name in cluster.get("capacityProviders") or ()}
    for index, name in enumerate(providers(items)):
        own = (world.capacity_provider(name) or {}).get("cluster")  # Managed Instances belong to one cluster
        if name not in associated and (own is None or own != cluster.get("clusterArn")):
            yield at("capacityProviderStrategy", index, "capacityProvider", name=name)


@book.rule(
    "default-strategy-provider-not-listed",
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="The specified capacity provider strategy cannot contain a capacity provider that is not associated with the"
    " cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.",
    wording=seen("pf-ecs-cluster-default-strategy-provider-not-listed"),
    page=PUT_PAGE,
    fix="Add {name} to capacityProviders in the same call.",
)
def default_strategy_provider_not_listed(asked: Asked) -> Iterator[Breach]:
    """The default strategy may name only providers that the same call associates, and {name} is not in its list."""
    listed = {short(str(name)) for name in asked.get("capacityProviders") or ()}
    for index, name in enumerate(providers(asked.get("defaultCapacityProviderStrategy"))):
        if name not in listed:
            yield at("defaultCapacityProviderStrategy", index, "capacityProvider", name=name)


@book.rule(
    "strategy-changed-without-deployment",
    "UpdateService",
    code="InvalidParameterException",
    says="When switching from launch type to capacity provider strategy on an existing service, or making a change to a"
    " capacity provider strategy on a service that is already using one, you must force a new deployment.",
    wording="https://github.com/pipe-cd/pipecd/pull/6385",
    page="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html",
    fix="Pass forceNewDeployment=true in the same call.",
)
def strategy_changed_without_deployment(asked: Asked, world: World) -> Iterator[Breach]:
    """A service changes its capacity provider strategy only together with a forced deployment."""
    wanted = asked.get("capacityProviderStrategy")
    service = updated(asked, world) if wanted is not None and not asked.get("forceNewDeployment") else None
    if service is not None and _shares(wanted) != _shares(service.get("capacityProviderStrategy")):
        yield at("forceNewDeployment")


def _shares(items: Sequence[Item] | None) -> set[tuple[str, int, int]]:
    return {
        (short(str(item.get("capacityProvider"))), item.get("base") or 0, item.get("weight") or 0)
        for item in items or ()
    }
