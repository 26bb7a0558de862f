"""Deployment controllers: what a service under CODE_DEPLOY or EXTERNAL may not have, or may not change by UpdateService."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.pages import API, CREATE_SERVICE, GUIDE, UPDATE_SERVICE, issue, seen
from course.simulator.rules.ecs.plans import controller, updated
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

NATIVE = ("BLUE_GREEN", "LINEAR", "CANARY")
BREAKER_SAYS = (
    "The deployment circuit breaker can only be used for services using the rolling update (ECS) deployment type."
)
ALARMS_SAYS = (
    "You can only use the DeploymentAlarms method to detect failures when the DeploymentController is set to ECS."
)


def _enables(asked: Asked, member: str) -> bool:
    """Whether a request switches this member of deploymentConfiguration on."""
    return bool(((asked.get("deploymentConfiguration") or {}).get(member) or {}).get("enable"))


@book.rule(
    "code-deploy-without-balancer",
    "CreateService",
    code="InvalidParameterException",
    says="When using the CODE_DEPLOY deployment controller, the service requires an Application Load Balancer or Network"
    " Load Balancer.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Add loadBalancers with a target group, or use the ECS controller.",
)
def code_deploy_without_balancer(asked: Asked) -> Iterator[Breach]:
    """CodeDeploy shifts traffic between two target groups, and this service has none."""
    if controller(asked) == "CODE_DEPLOY" and not asked.get("loadBalancers"):
        yield at("loadBalancers")


@book.rule(
    "external-with-balancer",
    "CreateService",
    code="InvalidParameterException",
    says="LoadBalancers must be empty or null",
    wording=seen("pf-ecs-svc-external-with-load-balancers"),
    page=CREATE_SERVICE,
    fix="Name the target group in CreateTaskSet instead.",
)
def external_with_balancer(asked: Asked) -> Iterator[Breach]:
    """Under the EXTERNAL controller the task sets have the load balancers, and the service has none."""
    if controller(asked) == "EXTERNAL" and asked.get("loadBalancers"):
        yield at("loadBalancers")


@book.rule(
    "breaker-without-ecs-controller",
    "CreateService",
    code="InvalidParameterException",
    says=BREAKER_SAYS,
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentCircuitBreaker.html",
    fix="Leave the circuit breaker out, or use the ECS controller.",
)
def breaker_without_ecs_controller(asked: Asked) -> Iterator[Breach]:
    """The circuit breaker watches the deployments of the ECS controller, and this service is under {controller}."""
    if _enables(asked, "deploymentCircuitBreaker") and controller(asked) != "ECS":
        yield at("deploymentConfiguration", "deploymentCircuitBreaker", controller=controller(asked))


@book.rule(
    "breaker-under-other-controller",
    "UpdateService",
    code="InvalidParameterException",
    says=BREAKER_SAYS,
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentCircuitBreaker.html",
    fix="Leave the circuit breaker out.",
)
def breaker_under_other_controller(asked: Asked, world: World) -> Iterator[Breach]:
    """The circuit breaker watches the deployments of the ECS controller, and this service is under {controller}."""
    service = updated(asked, world) if _enables(asked, "deploymentCircuitBreaker") else None
    if service is not None and controller(service) != "ECS":
        yield at("deploymentConfiguration", "deploymentCircuitBreaker", controller=controller(service))


@book.rule(
    "alarms-without-ecs-controller",
    "CreateService",
    code="InvalidParameterException",
    says=ALARMS_SAYS,
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentAlarms.html",
    fix="Leave alarms out, or use the ECS controller; CodeDeploy has alarms of its own.",
)
def alarms_without_ecs_controller(asked: Asked) -> Iterator[Breach]:
    """Deployment alarms belong to the ECS controller, and this service is under {controller}."""
    if _enables(asked, "alarms") and controller(asked) != "ECS":
        yield at("deploymentConfiguration", "alarms", controller=controller(asked))


@book.rule(
    "alarms-under-other-controller",
    "UpdateService",
    code="InvalidParameterException",
    says=ALARMS_SAYS,
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentAlarms.html",
    fix="Leave alarms out; CodeDeploy has alarms of its own.",
)
def alarms_under_other_controller(asked: Asked, world: World) -> Iterator[Breach]:
    """Deployment alarms belong to the ECS controller, and this service is under {controller}."""
    service = updated(asked, world) if _enables(asked, "alarms") else None
    if service is not None and controller(service) != "ECS":
        yield at("deploymentConfiguration", "alarms", controller=controller(service))


@book.rule(
    "native-strategy-without-ecs-controller",
    "CreateService",
    code="InvalidParameterException",
    says="The deployment strategy {strategy} is only supported with the ECS deployment controller.",
    wording=PARAPHRASED,
    page=f"{API}/API_DeploymentController.html",
    fix="Use the ECS controller, which does {strategy} itself, or leave the strategy to CodeDeploy.",
)
def native_strategy_without_ecs_controller(asked: Asked) -> Iterator[Breach]:
    """{strategy} is a strategy of the ECS controller; CODE_DEPLOY and EXTERNAL bring their own."""
    strategy = (asked.get("deploymentConfiguration") or {}).get("strategy")
    if strategy in NATIVE and controller(asked) != "ECS":
        yield at("deploymentConfiguration", "strategy", strategy=strategy)


def _under(asked: Asked, world: World, wanted: str, *names: str) -> bool:
    """Whether an update names one of these members of a service under this controller."""
    service = updated(asked, world) if any(asked.get(name) is not None for name in names) else None
    return service is not None and controller(service) == wanted


@book.rule(
    "code-deploy-definition",
    "UpdateService",
    code="InvalidParameterException",
    says="Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to"
    " trigger a new deployment.",
    wording=issue("boto/boto3", 1936),
    page=UPDATE_SERVICE,
    fix="Create a CodeDeploy deployment whose AppSpec names the new task definition.",
)
def code_deploy_definition(asked: Asked, world: World) -> Iterator[Breach]:
    """Under CODE_DEPLOY a new task definition comes with a CodeDeploy deployment, not with UpdateService."""
    if _under(asked, world, "CODE_DEPLOY", "taskDefinition"):
        yield at("taskDefinition")


@book.rule(
    "code-deploy-network",
    "UpdateService",
    code="InvalidParameterException",
    says="Unable to update network parameters on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to"
    " trigger a new deployment.",
    wording=issue("hashicorp/terraform-provider-aws", 13473),
    page=UPDATE_SERVICE,
    fix="Name the network configuration in the AppSpec of a CodeDeploy deployment.",
)
def code_deploy_network(asked: Asked, world: World) -> Iterator[Breach]:
    """Under CODE_DEPLOY another network configuration comes with a CodeDeploy deployment, not with UpdateService."""
    if _under(asked, world, "CODE_DEPLOY", "networkConfiguration"):
        yield at("networkConfiguration")


@book.rule(
    "code-deploy-platform",
    "UpdateService",
    code="InvalidParameterException",
    says="Unable to update platform version on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to"
    " trigger a new deployment.",
    wording=PARAPHRASED,
    page=UPDATE_SERVICE,
    fix="Name the platform version in the AppSpec of a CodeDeploy deployment.",
)
def code_deploy_platform(asked: Asked, world: World) -> Iterator[Breach]:
    """Under CODE_DEPLOY another platform version comes with a CodeDeploy deployment, not with UpdateService."""
    if _under(asked, world, "CODE_DEPLOY", "platformVersion"):
        yield at("platformVersion")


@book.rule(
    "external-update",
    "UpdateService",
    code="InvalidParameterException",
    says="Unable to update {member} on services with an EXTERNAL deployment controller. Create a new task set.",
    wording=PARAPHRASED,
    page=f"{GUIDE}/deployment-type-external.html",
    fix="Create a task set with the new {member}.",
)
def external_update(asked: Asked, world: World) -> Iterator[Breach]:
    """Under EXTERNAL a new {member} comes with a new task set, not with UpdateService."""
    for member in ("taskDefinition", "networkConfiguration", "loadBalancers", "platformVersion"):
        if _under(asked, world, "EXTERNAL", member):
            yield at(member, member=member)
