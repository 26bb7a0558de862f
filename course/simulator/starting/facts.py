"""What the decision looks at: the task with what its definition asks for, and the things around it. Values and one protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from course.simulator.iam.statement import Policy
from course.simulator.network.model import Interface, Network


@dataclass(frozen=True, slots=True)
class SecretRef:
    """One entry of a container's `secrets`, or another place that names a secret."""

    variable: str
    value_from: str


@dataclass(frozen=True, slots=True)
class Logging:
    """A container's awslogs configuration."""

    group: str
    region: str
    create_group: bool = False
    prefix: str = ""
    non_blocking: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What one container asks for before it can start."""

    name: str
    image: str
    secrets: tuple[SecretRef, ...] = ()
    logs: Logging | None = None
    registry_secret: str = ""
    """ARN of the secret with the credentials of a private registry."""
    environment_files: tuple[str, ...] = ()
    """ARNs of S3 objects."""


@dataclass(frozen=True, slots=True)
class Starter:
    """A task that is to start."""

    id: str
    account: str
    region: str
    containers: tuple[Asked, ...]
    arn: str = ""
    execution_role: str = ""
    """ARN, "" where the definition names none."""
    task_role: str = ""
    fargate: bool = True
    architecture: str = "X86_64"
    interface: Interface | None = None
    """Where it stands in the network; None where nobody knows (a container instance outside the records)."""


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role."""

    arn: str
    trust: Policy
    identity: tuple[Policy, ...] = ()
    boundary: Policy | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A KMS key."""

    arn: str
    policy: Policy | None = None
    usable: bool = True
    """False: disabled, or waiting for its deletion."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of Secrets Manager."""

    arn: str
    stages: Mapping[str, str] = field(default_factory=dict)
    """Staging label, and version id → the text of that version."""
    policy: Policy | None = None
    key: Key | None = None
    """A customer managed key; None for AWS's own."""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of Parameter Store."""

    arn: str
    secure: bool = False
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Repository:
    """A private ECR repository."""

    arn: str
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """An image of ECR."""

    digest: str
    architectures: tuple[str, ...] = ()
    """X86_64, ARM64; () where its manifest does not say."""


class Surroundings(Protocol):
    """The things around a task. None and False mean: there is no such thing."""

    def network(self) -> Network:
        """The network of the task's account and region."""

    def role(self, arn: str) -> Role | None:
        """A role, of this account or another."""

    def repository(self, account: str, region: str, name: str) -> Repository | None:
        """A repository. Account and region are "" where a reference leaves them to the default ones (EcrImage)."""

    def image(self, account: str, region: str, repository: str, tag: str, digest: str) -> Image | None:
        """An image in a repository that is there."""

    def cached(self, account: str, region: str, repository: str) -> bool:
        """Whether a pull-through cache rule stands behind the name of a repository: what is missing comes from upstream."""

    def secret(self, reference: str) -> Secret | None:
        """A secret by its ARN, whole or without the six characters at its end, or by its name."""

    def parameter(self, reference: str) -> Parameter | None:
        """A parameter by its ARN or name."""

    def has_log_group(self, region: str, name: str) -> bool:
        """Whether a log group is there."""

    def has_object(self, arn: str) -> bool:
        """Whether an S3 object is there."""

    def resource_policy(self, arn: str) -> Policy | None:
        """The policy of the bucket or queue to which this ARN leads."""


GivesUp = Literal["start_times_out", "start_is_refused", "pull_retries"]
"""Names of durations (durations.toml)."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a task cannot start."""

    reason: str
    """stoppedReason."""
    gives_up: GivesUp
    """How long ECS tries: the duration of this name."""
    container: str = ""
    """The container it happened to, whose `reason` says it too; "" for the whole task."""
    hops: tuple[Any, ...] = ()
    """Where the network has a say: the way, hop by hop."""
