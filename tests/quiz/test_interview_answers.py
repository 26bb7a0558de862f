"""The design questions and the case for leads, judged: answers in other words than the rubric's, wrong ones, and none at all."""

from __future__ import annotations

import pytest

from course.catalog.bank import bank
from course.model.question import OpenQuestion
from course.quiz.answers.pattern import problems
from course.quiz.grade import grade

OPEN = [
    q for q in bank().values() if isinstance(q, OpenQuestion) and q.topic in ("interview-design", "interview-cases")
]

GOOD = {
    "design-wanderly-on-ecs": [
        (
            "I'd build a VPC over three AZs. Only the ALB sits in the public subnets, the Fargate tasks and the database go into"
            " private subnets. Two ECS services, web and api, each with a desired count of at least two so the tasks are spread"
            " over the zones. The ALB has a rule that forwards /api/* to the api target group, and the default action goes to"
            " the React service. The security group of the tasks allows the container port only from the ALB's security group,"
            " and the database's group allows 3306 only from the API tasks. MySQL becomes RDS Multi-AZ. The DB password is in"
            " Secrets Manager and is injected through the secrets section of the task definition. For pulling images the private"
            " subnets need a NAT gateway or VPC endpoints."
        ),
        (
            "Everything lives in at least two availability zones. The load balancer is public, the containers and MySQL are"
            " private. Requests that start with /api are routed to the API, all others to the site. The database is Amazon RDS"
            " with a standby in another zone. Each tier only accepts traffic from the security group of the tier in front."
            " Credentials are kept in Secrets Manager. Outbound traffic such as image pulls goes through a NAT gateway."
        ),
    ],
    "design-safe-releases-for-a-sale": [
        (
            "Stop using latest: tag every image with the git SHA, make tags immutable, and register a new task definition"
            " revision per release. Use the ECS native canary strategy: 10 percent of traffic first, bake, then everything."
            " CloudWatch alarms on 5xx rate and p99 latency trigger an automatic rollback. For the sale I add a scheduled action"
            " at 9:30 that raises the minimum capacity, and target tracking on requests per target handles the rest. Migrations"
            " must be backward compatible, so both versions work with the schema. I check the Fargate quota, free IPs in the"
            " subnets and how many connections the database can take. The pipeline should assume a role with OIDC, no access"
            " keys."
        ),
    ],
    "design-platform-for-twelve-teams": [
        (
            "Separate accounts for production and staging, plus a shared account that holds the images. A versioned Terraform"
            " module is the golden path: a team gets service, log groups with retention, alarms, autoscaling and rollback out of"
            " the box. Every service gets its own task role with least privilege instead of the admin role. Pipelines assume"
            " roles via OIDC that are restricted to the repository. Fargate is the default, EC2 only where someone needs GPUs."
            " The teams stay responsible for their services: they own alarms and are on call. Cost allocation tags per team, one"
            " shared ALB where possible. We start with one pilot team, run old and new in parallel, measure, then go on"
            " with the next."
        ),
    ],
    "case-scaled-into-the-wall": [
        (
            "We ran out of database connections: 30 tasks times a pool of 20 is 600, which is max_connections. The autoscaling"
            " made it worse since every new task opened another twenty connections. On top of it the health check runs a query,"
            " so tasks become unhealthy and get replaced because the database is full. Right now I lower the maximum of the"
            " scaling policy to about 25 tasks so connections become free. Later I put RDS Proxy in front or shrink the pool, set"
            " the maximum number of tasks by what the database can take, and add an alarm on the connection count."
        ),
    ],
}
WRONG = {
    "design-wanderly-on-ecs": (
        "I run MySQL as a third container in the task, with its data in the task. The tasks get public IPs so that the load"
        " balancer can reach them.",
        2,
    ),
    "design-safe-releases-for-a-sale": (
        "I turn on the circuit breaker, it notices the 5xx errors and rolls back. For a canary on ECS we need CodeDeploy.",
        2,
    ),
    "design-platform-for-twelve-teams": (
        "We use App Mesh for the traffic between the services, and all teams move at once on the first of March.",
        2,
    ),
    "case-scaled-into-the-wall": ("There is not enough capacity, so I raise the maximum to 100 tasks.", 1),
}
OFF = [
    "I would talk to the customer and find out what they want, and then write a plan in a document.",
    "Kubernetes has pods, deployments and ingress controllers, and Helm packages them.",
    "security group subnet zone rds nat alb canary alarm tags oidc module account proxy pool",
]


@pytest.mark.parametrize("question", OPEN, ids=lambda q: q.id)
def test_patterns_parse_and_every_point_has_some(question: OpenQuestion) -> None:
    assert list(problems(question)) == []
    assert [point.says for point in question.rubric if not point.match or not point.better] == []


@pytest.mark.parametrize("question", OPEN, ids=lambda q: q.id)
def test_the_model_answer_covers_every_point_and_says_nothing_wrong(question: OpenQuestion) -> None:
    graded = grade(question, question.model_answer)
    assert [(p.says, p.verdict, p.quote) for p in graded.points if not p.good] == []


@pytest.mark.parametrize(("id", "answer"), [(id, answer) for id, answers in GOOD.items() for answer in answers])
def test_a_good_answer_in_other_words_is_strong(id: str, answer: str) -> None:
    graded = grade(bank()[id], answer)
    assert graded.right, [(p.says, p.verdict, p.quote) for p in graded.points if not p.good]


@pytest.mark.parametrize("id", WRONG)
def test_what_must_not_be_said_is_heard(id: str) -> None:
    answer, times = WRONG[id]
    graded = grade(bank()[id], answer)
    assert sum(p.verdict == "said" for p in graded.points) == times, [(p.says, p.verdict) for p in graded.points]
    assert all(p.quote for p in graded.points if p.verdict == "said")
    assert graded.credit == 0.0


@pytest.mark.parametrize("answer", OFF, ids=["off-topic", "other topic", "salad"])
@pytest.mark.parametrize("question", OPEN, ids=lambda q: q.id)
def test_what_does_not_answer_gets_nothing(question: OpenQuestion, answer: str) -> None:
    assert [(p.says, p.quote) for p in grade(question, answer).points if p.verdict in ("covered", "said")] == []
