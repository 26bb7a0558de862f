"""Application Auto Scaling in templates: scalable targets with their scheduled actions, and scaling policies."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.template_properties import PropertyError
from course.sandbox.bridge.template_resource import Properties, Resource

TARGET = ("ResourceId", "ScalableDimension", "ServiceNamespace")
GONE = ("ObjectNotFoundException", "ValidationException")


class ScalableTarget(Resource):
    """AWS::ApplicationAutoScaling::ScalableTarget. Ref: resource id, dimension and namespace, with | between them."""

    kind = "AWS::ApplicationAutoScaling::ScalableTarget"
    operation = "RegisterScalableTarget"
    apart = ("ScheduledActions",)
    service = "application-autoscaling"
    needed = (*TARGET, "MinCapacity", "MaxCapacity")
    replaced_by = frozenset(TARGET)
    attributes = frozenset({"Id"})

    def make(self) -> None:
        """RegisterScalableTarget, PutScheduledAction."""
        self._register({})
        self.physical_resource_id = "|".join(str(self.properties[key]) for key in TARGET)
        self.told = {"Id": self.physical_resource_id}

    def change(self, before: Properties) -> None:
        """RegisterScalableTarget again, and the scheduled actions that are other than before."""
        self._register(before)
        self.retag(
            before,
            lambda tags: self.call("TagResource", ResourceARN=self.arn, Tags=tags),
            lambda keys: self.call("UntagResource", ResourceARN=self.arn, TagKeys=keys),
        )

    def _register(self, before: Properties) -> None:
        asked = self.asked()
        tags = self.tag_map() if not before else {}
        self.arn = str(
            self.call("RegisterScalableTarget", **asked, **({"Tags": tags} if tags else {}))["ScalableTargetARN"]
        )
        old, new = (_by_name(properties) for properties in (before, self.properties))
        for name in old:
            if name not in new:
                self.call_unless_gone("DeleteScheduledAction", *GONE, ScheduledActionName=name, **self._target())
        for name, action in new.items():
            if action != old.get(name):
                self.call("PutScheduledAction", **self._target(), **self.parameters("PutScheduledAction", action))

    def remove(self) -> None:
        """DeregisterScalableTarget."""
        self.call_unless_gone("DeregisterScalableTarget", *GONE, **self._target())

    def _target(self) -> dict[str, str]:
        return {key: str(self.properties[key]) for key in TARGET}


def _by_name(properties: Properties) -> dict[str, Properties]:
    return {str(action["ScheduledActionName"]): action for action in properties.get("ScheduledActions") or []}


class ScalingPolicy(Resource):
    """AWS::ApplicationAutoScaling::ScalingPolicy. Ref: its ARN."""

    kind = "AWS::ApplicationAutoScaling::ScalingPolicy"
    operation = "PutScalingPolicy"
    apart = ("ScalingTargetId", *TARGET)
    service = "application-autoscaling"
    name_property = "PolicyName"
    needed = ("PolicyName", "PolicyType")
    replaced_by = frozenset({*TARGET, "PolicyName", "ScalingTargetId"})
    attributes = frozenset({"Arn"})
    name_is_identity = False
    takes_tags = False

    def make(self) -> None:
        """PutScalingPolicy."""
        if self.properties.get("PolicyType") == "PredictiveScaling":
            raise NotImplementedError("predictive scaling")
        made = self.call("PutScalingPolicy", PolicyName=self.name, **self.asked(), **self._target())
        self.physical_resource_id = made["PolicyARN"]
        self.told = {"Arn": made["PolicyARN"]}

    def change(self, before: Properties) -> None:
        """PutScalingPolicy again."""
        self.make()

    def remove(self) -> None:
        """DeleteScalingPolicy."""
        where: dict[str, Any] = self._target()
        self.call_unless_gone("DeleteScalingPolicy", *GONE, PolicyName=self.properties["PolicyName"], **where)

    def _target(self) -> dict[str, str]:
        """The target, named by Ref of an AWS::ApplicationAutoScaling::ScalableTarget or by its three parts."""
        if "ScalingTargetId" in self.properties:
            parts = str(self.properties["ScalingTargetId"]).split("|")
            if len(parts) != len(TARGET):
                raise PropertyError("#/ScalingTargetId: it is not the Ref of a scalable target")
            return dict(zip(TARGET, parts, strict=True))
        missing = [key for key in TARGET if key not in self.properties]
        if missing:
            raise PropertyError(f"#: required key [{missing[0]}] not found")
        return {key: str(self.properties[key]) for key in TARGET}
