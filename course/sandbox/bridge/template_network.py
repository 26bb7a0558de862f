"""The ways out of a VPC in templates: route tables, their routes and their subnets, which plain moto half makes and never takes
away."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.template_resource import Properties, Resource, Tags


class RouteTable(Resource):
    """AWS::EC2::RouteTable. Ref: the id."""

    kind = "AWS::EC2::RouteTable"
    operation = "CreateRouteTable"
    service = "ec2"
    needed = ("VpcId",)
    replaced_by = frozenset({"VpcId"})
    attributes = frozenset({"RouteTableId"})
    name_is_identity = False
    takes_system_tags = True

    def make(self) -> None:
        """CreateRouteTable."""
        id = self.call("CreateRouteTable", **self.asked())["RouteTable"]["RouteTableId"]
        self.physical_resource_id, self.told = id, {"RouteTableId": id}
        if tags := self.tag_map():
            self._tag(tags)

    def _tag(self, tags: Tags) -> None:
        listed = [{"Key": key, "Value": value} for key, value in tags.items()]
        self.call("CreateTags", Resources=[self.physical_resource_id], Tags=listed)

    def change(self, before: Properties) -> None:
        """Only its tags can change."""

        def untag(keys: list[str]) -> None:
            self.call("DeleteTags", Resources=[self.physical_resource_id], Tags=[{"Key": key} for key in keys])

        self.retag(before, self._tag, untag)

    def remove(self) -> None:
        """DeleteRouteTable."""
        self.call_unless_gone(
            "DeleteRouteTable", "InvalidRouteTableID.NotFound", RouteTableId=self.physical_resource_id
        )


class SubnetAssociation(Resource):
    """AWS::EC2::SubnetRouteTableAssociation. Ref: the id of the association."""

    kind = "AWS::EC2::SubnetRouteTableAssociation"
    operation = "AssociateRouteTable"
    service = "ec2"
    needed = ("RouteTableId", "SubnetId")
    replaced_by = frozenset({"RouteTableId", "SubnetId"})
    attributes = frozenset({"Id"})
    name_is_identity = False
    takes_tags = False

    def make(self) -> None:
        """AssociateRouteTable."""
        id = self.call("AssociateRouteTable", **self.asked())["AssociationId"]
        self.physical_resource_id, self.told = id, {"Id": id}

    def remove(self) -> None:
        """DisassociateRouteTable."""
        gone = "InvalidAssociationID.NotFound"
        self.call_unless_gone("DisassociateRouteTable", gone, AssociationId=self.physical_resource_id)


class Route(Resource):
    """AWS::EC2::Route. Ref: route table and destination."""

    kind = "AWS::EC2::Route"
    operation = "CreateRoute"
    service = "ec2"
    needed = ("RouteTableId",)
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    replaced_by = frozenset({"RouteTableId", *destinations})
    attributes = frozenset({"CidrBlock"})
    name_is_identity = False
    takes_tags = False

    def make(self) -> None:
        """CreateRoute."""
        self.call("CreateRoute", **self.asked())
        (destination,) = self.those(*self.destinations).values()
        self.physical_resource_id = f"{self.properties['RouteTableId']}|{destination}"
        self.told = {"CidrBlock": str(destination)}

    def change(self, before: Properties) -> None:
        """ReplaceRoute: another target."""
        self.call("ReplaceRoute", **self.parameters("ReplaceRoute", self.properties))

    def remove(self) -> None:
        """DeleteRoute."""
        which: dict[str, Any] = self.those("RouteTableId", *self.destinations)
        self.call_unless_gone("DeleteRoute", "InvalidRoute.NotFound", "InvalidRouteTableID.NotFound", **which)
