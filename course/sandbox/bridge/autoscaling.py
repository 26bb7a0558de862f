"""Application Auto Scaling: tags, defaults, activities; a policy that is put again stays the same policy."""

from __future__ import annotations

import json
from typing import Any

import moto.applicationautoscaling.models as models
import moto.applicationautoscaling.urls as urls
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
    FakeScalableTarget,
    applicationautoscaling_backends,
)
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.exceptions import JsonRESTError

from course.sandbox.bridge.autoscaling_alarms import Policy
from course.sandbox.clock import sandbox_time

NOT_SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}
# User guide, "Service-linked roles for Application Auto Scaling"
ROLES = {"ecs": "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"}


class Backend(ApplicationAutoscalingBackend):  # type: ignore[misc]
    """moto's records of Application Auto Scaling in one account and region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        self.scheduled_actions: list[Any] = []
        super().__init__(region_name, account_id)
        self.tags: dict[str, dict[str, str]] = {}
        self.activities: list[dict[str, Any]] = []
        """What DescribeScalingActivities shows, newest first; whoever scales writes it."""

    @property
    def _url_module(self) -> Any:
        return urls  # moto derives it from the module of the class, which is ours

    def register_scalable_target(self, namespace: str, *args: Any, **kwargs: Any) -> FakeScalableTarget:
        """The target, new or changed, with AWS's defaults."""
        target = super().register_scalable_target(namespace, *args, **kwargs)
        if not hasattr(target, "registered"):
            target.registered = True
            target.creation_time = sandbox_time()
            if target.role_arn is None and namespace in ROLES:
                role = f"role/aws-service-role/{ROLES[namespace]}"
                target.role_arn = f"arn:{self.partition}:iam::{self.account_id}:{role}"
        target.suspended_state = NOT_SUSPENDED | (target.suspended_state or {})
        return target

    def deregister_scalable_target(self, namespace: str, r_id: str, dimension: str) -> None:
        """Forget the target with its policies, their alarms, and its scheduled actions (DeregisterScalableTarget)."""
        target = self.targets.get(dimension, {}).get(r_id)
        super().deregister_scalable_target(namespace, r_id, dimension)
        self.tags.pop(target.arn if target else "", None)
        for policy in list(self.policies.values()):
            if (policy.resource_id, policy.scalable_dimension) == (r_id, dimension):
                self.delete_scaling_policy(policy.policy_name, namespace, r_id, dimension)
        self.scheduled_actions = [
            action
            for action in self.scheduled_actions
            if (action.resource_id, action.scalable_dimension) != (r_id, dimension)
        ]

    def put_scaling_policy(
        self,
        policy_name: str,
        service_namespace: str,
        resource_id: str,
        scalable_dimension: str,
        *args: Any,
        **kwargs: Any,
    ) -> FakeApplicationAutoscalingPolicy:
        """The policy. Put again, it keeps its ARN and gets new alarms instead of its old ones."""
        if resource_id not in self.targets.get(scalable_dimension, {}):
            raise JsonRESTError(
                "ObjectNotFoundException",
                f"No scalable target registered for service namespace: {service_namespace}, resource ID: {resource_id},"
                f" scalable dimension: {scalable_dimension}",
            )
        key = Policy.formulate_key(service_namespace, resource_id, scalable_dimension, policy_name)
        old = self.policies.get(key)
        new = super().put_scaling_policy(
            policy_name, service_namespace, resource_id, scalable_dimension, *args, **kwargs
        )
        if old is not None:
            old.delete_alarms(self.account_id, self.region_name)
            new.rename(old.policy_arn)
            new.creation_time = old.creation_time
        return new

    def tagged(self, arn: str) -> dict[str, str]:
        """The tags of a scalable target."""
        if not any(target.arn == arn for by_id in self.targets.values() for target in by_id.values()):
            raise JsonRESTError("ResourceNotFoundException", f"No scalable target found for resource ARN: {arn}")
        return self.tags.setdefault(arn, {})


class Response(ApplicationAutoScalingResponse):  # type: ignore[misc]
    """The operations that differ from plain moto's, or that it does not have."""

    @property
    def _records(self) -> Backend:
        records = applicationautoscaling_backends[self.current_account][self.region]
        assert isinstance(records, Backend)
        return records

    def register_scalable_target(self) -> str:
        """RegisterScalableTarget, with its tags."""
        answer = str(super().register_scalable_target())
        self._records.tagged(json.loads(answer)["ScalableTargetARN"]).update(self._get_param("Tags") or {})
        return answer

    def list_tags_for_resource(self) -> str:
        """ListTagsForResource."""
        return json.dumps({"Tags": self._records.tagged(self._get_param("ResourceARN"))})

    def tag_resource(self) -> str:
        """TagResource."""
        self._records.tagged(self._get_param("ResourceARN")).update(self._get_param("Tags") or {})
        return "{}"

    def untag_resource(self) -> str:
        """UntagResource."""
        tags = self._records.tagged(self._get_param("ResourceARN"))
        for key in self._get_param("TagKeys") or []:
            tags.pop(key, None)
        return "{}"

    def describe_scaling_activities(self) -> str:
        """DescribeScalingActivities: what was written down, newest first."""
        if not self._get_param("ServiceNamespace"):
            raise AWSValidationException("ServiceNamespace must not be null")
        asked = {name: self._get_param(name) for name in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
        found = [
            activity
            for activity in self._records.activities
            if all(value in (None, activity[name]) for name, value in asked.items())
        ]
        start, size = int(self._get_param("NextToken") or 0), self._get_int_param("MaxResults") or 50
        answer: dict[str, Any] = {"ScalingActivities": found[start : start + size]}
        if start + size < len(found):
            answer["NextToken"] = str(start + size)
        return json.dumps(answer)


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request."""
    models.FakeApplicationAutoscalingPolicy = Policy
    applicationautoscaling_backends.backend = Backend
    urls.url_paths["{0}/$"] = Response.dispatch
