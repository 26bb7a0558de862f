"""Fix this document: our rules, what is wanted and what must stay decide; spelling and layout never do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import ContentProblem, UsageProblem
from course.model.question import FixQuestion, Wanted
from course.quiz.grade import grade
from tests.quiz.questions import DEFINITION, MENDED, fix

TASK: dict[str, Any] = json.loads(MENDED)


def changed(**members: Any) -> str:
    """The mended definition with other members; None takes one away."""
    return json.dumps({name: value for name, value in {**TASK, **members}.items() if value is not None})


RIGHT = {
    "the model answer": MENDED,
    "in one line": json.dumps(TASK),
    "members in another order": json.dumps(dict(reversed(TASK.items()))),
    "another size that will do": MENDED.replace('"512"', '"2048"'),
    "ends of lines of another system": MENDED.replace("\n", "\r\n"),
    "an invisible sign pasted in": MENDED.replace("{\n", "{\u200b\n", 1),
    "something added that no rule minds": changed(tags=[{"key": "team", "value": "web"}]),
}


@pytest.mark.parametrize("answer", RIGHT.values(), ids=RIGHT)
def test_every_document_without_the_flaw_is_right(answer: str) -> None:
    graded = grade(fix(), answer)
    assert (graded.right, graded.credit, graded.message) == (True, 1.0, "Right: the flaw is gone, and nothing else is.")
    assert all(f.right for f in graded.feedback)
    assert graded.model_answer == MENDED


WRONG: dict[str, tuple[str, float, str]] = {
    "unchanged": (DEFINITION, 0.0, "It says what it said before: nothing has changed yet."),
    "only laid out anew": (json.dumps(json.loads(DEFINITION)), 0.0, "It says what it said before: nothing has changed yet."),
    "one rule of two": (DEFINITION.replace("bridge", "awsvpc"), 1 / 3, "1 of 3 mended."),
    "a rule mended, the wish not": (MENDED.replace('"512"', '"3072"').replace('"256"', '"512"'), 2 / 3, "2 of 3 mended."),
    "a new flaw": (
        changed(containerDefinitions=[{**TASK["containerDefinitions"][0], "image": "no such"}, TASK["containerDefinitions"][1]]),
        2 / 3,
        "The flaw is gone, but a new flaw came in.",
    ),
    "what must be kept is gone": (
        changed(executionRoleArn=None), 2 / 3, "The flaw is gone, but something that must stay is lost or changed.",
    ),
    "what must be kept is another": (
        changed(executionRoleArn="arn:aws:iam::111122223333:role/other"), 2 / 3,
        "The flaw is gone, but something that must stay is lost or changed.",
    ),
    "a container is gone": (
        changed(containerDefinitions=TASK["containerDefinitions"][:1]), 2 / 3,
        "The flaw is gone, but something that must stay is lost or changed.",
    ),
    "the Fargate requirement is gone instead": (
        DEFINITION.replace('  "requiresCompatibilities": ["FARGATE"],\n', ""), 1 / 3,
        "2 of 3 mended, and something that must stay is lost or changed.",
    ),
    "nothing is left": ("{}", 0.0, "0 of 3 mended, and something that must stay is lost or changed."),
    "another document altogether": ("[1, 2]", 0.0, "0 of 3 mended, and something that must stay is lost or changed."),
    "null": ("null", 0.0, "0 of 3 mended, and something that must stay is lost or changed."),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "credit", "message"), WRONG.values(), ids=WRONG)
def test_what_is_not_right_earns_its_share_and_hears_why(answer: str, credit: float, message: str) -> None:
    graded = grade(fix(), answer)
    assert (graded.right, graded.message) == (False, message)
    assert graded.credit == pytest.approx(credit)
    assert any(not f.right for f in graded.feedback)
    assert all(f.text and f.why for f in graded.feedback)


def test_a_finding_is_told_with_its_line_and_its_rules_sentence() -> None:
    said = {f.text: f.why for f in grade(fix(), DEFINITION.replace('"300"', '"512"')).feedback if not f.right}
    assert list(said) == ["line 4: networkMode"]
    assert said["line 4: networkMode"].startswith("On Fargate every task has a network interface of its own")
    assert said["line 4: networkMode"].endswith("(rule fargate-network-mode)")


def test_what_was_removed_is_named() -> None:
    gone = changed(containerDefinitions=TASK["containerDefinitions"][:1], executionRoleArn=None)
    said = [f.text for f in grade(fix(), gone).feedback if not f.right]
    assert said == ["executionRoleArn is lost: you also removed it", "You also removed the container log"]


@pytest.mark.parametrize(
    ("syntax", "answer", "says"),
    [
        ("json", '{\n  "a": 1,\n}', r"not JSON yet \(line 3, column 1\)"),
        ("json", '{"a": 1,\n "a": 2}', r"\(line 2\): 'a' stands twice"),
        ("json", '{"a": NaN}', "no JSON number"),
        ("yaml", "a: [1\nb: 2", r"not YAML yet \(line 2, column 2\)"),
        ("yaml", "a: &x 1\nb: *x", "alias"),
        ("yaml", "a:\n\tb: 1", r"line 2, column 1"),
        ("hcl", 'resource "a" "b" {\n  x = \n}', r"not HCL yet \(line 2, column 7\)"),
        ("hcl", "a = 1\na = 2", r"line 2\): a stands twice"),
        ("json", "[" * 15_000, "nested"),
        ("yaml", "[" * 9_000 + "]" * 9_000, "nested"),
        ("hcl", "a = " + "[" * 5_000 + "]" * 5_000, "nested"),
        ("json", "1" * 10_000, "too long"),
        ("json", "x" * 100_000, "100,000 characters"),
        ("json", " \n\u202e ", "whole document"),
        ("json", None, "whole document"),
        ("json", {"a": 1}, "whole document"),
    ],
)
def test_what_cannot_be_read_is_said_with_line_and_column_and_not_judged(syntax: Any, answer: Any, says: str) -> None:
    model = {"json": MENDED, "yaml": "family: web", "hcl": 'resource "a" "b" {}'}[syntax]
    question = fix(syntax=syntax, document=model, model_answer=model)
    with pytest.raises(UsageProblem, match=says):
        grade(question, answer)


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.text(max_size=200) | ANYTHING.map(json.dumps))
def test_no_document_whatever_breaks_the_grader_or_is_right_by_chance(answer: str) -> None:
    try:
        graded = grade(fix(), answer)
    except UsageProblem:
        return
    assert not graded.right
    assert 0 <= graded.credit < 1


@given(st.sets(st.sampled_from(sorted(TASK)), min_size=1), st.sets(st.integers(0, 1)))
def test_deleting_is_no_way_to_be_right(members: set[str], containers: set[int]) -> None:
    left = {name: value for name, value in TASK.items() if name not in members}
    if "containerDefinitions" in left:
        left["containerDefinitions"] = [c for n, c in enumerate(TASK["containerDefinitions"]) if n not in containers]
    # A family alone is no flaw that the question knows of; our rules miss it.
    assert not grade(fix(), json.dumps(left)).right


def test_a_slip_of_the_question_is_no_slip_of_the_learner() -> None:
    for broken in (fix(document="{"), fix(model_answer="{"), fix(beside=("{",))):
        with pytest.raises(ContentProblem, match=r"^q: a document of this question cannot be read"):
            grade(broken, MENDED)


POLICY = """{
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "pull-secrets",
    "Effect": "Allow",
    "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"],
    "Resource": "*"
  }
}
"""


def policy(**more: Any) -> FixQuestion:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-*"
    mended = POLICY.replace("pull-secrets", "PullSecrets").replace('"*"', f'"{arn}"')
    wanted = (
        Wanted(path="Statement[*].Resource", equals=arn, why="One secret."),
        Wanted(path="Statement[*].Action", keep=True, why="Both are needed."),
    )
    return fix(document=POLICY, model_answer=mended, rules=("statement-id",), wanted=wanted, **more)


def test_a_policy_reads_the_same_with_and_without_lists_in_any_order_and_case() -> None:
    statement = json.loads(policy().model_answer)["Statement"]
    for form in (
        {**statement, "Resource": [statement["Resource"]]},
        {**statement, "Action": ["kms:decrypt", "secretsmanager:getsecretvalue"]},
        {**statement, "Sid": "Other1"},
    ):
        for listed in (form, [form]):
            answer = json.dumps({"Version": "2012-10-17", "Statement": listed})
            assert grade(policy(), answer).right, answer
    fewer = {**statement, "Action": "kms:Decrypt"}
    assert not grade(policy(), json.dumps({"Version": "2012-10-17", "Statement": fewer})).right


TEMPLATE = """Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: 256
      Memory: 300
      ExecutionRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: web
          Image: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1"
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DesiredCount: 2
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1]}}
"""


def template(**more: Any) -> FixQuestion:
    path = "Resources.Task.Properties"
    wanted = (
        Wanted(path=f"{path}.Memory", one_of=(512, 1024, 2048), why="Small."),
        Wanted(path=f"{path}.ExecutionRoleArn", equals={"Fn::GetAtt": "Role.Arn"}, keep=True, why="It pulls."),
    )
    mended = TEMPLATE.replace("300", "512")
    return fix(
        syntax="yaml", document=TEMPLATE, model_answer=mended, rules=("fargate-task-size",), wanted=wanted, **more
    )


def test_a_template_in_yaml_with_short_forms() -> None:
    assert grade(template(), TEMPLATE.replace("300", '"1024"')).right
    left = [f.text for f in grade(template(), TEMPLATE.replace("300", "300 # why not?")).feedback if not f.right]
    assert left[0] == "line 9: Memory"
    without = TEMPLATE[: TEMPLATE.index("  Service:")].replace("300", "512")
    assert [f.text for f in grade(template(), without).feedback if not f.right] == [
        "You also removed the resource Service"
    ]
    as_json = json.dumps({"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition"}}})
    assert not grade(template(), as_json).right


TERRAFORM = """
resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "bridge" # as on the old hosts
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.pull.arn
  container_definitions = jsonencode([
    {
      name      = "web"
      image     = "${var.repository}:1"
      essential = true
    }
  ])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  desired_count   = 2
  network_configuration {
    subnets = var.subnets
  }
}
"""


def terraform() -> FixQuestion:
    wanted = (
        Wanted(
            path="aws_ecs_service.web.cluster", equals="aws_ecs_cluster.main.id", why="Terraform must know the order."
        ),
        Wanted(path="aws_ecs_task_definition.web.container_definitions[0].image", keep=True, why="The image."),
        Wanted(path="aws_ecs_service.web.network_configuration.subnets", keep=True, why="The subnets."),
    )
    mended = TERRAFORM.replace('"bridge"', '"awsvpc"').replace('= "main"\n  task', "= aws_ecs_cluster.main.id\n  task")
    rules = ("fargate-network-mode", "definition-off-launch-type", "network-without-awsvpc")
    return fix(syntax="hcl", document=TERRAFORM, model_answer=mended, rules=rules, wanted=wanted)


def test_terraform_with_references_and_jsonencode() -> None:
    question = terraform()
    graded = grade(question, question.model_answer)
    assert graded.right, graded.feedback
    assert grade(
        question, question.model_answer.replace("aws_ecs_cluster.main.id", '"${aws_ecs_cluster.main.id}"')
    ).right
    before = {f.text: f.why for f in grade(question, TERRAFORM).feedback if not f.right}
    assert any(text.startswith("line 9: network_mode") for text in before), before
    quoted = grade(question, question.model_answer.replace("aws_ecs_cluster.main.id", '"aws_ecs_cluster.main.id"'))
    assert not quoted.right
    image = question.model_answer.replace("${var.repository}:1", "${var.repository}:2")
    assert [f.text for f in grade(question, image).feedback if not f.right] == [
        "line 16: aws_ecs_task_definition.web.container_definitions[0].image is ${var.repository}:2,"
        " and that was changed, which it must not be"
    ]
    without = question.model_answer[: question.model_answer.index('resource "aws_ecs_service"')]
    assert "You also removed the resource aws_ecs_service.web" in [f.text for f in grade(question, without).feedback]


def test_documents_beside_are_judged_with_it() -> None:
    service = {
        "serviceName": "web", "cluster": "main", "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 2,
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    }  # fmt: skip
    on_ec2 = json.dumps({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["EC2"],
                         "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}]})  # fmt: skip
    question = fix(
        document=json.dumps(service),
        model_answer=json.dumps({**service, "launchType": "EC2"}),
        rules=("definition-off-launch-type",),
        wanted=(Wanted(path="launchType", equals="EC2", why="The definition says so."),),
        beside=(on_ec2,),
    )
    assert grade(question, question.model_answer).right
    said = [f.why for f in grade(question, json.dumps({**service, "desiredCount": 3})).feedback if not f.right]
    assert said[0].startswith("The task definition cannot run on FARGATE")
