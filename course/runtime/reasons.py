"""What the engine says when something fails, in the words that ECS puts into `reason` and `stoppedReason`. Pure.

Sources: captures of Fargate's reasons that public issues quote; the ECS agent's error names; and for what the simulator says as
well, course/simulator/starting/reasons.py.
"""

from __future__ import annotations

import re

from course.simulator.sentences import NO_CAPACITY
from course.simulator.starting.reasons import PULL, no_image, no_repository, wrong_platform

__all__ = ["NO_CAPACITY", "OUT_OF_MEMORY", "VANISHED", "cannot_create", "cannot_pull", "cannot_start", "no_engine"]

OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
"""Developer guide, "Stopped tasks error codes"; the agent's OutOfMemoryError."""
VANISHED = "ContainerVanishedError: No container matching saved ID found"
"""The agent's word for a container that is gone when Docker comes back."""
START, CREATE = "CannotStartContainerError: ", "CannotCreateContainerError: "
DAEMON = "Error response from daemon: "
NO_SPACE = re.compile(r"no space left on device", re.IGNORECASE)
CODES = (("permission denied", 126), ("executable file not found", 127), ("no such file or directory", 127))


def no_engine(host: str, why: str = "") -> str:
    """Docker's own words."""
    plain = f"Cannot connect to the Docker daemon at {host}. Is the docker daemon running?"
    return f"{plain} ({why})" if why else plain


def cannot_pull(reference: str, said: str, architecture: str = "X86_64") -> str:
    """Why an image could not be had. `said`: the engine's message; `architecture`: of the engine.

    Captures: Fargate names the reference and hands on what its registry said; a full disk is told in the words of the layer.
    """
    text = said.strip()
    lower = text.lower()
    if "no matching manifest" in lower or "does not match the specified platform" in lower:
        return (
            f"{PULL}pull image manifest has been retried 7 time(s): {wrong_platform(architecture).removeprefix(PULL)}"
        )
    if NO_SPACE.search(text):
        # amazon-ecs-agent issue 1434 shows this sentence
        return f"{PULL}failed to register layer: {text.removeprefix('failed to register layer: ')}"
    if "manifest unknown" in lower or ("manifest for" in lower and "not found" in lower) or lower == "not found":
        return no_image(reference)
    if "name unknown" in lower or "repository does not exist" in lower:
        return no_repository(reference)
    if "unauthorized" in lower or "denied" in lower or "no basic auth credentials" in lower:
        return (
            f"{PULL}pull image manifest has been retried 1 time(s): failed to resolve ref {reference}:"
            f" pull access denied, repository does not exist or may require authorization: {text}"
        )
    return f"{PULL}pull image manifest has been retried 5 time(s): failed to resolve ref {reference}: {text}"


def not_here(reference: str) -> str:
    """A local image that was there when somebody looked, and is not any more."""
    return no_image(reference)


def cannot_start(said: str, fargate: bool) -> str:
    """Why a container could not be started. Fargate's own prefix as in captures; the agent's on container instances."""
    _, found, rest = said.strip().partition("OCI runtime create failed: ")
    if fargate and found:
        rest = rest if rest.startswith("runc create failed") else f"runc create failed: {rest}"
        return (
            f"{START}ResourceInitializationError: failed to create new container runtime task: failed to create shim task:"
            f" OCI runtime create failed: {rest}"
        )
    if found:
        return f"{START}{DAEMON}failed to create task for container: failed to create shim task: {found}{rest}"
    return f"{START}{DAEMON}{said.strip()}"


def cannot_create(said: str) -> str:
    """Why a container could not be made."""
    return f"{CREATE}{DAEMON}{said.strip()}"


def start_code(said: str) -> int | None:
    """The exit code that a shell, and Docker, have for it; None where it is none of theirs."""
    lower = said.lower()
    return next((code for words, code in CODES if words in lower), None)
