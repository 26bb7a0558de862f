"""What the data plane must know of the load balancers of an account and region: listeners, rules, targets, and who answers.

The form stands in course/dataplane/messages.md.
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import elbv2_backends

from course.sandbox.bridge.ecs_simulation import Place, simulation
from course.sandbox.clock import current
from course.simulator.agenda import SECOND
from course.simulator.region import Region
from course.simulator.target import Target
from course.simulator.task import ContainerRun, Task

HTTP = ("HTTP", "HTTPS")
MOST_SLOW_S = 60
"""No answer of a stand-in takes longer: seconds."""


def places() -> list[Place]:
    """Where something about load balancers has changed since the last time this was asked."""
    changed, simulation.balancing = sorted(simulation.balancing), set()
    return changed


def has_listeners(place: Place) -> bool:
    """Whether any load balancer there listens."""
    return any(balancer.listeners for balancer in _records(place).load_balancers.values())


def configuration(place: Place) -> dict[str, Any]:
    """`balancers` and `groups` of a place, and what is to be probed there."""
    region = simulation.regions.get(place)
    records = _records(place)
    balancers = [_balancer(balancer) for balancer in records.load_balancers.values() if balancer.listeners]
    used = {arn for arn, group in records.target_groups.items() if group.load_balancer_arns}
    groups = {arn: _group(records.target_groups[arn], region) for arn in sorted(used)}
    return {"balancers": balancers, "groups": groups, "probes": _probes(region) if region is not None else []}


def _records(place: Place) -> Any:
    return elbv2_backends[place[0]][place[1]]


def _balancer(balancer: Any) -> dict[str, Any]:
    return {
        "arn": balancer.arn,
        "name": balancer.name,
        "host": balancer.dns_name.partition(":")[0],
        "type": balancer.type or "application",
        "zones": [subnet.availability_zone for subnet in balancer.subnets],
        "attributes": {key: str(value) for key, value in balancer.attrs.items()},
        "listeners": [_listener(each) for each in balancer.listeners.values()],
    }


def _listener(listener: Any) -> dict[str, Any]:
    return {
        "arn": listener.arn,
        "protocol": listener.protocol,
        "port": int(listener.port),
        "attributes": {key: str(value) for key, value in listener.attributes.items()},
        "rules": [
            {
                "arn": rule.arn,
                "priority": str(rule.priority),
                "conditions": rule.conditions,
                "actions": [action.to_dict() if hasattr(action, "to_dict") else action.data for action in rule.actions],
            }
            for rule in listener.rules.values()
        ],
    }


def _group(group: Any, region: Region | None) -> dict[str, Any]:
    return {
        "arn": group.arn,
        "protocol": group.protocol or "HTTP",
        "protocol_version": group.protocol_version or "HTTP1",
        "attributes": {key: str(value) for key, value in group.attributes.items()},
        "targets": [_target(group, (shown["Id"], int(shown["Port"])), region) for shown in group.shown_targets()],
    }


def _target(group: Any, key: tuple[str, int], region: Region | None) -> dict[str, Any]:
    target = region.targets.by_key.get((group.arn, *key)) if region is not None else None
    task = target.task if target is not None else None
    shown: dict[str, Any] = {"id": key[0], "port": key[1], "state": group.health_of(key).state, "zone": ""}
    shown |= {"at": None, "stand_in": None, "reachable": True, "slow_start": None}
    if target is None or task is None or region is None:
        return shown
    shown["zone"] = task.zone
    shown["reachable"] = region.outside.reaches(group.arn, task, target.port)
    if target.group.slow_start_s and target.healthy_since_us is not None:
        shown["slow_start"] = _slow_start(target.healthy_since_us, target.group.slow_start_s)
    if task.real:
        shown["at"] = _address(task, target.port)
    else:
        shown["stand_in"] = _stand_in(region, task, target)
    return shown


def _slow_start(since_us: int, lasts_s: int) -> list[float]:
    """From when until when, by the wall's clock, as fast as time runs now."""
    wall, now_us = current.wall(), current.now_us()
    begun = current.wall_s_until(now_us + SECOND) or 1.0  # wall seconds for each second of the sandbox
    return [wall - (now_us - since_us) / SECOND * begun, wall + (since_us - now_us + lasts_s * SECOND) / SECOND * begun]


def _address(task: Task, port: int) -> list[Any] | None:
    published = task.reached_at.get(port)
    return None if published is None else ["127.0.0.1", published]


def _stand_in(region: Region, task: Task, target: Target) -> dict[str, Any]:
    run = next((each for each in task.containers if _listens(each, target.port)), None)
    shown = run or task.containers[0]
    family, _, revision = task.definition.arn.rpartition("/")[2].rpartition(":")
    facts = {
        "image": shown.spec.image,
        "version": shown.spec.image.partition("@")[0].rpartition("/")[2].partition(":")[2] or "latest",
        "task": task.id,
        "service": task.service.name if task.service is not None else "",
        "zone": task.zone,
        "revision": f"{family}:{revision}",
        "container": shown.spec.name,
    }
    if run is None:
        return {"listens": False, "paths": {}, "otherwise": 200, "delay_s": 0, "facts": facts}
    paths = dict(run.behaviour.paths) | {use.path: 500 for use in run.refused if use.path}
    otherwise, delay_s = run.behaviour.otherwise, 0.0
    broken = region.faults.health_of(task)
    if run.behaviour.unhealthy:
        paths, otherwise = {}, 500
    if broken is not None and broken.slow_s is not None:
        delay_s = min(broken.slow_s, MOST_SLOW_S)
    elif broken is not None and broken.status is not None:
        paths, otherwise = {}, broken.status
    elif broken is not None:
        delay_s = MOST_SLOW_S
    return {"listens": True, "paths": paths, "otherwise": otherwise, "delay_s": delay_s, "facts": facts}


def _listens(run: ContainerRun, port: int) -> bool:
    behaviour = run.behaviour
    listens_there = behaviour.port == port if behaviour.port is not None else port in run.spec.ports
    return run.running and behaviour.listens and listens_there


def _probes(region: Region) -> list[dict[str, Any]]:
    """The real targets whose health checks must really be made."""
    return [
        {
            "key": list(key),
            "at": at,
            "protocol": target.group.check_protocol,
            "path": target.group.path,
            "port": port,
            "timeout_s": target.group.timeout_s,
            "codes": target.group.codes,
            "host": target.id,
        }
        for key, target in region.targets.by_key.items()
        if target.task is not None and target.task.real and target.group.in_use
        for port in [target.port if target.group.check_port is None else target.group.check_port]
        if (at := _address(target.task, port)) is not None
    ]
