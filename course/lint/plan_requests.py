"""What the Terraform provider makes of a resource before it calls AWS, where that is more than other names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from course.simulator.rules.unknown import UNKNOWN, known

Values = dict[str, Any]


def _block(value: Any) -> Values:
    """The one block of a list of blocks."""
    found = value[0] if isinstance(value, list) and value else value
    return found if isinstance(found, dict) else {}


def _blocks(value: Any) -> list[Values]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _without(values: Values, *nothing: Any) -> Values:
    return {key: value for key, value in values.items() if value is UNKNOWN or value not in nothing}


def _task_definition(values: Values) -> Values:
    text = values.get("container_definitions")
    if isinstance(text, str):
        try:
            values["container_definitions"] = json.loads(text)
        except ValueError:
            values["container_definitions"] = UNKNOWN
    for volume in _blocks(values.get("volume")):
        path = volume.pop("host_path", None)
        if path is UNKNOWN or path:
            volume["host"] = {"source_path": path}
        file_system = _block(volume.get("efs_volume_configuration"))
        if known(file_system.get("transit_encryption_port")) == 0:
            del file_system["transit_encryption_port"]
    return values


def _service(values: Values) -> Values:
    deployment = _block(values.pop("deployment_configuration", None))
    for here, there in (
        ("deployment_maximum_percent", "maximum_percent"),
        ("deployment_minimum_healthy_percent", "minimum_healthy_percent"),
    ):
        deployment[there] = values.pop(here, None)
    deployment["deployment_circuit_breaker"] = values.pop("deployment_circuit_breaker", None)
    deployment["alarms"] = values.pop("alarms", None)
    strategy = values.get("scheduling_strategy")
    if known(strategy) == "DAEMON":
        values.pop("desired_count", None)
        deployment.pop("maximum_percent")
    elif strategy is not UNKNOWN and values.get("desired_count") is None:
        values["desired_count"] = 0
    values["deployment_configuration"] = deployment
    network = _block(values.get("network_configuration"))
    if network:
        public = network.get("assign_public_ip")
        network["assign_public_ip"] = (
            {True: "ENABLED", False: "DISABLED"}.get(public, public) if isinstance(public, bool) else public
        )
        values["network_configuration"] = {"awsvpc_configuration": network}
    for registry in _blocks(values.get("service_registries")):
        for member in ("port", "container_port"):
            if known(registry.get(member)) == 0:
                del registry[member]
    if known(values.get("health_check_grace_period_seconds")) == 0:
        del values["health_check_grace_period_seconds"]
    return values


def _load_balancer(values: Values) -> Values:
    internal = values.pop("internal", None)
    if isinstance(internal, bool):
        values["scheme"] = "internal" if internal else "internet-facing"
    return values


def _target_group(values: Values) -> Values:
    check = _without(_block(values.pop("health_check", None)), "", None, 0)
    names = {
        "enabled": "health_check_enabled",
        "interval": "health_check_interval_seconds",
        "path": "health_check_path",
        "port": "health_check_port",
        "protocol": "health_check_protocol",
        "timeout": "health_check_timeout_seconds",
        "healthy_threshold": "healthy_threshold_count",
        "unhealthy_threshold": "unhealthy_threshold_count",
    }
    values |= {there: check[here] for here, there in names.items() if here in check}
    if "matcher" in check:
        values["matcher"] = {
            "grpc_code" if known(values.get("protocol_version")) == "GRPC" else "http_code": check["matcher"]
        }
    if known(values.get("target_type")) == "lambda":
        for name in ("port", "protocol", "protocol_version", "vpc_id", "health_check_port", "health_check_protocol"):
            values.pop(name, None)
    return values


def _listener(values: Values) -> Values:
    certificate, policy = values.pop("certificate_arn", None), values.get("alpn_policy")
    if certificate is UNKNOWN or certificate:
        values["certificates"] = [{"certificate_arn": certificate}]
    if isinstance(policy, str):
        values["alpn_policy"] = [policy]
    return values


FIELDS = ("host_header", "path_pattern", "http_header", "http_request_method", "query_string", "source_ip")


def _listener_rule(values: Values) -> Values:
    for condition in _blocks(values.get("condition")):
        for field in FIELDS:
            if condition.get(field) is UNKNOWN or condition.get(field):
                condition["field"] = field.replace("_", "-")
        if known(condition.get("query_string")):
            condition["query_string"] = {"values": condition["query_string"]}
    values.setdefault("priority", UNKNOWN)
    if values["priority"] is None:
        values["priority"] = UNKNOWN  # the provider takes the next one that is free
    return values


def _log_group(values: Values) -> Values:
    values.pop("retention_in_days", None)
    return values


def retention_of(values: Values) -> Any:
    """The days that a log group's request of its own asks for, None where it makes none: 0 keeps lines for ever."""
    days = values.get("retention_in_days")
    return days if days is UNKNOWN or days else None


BEFORE: dict[str, Callable[[Values], Values]] = {
    "RegisterTaskDefinition": _task_definition,
    "CreateService": _service,
    "CreateLoadBalancer": _load_balancer,
    "CreateTargetGroup": _target_group,
    "CreateListener": _listener,
    "CreateRule": _listener_rule,
    "CreateLogGroup": _log_group,
}
"""Operation → what is done to a resource's values before they get the API's names."""

WRITTEN_AS = {
    # the request's path → the file's
    ("networkConfiguration", "awsvpcConfiguration"): ("network_configuration",),
    ("deploymentConfiguration", "maximumPercent"): ("deployment_maximum_percent",),
    ("deploymentConfiguration", "minimumHealthyPercent"): ("deployment_minimum_healthy_percent",),
    ("deploymentConfiguration", "deploymentCircuitBreaker"): ("deployment_circuit_breaker",),
    ("deploymentConfiguration", "alarms"): ("alarms",),
}
