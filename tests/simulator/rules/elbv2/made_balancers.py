"""A world with a load balancer, its listener and rules, and target groups that fit it or do not."""

from __future__ import annotations

from typing import Any

from tests.simulator.rules.made_world import MadeWorld

HERE = "arn:aws:elasticloadbalancing:eu-west-1:111122223333"
ALB = f"{HERE}:loadbalancer/app/web/1111111111111111"
OTHER_ALB = f"{HERE}:loadbalancer/app/shop/2222222222222222"
NLB = f"{HERE}:loadbalancer/net/queue/3333333333333333"
LISTENER = f"{HERE}:listener/app/web/1111111111111111/aaaaaaaaaaaaaaaa"
NLB_LISTENER = f"{HERE}:listener/net/queue/3333333333333333/bbbbbbbbbbbbbbbb"
RULE = f"{HERE}:listener-rule/app/web/1111111111111111/aaaaaaaaaaaaaaaa/cccccccccccccccc"
DEFAULT_RULE = f"{HERE}:listener-rule/app/web/1111111111111111/aaaaaaaaaaaaaaaa/dddddddddddddddd"


def group(name: str) -> str:
    """The ARN of a target group."""
    return f"{HERE}:targetgroup/{name}/4444444444444444"


def _group(name: str, **facts: Any) -> dict[str, Any]:
    return {
        "TargetGroupArn": group(name),
        "TargetGroupName": name,
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": "vpc-1",
        "TargetType": "ip",
        "LoadBalancerArns": [],
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
    } | facts


GROUPS = [
    _group("web"),
    _group("spare"),
    _group("used", LoadBalancerArns=[ALB]),
    _group("shop", LoadBalancerArns=[OTHER_ALB]),
    _group("elsewhere", VpcId="vpc-2"),
    _group("tcp", Protocol="TCP"),
    _group("machines", TargetType="instance"),
    _group("function", TargetType="lambda", VpcId=None),
]


def world() -> MadeWorld:
    """One VPC with three subnets in two zones, another VPC, three load balancers."""
    return MadeWorld(
        vpcs={"vpc-1": {"VpcId": "vpc-1", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16"}]}},
        subnets={
            "subnet-a": {"SubnetId": "subnet-a", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"},
            "subnet-a2": {"SubnetId": "subnet-a2", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"},
            "subnet-b": {"SubnetId": "subnet-b", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1b"},
            "subnet-other": {"SubnetId": "subnet-other", "VpcId": "vpc-2", "AvailabilityZone": "eu-west-1b"},
        },
        security_groups={
            "sg-1": {"GroupId": "sg-1", "VpcId": "vpc-1"},
            "sg-2": {"GroupId": "sg-2", "VpcId": "vpc-2"},
        },
        instances={
            "i-0123456789abcdef0": {"InstanceId": "i-0123456789abcdef0", "VpcId": "vpc-1"},
            "i-0123456789abcdef2": {"InstanceId": "i-0123456789abcdef2", "VpcId": "vpc-2"},
        },
        load_balancers={
            ALB: {"LoadBalancerArn": ALB, "Type": "application", "VpcId": "vpc-1"},
            OTHER_ALB: {"LoadBalancerArn": OTHER_ALB, "Type": "application", "VpcId": "vpc-1"},
            NLB: {"LoadBalancerArn": NLB, "Type": "network", "VpcId": "vpc-1"},
        },
        load_balancer_attributes_by_arn={
            ALB: {"deletion_protection.enabled": "true"},
            OTHER_ALB: {"access_logs.s3.bucket": "logs"},
        },
        listeners={
            LISTENER: {
                "ListenerArn": LISTENER,
                "LoadBalancerArn": ALB,
                "Protocol": "HTTP",
                "Port": 80,
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": group("used")}],
            },
            NLB_LISTENER: {
                "ListenerArn": NLB_LISTENER,
                "LoadBalancerArn": NLB,
                "Protocol": "TCP",
                "Port": 5432,
                "DefaultActions": [],
            },
        },
        listener_rules={
            RULE: {"RuleArn": RULE, "ListenerArn": LISTENER, "Priority": "10", "IsDefault": False},
            DEFAULT_RULE: {
                "RuleArn": DEFAULT_RULE,
                "ListenerArn": LISTENER,
                "Priority": "default",
                "IsDefault": True,
            },
        },
        target_groups={each["TargetGroupArn"]: each for each in GROUPS},
    )


WORLD = world()
