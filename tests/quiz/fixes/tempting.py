"""For each document to mend in the bank, what a hurried learner would write: changes of the document, and why they tempt."""

from __future__ import annotations

from typing import NamedTuple


class Tempting(NamedTuple):
    """Replacements in the document that do not mend it, or cost something that must stay."""

    why: str
    changes: tuple[tuple[str, str], ...]


TEMPTING: dict[str, tuple[Tempting, ...]] = {
    "size-that-fargate-offers": (
        Tempting("A pair that exists, with the memory that the index needs missing.", (('"4096"', '"2048"'),)),
        Tempting("Accepted, and twice the CPU is paid for.", (('"256"', '"1024"'),)),
    ),
    "migration-before-the-api": (
        Tempting("Accepted, and the API no longer waits for the end.", (('"SUCCESS"', '"START"'),)),
        Tempting(
            "Accepted, and the order is gone.",
            ((',\n      "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }]', ""),),
        ),
        Tempting(
            "The wrong container is not essential.", (('"name": "api",', '"name": "api",\n      "essential": false,'),)
        ),
    ),
    "nginx-waits-for-a-healthy-api": (
        Tempting("Accepted, and nginx starts before the API answers.", (('"HEALTHY"', '"START"'),)),
        Tempting(
            "The check is in the container that waits.",
            (
                (
                    '"name": "nginx",',
                    '"name": "nginx",\n      "healthCheck": { "command": ["CMD-SHELL", "curl -fs http://localhost:3000"] },',
                ),
            ),
        ),
    ),
    "who-fetches-the-password": (
        Tempting("The one role moves, so the code has none.", (("taskRoleArn", "executionRoleArn"),)),
        Tempting(
            "One role for both, and the code gets the agent's rights.",
            (
                (
                    '  "taskRoleArn"',
                    '  "executionRoleArn": "arn:aws:iam::111122223333:role/wanderly-api-task",\n  "taskRoleArn"',
                ),
            ),
        ),
        Tempting(
            "Accepted, and the password lies open.",
            (
                (
                    '"secrets": [\n        {\n          "name"',
                    '"environmentFiles": [],\n      "dockerLabels": {\n          "name"',
                ),
                ('::"\n        }\n      ]', '::"\n      }'),
            ),
        ),
    ),
    "lines-that-must-not-be-lost": (
        Tempting(
            "The prefix only; lines are still dropped.",
            (('"eu-west-1"\n', '"eu-west-1",\n          "awslogs-stream-prefix": "worker"\n'),),
        ),
        Tempting(
            "A larger buffer loses later.",
            (
                (
                    '"eu-west-1"\n',
                    '"eu-west-1",\n          "awslogs-stream-prefix": "worker",\n          "mode": "non-blocking",\n'
                    '          "max-buffer-size": "100m"\n',
                ),
            ),
        ),
    ),
    "port-that-no-host-maps": (
        Tempting("Equal, and nobody listens there.", (("8080", "80"),)),
        Tempting("Docker's habit, on a mode that Fargate has not.", (('"awsvpc"', '"bridge"'),)),
    ),
    "spot-with-a-safe-base": (
        Tempting("The strategy goes, and with it Spot.", (('"FARGATE_SPOT", "base": 2,', '"FARGATE_SPOT",'),)),
        Tempting(
            "The safe base is on Spot.",
            (('  "launchType": "FARGATE",\n', ""), ('"FARGATE", "base": 2,', '"FARGATE",')),
        ),
    ),
    "deploy-one-task-without-a-gap": (
        Tempting(
            "Room is made by stopping the only task first.", (('Percent": 100,\n    "max', 'Percent": 0,\n    "max'),)
        ),
        Tempting("150 per cent of one task is one task.", (('"maximumPercent": 100', '"maximumPercent": 150'),)),
        Tempting("The breaker still only stops.", (('"maximumPercent": 100', '"maximumPercent": 200'),)),
    ),
    "which-container-gets-the-traffic": (
        Tempting(
            "The container is right, the port is the listener's.",
            (('"containerName": "wanderly-api"', '"containerName": "api"'),),
        ),
        Tempting("The port is right, the name is the family's.", (("443", "3000"),)),
    ),
    "pull-and-nothing-more": (
        Tempting(
            "Everything on everything.",
            (
                ('"arn:aws:ecr:eu-west-1:111122223333:repository/wanderly/api"', '"*"'),
                ('"ecr:PutImage"', '"ecr:GetDownloadUrlForLayer"'),
            ),
        ),
        Tempting(
            "The log-in stays on one repository.",
            (('"ecr:PutImage"', '"ecr:GetDownloadUrlForLayer"'),),
        ),
    ),
    "from-ec2-to-fargate": (
        Tempting("The mode only: the task has no size.", (("bridge", "awsvpc"),)),
        Tempting("Back to EC2.", (("[FARGATE]", "[EC2]"),)),
    ),
    "stack-of-a-first-service": (
        Tempting("The target type only.", (("TargetType: instance", "TargetType: ip"),)),
        Tempting(
            "Without awsvpc nothing would be missing, but Fargate needs it.",
            (("NetworkMode: awsvpc", "NetworkMode: bridge"),),
        ),
    ),
    "scaled-service-on-fargate": (
        Tempting(
            "The number is removed instead of ignored.",
            (("  desired_count   = 2\n", '  launch_type     = "FARGATE"\n'),),
        ),
        Tempting(
            "Scaling is held where the code wants it.",
            (
                ("max_capacity       = 20", "max_capacity       = 2"),
                ("desired_count   = 2", 'desired_count   = 2\n  launch_type     = "FARGATE"'),
            ),
        ),
        Tempting(
            "Everything but the number is ignored.",
            (
                (
                    "desired_count   = 2\n",
                    'desired_count   = 2\n  launch_type     = "FARGATE"\n'
                    "  lifecycle {\n    ignore_changes = [task_definition]\n  }\n",
                ),
            ),
        ),
    ),
    "who-may-become-the-task": (
        Tempting(
            "One more is trusted, and none fewer.",
            (('["ecs.amazonaws.com",', '["ecs-tasks.amazonaws.com", "ecs.amazonaws.com",'),),
        ),
        Tempting("The control plane is not the tasks.", ((', "ec2.amazonaws.com"', ""),)),
    ),
    "release-that-stays-what-it-was": (
        Tempting("Only the tags are frozen.", (('"MUTABLE"', '"IMMUTABLE"'),)),
        Tempting(
            "The secret's ARN is given as an ordinary value.",
            (
                ('"MUTABLE"', '"IMMUTABLE"'),
                ("force_delete         = true", "force_delete         = false"),
                (":latest", ":${var.release}"),
                ("var.db_password", "var.db_secret_arn"),
            ),
        ),
    ),
}
"""Id of the question → what tempts."""
