"""What the rules may know of the services around ECS."""

from __future__ import annotations

from course.sandbox.bridge.known_place import KnownPlace
from course.simulator.rules.world import Record


class KnownAround(KnownPlace):
    """Load balancers, networks, roles, secrets, log groups, repositories, scalable targets."""

    def target_group(self, arn: str) -> Record | None:
        """DescribeTargetGroups, by ARN or name."""
        return None

    def load_balancer(self, arn: str) -> Record | None:
        """DescribeLoadBalancers, by ARN or name."""
        return None

    def listener(self, arn: str) -> Record | None:
        """DescribeListeners."""
        return None

    def listener_rule(self, arn: str) -> Record | None:
        """DescribeRules of ELBv2."""
        return None

    def subnet(self, id: str) -> Record | None:
        """DescribeSubnets."""
        return None

    def security_group(self, id: str) -> Record | None:
        """DescribeSecurityGroups."""
        return None

    def role(self, name: str) -> Record | None:
        """GetRole; AssumeRolePolicyDocument is an object, not text."""
        return None

    def secret(self, name: str) -> Record | None:
        """DescribeSecret of Secrets Manager."""
        return None

    def parameter(self, name: str) -> Record | None:
        """GetParameter of Systems Manager, without its value."""
        return None

    def log_group(self, name: str) -> Record | None:
        """DescribeLogGroups, by exact name."""
        return None

    def repository(self, name: str) -> Record | None:
        """DescribeRepositories of ECR, with `imageCount`."""
        return None

    def scalable_target(self, resource_id: str, dimension: str) -> Record | None:
        """DescribeScalableTargets of Application Auto Scaling, in the namespace of the dimension."""
        return None
