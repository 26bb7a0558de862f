"""What AWS refuses a running program, and how the program's SDK writes it into the log.

Captures: SQS names actions in lower case, S3 puts the resource in quotation marks; the rest is IAM's common denial.
"""

from __future__ import annotations

from course.simulator.behaviour import Use
from course.simulator.starting.access import Access
from course.simulator.starting.facts import Starter, Surroundings

NO_CREDENTIALS = {
    "JavaScript": "CredentialsProviderError: Could not load credentials from any providers",
    "Python": "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
}
"""By SDK: what it says where the task has no role. Sources of the AWS SDK for JavaScript and of botocore."""
TIMED_OUT = {
    "JavaScript": "Error: connect ETIMEDOUT {address}:443",
    "Python": 'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "{url}"',
}
"""By SDK: what it says where nobody answers. Node's own wording, and botocore's."""
ADDRESS = "198.51.100.7"
"""In place of a service's address on the internet: RFC 5737's."""
PLAIN_CODES = ("s3", "sqs", "sns", "ec2", "sts", "iam")
"""Services whose error code is AccessDenied; newer ones say AccessDeniedException. Each service's API reference."""


def refusal(task: Starter, around: Surroundings, use: Use, sdk: str) -> str:
    """The line that the program logs when it does this; "" where AWS lets it. On a container instance without a task role the
    instance's role acts, which nobody judges."""
    if not task.task_role:
        return NO_CREDENTIALS[sdk] if task.fargate else ""
    service = use.action.partition(":")[0]
    access = Access(task, around, task.task_role)
    way = access.way(service)
    if way is not None and not way.ok:
        address = next(iter(way.endpoint.addresses.values()), ADDRESS) if way.endpoint else ADDRESS
        return TIMED_OUT[sdk].format(address=address, url=f"https://{service}.{task.region}.amazonaws.com/")
    resource = use.resource.replace("{account}", task.account).replace("{region}", task.region)
    action = use.action.lower() if service == "sqs" else use.action
    said = access.refused(action, resource, service, around.resource_policy(resource))
    if service == "s3":
        said = said.replace(f"on resource: {resource}", f'on resource: "{resource}"')
    return _logged(use, sdk, said) if said else ""


def _logged(use: Use, sdk: str, said: str) -> str:
    service, _, operation = use.action.partition(":")
    code = "AccessDenied" if service in PLAIN_CODES else "AccessDeniedException"
    if sdk == "JavaScript":
        return f"{code}: {said}"
    return f"botocore.exceptions.ClientError: An error occurred ({code}) when calling the {operation} operation: {said}"
