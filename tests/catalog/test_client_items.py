"""What the client's interview section names is asked by live questions: each question, topic and table row, corrected."""

from __future__ import annotations

import pytest

from course.catalog.bank import bank
from course.model.question import MatchingQuestion

CLIENT: dict[str, tuple[str, ...]] = {
    # Common questions
    "Q1: What is ECS?": ("open-what-is-ecs", "what-ecs-does-for-you", "five-words-of-ecs"),
    "Q2: Difference between task and service?": ("open-task-and-service", "five-words-of-ecs", "containers-of-three-tasks"),
    "Q2, corrected: a task is one to ten containers": ("five-words-of-ecs", "containers-of-three-tasks", "sidecar-ends"),
    "Q3: What is Fargate?": ("open-what-is-fargate", "fargate-is", "who-looks-after-the-hosts", "your-job-on-fargate"),
    "Q4: How does scaling work?": ("open-service-scaling", "nobody-set-up-scaling", "policy-for-each-load", "slow-at-noon"),
    "Q4: service auto scaling": ("target-for-application-auto-scaling", "five-at-ninety", "from-load-to-new-task"),
    "Q4, corrected: more metrics than CPU and memory": ("policy-for-each-load", "messages-one-task-may-owe"),
    "Q5: How is deployment handled?": ("strategy-for-each-release", "registered-but-not-running"),
    "Q5: rolling update": ("open-rolling-update", "fewest-of-five", "never-below-four", "deploy-one-task-without-a-gap"),
    "Q5, corrected: blue/green is native, CodeDeploy the older way": (
        "open-blue-green", "who-does-blue-green", "blue-green-from-start-to-end", "way-back-in-seconds", "appspec-of-the-api",
    ),
    # Advanced interview topics
    "Topic: capacity providers": (
        "open-capacity-providers", "reach-fargate-spot", "spot-with-a-safe-base", "who-looks-after-the-hosts",
        "instances-with-tasks-stay",
    ),
    "Topic: IAM roles for tasks": (
        "open-two-roles", "role-for-each-caller", "who-fetches-the-password", "who-may-become-the-task", "which-role-was-it",
    ),
    "Topic: ECS networking modes": ("open-network-modes", "one-mode-for-each-wish", "modes-on-linux-hosts"),
    "Topic: service discovery": ("open-service-to-service", "way-between-two-services", "where-the-names-are-kept"),
    "Topic: CI/CD with AWS CodePipeline": (
        "open-pipeline", "file-for-each-action", "container-not-in-definition", "buildspec-from-login-to-file",
    ),
    # ECS vs EKS: the table
    "ECS vs EKS: complexity": ("slide-of-five-rows", "open-ecs-or-eks"),
    "ECS vs EKS: control": ("slide-of-five-rows", "slide-ecs-or-eks"),
    "ECS vs EKS: learning curve": ("slide-of-five-rows", "small-team-on-aws"),
    "ECS vs EKS: multi-cloud": ("slide-of-five-rows", "another-cloud-in-a-week", "one-platform-for-all"),
    "ECS vs EKS: cost": ("slide-of-five-rows", "three-cluster-fees"),
    "EKS is managed Kubernetes": ("rows-about-kubernetes", "two-years-untouched"),
    # ECS vs Kubernetes: the other table
    "ECS vs Kubernetes: AWS-native or cloud-agnostic": ("rows-about-kubernetes",),
    "ECS vs Kubernetes: easier setup or more complex": ("rows-about-kubernetes",),
    "ECS vs Kubernetes: less control or more flexibility": ("rows-about-kubernetes",),
    # When to choose which
    "ECS for AWS-only projects": ("which-of-the-two-for-whom", "small-team-on-aws"),
    "ECS for a start-up or a small team": ("which-of-the-two-for-whom", "small-team-on-aws"),
    "ECS for a simpler architecture": ("which-of-the-two-for-whom", "one-platform-for-all"),
    "EKS for a multi-cloud strategy, corrected": ("another-cloud-in-a-week", "one-platform-for-all"),
    "EKS for Kubernetes' ecosystem": ("which-of-the-two-for-whom", "keep-the-helm-charts", "same-thing-other-name"),
    "EKS for advanced orchestration": ("sound-reasons-for-eks", "one-platform-for-all"),
}  # fmt: skip
"""What the client's document names → the questions that ask it."""


@pytest.mark.parametrize("item", CLIENT)
def test_each_item_is_asked_by_live_questions(item: str) -> None:
    live = {entry.id for entry in bank().entries}
    assert CLIENT[item]
    assert set(CLIENT[item]) <= live


def test_both_tables_are_matched_row_by_row() -> None:
    """A matching question for each table, with every row of it on the left."""
    rows = {
        "slide-of-five-rows": ("Complexity", "Control", "Learning curve", "Multi-cloud", "Cost"),
        "rows-about-kubernetes": ("AWS-native", "easier setup", "less control"),
    }
    for id, named in rows.items():
        question = bank()[id]
        assert isinstance(question, MatchingQuestion)
        lefts = " / ".join(pair.left for pair in question.pairs)
        assert [row for row in named if row not in lefts] == []
