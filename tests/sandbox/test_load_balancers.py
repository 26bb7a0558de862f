"""Load balancers and targets: one target for each id and port, health that somebody found out, nothing made twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Aws = Callable[..., Any]


class World:
    """A load balancer with a listener that forwards to nothing yet, and a target group."""

    def __init__(self, aws: Aws) -> None:
        self.elb, self.ec2 = aws("elbv2"), aws("ec2")
        self.subnets = [subnet["SubnetId"] for subnet in self.ec2.describe_subnets()["Subnets"][:2]]
        self.vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.balancer = self.elb.create_load_balancer(Name="web", Subnets=self.subnets)["LoadBalancers"][0]
        self.group = self.new_group("web")

    def new_group(self, name: str, **more: Any) -> str:
        asked = {"Name": name, "Protocol": "HTTP", "Port": 80, "VpcId": self.vpc, "TargetType": "ip"} | more
        return str(self.elb.create_target_group(**asked)["TargetGroups"][0]["TargetGroupArn"])

    def listen(self) -> str:
        made = self.elb.create_listener(
            LoadBalancerArn=self.balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": self.group}],
        )
        return str(made["Listeners"][0]["ListenerArn"])

    def health(self, **asked: Any) -> list[tuple[str, int, str, str]]:
        told = self.elb.describe_target_health(TargetGroupArn=self.group, **asked)["TargetHealthDescriptions"]
        return [
            (
                each["Target"]["Id"],
                each["Target"]["Port"],
                each["TargetHealth"]["State"],
                each["TargetHealth"]["Reason"],
            )
            for each in told
        ]

    def register(self, *targets: dict[str, Any]) -> None:
        self.elb.register_targets(TargetGroupArn=self.group, Targets=list(targets))

    def deregister(self, *targets: dict[str, Any]) -> None:
        self.elb.deregister_targets(TargetGroupArn=self.group, Targets=list(targets))


@pytest.fixture
def world(aws: Aws) -> World:
    return World(aws)


def test_one_address_with_two_ports_is_two_targets(world: World, still: None) -> None:
    world.listen()
    world.register({"Id": "172.31.0.10", "Port": 32768}, {"Id": "172.31.0.10", "Port": 32769}, {"Id": "172.31.0.11"})
    starting = ("initial", "Elb.RegistrationInProgress")
    assert world.health() == [
        ("172.31.0.10", 32768, *starting),
        ("172.31.0.10", 32769, *starting),
        ("172.31.0.11", 80, *starting),
    ]
    world.elb.modify_target_group_attributes(
        TargetGroupArn=world.group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]
    )
    world.deregister({"Id": "172.31.0.10", "Port": 32768})
    assert [target[1] for target in world.health()] == [32769, 80]


def test_a_group_that_no_listener_forwards_to_is_not_in_use(world: World) -> None:
    world.register({"Id": "172.31.0.10"})
    assert world.health() == [("172.31.0.10", 80, "unused", "Target.NotInUse")]
    listener = world.listen()
    assert world.health()[0][2] == "initial"
    (group,) = world.elb.describe_target_groups(TargetGroupArns=[world.group])["TargetGroups"]
    assert group["LoadBalancerArns"] == [world.balancer["LoadBalancerArn"]]
    world.elb.delete_listener(ListenerArn=listener)
    assert world.health()[0][3] == "Target.NotInUse"
    (group,) = world.elb.describe_target_groups(TargetGroupArns=[world.group])["TargetGroups"]
    assert group["LoadBalancerArns"] == []


def test_a_weighted_rule_counts_as_use(world: World) -> None:
    listener, second = world.listen(), world.new_group("second")
    forward = {"TargetGroups": [{"TargetGroupArn": second, "Weight": 1}]}
    world.elb.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/x"]}],
        Actions=[{"Type": "forward", "ForwardConfig": forward}],
    )
    world.group = second
    world.register({"Id": "172.31.0.10"})
    assert world.health()[0][2] == "initial"


def test_deregistered_targets_drain_where_there_is_traffic(world: World) -> None:
    world.register({"Id": "172.31.0.10"})
    world.deregister({"Id": "172.31.0.10"})
    assert world.health() == []
    assert world.health(Targets=[{"Id": "172.31.0.10"}])[0][3] == "Target.NotRegistered"
    world.listen()
    world.register({"Id": "172.31.0.10"})
    world.deregister({"Id": "172.31.0.10"})
    assert world.health()[0][2:] == ("draining", "Target.DeregistrationInProgress")
    world.deregister({"Id": "172.31.0.99"})  # "if the specified target does not exist, the action returns successfully"
    world.register({"Id": "172.31.0.10"})
    assert world.health()[0][2] == "initial"


def test_the_port_of_the_health_check_is_a_number(world: World) -> None:
    world.register({"Id": "172.31.0.10", "Port": 8080})
    (told,) = world.elb.describe_target_health(TargetGroupArn=world.group)["TargetHealthDescriptions"]
    assert told["HealthCheckPort"] == "8080"


def test_creating_again_gives_the_same_and_never_two_of_a_name(world: World) -> None:
    assert re.fullmatch(r"web-\d{10}\.us-east-1\.elb\.localhost:\d+", world.balancer["DNSName"])
    again = world.elb.create_load_balancer(Name="web", Subnets=world.subnets)["LoadBalancers"][0]
    assert again["LoadBalancerArn"] == world.balancer["LoadBalancerArn"]
    with pytest.raises(ClientError) as caught:
        world.elb.create_load_balancer(Name="web", Subnets=world.subnets, Scheme="internal")
    assert caught.value.response["Error"]["Code"] == "DuplicateLoadBalancerName"
    assert len(world.elb.describe_load_balancers()["LoadBalancers"]) == 1
    assert world.new_group("web") == world.group
    with pytest.raises(ClientError) as caught:
        world.new_group("web", Port=81)
    assert caught.value.response["Error"]["Code"] == "DuplicateTargetGroupName"
    internal = world.elb.create_load_balancer(Name="in", Subnets=world.subnets, Scheme="internal")["LoadBalancers"][0]
    assert internal["DNSName"].startswith("internal-in-")


def test_all_attributes_come_back(world: World) -> None:
    changed = world.elb.modify_target_group_attributes(
        TargetGroupArn=world.group, Attributes=[{"Key": "slow_start.duration_seconds", "Value": "30"}]
    )["Attributes"]
    assert changed == world.elb.describe_target_group_attributes(TargetGroupArn=world.group)["Attributes"]
    assert {"Key": "slow_start.duration_seconds", "Value": "30"} in changed
