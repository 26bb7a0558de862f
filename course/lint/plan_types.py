"""The Terraform resource types that lint knows: the request that the provider makes of each, and what they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.lint.converting import Renames
from course.lint.template_types import ECS_ARN, ELB_ARN

BALANCERS = ("aws_lb", "aws_alb")
GROUPS = ("aws_lb_target_group", "aws_alb_target_group")
LISTENERS = ("aws_lb_listener", "aws_alb_listener")
DEFINITIONS = ("aws_ecs_task_definition",)
CLUSTERS = ("aws_ecs_cluster",)
ROLES = ("aws_iam_role",)


@dataclass(frozen=True)
class Type:
    """A resource type."""

    service: str
    operation: str
    renames: Renames = field(default_factory=dict)
    """By shape; "" in place of a shape's name stands for the request's own."""
    names: str = ""
    """The member that is the thing's name, made up by the provider where it is not given."""
    arn: str = ""
    """The form of its ARN, with {name}."""
    refers: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """Attribute → the types of resources whose ARN it may be; `*` stands for every block of a list."""


ACTION = {
    "forward": "ForwardConfig",
    "redirect": "RedirectConfig",
    "fixed_response": "FixedResponseConfig",
    "authenticate_oidc": "AuthenticateOidcConfig",
    "authenticate_cognito": "AuthenticateCognitoConfig",
}
FORWARD = {
    "ForwardActionConfig": {"target_group": "TargetGroups", "stickiness": "TargetGroupStickinessConfig"},
    "TargetGroupTuple": {"arn": "TargetGroupArn"},
    "TargetGroupStickinessConfig": {"duration": "DurationSeconds"},
}
ACTIONS = {"Action": ACTION, **FORWARD}
CONDITION = {
    "host_header": "HostHeaderConfig",
    "path_pattern": "PathPatternConfig",
    "http_header": "HttpHeaderConfig",
    "http_request_method": "HttpRequestMethodConfig",
    "query_string": "QueryStringConfig",
    "source_ip": "SourceIpConfig",
}

LOAD_BALANCER = Type(
    "elbv2",
    "CreateLoadBalancer",
    {"": {"load_balancer_type": "Type", "subnet_mapping": "SubnetMappings", "arn": ""}},
    names="Name",
    arn=f"{ELB_ARN}:loadbalancer/app/{{name}}/0000000000000000",
)
TARGET_GROUP = Type(
    "elbv2",
    "CreateTargetGroup",
    {"": {"arn": ""}},
    names="Name",
    arn=f"{ELB_ARN}:targetgroup/{{name}}/0000000000000000",
)
LISTENER = Type(
    "elbv2",
    "CreateListener",
    {"": {"default_action": "DefaultActions", "alpn_policy": "", "arn": ""}, **ACTIONS},
    arn=f"{ELB_ARN}:listener/app/{{name}}/0000000000000000/0000000000000000",
    refers={
        ("load_balancer_arn",): BALANCERS,
        ("default_action", "*", "target_group_arn"): GROUPS,
        ("default_action", "*", "forward", "*", "target_group", "*", "arn"): GROUPS,
    },
)
LISTENER_RULE = Type(
    "elbv2",
    "CreateRule",
    {
        "": {"action": "Actions", "condition": "Conditions", "arn": ""},
        **ACTIONS,
        "RuleCondition": CONDITION,
    },
    arn=f"{ELB_ARN}:listener-rule/app/{{name}}/0/0/0",
    refers={
        ("listener_arn",): LISTENERS,
        ("action", "*", "target_group_arn"): GROUPS,
        ("action", "*", "forward", "*", "target_group", "*", "arn"): GROUPS,
    },
)

TYPES: dict[str, Type] = {
    "aws_ecs_task_definition": Type(
        "ecs", "RegisterTaskDefinition",
        {
            "": {"volume": "volumes", "inference_accelerator": "inferenceAccelerators", "revision": "", "arn": ""},
            "Volume": {"configure_at_launch": "configuredAtLaunch"},
        },
        names="family", arn=f"{ECS_ARN}:task-definition/{{name}}:1",
        refers={("execution_role_arn",): ROLES, ("task_role_arn",): ROLES},
    ),
    "aws_ecs_service": Type(
        "ecs", "CreateService",
        {
            "": {
                "name": "serviceName", "load_balancer": "loadBalancers", "ordered_placement_strategy": "placementStrategy",
                "iam_role": "role", "volume_configuration": "volumeConfigurations",
            },
            "LoadBalancer": {"elb_name": "loadBalancerName"},
            "ServiceConnectConfiguration": {"service": "services", "access_log_configuration": "accessLogConfiguration"},
            "ServiceConnectService": {"client_alias": "clientAliases"},
            "LogConfiguration": {"secret_option": "secretOptions"},
            "DeploymentConfiguration": {"lifecycle_hook": "lifecycleHooks"},
        },
        arn=f"{ECS_ARN}:service/{{name}}",
        refers={
            ("cluster",): CLUSTERS, ("task_definition",): DEFINITIONS, ("iam_role",): ROLES,
            ("load_balancer", "*", "target_group_arn"): GROUPS,
        },
    ),
    "aws_ecs_cluster": Type(
        "ecs", "CreateCluster",
        {"": {"name": "clusterName", "setting": "settings", "arn": ""}}, arn=f"{ECS_ARN}:cluster/{{name}}",
    ),
    "aws_ecs_cluster_capacity_providers": Type(
        "ecs", "PutClusterCapacityProviders", {"": {"cluster_name": "cluster"}}, refers={("cluster_name",): CLUSTERS},
    ),
    "aws_ecs_capacity_provider": Type(
        "ecs", "CreateCapacityProvider", {"": {"arn": ""}}, arn=f"{ECS_ARN}:capacity-provider/{{name}}",
    ),
    **dict.fromkeys(BALANCERS, LOAD_BALANCER),
    **dict.fromkeys(GROUPS, TARGET_GROUP),
    **dict.fromkeys(LISTENERS, LISTENER),
    **dict.fromkeys(("aws_lb_listener_rule", "aws_alb_listener_rule"), LISTENER_RULE),
    "aws_appautoscaling_target": Type("application-autoscaling", "RegisterScalableTarget", {"": {"arn": ""}}),
    "aws_appautoscaling_policy": Type(
        "application-autoscaling", "PutScalingPolicy",
        {
            "": {"name": "PolicyName", "arn": "", "alarm_arns": ""},
            "StepScalingPolicyConfiguration": {"step_adjustment": "StepAdjustments"},
        },
    ),
    "aws_appautoscaling_scheduled_action": Type(
        "application-autoscaling", "PutScheduledAction", {"": {"name": "ScheduledActionName", "arn": ""}},
    ),
    "aws_ecr_repository": Type(
        "ecr", "CreateRepository",
        {"": {"name": "repositoryName", "arn": "", "image_tag_mutability_exclusion_filter": ""}},
        arn="arn:aws:ecr:us-east-1:000000000000:repository/{name}",
    ),
    "aws_ecr_lifecycle_policy": Type(
        "ecr", "PutLifecyclePolicy", {"": {"repository": "repositoryName", "policy": "lifecyclePolicyText", "registry_id": ""}},
    ),
    "aws_ecr_repository_policy": Type(
        "ecr", "SetRepositoryPolicy", {"": {"repository": "repositoryName", "policy": "policyText", "registry_id": ""}},
    ),
    "aws_cloudwatch_log_group": Type(
        "logs", "CreateLogGroup", {"": {"name": "logGroupName", "arn": ""}},
        arn="arn:aws:logs:us-east-1:000000000000:log-group:{name}:*",
    ),
    "aws_iam_role": Type(
        "iam", "CreateRole", {"": {"name": "RoleName", "assume_role_policy": "AssumeRolePolicyDocument", "arn": ""}},
        arn="arn:aws:iam::000000000000:role/{name}",
    ),
}  # fmt: skip
