"""A world with a service, its scalable target, a policy and a scheduled action."""

from __future__ import annotations

from tests.simulator.rules.made_world import MadeWorld

DIMENSION = "ecs:service:DesiredCount"
SERVICE = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/web", "ScalableDimension": DIMENSION}
UNSCALED = SERVICE | {"ResourceId": "service/shop/api"}
UNKNOWN = SERVICE | {"ResourceId": "service/shop/nothing"}

WORLD = MadeWorld(
    services={
        "shop/web": {"serviceName": "web", "status": "ACTIVE"},
        "shop/api": {"serviceName": "api", "status": "ACTIVE"},
        "shop/old": {"serviceName": "old", "status": "INACTIVE"},
    },
    scalable_targets={f"service/shop/web {DIMENSION}": {"MinCapacity": 2, "MaxCapacity": 10}},
    scaling_policies={f"cpu service/shop/web {DIMENSION}": {"PolicyName": "cpu"}},
    scheduled_actions={f"night service/shop/web {DIMENSION}": {"ScheduledActionName": "night"}},
)
