"""Clusters: names, settings, the logging of execute-command sessions, associated providers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.capacity_strategies import MOST_PROVIDERS, OF_CLUSTERS, PUT_PAGE
from course.simulator.rules.ecs.launches import cluster_of, short
from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

CREATE_PAGE = f"{API}/API_CreateCluster.html"
EXEC_PAGE = f"{API}/API_ExecuteCommandConfiguration.html"
INSIGHTS = ("enhanced", "enabled", "disabled")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


@book.rule(
    "cluster-name",
    "CreateCluster",
    code="InvalidParameterException",
    says="Invalid cluster name: up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are allowed.",
    wording=PARAPHRASED,
    page=CREATE_PAGE,
    fix="Use letters, digits, hyphens and underscores, at most 255.",
)
def cluster_name(asked: Asked) -> Iterator[Breach]:
    """A cluster's name has letters, digits, hyphens and underscores only, 255 at most; {name} does not fit."""
    name = asked.get("clusterName")
    if name and not _NAME.fullmatch(str(name)):
        yield at("clusterName", name=str(name)[:80])


@book.rule(
    "cluster-insights-value",
    "CreateCluster",
    "UpdateCluster",
    "UpdateClusterSettings",
    code="InvalidParameterException",
    says="Invalid value {value} for the cluster setting containerInsights: use enhanced, enabled or disabled.",
    wording=PARAPHRASED,
    page=f"{API}/API_ClusterSetting.html",
    fix="Write enhanced, enabled or disabled, in lower case.",
)
def cluster_insights_value(asked: Asked) -> Iterator[Breach]:
    """containerInsights is enhanced, enabled or disabled; {value} is none of them."""
    for index, setting in enumerate(asked.get("settings") or ()):
        value = setting.get("value")
        if setting.get("name") == "containerInsights" and value is not None and value not in INSIGHTS:
            yield at("settings", index, "value", value=value)


@book.rule(
    "exec-override-without-log",
    "CreateCluster",
    "UpdateCluster",
    code="InvalidParameterException",
    says="A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration",
    wording=seen("pf-ecs-cluster-execute-command-override-without-log-config"),
    page=EXEC_PAGE,
    fix="Name a log group or a bucket in logConfiguration, or use logging DEFAULT.",
)
def exec_override_without_log(asked: Asked) -> Iterator[Breach]:
    """With logging OVERRIDE somebody has to say where sessions are logged: a log group or an S3 bucket."""
    command = (asked.get("configuration") or {}).get("executeCommandConfiguration") or {}
    if command.get("logging") != "OVERRIDE":
        return
    log = command.get("logConfiguration") or {}
    if not log.get("cloudWatchLogGroupName") and not log.get("s3BucketName"):
        yield at("configuration", "executeCommandConfiguration", "logConfiguration")


@book.rule(
    "exec-log-without-override",
    "CreateCluster",
    "UpdateCluster",
    code="InvalidParameterException",
    says="You must set logging to 'OVERRIDE' when you supply a log configuration",
    wording=seen("pf-ecs-cluster-execute-command-default-with-log-config"),
    page=EXEC_PAGE,
    fix="Set logging to OVERRIDE, or leave logConfiguration out.",
)
def exec_log_without_override(asked: Asked) -> Iterator[Breach]:
    """A log configuration for execute-command goes with logging OVERRIDE, and here it is {logging}."""
    command = (asked.get("configuration") or {}).get("executeCommandConfiguration") or {}
    if command.get("logConfiguration") and command.get("logging") in ("NONE", "DEFAULT"):
        yield at("configuration", "executeCommandConfiguration", "logging", logging=command["logging"])


@book.rule(
    "cluster-too-many-providers",
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="The maximum number of capacity providers per cluster has been exceeded.",
    wording="https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1086",
    page=f"{GUIDE}/service-quotas.html",
    fix="Associate at most 20 providers.",
)
def cluster_too_many_providers(asked: Asked) -> Iterator[Breach]:
    """A cluster has at most 20 capacity providers, and {count} are named."""
    count = len(asked.get("capacityProviders") or ())
    if count > MOST_PROVIDERS:
        yield at("capacityProviders", count=count)


@book.rule(
    "cluster-provider-unknown",
    *OF_CLUSTERS,
    code="InvalidParameterException",
    says="The specified capacity provider '{name}' was not found. Specify a valid name or ARN and try again.",
    wording=PARAPHRASED,
    page=PUT_PAGE,
    fix="Create {name} first, or correct its name.",
)
def cluster_provider_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """Only capacity providers that exist can be associated, and there is no {name}."""
    for index, name in enumerate(asked.get("capacityProviders") or ()):
        if world.capacity_provider(str(name)) is None:
            yield at("capacityProviders", index, name=short(str(name)))


@book.rule(
    "cluster-provider-in-use",
    "PutClusterCapacityProviders",
    code="ResourceInUseException",
    says="The specified capacity provider is in use and cannot be removed.",
    wording="https://github.com/pahud/cdk-fargate-patterns/issues/71",
    page=PUT_PAGE,
    fix="Keep {name} in the list, or first move the services and tasks that use it.",
)
def cluster_provider_in_use(asked: Asked, world: World) -> Iterator[Breach]:
    """The call would disassociate {name}, on which services or tasks of the cluster still run."""
    cluster = cluster_of(asked, world)
    if cluster is None:
        return
    kept = {short(str(name)) for name in asked.get("capacityProviders") or ()}
    for name in cluster.get("capacityProviders") or ():
        if short(name) not in kept and world.uses_provider(str(cluster.get("clusterName")), short(name)):
            yield at("capacityProviders", name=short(name))


@book.rule(
    "cluster-contains-provider",
    "DeleteCluster",
    code="ClusterContainsCapacityProviderException",
    says="The cluster contains one or more capacity providers that prevent the requested operation.",
    wording="botocore ecs ClusterContainsCapacityProviderException",
    page=f"{API}/API_DeleteCluster.html",
    fix="Delete {name} first.",
)
def cluster_contains_provider(asked: Asked, world: World) -> Iterator[Breach]:
    """A cluster is not deleted while it has a Managed Instances provider of its own, and it has {name}."""
    cluster = cluster_of(asked, world) if asked.get("cluster") else None
    for name in (cluster or {}).get("capacityProviders") or ():
        if (world.capacity_provider(name) or {}).get("managedInstancesProvider"):
            yield at("cluster", name=short(name))
