"""Where the rules of task definitions and AWS's words for them can be read: addresses, built from a name."""

from __future__ import annotations

GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
PARAMETERS = f"{GUIDE}/task_definition_parameters.html"
SIZES = f"{PARAMETERS}#task_size"
SIZE_ERRORS = f"{GUIDE}/task-cpu-memory-error.html"
ANYWHERE = f"{GUIDE}/ecs-anywhere.html"
QUOTAS = f"{GUIDE}/service-quotas.html"

_GITHUB = "https://github.com"
_OBSERVED = f"{_GITHUB}/badmintoncryer/cdk-preflight/tree/02d0313aa4459baf7b694e3f3b089865013c276d/rules/ecs"
MOTO_ERRORS = f"{_GITHUB}/getmoto/moto/blob/0af643a5d/moto/ecs/exceptions.py"
MOTO_TESTS = f"{_GITHUB}/getmoto/moto/blob/0af643a5d/tests/test_ecs/test_ecs.py"


def api(shape: str) -> str:
    """The page of the API reference about a shape or an operation (`PortMapping`), the text of botocore's model."""
    return f"https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_{shape}.html"


def issue(repository: str, number: int) -> str:
    """An issue in which somebody quotes AWS's answer (`aws/aws-cdk`, 1553)."""
    return f"{_GITHUB}/{repository}/issues/{number}"


def pull(repository: str, number: int) -> str:
    """A pull request in which somebody quotes AWS's answer."""
    return f"{_GITHUB}/{repository}/pull/{number}"


def observed(rule: str) -> str:
    """cdk-preflight's record of a deployment that AWS refused in September 2026, with AWS's answer."""
    return f"{_OBSERVED}/pf-ecs-{rule}"
