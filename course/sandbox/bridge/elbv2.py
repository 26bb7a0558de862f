"""Load balancers and target groups: made once, named as AWS names them, described without side effects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import moto.elb.urls as shared_urls
import moto.elbv2.models as models
import moto.elbv2.urls as urls
from moto.core.responses import ActionResult
from moto.elbv2.exceptions import ELBClientError, TargetGroupNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeListener, FakeLoadBalancer, FakeRule, FakeTargetGroup, elbv2_backends
from moto.elbv2.responses import ELBV2Response
from moto.moto_api._internal import mock_random

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.elbv2_targets import TargetGroup

# What makes two requests "the same settings" for CreateTargetGroup; tags do not.
TARGET_GROUP_SETTINGS = ("protocol", "port", "vpc_id", "target_type")
LONGEST_DELAY = ("deregistration_delay.timeout_seconds", "3600")  # API reference, TargetGroupAttribute


class Names:
    """Names under which load balancers are reached: of AWS's form, below a domain that every machine takes for itself."""

    def __init__(self) -> None:
        self.ending: Callable[[], str] = str
        """`:20080` where port 80 is found there."""

    def name(self, name: str, identity: str, region: str, scheme: str) -> str:
        """The DNSName of a load balancer."""
        internal = "internal-" if scheme == "internal" else ""
        return f"{internal}{name}-{int(identity, 16) % 10**10:010}.{region}.elb.localhost{self.ending()}".lower()


NAMES = Names()


class DefaultRule(FakeRule):  # type: ignore[misc]
    """A listener's default rule. Plain moto names it after its place in memory, which a restart does not repeat."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listener, _, _ = str(vars(self)["arn"]).rpartition("/")
        self.arn = f"{listener}/{mock_random.get_random_hex(16)}"


class Backend(ELBv2Backend):  # type: ignore[misc]
    """moto's records of ELBv2 in one account and region."""

    @property
    def _url_module(self) -> Any:
        return urls  # moto derives it from the module of the class, which is ours

    def create_load_balancer(self, name: str, *args: Any, **kwargs: Any) -> FakeLoadBalancer:
        """A new load balancer; an existing one of the same name and settings (CreateLoadBalancer is idempotent)."""
        made = super().create_load_balancer(name, *args, **kwargs)
        made.scheme = made.scheme or "internet-facing"
        for there in self.load_balancers.values():
            if there.name == name and there is not made:
                del self.load_balancers[made.arn]
                if _settings(there) == _settings(made):
                    return there
                raise ELBClientError(
                    "DuplicateLoadBalancerName",
                    f"A load balancer with the same name '{name}' exists, but with different settings",
                )
        made.dns_name = NAMES.name(name, made.arn.rpartition("/")[2], self.region_name, made.scheme)
        return made

    def create_target_group(self, name: str, **kwargs: Any) -> FakeTargetGroup:
        """A new target group; an existing one of the same name and settings (CreateTargetGroup is idempotent)."""
        for there in self.target_groups.values():
            asked = [kwargs.get(key) for key in TARGET_GROUP_SETTINGS]
            if there.name == name and asked == [getattr(there, key) for key in TARGET_GROUP_SETTINGS]:
                return there
        return super().create_target_group(name, **kwargs)

    def create_listener(
        self,
        load_balancer_arn: str,
        protocol: str,
        port: str,
        ssl_policy: str,
        certificate: str | None,
        actions: list[dict[str, Any]],
        *args: Any,
        **kwargs: Any,
    ) -> FakeListener:
        """A new listener; an existing one on that port with the same settings (CreateListener is idempotent)."""
        balancer = self.load_balancers.get(load_balancer_arn)
        for there in balancer.listeners.values() if balancer else ():
            found = [action.data for action in there.default_actions]
            if (there.port, there.protocol) == (port, protocol) and _same_targets(found, actions):
                return there
        return super().create_listener(
            load_balancer_arn, protocol, port, ssl_policy, certificate, actions, *args, **kwargs
        )

    def modify_target_group_attributes(self, target_group_arn: str, attributes: dict[str, Any]) -> None:
        """New values. Plain moto takes a deregistration delay of 3,600 seconds for one too many."""
        group = self.target_groups.get(target_group_arn)
        key, longest = LONGEST_DELAY
        given = dict(attributes)
        if group is not None and group.target_type != "lambda" and str(given.get(key)) == longest:
            group.attributes[key] = given.pop(key)
        super().modify_target_group_attributes(target_group_arn, given)

    def forwards(self, balancer: FakeLoadBalancer, target_group_arn: str) -> bool:
        """Whether a listener or rule of the load balancer sends traffic to the group."""
        return any(
            target_group_arn in self._get_target_group_arns_from(action_data=action.data)
            for listener in balancer.listeners.values()
            for rule in listener.rules.values()
            for action in rule.actions
        )

    def describe_target_health(self, target_group_arn: str, targets: list[dict[str, Any]]) -> list[Any]:
        """The health of the targets that were named, or of all."""
        group = self.target_groups.get(target_group_arn)
        if group is None:
            raise TargetGroupNotFoundError()
        return [group.health_for(target, self.ec2_backend) for target in targets or group.shown_targets()]


def _same_targets(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """Whether two lists of actions plainly forward to the same target groups."""
    first, second = ([(each.get("Type"), each.get("TargetGroupArn")) for each in actions] for actions in (one, other))
    return first == second and all(arn for _, arn in first)


def _settings(balancer: FakeLoadBalancer) -> list[Any]:
    subnets = sorted(subnet.id for subnet in balancer.subnets)
    return [balancer.scheme, balancer.type, subnets, sorted(balancer.security_groups), balancer.ip_address_type]


class Response(ELBV2Response):  # type: ignore[misc]
    """The operations that differ from plain moto's."""

    def __init__(self) -> None:
        super().__init__()
        self.RESPONSE_KEY_PATH_TO_TRANSFORMER = dict(vars(ELBV2Response)["RESPONSE_KEY_PATH_TO_TRANSFORMER"])

    def call_action(self) -> Any:
        """Any operation. One that changes anything may change what is checked, and whether it is checked at all."""
        answer = super().call_action()
        if not self._get_action().startswith("Describe"):
            simulation.balancing.add((self.current_account, self.region))
            targets = simulation.region(self.current_account, self.region).targets
            for group in {key[0] for key in targets.by_key}:
                targets.group_changed(group)
        return answer

    def modify_target_group_attributes(self) -> ActionResult:
        """ModifyTargetGroupAttributes: answers with all attributes, not only the changed ones."""
        super().modify_target_group_attributes()
        group = self.elbv2_backend.target_groups[self._get_param("TargetGroupArn")]
        return ActionResult({"Attributes": group.attributes})


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request."""
    models.FakeTargetGroup = TargetGroup
    models.FakeRule = DefaultRule
    elbv2_backends.backend = Backend
    # classic and new load balancers share one address, where moto tells them apart by the version of the API
    shared_urls.ELBV2Response = Response
