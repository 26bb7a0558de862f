"""ECS as AWS answers where plain moto does not: its parts put together, and put into moto."""

from __future__ import annotations

from typing import Any

import moto.ecs.urls as ecs_urls
from moto.ecs.models import ecs_backends

from course.sandbox.bridge.ecs_capacity import CapacityAnswers, CapacityRecords
from course.sandbox.bridge.ecs_clusters import ClusterAnswers, ClusterRecords
from course.sandbox.bridge.ecs_exec import ExecAnswers
from course.sandbox.bridge.ecs_instances import InstanceAnswers, InstanceRecords
from course.sandbox.bridge.ecs_outside import RecordsOutside
from course.sandbox.bridge.ecs_protection import ProtectionAnswers
from course.sandbox.bridge.ecs_service_answers import ServiceAnswers, ServiceCalls
from course.sandbox.bridge.ecs_service_history import HistoryAnswers, HistoryRecords
from course.sandbox.bridge.ecs_settings import SettingAnswers, SettingRecords
from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.ecs_task_answers import TaskAnswers, TaskCalls
from course.sandbox.bridge.ecs_task_definitions import TaskDefinitionAnswers, TaskDefinitionRecords
from course.sandbox.bridge.ecs_task_sets import TaskSetRecords


class Backend(
    ClusterRecords,
    CapacityRecords,
    TaskDefinitionRecords,
    ServiceCalls,
    HistoryRecords,
    TaskCalls,
    TaskSetRecords,
    InstanceRecords,
    SettingRecords,
):
    """The records of ECS in one account and region."""

    @property
    def _url_module(self) -> Any:
        return ecs_urls  # moto derives it from the module of the class, which is ours


class Response(
    ClusterAnswers,
    CapacityAnswers,
    TaskDefinitionAnswers,
    ServiceAnswers,
    HistoryAnswers,
    TaskAnswers,
    ProtectionAnswers,
    ExecAnswers,
    InstanceAnswers,
    SettingAnswers,
):
    """The operations of ECS."""


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request, because moto keeps what it found."""
    simulation.outside_of = RecordsOutside
    ecs_backends.backend = Backend
    ecs_urls.url_paths["{0}/$"] = Response.dispatch
