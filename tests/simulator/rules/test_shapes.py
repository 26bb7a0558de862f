"""The form of requests: the data is botocore's, the check agrees with botocore's own, the answers are AWS's."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.lint.form import form_faults
from course.lint.subject import Subject
from course.simulator.rules import findings, refusal
from course.simulator.rules.shapes.answers import LET_PASS, MANNERS, TAKEN, form_of
from course.simulator.rules.shapes.check import faults
from course.simulator.rules.shapes.model import FOLDER, input_of, shapes
from course.simulator.rules.shapes.patterns import compiled
from course.simulator.rules.unknown import UNKNOWN
from tests.sandbox.whole_requests import model, whole
from tests.simulator.rules.shapes import OPERATIONS, data, text
from tests.simulator.rules.taken import Taken, all_taken

DEFINITION = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx", "portMappings": [{"containerPort": 80}]}],
}


@pytest.mark.parametrize("service", OPERATIONS)
def test_the_data_is_that_of_the_installed_botocore(service: str) -> None:
    assert (FOLDER / f"{service}.json").read_text("utf-8") == text(service), (
        "python -m tests.simulator.rules.shapes --write"
    )


def test_no_data_is_kept_of_anything_else() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(OPERATIONS) == set(MANNERS)
    assert input_of("s3", "PutObject") is None
    assert list(faults("s3", "PutObject", {"Bucket": 1})) == []


@pytest.mark.parametrize("service", OPERATIONS)
def test_every_pattern_can_be_asked(service: str) -> None:
    for name, shape in data(service)["shapes"].items():
        if "pattern" in shape:
            assert isinstance(compiled(shape["pattern"]).pattern, str), name


def test_what_is_let_pass_exists() -> None:
    for service, name, kind in (*LET_PASS, *TAKEN):
        limits = {"enum": ("enum",), "length": ("min", "max"), "pattern": ("pattern",), "range": ("min", "max")}[kind]
        assert any(limit in shapes(service)[name] for limit in limits), name


def test_tags_in_all_languages_fit_javas_pattern() -> None:
    pattern = compiled(shapes("ecs")["TagKey"]["pattern"])
    for good in ("owner", "Größe", "名前", "a b", "x_.:/=+-@", "\u00a0"):
        assert pattern.fullmatch(good), good
    for bad in ("a!", "a*b", "tab\t", "(x)"):
        assert not pattern.fullmatch(bad), bad


# beside botocore's own check, which the requests of boto3 pass before they are sent


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


def botocores(service: str, operation: str, request: Any) -> set[tuple[str, str]]:
    """Kind and place of what botocore finds; ranges and lengths it checks only in part."""
    report = ParamValidator().validate(request, model(service).operation_model(operation).input_shape)
    kinds = {"missing required field": "missing", "unknown field": "unknown", "invalid type": "type"}
    found = set()
    for reason, name, more in report._errors:
        if reason in kinds:
            inner = more.get("required_name") or more.get("unknown_param") or ""
            found.add((kinds[reason], ".".join(filter(None, (name.lstrip("."), inner)))))
    return found


def ours(service: str, operation: str, request: Any) -> set[tuple[str, str]]:
    return {
        (fault.kind, "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.path).lstrip("."))
        for fault in faults(service, operation, request)
        if fault.kind in ("missing", "unknown", "type")
    }


SAMPLED = [
    ("ecs", "RegisterTaskDefinition"),
    ("ecs", "CreateService"),
    ("ecs", "RunTask"),
    ("ecs", "PutClusterCapacityProviders"),
    ("elbv2", "CreateRule"),
    ("elbv2", "CreateTargetGroup"),
    ("application-autoscaling", "PutScalingPolicy"),
    ("ecr", "CreateRepository"),
    ("secretsmanager", "CreateSecret"),
]


OTHER_VALUES = ["text", 7, 1.5, [], {}, ["x"], {"k": "v"}]
"""No truth value: botocore takes one for a number, AWS does not."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLED), st.data())
def test_types_and_members_are_judged_as_botocore_judges_them(asked: tuple[str, str], drawn: st.DataObject) -> None:
    service, operation = asked
    request = copy.deepcopy(whole(model(service).operation_model(operation).input_shape, {}))
    for _ in range(drawn.draw(st.integers(0, 3))):
        path = drawn.draw(st.sampled_from([place for place in places(request) if place]))
        place = request
        for step in path[:-1]:
            place = place[step]
        change = drawn.draw(st.sampled_from(["other", "gone", "more"]))
        if change == "gone" and isinstance(place, dict):
            del place[path[-1]]
        elif change == "more" and isinstance(place, dict):
            place["noSuchMember"] = 1
        else:
            place[path[-1]] = copy.deepcopy(drawn.draw(st.sampled_from(OTHER_VALUES)))
    assert ours(service, operation, request) == botocores(service, operation, request)


# what AWS answers


def answer(service: str, operation: str, request: dict[str, Any]) -> tuple[str, str] | None:
    found = refusal(service, operation, request, None)
    return None if found is None else (found.code, found.message)


def containers(**members: Any) -> dict[str, Any]:
    return DEFINITION | {"containerDefinitions": [{"name": "web", "image": "nginx", **members}]}


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (containers(memory="512"), "STRING_VALUE cannot be converted to Integer"),
        (containers(essential=1), "NUMBER_VALUE cannot be converted to Boolean"),
        (containers(image=7), "NUMBER_VALUE cannot be converted to String"),
        (containers(image=1.5), "DECIMAL_VALUE cannot be converted to String"),
        (containers(image=True), "TRUE_VALUE cannot be converted to String"),
        (containers(image={}), "Start of structure or map found where not expected"),
        (containers(image=[]), "Unrecognized collection type class java.lang.String"),
        (containers(environment="A=1"), "Unexpected field type"),
        (containers(essential="maybe"), "Unexpected token received from parser"),
    ],
)
def test_a_wrong_type_is_a_serialization_exception(request_: dict[str, Any], says: str) -> None:
    assert answer("ecs", "RegisterTaskDefinition", request_) == ("SerializationException", says)


@pytest.mark.parametrize(
    "request_",
    [
        DEFINITION,
        containers(essential="true"),  # the framework of AWS's JSON services reads it
        containers(memory=512.0),
        containers(logConfiguration=None),  # null is nothing
        containers(noSuchMember=1),  # so is what the service does not know
        containers(portMappings=[{"containerPort": 80, "protocol": "http"}]),  # means tcp
        DEFINITION | {"ephemeralStorage": {}},  # sizeInGiB is a plain int there: 0, and then a rule's matter
    ],
)
def test_what_aws_takes_or_may_take_is_not_refused_for_its_form(request_: dict[str, Any]) -> None:
    assert form_of("ecs", "RegisterTaskDefinition", request_) is None


@pytest.mark.parametrize(
    ("service", "operation", "request_", "code", "says"),
    [
        (
            "ecs",
            "RegisterTaskDefinition",
            {"family": "web"},
            "ClientException",
            "Container list cannot be empty.",
        ),
        (
            "ecs",
            "RunTask",
            {"taskDefinition": "web", "launchType": "FARGAT"},
            "InvalidParameterException",
            "1 validation error detected: Value 'FARGAT' at 'launchType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES]",
        ),
        (
            "elbv2",
            "CreateTargetGroup",
            {"Name": "web", "Protocol": "http"},
            "ValidationError",
            "1 validation error detected: Value 'http' at 'protocol' failed to satisfy constraint: Member must satisfy enum "
            "value set: [HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC]",
        ),
        (
            "application-autoscaling",
            "RegisterScalableTarget",
            {"ServiceNamespace": "ecs", "ResourceId": "", "ScalableDimension": "ecs:service:DesiredCount"},
            "ValidationException",
            "1 validation error detected: Value '' at 'resourceId' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1",
        ),
        (
            "ecr",
            "CreateRepository",
            {"repositoryName": "Bad_Name!"},
            "InvalidParameterException",
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression "
            "'[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*''",
        ),
        (
            "ecr",
            "GetAuthorizationToken",
            {"registryIds": ["123"]},
            "InvalidParameterException",
            "Invalid parameter at 'registryIds' failed to satisfy constraint: "
            "'Member must satisfy constraint: [Member must satisfy regular expression pattern: [0-9]{12}]'",
        ),
        (
            "iam",
            "CreateRole",
            {"RoleName": "a role", "AssumeRolePolicyDocument": "{}"},
            "ValidationError",
            "1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@-]+",
        ),
        (
            "logs",
            "DescribeLogGroups",
            {"limit": 51},
            "InvalidParameterException",
            "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: "
            "Member must have value less than or equal to 50",
        ),
        (
            "ssm",
            "PutParameter",
            {"Name": "a", "Value": "b", "Type": "Text"},
            "ValidationException",
            "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: "
            "Member must satisfy enum value set: [String, StringList, SecureString]",
        ),
    ],
)
def test_each_service_answers_in_its_own_manner(
    service: str, operation: str, request_: dict[str, Any], code: str, says: str
) -> None:
    assert answer(service, operation, request_) == (code, says)


@pytest.mark.parametrize("taken", all_taken(), ids=str)
def test_what_aws_is_seen_to_take_has_the_right_form(taken: Taken) -> None:
    for request in taken.requests:
        assert form_of(request.service, request.operation, request.asked) is None
        told = Subject("request", "", request.service, request.operation, dict(request.asked))
        assert form_faults(told) == []


def test_several_faults_are_told_at_once() -> None:
    found = form_of("ecs", "RegisterTaskDefinition", containers(healthCheck={}, logConfiguration={"options": {}}))
    assert found is not None
    said = found.refusal.message
    assert re.match(
        "2 validation errors detected: Value null at 'containerDefinitions.1.member.[a-zA-Z.]+' failed", said
    )
    assert said.count("Member must not be null") == 2


def test_a_rule_with_aws_words_speaks_before_words_of_ours() -> None:
    both = DEFINITION | {"memory": "4096", "networkMode": "awsvpcc"}
    found = refusal("ecs", "RegisterTaskDefinition", both, None)
    assert found is not None
    assert not found.rule.startswith("shape-")
    form_alone = refusal("ecs", "RegisterTaskDefinition", DEFINITION | {"tags": [{"key": "a!"}]}, None)
    assert form_alone is not None
    assert form_alone.rule == "shape-pattern"


def test_what_is_not_known_yet_has_the_right_form() -> None:
    asked = containers(memory=UNKNOWN, portMappings=UNKNOWN) | {"cpu": UNKNOWN, "networkMode": UNKNOWN}
    assert list(faults("ecs", "RegisterTaskDefinition", asked)) == []
    assert findings("ecs", "RegisterTaskDefinition", {"cpu": "256"}) is not None
