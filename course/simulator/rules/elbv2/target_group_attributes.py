"""Attributes of target groups: which there are, and which values they take."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.attribute_values import attributes, outside
from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("elbv2")

PAGE = api("TargetGroupAttribute")

GROUP_KEYS = frozenset(
    {
        "deregistration_delay.connection_termination.enabled",
        "deregistration_delay.timeout_seconds",
        "lambda.multi_value_headers.enabled",
        "load_balancing.algorithm.anomaly_mitigation",
        "load_balancing.algorithm.type",
        "load_balancing.cross_zone.enabled",
        "preserve_client_ip.enabled",
        "proxy_protocol_v2.enabled",
        "send_tcp_reset.on_deregistration.enabled",
        "send_tcp_reset.on_unhealthy.enabled",
        "slow_start.duration_seconds",
        "stickiness.app_cookie.cookie_name",
        "stickiness.app_cookie.duration_seconds",
        "stickiness.enabled",
        "stickiness.lb_cookie.duration_seconds",
        "stickiness.type",
        "target_failover.on_deregistration",
        "target_failover.on_unhealthy",
        "target_group_health.dns_failover.minimum_healthy_targets.count",
        "target_group_health.dns_failover.minimum_healthy_targets.percentage",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
        "target_health_state.unhealthy.connection_termination.enabled",
        "target_health_state.unhealthy.draining_interval_seconds",
    }
)
"""botocore elbv2 TargetGroupAttribute."""
GROUP_RANGES = {
    "deregistration_delay.timeout_seconds": (0, 3600),
    "slow_start.duration_seconds": (30, 900),
    "stickiness.app_cookie.duration_seconds": (1, 604_800),
    "stickiness.lb_cookie.duration_seconds": (1, 604_800),
}
"""Seconds, both ends included. botocore elbv2 TargetGroupAttribute."""
ALGORITHMS = ("round_robin", "weighted_random", "least_outstanding_requests")


@book.rule(
    "target-group-attribute-unknown",
    "ModifyTargetGroupAttributes",
    code="ValidationError",
    says="Target group attribute key '{key}' is not recognized",
    wording=probed("tg-attr-key-known", "rule.rego"),
    page=PAGE,
    fix="Use one of the attributes of the page: a key with a slip of the pen is refused, not ignored.",
)
def target_group_attribute_unknown(asked: Asked) -> Iterator[Breach]:
    """There is no target group attribute {key}."""
    for place, key, _ in attributes(asked):
        if key and key not in GROUP_KEYS:
            yield at("Attributes", place, "Key", key=key)


@book.rule(
    "target-group-seconds",
    "ModifyTargetGroupAttributes",
    code="ValidationError",
    says="'{key}' value '{value}' must be between '{low}-{high}' inclusive",
    wording=probed("tg-slow-start-range"),
    page=PAGE,
    fix="Choose {low} to {high} seconds.",
)
def target_group_seconds(asked: Asked) -> Iterator[Breach]:
    """The target group attribute {key} takes {low} to {high} seconds, and a slow start of 0 is none."""
    for place, key, value in attributes(asked):
        if key in GROUP_RANGES and not (key.startswith("slow_start") and value == "0"):
            low, high = GROUP_RANGES[key]
            if outside(value, low, high):
                yield at("Attributes", place, "Value", key=key, value=value, low=low, high=high)


@book.rule(
    "balancing-algorithm",
    "ModifyTargetGroupAttributes",
    code="ValidationError",
    says=f"'Load balancer algorithm' must be one of [{', '.join(ALGORITHMS)}]",
    wording=probed("tg-attr-algorithm-type"),
    page=PAGE,
    fix="Choose round_robin, least_outstanding_requests or weighted_random.",
)
def balancing_algorithm(asked: Asked) -> Iterator[Breach]:
    """There are three algorithms by which an Application Load Balancer chooses a target."""
    for place, key, value in attributes(asked):
        if key == "load_balancing.algorithm.type" and value not in ALGORITHMS:
            yield at("Attributes", place, "Value")
