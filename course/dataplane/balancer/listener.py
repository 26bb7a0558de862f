"""Load balancers and their listeners as requests see them: settings read once, rules made into functions, in order."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.dataplane.balancer.actions import Action, routing_action
from course.dataplane.balancer.conditions import Test, compiled
from course.dataplane.balancer.figures import BalancerFigures
from course.dataplane.balancer.group import Group, groups_named
from course.dataplane.balancer.request import Request
from course.dataplane.balancer.smooth import Smooth

ADDED = {
    "access_control_allow_credentials": "Access-Control-Allow-Credentials",
    "access_control_allow_headers": "Access-Control-Allow-Headers",
    "access_control_allow_methods": "Access-Control-Allow-Methods",
    "access_control_allow_origin": "Access-Control-Allow-Origin",
    "access_control_expose_headers": "Access-Control-Expose-Headers",
    "access_control_max_age": "Access-Control-Max-Age",
    "content_security_policy": "Content-Security-Policy",
    "strict_transport_security": "Strict-Transport-Security",
    "x_content_type_options": "X-Content-Type-Options",
    "x_frame_options": "X-Frame-Options",
}
"""Part of the attribute `routing.http.response.….header_value` → the header it sets. API reference, ListenerAttribute."""
SECURE = ("HTTPS", "TLS")


@functools.lru_cache(2048)
def _tests(conditions: str) -> list[Test]:
    return compiled(json.loads(conditions))


class Balancer:
    """A load balancer's settings. One object for each configuration."""

    def __init__(self, told: dict[str, Any], figures: BalancerFigures) -> None:
        attributes: Mapping[str, str] = told.get("attributes") or {}
        self.arn: str = told["arn"]
        self.name: str = told.get("name", "")
        self.host: bytes = told["host"].lower().encode()
        self.type: str = told.get("type") or "application"
        self.zones = set(told.get("zones") or ())
        self.figures = figures
        self.idle_s = float(attributes.get("idle_timeout.timeout_seconds") or 60)
        self.client_s = float(attributes.get("client_keep_alive.seconds") or 3600)
        self.desync = attributes.get("routing.http.desync_mitigation_mode") or "defensive"
        self.drops_invalid = attributes.get("routing.http.drop_invalid_header_fields.enabled") == "true"
        self.preserves_host = attributes.get("routing.http.preserve_host_header.enabled") == "true"
        self.forwarded_for = attributes.get("routing.http.xff_header_processing.mode") or "append"
        self.client_port = attributes.get("routing.http.xff_client_port.enabled") == "true"
        self.tls_headers = attributes.get("routing.http.x_amzn_tls_version_and_cipher_suite.enabled") == "true"
        self.listeners: list[Listener] = []

    def openable(self, port: int, own: bool) -> int:
        """Where the listener on this port can be reached on this machine: on its own port, or on the shared one."""
        for listener in self.listeners:
            if listener.port == port:
                return listener.own if own else listener.bind
        return port


@dataclass(slots=True, eq=False)
class Rule:
    """One rule of a listener."""

    arn: str
    tests: list[Test]
    action: Action


class Listener:
    """A listener. One object for each configuration."""

    def __init__(
        self,
        balancer: Balancer,
        told: dict[str, Any],
        groups: Mapping[str, Group],
        turns: dict[str, dict[str, Smooth[Group]]],
    ) -> None:
        self.balancer = balancer
        self.arn: str = told["arn"]
        self.protocol: str = told["protocol"]
        self.secure = self.protocol in SECURE
        self.port, self.bind = int(told["port"]), int(told["bind"])
        self.own = 0
        """Its own port on 127.0.0.1, once it is there."""
        self.bound = False
        self.error = ""
        rules = sorted(told.get("rules") or (), key=_priority)
        self.rules = [
            Rule(
                each["arn"],
                [] if _is_default(each) else _tests(json.dumps(each.get("conditions") or [], sort_keys=True)),
                routing_action(each.get("actions") or [], groups, turns.setdefault(each["arn"], {})),
            )
            for each in rules
        ]
        self.groups = set().union(*(groups_named(each.get("actions") or []) for each in rules))
        self._read_attributes(told.get("attributes") or {})

    def rule_for(self, request: Request) -> Rule | None:
        """The first rule, by priority, whose conditions all hold."""
        for rule in self.rules:
            for test in rule.tests:
                if not test(request):
                    break
            else:
                return rule
        return None

    def _read_attributes(self, attributes: Mapping[str, str]) -> None:
        added = {
            name: value
            for part, name in ADDED.items()
            if (value := attributes.get(f"routing.http.response.{part}.header_value"))
        }
        self.response_lines = "".join(f"{name}: {value}\r\n" for name, value in added.items()).encode("latin-1")
        self.replaced = {name.lower().encode() for name in added}
        """Headers of the target's answer that do not go on to the client."""
        if attributes.get("routing.http.response.server.enabled") == "false":
            self.replaced.add(b"server")


def _is_default(rule: dict[str, Any]) -> bool:
    return str(rule.get("priority")) == "default"


def _priority(rule: dict[str, Any]) -> tuple[bool, int]:
    return (True, 0) if _is_default(rule) else (False, int(rule["priority"]))
