"""Addresses that many rules of load balancers quote: AWS's own pages, and where its words were seen."""

from __future__ import annotations

API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_{}.html"


def api(operation_or_type: str) -> str:
    """A page of the API reference."""
    return API.format(operation_or_type)


def probed(rule: str, file: str = "meta.yaml") -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/elbv2/pf-elbv2-{rule}/{file}"
