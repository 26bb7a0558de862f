"""Where AWS states the rules of ECS, and where its words were read."""

from __future__ import annotations

GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"

CREATE_SERVICE = f"{API}/API_CreateService.html"
UPDATE_SERVICE = f"{API}/API_UpdateService.html"
RUN_TASK = f"{API}/API_RunTask.html"


def seen(rule: str) -> str:
    """The rule of cdk-preflight that quotes AWS's answer; its authors met each of them in a real account (their README)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/ecs/{rule}/rule.rego"


def issue(repository: str, number: int) -> str:
    """A thread on GitHub in which somebody quotes what AWS answered."""
    return f"https://github.com/{repository}/issues/{number}"
