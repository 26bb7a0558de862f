"""The types of resources in templates that the sandbox makes itself; of the others, those that plain moto makes."""

from __future__ import annotations

from course.sandbox.bridge import template_ecr as ecr
from course.sandbox.bridge import template_ecs as ecs
from course.sandbox.bridge import template_neighbours as neighbours
from course.sandbox.bridge import template_network as network
from course.sandbox.bridge import template_scaling as scaling
from course.sandbox.bridge.template_ecs_service import Service
from course.sandbox.bridge.template_resource import Resource

OURS: dict[str, type[Resource]] = {
    each.kind: each
    for each in (
        *(ecs.Cluster, ecs.TaskDefinition, Service, ecs.CapacityProvider, ecs.Associations, ecs.TaskSet),
        *(ecs.PrimaryTaskSet, scaling.ScalableTarget, scaling.ScalingPolicy),
        *(ecr.Repository, ecr.PullThroughCacheRule, ecr.RepositoryCreationTemplate),
        *(neighbours.Alarm, neighbours.HttpNamespace, neighbours.PrivateDnsNamespace, neighbours.DiscoveryService),
        *(neighbours.Secret, network.RouteTable, network.SubnetAssociation, network.Route),
    )
}
"""By type."""
