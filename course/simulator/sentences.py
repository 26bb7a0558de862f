"""The sentences that ECS writes: service events, stopped reasons, rollout reasons, in AWS's own words.

Sources: developer guide, "Amazon ECS service event messages" and "Stopped tasks error codes"; captured service events of
live accounts (tests/simulator/traces names them). "captures" marks a wording that only those show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

IDS_IN_ONE_EVENT = 10
"""A longer list of tasks is split over several events (captures show at most ten)."""


def tasks(ids: Sequence[str]) -> str:
    """`(task a) (task b)`."""
    return " ".join(f"(task {id})" for id in ids)


def started(service: str, ids: Sequence[str], replaced: int = 0) -> str:
    """Captures. `replaced` unhealthy tasks have replacements among these."""
    text = f"(service {service}) has started {len(ids)} tasks: {tasks(ids)}."
    return text + (f" Amazon ECS replaced {replaced} tasks due to an unhealthy status." if replaced else "")


def stopped(service: str, ids: Sequence[str]) -> str:
    """Captures."""
    return f"(service {service}) has stopped {len(ids)} running tasks: {tasks(ids)}."


def stopped_pending(service: str, count: int) -> str:
    """Captures."""
    return f"(service {service}) stopped {count} pending tasks."


def registered(service: str, count: int, group: str) -> str:
    """Captures; without a full stop."""
    return f"(service {service}) registered {count} targets in (target-group {group})"


def deregistered(service: str, count: int, group: str) -> str:
    """Captures; without a full stop."""
    return f"(service {service}) deregistered {count} targets in (target-group {group})"


def draining(service: str, deployment: str, count: int) -> str:
    """Captures."""
    return f"(service {service}, taskSet {deployment}) has begun draining connections on {count} tasks."


def steady(service: str) -> str:
    """Developer guide."""
    return f"(service {service}) has reached a steady state."


def completed(service: str, deployment: str) -> str:
    """Captures."""
    return f"(service {service}) (deployment {deployment}) deployment completed."


def failed(service: str, deployment: str) -> str:
    """Developer guide; captures."""
    return f"(service {service}) (deployment {deployment}) deployment failed: tasks failed to start."


def rolling_back(service: str, deployment: str) -> str:
    """Captures."""
    return f"(service {service}) rolling back to deployment {deployment}."


def unhealthy_target(service: str, task: str, port: int, group: str, reason: str) -> str:
    """Developer guide, "Troubleshooting service load balancers"; captures."""
    return f"(service {service}) (task {task}) (port {port}) is unhealthy in (target-group {group}) due to (reason {reason})."


def failed_container_checks(service: str, task: str) -> str:
    """Captures."""
    return f"(service {service}) (task {task}) failed container health checks."


def unable_to_place(service: str, reason: str) -> str:
    """Developer guide."""
    return f"(service {service}) was unable to place a task. Reason: {reason.rstrip('.')}."


def failed_to_launch(service: str, error: str) -> str:
    """Captures."""
    return f"(service {service}) failed to launch a task with (error {error})."


def no_instance(service: str, reason: str) -> str:
    """Developer guide; captures."""
    return (
        f"(service {service}) was unable to place a task because no container instance met all of its requirements."
        f" {reason.rstrip('.')}. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    )


def throttled(service: str) -> str:
    """Developer guide; captures."""
    return (
        f"(service {service}) is unable to consistently start tasks successfully."
        " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    )


def stuck(service: str) -> str:
    """Developer guide."""
    return (
        f"(service {service}) was unable to stop or start tasks during a deployment because of the service deployment"
        " configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    )


def protected(service: str, deployment: str, count: int) -> str:
    """Captures."""
    return (
        f"(service {service}) was unable to reach steady state because (taskSet {deployment}) was unable to scale in"
        f" due to (reason {count} tasks under protection)"
    )


def _by_zone(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[zone]} tasks in {zone}" for zone in sorted(counts, key=lambda zone: -counts[zone]))


def out_of_balance(service: str, counts: Mapping[str, int]) -> str:
    """Captures; zones by falling count."""
    return f"(service {service}) is not AZ balanced with {_by_zone(counts)}. AZ Rebalancing in progress."


def in_balance(service: str, counts: Mapping[str, int]) -> str:
    """Captures."""
    return f"(service {service}) is AZ balanced with {_by_zone(counts)}."


def started_for_balance(service: str, zone: str, ids: Sequence[str]) -> str:
    """Captures."""
    return f"(service {service}) has started {len(ids)} tasks in {zone} to AZ Rebalance: {tasks(ids)}."


def stopped_for_balance(service: str, zone: str, ids: Sequence[str]) -> str:
    """Developer guide, "Balancing an Amazon ECS service across Availability Zones"."""
    return f"(service {service}) has stopped {len(ids)} running tasks in {zone} due to AZ rebalancing: {tasks(ids)}."


# rolloutStateReason


def in_progress_reason(deployment: str) -> str:
    """Captures."""
    return f"ECS deployment {deployment} in progress."


def completed_reason(deployment: str) -> str:
    """Captures."""
    return f"ECS deployment {deployment} completed."


BREAKER_REASON = "ECS deployment circuit breaker: tasks failed to start."
"""Developer guide, "How the Amazon ECS deployment circuit breaker detects failures"."""


def rolling_back_reason(deployment: str) -> str:
    """Captures."""
    return f"ECS deployment circuit breaker: rolling back to deploymentId {deployment}."


# stoppedReason


def scaling_activity(deployment: str) -> str:
    """Captures."""
    return f"Scaling activity initiated by (deployment {deployment})"


def failed_target_checks(group: str) -> str:
    """Developer guide, "Stopped tasks error codes"."""
    return f"Task failed ELB health checks in (target-group {group})"


FAILED_CONTAINER_CHECKS = "Task failed container health checks"
SPOT_INTERRUPTED = "Your Spot Task was interrupted."
NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
