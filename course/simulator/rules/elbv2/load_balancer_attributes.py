"""Attributes of load balancers, and what holds of attributes of target groups, too."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.attribute_values import attributes, outside
from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("elbv2")

PAGE = api("LoadBalancerAttribute")

EVERY_BALANCER = frozenset({"deletion_protection.enabled", "load_balancing.cross_zone.enabled"})
BOTH_BALANCERS = EVERY_BALANCER | {
    "access_logs.s3.bucket",
    "access_logs.s3.enabled",
    "access_logs.s3.prefix",
    "ipv6.deny_all_igw_traffic",
    "zonal_shift.config.enabled",
}
BALANCER_KEYS = {
    "application": BOTH_BALANCERS
    | {
        "client_keep_alive.seconds",
        "connection_logs.s3.bucket",
        "connection_logs.s3.enabled",
        "connection_logs.s3.prefix",
        "health_check_logs.s3.bucket",
        "health_check_logs.s3.enabled",
        "health_check_logs.s3.prefix",
        "idle_timeout.timeout_seconds",
        "routing.http.desync_mitigation_mode",
        "routing.http.drop_invalid_header_fields.enabled",
        "routing.http.preserve_host_header.enabled",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
        "routing.http.xff_client_port.enabled",
        "routing.http.xff_header_processing.mode",
        "routing.http2.enabled",
        "waf.fail_open.enabled",
    },
    "network": BOTH_BALANCERS | {"dns_record.client_routing_policy", "secondary_ips.auto_assigned.per_subnet"},
    "gateway": EVERY_BALANCER,
}
"""Type of load balancer → the attributes that it has. botocore elbv2 LoadBalancerAttribute."""


@book.rule(
    "load-balancer-attribute-unknown",
    "ModifyLoadBalancerAttributes",
    code="ValidationError",
    says="Load balancer attribute key '{key}' is not recognized",
    wording=probed("lb-attr-key-known", "rule.rego"),
    page=PAGE,
    fix="Use an attribute that load balancers of this type have.",
)
def load_balancer_attribute_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no attribute {key} for load balancers of type {type}."""
    balancer = world.load_balancer(str(asked.get("LoadBalancerArn")))
    kind = balancer.get("Type") if balancer is not None else None
    for place, key, _ in attributes(asked):
        if kind in BALANCER_KEYS and key not in BALANCER_KEYS[kind]:
            yield at("Attributes", place, "Key", key=key, type=kind)


@book.rule(
    "attribute-given-twice",
    "ModifyLoadBalancerAttributes",
    "ModifyTargetGroupAttributes",
    code="ValidationError",
    says="Attribute key '{key}' has been specified more than once",
    wording=probed("tg-attr-duplicate-key", "rule.rego"),
    page=PAGE,
    fix="Keep one entry for {key}.",
)
def attribute_given_twice(asked: Asked) -> Iterator[Breach]:
    """Each attribute is given once, and {key} is given twice."""
    seen: set[str] = set()
    for place, key, _ in attributes(asked):
        if key in seen:
            yield at("Attributes", place, "Key", key=key)
        seen.add(key)


@book.rule(
    "attribute-true-or-false",
    "ModifyLoadBalancerAttributes",
    "ModifyTargetGroupAttributes",
    code="ValidationError",
    says="The value of '{key}' must be 'true' or 'false', but was '{value}'",
    wording=probed("lb-attr-boolean-value", "rule.rego"),
    page=PAGE,
    fix='Write the value as the text "true" or "false".',
)
def attribute_true_or_false(asked: Asked) -> Iterator[Breach]:
    """The attribute {key} is either true or false."""
    own = {"load_balancing.cross_zone.enabled"} if asked.get("TargetGroupArn") else set()
    for place, key, value in attributes(asked):
        if key.endswith(".enabled") and key not in own and value not in ("true", "false"):
            yield at("Attributes", place, "Value", key=key, value=value)


@book.rule(
    "idle-timeout",
    "ModifyLoadBalancerAttributes",
    code="ValidationError",
    says="The value of 'idle_timeout.timeout_seconds' cannot be {bound} characters",
    wording=probed("lb-idle-timeout-range"),
    page=PAGE,
    fix="Choose 1 to 4000 seconds.",
)
def idle_timeout(asked: Asked) -> Iterator[Breach]:
    """An Application Load Balancer closes an idle connection after 1 to 4000 seconds (AWS's answer says characters)."""
    for place, key, value in attributes(asked):
        if key == "idle_timeout.timeout_seconds" and (bound := outside(value, 1, 4000)):
            yield at("Attributes", place, "Value", bound=bound)


@book.rule(
    "client-keep-alive",
    "ModifyLoadBalancerAttributes",
    code="ValidationError",
    says="The value of 'client_keep_alive.seconds' cannot be {bound}",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Choose 60 to 604800 seconds.",
)
def client_keep_alive(asked: Asked) -> Iterator[Breach]:
    """An Application Load Balancer keeps a client's connection for 60 to 604800 seconds."""
    for place, key, value in attributes(asked):
        if key == "client_keep_alive.seconds" and (bound := outside(value, 60, 604_800)):
            yield at("Attributes", place, "Value", bound=bound)


@book.rule(
    "alb-cross-zone-stays-on",
    "ModifyLoadBalancerAttributes",
    code="InvalidConfigurationRequest",
    says="The value for 'load_balancing.cross_zone.enabled' must always be 'true' for an Application Load Balancer",
    wording=probed("lb-attr-alb-cross-zone-immutable", "rule.rego"),
    page=PAGE,
    fix="Leave the attribute out; turn cross-zone load balancing off in the target group instead.",
)
def alb_cross_zone_stays_on(asked: Asked, world: World) -> Iterator[Breach]:
    """An Application Load Balancer always balances across zones; only its target groups may not."""
    for place, key, value in attributes(asked):
        if key == "load_balancing.cross_zone.enabled" and value == "false":
            balancer = world.load_balancer(str(asked.get("LoadBalancerArn")))
            if balancer is not None and balancer.get("Type") == "application":
                yield at("Attributes", place, "Value")


@book.rule(
    "logs-need-a-bucket",
    "ModifyLoadBalancerAttributes",
    code="InvalidConfigurationRequest",
    says="The key '{logs}.s3.bucket' must set in order to enable {which}",
    wording=probed("lb-attr-access-logs-bucket-required", "rule.rego"),
    page=PAGE,
    fix="Set {logs}.s3.bucket, too.",
)
def logs_need_a_bucket(asked: Asked, world: World) -> Iterator[Breach]:
    """Logs that are turned on need a bucket to go to."""
    given = {key: value for _, key, value in attributes(asked)}
    for logs, which in (("access_logs", "access logs"), ("connection_logs", "connection logs")):
        if given.get(f"{logs}.s3.enabled") == "true" and not given.get(f"{logs}.s3.bucket"):
            there = world.load_balancer_attributes(str(asked.get("LoadBalancerArn")))
            if there is not None and not there.get(f"{logs}.s3.bucket"):
                yield at("Attributes", logs=logs, which=which)
