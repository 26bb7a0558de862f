"""The two alarms of a target tracking policy for ECS: the metric that the policy names, at the policy's target."""

from __future__ import annotations

from typing import Any

from moto.applicationautoscaling.models import FakeApplicationAutoscalingPolicy
from moto.cloudwatch.models import cloudwatch_backends
from moto.moto_api._internal import mock_random

from course.sandbox.clock import sandbox_time

# Scale in only when usage is clearly below the target. Alarms that Application Auto Scaling made for ECS services, exported
# with all their fields (public Terraformer output): target 70, low 63; target 80, low 72; 3 and 15 periods of 60 seconds.
LOW = 0.9
HIGH_PERIODS, LOW_PERIODS = 3, 15
AVERAGES = {
    "ECSServiceAverageCPUUtilization": "CPUUtilization",
    "ECSServiceAverageMemoryUtilization": "MemoryUtilization",
}


class Policy(FakeApplicationAutoscalingPolicy):  # type: ignore[misc]
    """A scaling policy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.policy_arn = ""
        super().__init__(*args, **kwargs)
        self.creation_time = sandbox_time()

    def rename(self, arn: str) -> None:
        """Give the policy the ARN it had before, in the actions of its alarms, too."""
        for alarm in self.alarms:
            alarm.alarm_actions = [action.replace(self.policy_arn, arn) for action in alarm.alarm_actions]
            alarm.description = alarm.description.replace(self.policy_arn, arn)
        self.policy_arn = arn

    def _generate_ecs_alarms(self) -> list[Any]:
        config = self.target_tracking_scaling_policy_configuration or {}
        target = float(config["TargetValue"])
        alarms = [self._alarm("High", "GreaterThanThreshold", HIGH_PERIODS, target)]
        if not config.get("DisableScaleIn"):
            alarms.append(self._alarm("Low", "LessThanThreshold", LOW_PERIODS, target * LOW))
        return alarms

    def _alarm(self, side: str, comparison: str, periods: int, threshold: float) -> Any:
        return cloudwatch_backends[self.account_id][self.region_name].put_metric_alarm(
            name=f"TargetTracking-{self.resource_id}-Alarm{side}-{mock_random.uuid4()}",
            comparison_operator=comparison,
            evaluation_periods=periods,
            threshold=threshold,
            description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {self.policy_arn}.",
            alarm_actions=[self.policy_arn],
            **self._metric(),
        )

    def _metric(self) -> dict[str, Any]:
        config = self.target_tracking_scaling_policy_configuration or {}
        _, cluster, service = self.resource_id.split("/")
        kind = config.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType", "")
        if custom := config.get("CustomizedMetricSpecification"):
            if "MetricName" not in custom:
                unused = dict.fromkeys(("namespace", "metric_name", "period", "statistic", "unit"))
                return unused | {"metric_data_queries": _queries(custom["Metrics"]), "dimensions": []}
            return {
                "namespace": custom["Namespace"],
                "metric_name": custom["MetricName"],
                "metric_data_queries": [],
                "period": 60,
                "statistic": custom.get("Statistic", "Average"),
                "unit": custom.get("Unit"),
                "dimensions": custom.get("Dimensions", []),
            }
        if kind == "ALBRequestCountPerTarget":
            label = config["PredefinedMetricSpecification"].get("ResourceLabel", "")
            balancer, _, group = label.partition("/targetgroup/")
            return {
                "namespace": "AWS/ApplicationELB",
                "metric_name": "RequestCountPerTarget",
                "metric_data_queries": [],
                "period": 60,
                "statistic": "Sum",
                "dimensions": [
                    {"Name": "TargetGroup", "Value": f"targetgroup/{group}"},
                    {"Name": "LoadBalancer", "Value": balancer},
                ],
            }
        return {
            "namespace": "AWS/ECS",
            "metric_name": AVERAGES.get(kind, "CPUUtilization"),
            "metric_data_queries": [],
            "period": 60,
            "statistic": "Average",
            "unit": "Percent",
            "dimensions": [{"Name": "ClusterName", "Value": cluster}, {"Name": "ServiceName", "Value": service}],
        }


def _queries(metrics: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Metric math in CloudWatch's words; a policy has no period of its own, the alarms look once a minute."""
    return [
        each | ({"MetricStat": {"Period": 60} | each["MetricStat"]} if "MetricStat" in each else {}) for each in metrics
    ]
