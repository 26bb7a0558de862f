"""What reaches the target, and what comes back: headers as a load balancer changes them."""

from __future__ import annotations

import re

from tests.dataplane.balancer.rig import HOST, Heard, Rig, TinyTarget, at, group, played, request, says


async def hear(rig: Rig, *lines: str, port: int = 0, host: str = HOST) -> Heard:
    """Ask, and see what the target heard."""
    target: TinyTarget = rig.targets[-1]
    wire = await rig.wire(port)
    await wire.send(request("/path?q=1", *lines, host=host))
    assert (await wire.response()).status == 200
    return target.heard[-1]


async def served(rig: Rig, port: int = 80, **attributes: str) -> None:
    """A load balancer with these attributes, a listener on this port, and a target."""
    rig.attributes = {f"routing.http.{name.replace('__', '.')}": value for name, value in attributes.items()}
    target = await rig.target(says("hello"))
    await rig.configure(rig.balancer(rig.listener(port=port)), web=group(at(target)))


@played
async def test_the_target_learns_of_the_client(rig: Rig) -> None:
    await served(rig)
    heard = await hear(rig, "X-Forwarded-Proto: gopher", "X-Forwarded-Port: 7")
    assert (heard.method, heard.url) == ("GET", "/path?q=1")
    assert (heard["X-Forwarded-For"], heard["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert heard["X-Forwarded-Port"] == str(rig.bind)  # what the client used to connect
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", heard["X-Amzn-Trace-Id"])


@played
async def test_forwarded_for_is_appended_preserved_or_removed(rig: Rig) -> None:
    before = "X-Forwarded-For: 203.0.113.7"
    await served(rig)
    assert (await hear(rig, before))["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1"
    await served(rig, xff_client_port__enabled="true")
    assert re.fullmatch(r"203.0.113.7, 127.0.0.1:\d+", (await hear(rig, before))["X-Forwarded-For"])
    await served(rig, xff_header_processing__mode="preserve")
    assert (await hear(rig, before))["X-Forwarded-For"] == "203.0.113.7"
    assert (await hear(rig)).all("X-Forwarded-For") == []
    await served(rig, xff_header_processing__mode="remove")
    assert (await hear(rig, before)).all("X-Forwarded-For") == []


@played
async def test_more_than_thirty_addresses_are_463(rig: Rig) -> None:
    await served(rig)
    assert (await rig.ask("/", "X-Forwarded-For: " + ", ".join(["10.0.0.1"] * 30))).status == 200
    assert (await rig.ask("/", "X-Forwarded-For: " + ", ".join(["10.0.0.1"] * 31))).status == 463


@played
async def test_host_as_the_listeners_port_wants_it(rig: Rig) -> None:
    await served(rig, port=rig.bind)
    assert (await hear(rig, host=HOST))["Host"] == f"{HOST}:{rig.bind}"
    assert (await hear(rig, host=f"{HOST}:9"))["Host"] == f"{HOST}:9"
    await served(rig, port=rig.bind, preserve_host_header__enabled="true")
    assert (await hear(rig, host=HOST))["Host"] == HOST
    await served(rig, port=80)  # opened elsewhere: the target's links must lead back to where the client came in
    assert (await hear(rig, host=f"{HOST}:{rig.bind}"))["Host"] == f"{HOST}:{rig.bind}"


@played
async def test_a_trace_goes_on(rig: Rig) -> None:
    await served(rig)
    root = "Root=1-67891233-abcdef012345678912345678"
    own = r"1-[0-9a-f]{8}-[0-9a-f]{24}"
    heard = (await hear(rig, f"X-Amzn-Trace-Id: {root};CalledFrom=app"))["X-Amzn-Trace-Id"]
    assert re.fullmatch(rf"Self={own};{root};CalledFrom=app", heard)
    again = (await hear(rig, f"X-Amzn-Trace-Id: {heard}"))["X-Amzn-Trace-Id"]
    assert re.fullmatch(rf"Self={own};{root};CalledFrom=app", again)
    assert again != heard


@played
async def test_what_belongs_to_a_connection_goes_no_further(rig: Rig) -> None:
    await served(rig)
    heard = await hear(
        rig, "Connection: keep-alive, X-Secret", "X-Secret: 1", "Keep-Alive: 5", "TE: trailers", "Accept: */*"
    )
    names = {name for name, _ in heard.headers}
    assert names == {"Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Amzn-Trace-Id", "Accept"}
    target = await rig.target(
        says(
            "hi",
            "Connection: keep-alive, X-Own",
            "X-Own: 1",
            "Keep-Alive: timeout=5",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
        )
    )
    await rig.serve(at(target))
    found = await rig.ask()
    assert found["Connection"] == "keep-alive"
    assert found.all("X-Own") == found.all("Keep-Alive") == found.all("Via") == []
    assert found.all("Set-Cookie") == ["a=1", "b=2"]
    assert found["Date"].endswith("GMT")


@played
async def test_invalid_names_are_dropped_where_that_is_asked_for(rig: Rig) -> None:
    await served(rig)
    assert (await hear(rig, "X_Odd: 1"))["X_Odd"] == "1"
    await served(rig, drop_invalid_header_fields__enabled="true")
    heard = await hear(rig, "X_Odd: 1", "X-Even: 2")
    assert heard.all("X_Odd") == []
    assert heard["X-Even"] == "2"
    (figures,) = (await rig.figures()).values()
    assert figures["DroppedInvalidHeaderRequestCount"] == 1


@played
async def test_a_request_as_to_a_proxy(rig: Rig) -> None:
    await served(rig)
    wire = await rig.wire()
    await wire.send(f"GET http://{HOST}/deep?x HTTP/1.1\r\nHost: other\r\n\r\n".encode())
    assert (await wire.response()).status == 200
    heard = rig.targets[-1].heard[-1]
    assert (heard.url, heard["Host"]) == ("/deep?x", HOST)
