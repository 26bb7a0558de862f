"""Run in a Python of its own: the same network read by describe calls and from the records, compared hop by hop; prints JSON.

The records are the sandbox's own: what decides there whether a task starts.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws
from moto.ec2 import ec2_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from course.reachability.answer import Answer
from course.reachability.ways import ways
from course.reachability.why import why
from course.sandbox.bridge import server
from course.sandbox.bridge.network_records import balancer_interface, network_of
from course.sandbox.bridge.task_starts import interface_of_task
from course.world.look import Look
from tests.reachability.networks import NETWORKS, Build, nat, public, serve
from tests.sandbox.grounds import Ground, awsvpc
from tests.sandbox.living import until

ACCOUNT, REGION = "123456789012", "us-east-1"
ASKED = (
    ("wanderly/api", "ecr"), ("wanderly/api", "logs"), ("wanderly/api", "dynamodb"), ("wanderly/api", "ghcr.io"),
    ("wanderly/api", "lb:site"), ("wanderly/api", "lb:inside"), ("wanderly/api", "wanderly/other"),
    ("lb:site", "wanderly/api"), ("lb:inside", "wanderly/other"), ("internet", "lb:site"), ("internet", "wanderly/api"),
)  # fmt: skip
WITH_A_TASK = (public, nat)
"""Where a task is run, too: that takes some seconds."""


@cache
def aws(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


@cache
def looking(service: str) -> Any:
    """The look's own: it bolts its clients."""
    return boto3.client(service, region_name=REGION)


def around(ground: Ground) -> None:
    """Load balancers, and a second service in another subnet."""
    subnets = sorted(aws("ec2").describe_subnets()["Subnets"], key=lambda each: each["AvailabilityZone"])
    ids = [each["SubnetId"] for each in subnets if each["DefaultForAz"]][:2]
    for name, scheme in (("site", "internet-facing"), ("inside", "internal")):
        balancer = aws("elbv2").create_load_balancer(Name=name, Subnets=ids, Scheme=scheme)["LoadBalancers"][0]
        vpc = ground.vpc
        group = aws("elbv2").create_target_group(Name=name, Protocol="HTTP", Port=3000, VpcId=vpc, TargetType="ip")
        forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroups"][0]["TargetGroupArn"]}]
        aws("elbv2").create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward
        )
    ground.serve(serviceName="other", desiredCount=0, networkConfiguration=awsvpc(ids[1]))


def of_a_task(ground: Ground) -> dict[str, Any]:
    """Where a task stands, once it has its interface, told both ways."""
    arn = ground.run()
    until(lambda: "networkInterfaceId" in str(ground.told(arn)["attachments"]))
    record = ecs_backends[ACCOUNT][REGION].tasks["wanderly"][arn]
    (place,) = why(look(), arn, "ecr").source.places
    kept = interface_of_task(record, record.life)
    ground.aws("ecs").stop_task(cluster="wanderly", task=arn)
    until(lambda: ground.told(arn)["lastStatus"] == "STOPPED", 60)
    return {} if place == kept else {"task": [str(place), str(kept)]}


def look() -> Look:
    return Look(Path("."), looking, world="sandbox")


def told(answer: Answer, parts: Any) -> list[Any]:
    return [
        [part.destination, part.subnet, part.way.ok, [[hop.kind, hop.id, hop.ok, hop.says] for hop in part.way.hops],
         part.way.endpoint and part.way.endpoint.id]
        for part in parts
    ]  # fmt: skip


def compared(build: Build) -> dict[str, Any]:
    """What was asked → the two answers, where they differ; and how many hops were compared."""
    differ: dict[str, Any] = {}
    hops = 0
    with mock_aws():
        ground = Ground(aws, ACCOUNT, lambda _: None)
        build(ground)
        serve(ground)
        around(ground)
        net = network_of(ACCOUNT, REGION)
        for source, destination in ASKED:
            answer = why(look(), source, destination)
            described = told(answer, answer.parts)
            recorded = told(answer, ways(net, answer.source, answer.destination))
            hops += sum(len(part.way.hops) for part in answer.parts)
            if described != recorded:
                differ[f"{source} → {destination}"] = [described, recorded]
        if build in WITH_A_TASK:
            differ |= of_a_task(ground)
        ec2 = ec2_backends[ACCOUNT][REGION]
        for balancer in elbv2_backends[ACCOUNT][REGION].load_balancers.values():
            subnets = sorted(each.id for each in balancer.subnets)
            kept = [str(balancer_interface(balancer, net.subnets[id], ec2)) for id in subnets]
            shown = [str(each) for each in why(look(), f"lb:{balancer.name}", "wanderly/api").source.places]
            if kept != shown:
                differ[f"load balancer {balancer.name}"] = [kept, shown]
    return {"differ": differ, "hops": hops}


if __name__ == "__main__":
    server.install()
    wanted = set(sys.argv[1:])
    chosen = [build for build in NETWORKS if not wanted or build.__name__ in wanted]
    print(json.dumps({build.__name__: compared(build) for build in chosen}))
