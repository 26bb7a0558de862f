"""Programs that use AWS: asked when they have started up and when rights change; they log, answer 500 or end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.simulator.behaviour import Use, behaviour_of
from course.simulator.outside import TargetGroup
from course.simulator.starting.facts import Role
from course.simulator.starting.uses import refusal
from course.simulator.target import answer
from tests.simulator.nowhere import Lab, definition
from tests.simulator.starting.around import ACCOUNT, REGION, TASK_ROLE, Around, allow, policy
from tests.simulator.starting.test_worlds import nat, private

PUT = Use("s3:PutObject", "arn:aws:s3:::wanderly-photos/a.jpg", "/api/photos")
SEND = Use("sqs:SendMessage", "arn:aws:sqs:{region}:{account}:wanderly-bookings")
READ = Use("dynamodb:GetItem", "arn:aws:dynamodb:{region}:{account}:table/trips")
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/wanderlyTaskRole/1a2b3c"


class Here(Around):
    """The usual world, for a program under the task's role, which has no right but these."""

    rights: tuple[dict[str, object], ...] = ()

    def role(self, arn: str) -> Role | None:
        found = super().role(arn)
        return None if found is None else Role(found.arn, found.trust, (policy(*self.rights),))


def here(*rights: dict[str, object], **task: object) -> Here:
    made = Here(task={"task_role": TASK_ROLE, **task})
    made.rights = rights
    return made


@pytest.mark.parametrize(
    ("use", "sdk", "line"),
    [
        (
            PUT,
            "JavaScript",
            f'AccessDenied: User: {SESSION} is not authorized to perform: s3:PutObject on resource: "{PUT.resource}"'
            " because no identity-based policy allows the s3:PutObject action",
        ),
        (
            SEND,
            "Python",
            "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the SendMessage operation: User:"
            f" {SESSION} is not authorized to perform: sqs:sendmessage on resource:"
            f" arn:aws:sqs:{REGION}:{ACCOUNT}:wanderly-bookings"
            " because no identity-based policy allows the sqs:sendmessage action",
        ),
        (
            READ,
            "JavaScript",
            f"AccessDeniedException: User: {SESSION} is not authorized to perform: dynamodb:GetItem on resource:"
            f" arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/trips"
            " because no identity-based policy allows the dynamodb:GetItem action",
        ),
    ],
)
def test_each_sdk_and_service_has_words_of_its_own(use: Use, sdk: str, line: str) -> None:
    around = here()
    assert refusal(around.starter, around, use, sdk) == line
    around = here(allow(use.action, use.resource.replace("{region}", REGION).replace("{account}", ACCOUNT)))
    assert refusal(around.starter, around, use, sdk) == ""


def test_the_bucket_may_allow_or_deny_it_by_itself() -> None:
    around = here()
    statement = {"Effect": "Allow", "Principal": {"AWS": TASK_ROLE}, "Action": "s3:*", "Resource": PUT.resource}
    around.resource_policies[PUT.resource] = policy(statement)
    assert refusal(around.starter, around, PUT, "JavaScript") == ""
    around = here(allow("s3:*"))
    around.resource_policies[PUT.resource] = policy(statement | {"Effect": "Deny"})
    assert refusal(around.starter, around, PUT, "Python").endswith("with an explicit deny in a resource-based policy")


def test_without_a_role_and_without_a_way() -> None:
    around = here(task_role="")
    assert refusal(around.starter, around, PUT, "Python").endswith("NoCredentialsError: Unable to locate credentials")
    around = here(task_role="", fargate=False)
    assert refusal(around.starter, around, PUT, "Python") == ""  # the instance's role, which nobody judges
    around = here(allow("s3:*"))
    private(around)
    assert refusal(around.starter, around, PUT, "JavaScript") == "Error: connect ETIMEDOUT 198.51.100.7:443"
    nat(around)
    assert refusal(around.starter, around, PUT, "JavaScript") == ""


def test_a_program_is_asked_when_it_has_started_up_and_when_rights_change() -> None:
    lab = Lab()
    lab.outside.denied = ["", "AccessDenied: no"]
    service = lab.service(lab.revision(definition=definition("wanderly/api:photos")), desired=1)
    lab.run_until(lambda: any(task.running for task in service.tasks.values()))
    lab.run(10)
    assert lab.outside.written == [("web", "wanderly api 2.0.0 starting"), ("web", "AccessDenied: no")]
    (task,) = service.tasks.values()
    (run,) = task.containers
    photos, bookings = (TargetGroup("arn", path=f"/api/{name}") for name in ("photos", "bookings"))
    assert answer(run, 3000, photos).passed
    assert not answer(run, 3000, bookings).passed
    lab.region.rights.changed()
    assert len(lab.outside.written) == 2  # nothing new
    lab.outside.denied = []
    lab.region.rights.changed()
    assert answer(run, 3000, bookings).passed
    service.plan = replace(service.plan, desired=0)
    lab.region.lifecycle.stop(task, "UserInitiated", "enough")
    lab.run(5)
    assert not run.running
    lab.outside.denied = ["AccessDenied: photos", ""]
    lab.region.rights.changed()
    assert ("web", "AccessDenied: photos") not in lab.outside.written  # it is gone


def test_a_program_that_cannot_go_on_ends_with_one() -> None:
    lab = Lab()
    lab.outside.denied = ["AccessDenied: no"]
    service = lab.service(lab.revision(definition=definition("wanderly/worker:2")), desired=1)
    ended = lab.run_until(lambda: any(task.stop_code for task in service.tasks.values()))
    assert ended < 120
    lines = [line for _, line in lab.outside.written]
    worker = behaviour_of("wanderly/worker:2")
    assert lines[:3] == [*worker.log, "AccessDenied: no", *worker.log_at_exit]
