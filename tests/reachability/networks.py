"""Networks in which a task stands: what works, and what breaks on the way to the first line of its program."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.sandbox.grounds import Ground, awsvpc

Build = Callable[[Ground], None]
ALL = (("ecr.api", "Interface"), ("ecr.dkr", "Interface"), ("s3", "Gateway"), ("logs", "Interface"))


def public(ground: Ground) -> None:
    """A public subnet and a public address, as the default VPC gives them."""


def without_address(ground: Ground) -> None:
    ground.network = awsvpc(ground.subnet, "DISABLED")


def isolated(ground: Ground) -> None:
    ground.private_subnet()


def _nat(ground: Ground, subnet: str, at: str) -> str:
    ec2 = ground.aws("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = str(ec2.create_nat_gateway(SubnetId=at, AllocationId=address)["NatGateway"]["NatGatewayId"])
    ec2.create_route(RouteTableId=ground.table_of(subnet), DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    return nat


def nat(ground: Ground) -> None:
    _nat(ground, ground.private_subnet(), ground.subnet)


def nat_in_a_private_subnet(ground: Ground) -> None:
    subnet = ground.private_subnet()
    _nat(ground, subnet, subnet)


def nat_deleted(ground: Ground) -> None:
    gateway = _nat(ground, ground.private_subnet(), ground.subnet)
    ground.aws("ec2").delete_nat_gateway(NatGatewayId=gateway)


def gateway_detached(ground: Ground) -> None:
    ec2 = ground.aws("ec2")
    filters = [{"Name": "attachment.vpc-id", "Values": [ground.vpc]}]
    (gateway,) = ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]
    ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=ground.vpc)


def _host_names(ground: Ground) -> None:
    ground.aws("ec2").modify_vpc_attribute(VpcId=ground.vpc, EnableDnsHostnames={"Value": True})


def _endpoints(ground: Ground, *left_out: str, **more: Any) -> dict[str, str]:
    """Service → id of its endpoint; `more` for those with interfaces."""
    subnet = ground.private_subnet()
    return {
        service: ground.endpoint(subnet, service, kind, **(more if kind == "Interface" else {}))["VpcEndpointId"]
        for service, kind in ALL
        if service not in left_out
    }


def endpoints(ground: Ground) -> None:
    _host_names(ground)
    _endpoints(ground)


def endpoints_without_s3(ground: Ground) -> None:
    _host_names(ground)
    _endpoints(ground, "s3")


def endpoints_without_logs(ground: Ground) -> None:
    _host_names(ground)
    _endpoints(ground, "logs")


def endpoints_without_ecr_dkr(ground: Ground) -> None:
    _host_names(ground)
    _endpoints(ground, "ecr.dkr")


def endpoints_without_host_names(ground: Ground) -> None:
    ground.aws("ec2").modify_vpc_attribute(VpcId=ground.vpc, EnableDnsHostnames={"Value": False})
    _endpoints(ground)


def endpoint_without_private_dns(ground: Ground) -> None:
    _host_names(ground)
    made = _endpoints(ground)
    ground.aws("ec2").modify_vpc_endpoint(VpcEndpointId=made["ecr.dkr"], PrivateDnsEnabled=False)


def endpoint_deleted(ground: Ground) -> None:
    _host_names(ground)
    made = _endpoints(ground)
    ground.aws("ec2").delete_vpc_endpoints(VpcEndpointIds=[made["s3"]])


def _group(ground: Ground, name: str, *outbound: dict[str, Any]) -> str:
    """A security group that lets out only what is said, and nothing in."""
    ec2 = ground.aws("ec2")
    id = str(ec2.create_security_group(GroupName=name, Description=name, VpcId=ground.vpc)["GroupId"])
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.revoke_security_group_egress(GroupId=id, IpPermissions=[everything])
    if outbound:
        ec2.authorize_security_group_egress(GroupId=id, IpPermissions=list(outbound))
    return id


def tcp(port: int, **to: Any) -> dict[str, Any]:
    """A permission of a security group."""
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **to}


def endpoints_that_let_nobody_in(ground: Ground) -> None:
    _host_names(ground)
    _endpoints(ground, SecurityGroupIds=[_group(ground, "endpoints")])


def endpoints_behind_one_group(ground: Ground) -> None:
    """The task may speak to the endpoints' group and to S3's prefix list, and to nobody else."""
    ec2 = ground.aws("ec2")
    _host_names(ground)
    guard = _group(ground, "endpoints")
    _endpoints(ground, SecurityGroupIds=[guard])
    lists = ec2.describe_prefix_lists()["PrefixLists"]
    s3 = next(each["PrefixListId"] for each in lists if each["PrefixListName"].endswith(".s3"))
    own = _group(
        ground, "own", tcp(443, UserIdGroupPairs=[{"GroupId": guard}]), tcp(443, PrefixListIds=[{"PrefixListId": s3}])
    )
    ec2.authorize_security_group_ingress(GroupId=guard, IpPermissions=[tcp(443, UserIdGroupPairs=[{"GroupId": own}])])
    ground.network["awsvpcConfiguration"]["securityGroups"] = [own]


def group_lets_nothing_out(ground: Ground) -> None:
    ground.network = awsvpc(ground.subnet, "ENABLED", _group(ground, "closed"))


def group_lets_out_to_the_vpc_alone(ground: Ground) -> None:
    nat(ground)
    inside = _group(ground, "inside", tcp(443, IpRanges=[{"CidrIp": "172.31.0.0/16"}]))
    ground.network["awsvpcConfiguration"]["securityGroups"] = [inside]


def _acl(ground: Ground, subnet: str, *entries: tuple[int, bool, str, int, int]) -> None:
    """A network ACL of its own for a subnet: (number, egress, allow or deny, from, to)."""
    ec2 = ground.aws("ec2")
    acl = ec2.create_network_acl(VpcId=ground.vpc)["NetworkAcl"]["NetworkAclId"]
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    (before,) = ec2.describe_network_acls(Filters=filters)["NetworkAcls"]
    link = next(each for each in before["Associations"] if each["SubnetId"] == subnet)
    ec2.replace_network_acl_association(AssociationId=link["NetworkAclAssociationId"], NetworkAclId=acl)
    for number, egress, action, low, high in entries:
        ec2.create_network_acl_entry(
            NetworkAclId=acl, RuleNumber=number, Egress=egress, RuleAction=action, Protocol="6",
            PortRange={"From": low, "To": high}, CidrBlock="0.0.0.0/0",
        )  # fmt: skip


def acl_stops_answers(ground: Ground) -> None:
    _acl(ground, ground.subnet, (100, True, "allow", 0, 65535), (100, False, "allow", 0, 1024))


def acl_denies_https(ground: Ground) -> None:
    everything = (200, True, "allow", 0, 65535), (100, False, "allow", 0, 65535)
    _acl(ground, ground.subnet, (100, True, "deny", 443, 443), *everything)


def acl_lets_web_pass(ground: Ground) -> None:
    _acl(ground, ground.subnet, (100, True, "allow", 443, 443), (100, False, "allow", 1024, 65535))


def acl_at_the_nat_gateway(ground: Ground) -> None:
    nat(ground)
    _acl(ground, ground.subnet, (100, True, "allow", 443, 443), (100, False, "allow", 1024, 65535))


def no_dns(ground: Ground) -> None:
    ground.aws("ec2").modify_vpc_attribute(VpcId=ground.vpc, EnableDnsSupport={"Value": False})


def _policy(action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def policy_keeps_layers(ground: Ground) -> None:
    _host_names(ground)
    made = _endpoints(ground)
    policy = _policy("s3:*", "arn:aws:s3:::my-bucket/*")
    ground.aws("ec2").modify_vpc_endpoint(VpcEndpointId=made["s3"], PolicyDocument=policy)


def policy_keeps_the_token(ground: Ground) -> None:
    _host_names(ground)
    made = _endpoints(ground)
    policy = _policy("ecr:BatchGetImage", "*")
    ground.aws("ec2").modify_vpc_endpoint(VpcEndpointId=made["ecr.api"], PolicyDocument=policy)


def table_joins_later(ground: Ground) -> None:
    """S3's gateway endpoint was made without a route table, and is told of it afterwards."""
    _host_names(ground)
    made = _endpoints(ground, "s3")
    assert "s3" not in made
    ec2 = ground.aws("ec2")
    name = "com.amazonaws.us-east-1.s3"
    s3 = ec2.create_vpc_endpoint(VpcId=ground.vpc, ServiceName=name)["VpcEndpoint"]["VpcEndpointId"]
    subnet = ground.network["awsvpcConfiguration"]["subnets"][0]
    ec2.modify_vpc_endpoint(VpcEndpointId=s3, AddRouteTableIds=[ground.table_of(subnet)])


def endpoints_moved_to_another_subnet(ground: Ground) -> None:
    """Interfaces follow; the network ACL there lets nothing in."""
    _host_names(ground)
    made = _endpoints(ground)
    ec2 = ground.aws("ec2")
    here = ground.network["awsvpcConfiguration"]["subnets"][0]
    _acl(ground, ground.subnet, (100, True, "allow", 0, 65535))
    for service in ("ecr.api", "ecr.dkr", "logs"):
        ec2.modify_vpc_endpoint(VpcEndpointId=made[service], AddSubnetIds=[ground.subnet])
    ec2.modify_vpc_endpoint(VpcEndpointId=made["logs"], RemoveSubnetIds=[here])


NETWORKS: dict[Build, str] = {
    public: "",
    without_address: "ecr.api",
    isolated: "ecr.api",
    nat: "",
    nat_in_a_private_subnet: "ecr.api",
    nat_deleted: "ecr.api",
    gateway_detached: "ecr.api",
    endpoints: "",
    endpoints_without_s3: "s3",
    endpoints_without_logs: "logs",
    endpoints_without_ecr_dkr: "ecr.dkr",
    endpoints_without_host_names: "ecr.api",
    endpoint_without_private_dns: "ecr.dkr",
    endpoint_deleted: "s3",
    endpoints_that_let_nobody_in: "ecr.api",
    endpoints_behind_one_group: "",
    group_lets_nothing_out: "ecr.api",
    group_lets_out_to_the_vpc_alone: "ecr.api",
    acl_stops_answers: "ecr.api",
    acl_denies_https: "ecr.api",
    acl_lets_web_pass: "",
    acl_at_the_nat_gateway: "ecr.api",
    no_dns: "ecr.api",
    policy_keeps_layers: "s3",
    policy_keeps_the_token: "ecr.api",
    table_joins_later: "",
    endpoints_moved_to_another_subnet: "logs",
}
"""Network → the first service of AWS that a task cannot use there before it starts; "" where it starts."""


def serve(ground: Ground) -> None:
    """A task definition that pulls from ECR and logs, and a service of it that runs no task."""
    ground.aws("logs").create_log_group(logGroupName="/ecs/api")
    options = {"awslogs-group": "/ecs/api", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "api"}
    ground.define(container={"logConfiguration": {"logDriver": "awslogs", "options": options}})
    ground.serve(desiredCount=0)
