"""Health checks of real targets: what is asked, what is told, and when."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.dataplane.balancer.rig import Heard, Rig, TinyTarget, free_port, played, says
from tests.dataplane.balancer.test_targets import babbles, hangs_up, silent


def probe(port: int, id: str = "10.0.1.5", **changed: Any) -> dict[str, Any]:
    """One target of a probe message."""
    told = {"key": ["group", id, 3000], "at": ["127.0.0.1", port], "protocol": "HTTP", "path": "/health", "port": 3000}
    return told | {"timeout_s": 0.2, "codes": "200-299"} | changed


async def results(rig: Rig, *targets: dict[str, Any], count: int = 1) -> list[tuple[bool, int | None, str]]:
    """Tell the list, and wait for so many reports."""
    before = len(rig.told)
    await rig.balancers.probe({"do": "probe", "every_s": 0.02, "targets": list(targets)})
    return await more(rig, before, count)


async def more(rig: Rig, before: int, count: int = 1) -> list[tuple[bool, int | None, str]]:
    """So many reports since there were `before` messages."""
    async with asyncio.timeout(3):
        while True:
            told = [facts for what, facts in rig.told[before:] if what == "probed"]
            if len(told) >= count:
                return [(each["passed"], each["status"], each["why"]) for each in told]
            await asyncio.sleep(0.01)


@played
async def test_what_is_asked(rig: Rig) -> None:
    target = await rig.target(says("well"))
    assert await results(rig, probe(target.port)) == [(True, 200, "ok")]
    heard = target.heard[0]
    assert (heard.method, heard.url, heard["User-Agent"]) == ("GET", "/health", "ELB-HealthChecker/2.0")
    assert (heard["Host"], heard["Connection"]) == ("10.0.1.5:3000", "close")


@played
async def test_what_can_be_wrong(rig: Rig) -> None:
    assert await results(rig, probe((await rig.target(says("", status="404 Not Found"))).port)) == [
        (False, 404, "mismatch")
    ]
    assert await results(rig, probe((await rig.target(silent)).port)) == [(False, None, "timeout")]
    assert await results(rig, probe(free_port())) == [(False, None, "refused")]
    for handler in (hangs_up, babbles):
        assert await results(rig, probe((await rig.target(handler)).port)) == [(False, None, "refused")]


@played
async def test_only_the_first_result_and_changes_are_told(rig: Rig) -> None:
    well = True

    async def handle(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says("", status="200 OK" if well else "503 Ill")(heard, reader, writer)

    target: TinyTarget = await rig.target(handle)
    assert await results(rig, probe(target.port)) == [(True, 200, "ok")]
    while len(target.heard) < 4:
        await asyncio.sleep(0.01)
    before = len(rig.told)
    well = False
    assert await more(rig, before) == [(False, 503, "mismatch")]
    await rig.balancers.probe({"do": "probe", "every_s": 0.02, "targets": [probe(target.port)]})
    await asyncio.sleep(0.1)
    assert len(rig.told) == before + 1  # the same list again is nothing new
    before = len(rig.told)
    await rig.balancers.probe({"do": "probe", "every_s": 0.02, "targets": []})
    count = len(target.heard)
    await asyncio.sleep(0.1)
    assert len(target.heard) <= count + 1
    assert len(rig.told) == before


@played
async def test_tcp(rig: Rig) -> None:
    target = await rig.target(silent)
    assert await results(rig, probe(target.port, protocol="TCP")) == [(True, None, "ok")]
    assert await results(rig, probe(free_port(), protocol="TCP")) == [(False, None, "refused")]


@played
async def test_https(rig: Rig) -> None:
    from course.dataplane.balancer.tls import Certificates

    target = await rig.target(says("well"), ssl=Certificates().context())
    assert await results(rig, probe(target.port, protocol="HTTPS")) == [(True, 200, "ok")]
