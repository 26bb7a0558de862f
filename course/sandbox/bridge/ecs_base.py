"""What every part of ECS needs: the records and the answers, clusters by name, pages, who is calling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from moto.ecs.exceptions import ClusterNotFoundException, ECSException
from moto.ecs.models import Cluster, EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.sts.models import sts_backends

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.pages import page_of
from course.simulator.region import Region

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def invalid(message: str) -> ECSException:
    """ECS's refusal of a parameter that has the right form and the wrong value."""
    return ECSException("InvalidParameterException", message)


def short(name_or_arn: str) -> str:
    """The last part of an ARN, or the name itself."""
    return name_or_arn.rpartition("/")[2]


class Records(EC2ContainerServiceBackend):  # type: ignore[misc]
    """moto's records of ECS in one account and region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        # plain moto fails with a KeyError where a cluster has no instances yet
        self.container_instances: dict[str, dict[str, Any]] = defaultdict(dict)

    @property
    def region(self) -> Region:
        """The simulator that moves what these records hold."""
        return simulation.region(self.account_id, self.region_name, self.partition)

    def arn_of(self, rest: str) -> str:
        """The ARN of a thing of ECS here: `arn_of("cluster/a")`."""
        return f"arn:{self.partition}:ecs:{self.region_name}:{self.account_id}:{rest}"

    def _get_cluster(self, name: str) -> Cluster:
        """The active cluster; plain moto goes on using deleted ones."""
        cluster = self.clusters.get(short(name))
        if cluster is None:
            raise ClusterNotFoundException()  # "Cluster not found.": users of CreateService and RunTask quote it
        if cluster.status == "INACTIVE":
            # the wording of RunTask and CreateService on AWS, quoted in many public questions
            raise ECSException("ClusterNotFoundException", "The referenced cluster was inactive.")
        return cluster


class Answers(EC2ContainerServiceResponse):  # type: ignore[misc]
    """ECS's operations: each public method is one, named in snake case; it reads parameters and answers in API names."""

    def __init__(self) -> None:
        super().__init__()
        # plain moto writes "show the tags" into a dict that all requests share
        shared = vars(EC2ContainerServiceResponse)["RESPONSE_KEY_PATH_TO_TRANSFORMER"]
        self.RESPONSE_KEY_PATH_TO_TRANSFORMER = dict(shared)

    @property
    def _records(self) -> Any:
        return ecs_backends[self.current_account][self.region]

    def _asked(self) -> dict[str, Any]:
        """The whole request, in API names."""
        return dict(self._get_params())

    def _include(self) -> set[str]:
        return set(self._get_param("include", []))

    def _caller(self) -> str:
        """The ARN of who is calling, for createdBy and registeredBy."""
        identity = sts_backends[self.current_account][self.partition].get_caller_identity(
            self.get_access_key(), self.region
        )
        arn = str(identity[1])
        # a key of twelve digits is the account itself, which STS of moto calls "user/moto"
        return f"arn:{self.partition}:iam::{self.current_account}:root" if arn.endswith(":user/moto") else arn

    def _page(self, key: str, items: Sequence[Any], otherwise: int = 100) -> dict[str, Any]:
        """One page of `items` under `key`, as maxResults and nextToken ask; `otherwise` is the size without maxResults."""
        size = self._get_int_param("maxResults") or otherwise
        try:
            page, following = page_of(items, self._get_param("nextToken"), size)
        except ValueError as error:
            raise invalid(str(error)) from None  # a paraphrase
        return {key: page} | ({"nextToken": following} if following else {})
