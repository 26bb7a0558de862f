"""The rules of listeners, their actions and their rules: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from course.simulator.rules.elbv2 import action_forms, forwarding, listener_rules, listeners, rule_conditions
from tests.simulator.rules.elbv2.made_balancers import (
    ALB,
    DEFAULT_RULE,
    LISTENER,
    NLB,
    NLB_LISTENER,
    RULE,
    WORLD,
    group,
)
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

Balancing = partial(Pair, service="elbv2", world=WORLD)

FORWARD = {"Type": "forward", "TargetGroupArn": group("web")}
FIXED = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
CREATE: Request = {"LoadBalancerArn": ALB, "Protocol": "HTTP", "Port": 8080, "DefaultActions": [FORWARD]}
SECURE: Request = CREATE | {
    "Protocol": "HTTPS",
    "Port": 443,
    "Certificates": [{"CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a"}],
}
NETWORK: Request = CREATE | {
    "LoadBalancerArn": NLB,
    "Protocol": "TCP",
    "DefaultActions": [FORWARD | {"TargetGroupArn": group("tcp")}],
}


def redirect(**parts: str) -> dict[str, Any]:
    return {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"} | parts}


def weighted(*weights: int, **more: Any) -> dict[str, Any]:
    shares = [
        {"TargetGroupArn": group(name), "Weight": weight}
        for name, weight in zip(("web", "spare", "a", "b", "c", "d"), weights, strict=False)
    ]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": shares} | more}


def doing(*actions: dict[str, Any]) -> Request:
    return CREATE | {"DefaultActions": list(actions)}


def acts(rule: str, refused: dict[str, Any], accepted: dict[str, Any], *also: str) -> Pair:
    return Balancing(rule, "CreateListener", doing(refused), doing(accepted), also=also)


def rule(*conditions: dict[str, Any], **asked: Any) -> Request:
    return {"ListenerArn": LISTENER, "Priority": 20, "Conditions": list(conditions), "Actions": [FORWARD]} | asked


def path(*values: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}


def conditioned(name: str, refused: dict[str, Any], accepted: dict[str, Any], *also: str) -> Pair:
    return Balancing(name, "CreateRule", rule(refused), rule(accepted), also=also)


def header(name: str) -> dict[str, Any]:
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": name, "Values": ["a"]}}


PAIRS = [
    Balancing(
        "listener-protocol", "CreateListener", CREATE | {"Protocol": "TCP"}, CREATE, also=("protocols-do-not-meet",)
    ),
    Balancing(
        "listener-protocol",
        "ModifyListener",
        {"ListenerArn": NLB_LISTENER, "Protocol": "HTTP"},
        {"ListenerArn": NLB_LISTENER, "Protocol": "UDP"},
    ),
    Balancing("listener-port-taken", "CreateListener", CREATE | {"Port": 80}, CREATE),
    Balancing(
        "listener-port-taken",
        "CreateListener",
        CREATE | {"Port": 80},
        CREATE | {"Port": 80, "DefaultActions": [FORWARD | {"TargetGroupArn": group("used")}]},
    ),
    Balancing("listener-needs-a-certificate", "CreateListener", with_(SECURE, "Certificates"), SECURE),
    Balancing(
        "one-default-certificate",
        "CreateListener",
        SECURE | {"Certificates": SECURE["Certificates"] * 2},
        SECURE,
    ),
    Balancing("certificate-without-tls", "CreateListener", SECURE | {"Protocol": "HTTP"}, SECURE),
    Balancing(
        "security-policy-without-tls",
        "CreateListener",
        CREATE | {"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
        SECURE | {"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
    ),
    *(
        Balancing("authentication-needs-https", "CreateListener", at_http | both, at_https | both)
        for at_http, at_https in [(CREATE, SECURE)]
        for both in [
            {
                "DefaultActions": [
                    {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": {"UserPoolArn": "a"}},
                    FORWARD | {"Order": 2},
                ]
            }
        ]
    ),
    Balancing("network-load-balancers-forward", "CreateListener", NETWORK | {"DefaultActions": [FIXED]}, NETWORK),
    *(
        Balancing(
            name,
            operation,
            with_(base, key, 0, "TargetGroupArn", value=group(wrong)),
            base,
        )
        for name, wrong in [
            ("target-group-of-another-vpc", "elsewhere"),
            ("protocols-do-not-meet", "tcp"),
            ("target-group-of-another-load-balancer", "shop"),
        ]
        for operation, key, base in [
            ("CreateListener", "DefaultActions", CREATE),
            ("ModifyListener", "DefaultActions", {"ListenerArn": LISTENER, "DefaultActions": [FORWARD]}),
            ("CreateRule", "Actions", rule(path("/a"))),
            ("ModifyRule", "Actions", {"RuleArn": RULE, "Actions": [FORWARD]}),
        ]
    ),
    acts("forward-to-something", {"Type": "forward"}, FORWARD),
    acts("action-config-of-its-type", FORWARD | redirect(Port="443") | {"Type": "forward"}, FORWARD),
    acts("action-config-missing", {"Type": "redirect"}, redirect(Port="443")),
    acts("target-group-weight", weighted(1000, 1), weighted(999, 0)),
    acts("five-target-groups", weighted(1, 1, 1, 1, 1, 1), weighted(1, 1, 1, 1, 1)),
    acts(
        "one-target-group-named-twice",
        weighted(1) | {"TargetGroupArn": group("spare")},
        weighted(1) | {"TargetGroupArn": group("web")},
    ),
    acts(
        "stickiness-duration",
        weighted(1, 1, TargetGroupStickinessConfig={"Enabled": True}),
        weighted(1, 1, TargetGroupStickinessConfig={"Enabled": True, "DurationSeconds": 60}),
    ),
    acts("redirect-loop", redirect(Query="a=b"), redirect(Protocol="HTTPS")),
    acts("redirect-loop", redirect(Path="/#{path}", Port="#{port}"), redirect(Path="/new/#{path}", Port="#{port}")),
    acts("redirect-path", redirect(Path="new"), redirect(Path="/new")),
    acts("redirect-port", redirect(Port="70000"), redirect(Port="443")),
    Balancing(
        "action-order",
        "CreateListener",
        SECURE
        | {"DefaultActions": [{"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"Issuer": "a"}}, FORWARD]},
        SECURE
        | {
            "DefaultActions": [
                {"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"Issuer": "a"}, "Order": 1},
                FORWARD | {"Order": 2},
            ]
        },
    ),
    Balancing(
        "one-routing-action",
        "CreateListener",
        doing(FORWARD | {"Order": 1}, FIXED | {"Order": 2}),
        doing(FORWARD | {"Order": 1}),
    ),
    Balancing("rule-priority-taken", "CreateRule", rule(path("/a"), Priority=10), rule(path("/a"), Priority=11)),
    Balancing("rule-needs-a-condition", "CreateRule", rule(), rule(path("/a"))),
    conditioned(
        "condition-field",
        {"Field": "path", "Values": ["/a"]},
        {"Field": "path-pattern", "Values": ["/a"]},
    ),
    conditioned("condition-without-values", {"Field": "path-pattern"}, path("/a")),
    conditioned(
        "condition-config-empty", {"Field": "path-pattern", "PathPatternConfig": {"Values": [], "x": 1}}, path("/a")
    ),
    Balancing("condition-values", "CreateRule", rule(path(*"abcdef")), rule(path(*"abcde"))),
    Balancing(
        "condition-values",
        "CreateRule",
        rule(path(*"abc"), {"Field": "host-header", "Values": ["a.com", "b.com", "c.com"]}),
        rule(path(*"abc"), {"Field": "host-header", "Values": ["a.com", "b.com"]}),
    ),
    Balancing("condition-field-once", "CreateRule", rule(path("/a"), path("/b")), rule(path("/a", "/b"))),
    conditioned("condition-value-length", path("/" + "a" * 128), path("/" + "a" * 127)),
    conditioned("condition-header-name", header("x" * 41), header("x" * 40)),
    conditioned("condition-header-name", header("Host"), header("X-Host")),
    conditioned(
        "condition-method",
        {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["get"]}},
        {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
    ),
    conditioned(
        "condition-source-ip",
        {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.1"]}},
        {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.1/32"]}},
    ),
    Balancing("default-rule-stays", "DeleteRule", {"RuleArn": DEFAULT_RULE}, {"RuleArn": RULE}),
    Balancing(
        "default-rule-stays",
        "ModifyRule",
        {"RuleArn": DEFAULT_RULE, "Actions": [FORWARD]},
        {"RuleArn": RULE, "Actions": [FORWARD]},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [listeners, forwarding, action_forms, listener_rules, rule_conditions])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "elbv2", module.__name__) == set()  # type: ignore[attr-defined]
