"""Routes told as AWS tells them, and VPC endpoints changed as AWS changes them.

Plain moto shows every route as active, and a changed endpoint gets neither interfaces nor routes nor private DNS.
"""

from __future__ import annotations

from typing import Any

from moto.ec2.exceptions import RouteAlreadyExistsError
from moto.ec2.models.route_tables import Route
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses.vpcs import VPCs

from course.sandbox.bridge.ec2_defaults import described_as_endpoints

_modify = VPCBackend.modify_vpc_endpoint
_answer = VPCs.modify_vpc_endpoint


def gone(route: Any, ec2: Any) -> bool:
    """Whether a route leads nowhere any more. EC2 API reference, Route: "the specified gateway isn't attached to the VPC"."""
    target = str(route.nat_gateway_id or route.gateway_id or "")
    if target.startswith("nat-"):
        found = ec2.nat_gateways.get(target)
        return found is None or found.state != "available"
    if target.startswith("igw-"):
        gateway = ec2.internet_gateways.get(target)
        return gateway is None or gateway.vpc is None or gateway.vpc.id != route.route_table.vpc_id
    return False


def state(route: Any) -> str:
    """What DescribeRouteTables says of a route."""
    return "blackhole" if gone(route, route.route_table.ec2_backend) else "active"


def modify_vpc_endpoint(self: Any, vpc_id: str, *args: Any, **kwargs: Any) -> None:
    """Change an endpoint, and with it its interfaces and its routes. `vpc_id` is moto's name for the endpoint's id."""
    _modify(self, vpc_id, *args, **kwargs)
    endpoint = self.vpc_end_points[vpc_id]
    if _stands_in_subnets(endpoint):
        _stand(self, endpoint)
        _guard(self, endpoint)
    elif endpoint.destination_prefix_list_id:
        _lead(self, endpoint)


def _stands_in_subnets(endpoint: Any) -> bool:
    return str(endpoint.vpc_endpoint_type).lower() == "interface"


def _stand(ec2: Any, endpoint: Any) -> None:
    """One interface in each of its subnets."""
    kept = []
    for id in endpoint.network_interface_ids:
        if id in ec2.enis and ec2.enis[id].subnet.id in endpoint.subnet_ids:
            kept.append(id)
        elif id in ec2.enis:
            ec2.delete_network_interface(id)
    there = {ec2.enis[id].subnet.id for id in kept}
    made = [ec2.create_network_interface(ec2.get_subnet(id), "") for id in endpoint.subnet_ids or () if id not in there]
    for eni in made:
        described_as_endpoints(eni, endpoint.id)
    endpoint.network_interface_ids = kept + [eni.id for eni in made]


def _guard(ec2: Any, endpoint: Any) -> None:
    """Its interfaces have its groups."""
    groups = [ec2.get_security_group_from_id(id) for id in endpoint.security_group_ids]
    for id in endpoint.network_interface_ids:
        if id in ec2.enis:
            ec2.enis[id]._group_set = [group for group in groups if group is not None]


def _lead(ec2: Any, endpoint: Any) -> None:
    """A route in each of its route tables, and in no other."""
    prefix_list = endpoint.destination_prefix_list_id
    for table in list(ec2.route_tables.values()):
        leading = [each for each in table.routes if each.gateway_id == endpoint.id]
        if table.id in endpoint.route_table_ids and not leading:
            try:
                ec2.create_route(table.id, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)
            except RouteAlreadyExistsError:
                continue
        elif table.id not in endpoint.route_table_ids and leading:
            ec2.delete_route(table.id, None, destination_prefix_list_id=prefix_list)


def answer_modified(self: Any) -> Any:
    """ModifyVpcEndpoint with PrivateDnsEnabled, which plain moto passes over."""
    answer = _answer(self)
    wanted = self._get_param("PrivateDnsEnabled")
    if wanted is not None:
        endpoint = self.ec2_backend.vpc_end_points[self._get_param("VpcEndpointId")]
        endpoint.private_dns_enabled = str(wanted).lower() == "true"
    return answer


def install() -> None:
    """Put the functions above into moto's EC2. Idempotent."""
    setattr(Route, "state", property(state))
    VPCBackend.modify_vpc_endpoint = modify_vpc_endpoint
    VPCs.modify_vpc_endpoint = answer_modified
