"""IAM: the policies of AWS's own that people meet around ECS, there from the start, read when first asked for; its operations."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import moto.iam.urls as urls
from moto.core.serialize import never_return
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, ManagedPolicy, iam_backends
from moto.iam.responses import IamResponse

from course.sandbox.bridge import iam_boundaries, template_roles
from course.sandbox.bridge.iam_boundaries import BoundaryAnswers
from course.sandbox.bridge.iam_simulating import SimulatorAnswers

# All 1,582 would cost every new account a tenth of a second.
KEPT = re.compile(
    r".*ECS.*|.*ContainerRegistry.*|AmazonEC2ContainerService.*|CloudWatch(Agent|Logs|FullAccess|ReadOnly|Application).*"
    r"|AdministratorAccess|PowerUserAccess|ReadOnlyAccess|ViewOnlyAccess|SecurityAudit|IAM(FullAccess|ReadOnlyAccess)"
    r"|AmazonSSM(ManagedInstanceCore|ReadOnlyAccess|FullAccess)|SecretsManager.*|AWSXRay.*|AWSCodeDeployRole.*"
    r"|AWS(CodeBuild|CodePipeline|CodeDeploy)\w*Access|AWSLambda(BasicExecutionRole|VPCAccessExecutionRole)"
    r"|AmazonElasticFileSystem.*|AWSAppMesh\w*|AWSCloudMap\w*|ElasticLoadBalancing\w*"
    r"|Amazon(S3|DynamoDB|SQS|SNS|EC2|VPC|RDS|Route53|EventBridge)(FullAccess|ReadOnlyAccess)"
)


@functools.cache
def kept_policies() -> dict[str, Any]:
    """moto's data of the policies above, by name."""
    return {name: data for name, data in json.loads(aws_managed_policies_data).items() if KEPT.fullmatch(name)}


class Backend(IAMBackend):  # type: ignore[misc]
    """moto's records of IAM in one account."""

    _policies: dict[str, ManagedPolicy] | None = None
    _by_name: Mapping[str, Any] = MappingProxyType({})

    def role_named(self, name: str) -> Any:
        """The role of that name, None where there is none. Names are unique, and moto keeps roles by their ids."""
        found = self._by_name.get(name)
        if found is None or self.roles.get(found.id) is not found:
            self._by_name = {each.name: each for each in self.roles.values()}
            found = self._by_name.get(name)
        return found

    @property
    def _url_module(self) -> Any:
        return urls  # moto derives it from the module of the class, which is ours

    @property
    def managed_policies(self) -> dict[str, ManagedPolicy]:
        """AWS's policies and the account's own, by ARN."""
        if self._policies is None:
            given = [
                AWSManagedPolicy.from_data(name, self.account_id, self.region_name, data)
                for name, data in kept_policies().items()
            ]
            self.aws_managed_policies = given
            self._policies = {policy.arn: policy for policy in given}
        return self._policies

    @managed_policies.setter
    def managed_policies(self, value: dict[str, ManagedPolicy]) -> None:
        """Nothing: plain moto's own start with none."""


class Response(SimulatorAnswers, BoundaryAnswers):
    """The operations of IAM."""

    RESPONSE_KEY_PATH_TO_TRANSFORMER = {
        **IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER,
        "ListUsersResponse.Users.User.PermissionsBoundary": never_return,
    }


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request."""
    iam_backends.backend = Backend
    urls.url_paths["{0}/$"] = Response.dispatch
    iam_boundaries.install()
    template_roles.install()
