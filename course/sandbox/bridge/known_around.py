"""What the rules may know of the services around ECS. Modules of moto that few worlds need are loaded when first asked."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any

from moto.utilities.utils import get_partition

from course.sandbox.bridge.known_balancing import KnownBalancing
from course.sandbox.bridge.known_network import KnownNetwork
from course.sandbox.bridge.known_record import Fields, Shown
from course.simulator.rules.world import Record

ROLE: Fields = {
    "RoleName": attrgetter("name"),
    "Arn": attrgetter("arn"),
    "Path": attrgetter("path"),
    "AssumeRolePolicyDocument": lambda role: _document(role.assume_role_policy_document),
}
POLICY: Fields = {
    "PolicyName": attrgetter("name"),
    "Arn": attrgetter("arn"),
    "AttachmentCount": attrgetter("attachment_count"),
    "DefaultVersionId": attrgetter("default_version_id"),
}
SECRET: Fields = {
    "ARN": attrgetter("arn"),
    "Name": attrgetter("name"),
    "DeletedDate": lambda secret: getattr(secret, "deleted_date", None),
}
PARAMETER: Fields = {
    "Name": attrgetter("name"),
    "Type": attrgetter("parameter_type"),
    "Tier": attrgetter("tier"),
    "Version": attrgetter("version"),
    "AllowedPattern": attrgetter("allowed_pattern"),
}
REPOSITORY: Fields = {
    "repositoryArn": attrgetter("arn"),
    "repositoryName": attrgetter("name"),
    "registryId": attrgetter("registry_id"),
    "imageTagMutability": lambda repository: str(
        getattr(repository.image_tag_mutability, "value", repository.image_tag_mutability)
    ),
    "imageCount": lambda repository: len(repository.images),
}
SCALABLE_TARGET: Fields = {
    "ServiceNamespace": attrgetter("service_namespace"),
    "ResourceId": attrgetter("resource_id"),
    "ScalableDimension": attrgetter("scalable_dimension"),
    "ScalableTargetARN": attrgetter("arn"),
    "MinCapacity": attrgetter("min_capacity"),
    "MaxCapacity": attrgetter("max_capacity"),
    "RoleARN": attrgetter("role_arn"),
}
SCALING_POLICY: Fields = {
    "PolicyName": attrgetter("policy_name"),
    "PolicyARN": attrgetter("policy_arn"),
    "PolicyType": attrgetter("policy_type"),
}


class KnownAround(KnownBalancing, KnownNetwork):
    """Load balancers, networks, roles, secrets, log groups, repositories, scalable targets."""

    def role(self, name: str) -> Record | None:
        """GetRole; AssumeRolePolicyDocument is an object, not text. An ARN of another account finds nothing."""
        short = name.rpartition("/")[2]
        for role in self._iam.roles.values():
            if role.name == short:
                return Shown(role, ROLE) if short == name or role.arn == name else None
        return None

    def policy(self, arn: str) -> Record | None:
        """GetPolicy of IAM."""
        found = self._iam.managed_policies.get(arn)
        return Shown(found, POLICY) if found is not None else None

    @property
    def _iam(self) -> Any:
        from moto.iam.models import iam_backends

        return iam_backends[self.account][get_partition(self.region)]

    def secret(self, name: str) -> Record | None:
        """DescribeSecret of Secrets Manager."""
        from moto.secretsmanager.models import secretsmanager_backends

        secrets = secretsmanager_backends[self.account][self.region].secrets
        if not name.startswith("arn:"):
            found = dict.get(secrets, name)
        else:  # a whole ARN ends in six letters of its own; without them it is taken, too
            named = name.partition(":secret:")[2]
            found = dict.get(secrets, named[:-7])
            if found is None or found.arn != name:
                found = dict.get(secrets, named)
        return Shown(found, SECRET) if found is not None else None

    def parameter(self, name: str) -> Record | None:
        """GetParameter of Systems Manager, without its value."""
        from moto.ssm.models import ssm_backends

        parameters = ssm_backends[self.account][self.region]._parameters
        if name.startswith("arn:"):
            name = "/" + name.partition(":parameter/")[2]
        versions = dict.get(parameters, parameters.normalize_name(name))
        return Shown(versions[-1], PARAMETER) if versions else None

    def log_group(self, name: str) -> Record | None:
        """DescribeLogGroups, by exact name; logStreamNames and subscriptionFilters are here, too."""
        from moto.logs.models import logs_backends

        backend = logs_backends[self.account][self.region]
        group = backend.groups.get(name)
        if group is None:
            return None
        filters = backend.filters.metric_filters
        return Shown(
            group,
            {
                "logGroupName": attrgetter("name"),
                "arn": lambda shown: f"{shown.arn}:*",
                "retentionInDays": lambda shown: int(shown.retention_in_days) if shown.retention_in_days else None,
                "metricFilterNames": lambda shown: {
                    each["filterName"] for each in filters if each["logGroupName"] == shown.name
                },
                "logStreamNames": lambda shown: shown.streams.keys(),
                "subscriptionFilterNames": lambda shown: shown.subscription_filters.keys(),
            },
        )

    def repository(self, name: str) -> Record | None:
        """DescribeRepositories of ECR, with `imageCount`."""
        from moto.ecr.models import ecr_backends

        found = ecr_backends[self.account][self.region].repositories.get(name)
        return Shown(found, REPOSITORY) if found is not None else None

    def scalable_target(self, resource_id: str, dimension: str) -> Record | None:
        """DescribeScalableTargets of Application Auto Scaling, in the namespace of the dimension."""
        found = self._scaling.targets.get(dimension, {}).get(resource_id)
        return Shown(found, SCALABLE_TARGET) if found is not None else None

    def scaling_policy(self, name: str, resource_id: str, dimension: str) -> Record | None:
        """DescribeScalingPolicies, in the namespace of the dimension."""
        namespace = dimension.partition(":")[0]
        found = self._scaling.policies.get(f"{namespace}\t{resource_id}\t{dimension}\t{name}")
        return Shown(found, SCALING_POLICY) if found is not None else None

    def scheduled_action(self, name: str, resource_id: str, dimension: str) -> Record | None:
        """DescribeScheduledActions, in the namespace of the dimension."""
        for action in self._scaling.scheduled_actions:
            if (action.scheduled_action_name, action.resource_id, action.scalable_dimension) == (
                name,
                resource_id,
                dimension,
            ):
                return {"ScheduledActionName": name, "ResourceId": resource_id, "ScalableDimension": dimension}
        return None

    @property
    def _scaling(self) -> Any:
        from moto.applicationautoscaling.models import applicationautoscaling_backends

        return applicationautoscaling_backends[self.account][self.region]


def _document(text: Any) -> Any:
    """A policy document as an object; what is no JSON stays what it is."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text
