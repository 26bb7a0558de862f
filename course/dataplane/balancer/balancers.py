"""All load balancers of the sandbox: what configure and probe messages do. The messages stand in ../messages.md."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from course.dataplane.balancer.connections import Connections
from course.dataplane.balancer.figures import Figures
from course.dataplane.balancer.group import Group, configure_groups
from course.dataplane.balancer.limits import Limits
from course.dataplane.balancer.listener import Balancer, Listener
from course.dataplane.balancer.listening import Port
from course.dataplane.balancer.probing import Prober
from course.dataplane.balancer.smooth import Smooth
from course.dataplane.balancer.tls import Certificates

FLOWS = ("TCP", "TLS", "TCP_UDP")
NO_UDP = "The sandbox's load balancers forward no UDP."


class Balancers:
    """The load balancers' data plane. Make it in a running event loop; `tell(what, **facts)` takes what it reports."""

    def __init__(self, tell: Callable[..., None], limits: Limits | None = None) -> None:
        self._tell = tell
        self._figures = Figures(tell)
        self._connections = Connections(limits or Limits(), self._figures)
        self._certificates = Certificates()
        self._groups: dict[str, Group] = {}
        self._turns: dict[str, dict[str, Smooth[Group]]] = {}
        self._shared: dict[int, Port] = {}
        self._own: dict[str, Port] = {}
        self._prober = Prober(tell)
        self._one_at_a_time = asyncio.Lock()

    async def configure(self, message: dict[str, Any]) -> None:
        """Take the whole state. What is new listens, then all changes at once, then what is gone closes; then it is told."""
        async with self._one_at_a_time:
            told = message.get("balancers") or []
            balancers = [
                Balancer(each, self._figures.of(each["arn"], each.get("type") or "application")) for each in told
            ]
            wanted = {
                balancer.arn: [
                    (listener["arn"], listener["protocol"], int(listener["bind"])) for listener in each["listeners"]
                ]
                for balancer, each in zip(balancers, told, strict=True)
            }
            errors = await self._open(wanted)
            listeners = self._switch(balancers, told, message.get("groups") or {}, errors)
            self._close(listeners)
            self._connections.forget(self._figures.balancers.keys() - {balancer.arn for balancer in balancers})
            states = {
                each.arn: {"bound": each.bound, "own": each.own or None, "error": each.error} for each in listeners
            }
            self._tell("configured", version=message.get("version"), listeners=states)

    async def probe(self, message: dict[str, Any]) -> None:
        """Take the whole list of targets to check."""
        self._prober.configure(message)

    async def close(self) -> None:
        """Close everything."""
        async with self._one_at_a_time:
            for port in (*self._shared.values(), *self._own.values()):
                port.close()
            self._shared, self._own = {}, {}
            await self._prober.close()
            for group in self._groups.values():
                group.retire()
            self._connections.close()
            await asyncio.sleep(0)

    async def _open(self, wanted: dict[str, list[tuple[str, str, int]]]) -> dict[str, str]:
        """Listen wherever somebody wants to and nobody does yet; ARN of a listener → what stands against its shared port."""
        errors: dict[str, str] = {}
        flows: dict[int, str] = {}
        for arn, protocol, bind in (each for listeners in wanted.values() for each in listeners):
            if protocol not in (*FLOWS, "HTTP", "HTTPS"):
                errors[arn] = NO_UDP
                continue
            if arn in self._own and self._own[arn].kind != protocol:
                self._own.pop(arn).close()
            if arn not in self._own:
                own = Port(protocol, own=True)
                try:
                    await own.open(0, self._connections, self._certificates)
                    self._own[arn] = own
                except OSError as error:
                    errors[arn] = f"No port of its own: {error.strerror}"
            shared = self._shared.get(bind)
            still = [kind for each in wanted.values() for _, kind, number in each if number == bind]
            if shared is not None and shared.kind not in still:
                self._shared.pop(bind).close()
                shared = None
            if shared is None:
                shared = Port(protocol, own=False)
                try:
                    await shared.open(bind, self._connections, self._certificates)
                    self._shared[bind] = shared
                except OSError as error:
                    errors[arn] = f"Port {bind} of this machine cannot be had: {error.strerror}"
                    continue
            if shared.kind != protocol:
                errors[arn] = f"Port {bind} of this machine serves another load balancer with {shared.kind}."
            elif protocol in FLOWS and flows.setdefault(bind, arn) != arn:
                errors[arn] = f"Port {bind} of this machine belongs to another load balancer: TCP names no host."
        return errors

    def _switch(
        self, balancers: list[Balancer], told: list[dict[str, Any]], groups: dict[str, Any], errors: dict[str, str]
    ) -> list[Listener]:
        """Everything changes here, between two requests."""
        for arn in groups.keys() - self._groups.keys():
            self._groups[arn] = Group(arn)
        here = {arn: group for arn, group in self._groups.items() if arn in groups}
        zones: dict[str, set[str]] = {}
        listeners: list[Listener] = []
        for balancer, each in zip(balancers, told, strict=True):
            for listener_told in each["listeners"]:
                try:
                    listener = Listener(balancer, listener_told, here, self._turns)
                except (ValueError, KeyError, TypeError) as error:  # one that nobody can read stops no other
                    listener = Listener(balancer, {**listener_told, "rules": []}, here, self._turns)
                    errors[listener.arn] = f"Its rules cannot be read: {error!r}"
                balancer.listeners.append(listener)
                listeners.append(listener)
                for arn in listener.groups:
                    zones.setdefault(arn, set()).update(balancer.zones)
        configure_groups(self._groups, groups, zones)
        behind: dict[int, list[Listener]] = {}
        for listener in listeners:
            listener.error = errors.get(listener.arn, "")
            own = self._own.get(listener.arn)
            if own is not None and listener.error != NO_UDP:
                listener.own = own.number
                own.serve([listener])
            listener.bound = not listener.error and listener.bind in self._shared
            if listener.bound:
                behind.setdefault(listener.bind, []).append(listener)
            if listener.protocol == "TCP_UDP" and not listener.error:
                listener.error = f"TCP only. {NO_UDP}"
        for number, port in self._shared.items():
            port.serve(behind.get(number, []))
        rules = {rule.arn for listener in listeners for rule in listener.rules}
        self._turns = {arn: turns for arn, turns in self._turns.items() if arn in rules}
        return listeners

    def _close(self, listeners: list[Listener]) -> None:
        """Stop listening where nobody wants to any more."""
        bound = {listener.bind for listener in listeners if listener.bound}
        for number in self._shared.keys() - bound:
            self._shared.pop(number).close()
        for arn in self._own.keys() - {listener.arn for listener in listeners}:
            self._own.pop(arn).close()
