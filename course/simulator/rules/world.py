"""What a rule may know of the world: the records of one account and region, as the describe calls show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Record = Mapping[str, Any]
"""A thing as its describe call shows it, under the API's names."""


class World(Protocol):
    """Looked up one thing at a time, None where there is none. Names may be ARNs wherever AWS takes both."""

    @property
    def account(self) -> str:
        """Twelve digits."""

    @property
    def region(self) -> str:
        """`eu-west-1`."""

    def cluster(self, name: str) -> Record | None:
        """DescribeClusters, INACTIVE ones included."""

    def service(self, cluster: str, name: str) -> Record | None:
        """DescribeServices, with DRAINING and INACTIVE ones."""

    def task_definition(self, name: str) -> Record | None:
        """DescribeTaskDefinition; a family alone means its latest active revision."""

    def capacity_provider(self, name: str) -> Record | None:
        """DescribeCapacityProviders, FARGATE and FARGATE_SPOT included."""

    def task(self, cluster: str, name: str) -> Record | None:
        """DescribeTasks."""

    def target_group(self, arn: str) -> Record | None:
        """DescribeTargetGroups, by ARN or name."""

    def load_balancer(self, arn: str) -> Record | None:
        """DescribeLoadBalancers, by ARN or name."""

    def load_balancer_attributes(self, arn: str) -> Record | None:
        """DescribeLoadBalancerAttributes: key → value, by ARN."""

    def listener(self, arn: str) -> Record | None:
        """DescribeListeners."""

    def listeners_of(self, load_balancer: str) -> Sequence[Record]:
        """DescribeListeners of a load balancer, by ARN."""

    def listener_rule(self, arn: str) -> Record | None:
        """DescribeRules of ELBv2."""

    def rules_of(self, listener: str) -> Sequence[Record]:
        """DescribeRules of a listener, by ARN, with its default rule."""

    def vpc(self, id: str) -> Record | None:
        """DescribeVpcs."""

    def subnet(self, id: str) -> Record | None:
        """DescribeSubnets."""

    def security_group(self, id: str) -> Record | None:
        """DescribeSecurityGroups."""

    def instance(self, id: str) -> Record | None:
        """DescribeInstances."""

    def role(self, name: str) -> Record | None:
        """GetRole; AssumeRolePolicyDocument is an object, not text. An ARN of another account finds nothing."""

    def policy(self, arn: str) -> Record | None:
        """GetPolicy of IAM."""

    def secret(self, name: str) -> Record | None:
        """DescribeSecret of Secrets Manager."""

    def parameter(self, name: str) -> Record | None:
        """GetParameter of Systems Manager, without its value."""

    def log_group(self, name: str) -> Record | None:
        """DescribeLogGroups, by exact name, with `logStreamNames`, `metricFilterNames` and `subscriptionFilterNames`."""

    def repository(self, name: str) -> Record | None:
        """DescribeRepositories of ECR, with `imageCount`."""

    def scalable_target(self, resource_id: str, dimension: str) -> Record | None:
        """DescribeScalableTargets of Application Auto Scaling, in the namespace of the dimension."""

    def provider_of_group(self, group: str) -> Record | None:
        """The capacity provider that uses an Auto Scaling group, given by ARN or by name."""

    def uses_provider(self, cluster: str, name: str) -> bool:
        """Whether services or tasks of a cluster use a capacity provider: both by their short names."""

    def auto_scaling_group(self, name: str) -> Record | None:
        """DescribeAutoScalingGroups, by ARN or name."""

    def namespace(self, name: str) -> Record | None:
        """GetNamespace of Cloud Map, by name, id or ARN."""

    def discovery_service(self, arn: str) -> Record | None:
        """GetService of Cloud Map, by ARN or id."""

    def scaling_policy(self, name: str, resource_id: str, dimension: str) -> Record | None:
        """DescribeScalingPolicies, in the namespace of the dimension."""

    def scheduled_action(self, name: str, resource_id: str, dimension: str) -> Record | None:
        """DescribeScheduledActions, in the namespace of the dimension."""
