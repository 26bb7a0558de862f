"""What AWS answers to a request of the wrong form: service by service its code and words, and what it lets pass.

The words of types are those of the framework that AWS's JSON services share: recorded from AWS in the tests of
https://github.com/mhart/dynalite, quoted for ECS in https://github.com/aws-actions/amazon-ecs-deploy-task-definition/issues/587.
The words of limits are of the same framework: many are recorded from AWS in the snapshots of
https://github.com/localstack/localstack (tests/aws/services), members of lists among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.simulator.rules.rule import PARAPHRASED, Asked, Path
from course.simulator.rules.shapes.check import Fault, all_needs, faults
from course.simulator.rules.shapes.model import shapes
from course.simulator.rules.unknown import UNKNOWN
from course.simulator.rules.verdict import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """The refusal of a form."""

    refusal: Refusal
    certain: bool
    """Whether code and words are AWS's own; otherwise a rule with words of AWS may speak first."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a service says what is wrong with a form."""

    code: str
    says: Callable[[str, str, str], str]
    """From place, value and need to AWS's sentence about one fault."""
    wording: str
    """Where AWS's words are quoted, or PARAPHRASED."""
    types: bool = True
    """Whether values have types on the wire; the query protocol knows text only."""


def _quoting(place: str, value: str, needs: str) -> str:
    return f"Value {value} at '{place}' failed to satisfy constraint: {needs}"


def _silent(place: str, _: str, needs: str) -> str:
    # IAM names neither the value nor the values that would do
    needs = needs.partition(": [")[0] if needs.startswith("Member must satisfy enum") else needs
    return f"Value at '{place}' failed to satisfy constraint: {needs}"


def _ecr(place: str, _: str, needs: str) -> str:
    return f"Invalid parameter at '{place}' failed to satisfy constraint: '{needs}'"


MANNERS = {
    "ecs": Manner("InvalidParameterException", _quoting, PARAPHRASED),
    "elbv2": Manner(
        "ValidationError", _quoting, "https://github.com/getmoto/moto/blob/master/moto/elbv2/exceptions.py", types=False
    ),
    "iam": Manner(
        "ValidationError",
        _silent,
        "https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam.snapshot.json",
        types=False,
    ),
    "application-autoscaling": Manner(
        "ValidationException",
        _quoting,
        "https://github.com/getmoto/moto/blob/master/moto/applicationautoscaling/exceptions.py",
    ),
    "logs": Manner(
        "InvalidParameterException",
        _quoting,
        "https://github.com/localstack/localstack/blob/main/tests/aws/services/logs/test_logs_events.snapshot.json",
    ),
    "secretsmanager": Manner("ValidationException", _quoting, PARAPHRASED),
    "ssm": Manner(
        "ValidationException", _quoting, "https://github.com/ministryofjustice/modernisation-platform/pull/8116"
    ),
    "ecr": Manner("InvalidParameterException", _ecr, "https://github.com/aws-actions/amazon-ecr-login/issues/225"),
}

TASK_DEFINITIONS = frozenset({"RegisterTaskDefinition", "RegisterDaemonTaskDefinition"})
"""ECS calls what is wrong with a task definition a ClientException (every refusal quoted in public issues)."""

OWN_WORDS: dict[tuple[str, str], tuple[str, str]] = {
    # operation and missing member → AWS's own code and words, quoted where the comment says
    # https://github.com/awsdocs/aws-cloudformation-user-guide/pull/454
    ("RegisterTaskDefinition", "containerDefinitions"): ("ClientException", "Container list cannot be empty."),
    # a support page of Spinnaker's vendor, with the Java SDK's text
    ("DescribeTaskDefinition", "taskDefinition"): ("InvalidParameterException", "Task Definition can not be blank."),
    # moto's tests, which were written against AWS
    ("DescribeTasks", "tasks"): ("InvalidParameterException", "Tasks cannot be empty."),
    ("StartTask", "containerInstances"): ("InvalidParameterException", "Container Instances cannot be empty."),
}

TAKEN = {
    ("ecs", "TransportProtocol", "enum"): "botocore's model of PortMapping.protocol: ECS treats any other value as tcp",
}
"""Limits of the models that AWS says itself it does not hold to: nobody speaks of them."""
LET_PASS = {
    (
        "ecs",
        "LogDriver",
        "enum",
    ): "a container agent of one's own may know further drivers (API reference, LogConfiguration)",
    (
        "ecr",
        "LifecyclePolicyText",
        "length",
    ): "AWS speaks of a failed policy validation (moto's tests, written against AWS)",
    ("secretsmanager", "SecretStringType", "length"): "empty text was taken for years; not known whether it still is",
}
"""Limits of the models that AWS is not known to hold to, with the reason: only lint speaks of them."""
TRUTHS = frozenset({"true", "false", "1", "0", "yes", "no"})
"""Text that AWS takes for a truth value, in any case (dynalite's notes)."""


def form_of(service: str, operation: str, asked: Asked) -> Answer | None:
    """AWS's answer to the form of this request, None where it takes it."""
    found = [fault for fault in faults(service, operation, asked) if minded(service, fault)]
    if not found:
        return None
    for fault in found:
        if fault.kind == "type":
            words = _type_words(shapes(service)[fault.shape]["is"], fault.value)
            return Answer(Refusal("shape-type", "SerializationException", 400, words), certain=True)
    if own := next(
        (OWN_WORDS.get((operation, str(fault.path[-1]))) for fault in found if fault.kind == "missing"), None
    ):
        return Answer(Refusal("shape-missing", own[0], 400, own[1]), certain=True)
    manner = MANNERS[service]
    code = "ClientException" if operation in TASK_DEFINITIONS else manner.code
    said = list(dict.fromkeys(_said(service, manner, fault, asked) for fault in found))
    if manner.says is _ecr:
        message = said[0]
    else:
        message = f"{len(said)} validation error{'s' if len(said) > 1 else ''} detected: {'; '.join(said)}"
    return Answer(Refusal(f"shape-{found[0].kind}", code, 400, message), certain=manner.wording != PARAPHRASED)


def sentence(service: str, operation: str, fault: Fault, asked: Asked) -> str:
    """AWS's words for one fault."""
    if fault.kind == "type":
        return _type_words(shapes(service)[fault.shape]["is"], fault.value)
    own = OWN_WORDS.get((operation, str(fault.path[-1]))) if fault.kind == "missing" else None
    return own[1] if own else _said(service, MANNERS[service], fault, asked)


def minded(service: str, fault: Fault) -> bool:
    """Whether AWS refuses this fault. What is not known for sure it is taken to let pass."""
    if fault.kind == "unknown" or (service, fault.shape, fault.kind) in {**TAKEN, **LET_PASS}:
        return False
    if fault.kind == "missing":
        return fault.path[-1] not in shapes(service)[fault.shape].get("filled", ())
    if fault.kind == "type":
        kind = shapes(service)[fault.shape]["is"]
        tolerated = (
            fault.value is None
            or (kind == "boolean" and isinstance(fault.value, str) and fault.value.lower() in TRUTHS)
            or (kind in ("integer", "long") and isinstance(fault.value, float))
        )
        return MANNERS[service].types and not tolerated
    return True


def _said(service: str, manner: Manner, fault: Fault, asked: Any) -> str:
    """AWS's sentence; of a plain value in a list or map it speaks as of the whole list or map."""
    path, value, needs = fault.path, fault.value, fault.needs
    if fault.part != "member":
        prefix = {"element": "Member", "key": "Map keys", "entry": "Map value"}[fault.part]
        needs = f"{prefix} must satisfy constraint: [{', '.join(all_needs(shapes(service)[fault.shape]))}]"
        path = path[:-1]
        value = _at(asked, path)
    if service == "ecr" and fault.kind == "pattern" and fault.shape == "RepositoryName" and fault.part == "member":
        # recorded from AWS in https://github.com/mulgadc/spinifex (gateway/ecrapi)
        needs = (
            f"must satisfy regular expression '{shapes(service)[fault.shape]['pattern'].replace(chr(92) + '/', '/')}'"
        )
    hidden = shapes(service)[fault.shape].get("sensitive", False)
    return manner.says(_place(path), "" if hidden else _shown(value), needs).replace("Value  at", "Value at")


def _at(asked: Any, path: Path) -> Any:
    for step in path:
        asked = asked[step]
    return asked


def _place(path: Path) -> str:
    """`("containerDefinitions", 0, "memory")` as `containerDefinitions.1.member.memory`."""
    steps = (f"{step + 1}.member" if isinstance(step, int) else step[:1].lower() + step[1:] for step in path)
    return ".".join(steps)


def _shown(value: Any) -> str:
    return "null" if value is None else f"'{_plain(value)}'"


def _plain(value: Any) -> str:
    """As Java prints it; what is not known yet as three dots."""
    if value is UNKNOWN:
        return "..."
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_plain(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _type_words(kind: str, value: Any) -> str:
    """AWS's words for a value of the wrong JSON type."""
    if isinstance(value, dict):
        return "Start of structure or map found where not expected"
    java = {"integer": "Integer", "long": "Long", "float": "Float", "double": "Double", "boolean": "Boolean"}.get(
        kind, "String"
    )
    if isinstance(value, list):
        return f"Unrecognized collection type class java.lang.{java}"
    if kind in ("structure", "list", "map"):
        return "Unexpected field type"
    if kind == "boolean" and isinstance(value, str):
        return "Unexpected token received from parser"
    token = (
        f"{value}".upper()
        if isinstance(value, bool)
        else "STRING"
        if isinstance(value, str)
        else "DECIMAL"
        if isinstance(value, float) and not value.is_integer()
        else "NUMBER"
    )
    return f"{token}_VALUE cannot be converted to {java}"
