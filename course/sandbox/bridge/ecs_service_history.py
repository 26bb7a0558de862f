"""Service deployments and service revisions: the history of a service, listed, described and stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException

from course.sandbox.bridge.ecs_base import Answers, Records, short
from course.sandbox.bridge.ecs_images import digest_of
from course.sandbox.bridge.ecs_service_record import ServiceRecord
from course.sandbox.clock import to_datetime
from course.simulator.history import Count, ServiceDeployment

CONFIGURED = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")


def revision_facts(service: Any, definition: Any, facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What DescribeServiceRevisions shows of the service as it is now; `facts` as its deployment shows them."""
    images = []
    for container in definition.container_definitions:
        digest = digest_of(container["image"])
        shown = {"containerName": container["name"], "image": container["image"]}
        images.append(shown | ({"imageDigest": digest} if digest else {}))
    revision = {
        "serviceArn": str(service.arn),
        "clusterArn": service.cluster_arn,
        "taskDefinition": definition.arn,
        "loadBalancers": service.load_balancers,
        "serviceRegistries": service.service_registries,
        "containerImages": images,
        "guardDutyEnabled": False,
        "createdAt": at,
    }
    return revision | facts


class HistoryRecords(Records):
    """The history of services."""

    def with_deployment(self, arn: str) -> tuple[ServiceRecord, ServiceDeployment] | None:
        """The service and the service deployment of an ARN."""
        for service in self.services.values():
            for each in service.life.history if service.life is not None else ():
                if each.arn == arn:
                    return service, each
        return None

    def revision(self, arn: str) -> dict[str, Any] | None:
        """A service revision."""
        for service in self.services.values():
            facts: dict[str, Any] | None = service.revisions.get(arn)
            if facts is not None:
                return {"serviceRevisionArn": arn} | facts
        return None


def brief(service: ServiceRecord, history: ServiceDeployment) -> dict[str, Any]:
    """As ListServiceDeployments shows it."""
    shown = {
        "serviceDeploymentArn": history.arn,
        "serviceArn": str(service.arn),
        "clusterArn": service.cluster_arn,
        "createdAt": to_datetime(history.created_us),
        "startedAt": to_datetime(history.started_us),
        "finishedAt": _moment(history.finished_us),
        "targetServiceRevisionArn": history.target,
        "status": history.status,
        "statusReason": history.status_reason or None,
    }
    return {name: value for name, value in shown.items() if value is not None}


def whole(service: ServiceRecord, history: ServiceDeployment) -> dict[str, Any]:
    """As DescribeServiceDeployments shows it."""
    settings = service.deployment_configuration or {}
    shown = brief(service, history) | {
        "updatedAt": to_datetime(history.updated_us),
        "stoppedAt": _moment(history.stopped_us),
        "sourceServiceRevisions": [_summary(service, history, arn) for arn in history.sources],
        "targetServiceRevision": _summary(service, history, history.target),
        "deploymentConfiguration": settings,
        "deploymentCircuitBreaker": {
            "status": history.breaker_status,
            "failureCount": history.failures,
            "threshold": history.threshold,
        },
        "alarms": {"status": "DISABLED"},
    }
    del shown["targetServiceRevisionArn"]
    if history.rollback_started_us is not None:
        shown["rollback"] = {
            "reason": history.rollback_reason,
            "startedAt": to_datetime(history.rollback_started_us),
            "serviceRevisionArn": history.rollback_revision,
        }
    return {name: value for name, value in shown.items() if value is not None}


def _summary(service: ServiceRecord, history: ServiceDeployment, arn: str) -> dict[str, Any]:
    counted = history.counts.get(arn) or _counted_now(service, arn)
    return {
        "arn": arn,
        "requestedTaskCount": counted.requested,
        "runningTaskCount": counted.running,
        "pendingTaskCount": counted.pending,
    }


def _counted_now(service: ServiceRecord, arn: str) -> Count:
    for deployment in service.life.deployments if service.life is not None else ():
        if deployment.revision.arn == arn:
            return Count(deployment.desired, *service.life.counts(deployment))  # type: ignore[union-attr]
    return Count(0, 0, 0)


def _moment(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)


class HistoryAnswers(Answers):
    """Operations on the history of services, which plain moto does not have."""

    def list_service_deployments(self) -> ActionResult:
        """ListServiceDeployments: newest first, pages of twenty unless asked otherwise."""
        records = self._records
        service = records.service_named(self._get_param("cluster") or "default", self._get_param("service"))
        statuses, created = self._get_param("status") or [], self._get_param("createdAt") or {}
        after, before = created.get("after"), created.get("before")
        found = [
            brief(service, each)
            for each in (service.life.history if service.life is not None else ())
            if (not statuses or each.status in statuses)
            and (after is None or to_datetime(each.created_us) > _aware(after))
            and (before is None or to_datetime(each.created_us) < _aware(before))
        ]
        return ActionResult(self._page("serviceDeployments", found, otherwise=20))

    def describe_service_deployments(self) -> ActionResult:
        """DescribeServiceDeployments."""
        found, failures = [], []
        for arn in self._get_param("serviceDeploymentArns") or []:
            there = self._records.with_deployment(arn)
            if there is None:
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                found.append(whole(*there))
        return ActionResult({"serviceDeployments": found, "failures": failures})

    def describe_service_revisions(self) -> ActionResult:
        """DescribeServiceRevisions."""
        found, failures = [], []
        for arn in self._get_param("serviceRevisionArns") or []:
            there = self._records.revision(arn)
            if there is None:
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                found.append(there)
        return ActionResult({"serviceRevisions": found, "failures": failures})

    def stop_service_deployment(self) -> ActionResult:
        """StopServiceDeployment: rolls back, whether or not the service's own settings would."""
        arn = self._get_param("serviceDeploymentArn")
        there = self._records.with_deployment(arn)
        if there is None:
            raise ECSException("ServiceDeploymentNotFoundException", f"Service deployment {short(arn)} not found.")
        service, history = there
        if not history.open:
            raise ECSException(
                "ConflictException", f"Service deployment {short(arn)} is {history.status} and cannot be stopped."
            )
        rollback = (self._get_param("stopType") or "ROLLBACK") == "ROLLBACK"
        self._records.region.deployments.request_stop(service.life, history, rollback=rollback)
        return ActionResult({"serviceDeploymentArn": arn})


def _aware(moment: Any) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return to_datetime(round(float(moment) * 1e6))
