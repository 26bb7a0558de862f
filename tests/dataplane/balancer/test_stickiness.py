"""Cookies that keep a client with its target, and with its target group."""

from __future__ import annotations

import asyncio
import re

from tests.dataplane.balancer.rig import Response, Rig, at, default, forward, group, played, says, stand_in

LB_COOKIE = {"stickiness__enabled": "true", "stickiness__type": "lb_cookie"}


def cookie(response: Response, name: str) -> str:
    """`name=value` of a cookie that an answer sets."""
    (line,) = (line for line in response.all("Set-Cookie") if line.startswith(f"{name}="))
    return line.partition(";")[0]


@played
async def test_a_client_stays_with_its_target(rig: Rig) -> None:
    tiny = [at(await rig.target(says(name)), name) for name in "abc"]
    await rig.serve(*tiny, **LB_COOKIE)
    first = await rig.ask()
    own, other_origin = first.all("Set-Cookie")
    assert re.fullmatch(r"AWSALB=[\w+/=]+; Expires=\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT; Path=/", own)
    assert other_origin == own.replace("AWSALB=", "AWSALBCORS=") + "; SameSite=None; Secure"
    held = cookie(first, "AWSALB")
    for _ in range(5):
        again = await rig.ask("/", f"Cookie: theme=dark; {held}")
        assert again.text == first.text
        assert again.all("Set-Cookie")  # renewed each time
    left = [each for each in tiny if each["id"] != first.text]
    for state in ("draining", "unhealthy"):
        gone = next(each for each in tiny if each["id"] == first.text) | {"state": state}
        await rig.serve(*left, gone, **LB_COOKIE)
        assert (await rig.ask("/", f"Cookie: {held}")).text != first.text
    for forged in (held[:-6] + "AAAA==", "AWSALB=nonsense", "AWSALB=", "AWSALB=%20"):
        assert (await rig.ask("/", f"Cookie: {forged}")).status == 200


@played
async def test_stickiness_has_an_end(rig: Rig) -> None:
    tiny = [at(await rig.target(says(name)), name) for name in "ab"]
    await rig.serve(*tiny, **LB_COOKIE, stickiness__lb_cookie__duration_seconds="0.1")
    first = await rig.ask()
    await asyncio.sleep(0.15)
    held = cookie(first, "AWSALB")
    assert {(await rig.ask("/", f"Cookie: {held}")).text for _ in range(2)} == {"a", "b"}


@played
async def test_the_applications_cookie(rig: Rig) -> None:
    attributes = {
        "stickiness__enabled": "true",
        "stickiness__type": "app_cookie",
        "stickiness__app_cookie__cookie_name": "session",
    }
    tiny = [at(await rig.target(says(name, "Set-Cookie: session=s1; Path=/")), name) for name in "ab"]
    await rig.serve(*tiny, **attributes)
    first = await rig.ask()
    held = f"session=s1; {cookie(first, 'AWSALBAPP-0')}"
    assert {(await rig.ask("/", f"Cookie: {held}")).text for _ in range(4)} == {first.text}
    without = held.partition("; ")[2]
    assert {(await rig.ask("/", f"Cookie: {without}")).text for _ in range(2)} == {"a", "b"}
    plain = [at(await rig.target(says(name)), name) for name in "ab"]
    await rig.serve(*plain, **attributes)
    assert (await rig.ask()).all("Set-Cookie") == []  # the application has set no cookie: nothing to stick to


@played
async def test_a_client_stays_with_its_group(rig: Rig) -> None:
    groups = {name: group(at(await rig.target(says(name)), name)) for name in ("blue", "green")}
    await rig.configure(rig.balancer(rig.listener(default(forward(*groups, sticky_s=60)))), **groups)
    first = await rig.ask()
    held = cookie(first, "AWSALBTG")
    assert cookie(first, "AWSALBTGCORS") == held.replace("AWSALBTG", "AWSALBTGCORS")
    assert {(await rig.ask("/", f"Cookie: {held}")).text for _ in range(4)} == {first.text}
    assert {(await rig.ask()).text for _ in range(4)} == set(groups)


@played
async def test_stand_ins_are_sticky_too(rig: Rig) -> None:
    await rig.serve(stand_in("10.0.1.1"), stand_in("10.0.1.2"), **LB_COOKIE)
    first = await rig.ask()
    held = cookie(first, "AWSALB")
    found = {(await rig.ask("/", f"Cookie: {held}"))["X-Task-Id"] for _ in range(4)}
    assert found == {first["X-Task-Id"]}
