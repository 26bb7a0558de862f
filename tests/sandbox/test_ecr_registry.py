"""The registry as a whole: cache rules, creation templates, scanning, settings, and what is not offered."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from course.home import Home
from course.sandbox import process
from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.images import manifest, push
from tests.simulator.ecr_examples import rule, text_of

Aws = Callable[..., Any]

IMAGE = {"repositoryName": "web", "imageId": {"imageTag": "v1"}}
BACKFILL = {"replicationBackfillId": "11111111-2222-3333-4444-555555555555"}
NOT_OFFERED: dict[str, dict[str, Any]] = {
    # with parameters that AWS would take: wrong ones are refused as wrong
    "DeleteSigningConfiguration": {},
    "DescribeImageReplicationStatus": IMAGE,
    "DescribeImageSigningStatus": IMAGE,
    "DescribeReplicationBackfillResults": BACKFILL,
    "GetDownloadUrlForLayer": {"repositoryName": "web", "layerDigest": "sha256:" + 64 * "a"},
    "GetSigningConfiguration": {},
    "ListReplicationBackfills": {},
    "PutSigningConfiguration": {"signingConfiguration": {"rules": []}},
    "StartReplicationBackfill": {"destination": {"region": "eu-west-1", "registryId": "123456789012"}},
    "StopReplicationBackfill": BACKFILL,
}


def code_of(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])


def test_every_operation_of_ecr_is_offered_or_refused_at_once(sandbox: Running, account: str) -> None:
    model = botocore.session.get_session().get_service_model("ecr")
    refused = set()
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    for operation in model.operation_names:
        headers = {
            "X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/ecr/aws4_request",
        }
        begun = time.monotonic()
        connection.request("POST", "/", json.dumps(NOT_OFFERED.get(operation, {})), headers)
        response = connection.getresponse()
        said = json.loads(response.read())
        assert response.status < 500, operation
        assert time.monotonic() - begun < 5, operation
        if "UnsupportedOperation" in said.get("__type", ""):
            assert response.status == 400
            assert said["message"].startswith("The sandbox does not offer")
            assert f"ecr:{operation}" in said["message"]
            refused.add(operation)
    connection.close()
    assert refused == set(NOT_OFFERED)


def test_pull_through_cache_rules(aws: Aws, account: str) -> None:
    ecr = aws("ecr")
    made = ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws")
    assert (made["upstreamRegistry"], made["upstreamRepositoryPrefix"]) == ("ecr-public", "ROOT")
    same = {"ecrRepositoryPrefix": "public", "upstreamRegistryUrl": "quay.io"}
    assert code_of(ecr.create_pull_through_cache_rule, **same) == "PullThroughCacheRuleAlreadyExistsException"
    other = {"ecrRepositoryPrefix": "other", "upstreamRegistryUrl": "registry.example"}
    assert code_of(ecr.create_pull_through_cache_rule, **other) == "UnsupportedUpstreamRegistryException"
    wrong = {"ecrRepositoryPrefix": "k8s", "upstreamRegistryUrl": "registry.k8s.io", "upstreamRegistry": "quay"}
    assert code_of(ecr.create_pull_through_cache_rule, **wrong) == "UnsupportedUpstreamRegistryException"
    (shown,) = ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"]
    assert (shown["ecrRepositoryPrefix"], shown["registryId"]) == ("public", account)
    valid = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="public")
    assert (valid["isValid"], valid["upstreamRegistryUrl"]) == (True, "public.ecr.aws")
    deleted = ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="public")
    assert deleted["createdAt"] == made["createdAt"]
    for call in (
        ecr.delete_pull_through_cache_rule,
        ecr.update_pull_through_cache_rule,
        ecr.validate_pull_through_cache_rule,
    ):
        assert code_of(call, ecrRepositoryPrefix="public") == "PullThroughCacheRuleNotFoundException"
    missing = {"ecrRepositoryPrefixes": ["public"]}
    assert code_of(ecr.describe_pull_through_cache_rules, **missing) == "PullThroughCacheRuleNotFoundException"


def test_a_cache_rule_for_docker_hub_needs_a_secret_that_is_there(aws: Aws, account: str) -> None:
    ecr, secrets = aws("ecr"), aws("secretsmanager")
    asked = {"ecrRepositoryPrefix": "docker-hub", "upstreamRegistryUrl": "registry-1.docker.io"}
    assert code_of(ecr.create_pull_through_cache_rule, **asked) == "InvalidParameterException"
    arn = f"arn:aws:secretsmanager:us-east-1:{account}:secret:ecr-pullthroughcache/hub-abcdef"
    assert code_of(ecr.create_pull_through_cache_rule, **asked, credentialArn=arn) == "SecretNotFoundException"
    one, other = (
        secrets.create_secret(Name=f"ecr-pullthroughcache/{name}", SecretString="{}")["ARN"] for name in ("a", "b")
    )
    assert ecr.create_pull_through_cache_rule(**asked, credentialArn=one)["credentialArn"] == one
    updated = ecr.update_pull_through_cache_rule(ecrRepositoryPrefix="docker-hub", credentialArn=other)
    assert (updated["credentialArn"], "updatedAt" in updated) == (other, True)
    assert ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="docker-hub")["isValid"] is True
    secrets.delete_secret(SecretId=other, ForceDeleteWithoutRecovery=True)
    checked = ecr.validate_pull_through_cache_rule(ecrRepositoryPrefix="docker-hub")
    assert (checked["isValid"], "was not found" in checked["failure"]) == (False, True)


def test_a_push_to_a_new_name_makes_a_repository_by_its_template(aws: Aws) -> None:
    ecr = aws("ecr")
    lifecycle = text_of(rule(1, "any", "imageCountMoreThan", 3))
    ecr.create_repository_creation_template(
        prefix="team",
        description="of the team",
        appliedFor=["CREATE_ON_PUSH"],
        imageTagMutability="IMMUTABLE",
        lifecyclePolicy=lifecycle,
        resourceTags=[{"Key": "team", "Value": "a"}],
    )
    ecr.create_repository_creation_template(prefix="team/x", appliedFor=["PULL_THROUGH_CACHE"])
    push(ecr, "team/x/web", manifest("a"), "v1")
    (made,) = ecr.describe_repositories()["repositories"]
    assert (made["repositoryName"], made["imageTagMutability"]) == ("team/x/web", "IMMUTABLE")
    assert ecr.get_lifecycle_policy(repositoryName="team/x/web")["lifecyclePolicyText"] == lifecycle
    assert ecr.list_tags_for_resource(resourceArn=made["repositoryArn"])["tags"] == [{"Key": "team", "Value": "a"}]
    assert "uploadId" in ecr.initiate_layer_upload(repositoryName="team/api")
    for name in ("team", "teams/web"):
        with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
            push(ecr, name, manifest("a"), "v1")
    ecr.create_repository_creation_template(prefix="ROOT", appliedFor=["CREATE_ON_PUSH"])
    push(ecr, "anything", manifest("a"), "v1")
    (made,) = ecr.describe_repositories(repositoryNames=["anything"])["repositories"]
    assert made["imageTagMutability"] == "MUTABLE"


def test_repository_creation_templates(aws: Aws, account: str) -> None:
    ecr = aws("ecr")
    made = ecr.create_repository_creation_template(prefix="a", appliedFor=["REPLICATION"], description="one")
    template = made["repositoryCreationTemplate"]
    assert (made["registryId"], template["encryptionConfiguration"]) == (account, {"encryptionType": "AES256"})
    again = {"prefix": "a/", "appliedFor": ["REPLICATION"]}
    assert code_of(ecr.create_repository_creation_template, **again) == "TemplateAlreadyExistsException"
    changed = ecr.update_repository_creation_template(prefix="a", imageTagMutability="IMMUTABLE")
    template = changed["repositoryCreationTemplate"]
    assert (template["description"], template["imageTagMutability"]) == ("one", "IMMUTABLE")
    assert ecr.describe_repository_creation_templates(prefixes=["b"])["repositoryCreationTemplates"] == []
    (shown,) = ecr.describe_repository_creation_templates(prefixes=["a"])["repositoryCreationTemplates"]
    assert shown == template
    assert ecr.delete_repository_creation_template(prefix="a")["repositoryCreationTemplate"] == template
    for call in (ecr.delete_repository_creation_template, ecr.update_repository_creation_template):
        assert code_of(call, prefix="a") == "TemplateNotFoundException"


def test_images_are_scanned_when_they_are_pushed_where_that_is_set(aws: Aws) -> None:
    ecr = aws("ecr")
    ecr.put_registry_scanning_configuration(
        scanType="BASIC",
        rules=[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod*", "filterType": "WILDCARD"}]}],
    )
    names = {"prod-web": True, "own": True, "dev": False}
    for name in names:
        ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": name == "own"})
        push(ecr, name, manifest("a"), "v1")
    told = ecr.batch_get_repository_scanning_configuration(repositoryNames=[*names])["scanningConfigurations"]
    assert {each["repositoryName"]: each["scanOnPush"] for each in told} == names
    for name, scanned in names.items():
        asked = {"repositoryName": name, "imageId": {"imageTag": "v1"}}
        if scanned:
            findings = ecr.describe_image_scan_findings(**asked)
            assert findings["imageScanStatus"]["status"] == "COMPLETE"
            (finding,) = findings["imageScanFindings"]["findings"]
            assert finding["description"].startswith("An example: this image has no layers")
        else:
            assert code_of(ecr.describe_image_scan_findings, **asked) == "ScanNotFoundException"


def test_account_settings(aws: Aws) -> None:
    ecr = aws("ecr")
    assert ecr.get_account_setting(name="BASIC_SCAN_TYPE_VERSION")["value"] == "AWS_NATIVE"
    assert ecr.get_account_setting(name="BLOB_MOUNTING")["value"] == "DISABLED"
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    assert ecr.get_account_setting(name="BLOB_MOUNTING")["value"] == "ENABLED"
    assert code_of(ecr.put_account_setting, name="BLOB_MOUNTING", value="ON") == "InvalidParameterException"
    assert code_of(ecr.get_account_setting, name="OTHER") == "InvalidParameterException"


def test_rules_and_templates_outlive_a_restart(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecr = client_of(endpoint, "ecr", "111111111111")
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="quay", upstreamRegistryUrl="quay.io")
    ecr.create_repository_creation_template(prefix="ROOT", appliedFor=["CREATE_ON_PUSH"])
    push(ecr, "web", manifest("a"), "v1")

    def told() -> list[Any]:
        return [
            ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"],
            ecr.describe_repository_creation_templates()["repositoryCreationTemplates"],
            ecr.describe_repositories()["repositories"],
        ]

    before = told()
    process.down(home)
    process.up(home)
    assert told() == before
