"""The actions of a listener's rule, made ready once, when the load balancer is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.dataplane.balancer.group import Group
from course.dataplane.balancer.redirect import Redirect
from course.dataplane.balancer.smooth import Smooth

LONGEST_STICKINESS = 604_800.0


@dataclass(slots=True, eq=False)
class Forward:
    """Forwards to one of some target groups, by weight. `turns` outlives configurations, so that shares stay exact."""

    groups: list[Group]
    turns: Smooth[Group]
    sticky_s: float
    """How long a client stays with its target group; 0: not at all."""


@dataclass(frozen=True, slots=True)
class FixedResponse:
    """Answers with a text."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answers with an error page: an action that nothing here can perform."""

    status: int


Action = Forward | FixedResponse | Redirect | Refuse


def routing_action(
    actions: list[dict[str, Any]], groups: Mapping[str, Group], turns: dict[str, Smooth[Group]]
) -> Action:
    """What ends the way of a request, from a rule's actions in the form of DescribeRules.

    Nobody can sign in here, there is no identity provider: an authenticate action denies (401) or lets pass as
    OnUnauthenticatedRequest says, and otherwise fails as where the load balancer cannot reach the provider, with 500
    (re:Post, "How do I troubleshoot authentication issues in my Application Load Balancer?").
    """
    for action in sorted(actions, key=lambda each: int(each.get("Order") or 0)):
        kind = str(action.get("Type"))
        if kind.startswith("authenticate-"):
            config = action.get("AuthenticateOidcConfig") or action.get("AuthenticateCognitoConfig") or {}
            unauthenticated = config.get("OnUnauthenticatedRequest") or "authenticate"
            if unauthenticated == "allow":
                continue
            return Refuse(401 if unauthenticated == "deny" else 500)
        if kind == "forward":
            return _forward(action, groups, turns)
        if kind == "redirect":
            return Redirect(action.get("RedirectConfig") or {})
        if kind == "fixed-response":
            fixed = action.get("FixedResponseConfig") or {}
            body = str(fixed.get("MessageBody") or "").encode()
            content_type = fixed.get("ContentType") or ("text/plain" if body else "")
            return FixedResponse(int(fixed.get("StatusCode") or 200), content_type, body)
        return Refuse(500)
    return Refuse(503)


def _forward(action: dict[str, Any], groups: Mapping[str, Group], turns: dict[str, Smooth[Group]]) -> Action:
    config = action.get("ForwardConfig") or {}
    shares = config.get("TargetGroups") or [{"TargetGroupArn": action.get("TargetGroupArn"), "Weight": 1}]
    named = [(groups[share["TargetGroupArn"]], share) for share in shares if share.get("TargetGroupArn") in groups]
    if not named:
        return Refuse(503)
    weighed = [(group, float(1 if share.get("Weight") is None else share["Weight"])) for group, share in named]
    key = " ".join(f"{group.arn}={weight:g}" for group, weight in weighed)
    turn = turns.get(key)
    if turn is None:
        turn = turns[key] = Smooth()
    turn.choices = weighed
    sticky = config.get("TargetGroupStickinessConfig") or {}
    seconds = min(float(sticky.get("DurationSeconds") or 0), LONGEST_STICKINESS) if sticky.get("Enabled") else 0.0
    return Forward([group for group, _ in weighed], turn, seconds)
