"""Capacity providers themselves: their names, their kind, managed scaling, and the Auto Scaling group behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.launches import FARGATE_PROVIDERS, short
from course.simulator.rules.ecs.pages import API, issue, seen
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

CREATE_PAGE = f"{API}/API_CreateCapacityProvider.html"
GROUP_PAGE = f"{API}/API_AutoScalingGroupProvider.html"
UNKNOWN_SOURCE = (
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/capacity_provider.go"
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_RESERVED = re.compile(r"(aws|ecs|fargate)", re.IGNORECASE)


@book.rule(
    "provider-name",
    "CreateCapacityProvider",
    code="ClientException",
    says="The specified capacity provider name is invalid",
    wording=seen("pf-ecs-cp-name-reserved-prefix"),
    page=CREATE_PAGE,
    fix="Use letters, digits, hyphens and underscores, and do not begin with aws, ecs or fargate.",
)
def provider_name(asked: Asked) -> Iterator[Breach]:
    """A provider's name has letters, digits, hyphens and underscores and does not begin with aws, ecs or fargate."""
    name = str(asked.get("name") or "")
    if name and (_RESERVED.match(name) or not _NAME.fullmatch(name)):
        yield at("name")


@book.rule(
    "provider-kind",
    "CreateCapacityProvider",
    code="ClientException",
    says="Exactly one of autoScalingGroupProvider and managedInstancesProvider must be specified.",
    wording=PARAPHRASED,
    page=CREATE_PAGE,
    fix="Describe an Auto Scaling group or Managed Instances, one of the two.",
)
def provider_kind(asked: Asked) -> Iterator[Breach]:
    """A capacity provider is an Auto Scaling group or Managed Instances: one of the two, and not both."""
    if bool(asked.get("autoScalingGroupProvider")) == bool(asked.get("managedInstancesProvider")):
        yield at("autoScalingGroupProvider")


@book.rule(
    "provider-scaling-steps",
    "CreateCapacityProvider",
    "UpdateCapacityProvider",
    code="ClientException",
    says="The minimum or maximum scaling step size value is invalid",
    wording=seen("pf-ecs-cp-scaling-step-order"),
    page=f"{API}/API_ManagedScaling.html",
    fix="Set minimumScalingStepSize to {most} or less.",
)
def provider_scaling_steps(asked: Asked) -> Iterator[Breach]:
    """The smallest scaling step, {least}, is larger than the largest, {most}."""
    scaling = (asked.get("autoScalingGroupProvider") or {}).get("managedScaling") or {}
    least, most = scaling.get("minimumScalingStepSize"), scaling.get("maximumScalingStepSize")
    if least is not None and most is not None and least > most:
        place = ("autoScalingGroupProvider", "managedScaling", "minimumScalingStepSize")
        yield at(*place, least=least, most=most)


@book.rule(
    "provider-exists",
    "CreateCapacityProvider",
    code="ClientException",
    says="The specified capacity provider already exists. To change the configuration of an existing capacity provider,"
    " update the capacity provider.",
    wording=issue("aws/containers-roadmap", 632),
    page=f"{API}/API_UpdateCapacityProvider.html",
    fix="Use UpdateCapacityProvider, or another name.",
)
def provider_exists(asked: Asked, world: World) -> Iterator[Breach]:
    """There is a capacity provider named {name} already."""
    name = str(asked.get("name") or "")
    if name and not _RESERVED.match(name) and world.capacity_provider(name) is not None:
        yield at("name", name=name)


@book.rule(
    "provider-group-taken",
    "CreateCapacityProvider",
    code="ClientException",
    says="The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto"
    " Scaling group ARN and try again.",
    wording=issue("aws/containers-roadmap", 632),
    page=GROUP_PAGE,
    fix="Use the provider {other}, or give this one an Auto Scaling group of its own.",
)
def provider_group_taken(asked: Asked, world: World) -> Iterator[Breach]:
    """An Auto Scaling group serves one capacity provider, and this one serves {other}."""
    group = (asked.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn")
    other = world.provider_of_group(str(group)) if group else None
    if other is not None and other.get("name") != asked.get("name"):
        yield at("autoScalingGroupProvider", "autoScalingGroupArn", other=other.get("name"))


@book.rule(
    "provider-group-unprotected",
    "CreateCapacityProvider",
    code="ClientException",
    says="The managed termination protection setting for the capacity provider is invalid. To enable managed termination"
    " protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled.",
    wording=issue("aws/containers-roadmap", 653),
    page=GROUP_PAGE,
    fix="Switch on instance protection from scale in on the group, or set managedTerminationProtection to DISABLED.",
)
def provider_group_unprotected(asked: Asked, world: World) -> Iterator[Breach]:
    """Managed termination protection needs a group whose instances are protected from scale in, and this one's are not."""
    provider = asked.get("autoScalingGroupProvider") or {}
    if provider.get("managedTerminationProtection") != "ENABLED" or not provider.get("autoScalingGroupArn"):
        return
    group = world.auto_scaling_group(str(provider["autoScalingGroupArn"]))
    if group is not None and not group.get("NewInstancesProtectedFromScaleIn"):
        yield at("autoScalingGroupProvider", "managedTerminationProtection")


@book.rule(
    "provider-unknown",
    "UpdateCapacityProvider",
    "DeleteCapacityProvider",
    code="ClientException",
    says="The specified capacity provider does not exist. Specify a valid name or ARN and try again.",
    wording=UNKNOWN_SOURCE,
    page=f"{API}/API_DeleteCapacityProvider.html",
    fix="Look in DescribeCapacityProviders for the name.",
)
def provider_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no capacity provider named {name}."""
    key = "capacityProvider" if asked.get("capacityProvider") else "name"
    name = asked.get(key)
    if name and world.capacity_provider(str(name)) is None:
        yield at(key, name=short(str(name)))


@book.rule(
    "provider-reserved",
    "DeleteCapacityProvider",
    "UpdateCapacityProvider",
    code="ClientException",
    says="The FARGATE and FARGATE_SPOT capacity providers are reserved and can't be changed or deleted.",
    wording=PARAPHRASED,
    page=f"{API}/API_DeleteCapacityProvider.html",
    fix="Disassociate {name} from the cluster instead, with PutClusterCapacityProviders.",
)
def provider_reserved(asked: Asked) -> Iterator[Breach]:
    """{name} is AWS's own and stays as it is."""
    key = "capacityProvider" if asked.get("capacityProvider") else "name"
    name = short(str(asked.get(key) or ""))
    if name in FARGATE_PROVIDERS:
        yield at(key, name=name)
