"""ECS's own blue/green, linear and canary deployments: shares, waits, lifecycle hooks, and what a load balancer needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.pages import API, GUIDE
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.service_controllers import NATIVE
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

SERVICES = ("CreateService", "UpdateService")
KEY = "deploymentConfiguration"
ADVANCED_PAGE = f"{API}/API_AdvancedConfiguration.html"
HOOK_PAGE = f"{API}/API_DeploymentLifecycleHook.html"
LONGEST_WAIT = 1440
"""Minutes: API reference, LinearConfiguration and CanaryConfiguration; the schema of AWS::ECS::Service for bakeTimeInMinutes."""
NEVER_PAUSED = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
SHARES = {
    # configuration → the share, its smallest value in percent, the wait
    "linearConfiguration": ("stepPercent", 3.0, "stepBakeTimeInMinutes"),
    "canaryConfiguration": ("canaryPercent", 0.1, "canaryBakeTimeInMinutes"),
}


def _configuration(asked: Asked) -> Mapping[str, Any]:
    return asked.get(KEY) or {}


@book.rule(
    "bake-time",
    *SERVICES,
    code="InvalidParameterException",
    says="bakeTimeInMinutes must be between 0 and 1440.",
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentConfiguration.html",
    fix="Choose 0 to 1440 minutes.",
)
def bake_time(asked: Asked) -> Iterator[Breach]:
    """After a traffic shift ECS waits at most 24 hours before it ends the old revision; {minutes} minutes are asked for."""
    minutes = _configuration(asked).get("bakeTimeInMinutes")
    if minutes is not None and not 0 <= minutes <= LONGEST_WAIT:
        yield at(KEY, "bakeTimeInMinutes", minutes=minutes)


@book.rule(
    "linear-configuration-strategy",
    *SERVICES,
    code="InvalidParameterException",
    says="linearConfiguration is only valid when the deployment strategy is LINEAR.",
    wording=PARAPHRASED,
    page=f"{API}/API_LinearConfiguration.html",
    fix="Remove linearConfiguration, or set strategy to LINEAR.",
)
def linear_configuration_strategy(asked: Asked) -> Iterator[Breach]:
    """Steps belong to the strategy LINEAR, and the strategy is {strategy}."""
    strategy = _configuration(asked).get("strategy")
    if _configuration(asked).get("linearConfiguration") and strategy not in (None, "LINEAR"):
        yield at(KEY, "linearConfiguration", strategy=strategy)


@book.rule(
    "canary-configuration-strategy",
    *SERVICES,
    code="InvalidParameterException",
    says="canaryConfiguration is only valid when the deployment strategy is CANARY.",
    wording=PARAPHRASED,
    page=f"{API}/API_CanaryConfiguration.html",
    fix="Remove canaryConfiguration, or set strategy to CANARY.",
)
def canary_configuration_strategy(asked: Asked) -> Iterator[Breach]:
    """A canary's share belongs to the strategy CANARY, and the strategy is {strategy}."""
    strategy = _configuration(asked).get("strategy")
    if _configuration(asked).get("canaryConfiguration") and strategy not in (None, "CANARY"):
        yield at(KEY, "canaryConfiguration", strategy=strategy)


@book.rule(
    "traffic-share",
    *SERVICES,
    code="InvalidParameterException",
    says="{member} must be a multiple of 0.1 from {least} to 100.0.",
    wording=PARAPHRASED,
    page=f"{API}/API_CanaryConfiguration.html",
    fix="Choose a share from {least} to 100, in steps of 0.1.",
)
def traffic_share(asked: Asked) -> Iterator[Breach]:
    """{member} is a share of the traffic from {least} to 100 percent in tenths, and {percent} is none."""
    for key, (member, least, _) in SHARES.items():
        percent = (_configuration(asked).get(key) or {}).get(member)
        if percent is None:
            continue
        tenths = percent * 10
        if not least <= percent <= 100 or abs(tenths - round(tenths)) > 1e-6:
            yield at(KEY, key, member, member=member, least=least, percent=percent)


@book.rule(
    "traffic-wait",
    *SERVICES,
    code="InvalidParameterException",
    says="{member} must be between 0 and 1440.",
    wording=PARAPHRASED,
    page=f"{API}/API_LinearConfiguration.html",
    fix="Choose 0 to 1440 minutes.",
)
def traffic_wait(asked: Asked) -> Iterator[Breach]:
    """Between two shifts ECS waits at most 24 hours, and {minutes} minutes are asked for."""
    for key, (_, _, member) in SHARES.items():
        minutes = (_configuration(asked).get(key) or {}).get(member)
        if minutes is not None and not 0 <= minutes <= LONGEST_WAIT:
            yield at(KEY, key, member, member=member, minutes=minutes)


def _hooks(asked: Asked) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from enumerate(_configuration(asked).get("lifecycleHooks") or ())


@book.rule(
    "hook-without-stage",
    *SERVICES,
    code="InvalidParameterException",
    says="lifecycleStages must be provided when configuring a deployment lifecycle hook.",
    wording=PARAPHRASED,
    page=HOOK_PAGE,
    fix="Name the stages at which the hook is to run.",
)
def hook_without_stage(asked: Asked) -> Iterator[Breach]:
    """A hook runs at certain stages, and this one names none."""
    for index, hook in _hooks(asked):
        if not hook.get("lifecycleStages"):
            yield at(KEY, "lifecycleHooks", index, "lifecycleStages")


@book.rule(
    "hook-without-target",
    *SERVICES,
    code="InvalidParameterException",
    says="hookTargetArn must be provided when configuring an AWS_LAMBDA lifecycle hook.",
    wording=PARAPHRASED,
    page=HOOK_PAGE,
    fix="Name the Lambda function, or set targetType to PAUSE.",
)
def hook_without_target(asked: Asked) -> Iterator[Breach]:
    """A Lambda hook calls a function, and this one names none."""
    for index, hook in _hooks(asked):
        if (hook.get("targetType") or "AWS_LAMBDA") == "AWS_LAMBDA" and not hook.get("hookTargetArn"):
            yield at(KEY, "lifecycleHooks", index, "hookTargetArn")


@book.rule(
    "pause-hook-stage",
    *SERVICES,
    code="InvalidParameterException",
    says="PAUSE hooks cannot be configured at TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT stages.",
    wording=PARAPHRASED,
    page=HOOK_PAGE,
    fix="Pause before or after the shift: PRE_PRODUCTION_TRAFFIC_SHIFT, POST_TEST_TRAFFIC_SHIFT and the like.",
)
def pause_hook_stage(asked: Asked) -> Iterator[Breach]:
    """While traffic shifts there is no pausing: {stage} is for Lambda hooks only."""
    for index, hook in _hooks(asked):
        for stage in hook.get("lifecycleStages") or ():
            if hook.get("targetType") == "PAUSE" and stage in NEVER_PAUSED:
                yield at(KEY, "lifecycleHooks", index, "lifecycleStages", stage=stage)


ADVANCED = ("alternateTargetGroupArn", "productionListenerRule", "roleArn")


@book.rule(
    "advanced-incomplete",
    *SERVICES,
    code="InvalidParameterException",
    says="advancedConfiguration requires alternateTargetGroupArn, productionListenerRule and roleArn.",
    wording=PARAPHRASED,
    page=ADVANCED_PAGE,
    fix="Add {missing}.",
)
def advanced_incomplete(asked: Asked) -> Iterator[Breach]:
    """To shift traffic ECS needs a second target group, the listener rule to change and a role for it; {missing} is missing."""
    for index, entry in enumerate(asked.get("loadBalancers") or ()):
        advanced = entry.get("advancedConfiguration")
        missing = [member for member in ADVANCED if advanced and not advanced.get(member)]
        if missing:
            yield at("loadBalancers", index, "advancedConfiguration", missing=" and ".join(missing))


@book.rule(
    "native-without-advanced",
    *SERVICES,
    code="InvalidParameterException",
    says="The {strategy} deployment strategy requires advancedConfiguration for each load balancer.",
    wording=PARAPHRASED,
    page=f"{GUIDE}/alb-resources-for-blue-green.html",
    fix="Add advancedConfiguration with the second target group, the production listener rule and the role.",
)
def native_without_advanced(asked: Asked, world: World) -> Iterator[Breach]:
    """The strategy {strategy} shifts traffic between two target groups, and this load balancer entry has one."""
    plan = planned(asked, world) if touches(asked, "loadBalancers", KEY) else None
    strategy = _configuration(plan or {}).get("strategy")
    if plan is None or strategy not in NATIVE:
        return
    for index, entry in enumerate(plan.get("loadBalancers") or ()):
        if entry.get("targetGroupArn") and not entry.get("advancedConfiguration"):
            yield at("loadBalancers", index, "advancedConfiguration", strategy=strategy)


@book.rule(
    "listener-rule-unknown",
    *SERVICES,
    code="InvalidParameterException",
    says="The specified listener rule {rule} does not exist.",
    wording=PARAPHRASED,
    page=ADVANCED_PAGE,
    fix="Give the ARN of a rule of an Application Load Balancer's listener, or of a Network Load Balancer's listener.",
)
def listener_rule_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no listener rule and no listener {rule} here."""
    for index, entry in enumerate(asked.get("loadBalancers") or ()):
        advanced = entry.get("advancedConfiguration") or {}
        for member in ("productionListenerRule", "testListenerRule"):
            arn = advanced.get(member)
            if arn and world.listener_rule(str(arn)) is None and world.listener(str(arn)) is None:
                yield at("loadBalancers", index, "advancedConfiguration", member, rule=arn)
