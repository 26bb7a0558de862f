"""What Fargate does not offer: privileges, devices, swap, GPUs, the host's namespaces and placement."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import MOTO_TESTS, api, observed
from course.simulator.rules.ecs.task_definition import containers, in_container, on_fargate, operating_system, parts
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

WINDOWS_NOT_ON_FARGATE = frozenset(
    {"WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_2016_FULL", "WINDOWS_SERVER_20H2_CORE"},
)
"""Families that the developer guide lists for EC2 only."""
ALLOWED_CAPABILITY = "SYS_PTRACE"


def _linux(asked: Asked, key: str) -> Iterator[Breach]:
    """Each container with this Linux parameter, where the task is for Fargate."""
    if on_fargate(asked):
        for place, container in containers(asked):
            if (container.get("linuxParameters") or {}).get(key):
                yield in_container(place, "linuxParameters", key)


@book.rule(
    "fargate-privileged",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires that the 'privileged' setting be 'false'",
    wording=observed("fargate-privileged"),
    page=api("ContainerDefinition"),
    fix="Remove privileged, or run the task on EC2.",
)
def fargate_privileged(asked: Asked) -> Iterator[Breach]:
    """On Fargate no container gets the host's privileges."""
    if on_fargate(asked):
        for place, container in containers(asked):
            if container.get("privileged"):
                yield in_container(place, "privileged")


@book.rule(
    "fargate-docker-security-options",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support dockerSecurityOptions",
    wording=observed("fargate-docker-security-options"),
    page=api("ContainerDefinition"),
    fix="Remove dockerSecurityOptions, or run the task on EC2.",
)
def fargate_docker_security_options(asked: Asked) -> Iterator[Breach]:
    """On Fargate there is no Docker daemon to give security options to."""
    if on_fargate(asked):
        for place, container in containers(asked):
            if container.get("dockerSecurityOptions"):
                yield in_container(place, "dockerSecurityOptions")


@book.rule(
    "fargate-devices",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support devices",
    wording=observed("fargate-devices"),
    page=api("LinuxParameters"),
    fix="Remove devices, or run the task on EC2.",
)
def fargate_devices(asked: Asked) -> Iterator[Breach]:
    """On Fargate no device of the host can be given to a container."""
    yield from _linux(asked, "devices")


@book.rule(
    "fargate-shared-memory-size",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support sharedMemorySize",
    wording=observed("fargate-shared-memory-size"),
    page=api("LinuxParameters"),
    fix="Remove sharedMemorySize, or run the task on EC2.",
)
def fargate_shared_memory_size(asked: Asked) -> Iterator[Breach]:
    """On Fargate the size of /dev/shm is fixed."""
    yield from _linux(asked, "sharedMemorySize")


@book.rule(
    "fargate-max-swap",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support maxSwap",
    wording=observed("fargate-max-swap"),
    page=api("LinuxParameters"),
    fix="Remove maxSwap and choose a larger memory, or run the task on EC2.",
)
def fargate_max_swap(asked: Asked) -> Iterator[Breach]:
    """On Fargate there is no swap."""
    yield from _linux(asked, "maxSwap")


@book.rule(
    "fargate-swappiness",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support swappiness",
    wording=PARAPHRASED,
    page=api("LinuxParameters"),
    fix="Remove swappiness, or run the task on EC2.",
)
def fargate_swappiness(asked: Asked) -> Iterator[Breach]:
    """On Fargate there is no swap, and no swappiness."""
    yield from _linux(asked, "swappiness")


@book.rule(
    "fargate-capabilities",
    "RegisterTaskDefinition",
    code="ClientException",
    says="{capability} is not allowed on Fargate.",
    wording=observed("fargate-capabilities-add"),
    page=api("KernelCapabilities"),
    fix="Remove {capability} from capabilities.add, or run the task on EC2.",
)
def fargate_capabilities(asked: Asked) -> Iterator[Breach]:
    """On Fargate SYS_PTRACE is the only kernel capability that can be added, and this container asks for {capability}."""
    if on_fargate(asked):
        for place, container in containers(asked):
            capabilities = (container.get("linuxParameters") or {}).get("capabilities") or {}
            for number, capability in enumerate(capabilities.get("add") or ()):
                if capability != ALLOWED_CAPABILITY:
                    where = ("linuxParameters", "capabilities", "add", number)
                    yield in_container(place, *where, capability=capability)


@book.rule(
    "fargate-gpu",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tasks using the Fargate launch type do not support GPU resource requirements",
    wording=observed("fargate-gpu-resource"),
    page=api("ResourceRequirement"),
    fix="Run the task on EC2 or on Managed Instances with GPUs.",
)
def fargate_gpu(asked: Asked) -> Iterator[Breach]:
    """Fargate has no GPUs."""
    if on_fargate(asked):
        for place, container in containers(asked):
            for number, requirement in parts(container, "resourceRequirements"):
                if requirement.get("type") == "GPU":
                    yield in_container(place, "resourceRequirements", number)


@book.rule(
    "fargate-ipc-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support ipcMode",
    wording=observed("fargate-ipc-mode"),
    page=api("RegisterTaskDefinition"),
    fix="Remove ipcMode, or run the task on EC2.",
)
def fargate_ipc_mode(asked: Asked) -> Iterator[Breach]:
    """On Fargate nothing can be said about the namespace of inter-process communication."""
    if on_fargate(asked) and asked.get("ipcMode"):
        yield at("ipcMode")


@book.rule(
    "fargate-pid-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tasks using the Fargate launch type do not support pidMode '{mode}'. The supported value for pidMode is 'task'.",
    wording=MOTO_TESTS,
    page=api("RegisterTaskDefinition"),
    fix="Set pidMode to task, or remove it.",
)
def fargate_pid_mode(asked: Asked) -> Iterator[Breach]:
    """On Fargate containers can share the processes of their task, never those of the host; this asks for {mode}."""
    mode = asked.get("pidMode")
    if mode and mode != "task" and on_fargate(asked):
        yield at("pidMode", mode=mode)


@book.rule(
    "fargate-placement-constraints",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support constraints",
    wording=observed("fargate-placement-constraints"),
    page=api("TaskDefinitionPlacementConstraint"),
    fix="Remove placementConstraints: subnets say in which zones a Fargate task may run.",
)
def fargate_placement_constraints(asked: Asked) -> Iterator[Breach]:
    """On Fargate there are no instances to choose between."""
    if on_fargate(asked) and asked.get("placementConstraints"):
        yield at("placementConstraints")


@book.rule(
    "fargate-windows-arm64",
    "RegisterTaskDefinition",
    code="ClientException",
    says="No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
    "See the Amazon ECS documentation for the valid values.",
    wording=observed("windows-arm64"),
    page=api("RuntimePlatform"),
    fix="Set cpuArchitecture to X86_64, or use Linux.",
)
def fargate_windows_arm64(asked: Asked) -> Iterator[Breach]:
    """ARM64 is for Linux only, and this task definition asks for {system}."""
    architecture = (asked.get("runtimePlatform") or {}).get("cpuArchitecture")
    system = operating_system(asked)
    if architecture == "ARM64" and system.startswith("WINDOWS") and on_fargate(asked):
        values = {"cpu": asked.get("cpu"), "memory": asked.get("memory"), "system": system}
        yield at("runtimePlatform", "cpuArchitecture", **values)


@book.rule(
    "fargate-windows-family",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate does not support operating system family {system}.",
    wording=PARAPHRASED,
    page="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#runtime-platform",
    fix="Use Windows Server 2019 or newer, or run the task on EC2.",
)
def fargate_windows_family(asked: Asked) -> Iterator[Breach]:
    """{system} is for EC2 only."""
    system = operating_system(asked)
    if system in WINDOWS_NOT_ON_FARGATE and on_fargate(asked):
        yield at("runtimePlatform", "operatingSystemFamily", system=system)
