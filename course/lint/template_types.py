"""The CloudFormation resource types that lint knows: the request that each one becomes, and what it is known by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.lint.converting import Tongue

MADE_UP = ":000000000000:"
"""The account of ARNs that are made up here, because AWS gives them later: no account has it. They never reach a reader."""
ECS_ARN = "arn:aws:ecs:us-east-1:000000000000"
ELB_ARN = "arn:aws:elasticloadbalancing:us-east-1:000000000000"


RENAMED_WITHIN = {"ProxyConfiguration": {"ProxyConfigurationProperties": "properties"}}
"""By shape: the only name below the properties of the types below that has more than another case (CloudFormation's schemas)."""


@dataclass(frozen=True)
class Type:
    """A resource type."""

    service: str
    operation: str
    names: str = ""
    """The member that is the thing's name, which CloudFormation makes up where it is not given."""
    dropped: tuple[str, ...] = ()
    """Properties that are no members of the request: CloudFormation's own, or those of further requests."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Property → member, where more than case differs."""
    ref: str = "name"
    """What Ref gives: `name` or `arn`."""
    arn: str = ""
    """The form of its ARN, with {name}."""
    arn_attribute: str = "Arn"
    """The attribute by which Fn::GetAtt gives the ARN."""
    name_attribute: str = ""
    """The attribute that gives the name, "" where Ref does."""

    def tongue(self, shape: str) -> Tongue:
        """How a template writes this type's properties; `shape` is the request's."""
        return Tongue({**RENAMED_WITHIN, shape: {**dict.fromkeys(self.dropped, ""), **self.renamed}})


TYPES: dict[str, Type] = {
    "AWS::ECS::TaskDefinition": Type(
        "ecs", "RegisterTaskDefinition", "family", ref="arn", arn=f"{ECS_ARN}:task-definition/{{name}}:1",
        arn_attribute="TaskDefinitionArn",
    ),
    "AWS::ECS::Service": Type(
        "ecs", "CreateService", "serviceName", dropped=("ForceNewDeployment",),
        renamed={"PlacementStrategies": "placementStrategy"}, ref="arn",
        arn=f"{ECS_ARN}:service/{{name}}", arn_attribute="ServiceArn", name_attribute="Name",
    ),
    "AWS::ECS::Cluster": Type(
        "ecs", "CreateCluster", "clusterName", renamed={"ClusterSettings": "settings"}, arn=f"{ECS_ARN}:cluster/{{name}}",
    ),
    "AWS::ECS::ClusterCapacityProviderAssociations": Type("ecs", "PutClusterCapacityProviders"),
    "AWS::ECS::CapacityProvider": Type("ecs", "CreateCapacityProvider", "name", dropped=("ClusterName",)),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Type(
        "elbv2", "CreateTargetGroup", "Name", dropped=("Targets", "TargetGroupAttributes"), ref="arn",
        arn=f"{ELB_ARN}:targetgroup/{{name}}/0000000000000000", arn_attribute="TargetGroupArn",
        name_attribute="TargetGroupName",
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Type(
        "elbv2", "CreateLoadBalancer", "Name",
        dropped=(
            "LoadBalancerAttributes", "MinimumLoadBalancerCapacity", "EnableCapacityReservationProvisionStabilize",
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "Ipv4IpamPoolId",
        ),
        ref="arn", arn=f"{ELB_ARN}:loadbalancer/app/{{name}}/0000000000000000", arn_attribute="LoadBalancerArn",
        name_attribute="LoadBalancerName",
    ),
    "AWS::ElasticLoadBalancingV2::Listener": Type(
        "elbv2", "CreateListener", dropped=("ListenerAttributes",), ref="arn",
        arn=f"{ELB_ARN}:listener/app/{{name}}/0000000000000000/0000000000000000", arn_attribute="ListenerArn",
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Type(
        "elbv2", "CreateRule", ref="arn", arn=f"{ELB_ARN}:listener-rule/app/{{name}}/0/0/0", arn_attribute="RuleArn",
    ),
    "AWS::ApplicationAutoScaling::ScalableTarget": Type(
        "application-autoscaling", "RegisterScalableTarget", dropped=("ScheduledActions",),
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Type(
        "application-autoscaling", "PutScalingPolicy", dropped=("ScalingTargetId",),
    ),
    "AWS::ECR::Repository": Type(
        "ecr", "CreateRepository", "repositoryName",
        dropped=("LifecyclePolicy", "RepositoryPolicyText", "EmptyOnDelete", "ImageTagMutabilityExclusionFilters"),
        arn="arn:aws:ecr:us-east-1:000000000000:repository/{name}",
    ),
    "AWS::Logs::LogGroup": Type(
        "logs", "CreateLogGroup", "logGroupName",
        dropped=(
            "RetentionInDays", "DataProtectionPolicy", "FieldIndexPolicies", "ResourcePolicyDocument",
            "BearerTokenAuthenticationEnabled",
        ),
        arn="arn:aws:logs:us-east-1:000000000000:log-group:{name}:*",
    ),
    "AWS::IAM::Role": Type(
        "iam", "CreateRole", "RoleName", dropped=("Policies", "ManagedPolicyArns"),
        arn="arn:aws:iam::000000000000:role/{name}",
    ),
}  # fmt: skip
