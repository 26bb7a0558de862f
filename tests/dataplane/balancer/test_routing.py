"""Which listener, which rule, which action: through real sockets."""

from __future__ import annotations

import pytest

from tests.dataplane.balancer.rig import (
    HOST,
    Rig,
    at,
    default,
    fixed,
    forward,
    free_port,
    group,
    played,
    request,
    rule,
    says,
    stand_in,
)


@played
async def test_the_first_rule_by_priority_counts_and_the_default_rule_comes_last(rig: Rig) -> None:
    path = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}
    await rig.configure(
        rig.balancer(
            rig.listener(
                default(fixed("default")), rule(20, [path], fixed("twenty")), rule(3, [path], fixed("three", "418"))
            )
        )
    )
    found = await rig.ask("/api/trips")
    assert (found.status, found.text, found["Content-Type"], found["Server"]) == (
        418,
        "three",
        "text/plain",
        "awselb/2.0",
    )
    assert (await rig.ask("/API/trips")).text == "default"


@played
async def test_hosts_share_a_port_and_an_unknown_one_is_told_which_there_are(rig: Rig) -> None:
    one = rig.balancer(rig.listener(default(fixed("one")), arn="l1"), name="one")
    two = rig.balancer(rig.listener(default(fixed("two")), arn="l2"), name="two")
    told = await rig.configure(one, two)
    assert [each["bound"] for each in told.values()] == [True, True]
    for host, text in {
        HOST.replace("web", "one"): "one",
        HOST.replace("web", "TWO") + f".:{rig.bind}": "two",
    }.items():
        wire = await rig.wire()
        await wire.send(request(host=host))
        assert (await wire.response()).text == text
    lost = await rig.ask()
    assert lost.status == 404
    assert HOST.replace("web", "one") in lost.text
    assert HOST.replace("web", "two") in lost.text
    assert (await rig.ask(port=told["l2"]["own"])).text == "two"
    told = await rig.configure(one)
    assert (await rig.ask()).text == "one"  # the only one there is


@played
async def test_configuring_again_drops_nobody(rig: Rig) -> None:
    await rig.configure(rig.balancer(rig.listener(default(fixed("before")))))
    wire = await rig.wire()
    await wire.send(request())
    assert (await wire.response()).text == "before"
    first = await rig.configure(rig.balancer(rig.listener(default(fixed("after")))))
    await wire.send(request())
    assert (await wire.response()).text == "after"
    second = await rig.configure(rig.balancer(rig.listener(default(fixed("after")))))
    assert first == second


@played
async def test_a_removed_listener_closes(rig: Rig) -> None:
    told = await rig.configure(rig.balancer(rig.listener(default(fixed("here")))))
    (own,) = (each["own"] for each in told.values())
    wire = await rig.wire()
    await wire.send(request())
    assert (await wire.response()).text == "here"
    assert await rig.configure() == {}
    for port in (rig.bind, own):
        with pytest.raises(ConnectionRefusedError):
            await rig.wire(port)
    assert await wire.ended()


@played
async def test_a_port_that_is_taken_is_told_and_the_own_port_serves(rig: Rig) -> None:
    target = await rig.target(says("somebody else"))
    told = await rig.configure(rig.balancer(rig.listener(default(fixed("mine")), bind=target.port)))
    (state,) = told.values()
    assert not state["bound"]
    assert str(target.port) in state["error"]
    assert (await rig.ask(port=state["own"])).text == "mine"


@played
async def test_a_rule_that_cannot_be_read_stops_no_other_listener(rig: Rig) -> None:
    bad = {"Field": "source-ip", "SourceIpConfig": {"Values": ["nowhere"]}}
    broken = rig.balancer(rig.listener(rule(1, [bad], fixed("x")), arn="broken", bind=free_port()), name="broken")
    told = await rig.configure(broken, rig.balancer(rig.listener(default(fixed("fine")), arn="fine")))
    assert "nowhere" in told["broken"]["error"]
    assert told["fine"]["bound"]
    assert (await rig.ask()).text == "fine"


@played
async def test_a_redirect_keeps_what_it_does_not_name(rig: Rig) -> None:
    to_https = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    secure = free_port()
    https = rig.listener(default(fixed("secret")), arn="https", protocol="HTTPS", port=443, bind=secure)
    told = await rig.configure(rig.balancer(rig.listener(default(to_https), arn="http"), https))
    found = await rig.ask("/a/b?c=d")
    assert (found.status, found.reason) == (301, "Moved Permanently")
    assert found["Location"] == f"https://{HOST}:{secure}/a/b?c=d"  # where port 443 can be opened on this machine
    assert found["Content-Length"] == "134"
    wire = await rig.wire(told["http"]["own"])
    await wire.send(request(host=f"127.0.0.1:{told['http']['own']}"))
    assert (await wire.response())["Location"] == f"https://127.0.0.1:{told['https']['own']}/"
    away = {
        "Type": "redirect",
        "RedirectConfig": {"Host": "example.com", "Path": "/new/#{path}", "StatusCode": "HTTP_302"},
    }
    await rig.configure(rig.balancer(rig.listener(default(away))))
    found = await rig.ask("/old")
    assert (found.status, found["Location"]) == (302, "http://example.com:80/new/old")


@played
async def test_nobody_can_sign_in_here(rig: Rig) -> None:
    for unauthenticated, status in {"authenticate": 500, "deny": 401, "allow": 200}.items():
        sign_in = {
            "Type": "authenticate-oidc",
            "Order": 1,
            "AuthenticateOidcConfig": {"OnUnauthenticatedRequest": unauthenticated},
        }
        await rig.configure(rig.balancer(rig.listener(default(sign_in, fixed("in") | {"Order": 2}))))
        assert (await rig.ask()).status == status


@played
async def test_weights_are_exact_and_do_not_fail_over(rig: Rig) -> None:
    listener = rig.listener(default(forward("blue", "green", weights=(3, 1))))
    targets = {name: group(at(await rig.target(says(name)), id=name)) for name in ("blue", "green")}
    await rig.configure(rig.balancer(listener), **targets)
    answers = [(await rig.ask()).text for _ in range(8)]
    assert (answers.count("blue"), answers.count("green")) == (6, 2)
    await rig.configure(rig.balancer(listener), blue=targets["blue"], green=group())
    statuses = [(await rig.ask()).status for _ in range(8)]
    assert sorted(statuses) == [200] * 6 + [503] * 2


@played
async def test_a_group_of_another_version_is_not_understood(rig: Rig) -> None:
    await rig.configure(rig.balancer(), web=group(stand_in(), version="GRPC"))
    assert (await rig.ask()).status == 464


@played
async def test_listener_attributes_change_the_headers_of_answers(rig: Rig) -> None:
    target = await rig.target(says("hello", "Server: tiny", "X-Frame-Options: ALLOWALL"))
    attributes = {
        "routing.http.response.server.enabled": "false",
        "routing.http.response.x_frame_options.header_value": "DENY",
    }
    await rig.configure(rig.balancer(rig.listener(attributes=attributes)), web=group(at(target)))
    found = await rig.ask()
    assert found.all("Server") == []
    assert found["X-Frame-Options"] == "DENY"
