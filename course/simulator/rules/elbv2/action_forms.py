"""The forms of actions, in listeners and rules alike: forwarding, weights, redirects, their order."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.actions import ROUTING, actions, shares
from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, Path, at

book = Book("elbv2")

EVERYWHERE = ("CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
ACTION, TUPLE, REDIRECT = api("Action"), api("TargetGroupTuple"), api("RedirectActionConfig")
CONFIGS = {
    "AuthenticateCognitoConfig": "authenticate-cognito",
    "AuthenticateOidcConfig": "authenticate-oidc",
    "FixedResponseConfig": "fixed-response",
    "ForwardConfig": "forward",
    "RedirectConfig": "redirect",
}
UNCHANGED = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}"}
"""What a redirect leaves as it was. API reference, RedirectActionConfig."""


@book.rule(
    "forward-to-something",
    *EVERYWHERE,
    code="ValidationError",
    says="A target group ARN must be specified",
    wording=PARAPHRASED,
    page=ACTION,
    fix="Name a target group, in TargetGroupArn or in ForwardConfig.",
)
def forward_to_something(asked: Asked) -> Iterator[Breach]:
    """A forward action names the target group to which it forwards."""
    for path, action in actions(asked):
        if action.get("Type") == "forward" and not action.get("TargetGroupArn") and not shares(action):
            yield Breach((*path, "TargetGroupArn"))


@book.rule(
    "action-config-of-its-type",
    *EVERYWHERE,
    code="ValidationError",
    says="{config} cannot be specified for an action of type '{type}'",
    wording=PARAPHRASED,
    page=ACTION,
    fix="Leave {config} out, or set Type to the type that it belongs to.",
)
def action_config_of_its_type(asked: Asked) -> Iterator[Breach]:
    """An action has the settings of its own type, and {config} is none of {type}."""
    for path, action in actions(asked):
        for config, kind in CONFIGS.items():
            if action.get(config) and action.get("Type") != kind:
                yield Breach((*path, config), {"config": config, "type": action.get("Type")})


@book.rule(
    "action-config-missing",
    *EVERYWHERE,
    code="ValidationError",
    says="{config} must be specified for an action of type '{type}'",
    wording=PARAPHRASED,
    page=ACTION,
    fix="Add {config}.",
)
def action_config_missing(asked: Asked) -> Iterator[Breach]:
    """An action of type {type} needs {config}."""
    for path, action in actions(asked):
        for config, kind in CONFIGS.items():
            if kind != "forward" and action.get("Type") == kind and not action.get(config):
                yield Breach((*path, config), {"config": config, "type": kind})


@book.rule(
    "target-group-weight",
    *EVERYWHERE,
    code="ValidationError",
    says="The weight for the target group must be between 1 and 999, inclusive",
    wording=probed("action-forward-weight-range"),
    page=TUPLE,
    fix="Choose a weight of 0 to 999; AWS's answer forgets that 0 is allowed.",
)
def target_group_weight(asked: Asked) -> Iterator[Breach]:
    """The weight of a target group runs from 0 to 999."""
    for path, share in _shares(asked):
        weight = share.get("Weight")
        if weight is not None and not 0 <= weight <= 999:
            yield Breach((*path, "Weight"))


@book.rule(
    "five-target-groups",
    *EVERYWHERE,
    code="TooManyTargetGroups",
    says="You cannot specify more than 5 target groups per action",
    wording=probed("action-forward-tg-count-max"),
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    fix="Forward to five target groups or fewer.",
)
def five_target_groups(asked: Asked) -> Iterator[Breach]:
    """An action forwards to at most five target groups."""
    for path, action in actions(asked):
        if len(shares(action)) > 5:
            yield Breach((*path, "ForwardConfig", "TargetGroups"))


@book.rule(
    "one-target-group-named-twice",
    *EVERYWHERE,
    code="ValidationError",
    says="If you specify both ForwardConfig and TargetGroupArn, you can specify only one target group using"
    " ForwardConfig and it must be the same target group specified in TargetGroupArn.",
    wording=PARAPHRASED,
    page=ACTION,
    fix="Leave TargetGroupArn out.",
)
def one_target_group_named_twice(asked: Asked) -> Iterator[Breach]:
    """TargetGroupArn beside ForwardConfig may only repeat its one target group."""
    for path, action in actions(asked):
        listed = [share.get("TargetGroupArn") for _, share in shares(action)]
        if action.get("TargetGroupArn") and listed and listed != [action.get("TargetGroupArn")]:
            yield Breach((*path, "TargetGroupArn"))


@book.rule(
    "stickiness-duration",
    *EVERYWHERE,
    code="ValidationError",
    says="Target group stickiness duration must be between 1 and 604800 seconds",
    wording=PARAPHRASED,
    page=api("TargetGroupStickinessConfig"),
    fix="Set DurationSeconds to 1 to 604800.",
)
def stickiness_duration(asked: Asked) -> Iterator[Breach]:
    """Stickiness that is turned on has a duration of 1 to 604800 seconds."""
    for path, action in actions(asked):
        sticky = (action.get("ForwardConfig") or {}).get("TargetGroupStickinessConfig") or {}
        seconds = sticky.get("DurationSeconds")
        if sticky.get("Enabled") is True and not (seconds and 1 <= seconds <= 604_800):
            yield Breach((*path, "ForwardConfig", "TargetGroupStickinessConfig", "DurationSeconds"))


@book.rule(
    "redirect-loop",
    *EVERYWHERE,
    code="InvalidLoadBalancerAction",
    says="The redirect configuration is not valid because it creates a loop.",
    wording=probed("action-redirect-no-change"),
    page=REDIRECT,
    fix="Change the protocol, the host, the port or the path; a new query alone is not enough.",
)
def redirect_loop(asked: Asked) -> Iterator[Breach]:
    """A redirect that changes neither protocol nor host nor port nor path leads back to itself."""
    for path, action in actions(asked):
        redirect = action.get("RedirectConfig")
        if redirect and all((redirect.get(part) or same) == same for part, same in UNCHANGED.items()):
            yield Breach((*path, "RedirectConfig"))


@book.rule(
    "redirect-path",
    *EVERYWHERE,
    code="InvalidLoadBalancerAction",
    says="The redirect path '{path}' must begin with a '/' character",
    wording=PARAPHRASED,
    page=REDIRECT,
    fix="Write the path as /{path}.",
)
def redirect_path(asked: Asked) -> Iterator[Breach]:
    """A redirect's path is absolute."""
    for path, action in actions(asked):
        target = (action.get("RedirectConfig") or {}).get("Path")
        if isinstance(target, str) and target and not target.startswith("/"):
            yield Breach((*path, "RedirectConfig", "Path"), {"path": target})


@book.rule(
    "redirect-port",
    *EVERYWHERE,
    code="InvalidLoadBalancerAction",
    says="The redirect port '{port}' must be between 1 and 65535, or #{{port}}",
    wording=PARAPHRASED,
    page=REDIRECT,
    fix="Choose a port of 1 to 65535, or #{{port}} to keep it.",
)
def redirect_port(asked: Asked) -> Iterator[Breach]:
    """A redirect goes to a port of 1 to 65535, or keeps the port."""
    for path, action in actions(asked):
        port = str((action.get("RedirectConfig") or {}).get("Port") or UNCHANGED["Port"])
        if port != UNCHANGED["Port"] and not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
            yield Breach((*path, "RedirectConfig", "Port"), {"port": port})


@book.rule(
    "action-order",
    *EVERYWHERE,
    code="ValidationError",
    says="An action order must be specified when there are multiple actions",
    wording=PARAPHRASED,
    page=ACTION,
    fix="Give every action an Order, the forwarding one the highest.",
)
def action_order(asked: Asked) -> Iterator[Breach]:
    """Where there are several actions, each says when it comes."""
    found = list(actions(asked))
    for path, action in found if len(found) > 1 else ():
        if action.get("Order") is None:
            yield Breach((*path, "Order"))


@book.rule(
    "one-routing-action",
    *EVERYWHERE,
    code="ValidationError",
    says="Exactly one forward, redirect or fixed-response action must be specified",
    wording=PARAPHRASED,
    page=ACTION,
    fix="End with one forward, redirect or fixed-response action.",
)
def one_routing_action(asked: Asked) -> Iterator[Breach]:
    """A request can be answered only once: there must be one forward, redirect or fixed-response action, and is {count}."""
    kinds = [action.get("Type") for _, action in actions(asked)]
    count = sum(kind in ROUTING for kind in kinds)
    if kinds and count != 1:
        yield at("DefaultActions" if asked.get("DefaultActions") else "Actions", count=count)


def _shares(asked: Asked) -> Iterator[tuple[Path, Asked]]:
    for path, action in actions(asked):
        for inner, share in shares(action):
            yield (*path, *inner), share
