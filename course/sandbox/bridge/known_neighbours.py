"""What the rules of ECS may know of Auto Scaling groups and of Cloud Map."""

from __future__ import annotations

from typing import Any

from moto.backends import get_backend

from course.sandbox.bridge.ecs_base import short
from course.sandbox.bridge.known_place import KnownPlace, shown
from course.simulator.rules.world import Record


class KnownNeighbours(KnownPlace):
    """Auto Scaling groups, namespaces, discovery services. Their parts of moto are loaded when somebody asks."""

    def _records(self, service: str) -> Any:
        return get_backend(service)[self.account][self.region]

    def auto_scaling_group(self, name: str) -> Record | None:
        """DescribeAutoScalingGroups, by ARN or name."""
        found = self._records("autoscaling").autoscaling_groups.get(short(name))
        names = {
            "AutoScalingGroupName": "name",
            "NewInstancesProtectedFromScaleIn": "new_instances_protected_from_scale_in",
            "MinSize": "min_size",
            "MaxSize": "max_size",
        }
        return None if found is None else shown(found, names)

    def namespace(self, name: str) -> Record | None:
        """GetNamespace of Cloud Map, by name, id or ARN."""
        namespaces = self._records("servicediscovery").namespaces
        for found in namespaces.values():
            if name in (found.name, found.id, found.arn):
                return dict(found.to_json())
        return None

    def discovery_service(self, arn: str) -> Record | None:
        """GetService of Cloud Map, by ARN or id."""
        found = self._records("servicediscovery").services.get(short(arn))
        return None if found is None else dict(found.to_json())
