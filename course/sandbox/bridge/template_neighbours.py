"""What stands around ECS in templates and plain moto lacks there: alarms, Cloud Map, secrets."""

from __future__ import annotations

import json

from course.sandbox.bridge.template_resource import Properties, Resource


class Alarm(Resource):
    """AWS::CloudWatch::Alarm. Ref: its name."""

    kind = "AWS::CloudWatch::Alarm"
    operation = "PutMetricAlarm"
    service = "cloudwatch"
    name_property = "AlarmName"
    replaced_by = frozenset({"AlarmName"})
    attributes = frozenset({"Arn"})
    takes_system_tags = True

    def make(self) -> None:
        """PutMetricAlarm."""
        tags = self.tag_list("Key", "Value")
        self.call("PutMetricAlarm", AlarmName=self.name, **self.asked(), **({"Tags": tags} if tags else {}))
        (made,) = self.call("DescribeAlarms", AlarmNames=[self.name])["MetricAlarms"]
        self.physical_resource_id = self.name
        self.told = {"Arn": made["AlarmArn"]}

    def change(self, before: Properties) -> None:
        """PutMetricAlarm again."""
        self.make()

    def remove(self) -> None:
        """DeleteAlarms."""
        self.call_unless_gone("DeleteAlarms", "ResourceNotFound", AlarmNames=[self.name])


class Namespace(Resource):
    """What the namespaces of Cloud Map share. Ref: the id."""

    service = "servicediscovery"
    needed = ("Name",)
    attributes = frozenset({"Arn", "Id"})
    takes_system_tags = True

    def make(self) -> None:
        """CreateHttpNamespace, CreatePrivateDnsNamespace."""
        begun = self.call(self.operation, **self.asked(), Tags=self.tag_list("Key", "Value"))
        targets = self.call("GetOperation", OperationId=begun["OperationId"])["Operation"]["Targets"]
        made = self.call("GetNamespace", Id=targets["NAMESPACE"])["Namespace"]
        self.physical_resource_id = made["Id"]
        self.told = {"Arn": made["Arn"], "Id": made["Id"]}
        zone = (made.get("Properties") or {}).get("DnsProperties", {}).get("HostedZoneId")
        if "HostedZoneId" in self.attributes and zone:
            self.told["HostedZoneId"] = zone

    def remove(self) -> None:
        """DeleteNamespace."""
        self.call_unless_gone("DeleteNamespace", "NamespaceNotFound", Id=self.physical_resource_id)


class HttpNamespace(Namespace):
    """AWS::ServiceDiscovery::HttpNamespace."""

    kind = "AWS::ServiceDiscovery::HttpNamespace"
    replaced_by = frozenset({"Name"})
    operation = "CreateHttpNamespace"


class PrivateDnsNamespace(Namespace):
    """AWS::ServiceDiscovery::PrivateDnsNamespace."""

    kind = "AWS::ServiceDiscovery::PrivateDnsNamespace"
    replaced_by = frozenset({"Name", "Vpc"})
    attributes = frozenset({"Arn", "HostedZoneId", "Id"})
    operation = "CreatePrivateDnsNamespace"


class DiscoveryService(Resource):
    """AWS::ServiceDiscovery::Service. Ref: the id."""

    kind = "AWS::ServiceDiscovery::Service"
    operation = "CreateService"
    service = "servicediscovery"
    name_property = "Name"
    replaced_by = frozenset({"HealthCheckCustomConfig", "Name", "NamespaceId", "Type"})
    attributes = frozenset({"Arn", "Id"})
    takes_system_tags = True

    def make(self) -> None:
        """CreateService."""
        tags = self.tag_list("Key", "Value")
        made = self.call("CreateService", Name=self.name, **self.asked(), Tags=tags)["Service"]
        self.physical_resource_id = made["Id"]
        self.told = {"Arn": made["Arn"], "Id": made["Id"]}

    def change(self, before: Properties) -> None:
        """UpdateService."""
        chosen = self.those("Description", "DnsConfig", "HealthCheckConfig")
        asked = self.parameters("UpdateService", {"Service": chosen})
        self.call("UpdateService", Id=self.physical_resource_id, **asked)

    def remove(self) -> None:
        """DeleteService."""
        self.call_unless_gone("DeleteService", "ServiceNotFound", Id=self.physical_resource_id)


class Secret(Resource):
    """AWS::SecretsManager::Secret. Ref: its ARN."""

    kind = "AWS::SecretsManager::Secret"
    operation = "CreateSecret"
    apart = ("GenerateSecretString",)
    service = "secretsmanager"
    name_property = "Name"
    replaced_by = frozenset({"Name"})
    attributes = frozenset({"Id"})
    takes_system_tags = True

    def make(self) -> None:
        """CreateSecret."""
        asked = self.asked()
        if how := self.properties.get("GenerateSecretString"):
            asked["SecretString"] = self._generated(how)
        made = self.call("CreateSecret", Name=self.name, Tags=self.tag_list("Key", "Value"), **asked)
        self.physical_resource_id = made["ARN"]
        self.told = {"Id": made["ARN"]}

    def change(self, before: Properties) -> None:
        """UpdateSecret; a secret that is generated is generated anew only when it is to be another."""
        asked = self.parameters("UpdateSecret", self.those("Description", "KmsKeyId", "SecretString"))
        if not self.changed(before, "SecretString"):
            asked.pop("SecretString", None)
        if self.changed(before, "GenerateSecretString") and (how := self.properties.get("GenerateSecretString")):
            asked["SecretString"] = self._generated(how)
        self.call("UpdateSecret", SecretId=self.physical_resource_id, **asked)

    def _generated(self, how: Properties) -> str:
        """GetRandomPassword takes the same words; a template and a key put the password into a JSON object."""
        own = ("SecretStringTemplate", "GenerateStringKey")
        asked = self.parameters("GetRandomPassword", {key: value for key, value in how.items() if key not in own})
        password = str(self.call("GetRandomPassword", **asked)["RandomPassword"])
        if "SecretStringTemplate" not in how:
            return password
        return json.dumps(json.loads(how["SecretStringTemplate"]) | {str(how["GenerateStringKey"]): password})

    def remove(self) -> None:
        """DeleteSecret, at once: a stack can be made again under the same names."""
        gone, arn = "ResourceNotFoundException", self.physical_resource_id
        self.call_unless_gone("DeleteSecret", gone, SecretId=arn, ForceDeleteWithoutRecovery=True)
