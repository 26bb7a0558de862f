"""What CloudWatch would be told."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.dataplane.balancer.rig import ARN, Rig, at, default, fixed, forward, free_port, group, played, rule, says

BALANCER = f"{ARN}loadbalancer/app/web"


@played
async def test_what_is_counted(rig: Rig) -> None:
    path = {"Field": "path-pattern", "Values": ["/fixed"]}
    to = {"Field": "path-pattern", "Values": ["/away"]}
    away = {"Type": "redirect", "RedirectConfig": {"Host": "example.com", "StatusCode": "HTTP_302"}}
    listener = rig.listener(default(forward("web")), rule(1, [path], fixed("x", "404")), rule(2, [to], away))
    good, bad = await rig.target(says("hello")), await rig.target(says("no", status="500 Oh"))
    targets = [at(good, "10.0.1.1"), at(bad, "10.0.1.2", zone="us-east-1b"), at(free_port(), "10.0.1.3")]
    await rig.configure(rig.balancer(listener), web=group(*targets))
    for _ in range(6):
        await rig.ask()
    await rig.ask("/fixed")
    await rig.ask("/away")
    told: dict[str, Any] = (await rig.figures())[BALANCER]
    assert told["RequestCount"] == 6  # only where a target was chosen
    assert told["HTTPCode_Target_2XX_Count"] == 2
    assert told["HTTPCode_Target_5XX_Count"] == 2
    assert told["HTTPCode_ELB_5XX_Count"] == told["HTTPCode_ELB_502_Count"] == told["TargetConnectionErrorCount"] == 2
    assert (told["HTTP_Fixed_Response_Count"], told["HTTPCode_ELB_4XX_Count"]) == (1, 1)
    assert (told["HTTP_Redirect_Count"], told["HTTPCode_ELB_3XX_Count"]) == (1, 1)
    count, _, low, high = told["TargetResponseTime"]
    assert count == 4
    assert 0 < low <= high < 1
    assert told["NewConnectionCount"] == 8 + 2  # of clients and to targets
    assert told["ProcessedBytes"] > 0
    web = told["groups"]["web"]
    assert (web["RequestCount"], web["HTTPCode_Target_5XX_Count"]) == (6, 2)
    assert web["zones"]["us-east-1b"] == {
        "RequestCount": 2,
        "HTTPCode_Target_5XX_Count": 2,
        "TargetResponseTime": web["zones"]["us-east-1b"]["TargetResponseTime"],
    }


@played
async def test_nothing_is_told_where_nothing_happens(rig: Rig) -> None:
    await rig.serve(at(await rig.target(says("hello"))))
    await asyncio.sleep(0.15)
    assert [what for what, _ in rig.told] == ["configured"]
    await rig.ask()
    await rig.figures()
    count = len(rig.told)
    await asyncio.sleep(0.2)
    assert len(rig.told) == count


@played
async def test_percentiles_can_be_told_from_the_buckets(rig: Rig) -> None:
    await rig.serve(at(await rig.target(says("hello"))))
    for _ in range(5):
        await rig.ask()
    await rig.figures()
    buckets: dict[str, int] = {}
    for what, facts in rig.told:
        if what == "figures" and "TargetResponseTime" in facts["balancers"][BALANCER]:
            _, _, low, high, edges = facts["balancers"][BALANCER]["TargetResponseTime"]
            assert low <= min(map(float, edges)) * 1.0001
            assert high <= max(map(float, edges)) * 1.0001
            for edge, count in edges.items():
                buckets[edge] = buckets.get(edge, 0) + count
    assert sum(buckets.values()) == 5


@played
async def test_a_load_balancer_that_is_gone_is_forgotten(rig: Rig) -> None:
    await rig.serve(at(await rig.target(says("hello"))))
    await rig.ask()
    await rig.configure()
    assert (await rig.figures())[BALANCER]["RequestCount"] == 1
    assert rig.balancers._figures.balancers == {}
