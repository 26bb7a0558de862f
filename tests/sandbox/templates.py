"""Templates of CloudFormation for tests, as people write them for ECS, and what became of the stacks."""

from __future__ import annotations

import json
import time
from typing import Any

PARAMETERS = """
Parameters:
  Count: {Type: Number, Default: 2}
  Image: {Type: String, Default: "web:1"}
"""
NETWORK = """
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet}}
  Routes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route:
    Type: AWS::EC2::Route
    DependsOn: Attached
    Properties: {RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}
  Public:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Routes}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}
      - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /ecs/web}}
  Target:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, TargetType: ip, VpcId: !Ref Vpc}
  Other:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs {Ref: "AWS::Region"}]}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [!Ref Subnet, !Ref Other], SecurityGroups: [!Ref Group]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Target}]
"""
ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}]
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]
"""
DEFINITION = """
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      Cpu: 256
      Memory: "0.5 GB"
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ExecutionRoleArn: !GetAtt Role.Arn
      TaskRoleArn: !GetAtt [Role, Arn]
      RuntimePlatform: {CpuArchitecture: ARM64, OperatingSystemFamily: LINUX}
      Volumes:
      - Name: shared
        EFSVolumeConfiguration:
          FilesystemId: fs-1
          TransitEncryption: ENABLED
          AuthorizationConfig: {IAM: ENABLED}
      ProxyConfiguration:
        Type: APPMESH
        ContainerName: web
        ProxyConfigurationProperties:
        - {Name: ProxyIngressPort, Value: 15000}
        - {Name: ProxyEgressPort, Value: "15001"}
        - {Name: AppPorts, Value: "8080"}
        - {Name: IgnoredUID, Value: "1337"}
      ContainerDefinitions:
      - Name: web
        Image: !Ref Image
        Essential: "true"
        PortMappings: [{ContainerPort: "8080", Name: http, AppProtocol: http}]
        Environment: [{Name: PORT, Value: 8080}, {Name: DEBUG, Value: true}]
        DockerLabels: {Com.Example.Team: a}
        HealthCheck: {Command: [CMD, "true"], StartPeriod: 5}
        LogConfiguration:
          LogDriver: awslogs
          Options: {awslogs-group: /ecs/web, awslogs-region: !Ref "AWS::Region", awslogs-stream-prefix: web}
"""
SERVICE = """
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener, Route, Public, Logs]
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Definition
      DesiredCount: !Ref Count
      LaunchType: FARGATE
      EnableExecuteCommand: true
      PropagateTags: SERVICE
      DeploymentConfiguration:
        MinimumHealthyPercent: 50
        DeploymentCircuitBreaker: {Enable: true, Rollback: true}
      NetworkConfiguration:
        AwsvpcConfiguration: {Subnets: [!Ref Subnet], SecurityGroups: [!GetAtt Group.GroupId], AssignPublicIp: ENABLED}
      LoadBalancers: [{ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Target}]
      Tags: [{Key: team, Value: own}]
"""
CLUSTER = """
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      ClusterSettings: [{Name: containerInsights, Value: enhanced}]
      CapacityProviders: [FARGATE, FARGATE_SPOT]
      DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]
"""
SCALING = """
  Scalable:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub "service/${Cluster}/${Service.Name}"
      MinCapacity: 1
      MaxCapacity: "4"
      ScheduledActions:
      - ScheduledActionName: night
        Schedule: cron(0 20 * * ? *)
        ScalableTargetAction: {MinCapacity: 0, MaxCapacity: 1}
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: cpu
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Scalable
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 50
        PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}
"""
OUTPUTS = """
Outputs:
  Cluster: {Value: !Ref Cluster}
  ClusterArn: {Value: !GetAtt Cluster.Arn}
  Definition: {Value: !Ref Definition}
  DefinitionArn: {Value: !GetAtt Definition.TaskDefinitionArn}
  Service: {Value: !Ref Service}
  ServiceArn: {Value: !GetAtt Service.ServiceArn}
  ServiceName: {Value: !GetAtt Service.Name}
  Scalable: {Value: !Ref Scalable}
  Policy: {Value: !Ref Policy}
  PolicyArn: {Value: !GetAtt Policy.Arn}
"""
WHOLE = f"{PARAMETERS}Resources:{NETWORK}{ROLE}{CLUSTER}{DEFINITION}{SERVICE}{SCALING}{OUTPUTS}"


def cluster_only(**properties: Any) -> str:
    """A template with nothing but a cluster."""
    return json.dumps({"Resources": {"Cluster": {"Type": "AWS::ECS::Cluster", "Properties": properties}}})


def parameters(**values: str) -> list[dict[str, str]]:
    """Parameters of a stack as the API takes them."""
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def status_of(stacks: Any, name: str) -> str:
    """The status of a stack when it has come to rest: services take their time to become steady, and to drain."""
    for _ in range(600):
        status = str(stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
            return status
        time.sleep(0.1)
    return status


def create(stacks: Any, body: str, name: str = "s", **more: Any) -> str:
    """Make a stack, and wait; its id."""
    made = str(stacks.create_stack(StackName=name, TemplateBody=body, **more)["StackId"])
    status_of(stacks, made)
    return made


def update(stacks: Any, body: str | None = None, name: str = "s", **more: Any) -> None:
    """Change a stack, and wait."""
    template = {"UsePreviousTemplate": True} if body is None else {"TemplateBody": body}
    stacks.update_stack(StackName=name, **template, **more)
    status_of(stacks, name)


def delete(stacks: Any, name: str = "s") -> str:
    """Delete a stack, and wait; its status in the end."""
    identity = stacks.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    stacks.delete_stack(StackName=name)
    return status_of(stacks, identity)


def outputs_of(stacks: Any, name: str) -> dict[str, str]:
    """The outputs of a stack."""
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def events_of(stacks: Any, name: str) -> list[tuple[str, str, str]]:
    """Logical name, status and reason of each event, oldest first."""
    events = reversed(stacks.describe_stack_events(StackName=name)["StackEvents"])
    return [(e["LogicalResourceId"], e["ResourceStatus"], e.get("ResourceStatusReason", "")) for e in events]


def ids_of(stacks: Any, name: str) -> dict[str, str]:
    """Logical names → physical ids."""
    found = stacks.describe_stack_resources(StackName=name)["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}
