"""Where a load balancer can be opened on this machine: by its own name, and by an address for programs that cannot resolve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.app.entrance import ready_world
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process

SCHEMES = {"HTTP": "http", "HTTPS": "https", "TCP": "tcp", "TLS": "tls"}
USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """One listener."""

    protocol: str
    port: int
    """As the listener has it."""
    url: str
    """By the load balancer's name."""
    local: str
    """By 127.0.0.1, for programs that do not resolve *.localhost; "" outside the sandbox."""
    trouble: str = ""
    """Why it cannot be opened by its name."""


def addresses(home: Home, name: str) -> list[Address]:
    """The listeners of the load balancer of this name (or ARN, or DNS name), by port.

    Raises UsageProblem where there is none, WorldNotReady.
    """
    ready = ready_world(home, start=False)
    elb = ready.client("elbv2")
    balancer = _found(elb, name)
    listeners = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    if not listeners:
        raise UsageProblem(f"The load balancer {balancer['LoadBalancerName']} has no listener yet.")
    here = process.tell(home, "GET", "balancers")["listeners"] if ready.world.kind == "sandbox" else {}
    found = [_address(balancer["DNSName"], each, here.get(each["ListenerArn"], {})) for each in listeners]
    return sorted(found, key=lambda address: address.port)


def _found(elb: Any, name: str) -> dict[str, Any]:
    balancers = [
        each for page in elb.get_paginator("describe_load_balancers").paginate() for each in page["LoadBalancers"]
    ]
    for each in balancers:
        if name in (each["LoadBalancerName"], each["LoadBalancerArn"], each["DNSName"]):
            return dict(each)
    there = ", ".join(sorted(each["LoadBalancerName"] for each in balancers)) or "none"
    raise UsageProblem(f"There is no load balancer {name} (there: {there}).")


def _address(name: str, listener: dict[str, Any], here: dict[str, Any]) -> Address:
    scheme, port = SCHEMES.get(listener["Protocol"], "tcp"), int(listener["Port"])
    host, _, mapped = name.partition(":")
    real = int(here.get("port") or (int(mapped) - 80 + port if mapped and port < 1024 else port))
    ending = "" if USUAL.get(scheme) == real else f":{real}"
    local = f"{scheme}://127.0.0.1:{here['own']}/" if here.get("own") else ""
    return Address(listener["Protocol"], port, f"{scheme}://{host}{ending}/", local, str(here.get("error") or ""))
