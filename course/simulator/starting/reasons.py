"""The sentences with which a task's start fails, in AWS's words of 2026.

Sources: captures of 2025 and 2026 that public repositories quote (their stoppedReason, and the service events "was unable to
place a task. Reason: …"), and the developer guide, "Stopped tasks error messages". "Paraphrased" marks what none of them shows.
"""

from __future__ import annotations

INIT = "ResourceInitializationError: "
AUTH = f"{INIT}unable to pull secrets or registry auth: "
FAILED = f"{AUTH}execution resource retrieval failed: "
PULL = "CannotPullContainerError: "


def cannot_assume(role: str) -> str:
    """Captures: service events ("failed to launch a task with (error …)") and RunTask's ClientException."""
    return (
        f"ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being passed"
        " has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
    )


def registry_unreachable(region: str, address: str) -> str:
    """Captures of 2026-08."""
    return (
        f"{AUTH}The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR."
        " Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts,"
        f' 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://api.ecr.{region}.amazonaws.com/":'
        f" dial tcp {address}:443: i/o timeout"
    )


def registry_denied(request_id: str, denial: str) -> str:
    """Paraphrased: the beginning as in captures of other faults of registry auth, the end as for a denied secret."""
    return (
        f"{FAILED}unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR:"
        f" GetAuthorizationToken, https response error StatusCode: 400, RequestID: {request_id}, api error"
        f" AccessDeniedException: {denial}"
    )


def secret_unreachable(arn: str) -> str:
    """Captures of 2026."""
    return (
        f"{AUTH}unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check"
        f" your task network configuration. failed to fetch secret {arn} from secrets manager: operation error Secrets Manager:"
        " GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded"
    )


def secret_refused(arn: str, request_id: str, error: str) -> str:
    """Captures of 2026 (AccessDeniedException). `error`: `AccessDeniedException: …`, `ResourceNotFoundException: …`."""
    return (
        f"{FAILED}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {arn} from"
        " secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID:"
        f" {request_id}, api error {error}"
    )


NO_SECRET = "ResourceNotFoundException: Secrets Manager can't find the specified secret."
"""Captures; the error of GetSecretValue."""


def no_secret_value(label: str) -> str:
    """Captures: the error of GetSecretValue."""
    return (
        f"ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: {label}"
    )


def no_secret_version(version: str) -> str:
    """Paraphrased after the one for staging labels."""
    return f"ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: {version}"


SECRET_DELETED = (
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion."
)
"""Captures: the error of GetSecretValue."""
NO_ACCESS_TO_KEY = "AccessDeniedException: Access to KMS is not allowed"
"""Captures: what GetSecretValue answers where kms:Decrypt is missing."""


def no_json_key(key: str) -> str:
    """Captures."""
    return (
        f"{FAILED}unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets"
        f" Manager did not contain json key {key}"
    )


def no_json(arn: str) -> str:
    """Captures: a JSON key is asked for, and the secret is no JSON."""
    return (
        f"{FAILED}unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets"
        " Manager could not be decoded as JSON: invalid character"
    )


def parameters_unreachable() -> str:
    """Captures of 2026."""
    return (
        f"{AUTH}unable to retrieve secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a connection"
        " issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration. operation error"
        " SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded"
    )


def parameters_denied(request_id: str, denial: str) -> str:
    """Captures of 2026."""
    return (
        f"{FAILED}unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM:"
        f" GetParameters, https response error StatusCode: 400, RequestID: {request_id}, api error AccessDeniedException:"
        f" {denial}"
    )


def no_parameters(names: str) -> str:
    """Captures."""
    return (
        f"{FAILED}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters:"
        f" {names}"
    )


def key_denied_for_parameter(request_id: str, denial: str) -> str:
    """Paraphrased: GetParameters hands on what KMS says."""
    return parameters_denied(request_id, denial)


def private_registry_secret(arn: str, error: str) -> str:
    """Captures: "unable to get registry auth from asm"."""
    return (
        f"{FAILED}unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the"
        f" service for {arn}: {error}"
    )


def pull_unreachable(reference: str, host: str, address: str) -> str:
    """Captures (2023 to 2026): the manifest cannot be had."""
    return (
        f"{PULL}pull image manifest has been retried 5 time(s): failed to resolve ref {reference}: failed to do request: Head"
        f' "https://{host}/v2/{_path(reference)}": dial tcp {address}:443: i/o timeout'
    )


def layers_unreachable(reference: str, address: str) -> str:
    """Captures of 2025 and 2026: the manifest came, the layers in S3 cannot be had."""
    return (
        f"{PULL}The task cannot pull {reference} from the registry {reference}. There is a connection issue between the task and"
        " the registry. Check your task network configuration. : failed to copy: httpReadSeeker: failed open: failed to do"
        f" request: Get {reference}: dial tcp {address}:443: i/o timeout"
    )


def pull_denied(reference: str, host: str, denial: str) -> str:
    """Developer guide, "CannotPullContainer task errors"; the denial as IAM says it."""
    return (
        f"{PULL}pull image manifest has been retried 1 time(s): failed to resolve ref {reference}: unexpected status from HEAD"
        f" request to https://{host}/v2/{_path(reference)}: 403 Forbidden: {denial}"
    )


def layers_denied(reference: str) -> str:
    """Paraphrased: an endpoint policy keeps the layers in S3 from the task."""
    return (
        f"{PULL}failed to copy: httpReadSeeker: failed open: unexpected status code"
        f" {reference}: 403 Forbidden - Server message: AccessDenied"
    )


def no_repository(reference: str) -> str:
    """Developer guide, "CannotPullContainer task errors in Amazon ECS"."""
    return (
        f"{PULL}pull image manifest has been retried 1 time(s): failed to resolve ref {reference}: pull access denied,"
        " repository does not exist or may require authorization"
    )


def no_image(reference: str) -> str:
    """Developer guide, same page."""
    return f"{PULL}pull image manifest has been retried 7 time(s): failed to resolve ref {reference}: {reference}: not found"


def wrong_platform(architecture: str) -> str:
    """Developer guide, same page."""
    platform = f"linux/{'arm64' if architecture == 'ARM64' else 'amd64'}"
    return f"{PULL}image Manifest does not contain descriptor matching platform '{platform}'"


def logs_unreachable() -> str:
    """Captures of 2025 and 2026."""
    return (
        f"{INIT}failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task"
        " definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. :"
        " signal: killed"
    )


def no_log_group(request_id: str) -> str:
    """Captures of 2026-03."""
    return _stream(request_id, "ResourceNotFoundException: The specified log group does not exist.")


def stream_denied(request_id: str, denial: str) -> str:
    """Captures of 2026, the denial as IAM says it."""
    return _stream(request_id, f"api error AccessDeniedException: {denial}")


def group_denied(request_id: str, denial: str) -> str:
    """Captures: awslogs-create-group without logs:CreateLogGroup."""
    return (
        f"{INIT}failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log group:"
        f" operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: {request_id}, api"
        f" error AccessDeniedException: {denial} : exit status 1"
    )


def _stream(request_id: str, error: str) -> str:
    return (
        f"{INIT}failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream:"
        f" operation error CloudWatch Logs: CreateLogStream, https response error StatusCode: 400, RequestID: {request_id},"
        f" {error} : exit status 1"
    )


def file_unreachable(bucket: str) -> str:
    """Developer guide, "ResourceInitializationError"; the end is paraphrased."""
    return (
        f"{INIT}failed to download env files: The task can't download the environment variable files from Amazon S3. There is a"
        f" connection issue between the task and Amazon S3. Check your task network configuration. {bucket}: context deadline"
        " exceeded"
    )


def file_refused(key: str, error: str) -> str:
    """Captures: "failed to download env files: file download command: non empty error stream"; the end as S3 says it."""
    return f"{INIT}failed to download env files: file download command: non empty error stream: {key}: {error}"


def _path(reference: str) -> str:
    """`123456789012.dkr.ecr.…/web:1` → `web/manifests/1`."""
    name = reference.partition("/")[2] or reference
    if "@" in name:
        repository, _, digest = name.partition("@")
        return f"{repository.partition(':')[0]}/manifests/{digest}"
    repository, _, tag = name.rpartition(":") if ":" in name else (name, "", "latest")
    return f"{repository}/manifests/{tag}"
