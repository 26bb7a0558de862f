"""Stacks as wholes: refused, rolled back, waited for, changed by change sets, and the same after a restart."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from course.home import Home
from course.sandbox import process
from tests.sandbox.clients import client_of, refused
from tests.sandbox.templates import (
    WHOLE,
    cluster_only,
    create,
    delete,
    events_of,
    ids_of,
    outputs_of,
    parameters,
    status_of,
    update,
)

Aws = Callable[..., Any]


def resources(**by_name: dict[str, Any]) -> str:
    return json.dumps({"Resources": by_name})


CLUSTER = {"Type": "AWS::ECS::Cluster"}


def service_without_instances(**more: Any) -> dict[str, Any]:
    """A service on Fargate in a cluster of the stack, whose image is not there."""
    definition = {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {
            "Cpu": "256",
            "Memory": "512",
            "NetworkMode": "awsvpc",
            "RequiresCompatibilities": ["FARGATE"],
            "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ContainerDefinitions": [{"Name": "web", "Image": {"Ref": "Image"}}],
        },
    }
    breaker = {"DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}}
    service = {
        "Type": "AWS::ECS::Service",
        "DependsOn": ["Route", "Public"],
        "Properties": {
            "Cluster": {"Ref": "Cluster"},
            "TaskDefinition": {"Ref": "Definition"},
            "DesiredCount": 1,
            "LaunchType": "FARGATE",
            "DeploymentConfiguration": breaker,
            "NetworkConfiguration": {
                "AwsvpcConfiguration": {"Subnets": [{"Ref": "Subnet"}], "AssignPublicIp": "ENABLED"}
            },
        },
    }
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    managed = ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]
    role = {"AssumeRolePolicyDocument": document, "ManagedPolicyArns": managed}
    gateway = {"VpcId": {"Ref": "Vpc"}, "InternetGatewayId": {"Ref": "Internet"}}
    way = {"RouteTableId": {"Ref": "Routes"}, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": {"Ref": "Internet"}}
    public = {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": "Routes"}}
    around = {
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        "Internet": {"Type": "AWS::EC2::InternetGateway"},
        "Attached": {"Type": "AWS::EC2::VPCGatewayAttachment", "Properties": gateway},
        "Routes": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}},
        "Route": {"Type": "AWS::EC2::Route", "DependsOn": "Attached", "Properties": way},
        "Public": {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties": public},
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24"}},
    }
    return {
        "Parameters": {"Image": {"Type": "String", "Default": "web:1"}},
        "Resources": {**around, "Cluster": CLUSTER, "Definition": definition, "Service": service, **more},
    }


def missing_image(account: str) -> str:
    return f"{account}.dkr.ecr.us-east-1.amazonaws.com/nothing:1"


# Refused as a whole


def test_types_that_are_not_offered_are_named_and_nothing_is_made(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    body = resources(Cluster=CLUSTER, Ghost={"Type": "AWS::GameLift::Build"}, Other={"Type": "AWS::Nowhere::Thing"})
    code, said = refused(stacks.create_stack, StackName="s", TemplateBody=body)
    assert code == "UnsupportedOperation"
    assert "Ghost is an AWS::GameLift::Build, Other is an AWS::Nowhere::Thing." in said
    assert ecs.list_clusters()["clusterArns"] == []
    assert stacks.list_stacks()["StackSummaries"] == []
    create(stacks, resources(Cluster=CLUSTER))
    for call, more in ((stacks.update_stack, {}), (stacks.create_change_set, {"ChangeSetName": "c"})):
        code, said = refused(call, StackName="s", TemplateBody=body, **more)
        assert (code, "AWS::GameLift::Build" in said) == ("UnsupportedOperation", True)
    assert status_of(stacks, "s") == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "Template format error"),
        ("Resources: [", "Template format error"),
        ("text", "Template format error: unsupported structure."),
        ("{}", "At least one Resources member must be defined."),
        (resources(A={"Properties": {}}), "[/Resources/A] Every Resources object must contain a Type member."),
        (
            resources(A={**CLUSTER, "Properties": {"ClusterName": {"Ref": "Name"}}, "DependsOn": ["B"]}),
            "Unresolved resource dependencies [B, Name] in the Resources block of the template",
        ),
        (
            resources(
                A={**CLUSTER, "Properties": {"ClusterName": {"Fn::Sub": "x-${B.Arn}"}}}, B={**CLUSTER, "DependsOn": "A"}
            ),
            "Circular dependency between resources: [A, B]",
        ),
    ],
)
def test_templates_that_are_none(aws: Aws, body: str, said: str) -> None:
    stacks = aws("cloudformation")
    code, told = refused(stacks.create_stack, StackName="s", TemplateBody=body)
    assert (code, said in told) == ("ValidationError", True), told
    assert stacks.list_stacks()["StackSummaries"] == []


def test_a_parameter_that_is_missing_changes_nothing(aws: Aws) -> None:
    stacks = aws("cloudformation")
    body = json.dumps({"Parameters": {"Name": {"Type": "String"}}, "Resources": {"Cluster": CLUSTER}})
    assert refused(stacks.create_stack, StackName="s", TemplateBody=body)[0] == "ValidationError"
    create(stacks, resources(Cluster=CLUSTER))
    assert refused(stacks.update_stack, StackName="s", TemplateBody=body)[0] == "ValidationError"
    assert status_of(stacks, "s") == "CREATE_COMPLETE"
    same = refused(stacks.update_stack, StackName="s", TemplateBody=resources(Cluster=CLUSTER))
    assert same == ("ValidationError", "No updates are to be performed.")


# Rolled back


def test_what_fails_is_rolled_back_and_says_why(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    service = {"Type": "AWS::ECS::Service", "Properties": {"Cluster": {"Ref": "Cluster"}, "TaskDefinition": "nothing"}}
    body = resources(Cluster=CLUSTER, Service=service)
    identity = create(stacks, body)
    assert status_of(stacks, identity) == "ROLLBACK_COMPLETE"
    events = events_of(stacks, "s")
    (failure,) = [each for each in events if each[1] == "CREATE_FAILED"]
    assert failure == ("Service", "CREATE_FAILED", "TaskDefinition not found.")
    (stack,) = [reason for name, status, reason in events if (name, status) == ("s", "ROLLBACK_IN_PROGRESS")]
    assert stack == "The following resource(s) failed to create: [Service]. Rollback requested by user."
    assert ecs.list_clusters()["clusterArns"] == []
    assert ids_of(stacks, "s") == {}
    assert delete(stacks) == "DELETE_COMPLETE"
    create(stacks, body, DisableRollback=True)
    assert status_of(stacks, "s") == "CREATE_FAILED"
    assert list(ids_of(stacks, "s")) == ["Cluster"]
    delete(stacks)
    identity = create(stacks, body, OnFailure="DELETE")
    assert status_of(stacks, identity) == "DELETE_COMPLETE"


def test_an_update_that_fails_puts_everything_back(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    settings = {"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]}
    definition = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "web", "ContainerDefinitions": []}}
    container = {"Name": "web", "Image": "web:1", "Memory": 64}

    def body(image: str, tags: list[dict[str, str]], **more: Any) -> str:
        properties = {"Family": "web", "ContainerDefinitions": [{**container, "Image": image}]}
        return resources(
            Cluster={**CLUSTER, "Properties": {**settings, "Tags": tags}},
            Definition={**definition, "Properties": properties},
            **more,
        )

    first = body("web:1", [{"Key": "a", "Value": "1"}])
    create(stacks, first)
    before = ids_of(stacks, "s")
    bad = {"Type": "AWS::ECS::Service", "Properties": {"Cluster": "nowhere", "TaskDefinition": {"Ref": "Definition"}}}
    update(stacks, body("web:2", [{"Key": "a", "Value": "2"}], New={**CLUSTER}, Service={**bad, "DependsOn": "New"}))
    assert status_of(stacks, "s") == "UPDATE_ROLLBACK_COMPLETE"
    assert ids_of(stacks, "s") == before
    (cluster,) = ecs.describe_clusters(clusters=[before["Cluster"]], include=["TAGS"])["clusters"]
    assert {"key": "a", "value": "1"} in cluster["tags"]
    assert ecs.list_task_definitions()["taskDefinitionArns"] == [before["Definition"]]
    assert len(ecs.list_clusters()["clusterArns"]) == 1
    reasons = [reason for _, status, reason in events_of(stacks, "s") if status == "UPDATE_ROLLBACK_IN_PROGRESS"]
    assert reasons == ["The following resource(s) failed to update: [Service]."]
    assert stacks.get_template(StackName="s")["TemplateBody"] == json.loads(first)
    update(stacks, body("web:3", [{"Key": "a", "Value": "3"}]))
    assert status_of(stacks, "s") == "UPDATE_COMPLETE"
    assert ids_of(stacks, "s")["Definition"].endswith("web:3")


def test_a_name_that_is_taken(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    ecs.create_cluster(clusterName="mine")
    create(stacks, cluster_only(ClusterName="mine"))
    assert status_of(stacks, "s") == "ROLLBACK_COMPLETE"
    assert [each[2] for each in events_of(stacks, "s") if each[1] == "CREATE_FAILED"] == [
        "Resource of type 'AWS::ECS::Cluster' with identifier 'mine' already exists."
    ]
    assert len(ecs.list_clusters()["clusterArns"]) == 1
    assert refused(stacks.create_stack, StackName="s", TemplateBody=cluster_only())[0] == "AlreadyExistsException"


def test_what_holds_something_up_makes_a_deletion_fail(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    create(stacks, cluster_only(ClusterName="c"))
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "a", "image": "b", "memory": 64}])
    ecs.create_service(cluster="c", serviceName="foreign", taskDefinition="web", desiredCount=0)
    assert delete(stacks) == "DELETE_FAILED"
    (stack,) = stacks.describe_stacks(StackName="s")["Stacks"]
    assert "failed to delete: [Cluster]" in stack["StackStatusReason"]
    ecs.delete_service(cluster="c", service="foreign", force=True)
    assert delete(stacks) == "DELETE_COMPLETE"
    stacks.delete_stack(StackName="s")  # one that is not there is none to delete


def test_what_is_to_be_retained_outlives_its_stack(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    create(stacks, resources(A={**CLUSTER, "DeletionPolicy": "Retain"}, B=CLUSTER), EnableTerminationProtection=True)
    code, said = refused(stacks.delete_stack, StackName="s")
    assert (code, "TerminationProtection is enabled" in said) == ("ValidationError", True)
    kept = ids_of(stacks, "s")["A"]
    update(stacks, resources(B=CLUSTER))
    assert kept in {arn.rpartition("/")[2] for arn in ecs.list_clusters()["clusterArns"]}


# Waited for


def test_a_stack_waits_until_its_service_is_steady_and_has_drained(aws: Aws, sandbox_home: Home) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    stacks.create_stack(StackName="s", TemplateBody=WHOLE)
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS"
    code, said = refused(stacks.update_stack, StackName="s", TemplateBody=WHOLE + "\n")
    assert (code, said.endswith("is in CREATE_IN_PROGRESS state and can not be updated.")) == ("ValidationError", True)
    assert status_of(stacks, "s") == "CREATE_COMPLETE"
    told = outputs_of(stacks, "s")
    where = {"cluster": told["Cluster"], "services": [told["ServiceName"]]}
    assert ecs.describe_services(**where)["services"][0]["runningCount"] == 2
    identity = stacks.describe_stacks(StackName="s")["Stacks"][0]["StackId"]
    process.tell(sandbox_home, "POST", "time/freeze")  # draining takes half a second of the wall, a busy machine longer
    try:
        stacks.delete_stack(StackName="s")
        assert stacks.describe_stacks(StackName=identity)["Stacks"][0]["StackStatus"] == "DELETE_IN_PROGRESS"
        assert ecs.describe_services(**where)["services"][0]["status"] == "DRAINING"
    finally:
        process.tell(sandbox_home, "POST", "time/run")
    assert status_of(stacks, identity) == "DELETE_COMPLETE"
    assert ecs.list_clusters()["clusterArns"] == []


def at_rest(home: Home, stacks: Any) -> str:
    """The status of the stack in the end. Failed tasks are retried at the speed of the wall, so time is moved on."""
    for _ in range(60):
        status = str(stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"])
        if not status.endswith("_IN_PROGRESS"):
            return status
        process.tell(home, "POST", "time/forward", by="1m")
    return status


def test_a_service_whose_image_is_missing_fails_its_stack(home: Home) -> None:
    account = "111111111111"
    endpoint = process.up(home).endpoint
    stacks, ecs = (client_of(endpoint, service, account) for service in ("cloudformation", "ecs"))
    body = json.dumps(service_without_instances())
    stacks.create_stack(StackName="s", TemplateBody=body, Parameters=parameters(Image=missing_image(account)))
    assert at_rest(home, stacks) == "ROLLBACK_COMPLETE"
    assert [each for each in events_of(stacks, "s") if each[1] == "CREATE_FAILED"] == [
        ("Service", "CREATE_FAILED", "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.")
    ]
    assert ecs.list_clusters()["clusterArns"] == []
    delete(stacks)
    create(stacks, body)
    assert status_of(stacks, "s") == "CREATE_COMPLETE"
    before = ids_of(stacks, "s")
    stacks.update_stack(StackName="s", UsePreviousTemplate=True, Parameters=parameters(Image=missing_image(account)))
    assert at_rest(home, stacks) == "UPDATE_ROLLBACK_COMPLETE"
    assert ids_of(stacks, "s") == before
    (service,) = ecs.describe_services(cluster=before["Cluster"], services=[before["Service"]])["services"]
    assert service["taskDefinition"] == before["Definition"]


def test_a_service_that_never_becomes_steady_is_given_up_after_three_hours(home: Home) -> None:
    stacks = client_of(process.up(home).endpoint, "cloudformation", "111111111111")
    template = service_without_instances()
    del template["Resources"]["Service"]["Properties"]["DeploymentConfiguration"]
    image = parameters(Image=missing_image("111111111111"))
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(template), Parameters=image)
    service = ids_of(stacks, "s")["Service"]
    process.tell(home, "POST", "time/forward", by="170m")
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS"
    process.tell(home, "POST", "time/forward", by="12m")
    assert at_rest(home, stacks) == "ROLLBACK_COMPLETE"
    (failure,) = [each for each in events_of(stacks, "s") if each[1] == "CREATE_FAILED"]
    assert failure == ("Service", "CREATE_FAILED", f"Service {service} did not stabilize.")


# Change sets, exports, conditions


def test_change_sets_tell_first_and_then_do(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    body = json.dumps(service_without_instances())
    stacks.create_change_set(StackName="s", ChangeSetName="c", TemplateBody=body, ChangeSetType="CREATE")
    told = stacks.describe_change_set(StackName="s", ChangeSetName="c")
    assert {each["ResourceChange"]["Action"] for each in told["Changes"]} == {"Add"}
    assert ecs.list_clusters()["clusterArns"] == []
    stacks.execute_change_set(StackName="s", ChangeSetName="c")
    assert status_of(stacks, "s") == "CREATE_COMPLETE"
    before = ids_of(stacks, "s")
    changed = service_without_instances(Extra=CLUSTER)
    changed["Outputs"] = {"Name": {"Value": {"Ref": "Extra"}}}
    del changed["Resources"]["Service"]["Properties"]["DeploymentConfiguration"]
    stacks.create_change_set(
        StackName="s",
        ChangeSetName="d",
        TemplateBody=json.dumps(changed),
        Parameters=parameters(Image="web:2"),
        ChangeSetType="UPDATE",
    )
    told = stacks.describe_change_set(StackName="s", ChangeSetName="d")
    changes = {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in told["Changes"]}
    assert {name: (each["Action"], each.get("Replacement")) for name, each in changes.items()} == {
        "Extra": ("Add", None),
        "Definition": ("Modify", "Conditional"),
        "Service": ("Modify", "False"),
    }
    assert changes["Definition"]["PhysicalResourceId"] == before["Definition"]
    assert ids_of(stacks, "s") == before
    stacks.execute_change_set(StackName="s", ChangeSetName="d")
    assert status_of(stacks, "s") == "UPDATE_COMPLETE"
    assert ids_of(stacks, "s")["Definition"] != before["Definition"]
    assert outputs_of(stacks, "s") == {"Name": ids_of(stacks, "s")["Extra"]}
    assert refused(stacks.execute_change_set, StackName="s", ChangeSetName="d")[0] == "ValidationError"
    same = {"StackName": "s", "ChangeSetType": "UPDATE", "UsePreviousTemplate": True}
    image = [{"ParameterKey": "Image", "UsePreviousValue": True}]
    stacks.create_change_set(**same, ChangeSetName="e", Parameters=image)
    told = stacks.describe_change_set(StackName="s", ChangeSetName="e")
    assert (told["Status"], told["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert told["StatusReason"].startswith("The submitted information didn't contain changes.")
    assert refused(stacks.execute_change_set, StackName="s", ChangeSetName="e")[0] == "ValidationError"
    stacks.create_change_set(**same, ChangeSetName="f", Parameters=image, Tags=[{"Key": "a", "Value": "b"}])
    stacks.execute_change_set(StackName="s", ChangeSetName="f")
    assert status_of(stacks, "s") == "UPDATE_COMPLETE"
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["Tags"] == [{"Key": "a", "Value": "b"}]
    create(stacks, cluster_only(), name="other")
    assert stacks.list_change_sets(StackName="other")["Summaries"] == []
    assert len(stacks.list_change_sets(StackName="s")["Summaries"]) == 4
    assert refused(stacks.describe_change_set, StackName="other", ChangeSetName="d")[0] == "ValidationError"


def test_one_stack_imports_what_another_exports(aws: Aws) -> None:
    stacks = aws("cloudformation")
    exporting: dict[str, Any] = {
        "Resources": {"Cluster": CLUSTER},
        "Outputs": {"Name": {"Value": {"Ref": "Cluster"}, "Export": {"Name": "cluster"}}},
    }
    create(stacks, json.dumps(exporting), name="base")
    strategy = [{"CapacityProvider": "FARGATE", "Weight": 1}]
    properties = {
        "Cluster": {"Fn::ImportValue": "cluster"},
        "CapacityProviders": ["FARGATE"],
        "DefaultCapacityProviderStrategy": strategy,
    }
    create(stacks, resources(A={"Type": "AWS::ECS::ClusterCapacityProviderAssociations", "Properties": properties}))
    assert ids_of(stacks, "s")["A"] == ids_of(stacks, "base")["Cluster"]
    create(stacks, json.dumps(exporting), name="again")
    assert status_of(stacks, "again") == "ROLLBACK_COMPLETE"
    delete(stacks, "base")
    assert stacks.list_exports()["Exports"] == []


def test_conditions_and_functions_of_templates(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    body = """
    Parameters: {Many: {Type: String, Default: "no"}}
    Conditions: {More: !Equals [!Ref Many, "yes"]}
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: 2012-10-17
            Statement: {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      One:
        Type: AWS::ECS::Cluster
        Properties:
          CapacityProviders:
          - FARGATE
          - !If [More, FARGATE_SPOT, !Ref "AWS::NoValue"]
          Tags: [{Key: role, Value: !GetAtt [Role, Arn]}, {Key: name, Value: !Sub "${AWS::StackName}-${Role}"}]
      Two: {Type: AWS::ECS::Cluster, Condition: More}
    Outputs:
      Two: {Condition: More, Value: !Ref Two}
      Arn: {Value: {"Fn::GetAtt": "One.Arn"}}
    """
    create(stacks, body)
    assert list(ids_of(stacks, "s")) == ["Role", "One"]
    name = ids_of(stacks, "s")["One"]
    (one,) = ecs.describe_clusters(clusters=[name], include=["TAGS"])["clusters"]
    assert one["capacityProviders"] == ["FARGATE"]
    tags = {tag["key"]: tag["value"] for tag in one["tags"]}
    assert tags["role"].startswith("arn:aws:iam::")
    assert tags["name"] == f"s-{ids_of(stacks, 's')['Role']}"
    assert outputs_of(stacks, "s") == {"Arn": one["clusterArn"]}
    update(stacks, None, Parameters=parameters(Many="yes"))
    assert set(ids_of(stacks, "s")) == {"Role", "One", "Two"}
    assert ids_of(stacks, "s")["One"] == name
    (one,) = ecs.describe_clusters(clusters=[name])["clusters"]
    assert one["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert "Two" in outputs_of(stacks, "s")
    update(stacks, None, Parameters=parameters(Many="no"))
    assert list(ids_of(stacks, "s")) == ["Role", "One"]
    assert len(ecs.list_clusters()["clusterArns"]) == 1


# After a restart


def kill(home: Home) -> None:
    running = process.status(home)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(running.pid)], timeout=5) if psutil.pid_exists(running.pid) else None


def test_stacks_are_the_same_after_a_restart_even_those_under_way(home: Home) -> None:
    endpoint = process.up(home).endpoint
    stacks, ecs = (client_of(endpoint, service, "111111111111") for service in ("cloudformation", "ecs"))

    def told(names: tuple[str, ...]) -> list[Any]:
        answers: list[Any] = [stacks.describe_stack_events(StackName=name)["StackEvents"] for name in names]
        answers += [stacks.describe_stack_resources(StackName=name)["StackResources"] for name in names]
        answers += [ecs.list_clusters()["clusterArns"], ecs.list_task_definitions()["taskDefinitionArns"]]
        return answers

    create(stacks, WHOLE, name="done")
    update(stacks, None, "done", Parameters=parameters(Image="web:2", Count="1"))
    create(stacks, cluster_only(), name="gone")
    identity = stacks.describe_stacks(StackName="gone")["Stacks"][0]["StackId"]
    delete(stacks, "gone")
    before = told(("done", identity))
    kill(home)
    process.up(home)
    assert told(("done", identity)) == before
    stacks.create_stack(StackName="way", TemplateBody=json.dumps(service_without_instances()))
    kill(home)
    process.up(home)
    assert status_of(stacks, "way") == "CREATE_COMPLETE"
    before = told(("done", identity, "way"))
    time.sleep(0.1)
    kill(home)
    process.up(home)
    assert told(("done", identity, "way")) == before
    facts = process.tell(home, "GET", "status")["journal"]
    assert (facts["replayed"]["different"], facts["notes"]) == (0, [])
