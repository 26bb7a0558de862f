"""Where our rules and cfn-lint's say the same, and every disagreement that has a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Asked = Mapping[str, Any]
Told = tuple[str, str]
"""A rule of cfn-lint and the place it points at."""
EACH = "ContainerDefinitions.*"


@dataclass(frozen=True, slots=True)
class Except:
    """Requests about which one side is silent."""

    when: Callable[[Asked], bool]
    why: str


@dataclass(frozen=True, slots=True)
class Same:
    """Rules that mean the same: where one of ours finds something, one of theirs does, and the other way round."""

    ours: tuple[str, ...]
    theirs: tuple[Told, ...]
    only_ours: tuple[Except, ...] = field(default=())
    only_theirs: tuple[Except, ...] = field(default=())


def _off_fargate(asked: Asked) -> bool:
    return "FARGATE" not in (asked.get("requiresCompatibilities") or ())


def _size_in_words(asked: Asked) -> bool:
    return str(asked.get("cpu")).startswith("0.") or str(asked.get("memory")).startswith(".")


def _not_launched_on_fargate(asked: Asked) -> bool:
    return asked.get("launchType") != "FARGATE"


def _in_awsvpc(asked: Asked) -> bool:
    return bool(asked.get("definition", {}).get("networkMode") == "awsvpc")


def _no_constraint(asked: Asked) -> bool:
    return asked.get("placementConstraints") == []


def _short_role(asked: Asked) -> bool:
    return any(":" not in str(asked.get(key, ":")) for key in ("executionRoleArn", "taskRoleArn"))


SAME = (
    Same(("containers-empty", "essential-container-missing"), (("E3042", "ContainerDefinitions"),)),
    Same(
        ("container-names-unique",),
        (("E3037", "ContainerDefinitions"),),
        only_ours=(Except(lambda asked: True, "cfn-lint looks for containers that are alike in everything"),),
    ),
    Same(("image-missing",), (("E3003", f"{EACH} Image"),)),
    Same(("container-name-missing",), (("E3003", f"{EACH} Name"),)),
    Same(
        ("fargate-task-size", "fargate-task-cpu", "task-cpu-invalid", "task-memory-invalid"),
        (("E3047", ""), ("E3048", "Cpu")),
        only_ours=(Except(_off_fargate, "cfn-lint looks at sizes for Fargate only"),),
        only_theirs=(Except(_size_in_words, "cfn-lint's patterns know .5 vCPU and 0.5 GB, not 0.5 vCPU and .5 GB"),),
    ),
    Same(("fargate-cpu-missing",), (("E3048", " Cpu"),)),
    Same(("fargate-memory-missing",), (("E3048", " Memory"),)),
    Same(("fargate-network-mode",), (("E3048", "NetworkMode"), ("E3048", " NetworkMode"))),
    Same(("fargate-log-driver",), (("E3048", f"{EACH}.LogConfiguration.LogDriver"),)),
    Same(
        ("fargate-placement-constraints",),
        (("E3048", "PlacementConstraints"),),
        only_theirs=(Except(_no_constraint, "AWS takes an empty list: fixtures/described-*.json"),),
    ),
    Same(("awsvpc-host-port",), (("E3053", f"{EACH}.PortMappings.*.HostPort"),)),
    Same(
        ("awslogs-options-missing",),
        (
            ("E3046", f"{EACH}.LogConfiguration Options"),
            ("E3046", f"{EACH}.LogConfiguration.Options awslogs-group"),
            ("E3046", f"{EACH}.LogConfiguration.Options awslogs-region"),
        ),
    ),
    Same(("awslogs-options-unknown",), (("E3046", f"{EACH}.LogConfiguration.Options.awslogs-colour"),)),
    Same(("tag-reserved-prefix",), (("E3024", "Tags.*.Key"),)),
    Same(
        ("role-invalid",),
        tuple((rule, role) for rule in ("E1156", "E3511") for role in ("ExecutionRoleArn", "TaskRoleArn")),
        only_theirs=(Except(_short_role, "ECS takes a role's short name too (API reference, RegisterTaskDefinition)"),),
    ),
    Same(("daemon-on-fargate", "daemon-controller"), (("E3044", "SchedulingStrategy"),)),
    Same(("network-missing",), (("E3052", " NetworkConfiguration"),)),
    Same(
        ("definition-off-launch-type",),
        (
            ("E3054", "Definition: RequiresCompatibilities"),
            ("E3713", f"Definition: {EACH}.LogConfiguration.LogDriver"),
        ),
        only_ours=(
            Except(_not_launched_on_fargate, "cfn-lint looks at Fargate only"),
            Except(_in_awsvpc, "cfn-lint leaves awsvpc out: what fits Fargate is compatible, whatever it requires"),
        ),
        only_theirs=(
            Except(_in_awsvpc, "whether a definition's compatibilities heed its log driver is written nowhere"),
        ),
    ),
    Same(
        ("traffic-share",),
        (
            ("E3034", "DeploymentConfiguration.CanaryConfiguration.CanaryPercent"),
            ("E3034", "DeploymentConfiguration.LinearConfiguration.StepPercent"),
        ),
    ),
    Same(("bake-time",), (("E3034", "DeploymentConfiguration.BakeTimeInMinutes"),)),
)

_LIST = "CloudFormation's schema calls it a set; the API has a list"
_SHAPE = "a range in the API's model: the shape check's business"
ONLY_THEIRS: dict[Told, str] = {
    ("E3030", f"{EACH}.PortMappings.*.Protocol"): "ECS takes any other word for tcp (API reference, PortMapping)",
    ("E3037", f"{EACH}.MountPoints"): _LIST,
    ("E3037", f"{EACH}.PortMappings"): _LIST,
    ("E3002", f"{EACH}.Environment"): "cfn-lint's own patch of the schema (unique names); the API has a list",
    ("E3034", "CapacityProviderStrategy.*.Weight"): _SHAPE,
    ("E3034", "CapacityProviderStrategy.*.Base"): _SHAPE,
    ("E3034", "ServiceConnectConfiguration.Services.*.ClientAliases.*.Port"): _SHAPE,
    (
        "E3049",
        "Group: HealthCheckPort",
    ): "traffic-port is the default (API reference, CreateTargetGroup); AWS takes others",
}

_TYPES = "CloudFormation's schema gives the type only, cfn-lint has no rule for the numbers and the form"
_NAMES = "cfn-lint has no rule that follows names from one part of a task definition to another"
_FARGATE = "cfn-lint's rule for Fargate (E3048) looks at network mode, sizes, log drivers and placement"
_NETWORK = "cfn-lint's rule for network modes (E3053) looks at host ports in awsvpc"
_ROLES = "cfn-lint has no rule about when an execution role is needed"
_VOLUMES = "cfn-lint has no rule about volumes beyond their schema"
_SERVICE = "cfn-lint's rules for services look at Fargate, dynamic ports, network configuration and daemons"
_WORLD = "cfn-lint knows no account: nothing is looked up"
ONLY_OURS: dict[str, tuple[str, ...]] = {
    _TYPES: (
        *("family-empty", "family-characters", "family-length", "containers-too-many", "container-name-characters"),
        *("container-name-length", "image-characters", "image-length", "image-digest", "container-port", "host-port"),
        *("port-name-form", "port-range-form", "port-and-range", "port-ranges-too-many", "port-ranges-overlap"),
        *("host-ports-unique", "port-names-unique", "health-check-interval", "health-check-timeout"),
        *("health-check-retries", "health-check-start-period", "restart-attempt-period", "restart-ignored-codes"),
        *(
            "ephemeral-storage-size",
            "ulimit-order",
            "swap-numbers",
            "gpu-value",
            "neuron-value",
            "environment-file-arn",
        ),
        *("environment-files-too-many", "secret-names-unique", "secret-and-variable", "secret-source"),
        *("definition-tags-empty", "tag-key-twice", "definition-placement-constraints-too-many"),
        *("container-memory-order", "container-memory-missing", "container-memory-above-task", "task-definition-size"),
        *("container-reservations-above-task", "container-cpu-above-task", "inference-accelerators"),
        *("credential-specs-too-many", "firelens-s3-arn", "attestation-policy-missing"),
    ),
    _NAMES: (
        *(
            "mount-unknown-volume",
            "volumes-from-unknown",
            "depends-on-unknown",
            "depends-on-itself",
            "depends-on-cycle",
        ),
        *("depends-on-healthy", "depends-on-essential", "links-cycle", "proxy-container-unknown", "firelens-unused"),
        *("awsfirelens-router-missing", "proxy-ingress-port", "proxy-properties-missing"),
    ),
    _FARGATE: (
        *("fargate-privileged", "fargate-docker-security-options", "fargate-devices", "fargate-shared-memory-size"),
        *("fargate-max-swap", "fargate-swappiness", "fargate-capabilities", "fargate-gpu", "fargate-ipc-mode"),
        *("fargate-pid-mode", "fargate-windows-arm64", "fargate-windows-family", "fargate-windows-small"),
        *("fargate-windows-large", "fargate-firelens-s3", "fargate-awslogs-stream-prefix", "fargate-start-timeout"),
        *("fargate-stop-timeout", "fargate-host-path", "fargate-docker-volume", "fargate-fsx-volume"),
        "ephemeral-storage-ec2",
    ),
    _NETWORK: (
        *("host-host-port", "none-port-mappings", "awsvpc-links", "links-outside-bridge", "awsvpc-hostname"),
        *("awsvpc-extra-hosts", "awsvpc-dns-servers", "awsvpc-dns-search-domains", "awsvpc-disable-networking"),
        *("awsvpc-ports-unique", "port-range-network-mode", "proxy-network-mode", "external-network-mode"),
    ),
    _ROLES: ("secrets-execution-role", "fargate-ecr-execution-role", "fargate-awslogs-execution-role"),
    _VOLUMES: (
        *("volume-name-missing", "volume-kinds", "docker-volume-autoprovision", "volumes-at-launch"),
        *("volume-at-launch-unmounted", "external-efs-volume", "efs-iam-encryption", "efs-access-point-encryption"),
        *("efs-access-point-root", "efs-port-encryption", "s3-files-task-role", "s3-files-access-point-root"),
    ),
    _SERVICE: (
        *("strategy-and-launch-type", "strategy-without-weight", "strategy-two-bases", "strategy-mixes-providers"),
        *("daemon-desired-count", "daemon-maximum-percent", "daemon-placement-strategy", "daemon-volumes"),
        *("daemon-with-capacity-strategy", "balancer-no-container", "balancer-no-port", "balancer-no-name"),
        *("balancer-both-names", "balancers-too-many", "advanced-incomplete", "native-without-advanced"),
        *("native-strategy-without-ecs-controller", "breaker-without-ecs-controller", "alarms-without-ecs-controller"),
        *("code-deploy-without-balancer", "external-with-balancer", "external-with-definition", "percents-block"),
        *("platform-version-unknown", "platform-version-with-ec2", "platform-version-off-fargate"),
        *("placement-with-fargate", "placement-strategies-too-many"),
        *("distinct-instance-with-expression", "binpack-field", "random-with-field", "rebalancing-daemon"),
        *("rebalancing-percent", "rebalancing-balancer", "rebalancing-zone-constraint", "rebalancing-external"),
        *("traffic-wait", "linear-configuration-strategy", "canary-configuration-strategy", "subnets-empty"),
        *("connect-alias-twice", "connect-name-twice", "connect-aliases-too-many", "connect-without-namespace"),
        *("desired-count-negative", "service-name", "public-ip-on-ec2", "public-ip-off-fargate"),
    ),
    _WORLD: (
        *("balancer-container-unknown", "balancer-port-unmapped", "connect-namespace-unknown", "connect-port-name"),
        *("exec-without-role", "exec-without-task-role", "network-without-awsvpc", "placement-on-fargate"),
        *("target-group-type", "code-deploy-definition", "code-deploy-network", "daemon-with-default-strategy"),
    ),
}
