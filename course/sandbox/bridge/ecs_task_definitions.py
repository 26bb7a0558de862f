"""Task definitions: what was registered and what ECS adds, revisions that never come back, lists in order."""

from __future__ import annotations

import re
from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException, TaskDefinitionNotFoundException
from moto.ecs.models import TaskDefinition

from course.sandbox.bridge.ecs_attributes import required_attributes
from course.sandbox.bridge.ecs_base import Answers, Records, short
from course.sandbox.bridge.moment import now
from course.simulator.compatibilities import compatibilities

# "1 GB", ".5 vCPU": API reference, RegisterTaskDefinition, cpu and memory: "converted to an integer ... when registered"
UNITS = {"vcpu": 1024, "gb": 1024}
_AMOUNT = re.compile(r"\s*([0-9.]+)\s*(vcpu|gb)\s*", re.IGNORECASE)
# API reference, HealthCheck
HEALTH_CHECK = {"interval": 30, "timeout": 5, "retries": 3}


class TaskDefinitionRecords(Records):
    """Task definitions."""

    def keep_definition(self, asked: dict[str, Any], registered_by: str) -> TaskDefinition:
        """A new revision, with everything that ECS fills in."""
        asked = filled_in(asked)
        definition = super().register_task_definition(
            asked["family"],
            asked["containerDefinitions"],
            volumes=asked.get("volumes"),
            network_mode=asked["networkMode"],
            tags=asked.get("tags"),
            placement_constraints=asked.get("placementConstraints"),
            requires_compatibilities=asked.get("requiresCompatibilities"),
            cpu=asked.get("cpu"),
            memory=asked.get("memory"),
            task_role_arn=asked.get("taskRoleArn"),
            execution_role_arn=asked.get("executionRoleArn"),
            proxy_configuration=asked.get("proxyConfiguration"),
            inference_accelerators=asked.get("inferenceAccelerators"),
            runtime_platform=asked.get("runtimePlatform"),
            ipc_mode=asked.get("ipcMode"),
            pid_mode=asked.get("pidMode"),
            ephemeral_storage=asked.get("ephemeralStorage"),
        )
        definition.network_mode = asked["networkMode"]  # plain moto makes it awsvpc whatever was asked
        definition.compatibilities = compatibilities(asked)
        definition.requires_attributes = required_attributes(asked)
        definition.enable_fault_injection = asked.get("enableFaultInjection", False)
        definition.trusted_execution_configuration = asked.get("trustedExecutionConfiguration")
        definition.registered_at = now()
        definition.registered_by = registered_by
        return definition

    def register_task_definition(
        self, family: str, container_definitions: list[dict[str, Any]], **more: Any
    ) -> TaskDefinition:
        """As CloudFormation calls it: names in snake case."""
        asked = {"family": family, "containerDefinitions": container_definitions}
        for name, value in more.items():
            first, *rest = name.split("_")
            asked[first + "".join(word.title() for word in rest)] = value
        return self.keep_definition(asked, f"arn:{self.partition}:iam::{self.account_id}:root")

    @staticmethod
    def _validate_container_defs(
        memory: str | None, container_definitions: list[dict[str, Any]], requires_compatibilities: list[str] | None
    ) -> None:
        """As plain moto for no launch type: for EC2 it wants a hard limit, where AWS takes a soft one too (API reference)."""
        Records._validate_container_defs(memory, container_definitions, None)

    def _get_last_task_definition_revision_id(self, family: str) -> int | None:
        """The highest number ever used, so that a deleted revision's number never comes back."""
        return max(self.task_definitions.get(family, {}), default=None)

    def describe_task_definition(self, task_definition_str: str) -> TaskDefinition:
        """That revision; of a family without a revision, the latest ACTIVE one."""
        name = short(task_definition_str)
        if ":" in name:
            return (
                super().describe_task_definition(task_definition_str) if name.partition(":")[2].isdigit() else _none()
            )
        active = [d for d in self.task_definitions.get(name, {}).values() if d.status == "ACTIVE"]
        return max(active, key=lambda definition: definition.revision) if active else _none()

    def definition_named(self, task_definition_str: str) -> TaskDefinition:
        """`describe_task_definition` for those who use one. Code and words: quoted by callers of RunTask."""
        try:
            return self.describe_task_definition(task_definition_str)
        except TaskDefinitionNotFoundException:
            raise ECSException("ClientException", "TaskDefinition not found.") from None

    def deregister_task_definition(self, task_definition_str: str) -> TaskDefinition:
        """The revision, INACTIVE; one that is so already is answered as it is.

        Words: cloud-custodian/cloud-custodian, c7n/resources/ecs.py. That a second time is no error: no capture found.
        """
        try:
            definition = super().deregister_task_definition(task_definition_str)
        except TaskDefinitionNotFoundException:
            raise ECSException("ClientException", "The specified task definition does not exist.") from None
        if getattr(definition, "deregistered_at", None) is None:
            definition.deregistered_at = now()
        return definition

    def delete_task_definitions(self, task_definitions: list[str]) -> tuple[list[TaskDefinition], list[Any]]:
        """The revisions, DELETE_IN_PROGRESS: they stay visible while something uses them (API reference)."""
        deleted, failures = super().delete_task_definitions(task_definitions)
        for definition in deleted:
            definition.delete_requested_at = now()
            self.task_definitions[definition.family][definition.revision] = definition
        return deleted, failures

    def families(self, prefix: str, status: str) -> list[str]:
        """Family names. API reference, ListTaskDefinitionFamilies: ACTIVE ones have an ACTIVE revision, INACTIVE none."""
        found = []
        for family, revisions in self.task_definitions.items():
            active = any(definition.status == "ACTIVE" for definition in revisions.values())
            if family.startswith(prefix) and status in ("ALL", "ACTIVE" if active else "INACTIVE"):
                found.append(family)
        return sorted(found)


def _none() -> TaskDefinition:
    raise TaskDefinitionNotFoundException()


def filled_in(asked: dict[str, Any]) -> dict[str, Any]:
    """The request with ECS's defaults."""
    on_fargate = "FARGATE" in asked.get("requiresCompatibilities", [])
    mode = asked.get("networkMode") or ("awsvpc" if on_fargate else "bridge")
    given = {key: value for key, value in asked.items() if value is not None} | {"networkMode": mode}
    for key in ("cpu", "memory"):
        if key in given:
            given[key] = in_units(given[key])
    given["containerDefinitions"] = [_container(each, mode) for each in asked.get("containerDefinitions", [])]
    if "runtimePlatform" in given and "cpuArchitecture" not in given["runtimePlatform"]:
        given["runtimePlatform"] = {"cpuArchitecture": "X86_64"} | given["runtimePlatform"]
    return given


def in_units(amount: str) -> str:
    """CPU units or MiB: "0.5 GB" is "512"; what is not an amount stays as it is."""
    match = _AMOUNT.fullmatch(amount)
    try:
        return str(int(float(match[1]) * UNITS[match[2].lower()])) if match else amount
    except ValueError:
        return amount


def _container(asked: dict[str, Any], mode: str) -> dict[str, Any]:
    container = asked | {"portMappings": [_port(mapping, mode) for mapping in asked.get("portMappings", [])]}
    container.setdefault("systemControls", [])
    if "healthCheck" in asked:
        container["healthCheck"] = HEALTH_CHECK | asked["healthCheck"]
    return container


def _port(mapping: dict[str, Any], mode: str) -> dict[str, Any]:
    """API reference, PortMapping: the protocol is tcp, the host port the container's, or a dynamic one in bridge mode."""
    port = {"protocol": "tcp"} | mapping
    if "containerPort" in port and "containerPortRange" not in port:
        port.setdefault("hostPort", 0 if mode == "bridge" else port["containerPort"])
    return port


class TaskDefinitionAnswers(Answers):
    """Operations on task definitions."""

    def register_task_definition(self) -> ActionResult:
        """RegisterTaskDefinition."""
        definition = self._records.keep_definition(self._asked(), self._caller())
        return ActionResult({"taskDefinition": definition, "tags": definition.tags})

    def list_task_definitions(self) -> ActionResult:
        """ListTaskDefinitions: ordered by family and revision, ascending unless asked otherwise."""
        family, status = self._get_param("familyPrefix"), self._get_param("status", "ACTIVE")
        found = [
            definition
            for name, revisions in self._records.task_definitions.items()
            for definition in revisions.values()
            if definition.status == status and family in (None, name)
        ]
        found.sort(key=lambda each: (each.family, each.revision), reverse=self._get_param("sort") == "DESC")
        return ActionResult(self._page("taskDefinitionArns", [definition.arn for definition in found]))

    def list_task_definition_families(self) -> ActionResult:
        """ListTaskDefinitionFamilies."""
        prefix, status = self._get_param("familyPrefix", ""), self._get_param("status", "ACTIVE")
        return ActionResult(self._page("families", self._records.families(prefix, status)))
