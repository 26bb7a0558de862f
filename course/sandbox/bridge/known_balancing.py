"""What the rules may know of load balancers, listeners, their rules, and target groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from moto.elbv2.models import FakeListener, FakeLoadBalancer, FakeRule, FakeTargetGroup, elbv2_backends

from course.sandbox.bridge.known_place import KnownPlace
from course.sandbox.bridge.known_record import Fields, Shown
from course.simulator.rules.world import Record

TARGET_GROUP: Fields = {
    "TargetGroupArn": attrgetter("arn"),
    "TargetGroupName": attrgetter("name"),
    "Protocol": attrgetter("protocol"),
    "ProtocolVersion": attrgetter("protocol_version"),
    "Port": attrgetter("port"),
    "VpcId": attrgetter("vpc_id"),
    "TargetType": attrgetter("target_type"),
    "IpAddressType": attrgetter("ip_address_type"),
    "LoadBalancerArns": attrgetter("load_balancer_arns"),
    "HealthCheckEnabled": attrgetter("health_check_enabled"),
    "HealthCheckProtocol": attrgetter("health_check_protocol"),
    "HealthCheckPort": attrgetter("health_check_port"),
    "HealthCheckPath": attrgetter("health_check_path"),
    "HealthCheckIntervalSeconds": lambda group: int(group.health_check_interval_seconds),
    "HealthCheckTimeoutSeconds": lambda group: int(group.health_check_timeout_seconds),
    "HealthyThresholdCount": lambda group: int(group.healthy_threshold_count),
    "UnhealthyThresholdCount": lambda group: int(group.unhealthy_threshold_count),
    "Matcher": lambda group: getattr(group, "matcher", None),
}
LOAD_BALANCER: Fields = {
    "LoadBalancerArn": attrgetter("arn"),
    "LoadBalancerName": attrgetter("name"),
    "DNSName": attrgetter("dns_name"),
    "Scheme": attrgetter("scheme"),
    "Type": attrgetter("type"),
    "VpcId": attrgetter("vpc_id"),
    "IpAddressType": attrgetter("ip_address_type"),
    "SecurityGroups": attrgetter("security_groups"),
    "AvailabilityZones": lambda balancer: [
        {"ZoneName": subnet.availability_zone, "SubnetId": subnet.id} for subnet in balancer.subnets
    ],
}
LISTENER: Fields = {
    "ListenerArn": attrgetter("arn"),
    "LoadBalancerArn": attrgetter("load_balancer_arn"),
    "Port": attrgetter("port"),
    "Protocol": attrgetter("protocol"),
    "Certificates": lambda listener: [{"CertificateArn": arn} for arn in listener.certificates] or None,
    "DefaultActions": lambda listener: [action.data for action in listener.default_actions],
}
RULE: Fields = {
    "RuleArn": attrgetter("arn"),
    "Priority": lambda rule: str(rule.priority),
    "IsDefault": attrgetter("is_default"),
    "Conditions": attrgetter("conditions"),
    "Actions": lambda rule: [action.data for action in rule.actions],
}


class KnownBalancing(KnownPlace):
    """ELBv2. ARNs are looked up; a name is compared with each of its kind."""

    @property
    def _elbv2(self) -> Any:
        return elbv2_backends[self.account][self.region]

    def target_group(self, arn: str) -> Record | None:
        """DescribeTargetGroups, by ARN or name."""
        found: FakeTargetGroup | None = _by_arn_or_name(self._elbv2.target_groups, arn)
        return Shown(found, TARGET_GROUP) if found is not None else None

    def load_balancer(self, arn: str) -> Record | None:
        """DescribeLoadBalancers, by ARN or name."""
        found: FakeLoadBalancer | None = _by_arn_or_name(self._elbv2.load_balancers, arn)
        return Shown(found, LOAD_BALANCER) if found is not None else None

    def load_balancer_attributes(self, arn: str) -> Record | None:
        """DescribeLoadBalancerAttributes: key → value, by ARN."""
        found = self._elbv2.load_balancers.get(arn)
        return {key: str(value) for key, value in found.attrs.items()} if found is not None else None

    def listener(self, arn: str) -> Record | None:
        """DescribeListeners."""
        found = self._listener(arn)
        return Shown(found, LISTENER) if found is not None else None

    def listeners_of(self, load_balancer: str) -> Sequence[Record]:
        """DescribeListeners of a load balancer, by ARN."""
        found = self._elbv2.load_balancers.get(load_balancer)
        return [Shown(each, LISTENER) for each in found.listeners.values()] if found is not None else []

    def listener_rule(self, arn: str) -> Record | None:
        """DescribeRules of ELBv2."""
        listener = self._listener(_parent(arn.replace(":listener-rule/", ":listener/")))
        if listener is None:
            return None
        found = listener._non_default_rules.get(arn) or next(
            (rule for rule in listener._default_rule.values() if rule.arn == arn), None
        )
        return Shown(found, RULE) if found is not None else None

    def rules_of(self, listener: str) -> Sequence[Record]:
        """DescribeRules of a listener, by ARN, with its default rule."""
        found = self._listener(listener)
        if found is None:
            return []
        rules: list[FakeRule] = [*found._non_default_rules.values(), *found._default_rule.values()]
        return [Shown(rule, RULE) for rule in rules]

    def _listener(self, arn: str) -> FakeListener | None:
        balancer = self._elbv2.load_balancers.get(_parent(arn.replace(":listener/", ":loadbalancer/")))
        return balancer.listeners.get(arn) if balancer is not None else None


def _parent(arn: str) -> str:
    return arn.rpartition("/")[0]


def _by_arn_or_name(records: Mapping[str, Any], wanted: str) -> Any:
    if wanted.startswith("arn:"):
        return records.get(wanted)
    return next((record for record in records.values() if record.name == wanted), None)
