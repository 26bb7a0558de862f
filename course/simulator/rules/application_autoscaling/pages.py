"""Addresses that many rules of scaling quote: AWS's own pages, and where its words were seen."""

from __future__ import annotations


def api(operation_or_type: str) -> str:
    """A page of the API reference."""
    return f"https://docs.aws.amazon.com/autoscaling/application/APIReference/API_{operation_or_type}.html"


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    folder = "https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/applicationautoscaling"
    return f"{folder}/pf-appautoscaling-{rule}/rule.rego"
