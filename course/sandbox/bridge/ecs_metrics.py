"""What real tasks use, as CloudWatch shows it for their service. In no journal: metric data has a store of its own."""

from __future__ import annotations

from moto.cloudwatch.models import cloudwatch_backends

from course.simulator.task import Task

NAMESPACE = "AWS/ECS"


def publish(account: str, region: str, task: Task, cpu_units: float, memory_mib: float) -> None:
    """CPUUtilization and MemoryUtilization, percent of what the task definition reserves: one value for each task, so that the
    average is the service's. Developer guide, "Amazon ECS service utilization metrics"."""
    if task.service is None:
        return
    dimensions = [{"Name": "ClusterName", "Value": task.cluster}, {"Name": "ServiceName", "Value": task.service.name}]
    used = {
        "CPUUtilization": (cpu_units, task.definition.cpu_units),
        "MemoryUtilization": (memory_mib, task.definition.memory_mib),
    }
    data = [
        {"MetricName": name, "Dimensions": dimensions, "Unit": "Percent", "Value": 100 * amount / reserved}
        for name, (amount, reserved) in used.items()
        if reserved
    ]
    cloudwatch_backends[account][region].put_metric_data(NAMESPACE, data)
