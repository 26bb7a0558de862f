"""Resources beside CPU and memory: disk, GPUs, limits of the kernel, swap, and constraints on where to run."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, observed
from course.simulator.rules.ecs.task_definition import containers, in_container, on_fargate, parts, requires
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

LEAST_GIB, MOST_GIB = 21, 200
"""Ephemeral storage. API reference, EphemeralStorage; 20 GiB are there without asking."""
MOST_CONSTRAINTS = 10
"""API reference, RegisterTaskDefinition, `placementConstraints`."""


@book.rule(
    "ephemeral-storage-size",
    "RegisterTaskDefinition",
    code="ClientException",
    says="EphemeralStorage size should be {bound}",
    wording=observed("ephemeral-storage-range"),
    page=api("EphemeralStorage"),
    fix="Ask for 21 to 200 GiB, or for nothing to have the 20 GiB that every task has.",
)
def ephemeral_storage_size(asked: Asked) -> Iterator[Breach]:
    """A Fargate task can have 21 to 200 GiB of disk, not {size}."""
    size = (asked.get("ephemeralStorage") or {}).get("sizeInGiB")
    if size is not None and not LEAST_GIB <= size <= MOST_GIB:
        bound = f"at least {LEAST_GIB}" if size < LEAST_GIB else f"at most {MOST_GIB}"
        yield at("ephemeralStorage", "sizeInGiB", size=size, bound=bound)


@book.rule(
    "ephemeral-storage-ec2",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tasks using the EC2 launch type do not support EphemeralStorage",
    wording=observed("fargate-ephemeral-storage-ec2"),
    page=api("EphemeralStorage"),
    fix="Remove ephemeralStorage, or run the task on Fargate.",
)
def ephemeral_storage_ec2(asked: Asked) -> Iterator[Breach]:
    """On EC2 the disk is the instance's, so a task cannot ask for its size."""
    if asked.get("ephemeralStorage") and requires(asked, "EC2") and not on_fargate(asked):
        yield at("ephemeralStorage")


@book.rule(
    "inference-accelerators",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Unsupported field 'inferenceAccelerators'",
    wording=observed("fargate-inference-accelerator"),
    page=api("RegisterTaskDefinition"),
    fix="Remove inferenceAccelerators, and use instances with GPUs or Inferentia.",
)
def inference_accelerators(asked: Asked) -> Iterator[Breach]:
    """Amazon Elastic Inference is no more."""
    if asked.get("inferenceAccelerators"):
        yield at("inferenceAccelerators")


@book.rule(
    "gpu-value",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Specify either value or sharingStrategy for a GPU resource requirement, but not both.",
    wording=PARAPHRASED,
    page=api("ResourceRequirement"),
    fix="Keep value for whole GPUs, sharingStrategy for a share of one.",
)
def gpu_value(asked: Asked) -> Iterator[Breach]:
    """A container asks for whole GPUs or for a share of one, exactly one of the two."""
    for place, container in containers(asked):
        for number, requirement in parts(container, "resourceRequirements"):
            of_one_kind = bool(requirement.get("value")) != bool(requirement.get("sharingStrategy"))
            if requirement.get("type") == "GPU" and not of_one_kind:
                yield in_container(place, "resourceRequirements", number)


@book.rule(
    "neuron-value",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The value of a NeuronDevice resource requirement must be ALL.",
    wording=PARAPHRASED,
    page=api("ResourceRequirement"),
    fix="Set value to ALL.",
)
def neuron_value(asked: Asked) -> Iterator[Breach]:
    """Neuron devices are given to a container all together, so the value is ALL and not {value}."""
    for place, container in containers(asked):
        for number, requirement in parts(container, "resourceRequirements"):
            value = requirement.get("value")
            if requirement.get("type") == "NeuronDevice" and value != "ALL":
                yield in_container(place, "resourceRequirements", number, "value", value=repr(value))


@book.rule(
    "ulimit-order",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Soft limit exceeds hard limit for ulimit {name}",
    wording=observed("ulimit-soft-over-hard"),
    page=api("Ulimit"),
    fix="Lower softLimit to {hard}, or raise hardLimit to {soft}.",
)
def ulimit_order(asked: Asked) -> Iterator[Breach]:
    """The soft limit of {name} lies above the hard one: {soft} and {hard}."""
    for place, container in containers(asked):
        for number, ulimit in parts(container, "ulimits"):
            soft, hard = ulimit.get("softLimit"), ulimit.get("hardLimit")
            # -1 means without limit
            if soft is not None and hard is not None and 0 <= hard < soft:
                yield in_container(place, "ulimits", number, name=ulimit.get("name"), soft=soft, hard=hard)


@book.rule(
    "swap-numbers",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The '{setting}' setting is invalid. Accepted values are {accepted}.",
    wording=PARAPHRASED,
    page=api("LinuxParameters"),
    fix="Set {setting} to one of {accepted}.",
)
def swap_numbers(asked: Asked) -> Iterator[Breach]:
    """swappiness is a number from 0 to 100 and maxSwap one of MiB; {setting} is {given}."""
    for place, container in containers(asked):
        linux = container.get("linuxParameters") or {}
        for setting, accepted, most in (
            ("swappiness", "0 to 100", 100),
            ("maxSwap", "0 or any positive integer", None),
        ):
            given = linux.get(setting)
            if given is not None and (given < 0 or (most is not None and given > most)):
                values = {"setting": setting, "accepted": accepted, "given": given}
                yield in_container(place, "linuxParameters", setting, **values)


@book.rule(
    "definition-placement-constraints-too-many",
    "RegisterTaskDefinition",
    code="ClientException",
    says="placementConstraints can have at most 10 items.",
    wording=PARAPHRASED,
    page=api("RegisterTaskDefinition"),
    fix="Join some of them with `and`.",
)
def placement_constraints_too_many(asked: Asked) -> Iterator[Breach]:
    """A task has at most ten placement constraints, and here are {count}."""
    count = len(asked.get("placementConstraints") or ())
    if count > MOST_CONSTRAINTS:
        yield at("placementConstraints", count=count)


@book.rule(
    "attestation-policy-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="attestationPolicy is required when isolationMode is CONFIDENTIAL_SANDBOX.",
    wording=PARAPHRASED,
    page=api("TrustedExecutionConfiguration"),
    fix="Add the attestation policy, or choose ISOLATED_SANDBOX.",
)
def attestation_policy_missing(asked: Asked) -> Iterator[Breach]:
    """A confidential sandbox proves what runs in it, and for that it needs an attestation policy."""
    trusted = asked.get("trustedExecutionConfiguration") or {}
    if trusted.get("isolationMode") == "CONFIDENTIAL_SANDBOX" and not trusted.get("attestationPolicy"):
        yield at("trustedExecutionConfiguration", "attestationPolicy")
